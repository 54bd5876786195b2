#!/usr/bin/env python3
"""Writes products.bin of NumericsTests: convolutions and matrix products of all
types from LiteRT's reference kernels, apart from the int8 ones of make_vectors.py.

Usage: make_product_vectors.py OUTPUT_DIR   (needs what make_vectors.py needs)

Weights are 0 or chosen, so that every accumulator is known; most of them lie next
to a tie. Record: arithmetic (below), scales of input and output, zero point of the
output, activation, count, then scales of the weights (float32), accumulators with
bias (int64), results (int32).
"""

import sys

import numpy as np
from ai_edge_litert import schema_py_generated as fb

from make_vectors import OPS, Model, Writer, f32, near_ties

# The function that the test applies.
REDUCED, DOUBLE, FLOAT64, PRODUCT, PRODUCT_REDUCED = range(5)
COUNT = 64


def biased(kind, dtype, bias_dtype, scales, zero_points, bias, activation):
    """One position of an operator whose weights equal their zero point, so that
    channel c requantizes bias[c]. zero_points: of input, weights, output."""
    (in_scale, w_scale, out_scale), (in_zp, w_zp, out_zp) = scales, zero_points
    count = len(bias)
    depthwise, matrix = kind is OPS.DEPTHWISE_CONV_2D, kind is OPS.FULLY_CONNECTED
    in_shape = [1, 1] if matrix else [1, 1, 1, count if depthwise else 1]
    w_shape = [count, 1] if matrix else [1, 1, 1, count] if depthwise else [count, 1, 1, 1]
    out_shape = [1, count] if matrix else [1, 1, 1, count]
    w_dtype = np.uint8 if dtype is np.uint8 else np.int8
    m = Model()
    x = m.tensor(in_shape, in_scale, in_zp, dtype=dtype, is_input=True)
    w = m.tensor(w_shape, w_scale, w_zp, data=np.full(w_shape, w_zp), dtype=w_dtype,
                 axis=3 if depthwise else 0)
    b = m.tensor([count], np.float32(in_scale) * np.float32(w_scale), data=bias, dtype=bias_dtype)
    inputs = [x, w, b]
    if kind is OPS.CONV_2D:
        options, name, version = fb.Conv2DOptionsT(), "Conv2DOptions", 8
        options.dilationWFactor = options.dilationHFactor = 1
    elif depthwise:
        options, name, version = fb.DepthwiseConv2DOptionsT(), "DepthwiseConv2DOptions", 5
        options.dilationWFactor = options.dilationHFactor = options.depthMultiplier = 1
    elif matrix:
        options, name, version = fb.FullyConnectedOptionsT(), "FullyConnectedOptions", 11
    else:
        options, name, version = fb.TransposeConvOptionsT(), "TransposeConvOptions", 4
        shape = m.tensor([4], [], data=np.asarray(out_shape), dtype=np.int32)
        inputs = [shape, w, x, b]
    if not matrix:
        options.padding, options.strideW, options.strideH = fb.Padding.VALID, 1, 1
    options.fusedActivationFunction = activation
    if not depthwise and dtype is np.int16 and bias_dtype is np.int32:
        options.quantizedBiasType = fb.TensorType.INT32
    y = m.tensor(out_shape, out_scale, out_zp, dtype=dtype)
    return m.run(kind, version, inputs, y, getattr(fb.BuiltinOptions, name), options,
                 {x: np.full(in_shape, in_zp, dtype)}).ravel()


def digits(values, base, length):
    """values[n] as base * sum of `length` small codes + two more codes."""
    high = np.floor_divide(values, base)
    low = values - base * high
    codes = np.empty((length + 2, len(values)), np.int64)
    codes[:length] = high // length
    codes[:length] += np.arange(length)[:, None] < high % length
    codes[length], codes[length + 1] = low // 2, low - low // 2
    return codes


def matmul(dtype, scales, out_zp, acc):
    """A BATCH_MATMUL with the accumulators `acc`, exactly."""
    (lhs_scale, rhs_scale, out_scale), length = scales, 20000
    info = np.iinfo(dtype)
    lhs_zp = info.min if dtype is np.int8 else 0
    base = int(info.max) - lhs_zp
    row = np.asarray([base] * length + [1, 1])
    rhs = digits(acc, base, length)
    assert (row @ rhs == acc).all() and np.abs(rhs).max() <= info.max
    m = Model()
    a = m.tensor([1, 1, length + 2], lhs_scale, lhs_zp, dtype=dtype, is_input=True)
    b = m.tensor([1, length + 2, len(acc)], rhs_scale, 0, dtype=dtype, is_input=True)
    y = m.tensor([1, 1, len(acc)], out_scale, out_zp, dtype=dtype)
    return m.run(OPS.BATCH_MATMUL, 4, [a, b], y, fb.BuiltinOptions.BatchMatMulOptions,
                 fb.BatchMatMulOptionsT(),
                 {a: (row + lhs_zp).astype(dtype)[None, None], b: rhs.astype(dtype)[None]}).ravel()


