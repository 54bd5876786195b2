#!/usr/bin/env python3
"""Finds which rounding LiteRT's reference kernels use, operator by operator.

Every int8 operator of the models is recomputed in NumPy from the tensors that
the reference kernels produced, once for each candidate arithmetic, and the
elements that differ are counted. The candidate with 0 differences over all
runs is the arithmetic of this runtime. Not for: checking the compiler.
"""

import argparse
import collections
import sys

import numpy as np
from ai_edge_litert import schema_py_generated as schema

import integer_kernels as kernels
import reduction_kernels as reductions
from tflite_oracle import Oracle, random_inputs

NAMES = {v: k for k, v in vars(schema.BuiltinOperator).items() if isinstance(v, int)}


class Node:
    """One operator with the values and quantization of its tensors."""

    def __init__(self, graph, operator, values):
        self.options = operator.builtinOptions
        self.tensors = [graph.tensors[i] if i >= 0 else None for i in operator.inputs]
        self.inputs = [values.get(i) for i in operator.inputs]
        self.result = graph.tensors[operator.outputs[0]]
        self.expected = values[operator.outputs[0]]

    def scales(self, k):
        """Scales of input k as float64."""
        return np.asarray(self.tensors[k].quantization.scale, np.float64)

    def zero_point(self, k):
        return int(self.tensors[k].quantization.zeroPoint[0])

    @property
    def out_scale(self):
        return float(self.result.quantization.scale[0])

    @property
    def out_zp(self):
        return int(self.result.quantization.zeroPoint[0])

    @property
    def bias(self):
        has_bias = len(self.inputs) > 2 and self.inputs[2] is not None
        return self.inputs[2].astype(np.int64) if has_bias else 0

    @property
    def clamp(self):
        """Code range after the fused activation."""
        kinds = schema.ActivationFunctionType
        kind = getattr(self.options, "fusedActivationFunction", kinds.NONE)
        limits = {kinds.NONE: (None, None), kinds.RELU: (0.0, None),
                  kinds.RELU6: (0.0, 6.0), kinds.RELU_N1_TO_1: (-1.0, 1.0)}[kind]
        low, high = (None if v is None else self.code(v) for v in limits)
        codes = np.iinfo(self.expected.dtype)
        return (codes.min if low is None else max(low, codes.min),
                codes.max if high is None else min(high, codes.max))

    def code(self, real):
        quotient = np.float32(real) / np.float32(self.out_scale)
        return self.out_zp + int(np.floor(np.abs(quotient) + 0.5) * np.sign(quotient))

    @property
    def same(self):
        return self.options.padding == schema.Padding.SAME

    @property
    def stride(self):
        return self.options.strideH, self.options.strideW

    @property
    def dilation(self):
        return self.options.dilationHFactor, self.options.dilationWFactor


def rescaled(node, acc, operands=(0, 1)):
    """Candidates for an operator that ends in one rescaling. Its factor is made in
    float64, or (":product") from the product of two scales in float32."""
    scales = [np.asarray(node.tensors[k].quantization.scale, np.float32) for k in operands]
    factors = {"": scales[0].astype(np.float64) * scales[1] / node.out_scale,
               ":product": (scales[0] * scales[1]).astype(np.float64) / node.out_scale}
    names, width = ("double", "single", "float64", "float32"), ""
    if node.expected.dtype == np.int16:
        names, width = ("reduced", "float64"), "64 bits:"
        if getattr(node.options, "quantizedBiasType", 0) == schema.TensorType.INT32:
            acc = acc.astype(np.int32).astype(np.int64)
            names, width = ("double", "single", "float64"), "32 bits:"
    return {width + name + origin: kernels.requantize(acc, factor, name, node.out_zp, node.clamp)
            for name in names for origin, factor in factors.items()}


def conv(node):
    return rescaled(node, kernels.conv_accumulate(
        *node.inputs[:2], node.bias, node.zero_point(0), node.zero_point(1), node.stride,
        node.dilation, node.same))


def depthwise(node):
    return rescaled(node, kernels.depthwise_accumulate(
        *node.inputs[:2], node.bias, node.zero_point(0), node.zero_point(1), node.stride,
        node.dilation, node.same))


