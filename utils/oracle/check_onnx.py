#!/usr/bin/env python3
"""Compares the restated arithmetic of mode onnx with ONNX Runtime.

For: knowing which formula the runtime's operators have on this CPU and in this
version, over random quantizations, and how often float sums differ. Each line
is one operator and type: what the runtime made of the model, codes, codes that
differ, largest difference. Exits with 1 if an exact operator differs at all or a
float sum by more than one code. Not for: networks (onnx_oracle.py).
"""

import argparse
import collections
import sys

import numpy as np

import onnx_kernels as kernels
import onnx_models
from onnx_oracle import cpu_features

EIGHT_BITS = (np.int8, np.uint8)
# Sums of floats, in which a code may differ by 1.
FLOAT_SUMS = {"ReduceMean", "ReduceSum", "Conv int8", "MatMul int8", "Gemm int8"}


class Case:
    """Random choices of one model."""

    def __init__(self, rng, dtype):
        self.rng, self.dtype = rng, dtype
        self.low, self.high = kernels.limits(dtype)

    def quantization(self, scale=None, dtype=None):
        """A random zero point, and a scale of few bits or of many."""
        if scale is None:
            scale = 2.0 ** self.rng.uniform(-7, 0)
            if self.rng.random() < 0.5:
                scale = self.rng.integers(1, 64) / 64 * 2.0 ** self.rng.integers(-4, 1)
        dtype = dtype or self.dtype
        low, high = kernels.limits(dtype)
        return np.float32(scale), int(self.rng.integers(low, high + 1)), dtype

    def codes(self, *shape):
        return self.rng.integers(self.low, self.high + 1, shape).astype(self.dtype)

    def pairs(self):
        """All pairs of 8-bit codes, random pairs of others."""
        if self.dtype not in EIGHT_BITS:
            return self.codes(64, 256), self.codes(64, 256)
        codes = np.arange(self.low, self.high + 1).astype(self.dtype)
        return np.repeat(codes, 256).reshape(256, 256), np.tile(codes, 256).reshape(256, 256)


def pair_quantizations(case, operator):
    lhs, rhs = case.quantization(), case.quantization()
    scale = {"Mul": lhs[0] * rhs[0] * case.rng.integers(4, 200),
             "Div": lhs[0] / rhs[0] * case.rng.uniform(0.1, 1)}.get(operator)
    return lhs, rhs, case.quantization(scale)


def binary(operator):
    def check(case):
        quantizations = pair_quantizations(case, operator)
        codes = case.pairs()
        found = onnx_models.quantized(operator, quantizations[:2], quantizations[2], codes)
        fused = {"Add": kernels.fused_add, "Mul": kernels.fused_mul}.get(operator)
        if fused and case.dtype in EIGHT_BITS:
            return fused(*codes, quantizations), found
        return kernels.unfused(operator, codes, quantizations), found
    return check


def unary(operator):
    def check(case):
        quantizations = case.quantization(), case.quantization()
        codes = (np.arange(case.low, case.high + 1).astype(case.dtype)
                 if case.dtype in EIGHT_BITS else case.codes(4096))
        found = onnx_models.quantized(operator, quantizations[:1], quantizations[1], (codes,))
        return kernels.unary(operator, codes, quantizations), found
    return check


def softmax(case):
    length = int(case.rng.choice([1, 2, 3, 10, 64, 1000]))
    quantizations = case.quantization(), case.quantization(
        case.rng.choice([1 / 256, 1 / 255, 1 / 128, case.rng.uniform(0.001, 0.01)]))
    codes = case.codes(64, length)
    found = onnx_models.quantized("Softmax", quantizations[:1], quantizations[1], (codes,))
    return kernels.fused_softmax(codes, quantizations[0][0], quantizations[1]), found


def average_pool(fused):
    def check(case):
        kernel = [int(k) for k in case.rng.integers(1, 6, 2)]
        pads = [int(case.rng.integers(0, kernel[k % 2])) for k in range(4)]
        include, shape = bool(case.rng.integers(2)), (9, 11)
        if case.rng.random() < 0.3:  # as large as the input
            shape, pads = tuple(kernel), [0] * 4
        dtype = case.dtype if fused else {np.int8: np.uint8, np.uint8: np.int8}[case.dtype]
        source = case.quantization()
        quantizations = source, case.quantization(source[0] * case.rng.choice([0.5, 0.7, 1]), dtype)
        codes = case.codes(1, 48, *shape)
        found = onnx_models.quantized("AveragePool", quantizations[:1], quantizations[1], (codes,),
                                      kernel_shape=kernel, pads=pads,
                                      count_include_pad=int(include))
        return kernels.average_pool(codes, kernel, pads, include, quantizations, fused), found
    return check


