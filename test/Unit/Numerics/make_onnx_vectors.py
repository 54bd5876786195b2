#!/usr/bin/env python3
"""Writes the golden vectors of mode onnx from ONNX Runtime's CPU provider.

Usage: make_onnx_vectors.py OUTPUT_DIR   (needs onnx, onnxruntime, numpy and the
modules of utils/oracle)

Files are little endian, a list of records, each the int32, float32 and int8
fields that OnnxGoldenTest.cpp reads back. Codes and zero points of uint8 are
written as they are stored, less 128. The committed files are from onnxruntime
1.32.0 on a CPU with AVX-512.
"""

import pathlib
import sys

import numpy as np

from make_vectors import Writer, all_pairs, near_ties, row_digests

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "utils" / "oracle"))
import onnx_models  # noqa: E402  pylint: disable=wrong-import-position

BINARY = ("Add", "Sub", "Mul", "Div", "Min", "Max", "PRelu", "Pow")
SELU = {"alpha": 1.67326319217681884765625, "beta": 1.05070102214813232421875}
# In the order of UnaryFunction: operator, alpha, beta, attributes, constants.
UNARY = (
    ("Abs", 0, 0, {}, ()), ("Ceil", 0, 0, {}, ()), ("Celu", 1.5, 0, {"alpha": 1.5}, ()),
    ("Clip", -1, 2.5, {}, (-1, 2.5)), ("Elu", 0.75, 0, {"alpha": 0.75}, ()),
    ("Erf", 0, 0, {}, ()), ("Exp", 0, 0, {}, ()), ("Floor", 0, 0, {}, ()),
    ("Gelu", 0, 0, {}, ()), ("Gelu", 0, 0, {"approximate": "tanh"}, ()),
    ("HardSigmoid", 0.3, 0.4, {"alpha": 0.3, "beta": 0.4}, ()), ("HardSwish", 0, 0, {}, ()),
    ("LeakyRelu", 0.01, 0, {"alpha": 0.01}, ()), ("Log", 0, 0, {}, ()), ("Mish", 0, 0, {}, ()),
    ("Neg", 0, 0, {}, ()), ("Pow", 3, 0, {}, (3,)),
    ("QuickGelu", 1.702, 0, {"alpha": 1.702, "domain": "com.microsoft"}, ()),
    ("Reciprocal", 0, 0, {}, ()), ("Relu", 0, 0, {}, ()), ("Round", 0, 0, {}, ()),
    ("Selu", SELU["alpha"], SELU["beta"], {}, ()), ("Sigmoid", 0, 0, {}, ()),
    ("Sign", 0, 0, {}, ()), ("Softplus", 0, 0, {}, ()), ("Softsign", 0, 0, {}, ()),
    ("Sqrt", 0, 0, {}, ()), ("Tanh", 0, 0, {}, ()),
    ("ThresholdedRelu", 1, 0, {"alpha": 1.0}, ()),
)
COORDINATES = ("half_pixel", "half_pixel_symmetric", "pytorch_half_pixel", "align_corners",
               "asymmetric", "tf_half_pixel_for_nn")
NEAREST = ("round_prefer_floor", "round_prefer_ceil", "floor", "ceil")


class Quantization:
    """Scale, zero point and type of a tensor."""

    def __init__(self, scale, zero_point, dtype):
        self.scale, self.zero_point, self.dtype = np.float32(scale), int(zero_point), dtype

    def __iter__(self):
        return iter((self.scale, self.zero_point, self.dtype))

    @property
    def offset(self):
        return 128 if self.dtype == np.uint8 else 0

    def write(self, writer):
        writer.floats(self.scale)
        writer.ints(self.zero_point - self.offset)


def stored(codes):
    """8-bit codes as the compiler stores them."""
    return (codes ^ 128).view(np.int8) if codes.dtype == np.uint8 else codes


def of_type(codes, dtype):
    """int8 codes as those of a source's tensor."""
    return codes if dtype == np.int8 else codes.view(np.uint8) ^ 128


def short_scales(rng, bits, count):
    """Scales with few significant bits, so that results lie on ties or next to
    them."""
    significands = rng.integers(1, 1 << bits, count) / (1 << bits)
    return significands * 2.0 ** rng.integers(-3, 2, count)


def pair_scales(rng, function, record):
    """Scales of lhs, rhs and output that spread the results over the codes."""
    scales = short_scales(rng, (3, 5, 8, 11)[record % 4], 3)
    if record % 3 == 1:
        scales *= rng.choice([1, 0.1, 0.3, 1 / 3], 3)
    if function == "Mul":
        scales[2] = scales[0] * scales[1] * rng.integers(4, 400)
    elif function == "Div":
        scales[2] = scales[0] / scales[1] * rng.uniform(0.05, 1)
    elif function == "Pow":
        scales[:] = 0.05, 0.02, 0.1
    return scales