def transpose_conv(node):
    bias = node.inputs[3].astype(np.int64) if len(node.inputs) > 3 else 0
    acc = kernels.transpose_conv_accumulate(
        node.inputs[2], node.inputs[1], bias, node.zero_point(2), node.zero_point(1),
        node.stride, node.same, node.expected.shape[1:3])
    return rescaled(node, acc, (2, 1))


def fully_connected(node):
    acc = kernels.fully_connected_accumulate(node.inputs[0], node.inputs[1], node.bias,
                                             node.zero_point(0), node.zero_point(1))
    return rescaled(node, acc.reshape(node.expected.shape))


def batch_matmul(node):
    x, y = (node.inputs[k].astype(np.int64) - node.zero_point(k) for k in (0, 1))
    x = x.swapaxes(-1, -2) if node.options.adjX else x
    y = y.swapaxes(-1, -2) if node.options.adjY else y
    return rescaled(node, x @ y)


def add(node):
    quantization = [(node.scales(k)[0], node.zero_point(k)) for k in (0, 1)]
    return {name: kernels.add(*node.inputs, *quantization, (node.out_scale, node.out_zp),
                              node.clamp, name)
            for name in ("double", "single")}


def average_pool(node):
    kernel = node.options.filterHeight, node.options.filterWidth
    return {name: kernels.average_pool(node.inputs[0], kernel, node.stride, node.same,
                                       node.clamp, name)
            for name in ("away", "even")}


def mean(node):
    rank = node.inputs[0].ndim
    axes = tuple(sorted({int(axis) % rank for axis in node.inputs[1].ravel()}))
    quantization = (node.scales(0)[0], node.zero_point(0)), (node.out_scale, node.out_zp)
    return {f"division: {place}": kernels.mean(node.inputs[0], axes, *quantization, place)
            for place in ("multiplier", "factor", "rounded")}


def softmax(node):
    arguments = node.inputs[0], node.scales(0)[0], node.options.beta
    return {"fixed point": kernels.softmax_fixed(*arguments),
            "float table": kernels.softmax_table(*arguments)}


def average_pool_of_all_types(node):
    found = average_pool(node)
    return {"away": found["away"]}


def max_pool(node):
    kernel = node.options.filterHeight, node.options.filterWidth
    return {"maximum": reductions.max_pool(node.inputs[0], kernel, node.stride, node.same,
                                           node.clamp)}


def reduced_axes(node):
    rank = node.inputs[0].ndim
    return tuple(sorted({int(axis) % rank for axis in node.inputs[1].ravel()}))


def reduction(kernel):
    """A kernel with quantizations of input and output."""
    def candidates(node):
        quantization = (node.scales(0)[0], node.zero_point(0)), (node.out_scale, node.out_zp)
        return {"multiplier": kernel(node.inputs[0], reduced_axes(node), *quantization)}
    return candidates


def extremum(function):
    return lambda node: {"codes": function(node.inputs[0], axis=reduced_axes(node), keepdims=True)}


def position(function):
    return lambda node: {"first": function(node.inputs[0], axis=reduced_axes(node)[0])}


def softmax_of_all_types(node):
    arguments = node.inputs[0], node.scales(0)[0], node.options.beta
    if node.inputs[0].dtype == np.int16:
        return {"tables": reductions.softmax16(*arguments)}
    return {"fixed point": reductions.softmax(*arguments, node.expected.dtype)}


def log_softmax(node):
    return {"fixed point": reductions.log_softmax(node.inputs[0], node.scales(0)[0])}


def l2_norm(node):
    return {"fixed point": reductions.l2_norm(node.inputs[0], node.zero_point(0))}


def pad(node):
    value = int(node.inputs[2].ravel()[0]) if len(node.inputs) > 2 else node.out_zp
    return {"copy": np.pad(node.inputs[0], node.inputs[1], constant_values=value)}


def reshape(node):
    return {"copy": node.inputs[0]}


