#!/usr/bin/env python3
"""Compares mindgap's speed and memory with PyTorch's, in turns within one run.

Every model runs in three processes: mindgap, PyTorch as it comes, and PyTorch with `channels_last`. A
round lets each of them work for a few tenths of a second, one after the other, so that whatever else
the machine does meets all of them; what counts is the median of the rounds' ratios. It needs Python 3
and torch (`pip install torch`; the CPU build is enough), and installs nothing.

The machine has to be idle otherwise. PyTorch divides each operation evenly among its threads and waits
for the last: where another program takes half a core, it may fall to a tenth of its speed, and mindgap,
whose threads take work from each other, does not. So, where the system tells who used the processor,
a round in which others did is made again, and a table that could not be made undisturbed says so.
"""

import argparse
import datetime
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "benches" / "README.md"
BEGIN, END = "<!-- compare.py writes from here -->", "<!-- to here -->"
MODELS = ["linear", "mlp", "lenet5", "cnn", "alexnet-mini", "cifar"]
# A library that has finished a turn may spin on its threads for a while; the next one shall not pay.
REST = 0.05
PICTURES = 6400
# So much of one core's time may others take in a turn before its round is made again.
FOREIGN = 0.1


def main():
    if sys.argv[1:2] == ["--torch-worker"]:
        return torch_worker(json.loads(sys.argv[2]))
    options = parse_arguments()
    needs_torch = not options.whole_only
    if needs_torch and not has_torch(options.python):
        print("compare.py: torch is missing. Get it with: pip install torch", file=sys.stderr)
        print("(best in an environment of its own: python3 -m venv torch)", file=sys.stderr)
        return 2
    program, mindgap = programs(options)
    began = datetime.date.today().isoformat()
    result = {"machine": machine(), "date": began, "models": [], "whole": None}
    if needs_torch:
        for model in options.models:
            for mode in options.modes:
                row = compare(program, model, mode, options)
                result["models"].append(row)
                tell(
                    f"{model} {mode}: {row['ratio']['median']:.2f} times PyTorch"
                    f" ({row['disturbed']} disturbed rounds kept, {row['made_again']} made again)"
                )
        result["torch"] = torch_facts(options)
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
    add("--fused-adam", action="store_true", help="give PyTorch Adam(fused=True) instead of its default")
    add("--patience", type=float, default=60, help="seconds to try for undisturbed rounds, a model and mode (default 60)")
    add("--whole", action="store_true", help="also time `mindgap train`, fused against burn's own operations")
    add("--whole-only", action="store_true", help="only that; needs no torch")
    add("--python", default=sys.executable, help="the Python that has torch (default: this one)")
    add("--program", help="the built bench `compare`, instead of building it")
    add("--mindgap", help="the built program, for --whole, instead of building it")
    add("--json", action="store_true", help="print JSON with every round instead of Markdown")
    add("--write", action="store_true", help=f"put the table into {TABLE.relative_to(ROOT)}")
    return parser.parse_args()


def tell(text):
    print(text, file=sys.stderr, flush=True)


def has_torch(python):
    # Found but not loaded: loading takes seconds.
    search = "import importlib.util, sys; sys.exit(importlib.util.find_spec('torch') is None)"
    return subprocess.run([python, "-c", search], check=False).returncode == 0


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


def mindgap_worker(program, model, mode, options, seconds=None):
    seconds = options.seconds if seconds is None else seconds
    settings = ["--seconds", str(seconds), "--threads", str(options.threads)]
    return Worker([program, model, mode, *settings, "--operations", options.operations])


