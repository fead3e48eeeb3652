"""
keys.py OUT_JSON COMMAND...: runs a live view on a pseudo-terminal of 140 x 40, types letters of a filter into it at all times
of its interval, and tells how long it takes until each of them is drawn, and what the view costs meanwhile.
"""

import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time

ROWS, COLS = 40, 140
KEYS = "bench_function_"
ROUNDS = 8
SETTLE_S = 12
DEADLINE_S = 5
SGR = re.compile(rb"\x1b\[[\d;]*m")
TICKS = os.sysconf("SC_CLK_TCK")


def usage(pid):
    """Seconds of a core, and resident MiB."""
    with open(f"/proc/{pid}/stat") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    with open(f"/proc/{pid}/status") as status:
        resident = int(re.search(r"VmRSS:\s+(\d+)", status.read())[1]) / 1024
    return (int(fields[11]) + int(fields[12])) / TICKS, resident


def read_until(terminal, wanted, deadline):
    """Reads until something is drawn, or just for a time if nothing is wanted; gives whether it was."""
    seen = b""
    while time.monotonic() < deadline:
        ready, _, _ = select.select([terminal], [], [], max(0, deadline - time.monotonic()))
        if ready:
            seen = (seen + os.read(terminal, 65536))[-262144:]
            if wanted is not None and wanted in SGR.sub(b"", seen):
                return True
    return False


def main(out, command):
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ.update(TERM="xterm-256color", COLORTERM="truecolor", LANG="C.UTF-8")
        os.execvp(command[0], command)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLS, 0, 0))
    os.kill(pid, signal.SIGWINCH)
    read_until(terminal, None, time.monotonic() + SETTLE_S)
    cpu_before, _ = usage(pid)
    idle_from = time.monotonic()
    read_until(terminal, None, idle_from + SETTLE_S)
    idle_s = time.monotonic() - idle_from
    cpu_after, resident = usage(pid)
    times = []
    for round_at in range(ROUNDS):
        os.write(terminal, b"/")
        read_until(terminal, None, time.monotonic() + 0.4)
        for at, key in enumerate(KEYS):
            # A little more than a tenth of the interval apart: each comes at another time of it.
            read_until(terminal, None, time.monotonic() + 0.11 + 0.013 * round_at)
            pressed = time.monotonic()
            os.write(terminal, key.encode())
            wanted = f"/{KEYS[: at + 1]}▏".encode()
            if not read_until(terminal, wanted, pressed + DEADLINE_S):
                raise SystemExit(f"{wanted.decode()} was not drawn")
            times.append((time.monotonic() - pressed) * 1000)
        os.write(terminal, b"\x1b")
        read_until(terminal, None, time.monotonic() + 0.4)
    os.write(terminal, b"q")
    read_until(terminal, b"\x1b[?1049l", time.monotonic() + DEADLINE_S)
    os.waitpid(pid, 0)
    times.sort()
    result = {
        "keys": len(times),
        "medianMs": times[len(times) // 2],
        "p95Ms": times[int(len(times) * 0.95)],
        "mostMs": times[-1],
        "cpuPercent": (cpu_after - cpu_before) / idle_s * 100,
        "residentMiB": resident,
    }
    with open(out, "w") as file:
        json.dump(result, file)


main(sys.argv[1], sys.argv[2:])
