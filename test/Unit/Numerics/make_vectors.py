#!/usr/bin/env python3
"""Writes the golden vectors of NumericsTests from LiteRT's reference kernels.

Usage: make_vectors.py OUTPUT_DIR   (needs ai-edge-litert, flatbuffers, numpy)

Every vector comes from a model of one operator, run with the resolver
BUILTIN_REF. Files are little endian, a list of records, each the int32, float32
and int8 fields that GoldenTest.cpp reads back. The output is deterministic for
one version of ai-edge-litert; the committed files are from 2.3.0.
Not a general model builder.
"""

import itertools
import pathlib
import struct
import sys

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as fb
from ai_edge_litert.interpreter import Interpreter, OpResolverType

OPS = fb.BuiltinOperator
DTYPES = {np.dtype(np.int8): fb.TensorType.INT8,
          np.dtype(np.uint8): fb.TensorType.UINT8,
          np.dtype(np.int16): fb.TensorType.INT16,
          np.dtype(np.int32): fb.TensorType.INT32,
          np.dtype(np.int64): fb.TensorType.INT64}


class Model:
    """One operator with its tensors."""

    def __init__(self):
        self.model = fb.ModelT()
        self.model.version = 3
        self.model.buffers = [fb.BufferT()]
        self.graph = fb.SubGraphT()
        self.graph.tensors, self.graph.inputs = [], []

    def tensor(self, shape, scales, zero_point=0, data=None, dtype=np.int8,
               axis=0, is_input=False):
        tensor = fb.TensorT()
        tensor.shape = list(shape)
        tensor.type = DTYPES[np.dtype(dtype)]
        tensor.name = f"t{len(self.graph.tensors)}"
        quant = fb.QuantizationParametersT()
        quant.scale = [float(s) for s in np.atleast_1d(scales)]
        quant.zeroPoint = [int(zero_point)] * len(quant.scale)
        quant.quantizedDimension = axis
        tensor.quantization = quant
        tensor.buffer = 0
        if data is not None:
            buffer = fb.BufferT()
            raw = np.ascontiguousarray(data, dtype=dtype).tobytes()
            buffer.data = np.frombuffer(raw, dtype=np.uint8)
            tensor.buffer = len(self.model.buffers)
            self.model.buffers.append(buffer)
        self.graph.tensors.append(tensor)
        index = len(self.graph.tensors) - 1
        if is_input:
            self.graph.inputs.append(index)
        return index

    def run(self, code, version, inputs, output, options_type, options, feeds):
        op_code = fb.OperatorCodeT()
        op_code.builtinCode = code
        op_code.deprecatedBuiltinCode = min(code, 127)
        op_code.version = version
        op = fb.OperatorT()
        op.opcodeIndex = 0
        op.inputs, op.outputs = inputs, [output]
        op.builtinOptionsType, op.builtinOptions = options_type, options
        self.graph.outputs, self.graph.operators = [output], [op]
        self.model.subgraphs = [self.graph]
        self.model.operatorCodes = [op_code]
        builder = flatbuffers.Builder(1024)
        builder.Finish(self.model.Pack(builder), b"TFL3")
        interpreter = Interpreter(
            model_content=bytes(builder.Output()),
            experimental_op_resolver_type=OpResolverType.BUILTIN_REF)
        interpreter.allocate_tensors()
        for index, value in feeds.items():
            interpreter.set_tensor(index, value)
        interpreter.invoke()
        return interpreter.get_tensor(output)


def f32(value):
    return float(np.float32(value))


def conv(in_scale, weight_scales, out_scale, out_zp, bias, activation=0):
    """1x1 convolution, weights 0: every channel requantizes its bias."""
    count = len(bias)
    m = Model()
    x = m.tensor([1, 1, 1, 1], in_scale, is_input=True)
    w = m.tensor([count, 1, 1, 1], weight_scales, data=np.zeros(count))
    b = m.tensor([count], np.float32(in_scale) * np.float32(weight_scales),
                 data=bias, dtype=np.int32)
    y = m.tensor([1, 1, 1, count], out_scale, out_zp)
    options = fb.Conv2DOptionsT()
    options.strideW = options.strideH = 1
    options.dilationWFactor = options.dilationHFactor = 1
    options.padding = fb.Padding.VALID
    options.fusedActivationFunction = activation
    return m.run(OPS.CONV_2D, 3, [x, w, b], y, fb.BuiltinOptions.Conv2DOptions,
                 options, {x: np.zeros([1, 1, 1, 1], np.int8)}).ravel()


