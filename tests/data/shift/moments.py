"""Moments of corrupted MNIST digits, by an implementation that shares no code with mindgap:

    python3 tests/data/shift/moments.py data/mnist/t10k-images-idx3-ubyte.gz > tests/data/shift/moments.csv

The definitions are those of MNIST-C (Mu and Gilmer 2019) at each corruption's default severity, as
src/shift/mnist_c.rs and src/shift/further.rs state them. Needs numpy, scipy, scikit-image and
ImageMagick's `convert`, whose motion blur MNIST-C uses.
"""

import gzip
import subprocess
import sys

import numpy as np
import scipy
import skimage
from scipy import ndimage
from skimage import color, feature, filters, transform, util

PICTURES, DRAWS, SIDE, MIDDLE = 500, 8, 28, 13.5
random = np.random.default_rng(20260)
sign = lambda: random.choice([-1, 1])


def shot_noise(x, photons=3):
    return random.poisson(x * photons) / photons


def impulse_noise(x, share=0.17):
    return util.random_noise(x, mode="s&p", amount=share, rng=random)


def glass(x, sigmas, reach=1, times=2):
    x = np.floor(255 * ndimage.gaussian_filter(x, sigmas, mode="nearest")) / 255
    for _ in range(times):
        for row in range(SIDE - reach, reach, -1):
            for column in range(SIDE - reach, reach, -1):
                if random.random() < 0.5:
                    down, right = random.integers(-reach, reach, 2)
                    here, there = (row, column), (row + down, column + right)
                    x[here], x[there] = x[there], x[here]
    return ndimage.gaussian_filter(x, sigmas, mode="nearest")


def motion_blur(x, radius=10, sigma=3):
    pgm = b"P5 28 28 255\n" + np.round(255 * x).astype(np.uint8).tobytes()
    blur = f"{radius}x{sigma}{random.uniform(-45, 45):+}"
    as_words = ["-depth", "16", "-endian", "LSB", "gray:-"]
    command = ["convert", "pgm:-", "-motion-blur", blur, *as_words]
    blurred = subprocess.run(command, input=pgm, capture_output=True, check=True).stdout
    return np.frombuffer(blurred, "<u2").reshape(SIDE, SIDE) / 65535


def warped(x, matrix):
    """The pixel (x, y) is what lies at the matrix times (x, y), both from the centre."""
    linear = np.eye(3)
    linear[:2, :2] = matrix
    to, back = np.eye(3), np.eye(3)
    to[:2, 2], back[:2, 2] = -MIDDLE, MIDDLE
    return transform.warp(x, back @ linear @ to, order=1, mode="constant")


def shear(x, angle=0.4):
    angle = angle * sign()
    return warped(x, [[1, -np.sin(angle)], [0, np.cos(angle)]])


def scale(x, factor=0.7):
    return warped(x, [[1 / factor, 0], [0, 1 / factor]])


def rotate(x, angle=0.4):
    return transform.rotate(x, np.degrees(angle) * sign(), order=1, mode="constant")


def brightness(x, more=0.5):
    hsv = color.rgb2hsv(np.stack([x] * 3, axis=-1))
    hsv[..., 2] = np.clip(hsv[..., 2] + more, 0, 1)
    return color.hsv2rgb(hsv)[..., 0]


def translate(x, pixels=3):
    return ndimage.shift(x, (pixels * sign(), pixels * sign()), order=0, mode="constant")


def plasma(decay, side=256):
    """Midpoint displacement on a torus: the middles of the cells, then of their sides."""
    cloud, most = np.zeros((1, 1)), 100.0 * 100.0
    displaced = lambda total: total / 4 + most * random.uniform(-1, 1, total.shape)
    while len(cloud) < side:
        finer = np.zeros((2 * len(cloud),) * 2)
        right, below = np.roll(cloud, -1, 1), np.roll(cloud, -1, 0)
        cells = displaced(cloud + right + below + np.roll(right, -1, 0))
        finer[::2, ::2], finer[1::2, 1::2] = cloud, cells
        finer[::2, 1::2] = displaced(cloud + right + cells + np.roll(cells, 1, 0))
        finer[1::2, ::2] = displaced(cloud + below + cells + np.roll(cells, 1, 1))
        cloud, most = finer, most / decay**2
    return (cloud - cloud.min()) / np.ptp(cloud)


