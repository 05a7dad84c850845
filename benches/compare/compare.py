#!/usr/bin/env python3
"""Compares mindgap's speed and memory with PyTorch's and JAX's, in turns within one run.

Every model runs in a process for each contestant: mindgap; PyTorch as it comes, with its fused Adam, with
`channels_last`, compiled, and with these together; JAX's jit. A round lets each of them work for a few
tenths of a second, one after the other, so that whatever else the machine does meets all of them; what
counts is the median of the rounds' ratios to the fastest of the others in that round. It needs Python 3
and torch or jax or both (`pip install torch jax`; the CPU builds are enough), and installs nothing. What
is not there is left out, and the table says so.

The machine has to be idle otherwise. PyTorch divides each operation evenly among its threads and waits
for the last: where another program takes half a core, it may fall to a tenth of its speed, and mindgap,
whose threads take work from each other, does not. So, where the system tells who used the processor,
a round in which others did is made again, and a table that could not be made undisturbed says so.
"""

import argparse
import datetime
import json
import os
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

import torch_side
from telling import ROOT, TABLE, machine, markdown, write
from turns import FOREIGN, Watch, Worker, busy_seconds, spread, tell, undisturbed

HERE = Path(__file__).resolve().parent
MODELS = ["linear", "mlp", "lenet5", "cnn", "alexnet-mini", "cifar"]
FRAMEWORKS = {"torch": "PyTorch", "jax": "JAX"}
PICTURES = 6400


def main():
    options = parse_arguments()
    there = [] if options.whole_only else [name for name in FRAMEWORKS if has(name, options.python)]
    missing = [name for name in FRAMEWORKS if name not in there and not options.whole_only]
    for name in missing:
        tell(f"compare.py: {FRAMEWORKS[name]} is not installed and is left out. Get it with: pip install {name}")
    if len(missing) == len(FRAMEWORKS):
        tell("(best in an environment of its own: python3 -m venv others)")
        return 2
    program, mindgap = programs(options)
    result = {
        "machine": machine(),
        "date": datetime.date.today().isoformat(),
        "versions": versions(there, options.python),
        "missing": [FRAMEWORKS[name] for name in missing],
        "models": [],
        "whole": None,
    }
    for model in options.models if there else []:
        for mode in options.modes:
            row = compare(program, model, mode, there, options)
            result["models"].append(row)
            tell(
                f"{model} {mode}: {row['ratio']['median']:.2f} times {row['best']}"
                f" ({row['disturbed']} disturbed rounds kept, {row['made_again']} made again)"
            )
    if options.whole or options.whole_only:
        result["whole"] = whole(mindgap, options)
    text = markdown(result, options)
    print(json.dumps(result, indent=1) if options.json else text)
    if options.write:
        write(text)
    return 0


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--models", nargs="+", choices=MODELS, default=MODELS, metavar="MODEL", help=", ".join(MODELS))
    add("--modes", nargs="+", choices=["train", "infer"], default=["train", "infer"], metavar="MODE", help="train, infer")
    add("--rounds", type=int, default=7, help="turns of each program (default 7)")
    add("--seconds", type=float, default=0.4, help="about how long a turn takes (default 0.4)")
    add("--threads", type=int, default=2, help="threads of each program (default 2)")
    add("--operations", default="fused", help="mindgap's operations: fused or burn (default fused)")
    add("--patience", type=float, default=120, help="seconds to try for undisturbed rounds, a model and mode (default 120)")
    add("--whole", action="store_true", help="also time `mindgap train`, fused against burn's own operations")
    add("--whole-only", action="store_true", help="only that; needs neither torch nor jax")
    add("--python", default=sys.executable, help="the Python that has torch and jax (default: this one)")
    add("--program", help="the built bench `compare`, instead of building it")
    add("--before", metavar="PROGRAM", help="the bench `compare` of another commit, to take turns with this one's")
    add("--mindgap", help="the built program, for --whole, instead of building it")
    add("--json", action="store_true", help="print JSON with every round instead of Markdown")
    add("--write", action="store_true", help=f"put the table into {TABLE.relative_to(ROOT)}")
    return parser.parse_args()


def has(module, python):
    # Found but not loaded: loading takes seconds.
    search = f"import importlib.util, sys; sys.exit(importlib.util.find_spec({module!r}) is None)"
    return subprocess.run([python, "-c", search], check=False).returncode == 0


def versions(modules, python):
    """What the frameworks are called in the table."""
    ask = "import importlib.metadata, sys; print(importlib.metadata.version(sys.argv[1]))"
    told = {}
    for module in modules:
        command = [python, "-c", ask, module]
        told[module] = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
    return told


def programs(options):
    """The executables of the bench and of the program, built if they are not named."""
    wanted = {}
    if not options.whole_only and not options.program:
        wanted["compare"] = ["--bench", "compare"]
    if (options.whole or options.whole_only) and not options.mindgap:
        wanted["mindgap"] = ["--bin", "mindgap"]
    built = {"compare": options.program, "mindgap": options.mindgap}
    if wanted:
        targets = [word for words in wanted.values() for word in words]
        command = ["cargo", "build", "--release", "--locked", "--message-format=json", *targets]
        output = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
        for message in map(json.loads, output.splitlines()):
            name = message.get("target", {}).get("name")
            if name in wanted and message.get("executable"):
                built[name] = message["executable"]
    return built["compare"], built["mindgap"]


def mindgap_worker(program, model, mode, options, seconds=None):
    seconds = options.seconds if seconds is None else seconds
    settings = ["--seconds", str(seconds), "--threads", str(options.threads)]
    return Worker([program, model, mode, *settings, "--operations", options.operations])


