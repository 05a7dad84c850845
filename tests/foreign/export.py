"""What other programs make of what `mindgap runs export` writes. Run by hand, where these are installed:

    pip install torch torchvision safetensors onnx onnxruntime nbformat nbclient ipykernel
    python tests/foreign/export.py [MINDGAP] [RUN ...]

MINDGAP is the program (target/release/mindgap, if not named). Trains a few small networks in a folder of its own (or
takes the named runs of the data folder), exports each in every form, and checks: that a torch.nn.Sequential of the
layers in the header takes the weights strictly, that the script beside them reads as many test pictures as mindgap,
that ONNX's checker and onnxruntime accept the ONNX file and it reads as many too, and that the notebook is valid and
runs to its end. Prints a line each; ends with 1 if anything is not as promised.
"""

import gzip
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import nbclient
import nbformat
import numpy
import onnx
import onnxruntime
import torch
from safetensors import safe_open
from safetensors.torch import load_file
from torch import nn

# Data, layers, and what else is said to `mindgap train`.
RECIPES = [
    ("mnist", "cnn", "--train 12000 --epochs 3"),
    ("mnist", "alexnet-mini", "--train 3000 --epochs 1"),
    ("mnist:0-4", "lenet5", "--train 3000 --epochs 2 --optimizer sgd --augment affine --early-stop 1"),
    ("fashion-mnist", "mlp", "--train 12000 --epochs 2"),
    ("cifar10", '{ layers: [{ conv: { channels: 8, kernel: 5 } }, relu, { max_pool: 3 }, { linear: 32 }, relu] }', "--train 3000 --epochs 2"),
]


def main() -> int:
    program = sys.argv[1] if len(sys.argv) > 1 else "target/release/mindgap"
    program = str(Path(program).resolve())
    failed = 0
    with tempfile.TemporaryDirectory() as home:
        home = Path(home)

        def mindgap(*words: str) -> str:
            data = [] if len(sys.argv) > 2 else ["--data-dir", str(home / "data")]
            done = subprocess.run([program, *words, *data], capture_output=True, text=True)
            if done.returncode != 0:
                raise RuntimeError(f"mindgap {' '.join(words)}: {done.stderr}")
            return done.stdout.strip()

        runs = sys.argv[2:] or [
            mindgap("train", "--data", data, "--model", model, *more.split(), "--quiet") for data, model, more in RECIPES
        ]
        for run in runs:
            for check in (weights, script, onnx_file, notebook):
                folder = home / f"{run}-{check.__name__}"
                folder.mkdir()
                try:
                    said = check(mindgap, run, folder)
                    print(f"{run} {check.__name__}: {said}", flush=True)
                except Exception as error:
                    failed += 1
                    print(f"{run} {check.__name__}: FAILED: {type(error).__name__}: {error}", flush=True)
    print(f"{len(runs) * 4 - failed} passed, {failed} failed")
    return 1 if failed else 0


def export(mindgap, run: str, file: Path) -> dict:
    return json.loads(mindgap("runs", "export", run, str(file), "--json"))


def weights(mindgap, run: str, folder: Path) -> str:
    """The weights fit the layers in the header, strictly."""
    file = folder / "net.safetensors"
    export(mindgap, run, file)
    with safe_open(file, "pt") as opened:
        layers = json.loads(opened.metadata()["mindgap.layers"])
    built = [getattr(nn, one)() if isinstance(one, str) else [getattr(nn, k)(**v) for k, v in one.items()][0] for one in layers]
    model = nn.Sequential(*built)
    model.load_state_dict(load_file(file), strict=True)
    return f"{sum(p.numel() for p in model.parameters())} parameters in {len(layers)} layers"


def script(mindgap, run: str, folder: Path) -> str:
    """The script reads as many pictures as mindgap."""
    line = export(mindgap, run, folder / "net.safetensors")
    script = Path(line["script"])
    set_name = re.search(r"mindgap data export (\S+) FOLDER", script.read_text())[1]
    mindgap("data", "export", set_name, str(folder / "pictures"))
    done = subprocess.run([sys.executable, str(script), str(folder / "pictures")], capture_output=True, text=True)
    if done.returncode != 0 or "the same as mindgap" not in done.stdout:
        raise RuntimeError(done.stdout + done.stderr)
    return f"{line['data']}: {done.stdout.strip()}"


def idx(path: Path) -> numpy.ndarray:
    data = gzip.decompress(path.read_bytes())
    sizes = numpy.frombuffer(data, ">u4", data[3], 4)
    return numpy.frombuffer(data, numpy.uint8, offset=4 + 4 * data[3]).reshape(sizes)


def onnx_file(mindgap, run: str, folder: Path) -> str:
    """ONNX's checker takes it, and onnxruntime reads as many pictures as mindgap."""
    file = folder / "net.onnx"
    line = export(mindgap, run, file)
    model = onnx.load(file)
    onnx.checker.check_model(model, full_check=True)
    facts = {entry.key: entry.value for entry in model.metadata_props}
    data = json.loads(facts["mindgap.measured"])["data"]
    part = data.split(":")[0].split("@")[0]
    mindgap("data", "export", part, str(folder / "pictures"))
    [images] = (folder / "pictures").glob("*images-idx3-ubyte.gz")
    [labels] = (folder / "pictures").glob("*labels-idx1-ubyte.gz")
    pictures, labels = idx(images), idx(labels)
    pictures = pictures[:, None] if pictures.ndim == 3 else pictures.transpose(0, 3, 1, 2)
    if ":" in data:
        first, last = map(int, data.split(":")[1].split("-"))
        chosen = (labels >= first) & (labels <= last)
        pictures, labels = pictures[chosen], labels[chosen]
    session = onnxruntime.InferenceSession(str(file))
    logits = session.run(["logits"], {"pixels": pictures.astype(numpy.float32) / 255})[0]
    right = int((logits.argmax(1) == labels).sum())
    if (right, len(labels)) != (line["right"], line["n"]):
        raise RuntimeError(f"onnxruntime: {right} of {len(labels)} right, mindgap: {line['right']} of {line['n']}")
    return f"{data}: {right} of {len(labels)} right, the same as mindgap"


def notebook(mindgap, run: str, folder: Path) -> str:
    """The notebook is valid and runs to its end."""
    file = folder / "net.ipynb"
    export(mindgap, run, file)
    found = nbformat.read(file, as_version=4)
    nbformat.validate(found)
    text = "".join(cell.source for cell in found.cells)
    set_name = re.search(r"mindgap data export (\S+) (\S+)`", text)[1]
    mindgap("data", "export", set_name, str(folder / set_name))
    client = nbclient.NotebookClient(found, timeout=600, resources={"metadata": {"path": str(folder)}})
    client.execute()
    outputs = [out.text for cell in found.cells for out in cell.get("outputs", []) if out.output_type == "stream"]
    return outputs[-1].strip()


if __name__ == "__main__":
    os.environ.setdefault("PYTHONWARNINGS", "ignore")
    torch.manual_seed(0)
    sys.exit(main())
