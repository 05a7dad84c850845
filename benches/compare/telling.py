"""What was measured, as Markdown."""

import os
import platform
import statistics
import subprocess
from pathlib import Path

from turns import FOREIGN

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "benches" / "README.md"
BEGIN, END = "<!-- compare.py writes from here -->", "<!-- to here -->"


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
    versions = "".join(f", {name} {version}" for name, version in result["versions"].items())
    lines = [
        f"{result['date']}, commit {facts['commit']}, on {facts['cpu']}, {facts['cores']} cores{memory}, "
        f"{facts['os']}. Rust {facts['rust']}, burn {facts['burn']}{versions}. {options.threads} threads, "
        f"{options.rounds} rounds"
        + (f" of about {options.seconds} s a turn." if result["models"] else "."),
        "",
    ]
    if result["missing"]:
        lines += [f"**Not compared with {' and '.join(result['missing'])}**, which was not installed.", ""]
    measured = result["models"] + [result["whole"]] * bool(result["whole"])
    disturbed = sum(entry["disturbed"] for entry in measured)
    if disturbed:
        lines += [
            f"**The machine was busy**: in {disturbed} of {options.rounds * len(measured)} rounds other "
            f"programs used more than {FOREIGN:.0%} of a core, which slows the others down more than mindgap. "
            "The rows with † flatter mindgap and say nothing.",
            "",
        ]
    titles = {"train": "Training (a step)", "infer": "Inference (a forward pass)"}
    for mode, title in titles.items():
        rows = [row for row in result["models"] if row["mode"] == mode]
        if rows:
            lines += [f"{title}, batch {rows[0]['batch']}:", "", *rows_text(rows), ""]
    if result["models"]:
        lines += [notes(result["models"]), ""]
    if result["whole"]:
        seconds, ratio = result["whole"]["seconds"], result["whole"]["ratio"]
        lines += [
            "`mindgap train --data mnist --model cnn --epochs 3 --train 12000`, from command to result: "
            f"{seconds['fused']['median']:.2f} s; on burn's own operations {seconds['burn']['median']:.2f} s; "
            f"{ratio_text(ratio)} times faster.",
            "",
        ]
    return "\n".join(lines).rstrip() + "\n"


def rows_text(rows):
    names = list(dict.fromkeys(name for row in rows for name in row["images_per_second"]))
    # The ways of PyTorch's that were the best nowhere are in --json.
    shown = [name for name in names if name in ("mindgap", "before", "PyTorch", "JAX")]
    head = ["model", *shown, "the best other", "", "ratio to it", "memory", "the leanest other's", "of it"]
    head += ["share of the best product", "of the instructions"]
    yield "| " + " | ".join(head) + " |"
    yield "|---" + "|---:" * (len(head) - 1) + "|"
    for row in rows:
        speeds, memory = row["images_per_second"], row["peak_bytes"]
        leanest = [value for name, value in memory.items() if name not in ("mindgap", "before") and value]
        speed = [number(speeds[name]["median"]) if name in speeds else "–" for name in shown]
        share = "–" if row["memory_ratio"] is None else f"{row['memory_ratio']:.2f}"
        cells = [row["model"] + " †" * bool(row["disturbed"]), *speed, row["best"], number(speeds[row["best"]]["median"])]
        cells += [ratio_text(row["ratio"]), megabytes(memory["mindgap"]), megabytes(min(leanest, default=None)), share]
        cells += [f"{row[share]['median']:.0%}" for share in ("share_of_product", "share_of_instructions")]
        yield "| " + " | ".join(cells) + " |"


def notes(rows):
    """What the columns mean, and what the machine gave."""

    def middle(values):
        return statistics.median(entry["median"] for entry in values)

    products = {name: middle(row["products"][name] for row in rows) for name in rows[0]["products"]}
    told = {"gemm": "by the `gemm` crate, with which burn multiplies", "PyTorch": "by PyTorch"}
    products = ", ".join(f"{gflops:.0f} GFLOP/s {told[name]}" for name, gflops in products.items())
    one = {key: middle(row["instructions"][key] for row in rows) for key in rows[0]["instructions"]}
    return (
        "Images per second are medians. A ratio is a round's mindgap to the fastest of the others in the same round: "
        "median and quartiles. The others' pictures are normalised beforehand; mindgap starts from bytes, ends with "
        "loss and right answers, or with probabilities. PyTorch was tried as it comes, with its fused Adam, with "
        "channels_last, compiled, and with these together; JAX with one jitted function a step. Memory is the "
        "process's peak resident size in MB, of which PyTorch's libraries alone, loaded, are "
        f"{megabytes(max(row['torch_loaded_bytes'] for row in rows))}. The shares count multiply-adds densely. The "
        f"best product, of 1024x1024 matrices, measured in each round: {products}. The instructions: "
        f"{one['fma_per_cycle']:.1f} fused multiply-adds of {one['lanes']:.0f} lanes a cycle at "
        f"{one['gigahertz']:.2f} GHz, on all threads {one['gflops']:.0f} GFLOP/s, in a loop that does nothing else."
    )


def write(text):
    """Puts the text between the markers; makes them, where there are none."""
    page = TABLE.read_text() if TABLE.exists() else "# Benches\n\n`cargo bench` measures this program by itself.\n"
    if BEGIN not in page or END not in page:
        page += f"\n## Compared with PyTorch\n\n`python3 benches/compare/compare.py --whole --write` measured:\n\n{BEGIN}\n{END}\n"
    before, rest = page.split(BEGIN, 1)
    _, after = rest.split(END, 1)
    TABLE.write_text(f"{before}{BEGIN}\n{text}{END}{after}")