def others(there, work, options):
    """A process for each of the other contestants."""
    convolutions = any(isinstance(layer, dict) and "conv" in layer for layer in work["layers"])

    def start(side, **more):
        return Worker([options.python, str(HERE / side), json.dumps(work | more)])

    workers = {}
    if "torch" in there:
        for way in torch_side.ways(work["mode"], convolutions):
            workers[way] = start("torch_side.py", way=way)
    if "jax" in there:
        workers["JAX"] = start("jax_side.py")
    return workers


def compare(program, model, mode, there, options):
    """One row: rounds of all contestants, and of what the machine gives."""
    with tempfile.TemporaryDirectory() as folder, mindgap_worker(program, model, mode, options) as ours:
        file = str(Path(folder) / "pictures")
        count = ours.ask(f"pictures {PICTURES} {file}")["pictures"]
        work = dict(ours.hello, mode=mode, threads=options.threads, seconds=options.seconds)
        work |= {"file": file, "pictures": count}
        theirs = others(there, work, options)
        for name, worker in theirs.items():
            if worker.hello["parameters"] != ours.hello["parameters"]:
                sys.exit(f"compare.py: {model} is not the same network in {name}")
        workers = {"mindgap": ours, **theirs}
        if options.before:
            workers["before"] = mindgap_worker(options.before, model, mode, options)
        # In processes of their own, so that their matrices do not count as a model's memory.
        gauges = {"gemm": mindgap_worker(program, "linear", "infer", options, seconds=0)}
        if "torch" in there:
            command = [options.python, str(HERE / "torch_side.py"), json.dumps(work | {"gauge": True})]
            gauges["PyTorch"] = Worker(command)

        def turns(number):
            # Each is first as often as the others, as far as the rounds go.
            names = list(workers)
            names = names[number % len(names):] + names[: number % len(names)]
            watch = Watch()
            entry = {name: watch.alone(workers[name], partial(workers[name].turn, options.seconds)) for name in names}
            peaks = {name: watch.alone(gauge, partial(gauge.ask, "peak")) for name, gauge in gauges.items()}
            entry["products"] = {name: peak["gflops"] for name, peak in peaks.items()}
            entry["instructions"] = peaks["gemm"]["instructions"]
            return entry, watch.foreign

        rounds, again = undisturbed(turns, options)
        memory = {name: worker.ask("memory")["peak_bytes"] for name, worker in workers.items()}
        for worker in [*workers.values(), *gauges.values()]:
            if worker is not ours:
                worker.__exit__()
    speeds = {name: spread(entry[name] for entry in rounds) for name in workers}
    best = [max(entry[name] for name in theirs) for entry in rounds]
    arithmetic = 2 * ours.hello["multiply_adds"] / ours.hello["batch"] / 1e9
    leanest = min(memory[name] or 0 for name in theirs)
    loaded = [worker.hello["loaded_bytes"] for name, worker in theirs.items() if name != "JAX"]
    return {
        "model": model,
        "mode": mode,
        "batch": ours.hello["batch"],
        "multiply_adds": ours.hello["multiply_adds"],
        "images_per_second": speeds,
        "best": max(theirs, key=lambda name: speeds[name]["median"]),
        "ratio": spread(entry["mindgap"] / other for entry, other in zip(rounds, best)),
        "ratio_to_before": spread(entry["mindgap"] / entry["before"] for entry in rounds) if options.before else None,
        "products": {name: spread(entry["products"][name] for entry in rounds) for name in gauges},
        "instructions": {key: spread(entry["instructions"][key] for entry in rounds) for key in rounds[0]["instructions"]},
        "share_of_product": spread(
            arithmetic * entry["mindgap"] / max(entry["products"].values()) for entry in rounds
        ),
        "share_of_instructions": spread(
            arithmetic * entry["mindgap"] / entry["instructions"]["gflops"] for entry in rounds
        ),
        "peak_bytes": memory,
        "torch_loaded_bytes": max((size or 0 for size in loaded), default=0),
        "memory_ratio": memory["mindgap"] / leanest if memory["mindgap"] and leanest else None,
        "disturbed": sum(entry["foreign"] > FOREIGN for entry in rounds),
        "made_again": again,
        "rounds": rounds,
    }


# --- A whole training, from command to result -----------------------------------------------------


def whole(mindgap, options):
    """Wall time of `mindgap train`, each time into a fresh folder, the two ways in turns."""

    def turns(number):
        ways = ["fused", "burn"] if number % 2 == 0 else ["burn", "fused"]
        foreign, entry = 0.0, {}
        for way in ways:
            busy, own = busy_seconds(), children_seconds()
            entry[way] = whole_once(mindgap, way)
            others = busy_seconds() - busy - (children_seconds() - own)
            foreign = max(foreign, others / entry[way])
        tell(f"whole training: fused {entry['fused']:.2f} s, burn {entry['burn']:.2f} s, others {foreign:.0%}")
        return entry, foreign

    rounds, again = undisturbed(turns, options)
    return {
        "disturbed": sum(entry["foreign"] > FOREIGN for entry in rounds),
        "made_again": again,
        "seconds": {way: spread(entry[way] for entry in rounds) for way in ("fused", "burn")},
        "ratio": spread(entry["burn"] / entry["fused"] for entry in rounds),
        "rounds": rounds,
    }


def children_seconds():
    times = os.times()
    return times.children_user + times.children_system


def whole_once(mindgap, way):
    command = [mindgap, "train", "--data", "mnist", "--model", "cnn", "--epochs", "3"]
    command += ["--train", "12000", "--quiet", "--operations", way]
    with tempfile.TemporaryDirectory() as folder:
        environment = dict(os.environ, MINDGAP_DATA_DIR=folder)
        began = time.perf_counter()
        subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)
        return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())