def accumulators(rng, real, dtype, limit):
    """Next to a tie between codes of the type, within the limit."""
    if dtype is not np.int16:
        return np.clip(near_ties(rng, real), -limit, limit - 1)
    steps = rng.integers(-33000, 33000, len(real)) + 0.5
    acc = np.rint(steps / real) + rng.integers(-1, 2, len(real))
    return np.clip(acc, -limit, limit - 1).astype(np.int64)


def main():
    rng = np.random.default_rng(11)
    writer = Writer(sys.argv[1], "products.bin")

    def record(arithmetic, dtype, compute, limit, low, high, per_channel, activation):
        logs = rng.uniform(low, high, COUNT if per_channel else 1)
        in_scale, out_scale = f32(rng.uniform(.001, .1)), f32(rng.uniform(.01, .2))
        if dtype is np.int16:
            out_scale = f32(out_scale / 256)
        weights = np.float32(2.0 ** logs)
        real = in_scale * weights.astype(np.float64) / out_scale
        acc = accumulators(rng, np.broadcast_to(real, COUNT), dtype, limit)
        info = np.iinfo(dtype)
        zero_point = 0 if dtype is np.int16 else int(rng.integers(info.min, info.max + 1))
        out = compute((in_scale, weights, out_scale), zero_point, acc, activation)
        # uint8 codes are stored less 128.
        offset = 128 if dtype is np.uint8 else 0
        writer.ints(arithmetic)
        writer.floats(in_scale, out_scale)
        writer.ints(zero_point - offset, activation, int(dtype is np.int16), COUNT)
        writer.array(np.broadcast_to(weights, COUNT), "<f4")
        writer.array(acc, "<i8")
        writer.array(out.astype(np.int64) - offset, "<i4")

    def of_bias(kind, dtype, bias_dtype):
        def compute(scales, zero_point, acc, activation):
            w_zp = int(rng.integers(0, 256)) if dtype is np.uint8 else 0
            in_zp = 0 if dtype is np.int16 else 7
            return biased(kind, dtype, bias_dtype, scales, (in_zp, w_zp, zero_point), acc,
                          activation)
        return compute

    def of_matmul(dtype):
        def compute(scales, zero_point, acc, _):
            return matmul(dtype, (scales[0], scales[1][0], scales[2]), zero_point, acc)
        return compute

    convolutions = OPS.CONV_2D, OPS.DEPTHWISE_CONV_2D, OPS.TRANSPOSE_CONV
    ranges = (-12, -2), (-24, -12), (-2, 6)
    for round_number, (low, high) in enumerate(ranges):
        for kind in convolutions:
            record(REDUCED, np.int16, of_bias(kind, np.int16, np.int64), 2**46, low, high, True,
                   round_number)
            record(PRODUCT, np.uint8, of_bias(kind, np.uint8, np.int32), 2**31, low, high, False,
                   round_number)
        for kind in (OPS.CONV_2D, OPS.TRANSPOSE_CONV):
            record(DOUBLE, np.int16, of_bias(kind, np.int16, np.int32), 2**31, low, high, True,
                   round_number)
        record(DOUBLE, np.int8, of_bias(OPS.TRANSPOSE_CONV, np.int8, np.int32), 2**31, low, high,
               True, round_number)
        for dtype, bias in ((np.uint8, np.int32), (np.int16, np.int32), (np.int16, np.int64)):
            limit = 2**46 if bias is np.int64 else 2**31
            record(FLOAT64, dtype, of_bias(OPS.FULLY_CONNECTED, dtype, bias), limit, low, high,
                   dtype is not np.uint8, round_number)
    for low, high in ((-24, -20), (-22, -18), (-12, -8)):
        record(PRODUCT, np.int8, of_matmul(np.int8), 255 * 120 * 20000, low, high, False, 0)
        record(PRODUCT_REDUCED, np.int16, of_matmul(np.int16), 2**40, low, high, False, 0)
    writer.close()


if __name__ == "__main__":
    main()
