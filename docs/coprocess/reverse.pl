# gearctl work reverse --coprocess jsonl -- perl reverse.pl
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use GearctlWorker;

GearctlWorker::work(sub {
  my ($job) = @_;
  die GearctlWorker::fail('nothing to reverse') if $job->{data} eq '';
  $job->progress(1, 1);
  return scalar reverse $job->{data};
});
