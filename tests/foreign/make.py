#!/usr/bin/env python3
"""Makes the models of tests/foreign/models, and counts in Python what each reads correctly.

Needs torch, onnx, onnxscript, onnxruntime, scikit-learn, skl2onnx, jax, jax2onnx, tensorflow and tf2onnx. Run from
the root of the repository:

    python3 tests/foreign/make.py            # makes the models anew, and counts
    python3 tests/foreign/make.py --count    # counts only

Each model is small and trained for moments: what counts is that mindgap reads the very same pictures correctly.
`expected.json` has, for each, the set, the form in which it was trained to want its pictures, and how many of the
set's 10,000 test pictures, and of the first 2,000 of them, onnxruntime reads correctly in that form.
"""

import gzip
import json
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from torch import nn

ROOT = Path(__file__).resolve().parents[2]
MODELS = Path(__file__).resolve().parent / "models"


def idx(path):
    """An IDX file of bytes as an array."""
    data = gzip.decompress(path.read_bytes())
    sides = [int.from_bytes(data[4 + 4 * at : 8 + 4 * at], "big") for at in range(data[3])]
    return np.frombuffer(data, np.uint8, offset=4 + 4 * data[3]).reshape(sides)


def load(name):
    folder = ROOT / "data" / name
    parts = ("train", 20_000), ("t10k", 10_000)
    return [
        (idx(folder / f"{part}-images-idx3-ubyte.gz")[:n], idx(folder / f"{part}-labels-idx1-ubyte.gz")[:n])
        for part, n in parts
    ]


MNIST = load("mnist")
FASHION = load("fashion-mnist")


def unit(pictures):
    return pictures.astype(np.float32)[:, None] / 255


def standardised(pictures, mean=0.1307, std=0.3081):
    return (unit(pictures) - mean) / std


def symmetric(pictures):
    return unit(pictures) * 2 - 1


def inverted(pictures):
    return 1 - unit(pictures)


def padded(pictures):
    """LeNet-5's own size: 32x32, two black pixels on each side."""
    return np.pad(unit(pictures), ((0, 0), (0, 0), (2, 2), (2, 2)))


def channels_last(pictures):
    return pictures.astype(np.float32)[..., None]


def channels_last_unit(pictures):
    return channels_last(pictures) / 255


def flat(pictures):
    return unit(pictures).reshape(len(pictures), -1)


def flat_bytes(pictures):
    return pictures.reshape(len(pictures), -1).astype(np.float32)


def fit(network, inputs, labels, epochs=2, seed=7):
    """Trains a network for moments."""
    generator = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.Adam(network.parameters(), 2e-3)
    inputs, labels = torch.from_numpy(inputs), torch.from_numpy(labels.astype(np.int64))
    for _ in range(epochs):
        for batch in torch.randperm(len(labels), generator=generator).split(64):
            optimizer.zero_grad()
            nn.functional.cross_entropy(network(inputs[batch]), labels[batch]).backward()
            optimizer.step()
    return network.eval()


