# gearctl work reverse --coprocess jsonl -- python3 reverse.py
from gearctl_worker import Fail, work


def reverse(job):
    if not job.data:
        raise Fail("nothing to reverse")
    job.progress(1, 1)
    return job.data[::-1]


work(reverse)
