<?php
// libgearman, by PHP's extension: libgearman.php PORT background|echo JOBS. Prints the seconds that it took.
// Somebody else has to work the jobs of echo, for PHP cannot do both at once.
const WINDOW = 100;

[, $port, $what, $jobs] = $argv;
$client = new GearmanClient();
$client->addServer('127.0.0.1', (int) $port);
$started = hrtime(true);
for ($job = 0; $job < (int) $jobs; ) {
    for ($queued = 0; $queued < WINDOW && $job < (int) $jobs; $queued++, $job++) {
        if ($what === 'background') {
            $client->addTaskBackground('bench', (string) $job);
        } else {
            $client->addTask('bench', (string) $job);
        }
    }
    if (!$client->runTasks()) {
        fwrite(STDERR, $client->error() . "\n");
        exit(1);
    }
}
echo (hrtime(true) - $started) / 1e9, "\n";
