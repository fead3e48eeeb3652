<?php
// Does the jobs of `gearctl work --coprocess jsonl` by a function: a GearctlJob in, bytes out.
//
// Throw GearctlFail to fail a job, GearctlRetry to have it tried again; any other exception is told to the client as one.
// What the function prints goes to stderr, for stdout carries the messages.

class GearctlFail extends Exception {}

class GearctlRetry extends Exception
{
    public function __construct(public ?float $after = null)
    {
        parent::__construct();
    }
}

/** A job: its data, and in $facts all that its message says (handle, function, unique, attempt, deadline). */
class GearctlJob
{
    public string $data;

    public function __construct(public array $facts)
    {
        $this->data = base64_decode($facts['data']);
    }

    public function progress(int $done, int $total): void
    {
        $this->say('progress', ['done' => $done, 'total' => $total]);
    }

    public function sendData(string $data): void
    {
        $this->say('data', ['data' => base64_encode($data)]);
    }

    public function warn(string $data): void
    {
        $this->say('warning', ['data' => base64_encode($data)]);
    }

    public function extend(float $seconds): void
    {
        $this->say('extend', ['seconds' => $seconds]);
    }

    public function say(string $type, array $fields): void
    {
        gearctl_say(['type' => $type, 'id' => $this->facts['id']] + $fields);
    }
}

/** Does jobs, one by one, until there are to be no more; as many as $capacity are there already, which saves waiting. */
function gearctl_work(callable $handler, int $capacity = 1): void
{
    ini_set('display_errors', 'stderr');
    ob_start(function (string $printed): string {
        fwrite(STDERR, $printed);
        return '';
    }, 1);
    while (($line = fgets(STDIN)) !== false) {
        $message = json_decode($line, true);
        match ($message['type']) {
            'hello' => gearctl_say(['type' => 'ready', 'version' => 1, 'capacity' => $capacity, 'encoding' => 'base64']),
            'ping' => gearctl_say(['type' => 'pong', 'n' => $message['n']]),
            'job' => gearctl_do($handler, new GearctlJob($message)),
            default => null,
        };
    }
}

function gearctl_do(callable $handler, GearctlJob $job): void
{
    try {
        $job->say('complete', ['data' => base64_encode((string) $handler($job))]);
    } catch (GearctlFail $failure) {
        $job->say('fail', ['message' => $failure->getMessage()]);
    } catch (GearctlRetry $retry) {
        $job->say('retry', ['after' => $retry->after]);
    } catch (Throwable $error) {
        $job->say('exception', ['data' => base64_encode((string) $error)]);
    }
}

function gearctl_say(array $message): void
{
    fwrite(STDOUT, json_encode($message, JSON_INVALID_UTF8_SUBSTITUTE) . "\n");
}
