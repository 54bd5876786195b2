#!/usr/bin/env python3
"""Writes single-operator .tflite models with random parameters.

For: provoking the cases in which roundings differ (exact ties, factors above
one, wide accumulators, padding, every zero point); `check_arithmetic.py` and
the compiler's tests run them. Not for: anything trained.
"""

import argparse
from pathlib import Path

import numpy as np
from ai_edge_litert import schema_py_generated as schema

import reduction_models
from tflite_writer import Activation, Operator, Padding, Writer

ACTIVATIONS = (Activation.NONE, Activation.RELU, Activation.RELU6)


class Case:
    """Random choices for one model."""

    def __init__(self, rng, dtype):
        self.rng = rng
        self.dtype = np.dtype(dtype)
        # Powers of two give exact ties.
        self.ties = rng.random() < 0.5

    def number(self, low, high):
        return int(self.rng.integers(low, high, endpoint=True))

    def pick(self, *choices):
        return choices[self.number(0, len(choices) - 1)]

    def scale(self, low=-9, high=1, count=1):
        """Scales between 2^low and 2^high."""
        exponents = self.rng.uniform(low, high, count)
        return np.exp2(np.rint(exponents) if self.ties else exponents).astype(np.float32)

    def zero_point(self):
        if self.dtype == np.int16:
            return 0
        signed = self.pick(-128, 0, 127, self.number(-128, 127))
        return signed + 128 if self.dtype == np.uint8 else signed

    def weights(self, shape):
        if self.dtype == np.uint8:
            return self.rng.integers(0, 255, shape, np.uint8, endpoint=True)
        return self.rng.integers(-127, 127, shape, np.int8, endpoint=True)

    def bias(self, count):
        wide = self.dtype == np.int16
        limit = 1 << (24 if wide else self.pick(4, 12, 20))
        values = self.rng.integers(-limit, limit, count)
        return values.astype(np.int64 if wide else np.int32)

    def output_scale(self, in_scale, w_scale, terms):
        """A scale that spreads typical sums over the codes; small sums get
        factors above one."""
        typical = 75.0 * 75.0 * np.sqrt(terms) * float(in_scale[0]) * float(w_scale.max())
        if self.dtype == np.int16:
            typical *= 256.0
        scale = typical * self.pick(0.0005, 0.02, 0.05) / (256 if self.dtype == np.int16 else 1)
        return np.asarray([np.exp2(np.rint(np.log2(scale))) if self.ties else scale], np.float32)


def layer(case, code, version, in_shape, out_shape, weights, axis, channels, options):
    """A model of one operator with weights and bias."""
    writer = Writer("single operator")
    per_channel = (code != Operator.FULLY_CONNECTED or case.pick(False, True))
    per_channel &= case.dtype != np.uint8
    count = channels if per_channel else 1
    in_scale, w_scale = case.scale(), case.scale(-9, -7, count)
    w_zp = 0
    if not per_channel and case.dtype == np.int8 and code == Operator.FULLY_CONNECTED:
        w_zp = case.pick(0, case.number(-20, 20))
    if case.dtype == np.uint8:
        w_zp = case.zero_point()
    terms = weights.size // channels
    x = writer.tensor("input", in_shape, case.dtype, in_scale, case.zero_point())
    w = writer.constant("weights", weights, w_scale, w_zp, axis if per_channel else 0)
    # int16 layers with an int32 bias have another arithmetic, where they exist.
    narrow = case.dtype == np.int16 and hasattr(options, "quantizedBiasType") and \
        case.pick(False, True)
    bias = case.bias(channels)
    if narrow:
        options.quantizedBiasType = schema.TensorType.INT32
        bias = bias.astype(np.int32)
    b = writer.constant("bias", bias, in_scale * w_scale)
    y = writer.tensor("output", out_shape, case.dtype,
                      case.output_scale(in_scale, w_scale, terms), case.zero_point())
    inputs = [x, w, b]
    if code == Operator.TRANSPOSE_CONV:
        inputs = [writer.constant("shape", np.asarray(out_shape, np.int32)), w, x, b]
    writer.operator(code, version, inputs, y, options)
    return writer.finish([x], [y])