def fused_file(directory, function, count, seed):
    """Record: broadcast operand (0 none, 1 lhs, 2 rhs), storage offset,
    quantization of lhs, rhs, output, then a digest of the 256 results for each
    lhs code."""
    rng = np.random.default_rng(seed)
    writer = Writer(directory, f"onnx_{function.lower()}.bin")
    for record in range(count):
        dtype = (np.int8, np.uint8)[record % 2]
        low = np.iinfo(dtype).min
        scales = pair_scales(rng, function, record)
        zero_points = rng.integers(low, low + 256, 3)
        if record % 4 >= 2:
            zero_points = rng.integers(-8, 9, 3) if dtype == np.int8 else rng.integers(0, 17, 3)
        lhs, rhs, out = (Quantization(s, z, dtype) for s, z in zip(scales, zero_points))
        a, b = (of_type(codes.reshape(256, 256), dtype) for codes in all_pairs())
        broadcast = record % 3
        if broadcast == 1:
            a = np.ascontiguousarray(a[:, :1])
        if broadcast == 2:  # columns of a vary fastest, one b a row
            a, b = np.ascontiguousarray(a.T), np.ascontiguousarray(b.T[:, :1])
        result = onnx_models.quantized(function, (lhs, rhs), out, (a, b))
        if broadcast == 2:
            result = np.ascontiguousarray(result.T)
        writer.ints(broadcast, lhs.offset)
        for quantization in (lhs, rhs, out):
            quantization.write(writer)
        writer.array(row_digests(stored(result).ravel()), "<u4")
    writer.close()


def binary_file(directory, seed):
    """Record: function, quantization of lhs, rhs, output, then digests as
    above. lhs and output have different types, so nothing is fused."""
    rng = np.random.default_rng(seed)
    writer = Writer(directory, "onnx_binary.bin")
    for record in range(3 * len(BINARY)):
        function = BINARY[record % len(BINARY)]
        types = (np.int8, np.uint8) if record % 2 else (np.uint8, np.int8)
        scales = pair_scales(rng, function, record)
        lhs, rhs, out = (Quantization(s, rng.integers(np.iinfo(t).min, np.iinfo(t).max + 1), t)
                         for s, t in zip(scales, (types[0], types[0], types[1])))
        a, b = (of_type(codes, lhs.dtype) for codes in all_pairs())
        result = onnx_models.quantized(function, (lhs, rhs), out, (a, b))
        writer.ints(BINARY.index(function))
        for quantization in (lhs, rhs, out):
            quantization.write(writer)
        writer.array(row_digests(stored(result)), "<u4")
    writer.close()


def sample_reals(rng):
    """Float32 arguments of all magnitudes, both signs, and some exact ones."""
    tiny = 2.0 ** rng.uniform(-60, -3, 64) * rng.choice([-1, 1], 64)
    large = rng.uniform(-110, 110, 64)
    return np.concatenate([rng.normal(0, 2, 256), tiny, large,
                           np.arange(-64, 64) / 8]).astype(np.float32)


def functions_file(directory, seed):
    """Record: function, alpha, beta, count, then arguments, results, both
    float32."""
    rng = np.random.default_rng(seed)
    writer = Writer(directory, "onnx_functions.bin")
    for code, (operator, alpha, beta, attributes, constants) in enumerate(UNARY):
        x = sample_reals(rng)
        if operator in ("Log", "Sqrt"):
            x = np.abs(x)
        constants = [np.float32(c) for c in constants]
        y = onnx_models.function(operator, x, constants, **attributes)
        writer.ints(code)
        writer.floats(alpha, beta)
        writer.ints(x.size)
        writer.array(x, "<f4")
        writer.array(y, "<f4")
    writer.close()


def tables_file(directory, seed):
    """Record: function, alpha, beta, quantization of input and output, then the
    256 results. Function -1 is the operand of a Concat."""
    rng = np.random.default_rng(seed)
    writer = Writer(directory, "onnx_tables.bin")
    codes = np.arange(-128, 128).astype(np.int8)
    for record in range(2 * (len(UNARY) + 1)):
        code = record // 2 - 1
        dtype = (np.int8, np.uint8)[record % 2]
        low = np.iinfo(dtype).min
        source = Quantization(2.0 ** rng.uniform(-6, -3), rng.integers(low, low + 256), dtype)
        out = Quantization(2.0 ** rng.uniform(-8, -5), rng.integers(low, low + 256), dtype)
        operator, alpha, beta, attributes, constants = UNARY[code] if code >= 0 else (
            "Concat", 0, 0, {"axis": 0}, ())
        constants = [np.float32(c) for c in constants]
        result = onnx_models.quantized(operator, (source,), out, (of_type(codes, dtype),),
                                       constants, **attributes)
        writer.ints(code)
        writer.floats(alpha, beta)
        source.write(writer)
        out.write(writer)
        writer.array(stored(result), "i1")
    writer.close()


def resized(values, size, scale, **attributes):
    """Resize of the last axis of a float32 row, or of uint8 codes."""
    model = onnx_models.Model(13)
    x = model.input((1, 1, 1, values.size), values.dtype)
    operands = [x, "", model.constant(np.float32([1, 1, 1, scale]))]
    if size:
        operands = [x, "", "", model.constant(np.int64([1, 1, 1, size]))]
    model.output(model.node("Resize", operands, **attributes), values.dtype)
    return model.run(values.reshape(1, 1, 1, -1)).ravel()


