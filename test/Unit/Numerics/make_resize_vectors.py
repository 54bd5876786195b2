#!/usr/bin/env python3
"""Writes the golden vectors of resizing and of uint8 concatenation.

Usage: make_resize_vectors.py OUTPUT_DIR   (as make_vectors.py)

Files are read back by GoldenResizeTest.cpp. Codes of uint8 tensors, and their
zero points, are written as they are stored: 128 lower.
"""

import sys

import numpy as np
from make_vectors import OPS, Model, Writer, f32, fb

OPTIONS = fb.BuiltinOptions
TYPES = (np.int8, np.uint8, np.int16)


def stored(codes):
    """Codes as they are stored, 16 bits wide."""
    offset = 128 if codes.dtype == np.uint8 else 0
    return codes.astype(np.int16) - offset


def resize(codes, size, align_corners, half_pixel, is_bilinear):
    m = Model()
    x = m.tensor(codes.shape, 0.5, 0, dtype=codes.dtype, is_input=True)
    s = m.tensor([2], [], data=np.asarray(size), dtype=np.int32)
    y = m.tensor([codes.shape[0], *size, codes.shape[3]], 0.5, 0, dtype=codes.dtype)
    if is_bilinear:
        code, kind = OPS.RESIZE_BILINEAR, OPTIONS.ResizeBilinearOptions
        options = fb.ResizeBilinearOptionsT()
    else:
        code, kind = OPS.RESIZE_NEAREST_NEIGHBOR, OPTIONS.ResizeNearestNeighborOptions
        options = fb.ResizeNearestNeighborOptionsT()
    options.alignCorners, options.halfPixelCenters = align_corners, half_pixel
    return m.run(code, 3, [x, s], y, kind, options, {x: codes})


def resize_file(directory, seed):
    """Record: bilinear, type (0 int8, 1 uint8, 2 int16), align corners, half
    pixel centers, rows and columns of input and of output, then codes,
    results."""
    rng = np.random.default_rng(seed)
    writer = Writer(directory, "resize.bin")
    sizes = [(4, 5, 8, 10), (3, 3, 9, 12), (8, 10, 4, 5), (1, 1, 3, 4),
             (5, 7, 1, 1), (7, 7, 7, 7), (1, 300, 1, 1000), (1, 1000, 2, 333)]
    sizes += [tuple(rng.integers(1, 17, 4)) for _ in range(12)]
    for number, size in enumerate(sizes):
        for grid in range(4):
            for is_bilinear in (0, 1):
                align, half = grid & 1, grid >> 1
                if is_bilinear and align and half:
                    continue  # refused
                dtype = TYPES[(number + grid) % 3]
                info = np.iinfo(dtype)
                shape = (1, *map(int, size[:2]), 1)
                codes = rng.integers(info.min, info.max, shape, dtype, endpoint=True)
                out = resize(codes, list(map(int, size[2:])), bool(align), bool(half), is_bilinear)
                writer.ints(is_bilinear, TYPES.index(dtype), align, half, *size)
                writer.array(stored(codes), "<i2")
                writer.array(stored(out), "<i2")
    writer.close()


def concatenation(scales, zero_points):
    """All 256 codes of a uint8 operand; the other one has the output's scale."""
    codes = np.arange(256, dtype=np.uint8)
    m = Model()
    a = m.tensor([1, 256], scales[0], zero_points[0], dtype=np.uint8, is_input=True)
    b = m.tensor([1, 1], scales[1], zero_points[1], dtype=np.uint8, is_input=True)
    y = m.tensor([1, 257], scales[1], zero_points[1], dtype=np.uint8)
    options = fb.ConcatenationOptionsT()
    options.axis = 1
    out = m.run(OPS.CONCATENATION, 2, [a, b], y, OPTIONS.ConcatenationOptions, options,
                {a: codes[None], b: np.zeros([1, 1], np.uint8)})
    return out.ravel()[:256]


def concatenation_file(directory, seed):
    """Record: scales and zero points of operand and output, then the results of
    all codes in order."""
    rng = np.random.default_rng(seed)
    writer = Writer(directory, "concatenation.bin")
    for record in range(60):
        scales = 2.0 ** rng.uniform(-7, 2, 2)
        if record % 3 == 0:  # ties
            scales = 2.0 ** rng.integers(-3, 2, 2).astype(np.float64)
        if record % 5 == 0:
            scales[1] = scales[0]
        scales = [f32(s) for s in scales]
        zero_points = rng.integers(0, 256, 2)
        writer.floats(*scales)
        writer.ints(*(zero_points - 128))
        writer.array(stored(concatenation(scales, zero_points)), "i1")
    writer.close()


def main():
    resize_file(sys.argv[1], 21)
    concatenation_file(sys.argv[1], 22)


if __name__ == "__main__":
    main()
