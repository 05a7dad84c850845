"""{{title}}

    pip install torch safetensors
    python FILE.py FOLDER

builds it, loads the weights from FILE.safetensors beside this file, and measures it on {{test}}.
FOLDER holds the pictures as MNIST's own files; this writes them:

    mindgap data export {{set}} FOLDER
{{elsewhere}}
Written by mindgap {{version}}.
"""

import base64
import gzip
import hashlib
import struct
import sys
import zlib
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn

CLASSES = {{classes}}
# Of each channel, of pixels as 0..1, over what the network learned from.
MEAN, STD = {{mean}}, {{std}}
# What mindgap measured: the part's files and their digest, which pictures of it (None: all), how many right.
SET, PART = {{set_literal}}, {{part}}
DIGEST = {{digest}}
PLACES = {{places}}
RIGHT = {{right}}


def network() -> nn.Sequential:
    """{{depth}}, and the output layer: pictures [N, {{input}}] in, logits [N, {{n_classes}}] out."""
    return nn.Sequential(
{{layers}}
    )


def load() -> nn.Sequential:
    """The network with what it learned."""
    model = network()
    model.load_state_dict(load_file(Path(__file__).with_suffix(".safetensors")), strict=True)
    return model.eval()


{{idx}}

@torch.no_grad()
def right_answers(model: nn.Module, pictures: torch.Tensor, labels: torch.Tensor) -> int:
    """How many pictures the network reads correctly."""
    batches = zip(pictures.split(1000), labels.split(1000))
    return sum(int((model(preprocess(batch)).argmax(1) == truth).sum()) for batch, truth in batches)


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(f"usage: python {Path(__file__).name} FOLDER")
    try:
        pictures, labels = read_part(Path(sys.argv[1]), PART, DIGEST)
    except (OSError, ValueError) as error:
        sys.exit(str(error))
    if PLACES is not None:
        places = marked(PLACES, 1)
        pictures, labels = pictures[places], labels[places]
    right = right_answers(load(), pictures, labels)
    verdict = "the same as mindgap" if right == RIGHT else f"not the same: mindgap read {RIGHT} correctly"
    print(f"{right} of {len(labels)} right ({100 * right / len(labels):.2f} %): {verdict}")


if __name__ == "__main__":
    main()
