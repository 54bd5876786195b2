#!/usr/bin/env python3
"""Writes the golden vectors of reductions, pools and norms in all types.

Usage: make_reduction_vectors.py OUTPUT_DIR   (as make_vectors.py)

Files are read back by GoldenReductionTest.cpp. Codes of uint8 tensors, and
their zero points, are written as they are stored: 128 lower.
"""

import sys

import numpy as np
from make_vectors import OPS, Model, Writer, f32, fb

INT8, UINT8, INT16 = np.int8, np.uint8, np.int16
OPTIONS = fb.BuiltinOptions


def offset(dtype):
    """What codes lie above their stored values."""
    return 128 if dtype == UINT8 else 0


def written(codes):
    """Codes as they are stored."""
    codes = np.asarray(codes)
    if codes.dtype != UINT8:
        return codes
    return (codes.astype(np.int16) - 128).astype(INT8)


def codes_of(rng, shape, dtype):
    """Codes over the whole range of the type or a narrow part of it."""
    low, high = np.iinfo(dtype).min, np.iinfo(dtype).max
    if rng.random() < 0.4:
        width = int(rng.choice([2, 16, 60]))
        low = int(rng.integers(low, high - width))
        high = low + width
    return rng.integers(low, high, shape, dtype, endpoint=True)


def zero_point_of(rng, dtype):
    return 0 if dtype == INT16 else int(rng.choice([-128, 0, 127, 5])) + offset(dtype)


def row_operator(codes, code, quantization, output, options_type, options):
    """An operator from rows to rows; quantizations are (scale, zero point)."""
    m = Model()
    x = m.tensor(codes.shape, *quantization, dtype=codes.dtype, is_input=True)
    y = m.tensor(codes.shape, *output[1:], dtype=output[0])
    return m.run(code, 2, [x], y, options_type, options, {x: codes})


def softmax(codes, beta, scale, output):
    options = fb.SoftmaxOptionsT()
    options.beta = beta
    return row_operator(codes, OPS.SOFTMAX, (scale, 0), output, OPTIONS.SoftmaxOptions, options)


def log_softmax(codes, scale):
    output = codes.dtype, 1 / 16, 127 + offset(codes.dtype)
    return row_operator(codes, OPS.LOG_SOFTMAX, (scale, 0), output, OPTIONS.LogSoftmaxOptions,
                        fb.LogSoftmaxOptionsT())


def l2_norm(codes, zero_point):
    output = codes.dtype, 1 / 128, offset(codes.dtype)
    return row_operator(codes[:, None, None], OPS.L2_NORMALIZATION, (0.5, zero_point), output,
                        OPTIONS.L2NormOptions, fb.L2NormOptionsT())[:, 0, 0]


def write_rows(writer, codes, out):
    writer.ints(*codes.shape)
    writer.array(written(codes), written(codes).dtype)
    writer.array(written(out), written(out).dtype)