def compare(program, model, mode, options):
    """One row: rounds of mindgap, PyTorch, PyTorch with channels_last, and the machine's peak."""
    with tempfile.TemporaryDirectory() as folder, mindgap_worker(program, model, mode, options) as ours:
        file = str(Path(folder) / "pictures")
        count = ours.ask(f"pictures {PICTURES} {file}")["pictures"]
        work = dict(ours.hello, mode=mode, threads=options.threads, seconds=options.seconds)
        work |= {"file": file, "pictures": count, "fused_adam": options.fused_adam}
        # Without a convolution the layout changes nothing.
        layouts = ["default"]
        if any(isinstance(layer, dict) and "conv" in layer for layer in ours.hello["layers"]):
            layouts.append("channels_last")
        theirs = {layout: torch_process(work | {"layout": layout}, options) for layout in layouts}
        # In a process of its own, so that its matrices do not count as the model's memory.
        gauge = mindgap_worker(program, "linear", "infer", options, seconds=0)
        workers = {"mindgap": ours, **theirs}
        for layout in layouts:
            if theirs[layout].hello["parameters"] != ours.hello["parameters"]:
                sys.exit(f"compare.py: {model} is not the same network in PyTorch")

        def turns(number):
            # Each is first as often as the others, as far as the rounds go.
            names = list(workers)
            names = names[number % len(names):] + names[: number % len(names)]
            watch = Watch()
            entry = {name: watch.alone(workers[name], partial(workers[name].turn, options.seconds)) for name in names}
            entry["gflops"] = watch.alone(gauge, lambda: gauge.ask("peak")["gflops"])
            return entry, watch.foreign

        rounds, again = undisturbed(turns, options)
        memory = {name: worker.ask("memory")["peak_bytes"] for name, worker in workers.items()}
        loaded = theirs["default"].hello["loaded_bytes"]
        for worker in [*theirs.values(), gauge]:
            worker.__exit__()
    best = [max(entry[layout] for layout in layouts) for entry in rounds]
    arithmetic = 2 * ours.hello["multiply_adds"] / ours.hello["batch"] / 1e9
    leanest = min(memory[layout] or 0 for layout in layouts)
    return {
        "model": model,
        "mode": mode,
        "batch": ours.hello["batch"],
        "multiply_adds": ours.hello["multiply_adds"],
        "images_per_second": {name: spread(entry[name] for entry in rounds) for name in workers},
        "ratio": spread(entry["mindgap"] / other for entry, other in zip(rounds, best)),
        "gflops": spread(entry["gflops"] for entry in rounds),
        "share_of_peak": spread(arithmetic * entry["mindgap"] / entry["gflops"] for entry in rounds),
        "peak_bytes": memory,
        "torch_loaded_bytes": loaded,
        "memory_ratio": memory["mindgap"] / leanest if memory["mindgap"] and leanest else None,
        "disturbed": sum(entry["foreign"] > FOREIGN for entry in rounds),
        "made_again": again,
        "rounds": rounds,
    }


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


def torch_process(work, options):
    return Worker([options.python, str(Path(__file__).resolve()), "--torch-worker", json.dumps(work)])


def torch_facts(options):
    code = (
        "import torch, json, time\n"
        f"torch.set_num_threads({options.threads})\n"
        "a, b = torch.rand(1024, 1024), torch.rand(1024, 1024)\n"
        "def seconds():\n    began = time.perf_counter(); a @ b; return time.perf_counter() - began\n"
        "seconds(); best = min(seconds() for _ in range(10))\n"
        "cpu = torch.backends.cpu.get_cpu_capability()\n"
        "print(json.dumps(dict(version=torch.__version__, capability=cpu, gflops=2 * 1024**3 / best / 1e9)))"
    )
    return json.loads(subprocess.run([options.python, "-c", code], check=True, stdout=subprocess.PIPE).stdout)


# --- PyTorch's side -------------------------------------------------------------------------------


def torch_worker(work):
    """Obeys `go N` and `memory` as mindgap's bench does. The pictures are normalised floats from the
    start, in batches, so that PyTorch's turns hold no preprocessing; mindgap's do."""
    import torch

    torch.set_num_threads(work["threads"])
    torch.manual_seed(7)
    loaded = peak_bytes()
    layout = torch.channels_last if work["layout"] == "channels_last" else torch.contiguous_format
    batches = torch_batches(torch, work, layout)
    model = torch_model(torch.nn, work).to(memory_format=layout)
    step = torch_step(torch, model, work)
    place = 0

    def go(steps):
        nonlocal place
        began = time.perf_counter()
        for _ in range(steps):
            step(*batches[place])
            place = (place + 1) % len(batches)
        return time.perf_counter() - began

    # oneDNN prepares its kernels in the first steps.
    go(5)
    began, steps = time.perf_counter(), 0
    while steps == 0 or time.perf_counter() - began < work["seconds"]:
        go(1)
        steps += 1
    parameters = sum(parameter.numel() for parameter in model.parameters())
    hello = {"steps": steps, "batch": work["batch"], "parameters": parameters, "loaded_bytes": loaded}
    print(json.dumps(hello), flush=True)
    for line in sys.stdin:
        words = line.split()
        answer = {"seconds": go(int(words[1]))} if words[0] == "go" else {"peak_bytes": peak_bytes()}
        print(json.dumps(answer), flush=True)


