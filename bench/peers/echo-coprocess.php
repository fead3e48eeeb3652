<?php
// A co-process that gives each workload back, by the client for PHP.
require 'docs/coprocess/gearctl_worker.php';
gearctl_work(fn (GearctlJob $job): string => $job->data, 20);
