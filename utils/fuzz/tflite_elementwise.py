"""TFLite operators that compute each element by itself, with broadcasting."""

import numpy as np

from graph import Operator, need
from operands import broadcasts, codes, draw_broadcast
from tflite_builder import ACTIVATIONS, option

INTEGERS = ("int8", "int16", "uint8")
BYTES = ("int8", "uint8")


#===------------------------------------------------------------------------===#
# Two operands
#===------------------------------------------------------------------------===#

def binary_drawer(scale_of, same=False, activation=True, constant=0.3):
    """Draws a second operand and the output; `scale_of` gives the output's scale
    from the operands', None if `same` for operators that copy codes; the second is a
    constant with probability `constant`."""
    def draw(g, x):
        shape = draw_broadcast(g, x.shape)
        operands, params = [x], {"swap": scale_of is not quotient and g.chance(0.3)}
        if g.chance(constant):
            other = x.quantization if same else g.quantization(x.dtype)
            params["constant"] = {"shape": shape, "seed": g.seed(), **other}
        else:
            need(shape)  # inputs of rank 0 are no feature maps
            other = g.partner(x, lambda v: broadcasts(v.shape, x.shape) and
                              (not same or v.same_codes(x)), shape, same)
            operands.append(other)
            other = other.quantization
        params["out"] = x.quantization
        if not same:
            scale = scale_of(x.scale, other["scale"])
            params["out"] = {"scale": g.scaled(scale, *g.pick((-1, 1), (-1, 1), (-8, 6))),
                             "zero_point": g.zero_point(x.dtype)}
        if activation:
            params["activation"] = g.pick(*ACTIVATIONS)
        return operands, params
    return draw


def binary_builder(code, version, kind, wide_version=None):
    def build(net, operands, params):
        x = operands[0]
        if "constant" in params:
            constant = params["constant"]
            shape = tuple(constant["shape"])
            values = np.asarray(codes(constant["seed"], shape, x.dtype))
            if code == "DIV":  # by no zero
                values[values == constant["zero_point"]] = constant["zero_point"] // 2 + 1
            other = net.constant("operand", values, constant["scale"], constant["zero_point"])
        else:
            other, shape = operands[1], operands[1].shape
            need(other.dtype == x.dtype)
        need(broadcasts(x.shape, shape))
        y = net.value(code.lower(), np.broadcast_shapes(x.shape, shape), x.dtype, **params["out"])
        fused = {"fusedActivationFunction": params["activation"]} if "activation" in params else {}
        if kind in ("Add", "Sub"):
            fused["potScaleInt16"] = False
        pair = [other, x] if params["swap"] else [x, other]
        return net.append(code, wide_version if x.dtype == "int16" and wide_version else version,
                          pair, y, option(kind, **fused))
    return build


def quotient(a, b):
    """Output scale of a division; its divisors are constants, which have no zeros."""
    return a / b / 20


def binary(name, types, version, kind, scale_of, wide_version=None, same=False, activation=True):
    constant = 0.95 if scale_of is quotient else 0.3
    return Operator(name, types, binary_drawer(scale_of, same, activation, constant),
                    binary_builder(name, version, kind, wide_version))


def draw_prelu(g, x):
    shape = g.pick([1, 1, x.shape[-1]], [1, 1, x.shape[-1]], [x.shape[1], 1, x.shape[-1]])
    # Slopes of 16-bit activations are bytes.
    dtype = "int8" if x.dtype == "int16" else x.dtype
    alpha = {"shape": shape, "seed": g.seed(), "dtype": dtype, **g.quantization(dtype, -9, -6)}
    return [x], {"alpha": alpha, "out": {"scale": g.scaled(x.scale),
                                         "zero_point": g.zero_point(x.dtype)}}


def build_prelu(net, operands, params):
    (x,), alpha = operands, params["alpha"]
    shape = (alpha["shape"][0] if alpha["shape"][0] == 1 else x.shape[1], 1, x.shape[-1])
    slopes = net.constant("alpha", codes(alpha["seed"], shape, alpha["dtype"]), alpha["scale"],
                          alpha["zero_point"])
    y = net.value("prelu", x.shape, x.dtype, **params["out"])
    return net.append("PRELU", 1, [x, slopes], y)


#===------------------------------------------------------------------------===#
# One operand
#===------------------------------------------------------------------------===#

# What the kernels demand of the output: scale, and zero point by type.
UNIT = {"int8": (1 / 256, -128), "uint8": (1 / 256, 0), "int16": (1 / 32768, 0)}
SYMMETRIC = {"int8": (1 / 128, 0), "uint8": (1 / 128, 128), "int16": (1 / 32768, 0)}


def fixed(table):
    """Output quantization that the type determines."""
    return lambda g, x: dict(zip(("scale", "zero_point"), table[x.dtype]))


