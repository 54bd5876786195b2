"""Layers of QDQ ONNX networks with random weights.

For: networks that measure time and scale. Weights are seeded by the network's
name; scales are chosen so that typical sums use the codes' range. Not for:
results that mean anything.
"""

import dataclasses
import zlib

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET, IR_VERSION = 17, 8
# Weights are uniform in this range; so are activations, more or less.
WEIGHT_CODES = 80
ACTIVATION_SCALE = 0.05


def weight_scale(terms):
    """Sums of `terms` products then have the input's scale."""
    return float(np.float32(2 / (WEIGHT_CODES * np.sqrt(terms))))


@dataclasses.dataclass(frozen=True)
class Value:
    """Codes of a tensor, and the real numbers that they stand for."""
    name: str  # of the real numbers, behind DequantizeLinear
    shape: tuple
    scale: float


class Network:
    """A graph under construction. Layers take and give values."""

    def __init__(self, name):
        self.name = name
        self.rng = np.random.default_rng(zlib.crc32(name.encode()))
        self.nodes, self.constants, self.inputs, self.outputs = [], [], [], []

    #===----------------------------------------------------------------------===#
    # Parts
    #===----------------------------------------------------------------------===#

    def constant(self, value, dtype=None):
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.asarray(value, dtype), name))
        return name

    def node(self, operator, inputs, outputs=1, **attributes):
        names = [f"t{len(self.nodes)}_{k}" for k in range(outputs)]
        self.nodes.append(helper.make_node(operator, inputs, names, **attributes))
        return names[0] if outputs == 1 else names

    def quantized(self, real, shape, scale=ACTIVATION_SCALE, zero_point=128):
        """The value behind QuantizeLinear and DequantizeLinear."""
        parameters = [self.constant(scale, np.float32), self.constant(zero_point, np.uint8)]
        codes = self.node("QuantizeLinear", [real, *parameters])
        return Value(self.node("DequantizeLinear", [codes, *parameters]), tuple(shape), scale)

    def weights(self, shape, terms):
        codes = self.rng.integers(-WEIGHT_CODES, WEIGHT_CODES + 1, shape).astype(np.int8)
        return self.node("DequantizeLinear", [self.constant(codes),
                                              self.constant(weight_scale(terms), np.float32),
                                              self.constant(0, np.int8)])

    def biases(self, x, channels, terms):
        codes = self.rng.integers(-1000, 1000, channels).astype(np.int32)
        scale = np.float32(x.scale) * np.float32(weight_scale(terms))
        return self.node("DequantizeLinear", [self.constant(codes), self.constant(scale),
                                              self.constant(0, np.int32)])

    def product(self, x, real, shape, relu):
        """The value of a sum of products."""
        if relu:
            real = self.node("Relu", [real])
        return self.quantized(real, shape, x.scale, 0 if relu else 128)

    #===----------------------------------------------------------------------===#
    # Ends
    #===----------------------------------------------------------------------===#

    def input(self, *shape):
        self.inputs.append(helper.make_tensor_value_info("input", TensorProto.FLOAT, shape))
        return self.quantized("input", shape)

    def output(self, x):
        self.outputs.append(helper.make_tensor_value_info(x.name, TensorProto.FLOAT, x.shape))

    def save(self, path):
        graph = helper.make_graph(self.nodes, self.name, self.inputs, self.outputs, self.constants)
        onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)],
                                    ir_version=IR_VERSION), path)

    #===----------------------------------------------------------------------===#
    # Layers
    #===----------------------------------------------------------------------===#

    def conv(self, x, channels, kernel=3, stride=1, groups=1, relu=True):
        """Padded so that stride 1 keeps the size."""
        pad, (n, c, h, w) = kernel // 2, x.shape
        terms, shape = c // groups * kernel ** 2, (channels, c // groups, kernel, kernel)
        real = self.node("Conv", [x.name, self.weights(shape, terms),
                                  self.biases(x, channels, terms)],
                         kernel_shape=[kernel] * 2, strides=[stride] * 2, pads=[pad] * 4,
                         group=groups)
        size = [(s + 2 * pad - kernel) // stride + 1 for s in (h, w)]
        return self.product(x, real, (n, channels, *size), relu)

    def depthwise(self, x, kernel=3, stride=1, relu=True):
        return self.conv(x, x.shape[1], kernel, stride, x.shape[1], relu)

    def linear(self, x, units, relu=False):
        """A matrix product over the last dimension."""
        real = self.node("MatMul", [x.name, self.weights((x.shape[-1], units), x.shape[-1])])
        return self.product(x, real, (*x.shape[:-1], units), relu)

    def add(self, a, b, relu=False):
        real = self.node("Add", [a.name, b.name])
        if relu:
            real = self.node("Relu", [real])
        return self.quantized(real, a.shape, float(np.float32(a.scale + b.scale)),
                              0 if relu else 128)

    def max_pool(self, x, kernel, stride):
        pad, (n, c, h, w) = (kernel - 1) // 2, x.shape
        real = self.node("MaxPool", [x.name], kernel_shape=[kernel] * 2, strides=[stride] * 2,
                         pads=[pad] * 4)
        size = [(s + 2 * pad - kernel) // stride + 1 for s in (h, w)]
        return self.quantized(real, (n, c, *size), x.scale)

    def global_pool(self, x):
        n, c = x.shape[:2]
        pooled = self.quantized(self.node("GlobalAveragePool", [x.name]), (n, c, 1, 1), x.scale)
        return self.quantized(self.node("Flatten", [pooled.name], axis=1), (n, c), x.scale)

    def upsample(self, x):
        n, c, h, w = x.shape
        real = self.node("Resize", [x.name, "", self.constant([1, 1, 2, 2], np.float32)],
                         mode="nearest", coordinate_transformation_mode="asymmetric",
                         nearest_mode="floor")
        return self.quantized(real, (n, c, 2 * h, 2 * w), x.scale)

    def concat(self, *parts):
        """Along the channels."""
        n, _, *size = parts[0].shape
        scale = max(p.scale for p in parts)
        real = self.node("Concat", [p.name for p in parts], axis=1)
        return self.quantized(real, (n, sum(p.shape[1] for p in parts), *size), scale)

    def halves(self, x):
        """The channels in two parts."""
        n, c, h, w = x.shape
        reals = self.node("Split", [x.name], outputs=2, axis=1)
        return [self.quantized(real, (n, c // 2, h, w), x.scale) for real in reals]

    def silu(self, x):
        gate = self.quantized(self.node("Sigmoid", [x.name]), x.shape, 1 / 256, 0)
        return self.quantized(self.node("Mul", [x.name, gate.name]), x.shape, x.scale)

    def unary(self, operator, x, scale=None, **attributes):
        return self.quantized(self.node(operator, [x.name], **attributes), x.shape,
                              scale or x.scale)

    def gelu(self, x):
        """As exporters write it before operator set 20."""
        half = [self.constant(v, np.float32) for v in (np.sqrt(2), 1, 0.5)]
        erf = self.node("Erf", [self.node("Div", [x.name, half[0]])])
        real = self.node("Mul", [self.node("Mul", [x.name, self.node("Add", [erf, half[1]])]),
                                 half[2]])
        return self.quantized(real, x.shape, x.scale)

    def layer_norm(self, x):
        real = self.node("LayerNormalization", [
            x.name, self.constant(np.ones(x.shape[-1], np.float32)),
            self.constant(np.zeros(x.shape[-1], np.float32))], axis=-1)
        return self.quantized(real, x.shape, 0.03)

    def reshape(self, x, *shape):
        return self.quantized(self.node("Reshape", [x.name, self.constant(shape, np.int64)]),
                              shape, x.scale)

    def transpose(self, x, *order):
        return self.quantized(self.node("Transpose", [x.name], perm=order),
                              [x.shape[d] for d in order], x.scale)

    def matmul(self, a, b, scale):
        return self.quantized(self.node("MatMul", [a.name, b.name]),
                              (*a.shape[:-1], b.shape[-1]), scale)
