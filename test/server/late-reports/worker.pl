#!/usr/bin/perl
# A worker of Perl's Gearman::Worker that ends jobs as their workloads say: worker.pl PORT FUNCTION
use strict;
use warnings;
use Gearman::Worker;

my ($port, $function) = @ARGV;
my $worker = Gearman::Worker->new(job_servers => ["127.0.0.1:$port"]);
# The time-out is sent as it is, and read in milliseconds: one second is the least.
$worker->register_function($function, 1, sub {
    my $job = shift;
    die "as told\n" if $job->arg eq 'die';
    if ($job->arg eq 'late' and not -e "$ENV{MARK}") {
        open my $mark, '>', $ENV{MARK};
        sleep 2;
    }
    return "done $$";
});
$worker->work while 1;