def window(case):
    """Kernel, stride, dilation, padding, input and output sizes of one axis
    pair; strides exclude dilation."""
    kernel, size = (case.number(1, 4), case.number(1, 4)), (case.number(7, 12), case.number(7, 12))
    stride = case.pick((1, 1), (2, 2), (1, 2), (3, 1))
    dilation = case.pick((1, 1), (2, 1), (2, 2)) if stride == (1, 1) else (1, 1)
    padding = case.pick(Padding.SAME, Padding.VALID)
    span = [(k - 1) * d + 1 for k, d in zip(kernel, dilation)]
    if padding == Padding.SAME:
        out = [-(-n // s) for n, s in zip(size, stride)]
    else:
        out = [(n - k) // s + 1 for n, k, s in zip(size, span, stride)]
    return kernel, stride, dilation, padding, size, out


def conv(case):
    kernel, stride, dilation, padding, size, out = window(case)
    groups = case.pick(1, 1, case.number(2, 5))
    channels, depth = (groups * case.number(1, 20 // groups) for _ in range(2))
    options = schema.Conv2DOptionsT(
        padding=padding, strideH=stride[0], strideW=stride[1], dilationHFactor=dilation[0],
        dilationWFactor=dilation[1], fusedActivationFunction=case.pick(*ACTIVATIONS))
    return layer(case, Operator.CONV_2D, 8, (2, *size, depth), (2, *out, channels),
                 case.weights((channels, *kernel, depth // groups)), 0, channels, options)


def transpose_conv(case):
    """Every output size from which a convolution gives the input's size."""
    kernel, stride, _, padding, size, _ = window(case)
    channels, depth = case.number(1, 20), case.number(1, 20)
    if padding == Padding.SAME:
        out = [(n - 1) * s + case.number(1, s) for n, s in zip(size, stride)]
    else:
        out = [(n - 1) * s + k + case.number(0, s - 1) for n, s, k in zip(size, stride, kernel)]
    options = schema.TransposeConvOptionsT(
        padding=padding, strideH=stride[0], strideW=stride[1],
        fusedActivationFunction=case.pick(*ACTIVATIONS))
    return layer(case, Operator.TRANSPOSE_CONV, 4, (2, *size, depth), (2, *out, channels),
                 case.weights((channels, *kernel, depth)), 0, channels, options)


def batch_matmul(case):
    """Ranks 2 to 4, both operands transposed or not, one of them perhaps constant."""
    rank, adj_x, adj_y = case.number(2, 4), case.pick(False, True), case.pick(False, True)
    rows, depth, columns = case.number(1, 20), case.number(1, 40), case.number(1, 20)
    batch = [case.number(1, 3) for _ in range(rank - 2)]
    x_shape = batch + ([depth, rows] if adj_x else [rows, depth])
    y_shape = batch + ([columns, depth] if adj_y else [depth, columns])
    writer = Writer("single operator")
    x_scale, y_scale = case.scale(), case.scale(-9, -7)
    x = writer.tensor("input", x_shape, case.dtype, x_scale, case.zero_point())
    inputs = [x]
    if case.pick(False, True):
        y = writer.constant("factor", case.weights(y_shape), y_scale,
                            0 if case.dtype == np.int16 else case.zero_point())
    else:
        y = writer.tensor("factor", y_shape, case.dtype, y_scale, case.zero_point())
        inputs.append(y)
    scale = case.output_scale(x_scale, y_scale, depth)
    if len(inputs) == 2 and case.dtype == np.int16:
        scale *= 256
    out = writer.tensor("output", [*batch, rows, columns], case.dtype, scale, case.zero_point())
    writer.operator(Operator.BATCH_MATMUL, 4, [x, y], out,
                    schema.BatchMatMulOptionsT(adjX=adj_x, adjY=adj_y))
    return writer.finish(inputs, [out])


def depthwise(case):
    kernel, stride, dilation, padding, size, out = window(case)
    depth, multiplier = case.number(1, 20), case.pick(1, 2)
    # LiteRT takes equal strides only for depthwise layers.
    if stride[0] != stride[1]:
        return depthwise(case)
    options = schema.DepthwiseConv2DOptionsT(
        padding=padding, strideH=stride[0], strideW=stride[1], dilationHFactor=dilation[0],
        dilationWFactor=dilation[1], depthMultiplier=multiplier,
        fusedActivationFunction=case.pick(*ACTIVATIONS))
    channels = depth * multiplier
    return layer(case, Operator.DEPTHWISE_CONV_2D, 3, (2, *size, depth), (2, *out, channels),
                 case.weights((1, *kernel, channels)), 3, channels, options)


def fully_connected(case):
    channels, depth = case.number(1, 40), case.number(1, 100)
    options = schema.FullyConnectedOptionsT(fusedActivationFunction=case.pick(*ACTIVATIONS))
    return layer(case, Operator.FULLY_CONNECTED, 4, (8, depth), (8, channels),
                 case.weights((channels, depth)), 0, channels, options)


def add(case):
    writer = Writer("single operator")
    shape = (2, 5, 7, 19)
    scales = case.scale(-6, 0, 3)
    a, b, y = (writer.tensor(name, shape, case.dtype, scale, case.zero_point())
               for name, scale in zip(("a", "b", "sum"), scales))
    options = schema.AddOptionsT(fusedActivationFunction=case.pick(*ACTIVATIONS))
    writer.operator(Operator.ADD, 2, [a, b], y, options)
    return writer.finish([a, b], [y])


def pool(case, code):
    kernel, stride, _, padding, size, _ = window(case)
    if padding == Padding.SAME:
        out = [-(-n // s) for n, s in zip(size, stride)]
    else:
        out = [(n - k) // s + 1 for n, k, s in zip(size, kernel, stride)]
    writer = Writer("single operator")
    scale, zp = case.scale(), case.zero_point()
    x = writer.tensor("input", (2, *size, 17), case.dtype, scale, zp)
    y = writer.tensor("output", (2, *out, 17), case.dtype, scale, zp)
    options = schema.Pool2DOptionsT(
        padding=padding, strideH=stride[0], strideW=stride[1], filterHeight=kernel[0],
        filterWidth=kernel[1], fusedActivationFunction=case.pick(*ACTIVATIONS))
    writer.operator(code, 3, [x], y, options)
    return writer.finish([x], [y])


def average_pool(case):
    return pool(case, Operator.AVERAGE_POOL_2D)


def max_pool(case):
    return pool(case, Operator.MAX_POOL_2D)


def pad(case):
    """PAD or PADV2 along any dimensions of ranks 1 to 4."""
    rank = case.number(1, 4)
    shape = [case.number(1, 9) for _ in range(rank)]
    paddings = case.rng.integers(0, 4, (rank, 2)).astype(case.pick(np.int32, np.int64))
    writer = Writer("single operator")
    quantization = case.scale(), case.zero_point()
    inputs = [writer.tensor("input", shape, case.dtype, *quantization),
              writer.constant("paddings", paddings)]
    if with_value := case.pick(False, True):
        value = np.asarray([case.number(-128, 127)], case.dtype)
        inputs.append(writer.constant("value", value, *quantization))
    y = writer.tensor("output", shape + paddings.sum(axis=1), case.dtype, *quantization)
    writer.operator(Operator.PADV2 if with_value else Operator.PAD, 1 if with_value else 2, inputs, y)
    return writer.finish(inputs[:1], [y])


KINDS = {
    "conv_int8": (conv, "int8"),
    "conv_int16": (conv, "int16"),
    "depthwise_int8": (depthwise, "int8"),
    "depthwise_int16": (depthwise, "int16"),
    "fully_connected_int8": (fully_connected, "int8"),
    "fully_connected_int16": (fully_connected, "int16"),
    "conv_uint8": (conv, "uint8"),
    "depthwise_uint8": (depthwise, "uint8"),
    "fully_connected_uint8": (fully_connected, "uint8"),
    "transpose_conv_int8": (transpose_conv, "int8"),
    "transpose_conv_uint8": (transpose_conv, "uint8"),
    "transpose_conv_int16": (transpose_conv, "int16"),
    "batch_matmul_int8": (batch_matmul, "int8"),
    "batch_matmul_int16": (batch_matmul, "int16"),
    "add_int8": (add, "int8"),
    "average_pool_int8": (average_pool, "int8"),
    "average_pool_uint8": (average_pool, "uint8"),
    "average_pool_int16": (average_pool, "int16"),
    "max_pool_int8": (max_pool, "int8"),
    "max_pool_uint8": (max_pool, "uint8"),
    "max_pool_int16": (max_pool, "int16"),
    "pad_int8": (pad, "int8"),
    **reduction_models.KINDS,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("-n", type=int, default=40, metavar="N",
                        help="models per kind (default 40)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--kind", action="append", choices=KINDS, help="default: all kinds")
    parser.add_argument("-o", "--output", required=True, type=Path, metavar="DIR")
    options = parser.parse_args()
    options.output.mkdir(parents=True, exist_ok=True)
    for position, (name, (build, dtype)) in enumerate(KINDS.items()):
        if options.kind and name not in options.kind:
            continue
        for k in range(options.n):
            rng = np.random.default_rng([options.seed, position, k])
            (options.output / f"{name}_{k:03d}.tflite").write_bytes(build(Case(rng, dtype)))


if __name__ == "__main__":
    main()
