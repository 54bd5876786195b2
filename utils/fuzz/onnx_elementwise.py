"""ONNX operators that compute each element by itself, with broadcasting."""

import numpy as np

from graph import Operator, need
from onnx_builder import MICROSOFT, QUANTIZED, constant_operand
from onnx_products import BYTES, near_quantization
from operands import broadcasts, codes, draw_broadcast


#===------------------------------------------------------------------------===#
# Two operands
#===------------------------------------------------------------------------===#

def binary(name, scale_of, linear=None):
    """`scale_of` gives the output's scale from the operands'; `linear` is the name of
    the form on codes."""
    def draw(g, x):
        shape = draw_broadcast(g, x.shape)
        operands, params = [x], {"swap": g.chance(0.3)}
        if g.chance(0.3) or not shape:
            other = g.quantization(x.dtype)
            params["constant"] = {"shape": shape, "seed": g.seed(), **other}
        else:
            operands.append(g.partner(x, lambda v: broadcasts(v.shape, x.shape), shape))
            other = operands[1].quantization
        scale = scale_of(x.scale, other["scale"])
        params["out"] = {"dtype": x.dtype, "zero_point": g.zero_point(x.dtype),
                         "scale": g.scaled(scale, *g.pick((-1, 1), (-1, 1), (-8, 6)))}
        return operands, params

    def build(net, operands, params):
        x, constant = operands[0], params.get("constant")
        shape = tuple(constant["shape"]) if constant else operands[1].shape
        need(broadcasts(x.shape, shape))
        result = np.broadcast_shapes(x.shape, shape)
        if linear and net.operator_form and x.dtype in BYTES:
            if constant:
                second = [net.constant(codes(constant["seed"], shape, x.dtype)),
                          *net.out_parameters(x.dtype, constant["scale"], constant["zero_point"])]
            else:
                second = [operands[1].handle, *net.code_parameters(operands[1])]
            pair = [x.handle, *net.code_parameters(x)], second
            inputs = [*(pair[1] + pair[0] if params["swap"] else pair[0] + pair[1]),
                      *net.out_parameters(**params["out"])]
            return [net.value(net.append(linear, inputs, domain=MICROSOFT), result,
                              **params["out"])]
        pair = [x, constant_operand(net, constant, x.dtype) if constant else operands[1]]
        return net.float_node(name, pair[::-1] if params["swap"] else pair, result, params["out"])
    return Operator(name, QUANTIZED, draw, build)


def draw_power(g, x):
    return [x], {"exponent": g.pick(0.5, -0.5, 2.0, 3.0, 1.7), "out": near_quantization(g, x)}


def build_power(net, operands, params):
    (x,) = operands
    return net.float_node("Pow", [x], x.shape, params["out"],
                          [net.constant(np.float32(params["exponent"]), "exponent")])


def draw_prelu(g, x):
    return [x], {"slope": {"seed": g.seed(), **g.quantization("int8", -9, -6), "zero_point": 0},
                 "scalar": g.chance(0.2), "out": near_quantization(g, x)}


def build_prelu(net, operands, params):
    (x,), slope = operands, params["slope"]
    shape = [1] if params["scalar"] else [x.shape[1], *[1] * (len(x.shape) - 2)]
    values = net.quantized_constant(codes(slope["seed"], shape, "int8"), slope["scale"], 0)
    return net.float_node("PRelu", [x, values], x.shape, params["out"])


#===------------------------------------------------------------------------===#
# One operand
#===------------------------------------------------------------------------===#

def unary(name, out=(-8, -6), since=11, domain="", linear=None, near=False, **attributes):
    """`out` are the logarithms of the output's scale, unless it is near the input's;
    `attributes` draw the attributes."""
    def draw(g, x):
        if near:
            what = near_quantization(g, x)
        else:
            low, high = out if x.dtype in BYTES else (out[0] - 8, out[1] - 8)
            what = {"dtype": x.dtype, **g.quantization(x.dtype, low, high)}
        return [x], {"out": what, **{name: draw(g) for name, draw in attributes.items()}}

    def build(net, operands, params):
        (x,) = operands
        need(net.opset >= since)
        given = {name: params[name] for name in attributes}
        if linear and net.operator_form and x.dtype in BYTES:
            inputs = [x.handle, *net.code_parameters(x), *net.out_parameters(**params["out"])]
            return [net.value(net.append(linear, inputs, domain=MICROSOFT, **given), x.shape,
                              **params["out"])]
        return net.float_node(name, [x], x.shape, params["out"], domain=domain, **given)
    return Operator(name, QUANTIZED, draw, build)


