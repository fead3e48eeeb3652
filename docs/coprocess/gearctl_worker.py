"""Does the jobs of `gearctl work --coprocess jsonl` by a function: bytes in, bytes out.

Raise Fail to fail a job, Retry to have it tried again; any other exception is told to the client as one.
What the function prints goes to stderr, for stdout carries the messages.
"""

import base64
import json
import os
import sys
import traceback


class Fail(Exception):
    """Ends a job badly; the message says why."""


class Retry(Exception):
    """Has a job tried again, after so many seconds if they are given."""


class Job:
    """A job: `data`, and all that its message says (handle, function, unique, attempt, deadline)."""

    def __init__(self, message, say):
        self.__dict__.update(message, data=base64.b64decode(message["data"]))
        self.say = lambda word, **fields: say(word, id=self.id, **fields)

    def progress(self, done, total):
        self.say("progress", done=done, total=total)

    def send_data(self, data):
        self.say("data", data=base64.b64encode(data).decode())

    def warn(self, data):
        self.say("warning", data=base64.b64encode(data).decode())

    def extend(self, seconds):
        self.say("extend", seconds=seconds)


def work(handler, capacity=1):
    """Does jobs, one by one, until there are to be no more; as many as `capacity` are there already, which saves waiting."""
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)

    def say(word, **fields):
        output.write(json.dumps({"type": word, **fields}).encode() + b"\n")
        output.flush()

    for line in sys.stdin.buffer:
        message = json.loads(line)
        if message["type"] == "hello":
            say("ready", version=1, capacity=capacity, encoding="base64")
        elif message["type"] == "ping":
            say("pong", n=message["n"])
        elif message["type"] == "job":
            _do(handler, Job(message, say))


def _do(handler, job):
    try:
        result = handler(job) or b""
        job.say("complete", data=base64.b64encode(result).decode())
    except Fail as failure:
        job.say("fail", message=str(failure))
    except Retry as retry:
        job.say("retry", after=retry.args[0] if retry.args else None)
    except Exception:
        job.say("exception", data=base64.b64encode(traceback.format_exc().encode()).decode())