def depthwise(in_scale, weight_scales, out_scale, out_zp, bias):
    count = len(bias)
    m = Model()
    x = m.tensor([1, 1, 1, count], in_scale, is_input=True)
    w = m.tensor([1, 1, 1, count], weight_scales, data=np.zeros(count), axis=3)
    b = m.tensor([count], np.float32(in_scale) * np.float32(weight_scales),
                 data=bias, dtype=np.int32)
    y = m.tensor([1, 1, 1, count], out_scale, out_zp)
    options = fb.DepthwiseConv2DOptionsT()
    options.strideW = options.strideH = options.depthMultiplier = 1
    options.dilationWFactor = options.dilationHFactor = 1
    options.padding = fb.Padding.VALID
    return m.run(OPS.DEPTHWISE_CONV_2D, 3, [x, w, b], y,
                 fb.BuiltinOptions.DepthwiseConv2DOptions, options,
                 {x: np.zeros([1, 1, 1, count], np.int8)}).ravel()


def fully_connected(in_scale, weight_scale, out_scale, out_zp, bias, depth=1):
    count = len(bias)
    m = Model()
    x = m.tensor([1, depth], in_scale, is_input=True)
    w = m.tensor([count, depth], weight_scale, data=np.zeros([count, depth]))
    b = m.tensor([count], np.float32(in_scale) * np.float32(weight_scale),
                 data=bias, dtype=np.int32)
    y = m.tensor([1, count], out_scale, out_zp)
    return m.run(OPS.FULLY_CONNECTED, 4, [x, w, b], y,
                 fb.BuiltinOptions.FullyConnectedOptions,
                 fb.FullyConnectedOptionsT(),
                 {x: np.zeros([1, depth], np.int8)}).ravel()


def all_pairs():
    codes = np.arange(-128, 128, dtype=np.int8)
    return np.repeat(codes, 256), np.tile(codes, 256)


def binary(code, scales, zero_points, activation=0):
    """ADD or SUB of all 65,536 pairs of codes."""
    lhs, rhs = all_pairs()
    m = Model()
    a = m.tensor([1, 65536], scales[0], zero_points[0], is_input=True)
    b = m.tensor([1, 65536], scales[1], zero_points[1], is_input=True)
    y = m.tensor([1, 65536], scales[2], zero_points[2])
    is_add = code == OPS.ADD
    options = fb.AddOptionsT() if is_add else fb.SubOptionsT()
    options.fusedActivationFunction = activation
    kind = (fb.BuiltinOptions.AddOptions
            if is_add else fb.BuiltinOptions.SubOptions)
    return m.run(code, 2, [a, b], y, kind, options,
                 {a: lhs[None], b: rhs[None]}).ravel()


def average_pool(pixels, height, width):
    """Windows of height x width, one per channel; pixels [height*width, n]."""
    count = pixels.shape[1]
    m = Model()
    x = m.tensor([1, height, width, count], 0.5, 3, is_input=True)
    y = m.tensor([1, 1, 1, count], 0.5, 3)
    options = fb.Pool2DOptionsT()
    options.padding = fb.Padding.VALID
    options.strideW = options.strideH = 1
    options.filterHeight, options.filterWidth = height, width
    feed = pixels.reshape(1, height, width, count)
    return m.run(OPS.AVERAGE_POOL_2D, 2, [x], y,
                 fb.BuiltinOptions.Pool2DOptions, options, {x: feed}).ravel()


def mean(codes, axes, scales, zero_points, keep_dims):
    m = Model()
    x = m.tensor(codes.shape, scales[0], zero_points[0], is_input=True)
    a = m.tensor([len(axes)], [], data=np.asarray(axes), dtype=np.int32)
    shape = np.zeros(codes.shape).mean(axis=axes, keepdims=keep_dims).shape
    y = m.tensor(shape, scales[1], zero_points[1])
    options = fb.ReducerOptionsT()
    options.keepDims = keep_dims
    return m.run(OPS.MEAN, 2, [x, a], y, fb.BuiltinOptions.ReducerOptions,
                 options, {x: codes})


def softmax(rows, beta, scale):
    m = Model()
    x = m.tensor(rows.shape, scale, 0, is_input=True)
    y = m.tensor(rows.shape, 1 / 256, -128)
    options = fb.SoftmaxOptionsT()
    options.beta = beta
    return m.run(OPS.SOFTMAX, 2, [x], y, fb.BuiltinOptions.SoftmaxOptions,
                 options, {x: rows})


class Writer:
    """Appends little-endian fields to one file."""

    def __init__(self, directory, name):
        self.path = pathlib.Path(directory) / name
        self.data = bytearray()

    def ints(self, *values):
        self.data += struct.pack(f"<{len(values)}i", *map(int, values))

    def floats(self, *values):
        self.data += struct.pack(f"<{len(values)}f", *values)

    def array(self, values, dtype):
        self.data += np.ascontiguousarray(values, dtype=dtype).tobytes()

    def close(self):
        self.path.write_bytes(self.data)


