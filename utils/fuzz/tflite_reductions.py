"""TFLite operators that sum up, compare or normalise along dimensions."""

import numpy as np

from graph import Operator, need
from tflite_builder import INT32_TYPE, INT64_TYPE, option

INTEGERS = ("int8", "int16", "uint8")
BYTES = ("int8", "uint8")


def reduction(name, types, version, free):
    """MEAN and its kin; the quantization of the output is the input's unless `free`."""
    def draw(g, x):
        rank = len(x.shape)
        axes = [d for d in range(1 if rank > 1 else 0, rank) if g.chance(0.5)] or [rank - 1]
        keep = len(axes) == rank - 1 or g.chance(0.5)
        out = x.quantization
        if free and g.chance(0.6):
            out = {"scale": g.scaled(x.scale), "zero_point": g.zero_point(x.dtype)}
        return [x], {"axes": [d - g.pick(0, rank) for d in axes], "keep": keep, "out": out}

    def build(net, operands, params):
        (x,), axes = operands, params["axes"]
        rank = len(x.shape)
        need(axes and all(-rank <= d < rank for d in axes))
        reduced = {d % rank for d in axes}
        shape = [1 if d in reduced else n for d, n in enumerate(x.shape)
                 if params["keep"] or d not in reduced]
        need(shape)
        y = net.value(name.lower(), shape, x.dtype, **params["out"])
        return net.append(name, version, [x, net.indices("axes", axes)], y,
                          option("Reducer", keepDims=params["keep"]))
    return Operator(name, types, draw, build)


def arg(name):
    """ARG_MAX and ARG_MIN; their output is an index."""
    def draw(g, x):
        rank = len(x.shape)
        need(rank > 1)
        axis = rank - 1 if g.chance(0.7) else g.number(1, rank - 1)
        return [x], {"axis": axis - g.pick(0, rank), "wide": g.chance(0.5)}

    def build(net, operands, params):
        (x,), axis = operands, params["axis"]
        rank = len(x.shape)
        need(rank > 1 and -rank <= axis < rank)
        shape = [n for d, n in enumerate(x.shape) if d != axis % rank]
        y = net.value(name.lower(), shape, "int64" if params["wide"] else "int32")
        return net.append(name, 2, [x, net.indices("axis", axis)], y,
                          option(name.title().replace("_", ""),
                                 outputType=INT64_TYPE if params["wide"] else INT32_TYPE))
    return Operator(name, BYTES, draw, build)


SOFTMAX = {"int8": (1 / 256, -128), "uint8": (1 / 256, 0), "int16": (1 / 32768, 0)}
LOG_SOFTMAX = {"int8": (16 / 256, 127), "uint8": (16 / 256, 255)}
UNIT_VECTOR = {"int8": (1 / 128, 0), "uint8": (1 / 128, 128)}


def normalization(name, types, table, version, kind, **fields):
    """Along the last dimension; the output's quantization is fixed by its type."""
    def draw(g, x):
        # The reference kernel of SOFTMAX aborts when the sum of exponentials reaches 512.
        need(x.shape[-1] <= 400)
        return [x], {field: draw(g) for field, draw in fields.items()}

    def build(net, operands, params):
        (x,) = operands
        scale, zero_point = table[x.dtype]
        y = net.value(name.lower(), x.shape, x.dtype, scale, zero_point)
        return net.append(name, version, [x], y, option(kind, **params))
    return Operator(name, types, draw, build)


OPERATORS = [
    reduction("MEAN", INTEGERS, 2, free=True),
    reduction("SUM", INTEGERS, 2, free=True),
    reduction("REDUCE_MAX", INTEGERS, 2, free=False),
    reduction("REDUCE_MIN", INTEGERS, 2, free=False),
    arg("ARG_MAX"),
    arg("ARG_MIN"),
    normalization("SOFTMAX", INTEGERS, SOFTMAX, 3, "Softmax",
                  beta=lambda g: g.pick(1.0, 1.0, 0.5, 2.5)),
    normalization("LOG_SOFTMAX", BYTES, LOG_SOFTMAX, 2, "LogSoftmax"),
    normalization("L2_NORMALIZATION", BYTES, UNIT_VECTOR, 2, "L2Norm",
                  fusedActivationFunction=lambda g: "NONE"),
]
