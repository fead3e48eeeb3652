<?php
// A worker of libgearman, by PHP's extension, that gives each workload back: echo-worker.php PORT JOBS. Ends after so many.
[, $port, $jobs] = $argv;
$worker = new GearmanWorker();
$worker->addServer('127.0.0.1', (int) $port);
$worker->addFunction('bench', fn (GearmanJob $job): string => $job->workload());
for ($job = 0; $job < (int) $jobs; $job++) {
    if (!$worker->work()) {
        fwrite(STDERR, $worker->error() . "\n");
        exit(1);
    }
}
