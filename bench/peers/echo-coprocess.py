"""A co-process that gives each workload back, and takes a hundred at a time."""

import json
import sys

for line in sys.stdin:
    message = json.loads(line)
    if message["type"] == "hello":
        print(json.dumps({"type": "ready", "version": 1, "capacity": 100}), flush=True)
    elif message["type"] == "job":
        print(json.dumps({"type": "complete", "id": message["id"], "data": message["data"]}), flush=True)