def cnn(*more, side=28):
    torch.manual_seed(7)
    return nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=1),
        nn.BatchNorm2d(8),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(8, 16, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Dropout(0.1),
        nn.Linear(16 * (side // 4) ** 2, 10),
        *more,
    )


def legacy(network, name, shape=(1, 1, 28, 28), dynamic=True):
    """By PyTorch's older exporter."""
    axes = {"input": {0: "batch"}, "output": {0: "batch"}} if dynamic else None
    torch.onnx.export(
        network,
        (torch.zeros(shape),),
        MODELS / name,
        input_names=["input"],
        output_names=["output"],
        dynamic_axes=axes,
        dynamo=False,
    )


def torch_dynamo():
    (pictures, labels), _ = MNIST
    network = fit(cnn(), standardised(pictures), labels)
    example = (torch.zeros(2, 1, 28, 28),)
    batch = torch.export.Dim("batch", min=1)
    # Weights come to lie in torch-dynamo.onnx.data.
    torch.onnx.export(
        network, example, MODELS / "torch-dynamo.onnx", dynamo=True, dynamic_shapes=({0: batch},), external_data=True
    )


def torch_legacy():
    (pictures, labels), _ = MNIST
    legacy(fit(cnn(nn.LogSoftmax(1)), unit(pictures), labels), "torch-legacy.onnx", dynamic=False)


def torch_softmax():
    (pictures, labels), _ = MNIST
    network = fit(cnn(), symmetric(pictures), labels)
    legacy(nn.Sequential(network, nn.Softmax(1)), "torch-softmax.onnx")


def torch_inverted():
    (pictures, labels), _ = MNIST
    legacy(fit(cnn(), inverted(pictures), labels), "torch-inverted.onnx")


ORDER = [3, 1, 4, 0, 5, 9, 2, 6, 8, 7]


def torch_permuted():
    """Output n stands for the class ORDER[n]."""
    (pictures, labels), _ = MNIST
    places = np.argsort(ORDER)
    legacy(fit(cnn(), unit(pictures), places[labels]), "torch-permuted.onnx")


def torch_padded():
    (pictures, labels), _ = MNIST
    legacy(fit(cnn(side=32), padded(pictures), labels), "torch-padded.onnx", (1, 1, 32, 32))


def torch_fashion():
    (pictures, labels), _ = FASHION
    legacy(fit(cnn(), unit(pictures), labels), "torch-fashion.onnx")


def keras():
    """By Keras itself, on TensorFlow: channels last, the scale a layer of its own, softmax at the end."""
    import keras

    (pictures, labels), _ = MNIST
    keras.utils.set_random_seed(7)
    layers = keras.layers
    network = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Rescaling(1 / 255),
            layers.Conv2D(8, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dropout(0.2),
            layers.Dense(10, activation="softmax"),
        ]
    )
    network.compile("adam", "sparse_categorical_crossentropy")
    network.fit(channels_last(pictures), labels, batch_size=64, epochs=2, verbose=0)
    network.export(MODELS / "keras.onnx", format="onnx", verbose=False)


def scikit(model, name, form, options=None):
    from skl2onnx import to_onnx

    (pictures, labels), _ = MNIST
    inputs = form(pictures)[:6_000]
    model.fit(inputs, labels[:6_000])
    found = to_onnx(model, inputs[:1], options=options, target_opset=17)
    (MODELS / name).write_bytes(found.SerializeToString())


def scikit_mlp():
    from sklearn.neural_network import MLPClassifier

    model = MLPClassifier((24,), max_iter=8, random_state=7)
    scikit(model, "scikit-mlp.onnx", flat, {"zipmap": False})


def scikit_logistic():
    """With the table of class and probability that skl2onnx gives where nobody says otherwise."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=40))
    scikit(model, "scikit-logistic.onnx", flat_bytes)


def scikit_forest():
    from sklearn.ensemble import RandomForestClassifier

    model = RandomForestClassifier(12, max_depth=7, random_state=7)
    scikit(model, "scikit-forest.onnx", flat_bytes, {"zipmap": False})


def jax():
    """A small network in plain JAX, exported with its batch open."""
    import jax
    import jax.numpy as jnp
    from jax2onnx import to_onnx

    (pictures, labels), _ = MNIST
    torch.manual_seed(7)
    network = nn.Sequential(nn.Flatten(), nn.Linear(784, 32), nn.ReLU(), nn.Linear(32, 10))
    network = fit(network, unit(pictures), labels)
    first, bias, second, second_bias = (value.detach().numpy().T for value in network.parameters())

    def model(images):
        hidden = jax.nn.relu(images.reshape(images.shape[0], 784) @ first + bias)
        return hidden @ second + second_bias

    found = to_onnx(model, [jax.ShapeDtypeStruct(("B", 28, 28, 1), jnp.float32)])
    onnx.save(found, MODELS / "jax.onnx")


def answers(name, form, test):
    """Which of the test pictures onnxruntime reads correctly."""
    pictures, labels = test
    session = onnxruntime.InferenceSession(MODELS / f"{name}.onnx")
    (given,) = session.get_inputs()
    wanted = session.get_outputs()[-1].name
    inputs = form(pictures)
    size = given.shape[0] if isinstance(given.shape[0], int) else 1_000
    rows = []
    for at in range(0, len(inputs), size):
        said = session.run([wanted], {given.name: inputs[at : at + size]})[0]
        # scikit-learn's table of class and probability.
        said = [list(row.values()) for row in said] if isinstance(said, list) else said
        rows.append(np.asarray(said))
    answers = np.concatenate(rows).argmax(1)
    answers = np.asarray(ORDER)[answers] if name == "torch-permuted" else answers
    return answers == labels


# What makes each, its set, the form of its inputs, and the words that mindgap has for that form.
ALL = {
    "torch-dynamo": (torch_dynamo, MNIST, standardised, "nchw mean=0.1307 std=0.3081"),
    "torch-legacy": (torch_legacy, MNIST, unit, "nchw 0..1"),
    "torch-softmax": (torch_softmax, MNIST, symmetric, "nchw -1..1"),
    "torch-inverted": (torch_inverted, MNIST, inverted, "nchw 0..1 inverted"),
    "torch-permuted": (torch_permuted, MNIST, unit, "nchw 0..1"),
    "torch-padded": (torch_padded, MNIST, padded, "nchw 0..1 padded"),
    "torch-fashion": (torch_fashion, FASHION, unit, "nchw 0..1"),
    "keras": (keras, MNIST, channels_last, "nhwc 0..255"),
    "scikit-mlp": (scikit_mlp, MNIST, flat, "flat 0..1"),
    "scikit-logistic": (scikit_logistic, MNIST, flat_bytes, "flat 0..255"),
    "scikit-forest": (scikit_forest, MNIST, flat_bytes, "flat 0..255"),
    "jax": (jax, MNIST, channels_last_unit, "nhwc 0..1"),
}


def main():
    MODELS.mkdir(exist_ok=True)
    torch.set_num_threads(1)
    expected = {}
    for name, (make, data, form, words) in ALL.items():
        if "--count" not in sys.argv:
            make()
        right = answers(name, form, data[1])
        expected[name] = {
            "set": "fashion-mnist" if data is FASHION else "mnist",
            "form": words,
            "correct": int(right.sum()),
            "correct_of_first_2000": int(right[:2_000].sum()),
        }
        print(name, expected[name], flush=True)
    (MODELS / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")


if __name__ == "__main__":
    main()
