"""JAX's side of the comparison: one jitted function a step, on pictures that are normalised floats from the start.
Channels come last everywhere, which is how its convolutions are fastest on a processor."""

import json
import math
import os
import sys
from functools import partial
from pathlib import Path

from side import obey, peak_bytes, walk

RATE, BETA_1, BETA_2, EPSILON = 1e-3, 0.9, 0.999, 1e-8


def main(work):
    # The number of its threads is read from the environment when it is loaded.
    os.environ["NPROC"] = os.environ["PJRT_NPROC"] = str(work["threads"])
    os.environ["JAX_PLATFORMS"] = "cpu"
    import jax

    batches = normalised(work)
    loaded = peak_bytes()
    layers = Layers(jax)
    walk(work, layers)
    batches = [tuple(jax.device_put(part) for part in batch) for batch in batches]
    step, state = (training if work["mode"] == "train" else inference)(jax, layers)
    place, done = 0, []

    def steps_of(steps):
        nonlocal place, state
        for _ in range(steps):
            state, answer = step(state, *batches[place])
            done.append(answer)
            place = (place + 1) % len(batches)

    def wait():
        # Calls return before their work is done.
        jax.block_until_ready((state, done))
        done.clear()

    parameters = sum(math.prod(part.shape) for part in jax.tree.leaves(layers.parameters))
    hello = {"batch": work["batch"], "parameters": parameters, "loaded_bytes": loaded, "version": jax.__version__}
    obey(steps_of, wait, hello, work["seconds"])


def normalised(work):
    import numpy

    width, height, channels = (work["shape"][key] for key in ("width", "height", "channels"))
    count, batch = work["pictures"], work["batch"]
    content = numpy.frombuffer(Path(work["file"]).read_bytes(), numpy.uint8)
    pixels = content[:-count].reshape(count, height, width, channels)
    labels = content[-count:].astype(numpy.int32)
    mean, deviation = (numpy.array(work["normalisation"][key], numpy.float32) for key in ("mean", "std"))
    batches = []
    # A part that does not fill a batch is left out.
    for at in range(0, count - batch + 1, batch):
        values = (pixels[at : at + batch].astype(numpy.float32) / 255 - mean) / deviation
        batches.append((values, labels[at : at + batch]))
    return batches


class Layers:
    """The network as functions, and the parameters that they take in their order."""

    def __init__(self, jax):
        self.jax, self.functions, self.parameters = jax, [], []
        self.key, self.drops = jax.random.key(7), False

    def drawn(self, *shape, fan_in):
        self.key, key = self.jax.random.split(self.key)
        bound = fan_in**-0.5
        return self.jax.random.uniform(key, shape, minval=-bound, maxval=bound)

    def add(self, function, *parameters):
        self.functions.append(function)
        self.parameters.append(parameters)

    def conv(self, channels, output, kernel, padding):
        convolve = partial(
            self.jax.lax.conv_general_dilated,
            window_strides=(1, 1),
            padding=[(padding, padding)] * 2,
            dimension_numbers=("NHWC", "HWIO", "NHWC"),
        )
        fan_in = channels * kernel * kernel
        weights = self.drawn(kernel, kernel, channels, output, fan_in=fan_in)
        self.add(lambda x, _, w, b: convolve(x, w) + b, weights, self.drawn(output, fan_in=fan_in))

    def max_pool(self, side):
        lax, square = self.jax.lax, (1, side, side, 1)
        self.add(lambda x, _: lax.reduce_window(x, -math.inf, lax.max, square, square, "VALID"))

    def relu(self):
        self.add(lambda x, _: self.jax.nn.relu(x))

    def dropout(self, share):
        random, number = self.jax.random, len(self.functions)
        self.drops = True

        def drop(x, key):
            if key is None:
                return x
            kept = random.bernoulli(random.fold_in(key, number), 1 - share, x.shape)
            return self.jax.numpy.where(kept, x / (1 - share), 0)

        self.add(drop)

    def flatten(self):
        self.add(lambda x, _: x.reshape(x.shape[0], -1))

    def linear(self, inputs, units):
        weights = self.drawn(inputs, units, fan_in=inputs)
        self.add(lambda x, _, w, b: x @ w + b, weights, self.drawn(units, fan_in=inputs))

    def run(self, parameters, values, key=None):
        """Logits; with a key, from which the masks are drawn, as in training."""
        for function, own in zip(self.functions, parameters):
            values = function(values, key, *own)
        return values


def inference(jax, layers):
    forward = jax.jit(layers.run)
    return lambda parameters, values, _: (parameters, forward(parameters, values)), layers.parameters


def training(jax, layers):
    """A step with Adam. What it changes is donated, so that it may be changed in place."""
    jnp = jax.numpy

    def loss_of(parameters, values, labels, key):
        chances = jax.nn.log_softmax(layers.run(parameters, values, key))
        return -jnp.take_along_axis(chances, labels[:, None], axis=1).mean()

    @partial(jax.jit, donate_argnums=0)
    def step(state, values, labels):
        parameters, first, second, time, key = state
        key, masks = jax.random.split(key) if layers.drops else (key, None)
        loss, gradients = jax.value_and_grad(loss_of)(parameters, values, labels, masks)
        time += 1
        first = jax.tree.map(lambda m, g: BETA_1 * m + (1 - BETA_1) * g, first, gradients)
        second = jax.tree.map(lambda v, g: BETA_2 * v + (1 - BETA_2) * g * g, second, gradients)
        correction = jnp.sqrt(1 - BETA_2**time)
        factor = correction / (1 - BETA_1**time)
        parameters = jax.tree.map(
            lambda p, m, v: p - RATE * factor * m / (jnp.sqrt(v) + EPSILON * correction), parameters, first, second
        )
        return (parameters, first, second, time, key), loss

    zeros = lambda: jax.tree.map(jnp.zeros_like, layers.parameters)
    return step, (layers.parameters, zeros(), zeros(), jnp.float32(0), jax.random.key(7))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