def global_average_pool(case):
    source = case.quantization()
    quantizations = source, case.quantization(source[0] * case.rng.choice([0.05, 0.5, 1]))
    codes = case.codes(3, 16, *(int(n) for n in case.rng.integers(1, 12, 2)))
    found = onnx_models.quantized("GlobalAveragePool", quantizations[:1], quantizations[1],
                                  (codes,))
    return kernels.global_average_pool(codes, quantizations), found


def reduction(operator):
    def check(case):
        codes = case.codes(2, 24, 9, 11)
        scale, zero_point, _ = source = case.quantization()
        total = (codes.astype(np.int64) - zero_point).sum(axis=(2, 3), keepdims=True)
        count = 99 if operator == "ReduceMean" else 1
        out = case.quantization(scale * np.abs(total).max() / count / (case.high - case.low))
        found = onnx_models.quantized(operator, (source,), out, (codes,), (np.int64([2, 3]),))
        return kernels.requantize(total, scale / (out[0] * np.float32(count)), out), found
    return check


def product(operator):
    """Conv 1x1, MatMul, Gemm with a constant operand per channel and a bias next
    to ties, accumulated in integers."""
    def check(case):
        depth, count = 16, 96
        source, out = case.quantization(), case.quantization()
        codes = case.codes(8, depth)
        weights = case.rng.integers(-127, 128, (depth, count))
        scales = np.float32(2.0 ** case.rng.uniform(-9, -6, count)) * out[0] / source[0]
        factor = kernels.product_factor(source[0], scales, out[0])
        sums = (codes.astype(np.int64) - source[1]) @ weights
        ties = np.rint((case.rng.integers(-140, 140, count) + 0.5) / factor)
        bias = (ties - sums[0]).astype(np.int32)
        model = onnx_models.Model()
        shape = (8, depth, 1, 1) if operator == "Conv" else codes.shape
        x = model.dequantize(model.input(shape, case.dtype), *source)
        wide = weights.T[..., None, None] if operator == "Conv" else weights
        axis = 0 if operator == "Conv" else 1
        w = model.dequantize(model.constant(wide, np.int8), scales, np.zeros(count), np.int8, axis)
        operands = [x, w]
        if operator != "MatMul":
            operands.append(model.dequantize(model.constant(bias), source[0] * scales,
                                             np.zeros(count), np.int32, 0))
            sums = sums + bias
        y = model.node(operator, operands)
        model.output(model.quantize(y, *out), case.dtype)
        found = model.run(codes.reshape(shape)).reshape(sums.shape)
        return kernels.requantize(sums, factor, out), found
    return check


CHECKS = (
    *((name, binary(name), (*EIGHT_BITS, np.int16, np.uint16))
      for name in ("Add", "Mul", "Sub", "Div", "Min", "Max", "PRelu")),
    *((name, unary(name), (*EIGHT_BITS, np.int16)) for name in kernels.UNARY),
    ("Softmax", softmax, EIGHT_BITS),
    ("AveragePool", average_pool(True), EIGHT_BITS),
    ("AveragePool float", average_pool(False), EIGHT_BITS),
    ("GlobalAveragePool", global_average_pool, EIGHT_BITS),
    *((name, reduction(name), EIGHT_BITS) for name in ("ReduceMean", "ReduceSum")),
    *((name, product(name), EIGHT_BITS) for name in ("Conv", "MatMul", "Gemm")),
)


def tolerance(name, dtype):
    return 1 if FLOAT_SUMS & {name, f"{name} {np.dtype(dtype)}"} else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("--random", type=int, default=20, metavar="N",
                        help="random models per operator and type (default 20)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", metavar="OPERATOR", help="one operator")
    options = parser.parse_args()
    print("cpu:", " ".join(cpu_features()) or "unknown")
    failed = False
    for name, check, types in CHECKS:
        if options.only not in (None, name):
            continue
        for dtype in types:
            rng = np.random.default_rng(options.seed)
            counts = collections.Counter()
            for _ in range(options.random):
                expected, found = check(Case(rng, dtype))
                difference = np.abs(expected.astype(np.int64) - found)
                counts["codes"] += difference.size
                counts["differ"] += int((difference > 0).sum())
                counts["most"] = max(counts["most"], int(difference.max()))
            bad = counts["most"] > tolerance(name, dtype)
            failed |= bad
            print(f"  {name:18} {np.dtype(dtype)!s:6} {counts['codes']:9} codes, "
                  f"{counts['differ']:5} differ, at most by {counts['most']}"
                  + ("  <- defect" if bad else ""))
    if failed:
        sys.exit("mode onnx is not what the runtime computes")


if __name__ == "__main__":
    main()