def torch_batches(torch, work, layout):
    width, height, channels = (work["shape"][key] for key in ("width", "height", "channels"))
    count, batch = work["pictures"], work["batch"]
    content = torch.frombuffer(bytearray(Path(work["file"]).read_bytes()), dtype=torch.uint8)
    pixels = content[:-count].view(count, height, width, channels)
    labels = content[-count:].long()
    mean, deviation = (torch.tensor(work["normalisation"][key]) for key in ("mean", "std"))
    batches = []
    # A part that does not fill a batch is left out.
    for at in range(0, count - batch + 1, batch):
        values = (pixels[at : at + batch].float() / 255 - mean) / deviation
        # Not `contiguous(memory_format=...)`: it leaves one channel's strides as they are, and then
        # the first convolution, and all after it, take the picture for the other layout.
        values = values.permute(0, 3, 1, 2).contiguous().to(memory_format=layout)
        batches.append((values, labels[at : at + batch].clone()))
    return batches


def torch_model(nn, work):
    width, height, channels = (work["shape"][key] for key in ("width", "height", "channels"))
    layers, flat = [], None

    def linear(units):
        nonlocal flat
        if flat is None:
            layers.append(nn.Flatten())
            flat = channels * width * height
        layers.append(nn.Linear(flat, units))
        flat = units

    for layer in work["layers"]:
        if layer == "relu":
            layers.append(nn.ReLU())
            continue
        ((kind, size),) = layer.items()
        if kind == "conv":
            kernel, padding = size["kernel"], size["padding"]
            layers.append(nn.Conv2d(channels, size["channels"], kernel, padding=padding))
            channels = size["channels"]
            width, height = (side + 2 * padding + 1 - kernel for side in (width, height))
        elif kind == "max_pool":
            layers.append(nn.MaxPool2d(size))
            width, height = width // size, height // size
        elif kind == "dropout":
            layers.append(nn.Dropout(size))
        elif kind == "linear":
            linear(size)
        else:
            sys.exit(f"compare.py: what is {kind} in PyTorch?")
    linear(work["classes"])
    return nn.Sequential(*layers)


def torch_step(torch, model, work):
    """One step as PyTorch's users write it, without reading the loss."""
    if work["mode"] == "infer":
        model.eval()

        def infer(values, _):
            with torch.inference_mode():
                model(values)

        return infer
    model.train()
    cross_entropy = torch.nn.CrossEntropyLoss()
    fused = {"fused": True} if work["fused_adam"] else {}
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, **fused)

    def train(values, labels):
        optimizer.zero_grad(set_to_none=True)
        cross_entropy(model(values), labels).backward()
        optimizer.step()

    return train


def peak_bytes():
    try:
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return None


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


# --- Telling --------------------------------------------------------------------------------------


def machine():
    cpu, memory = platform.processor(), None
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        fields = dict(map(str.strip, line.split(":", 1)) for line in reversed(lines) if ":" in line)
        name = fields.get("model name", cpu)
        cpu = f"{name} (family {fields['cpu family']}, model {fields['model']})" if "cpu family" in fields else name
        memory = int(Path("/proc/meminfo").read_text().split()[1]) * 1024
    except (OSError, ValueError):
        pass
    rust = subprocess.run(["rustc", "--version"], cwd=ROOT, check=False, stdout=subprocess.PIPE, text=True)
    lock = (ROOT / "Cargo.lock").read_text().split("[[package]]")
    burn = next((part.split('version = "')[1].split('"')[0] for part in lock if 'name = "burn"' in part), "?")
    return {
        "cpu": cpu,
        "cores": os.cpu_count(),
        "memory_bytes": memory,
        "os": system(),
        "rust": rust.stdout.split()[1] if rust.stdout else "?",
        "burn": burn,
        "commit": commit(),
    }


def system():
    try:
        name = platform.freedesktop_os_release().get("PRETTY_NAME", "Linux")
        return f"{name}, kernel {platform.release()}"
    except (OSError, AttributeError):
        return platform.platform()


