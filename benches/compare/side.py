"""What the processes of the other frameworks share: they obey the lines that mindgap's own bench obeys."""

import json
import sys
import time
from pathlib import Path


def obey(steps_of, wait, hello, seconds):
    """Answers `go N` and `memory`. `steps_of` makes so many steps, `wait` returns when the last one is done."""

    def go(steps):
        began = time.perf_counter()
        steps_of(steps)
        wait()
        return time.perf_counter() - began

    # Compilers compile, and libraries prepare their kernels, in the first steps.
    go(5)
    began, steps = time.perf_counter(), 0
    while steps == 0 or time.perf_counter() - began < seconds:
        go(5)
        steps += 5
    say({"steps": steps, **hello})
    for line in sys.stdin:
        words = line.split()
        say({"seconds": go(int(words[1]))} if words[0] == "go" else {"peak_bytes": peak_bytes()})


def say(answer):
    print(json.dumps(answer), flush=True)


def peak_bytes():
    """The most memory that this process has had resident, where the system tells it."""
    try:
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return None


def best_gflops(product, side):
    """Billions of floating-point operations a second in a product of square matrices: the best of ten."""

    def seconds():
        began = time.perf_counter()
        product()
        return time.perf_counter() - began

    seconds()
    return 2 * side**3 / min(seconds() for _ in range(10)) / 1e9


def walk(work, build):
    """Goes through the hidden layers and the output layer. `build` makes convolutions, poolings, ReLUs, dropouts
    and linear layers of them; what it is told are sizes of what comes in and what goes out."""
    width, height, channels = (work["shape"][key] for key in ("width", "height", "channels"))
    flat = None
    for layer in [*work["layers"], {"linear": work["classes"]}]:
        if layer == "relu":
            build.relu()
            continue
        ((kind, size),) = layer.items()
        if kind == "conv":
            kernel, padding = size["kernel"], size["padding"]
            build.conv(channels, size["channels"], kernel, padding)
            channels = size["channels"]
            width, height = (side + 2 * padding + 1 - kernel for side in (width, height))
        elif kind == "max_pool":
            build.max_pool(size)
            width, height = width // size, height // size
        elif kind == "dropout":
            build.dropout(size)
        elif kind == "linear":
            if flat is None:
                build.flatten()
                flat = channels * width * height
            build.linear(flat, size)
            flat = size
        else:
            sys.exit(f"compare.py: what is {kind} elsewhere?")
