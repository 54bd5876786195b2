#!/usr/bin/env python3
"""Writes an int8 QDQ network with a shortcut and a transposition before a Q
node.

Usage: onnx_residual.py OUTPUT.onnx   (with utils/oracle on PYTHONPATH)
"""

import pathlib
import sys

import numpy as np

import onnx_models


class Network(onnx_models.Model):
    """Convolutions of 4 channels on 6 x 6 pixels, everything int8."""

    def __init__(self):
        super().__init__(opset=13)
        self.rng = np.random.default_rng(5)

    def quantized(self, tensor, name, scale):
        """Q, whose result gets the name, and DQ."""
        self.quantize(tensor, scale, 3, np.int8)
        self.nodes[-1].output[0] = name
        return self.dequantize(name, scale, 3, np.int8)

    def convolution(self, tensor):
        weights = self.constant(self.rng.integers(-127, 128, (4, 4, 3, 3)), np.int8)
        return self.node("Conv", [tensor, self.dequantize(weights, 0.01, 0, np.int8)],
                         pads=[1, 1, 1, 1])


def main():
    network = Network()
    x = network.quantized(network.input((1, 4, 6, 6), np.float32), "input", 0.02)
    shortcut = network.quantized(network.convolution(x), "shared", 0.03)
    branch = network.quantized(network.convolution(shortcut), "branch", 0.05)
    total = network.quantized(network.node("Add", [branch, shortcut]), "sum", 0.06)
    last = network.quantized(network.convolution(total), "last", 0.07)
    turned = network.node("Transpose", [network.convolution(last)], perm=[0, 2, 3, 1])
    network.output(network.quantized(turned, "turned", 0.08), np.float32)
    pathlib.Path(sys.argv[1]).write_bytes(network.serialize())


if __name__ == "__main__":
    main()