def commit():
    describe = ["git", "describe", "--always", "--dirty", "--exclude=*"]
    result = subprocess.run(describe, cwd=ROOT, check=False, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return result.stdout.strip() or None


def number(value):
    return f"{value:,.0f}"


def megabytes(value):
    return "–" if value is None else number(value / 1e6)


def ratio_text(values):
    low, high = values["quartiles"]
    return f"**{values['median']:.2f}** ({low:.2f} to {high:.2f})"


def markdown(result, options):
    facts = result["machine"]
    memory = f", {facts['memory_bytes'] / 2**30:.0f} GiB" if facts["memory_bytes"] else ""
    torch = result.get("torch")
    versions = f"Rust {facts['rust']}, burn {facts['burn']}"
    versions += f", PyTorch {torch['version']} ({torch['capability']})" if torch else ""
    lines = [
        f"{result['date']}, commit {facts['commit']}, on {facts['cpu']}, {facts['cores']} cores{memory}, "
        f"{facts['os']}. {versions}. {options.threads} threads, {options.rounds} rounds"
        + (f" of about {options.seconds} s a turn." if torch else "."),
        "",
    ]
    measured = result["models"] + [result["whole"]] * bool(result["whole"])
    disturbed = sum(entry["disturbed"] for entry in measured)
    if disturbed:
        lines += [
            f"**The machine was busy**: in {disturbed} of {options.rounds * len(measured)} rounds other "
            f"programs used more than {FOREIGN:.0%} of a core, which slows PyTorch down more than mindgap. "
            "The rows with † flatter mindgap and say nothing.",
            "",
        ]
    titles = {"train": "Training (a step)", "infer": "Inference (a forward pass)"}
    for mode, title in titles.items():
        rows = [row for row in result["models"] if row["mode"] == mode]
        if rows:
            lines += [f"{title}, batch {rows[0]['batch']}:", "", *rows_text(rows, mode), ""]
    if torch:
        gflops = statistics.median(row["gflops"]["median"] for row in result["models"])
        lines += [
            "Images per second are medians. A ratio is a round's mindgap to the better PyTorch of the same "
            "round: median and quartiles. PyTorch's pictures are normalised beforehand; mindgap starts from "
            "bytes, ends with loss and right answers, or with probabilities. Memory is the process's peak "
            f"resident size in MB, of which PyTorch's libraries alone, loaded, are "
            f"{megabytes(max(row['torch_loaded_bytes'] or 0 for row in result['models']))}. The share of the "
            "peak counts multiply-adds densely, against a dense product of 1024x1024 matrices by the `gemm` "
            f"crate, measured in each round: {gflops:.0f} GFLOP/s (PyTorch's own product: "
            f"{torch['gflops']:.0f}).",
            "",
        ]
    if result["whole"]:
        seconds, ratio = result["whole"]["seconds"], result["whole"]["ratio"]
        lines += [
            "`mindgap train --data mnist --model cnn --epochs 3 --train 12000`, from command to result: "
            f"{seconds['fused']['median']:.2f} s; on burn's own operations {seconds['burn']['median']:.2f} s; "
            f"{ratio_text(ratio)} times faster.",
            "",
        ]
    return "\n".join(lines).rstrip() + "\n"


def rows_text(rows, mode):
    peak = mode == "train"
    head = ["model", "mindgap", "PyTorch", "channels_last", "ratio to the better", "memory", "PyTorch's", "of it"]
    head += ["share of peak"] if peak else []
    yield "| " + " | ".join(head) + " |"
    yield "|---" + "|---:" * (len(head) - 1) + "|"
    for row in rows:
        speeds, memory = row["images_per_second"], row["peak_bytes"]
        better = [value for name, value in memory.items() if name != "mindgap" and value]
        speed = [number(speeds[name]["median"]) if name in speeds else "–" for name in ("mindgap", "default", "channels_last")]
        share = "–" if row["memory_ratio"] is None else f"{row['memory_ratio']:.2f}"
        cells = [row["model"] + " †" * bool(row["disturbed"]), *speed, ratio_text(row["ratio"]), megabytes(memory["mindgap"])]
        cells += [megabytes(min(better, default=None)), share]
        cells += [f"{row['share_of_peak']['median']:.0%}"] if peak else []
        yield "| " + " | ".join(cells) + " |"


def write(text):
    """Puts the text between the markers; makes them, where there are none."""
    page = TABLE.read_text() if TABLE.exists() else "# Benches\n\n`cargo bench` measures this program by itself.\n"
    if BEGIN not in page or END not in page:
        page += f"\n## Compared with PyTorch\n\n`python3 benches/compare/compare.py --whole --write` measured:\n\n{BEGIN}\n{END}\n"
    before, rest = page.split(BEGIN, 1)
    _, after = rest.split(END, 1)
    TABLE.write_text(f"{before}{BEGIN}\n{text}{END}{after}")


if __name__ == "__main__":
    sys.exit(main())