def softmax_files(directory, seed):
    """softmax16.bin, softmax_to16.bin, softmax_u8.bin: beta, input scale, rows, length,
    then codes, results."""
    rng = np.random.default_rng(seed)
    kinds = [("softmax16.bin", INT16, (INT16, 1 / 32768, 0), (-16, -4)),
             ("softmax_to16.bin", INT8, (INT16, 1 / 65536, -32768), (-8, 0)),
             ("softmax_u8.bin", UINT8, (UINT8, 1 / 256, 0), (-8, 0))]
    for name, dtype, output, scales in kinds:
        writer = Writer(directory, name)
        for length in [1, 2, 3, 10, 12, 35, 91, 256, 400] * 2:
            rows = max(1, min(16, 600 // length))
            beta = f32(rng.choice([1.0, 1.0, 0.5, 2.5]))
            scale = f32(2.0 ** rng.uniform(*scales))
            codes = codes_of(rng, (rows, length), dtype)
            writer.floats(beta, scale)
            write_rows(writer, codes, softmax(codes, beta, scale, output))
        if dtype == INT16:  # every exponential, as the sum of few and of many
            for step, scale in [(64, f32(10 / 65535)), (16, f32(2.0 ** -12))]:
                codes = np.arange(-32768, 32768, step).astype(INT16).reshape(-1, 64)
                codes[:, 0] = 32767
                writer.floats(1.0, scale)
                write_rows(writer, codes, softmax(codes, 1.0, scale, output))
        writer.close()


def log_softmax_file(directory, seed):
    """type (0 int8, 1 uint8), input scale, rows, length, then codes, results."""
    rng = np.random.default_rng(seed)
    writer = Writer(directory, "log_softmax.bin")

    def record(codes, scale):
        scale = f32(scale)
        writer.ints(codes.dtype == UINT8)
        writer.floats(scale)
        write_rows(writer, codes, log_softmax(codes, scale))

    steps = np.asarray([[127, 127 - d] for d in range(256)], INT8)
    for scale in [0.001, 1 / 256, 0.01, 0.03, 0.05, 1 / 16, 0.1, 0.125, 0.2, 0.25, 0.5, 1, 8]:
        record(steps, scale)
    for length in [1, 2, 3, 10, 35, 91, 256, 1000, 4000]:
        for dtype in INT8, UINT8:
            rows = max(1, min(16, 500 // length))
            record(codes_of(rng, (rows, length), dtype), 2.0 ** rng.uniform(-8, 0))
    writer.close()


def l2_file(directory, seed):
    """type (0 int8, 1 uint8), zero point, rows, length, then codes, results."""
    rng = np.random.default_rng(seed)
    writer = Writer(directory, "l2.bin")

    def record(codes, zero_point):
        writer.ints(codes.dtype == UINT8, zero_point - offset(codes.dtype))
        write_rows(writer, codes, l2_norm(codes, zero_point))

    for dtype in INT8, UINT8:
        for length in [1, 1, 2, 2, 3, 10, 35, 64, 91, 256, 1000, 9000]:
            rows = max(1, min(32, 700 // length))
            record(codes_of(rng, (rows, length), dtype), zero_point_of(rng, dtype))
        near_zero = np.asarray([[0, 0, 0], [1, 0, 0], [1, 1, 0], [1, 1, 1], [-1, 1, 2]]) + 3
        record((near_zero + offset(dtype)).astype(dtype), 3 + offset(dtype))
    writer.close()


def pool(codes, code, window, quantization, activation):
    m = Model()
    count = codes.shape[-1]
    x = m.tensor(codes.shape, *quantization, dtype=codes.dtype, is_input=True)
    y = m.tensor([1, 1, 1, count], *quantization, dtype=codes.dtype)
    options = fb.Pool2DOptionsT()
    options.padding = fb.Padding.VALID
    options.strideW = options.strideH = 1
    options.filterHeight, options.filterWidth = window
    options.fusedActivationFunction = activation
    return m.run(code, 2, [x], y, OPTIONS.Pool2DOptions, options, {x: codes}).ravel()


def pool_file(directory, seed):
    """type (0 int8, 1 uint8, 2 int16), elements, scale, zero point, activation, count, then
    sums, averages."""
    rng = np.random.default_rng(seed)
    writer = Writer(directory, "pool_types.bin")
    sizes = [(1, 1), (1, 2), (2, 2), (3, 3), (1, 5), (7, 7), (5, 6), (2, 127), (40, 40)]
    for record, (height, width) in enumerate(sizes * 2):
        for kind, dtype in enumerate((INT8, UINT8, INT16)):
            codes = codes_of(rng, (1, height, width, 128), dtype)
            quantization = f32(2.0 ** rng.uniform(-8, 0)), zero_point_of(rng, dtype)
            activation = record % 4
            out = pool(codes, OPS.AVERAGE_POOL_2D, (height, width), quantization, activation)
            writer.ints(kind, height * width)
            writer.floats(quantization[0])
            writer.ints(quantization[1] - offset(dtype), activation, out.size)
            writer.array(written(codes).sum(axis=(0, 1, 2), dtype=np.int64), "<i4")
            writer.array(written(out), "<i4")
    writer.close()


def reduce(codes, code, axes, scales, zero_points):
    m = Model()
    x = m.tensor(codes.shape, scales[0], zero_points[0], dtype=codes.dtype, is_input=True)
    a = m.tensor([len(axes)], [], data=np.asarray(axes), dtype=np.int32)
    shape = np.zeros(codes.shape).sum(axis=axes, keepdims=True).shape
    y = m.tensor(shape, scales[1], zero_points[1], dtype=codes.dtype)
    options = fb.ReducerOptionsT()
    options.keepDims = True
    return m.run(code, 2, [x, a], y, OPTIONS.ReducerOptions, options, {x: codes}).ravel()


def reduce_file(directory, name, code, dtypes, seed):
    """type (0 int8, 1 uint8, 2 int16), scales of input and output, zero points of both,
    elements of a result, results, then for each result its codes, then the results."""
    rng = np.random.default_rng(seed)
    writer = Writer(directory, name)
    sets = [(1,), (2,), (3,), (1, 2), (2, 3), (1, 2, 3), (1, 3)] * 3
    for record, axes in enumerate(sets):
        for dtype in dtypes:
            codes = codes_of(rng, (2, 4, 5, 6), dtype)
            scales = [f32(s) for s in 2.0 ** rng.uniform(-6, 2, 2)]
            if record % 3 == 0:  # exact ties
                scales = [0.5, f32(2.0 ** int(rng.integers(-3, 3)))]
            zero_points = [zero_point_of(rng, dtype), zero_point_of(rng, dtype)]
            if code == OPS.SUM:
                scales[1] = f32(scales[0] * 2.0 ** rng.uniform(-1, 5))
            out = reduce(codes, code, axes, scales, zero_points)
            kept = [d for d in range(4) if d not in axes]
            flat = codes.transpose(*kept, *axes).reshape(out.size, -1)
            writer.ints([INT8, UINT8, INT16].index(dtype))
            writer.floats(*scales)
            writer.ints(*(z - offset(dtype) for z in zero_points), flat.shape[1], out.size)
            writer.array(written(flat), "<i2")
            writer.array(written(out), "<i2")
    writer.close()


def main():
    directory = sys.argv[1]
    softmax_files(directory, 21)
    log_softmax_file(directory, 22)
    l2_file(directory, 23)
    pool_file(directory, 24)
    reduce_file(directory, "mean_types.bin", OPS.MEAN, (UINT8, INT16), 25)
    reduce_file(directory, "sum.bin", OPS.SUM, (INT8, UINT8), 26)


if __name__ == "__main__":
    main()
