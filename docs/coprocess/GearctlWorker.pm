package GearctlWorker;
# Does the jobs of `gearctl work --coprocess jsonl` by a sub: a job in, bytes out.
#
# die with GearctlWorker::fail($why) to fail a job, with GearctlWorker::retry($seconds) to have it tried again; any other
# death is told to the client as an exception. What the sub prints goes to stderr, for stdout carries the messages.
use strict;
use warnings;
use IO::Handle;
use JSON::PP;
use MIME::Base64;

my $json = JSON::PP->new->utf8->allow_nonref;
my $output;

sub fail { bless {type => 'fail', message => $_[0]}, 'GearctlWorker::End' }
sub retry { bless {type => 'retry', after => $_[0]}, 'GearctlWorker::End' }

# Does jobs, one by one, until there are to be no more; as many as the capacity are there already, which saves waiting.
# A job has data, and all that its message says.
sub work {
  my ($handler, $capacity) = @_;
  open $output, '>&', \*STDOUT or die "cannot keep stdout: $!";
  open STDOUT, '>&', \*STDERR or die "cannot turn stdout: $!";
  $_->autoflush(1) for $output, \*STDOUT;
  while (my $line = <STDIN>) {
    my $message = $json->decode($line);
    if ($message->{type} eq 'hello') { say_it({type => 'ready', version => 1, capacity => $capacity // 1, encoding => 'base64'}) }
    elsif ($message->{type} eq 'ping') { say_it({type => 'pong', n => $message->{n}}) }
    elsif ($message->{type} eq 'job') {
      $message->{data} = decode_base64($message->{data});
      do_job($handler, bless $message, 'GearctlWorker::Job');
    }
  }
}

sub do_job {
  my ($handler, $job) = @_;
  my $result = eval { $handler->($job) };
  return $job->tell('complete', data => encode_base64($result // '', '')) if !ref $@ && $@ eq '';
  return $job->tell($@->{type}, %{$@}) if ref $@ eq 'GearctlWorker::End';
  $job->tell('exception', data => encode_base64("$@", ''));
}

sub say_it { print {$output} $json->encode($_[0]), "\n" }

package GearctlWorker::Job;
use MIME::Base64;

sub progress { my ($job, $done, $total) = @_; $job->tell('progress', done => 0 + $done, total => 0 + $total) }
sub send_data { $_[0]->tell('data', data => encode_base64($_[1], '')) }
sub warn { $_[0]->tell('warning', data => encode_base64($_[1], '')) }
sub extend { $_[0]->tell('extend', seconds => 0 + $_[1]) }
sub tell { my ($job, $type, %fields) = @_; GearctlWorker::say_it({%fields, type => $type, id => $job->{id}}) }

1;