KERNELS = {
    ("CONV_2D", "int8"): conv,
    ("CONV_2D", "int16"): conv,
    ("DEPTHWISE_CONV_2D", "int8"): depthwise,
    ("DEPTHWISE_CONV_2D", "int16"): depthwise,
    ("FULLY_CONNECTED", "int8"): fully_connected,
    ("FULLY_CONNECTED", "int16"): fully_connected,
    ("CONV_2D", "uint8"): conv,
    ("DEPTHWISE_CONV_2D", "uint8"): depthwise,
    ("FULLY_CONNECTED", "uint8"): fully_connected,
    ("TRANSPOSE_CONV", "int8"): transpose_conv,
    ("TRANSPOSE_CONV", "uint8"): transpose_conv,
    ("TRANSPOSE_CONV", "int16"): transpose_conv,
    ("BATCH_MATMUL", "int8"): batch_matmul,
    ("BATCH_MATMUL", "int16"): batch_matmul,
    ("ADD", "int8"): add,
    ("AVERAGE_POOL_2D", "int8"): average_pool,
    ("MEAN", "int8"): mean,
    ("SOFTMAX", "int8"): softmax,
    ("AVERAGE_POOL_2D", "uint8"): average_pool_of_all_types,
    ("AVERAGE_POOL_2D", "int16"): average_pool_of_all_types,
    **{("MAX_POOL_2D", dtype): max_pool for dtype in ("int8", "uint8", "int16")},
    ("MEAN", "uint8"): reduction(reductions.mean),
    ("MEAN", "int16"): reduction(reductions.mean),
    ("SUM", "int8"): reduction(reductions.sum_),
    ("SUM", "uint8"): reduction(reductions.sum_),
    **{("REDUCE_MAX", dtype): extremum(np.max) for dtype in ("int8", "uint8", "int16")},
    **{("REDUCE_MIN", dtype): extremum(np.min) for dtype in ("int8", "uint8", "int16")},
    **{("ARG_MAX", dtype): position(np.argmax) for dtype in ("int32", "int64")},
    **{("ARG_MIN", dtype): position(np.argmin) for dtype in ("int32", "int64")},
    ("SOFTMAX", "uint8"): softmax_of_all_types,
    ("SOFTMAX", "int16"): softmax_of_all_types,
    ("LOG_SOFTMAX", "int8"): log_softmax,
    ("LOG_SOFTMAX", "uint8"): log_softmax,
    ("L2_NORMALIZATION", "int8"): l2_norm,
    ("L2_NORMALIZATION", "uint8"): l2_norm,
    ("PAD", "int8"): pad,
    ("PADV2", "int8"): pad,
    ("RESHAPE", "int8"): reshape,
}


def count(oracle, values, counts):
    """Adds one run's element and difference counts to `counts`."""
    for operator in oracle.graph.operators:
        code = oracle.model.operatorCodes[operator.opcodeIndex]
        name = NAMES[max(code.builtinCode, code.deprecatedBuiltinCode)]
        node = Node(oracle.graph, operator, values)
        key = name, str(node.expected.dtype)
        if key not in KERNELS:
            counts[key]["(not checked)"][0] += node.expected.size
            continue
        for candidate, found in KERNELS[key](node).items():
            total = counts[key][candidate]
            total[0] += node.expected.size
            total[1] += int((found.ravel() != node.expected.ravel()).sum())


def report(title, counts):
    """Prints the counts; returns whether every operator has an explanation."""
    print(title)
    for (name, dtype), candidates in sorted(counts.items()):
        for candidate, (size, different) in candidates.items():
            print(f"  {name:18} {dtype:6} {candidate:24} {different:8} of {size} differ")
    return all(any(d == 0 for _, d in c.values()) for c in counts.values())


def new_counts():
    """(operator, type) -> candidate -> [elements, differences]."""
    return collections.defaultdict(lambda: collections.defaultdict(lambda: [0, 0]))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("models", nargs="+", metavar="MODEL", help=".tflite files")
    parser.add_argument("--random", type=int, default=20, metavar="N",
                        help="random inputs per model (default 20)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--total", action="store_true",
                        help="one table over all models instead of one per model")
    options = parser.parse_args()
    explained, counts = True, new_counts()
    for path in options.models:
        oracle = Oracle(path)
        rng = np.random.default_rng(options.seed)
        for _ in range(options.random):
            count(oracle, oracle.run(random_inputs(oracle.inputs, rng)), counts)
        if not options.total:
            explained &= report(f"{oracle.path.name}: {options.random} inputs", counts)
            counts = new_counts()
    if options.total:
        explained = report(f"{len(options.models)} models, {options.random} inputs each", counts)
    if not explained:
        sys.exit("an operator equals none of the candidates")


if __name__ == "__main__":
    main()