def near_ties(rng, real):
    """Accumulators whose product with `real` lies next to k + 1/2, some of
    them at the ends of int32."""
    steps = rng.integers(-140, 140, len(real)) + 0.5
    bias = np.rint(steps / real) + rng.integers(-1, 2, len(real))
    bias = np.clip(bias, -2**31, 2**31 - 1).astype(np.int64)
    bias[:4] = [-2**31, 2**31 - 1, 0, -1]
    return bias


def requant_file(directory, name, kernel, kinds, count, records, seed):
    """Record: in scale, out scale, zero point, activation, count, then weight
    scales, biases, results. `kinds` are ranges of log2 of the weight scale."""
    rng = np.random.default_rng(seed)
    writer = Writer(directory, name)
    for record in range(records):
        low, high, power_of_two = kinds[record % len(kinds)]
        logs = rng.uniform(low, high, count)
        if power_of_two:
            in_scale, out_scale, logs = 0.5, 0.25, np.floor(logs)
        else:
            in_scale = f32(rng.uniform(.001, .1))
            out_scale = f32(rng.uniform(.01, .2))
        weights = np.float32(2.0 ** logs)
        real = in_scale * weights.astype(np.float64) / out_scale
        bias = near_ties(rng, real)
        zero_point = [-128, 0, 127, 5][record % 4]
        extra = [record % 4] if kernel is conv else []
        out = kernel(in_scale, weights, out_scale, zero_point, bias, *extra)
        writer.floats(in_scale, out_scale)
        writer.ints(zero_point, *(extra or [0]), count)
        writer.array(weights, "<f4")
        writer.array(bias, "<i4")
        writer.array(out, "i1")
    writer.close()


def row_digests(codes):
    """32-bit FNV-1a of each row of 256 codes."""
    digests = np.full(256, 2166136261, np.uint64)
    for column in codes.reshape(256, 256).view(np.uint8).T:
        digests = ((digests ^ column) * 16777619) & 0xFFFFFFFF
    return digests


ADD_CASES = [
    (0.5, 0.5, 0.5, 0, 0, 0), (1.0, 1.0, 2.0, -128, -128, -128),
    (0.1, 0.1, 0.1, 127, 127, 127), (0.001, 7.0, 0.05, -128, 127, 0),
    (7.0, 0.001, 9.0, 3, -4, 5), (1.0, 1.0, 1e-5, 0, 0, 0),
    (1e-9, 1.0, 0.25, 9, 0, 0), (0.02, 0.03, 100.0, -50, 60, 7)]

# Here lhs + (-rhs) with a negated multiplier would give other codes.
SUB_CASES = [tuple(map(float.fromhex, case.split())) + (127, 127, 0)
             for case in ("0x1.27p-5 0x1.a8p-6 0x1.8p-5",
                          "0x1.62p-6 0x1.a2p-8 0x1.bep-5",
                          "0x1.1p-4 0x1.3p-5 0x1.4p-5",
                          "0x1.d85p-6 0x1.c4cp-6 0x1.3cdp-4",
                          "0x1.3f4p-3 0x1.ffp-7 0x1.424p-3",
                          "0x1.78p-8 0x1.6p-8 0x1.1p-7")]


def binary_file(directory, name, code, cases, count, seed):
    """Record: scales of lhs, rhs, output, zero points of the three,
    activation, then a digest of the 256 results for each lhs code. Random
    cases follow the given ones up to `count`."""
    rng = np.random.default_rng(seed)
    writer = Writer(directory, name)
    for record in range(count):
        if record < len(cases):
            scales, zero_points = cases[record][:3], cases[record][3:]
        else:
            scales = 2.0 ** rng.uniform(-8, 1, 3)
            zero_points = rng.integers(-128, 128, 3)
        scales = [f32(s) for s in scales]
        activation = record % 4
        out = binary(code, scales, zero_points, activation)
        writer.floats(*scales)
        writer.ints(*zero_points, activation)
        writer.array(row_digests(out), "<u4")
    writer.close()


def pool_file(directory, seed):
    """Record: height, width, count, then sums, results."""
    rng = np.random.default_rng(seed)
    writer = Writer(directory, "pool.bin")
    for height, width in [(1, 1), (1, 2), (2, 2), (3, 3), (1, 5), (7, 7),
                          (8, 8), (5, 6), (2, 127), (40, 40)]:
        count = 256
        size = height * width
        pixels = rng.integers(-128, 128, (size, count))
        mean = np.linspace(-128, 127, count)
        if size > 1:  # half of the windows close to one value each
            narrow = np.clip(np.rint(mean + rng.integers(-2, 3, (size, count))),
                             -128, 127)
            pixels[:, ::2] = narrow[:, ::2]
        out = average_pool(pixels.astype(np.int8), height, width)
        writer.ints(height, width, count)
        writer.array(pixels.sum(axis=0), "<i4")
        writer.array(out, "i1")
    writer.close()


