"""Single-operator models of pools, reductions and norms, for operator_models.py.

Each function takes a Case, which has the random choices and the type, and returns
the bytes of a model.
"""

import numpy as np
from ai_edge_litert import schema_py_generated as schema

from tflite_writer import Operator, Writer

# LiteRT aborts where the exponentials of a row, relative to its maximum, reach 512.
ROW_LENGTHS = (1, 2, 10, 12, 100, 500)


def offset(case):
    """What codes of the type lie above int8's."""
    return 128 if case.dtype == np.uint8 else 0


def shape_and_axes(case):
    """All sets of axes come up in ranks 1 to 5."""
    rank = case.number(1, 5)
    shape = [case.number(1, 9 if rank < 5 else 4) for _ in range(rank)]
    axes = [d for d in range(rank) if case.pick(False, True)] or [rank - 1]
    return shape, axes


def reduction(case, code, version, same, low=-3, high=3):
    """An operator with ReducerOptions. `same`: the output is quantized like the input,
    otherwise its scale is 2^low to 2^high of the input's."""
    shape, axes = shape_and_axes(case)
    keep = case.pick(False, True)
    out = [1 if d in axes else n for d, n in enumerate(shape) if keep or d not in axes]
    writer = Writer("single operator")
    scale, zero = case.scale(), case.zero_point()
    x = writer.tensor("input", shape, case.dtype, scale, zero)
    stated = [d - case.pick(0, len(shape)) for d in axes]
    a = writer.constant("axes", np.asarray(stated, np.int32))
    if not same and case.pick(False, True):
        scale, zero = scale * case.scale(low, high), case.zero_point()
    y = writer.tensor("output", out, case.dtype, scale, zero)
    writer.operator(code, version, [x, a], y, schema.ReducerOptionsT(keepDims=keep))
    return writer.finish([x], [y])


def mean(case):
    return reduction(case, Operator.MEAN, 2, same=False)


def sum_(case):
    return reduction(case, Operator.SUM, 2, same=False, low=0, high=6)


def reduce_max(case):
    return reduction(case, Operator.REDUCE_MAX, 3, same=True)


def reduce_min(case):
    return reduction(case, Operator.REDUCE_MIN, 3, same=True)


def position(case, code, options):
    """ARG_MAX or ARG_MIN over one axis."""
    shape = [case.number(1, 9) for _ in range(case.number(1, 4))]
    axis = case.number(0, len(shape) - 1)
    wide = case.pick(False, True)
    options.outputType = schema.TensorType.INT64 if wide else schema.TensorType.INT32
    writer = Writer("single operator")
    x = writer.tensor("input", shape, case.dtype, case.scale(), case.zero_point())
    stated = np.asarray(axis - case.pick(0, len(shape)), np.int32)
    y = writer.tensor("output", shape[:axis] + shape[axis + 1:], np.int64 if wide else np.int32)
    writer.operator(code, 2, [x, writer.constant("axis", stated)], y, options)
    return writer.finish([x], [y])


def arg_max(case):
    return position(case, Operator.ARG_MAX, schema.ArgMaxOptionsT())


def arg_min(case):
    return position(case, Operator.ARG_MIN, schema.ArgMinOptionsT())


def rows(case, code, version, scales, output, options):
    """An operator along the last dimension; `output` is type, scale and zero point."""
    shape = [case.number(1, 4) for _ in range(case.number(0, 2))] + [case.pick(*ROW_LENGTHS)]
    writer = Writer("single operator")
    x = writer.tensor("input", [1, *shape], case.dtype, case.scale(*scales), case.zero_point())
    y = writer.tensor("output", [1, *shape], *output)
    writer.operator(code, version, [x], y, options)
    return writer.finish([x], [y])


def softmax(case):
    outputs = {"int8": [("int8", 1 / 256, -128), ("int16", 1 / 65536, -32768)],
               "uint8": [("uint8", 1 / 256, 0)], "int16": [("int16", 1 / 32768, 0)]}
    options = schema.SoftmaxOptionsT(beta=case.pick(1.0, 1.0, 0.5, 2.5))
    # Flat rows of 500 elements reach the sum at which LiteRT aborts.
    scales = (-16, -6) if case.dtype == np.int16 else (-6, 0)
    return rows(case, Operator.SOFTMAX, 3, scales, case.pick(*outputs[case.dtype.name]), options)


def log_softmax(case):
    output = case.dtype, 1 / 16, 127 + offset(case)
    return rows(case, Operator.LOG_SOFTMAX, 2, (-8, 0), output, schema.LogSoftmaxOptionsT())


def l2_normalization(case):
    output = case.dtype, 1 / 128, offset(case)
    return rows(case, Operator.L2_NORMALIZATION, 2, (-8, 0), output, schema.L2NormOptionsT())


KINDS = {
    "mean_int8": (mean, "int8"),
    "mean_uint8": (mean, "uint8"),
    "mean_int16": (mean, "int16"),
    "sum_int8": (sum_, "int8"),
    "sum_uint8": (sum_, "uint8"),
    "reduce_max_int8": (reduce_max, "int8"),
    "reduce_max_uint8": (reduce_max, "uint8"),
    "reduce_max_int16": (reduce_max, "int16"),
    "reduce_min_int8": (reduce_min, "int8"),
    "reduce_min_uint8": (reduce_min, "uint8"),
    "reduce_min_int16": (reduce_min, "int16"),
    "arg_max_int8": (arg_max, "int8"),
    "arg_max_uint8": (arg_max, "uint8"),
    "arg_min_int8": (arg_min, "int8"),
    "arg_min_uint8": (arg_min, "uint8"),
    "softmax_int8": (softmax, "int8"),
    "softmax_uint8": (softmax, "uint8"),
    "softmax_int16": (softmax, "int16"),
    "log_softmax_int8": (log_softmax, "int8"),
    "log_softmax_uint8": (log_softmax, "uint8"),
    "l2_normalization_int8": (l2_normalization, "int8"),
    "l2_normalization_uint8": (l2_normalization, "uint8"),
}
