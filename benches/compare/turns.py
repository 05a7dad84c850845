"""Processes that take turns, and the watch over what else uses the processor meanwhile."""

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

# A library that has finished a turn may spin on its threads for a while; the next one shall not pay.
REST = 0.05
# So much of one core's time may others take in a turn before its round is made again.
FOREIGN = 0.1


def tell(text):
    print(text, file=sys.stderr, flush=True)


class Worker:
    """A process that answers each line with a line of JSON."""

    def __init__(self, command):
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        self.hello = self.answer()

    def answer(self):
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"compare.py: a process ended early: {self.process.args[:3]}")
        return json.loads(line)

    def ask(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.answer()

    def turn(self, aim):
        """Pictures per second of one turn, which takes about as many seconds as it aims at."""
        steps = self.hello["steps"]
        seconds = self.ask(f"go {steps}")["seconds"]
        # The next one aims better: the machine may have been busy while this process warmed up.
        self.hello["steps"] = max(1, round(steps * aim / seconds))
        return steps * self.hello["batch"] / seconds

    def processor_seconds(self):
        return process_seconds(self.process.pid)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()


def undisturbed(turns, options):
    """Rounds in which nobody else used the processor, and how many were thrown away for it. When
    patience ends, the least disturbed ones fill the gap."""
    quiet, noisy, until = [], [], time.monotonic() + options.patience
    while len(quiet) < options.rounds:
        wait_for_quiet(until)
        entry, foreign = turns(len(quiet))
        entry["foreign"] = foreign
        (quiet if foreign <= FOREIGN else noisy).append(entry)
        if time.monotonic() > until and len(quiet) + len(noisy) >= options.rounds:
            break
    missing = options.rounds - len(quiet)
    noisy.sort(key=lambda entry: entry["foreign"])
    return quiet + noisy[:missing], len(noisy[missing:])


def wait_for_quiet(until):
    while time.monotonic() < until:
        busy = busy_seconds()
        time.sleep(0.25)
        if (busy_seconds() - busy - 0.02) / 0.25 <= FOREIGN:
            return


class Watch:
    """Sees how much of the processor others use while a worker has its turn."""

    def __init__(self):
        self.foreign = 0.0

    def alone(self, worker, work):
        time.sleep(REST)
        began, busy, own = time.monotonic(), busy_seconds(), worker.processor_seconds()
        result = work()
        wall = time.monotonic() - began
        others = (busy_seconds() - busy) - (worker.processor_seconds() - own)
        # The system counts in hundredths of a second, and starts and ends within one.
        self.foreign = max(self.foreign, (others - 0.02) / wall)
        return result


def busy_seconds():
    """What all cores together have worked since the start, time stolen by other machines included."""
    try:
        ticks = [int(word) for word in Path("/proc/stat").read_text().split("\n")[0].split()[1:9]]
    except (OSError, ValueError):
        return 0.0
    user, nice, kernel, _idle, _wait, interrupts, soft_interrupts, steal = ticks
    return (user + nice + kernel + interrupts + soft_interrupts + steal) / os.sysconf("SC_CLK_TCK")


def process_seconds(pid):
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def spread(values):
    values = sorted(values)
    if len(values) == 1:
        return {"median": values[0], "quartiles": [values[0], values[0]]}
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return {"median": middle, "quartiles": [low, high]}
