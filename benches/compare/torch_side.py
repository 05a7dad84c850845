"""PyTorch's side of the comparison. The pictures are normalised floats from the start, in batches, so that
PyTorch's turns hold no preprocessing; mindgap's do."""

import json
import sys
from pathlib import Path

from side import best_gflops, obey, peak_bytes, say, walk

# What is given to PyTorch beyond its defaults. Compiled alone, without Adam's own kernel, was never the best.
WAYS = {
    "PyTorch": {},
    "fused Adam": {"fused_adam": True},
    "channels_last": {"channels_last": True},
    "channels_last, fused Adam": {"channels_last": True, "fused_adam": True},
    "compiled": {"compiled": True},
    "compiled, fused Adam": {"compiled": True, "fused_adam": True},
    "compiled, channels_last": {"compiled": True, "channels_last": True},
    "compiled, channels_last, fused Adam": {"compiled": True, "channels_last": True, "fused_adam": True},
}


def ways(mode, convolutions):
    """Those that are worth a try: the layout changes nothing without a convolution, and Adam nothing in an answer."""
    for name, settings in WAYS.items():
        if settings.get("channels_last") and not convolutions or settings.get("fused_adam") and mode == "infer":
            continue
        if settings.get("compiled") and not settings.get("fused_adam") and mode == "train":
            continue
        yield name


def main(work):
    import torch

    torch.set_num_threads(work["threads"])
    if work.get("gauge"):
        return gauge(torch)
    torch.manual_seed(7)
    loaded = peak_bytes()
    settings = WAYS[work["way"]]
    layout = torch.channels_last if settings.get("channels_last") else torch.contiguous_format
    batches = normalised(torch, work, layout)
    layers = Layers(torch.nn)
    walk(work, layers)
    model = torch.nn.Sequential(*layers.modules).to(memory_format=layout)
    parameters = sum(parameter.numel() for parameter in model.parameters())
    step = one_step(torch, model, work["mode"], settings)
    place = 0

    def steps_of(steps):
        nonlocal place
        for _ in range(steps):
            step(*batches[place])
            place = (place + 1) % len(batches)

    hello = {"batch": work["batch"], "parameters": parameters, "loaded_bytes": loaded}
    obey(steps_of, lambda: None, hello, work["seconds"])


def gauge(torch):
    """What the machine gives in PyTorch's own product of matrices."""
    left, right = torch.rand(1024, 1024), torch.rand(1024, 1024)
    say({"version": torch.__version__, "capability": torch.backends.cpu.get_cpu_capability()})
    for _ in sys.stdin:
        say({"gflops": best_gflops(lambda: left @ right, 1024)})


def normalised(torch, work, layout):
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


class Layers:
    """The network as modules of PyTorch's."""

    def __init__(self, nn):
        self.nn, self.modules = nn, []

    def conv(self, channels, output, kernel, padding):
        self.modules.append(self.nn.Conv2d(channels, output, kernel, padding=padding))

    def max_pool(self, side):
        self.modules.append(self.nn.MaxPool2d(side))

    def relu(self):
        self.modules.append(self.nn.ReLU())

    def dropout(self, share):
        self.modules.append(self.nn.Dropout(share))

    def flatten(self):
        self.modules.append(self.nn.Flatten())

    def linear(self, inputs, units):
        self.modules.append(self.nn.Linear(inputs, units))


def one_step(torch, model, mode, settings):
    """One step as PyTorch's users write it, without reading the loss."""
    called = torch.compile(model) if settings.get("compiled") else model
    if mode == "infer":
        model.eval()

        def infer(values, _):
            with torch.inference_mode():
                called(values)

        return infer
    model.train()
    cross_entropy = torch.nn.CrossEntropyLoss()
    fused = {"fused": True} if settings.get("fused_adam") else {}
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, **fused)

    def train(values, labels):
        optimizer.zero_grad(set_to_none=True)
        cross_entropy(called(values), labels).backward()
        optimizer.step()

    return train


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
