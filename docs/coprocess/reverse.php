<?php
// gearctl work reverse --coprocess jsonl -- php reverse.php
require __DIR__ . '/gearctl_worker.php';

gearctl_work(function (GearctlJob $job): string {
    if ($job->data === '') {
        throw new GearctlFail('nothing to reverse');
    }
    $job->progress(1, 1);
    return strrev($job->data);
});