def free(low=-2, high=2):
    """Any output quantization near the input's."""
    return lambda g, x: {"scale": g.scaled(x.scale, low, high), "zero_point": g.zero_point(x.dtype)}


def absolute(low, high):
    """Any output quantization with a scale from 2^low to 2^high."""
    return lambda g, x: g.quantization(x.dtype, low, high)


def kept(g, x):
    return x.quantization


def unary(name, types, out, version=1, kind=None, positive=False, wide_version=None, **fields):
    """An operator with one operand; `fields` draw its options, `positive` for those
    that take no negative numbers."""
    def draw(g, x):
        if positive:
            need(x.dtype == "int16" or x.zero_point == np.iinfo(x.dtype).min)
        return [x], {"out": out(g, x), **{field: draw(g) for field, draw in fields.items()}}

    def build(net, operands, params):
        (x,) = operands
        y = net.value(name.lower(), x.shape, x.dtype, **params["out"])
        options = option(kind, **{f: params[f] for f in fields}) if kind else None
        return net.append(name, wide_version if x.dtype == "int16" and wide_version else version,
                          [x], y, options)
    return Operator(name, types, draw, build)


def draw_quantize(g, x):
    """To another quantization, perhaps of another type."""
    dtype = g.pick(*INTEGERS) if x.dtype == "float32" else g.pick(x.dtype, x.dtype, *INTEGERS)
    scale = g.scale(-7, -5) if x.dtype == "float32" else g.scaled(x.scale, -2, 2)
    if dtype == "int16" and x.dtype != "int16":
        scale = float(np.float32(scale / 256))
    if dtype != "int16" and x.dtype == "int16":
        scale = float(np.float32(scale * 256))
    return [x], {"dtype": dtype, "out": {"scale": scale, "zero_point": g.zero_point(dtype)}}


def build_quantize(net, operands, params):
    (x,) = operands
    y = net.value("quantize", x.shape, params["dtype"], **params["out"])
    return net.append("QUANTIZE", 2, [x], y, option("Quantize"))


def build_dequantize(net, operands, params):
    (x,) = operands
    return net.append("DEQUANTIZE", 3, [x], net.value("dequantize", x.shape, "float32"))


OPERATORS = [
    binary("ADD", INTEGERS, 2, "Add", lambda a, b: a + b),
    binary("SUB", INTEGERS, 2, "Sub", lambda a, b: a + b),
    binary("MUL", INTEGERS, 2, "Mul", lambda a, b: a * b * 40),
    binary("DIV", INTEGERS, 2, "Div", quotient),
    binary("MINIMUM", INTEGERS, 2, "MaximumMinimum", None, 4, same=True, activation=False),
    binary("MAXIMUM", INTEGERS, 2, "MaximumMinimum", None, 4, same=True, activation=False),
    binary("SQUARED_DIFFERENCE", ("int8",), 2, "SquaredDifference",
           lambda a, b: (a + b) * (a + b) * 40, activation=False),
    Operator("PRELU", INTEGERS, draw_prelu, build_prelu, (4,)),
    unary("LOGISTIC", INTEGERS, fixed(UNIT), 2, wide_version=3),
    unary("TANH", INTEGERS, fixed(SYMMETRIC), 2, wide_version=3),
    unary("HARD_SWISH", BYTES, free(), kind="HardSwish"),
    unary("RELU", INTEGERS, free(), 2, wide_version=3),
    unary("RELU6", INTEGERS, free(), 2, wide_version=3),
    unary("RELU_N1_TO_1", BYTES, free()),
    unary("RELU_0_TO_1", BYTES, free()),
    unary("LEAKY_RELU", INTEGERS, free(), 2, "LeakyRelu",
          alpha=lambda g: g.pick(0.01, 0.25, 0.3, 1.5, -0.5)),
    unary("ELU", ("int8",), free()),
    unary("GELU", INTEGERS, free(), 2, "Gelu", approximate=lambda g: g.chance(0.5)),
    unary("EXP", ("int8", "int16"), absolute(-7, 3), 2, "Exp"),
    unary("LOG", ("int8", "int16"), absolute(-7, -3), 2, positive=True),
    unary("SQRT", ("int8",), absolute(-7, -4), 2, positive=True),
    unary("RSQRT", ("int8",), absolute(-7, -2), 2, positive=True),
    unary("ABS", ("int8", "int16"), free(), 2, "Abs"),
    unary("NEG", ("int8", "int16"), kept, 1, "Neg"),
    Operator("QUANTIZE", (*INTEGERS, "float32"), draw_quantize, build_quantize),
    Operator("DEQUANTIZE", INTEGERS, lambda g, x: ([x], {}), build_dequantize),
]
