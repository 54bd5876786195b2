#!/usr/bin/env python3
"""Trains, quantizes and writes the bundled digits network.

For: making `test/Models/digits` again from nothing but scikit-learn's digits;
two runs give the same bytes. Needs requirements-train.txt. Not for: training
anything else.
"""

import argparse
import os
import sys
from pathlib import Path

# One thread: the order of summation must not depend on the machine's cores.
os.environ["OPENBLAS_NUM_THREADS"] = "1"
sys.path.insert(0, str(Path(__file__).resolve().parent / "oracle"))

import numpy as np
from sklearn.datasets import load_digits

from digits import network, quantize
from tflite_oracle import Oracle, write_run

SEED = 20
EPOCHS = 20
TEST_IMAGES = 450
BUNDLED_IMAGES = 50
TRACED_IMAGES = 5

README = """# Digits: the bundled test network

A small residual int8 network for handwritten digits, trained from real data; the
tests that need a model and nothing else use this one.

| file | what |
|---|---|
| `digits.tflite` | the network: {size} bytes, input int8 [1,16,16,1], output int8 [1,10] |
| `images.npy` | {bundled} held-out images, int8 [{bundled},16,16,1], quantized as the input |
| `labels.npy` | their digits, uint8 |
| `golden/<k>/` | every activation of image k = 0..{last} (`utils/oracle/tflite_oracle.py`) |
| `golden/probabilities.npy` | the output of all {bundled} images, int8 [{bundled},10] |

Layers: convolution, a residual block of two convolutions, depthwise convolution with
stride 2, pointwise convolution, average pooling 4x4, reshape, fully connected, softmax;
ReLU is fused. Weights have one scale per output channel (the fully connected layer one in
all), activations one scale and zero point each, from the ranges over the training images.

Made by `utils/train_digits.py` (NumPy, seed {seed}, {epochs} epochs, {train} training images,
{test} held out by a seeded permutation; images are 8x8, every pixel doubled to 16x16).
Golden files come from the reference kernels of {runtime}.

| held-out accuracy | |
|---|---|
| float | {float_accuracy:.2%} |
| int8, LiteRT reference kernels | {int8_accuracy:.2%} |

The figures are a little optimistic: held-out images share writers with the training images, and
the pooling window was chosen after global pooling had reached 92.44 % on the same images.

The images are from scikit-learn's copy (`sklearn.datasets.load_digits`, BSD-3-Clause) of
the test set of "Optical Recognition of Handwritten Digits" by E. Alpaydin and C. Kaynak, UCI
Machine Learning Repository (doi:10.24432/C50P49, CC BY 4.0), doubled and quantized as said
above. The network itself has the licence of this repository.
"""


def load(seed):
    """(images in [0,1] as [n,16,16,1], labels), in a seeded order."""
    data = load_digits()
    order = np.random.default_rng(seed).permutation(len(data.target))
    images = np.repeat(np.repeat(data.images / 16.0, 2, axis=1), 2, axis=2)
    return images[order][..., None], data.target[order]


def classify(oracle, images):
    """Output codes of int8 images, one run per image."""
    output = oracle.outputs[0]["index"]
    return np.concatenate([oracle.run([image])[output] for image in images])


def write(directory, model, codes, labels):
    """Writes model, bundled images and golden files; returns the int8
    accuracy and the runtime that measured it."""
    (directory / "golden").mkdir(parents=True, exist_ok=True)
    path = directory / "digits.tflite"
    path.write_bytes(model)
    np.save(directory / "images.npy", codes[:BUNDLED_IMAGES])
    np.save(directory / "labels.npy", labels[:BUNDLED_IMAGES].astype(np.uint8))
    oracle = Oracle(path)
    outputs = classify(oracle, codes)
    np.save(directory / "golden" / "probabilities.npy", outputs[:BUNDLED_IMAGES])
    for k in range(TRACED_IMAGES):
        write_run(oracle, oracle.run([codes[k]]), directory / "golden" / str(k))
    return float((outputs.argmax(axis=1) == labels).mean()), oracle.runtime


def main():
    default = Path(__file__).resolve().parent.parent / "test" / "Models" / "digits"
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("-o", "--output", type=Path, default=default, metavar="DIR",
                        help="default: test/Models/digits of this repository")
    directory = parser.parse_args().output
    images, labels = load(SEED)
    test, train = slice(0, TEST_IMAGES), slice(TEST_IMAGES, None)
    parameters = network.train(images[train], labels[train], SEED, EPOCHS)
    model, (scale, zero_point) = quantize.build(parameters, images[train])
    codes = quantize.quantize(images[test], scale, zero_point)
    int8_accuracy, runtime = write(directory, model, codes, labels[test])
    text = README.format(
        size=len(model), bundled=BUNDLED_IMAGES, last=TRACED_IMAGES - 1, seed=SEED, epochs=EPOCHS,
        train=len(images) - TEST_IMAGES, test=TEST_IMAGES, runtime=runtime,
        float_accuracy=network.accuracy(parameters, images[test], labels[test]),
        int8_accuracy=int8_accuracy)
    (directory / "README.md").write_text(text)
    print(text.split("| held-out", maxsplit=1)[1].split("\n\n", maxsplit=1)[0])


if __name__ == "__main__":
    main()