def draw_clip(g, x):
    low = g.pick(None, 0.0, -1.0, g.scale(-4, 0))
    high = g.pick(None, 6.0, 1.0 + g.scale(0, 3))
    return [x], {"low": low, "high": high, "out": near_quantization(g, x)}


def build_clip(net, operands, params):
    (x,) = operands
    limits = ["" if params[k] is None else net.constant(np.float32(params[k]), k)
              for k in ("low", "high")]
    while limits and not limits[-1]:
        limits.pop()
    return net.float_node("Clip", [x], x.shape, params["out"], limits)


def build_swish(net, operands, params):
    """x * Sigmoid(x), with or without codes between."""
    (x,) = operands
    gate = net.append("Sigmoid", [net.dequantize(x)])
    if params["codes"]:
        gate = net.dequantize(net.quantize(gate, x.shape, x.dtype, **params["gate"]))
    return net.float_node("Mul", [x, gate], x.shape, params["out"])


def draw_swish(g, x):
    return [x], {"codes": g.chance(0.7), "gate": g.quantization(x.dtype, -8, -7),
                 "out": near_quantization(g, x)}


def draw_requantize(g, x):
    dtype = g.pick(x.dtype, *QUANTIZED)
    wide = dtype in ("int16", "uint16")
    factor = (1 / 256 if wide else 256) if wide != (x.dtype in ("int16", "uint16")) else 1
    return [x], {"out": {"dtype": dtype, "scale": g.scaled(x.scale * factor),
                         "zero_point": g.zero_point(dtype)}}


def build_requantize(net, operands, params):
    (x,) = operands
    return [net.quantize(net.dequantize(x), x.shape, **params["out"])]


def draw_identity(g, x):
    return [x], {"how": g.pick("Identity", "Dropout", "Cast", "Add", "Sub", "Mul", "Div"),
                 "out": near_quantization(g, x)}


def build_identity(net, operands, params):
    """A node that changes nothing, which the runtime removes."""
    (x,), name = operands, params["how"]
    neutral = {"Add": 0, "Sub": 0, "Mul": 1, "Div": 1}
    more = [net.constant(np.float32(neutral[name]), "neutral")] if name in neutral else []
    return net.float_node(name, [x], x.shape, params["out"], more,
                          **({"to": 1} if name == "Cast" else {}))


OPERATORS = [
    binary("Add", lambda a, b: a + b, "QLinearAdd"),
    binary("Sub", lambda a, b: a + b),
    binary("Mul", lambda a, b: a * b * 40, "QLinearMul"),
    binary("Div", lambda a, b: a / b / 10),
    binary("Min", max),
    binary("Max", max),
    Operator("Pow", QUANTIZED, draw_power, build_power),
    Operator("PRelu", QUANTIZED, draw_prelu, build_prelu, (3, 4)),
    unary("Relu", near=True),
    Operator("Clip", QUANTIZED, draw_clip, build_clip),
    unary("Sigmoid", linear="QLinearSigmoid"),
    unary("Tanh"),
    unary("Elu", near=True, alpha=lambda g: g.pick(1.0, 0.3)),
    unary("Erf"),
    unary("Exp", (-7, 3)),
    unary("Gelu", near=True, since=20, approximate=lambda g: g.pick("none", "tanh")),
    unary("QuickGelu", near=True, domain=MICROSOFT, alpha=lambda g: g.pick(1.702, 1.0)),
    unary("HardSigmoid", alpha=lambda g: g.pick(0.2, 1 / 6), beta=lambda g: 0.5),
    unary("HardSwish", near=True, since=14),
    unary("LeakyRelu", near=True, linear="QLinearLeakyRelu", alpha=lambda g: g.pick(0.01, 0.25)),
    unary("Log", (-6, -4)),
    unary("Reciprocal", (-6, -1)),
    unary("Softplus", near=True),
    unary("Softsign"),
    unary("Sqrt", (-6, -4)),
    unary("Abs", near=True),
    unary("Neg", near=True),
    unary("Floor", near=True),
    unary("Ceil", near=True),
    unary("Round", near=True),
    unary("Sign", (-8, -5)),
    unary("Celu", near=True, since=12, alpha=lambda g: g.pick(1.0, 0.4)),
    unary("Selu", near=True),
    unary("Mish", near=True, since=18),
    unary("ThresholdedRelu", near=True, alpha=lambda g: g.pick(1.0, 0.1)),
    Operator("Swish", QUANTIZED, draw_swish, build_swish),
    Operator("Identity", QUANTIZED, draw_identity, build_identity),
    Operator("QuantizeLinear", QUANTIZED, draw_requantize, build_requantize),
]
