"""A co-process that does what the data of each job says: a verb, and what that is about.

Arguments: capacity, and how it starts: `ready`, `mute` (is never ready), `crash`. With `ignore` it does not hear `cancel`.
"""

import json
import os
import sys
import time

capacity = int(sys.argv[1])
how = sys.argv[2]
kept = []


def say(word, **fields):
    sys.stdout.write(json.dumps({"type": word, **fields}) + "\n")
    sys.stdout.flush()


def perform(number, verb, rest, message):
    if verb == "echo":
        say("complete", id=number, data=rest)
    elif verb == "facts":
        say("complete", id=number, data=json.dumps(message))
    elif verb == "pid":
        say("complete", id=number, data=str(os.getpid()))
    elif verb == "kill":
        os.kill(os.getpid(), int(rest))
    elif verb == "exit":
        os._exit(int(rest))
    elif verb == "leave":
        say("complete", id=number, data="bye")
        os._exit(0)
    elif verb == "say":
        print(rest.replace("$id", str(number)), flush=True)
    elif verb == "stderr":
        print(rest, file=open("/dev/stderr", "w"), flush=True)
        say("complete", id=number, data="")
    elif verb == "grow":
        kept.append(bytes(b"x") * int(rest))
        say("complete", id=number, data="")
    elif verb == "babble":
        while True:
            sys.stdout.write(rest * 65536)
    elif verb == "deaf":
        os.close(0)
        print("deaf", file=sys.stderr, flush=True)
        time.sleep(60)
    elif verb == "mute":
        os.close(1)
        time.sleep(60)
    elif verb == "stall":
        time.sleep(60)


if how == "crash":
    sys.exit("cannot work")
for line in sys.stdin:
    message = json.loads(line)
    if message["type"] == "hello" and how != "mute":
        say("ready", version=1, capacity=capacity)
    elif message["type"] == "ping":
        say("pong", n=message["n"])
    elif message["type"] == "cancel" and how != "ignore":
        say("fail", id=message["id"], message="cancelled for " + message["reason"])
    elif message["type"] == "job":
        verb, _, rest = message["data"].partition(" ")
        perform(message["id"], verb, rest, message)
if how == "ignore":
    time.sleep(60)