def fog(x, thick=3, decay=1.4):
    return (x + thick * plasma(decay)[:SIDE, :SIDE]) * x.max() / (x.max() + thick)


def spatter(x, mean=0.65, deviation=0.3, sigma=1, threshold=0.65, soft=1.5, mud=63 / 255):
    wet = filters.gaussian(random.normal(mean, deviation, x.shape), sigma)
    drops = filters.gaussian((wet > threshold).astype(float), soft)
    drops[drops < 0.8] = 0
    return x * (1 - drops) + mud * drops


def stripe(x):
    outer = np.ones(SIDE, bool)
    outer[7:21] = False
    return np.where(outer, 1 - x, x)


def stroke(start, end):
    """Ink 1 + ln(1 - d / 2.3) at the distance d above or below the line between two points."""
    (x0, y0), (x1, y1) = start, end
    if x0 == x1:
        return np.zeros((SIDE, SIDE))
    rows, columns = np.mgrid[:SIDE, :SIDE]
    away = np.abs(rows - (y0 + (y1 - y0) / (x1 - x0) * (columns - x0)))
    ink = np.clip(1 + np.log(np.maximum(1 - away / 2.3, 1e-9)), 0, 1)
    return ink * ((columns >= np.floor(x0)) & (columns < np.ceil(x1)))


def dotted_line(x):
    left, right = random.integers(0, 27, 2)
    dashes = np.arange(SIDE) // 2 % 2 == 1
    return x + stroke((0, left), (27, right)) * dashes


def zigzag(x, tooth=2):
    start, drift = random.integers(0, 27), random.integers(-5, 5)
    length = np.hypot(23, drift)
    along = np.arange(tooth, length, 2 * tooth)
    across = tooth * (-1.0) ** np.arange(len(along))
    whole = 2 * tooth * (length // (2 * tooth))
    corners = [(0, 0), *zip(along, across)]
    if length != whole:
        corners.append((length, across[-1] / (2 * (length - whole))))
    turn = np.array([[23, -drift], [drift, 23]]) / length
    corners = [turn @ corner + (2, start) for corner in corners]
    return x + sum(stroke(*ends) for ends in zip(corners, corners[1:]))


CORRUPTIONS = {
    "shot_noise": shot_noise,
    "impulse_noise": impulse_noise,
    "glass_blur": lambda x: glass(x, (0.7, 0)),
    "motion_blur": motion_blur,
    "shear": shear,
    "scale": scale,
    "rotate": rotate,
    "brightness": brightness,
    "translate": translate,
    "fog": fog,
    "spatter": spatter,
    "stripe": stripe,
    "dotted_line": dotted_line,
    "zigzag": zigzag,
    "canny_edges": lambda x: feature.canny(x, sigma=1).astype(float),
    "gaussian_blur": lambda x: ndimage.gaussian_filter(x, (2, 0), mode="nearest"),
    "gaussian_blur_isotropic": lambda x: ndimage.gaussian_filter(x, 2, mode="nearest"),
    "glass_blur_isotropic": lambda x: glass(x, (0.7, 0.7)),
}


def moments(x):
    x = np.clip(x, 0, 1)
    across, down = np.diff(x, axis=1), np.diff(x, axis=0)
    return [x.mean(), (x**2).mean(), (across**2).mean(), (down**2).mean()]


with gzip.open(sys.argv[1]) as file:
    digits = np.frombuffer(file.read(), np.uint8, offset=16).reshape(-1, SIDE, SIDE)[:PICTURES]
magick = subprocess.run(["convert", "-version"], capture_output=True, check=True).stdout.split()[2]
print(f"# The first {PICTURES} test digits, {DRAWS} times each, by moments.py with numpy {np.__version__},")
print(f"# scipy {scipy.__version__}, scikit-image {skimage.__version__} and ImageMagick {magick.decode()}: pixels in 0..1, their")
print("# squares, squared differences of neighbours along rows and down columns; and standard errors.")
print("corruption,mean,square,across,down,mean_se,square_se,across_se,down_se")
for name, corrupt in CORRUPTIONS.items():
    drawn = [[moments(corrupt(digit / 255)) for _ in range(DRAWS)] for digit in digits]
    means = np.mean(drawn, axis=(0, 1))
    errors = np.sqrt(np.var(drawn, axis=1, ddof=1).sum(axis=0) / DRAWS) / PICTURES
    print(name, *(f"{value:.7f}" for value in [*means, *errors]), sep=",", flush=True)