def mean_file(directory, seed):
    """Record: scales of input and output, zero points of both, elements of a
    mean, means, then sums of codes, results."""
    rng = np.random.default_rng(seed)
    writer = Writer(directory, "mean.bin")
    # Every set of axes, with and without dimensions kept, then long axes.
    shape = (2, 5, 6, 7)
    cases = [(shape, axes, keep) for count in (1, 2, 3, 4)
             for axes in itertools.combinations(range(4), count)
             for keep in (False, True)]
    cases += [((1, length, 64), (1,), True)
              for length in (1, 2, 3, 16, 49, 64, 255, 1000, 4097)] * 8
    for record, (shape, axes, keep) in enumerate(cases):
        scales = [f32(s) for s in 2.0 ** rng.uniform(-9, 3, 2)]
        if record % 3 == 0:  # exact ties
            scales = [0.5, f32(2.0 ** int(rng.integers(-4, 3)))]
        zero_points = rng.choice([-128, 0, 127, 5], 2)
        if record % 4 == 0:
            scales[1], zero_points[1] = scales[0], zero_points[0]
        if record % 10 == 9:
            scales = [f32(s) for s in 2.0 ** rng.uniform(-20, 12, 2)]
        spread = rng.choice([2, 20, 256])
        codes = rng.integers(-spread // 2, spread // 2, shape) + zero_points[0]
        codes = np.clip(codes, -128, 127).astype(np.int8)
        out = mean(codes, axes, scales, zero_points, keep).ravel()
        sums = codes.sum(axis=axes, dtype=np.int64).ravel()
        writer.floats(*scales)
        writer.ints(*zero_points, codes.size // out.size, out.size)
        writer.array(sums, "<i4")
        writer.array(out, "i1")
    writer.close()


def softmax_file(directory, seed):
    """Record: beta, input scale, rows, length, then codes, results."""
    rng = np.random.default_rng(seed)
    writer = Writer(directory, "softmax.bin")

    def record(rows, beta, scale):
        beta, scale = f32(beta), f32(scale)
        rows = np.asarray(rows, np.int8)
        out = softmax(rows, beta, scale)
        writer.floats(beta, scale)
        writer.ints(*rows.shape)
        writer.array(rows, "i1")
        writer.array(out, "i1")

    # Every difference 0..255, at scales from almost flat to one-hot.
    steps = [[127, 127 - d] for d in range(256)]
    for scale in [2e-8, 1e-5, 0.001, 1 / 256, 0.01, 0.03, 0.05, 1 / 16, 0.1,
                  0.125, 0.2, 0.25, 0.5, 0.7, 1, 2, 8, 15.9999995, 16,
                  31.9, 33]:
        record(steps, 1.0, scale)
    for length in [1, 2, 3, 10, 12, 35, 91, 256, 1000, 1001, 5000]:
        rows = max(1, min(16, 1500 // length))
        beta = 1.0 if length != 12 else 0.5
        # LiteRT aborts (an assertion of gemmlowp) where the exponentials of a
        # row sum up to 512 or more: long rows are not flat.
        scale = 2.0 ** rng.uniform(-7 if length < 500 else -3, -1)
        low = -128 if length != 1000 else 100
        record(rng.integers(low, 128, (rows, length)), beta, scale)
    record(np.full((1, 511), 7), 1.0, 0.1)
    record(np.full((1, 300), -128), 1.0, 0.1)
    writer.close()


def main():
    directory = sys.argv[1]
    # (low, high) of log2(weight scale); real multipliers near 2^-30 .. 2^12.
    kinds = [(-12, -2, False), (-24, -12, False), (-2, 10, False),
             (-26, 4, True), (-31, -24, False)]
    requant_file(directory, "conv.bin", conv, kinds, 256, 20, 1)
    requant_file(directory, "depthwise.bin", depthwise, kinds, 128, 10, 2)
    requant_file(directory, "fully_connected.bin", fully_connected, kinds, 256,
                 20, 3)
    binary_file(directory, "add.bin", OPS.ADD, ADD_CASES, 32, 4)
    binary_file(directory, "sub.bin", OPS.SUB, SUB_CASES, 24, 5)
    pool_file(directory, 6)
    softmax_file(directory, 7)
    mean_file(directory, 8)


if __name__ == "__main__":
    main()