def resize_axes(rng):
    """(input size, output size or 0, scale) of various ratios."""
    for in_size, out_size in ((1, 5), (7, 2), (7, 8), (7, 62), (14, 19), (14, 1), (26, 61),
                              (20, 58), (3, 6), (31, 10), (64, 200)):
        yield in_size, out_size, np.float32(out_size) / np.float32(in_size)
    for _ in range(6):
        in_size = int(rng.integers(2, 60))
        yield in_size, 0, np.float32(rng.uniform(0.3, 3))


def nearest_file(directory, seed):
    """Record: coordinate mode, nearest mode, scale, input size, output size,
    then input positions."""
    rng = np.random.default_rng(seed)
    writer = Writer(directory, "onnx_nearest.bin")
    for coordinate, mode in np.ndindex(len(COORDINATES), len(NEAREST)):
        for in_size, out_size, scale in resize_axes(rng):
            positions = resized(np.arange(in_size, dtype=np.uint8), out_size, scale,
                                mode="nearest", nearest_mode=NEAREST[mode],
                                coordinate_transformation_mode=COORDINATES[coordinate])
            if positions.size == in_size:
                continue  # the runtime copies a tensor whose shape stays
            writer.ints(coordinate, mode)
            writer.floats(scale)
            writer.ints(in_size, positions.size)
            writer.array(positions, "<i4")
    writer.close()


def linear_file(directory, seed):
    """Record: coordinate mode, scales of rows and columns, input rows and
    columns, output rows and columns, then input and output values, float32."""
    rng = np.random.default_rng(seed)
    writer = Writer(directory, "onnx_linear.bin")
    for coordinate in range(len(COORDINATES) - 1):
        for _ in range(12):
            sizes = rng.integers(1, 12, 2), rng.integers(1, 24, 2)
            if (sizes[0] == sizes[1]).all():
                continue  # a copy
            x = rng.normal(0, 1, sizes[0]).astype(np.float32)
            model = onnx_models.Model()
            operands = [model.input((1, 1, *x.shape), np.float32), "", "",
                        model.constant(np.int64([1, 1, *sizes[1]]))]
            model.output(model.node("Resize", operands, mode="linear",
                                    coordinate_transformation_mode=COORDINATES[coordinate]),
                         np.float32)
            writer.ints(coordinate)
            writer.floats(*(np.float32(o) / np.float32(i) for i, o in zip(*sizes)))
            writer.ints(*sizes[0], *sizes[1])
            writer.array(x, "<f4")
            writer.array(model.run(x[None, None]), "<f4")
    writer.close()


def requantized(source, weight_scales, out, bias):
    """QLinearConv of one pixel with weights of 0: each channel requantizes its
    bias."""
    count = bias.size
    model = onnx_models.Model()
    operands = [model.input((1, 1, 1, 1), source.dtype), model.constant(source.scale),
                model.constant(source.zero_point, source.dtype),
                model.constant(np.zeros((count, 1, 1, 1)), np.int8),
                model.constant(weight_scales), model.constant(np.zeros(count), np.int8),
                model.constant(out.scale), model.constant(out.zero_point, out.dtype),
                model.constant(bias, np.int32)]
    model.output(model.node("QLinearConv", operands), out.dtype)
    return model.run(np.full((1, 1, 1, 1), source.zero_point, source.dtype)).ravel()


def requant_file(directory, seed):
    """Record: input scale, quantization of the output, count, then weight scales,
    biases next to ties, results."""
    rng = np.random.default_rng(seed)
    writer = Writer(directory, "onnx_requant.bin")
    for record in range(12):
        dtype, count = (np.int8, np.uint8)[record % 2], 256
        low = np.iinfo(dtype).min
        out = Quantization(2.0 ** rng.uniform(-6, 0), low + (0, 128, 255, 77)[record // 2 % 4], dtype)
        source = Quantization(2.0 ** rng.uniform(-6, 0), low + 30, dtype)
        weights = np.float32(2.0 ** rng.uniform(-20, 3, count)) * out.scale / source.scale
        real = np.float64(source.scale) * weights / np.float64(out.scale)
        bias = near_ties(rng, real).astype(np.int32)
        writer.floats(source.scale)
        out.write(writer)
        writer.ints(count)
        writer.array(weights, "<f4")
        writer.array(bias, "<i4")
        writer.array(stored(requantized(source, weights, out, bias)), "i1")
    writer.close()


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    directory = sys.argv[1]
    fused_file(directory, "Add", 48, seed=11)
    fused_file(directory, "Mul", 36, seed=12)
    binary_file(directory, seed=13)
    functions_file(directory, seed=14)
    tables_file(directory, seed=15)
    nearest_file(directory, seed=16)
    linear_file(directory, seed=17)
    requant_file(directory, seed=18)


if __name__ == "__main__":
    main()
