<?php
// A worker of PHP's extension that ends jobs as their workloads say: worker.php PORT FUNCTION
[, $port, $function] = $argv;
$worker = new GearmanWorker();
$worker->addServer('127.0.0.1', (int) $port);
$worker->addFunction($function, function (GearmanJob $job) {
    if ($job->workload() === 'die') {
        $job->sendException('as told');
        $job->sendFail();
        return null;
    }
    if ($job->workload() === 'late' && !file_exists(getenv('MARK'))) {
        touch(getenv('MARK'));
        sleep(2);
        $job->sendData('late');
    }
    return 'done ' . getmypid();
}, null, 1000);
while ($worker->work());
