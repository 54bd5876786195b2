"""ONNX operators that sum up, compare or normalise along dimensions."""

import numpy as np

from graph import Operator, need
from onnx_builder import MICROSOFT, QUANTIZED
from onnx_products import BYTES, near_quantization


def reduction(name, since=18):
    """Axes are an input since an opset."""
    def draw(g, x):
        rank = len(x.shape)
        axes = [d for d in range(1, rank) if g.chance(0.5)] or [rank - 1]
        keep = len(axes) == rank - 1 or g.chance(0.5)
        return [x], {"axes": [d - g.pick(0, rank) for d in axes], "keep": keep,
                     "out": near_quantization(g, x)}

    def build(net, operands, params):
        (x,), rank = operands, len(operands[0].shape)
        need(params["axes"] and all(-rank <= d < rank for d in params["axes"]))
        reduced = {d % rank for d in params["axes"]}
        need(len(reduced) == len(params["axes"]))
        shape = [1 if d in reduced else n for d, n in enumerate(x.shape)
                 if params["keep"] or d not in reduced]
        extra, attributes = net.axes(params["axes"], since)
        return net.float_node(name, [x], shape, params["out"], extra, **attributes,
                              keepdims=int(params["keep"]))
    return Operator(name, QUANTIZED, draw, build, (2, 3, 4))


def draw_arg(g, x):
    return [x], {"axis": g.number(1, len(x.shape) - 1), "keep": g.chance(0.6),
                 "last": g.chance(0.2)}


def position(name):
    def build(net, operands, params):
        (x,), axis = operands, params["axis"]
        need(0 < axis < len(x.shape))
        shape = [1 if d == axis else n for d, n in enumerate(x.shape)
                 if params["keep"] or d != axis]
        attributes = {"axis": axis, "keepdims": int(params["keep"])}
        if params["last"]:
            need(net.opset >= 12)
            attributes["select_last_index"] = 1
        return [net.value(net.append(name, [net.dequantize(x)], **attributes), shape, "int64")]
    return Operator(name, QUANTIZED, draw_arg, build, (2, 3, 4))


def draw_softmax(g, x):
    axis = g.pick(len(x.shape) - 1, g.number(1, len(x.shape) - 1))
    scale = {"int8": 1 / 256, "uint8": 1 / 255}.get(x.dtype, 1 / 65535)
    low = int(np.iinfo(x.dtype).min)
    return [x], {"axis": axis - g.pick(0, len(x.shape)),
                 "out": {"dtype": x.dtype, "scale": float(np.float32(scale)), "zero_point": low}
                 if g.chance(0.7) else {"dtype": x.dtype, **g.quantization(x.dtype, -9, -6)}}


def build_softmax(net, operands, params):
    (x,), axis = operands, params["axis"]
    need(-len(x.shape) <= axis < len(x.shape))
    if net.operator_form and x.dtype in BYTES:
        inputs = [x.handle, *net.code_parameters(x), *net.out_parameters(**params["out"])]
        name = net.append("QLinearSoftmax", inputs, domain=MICROSOFT, axis=axis, opset=net.opset)
        return [net.value(name, x.shape, **params["out"])]
    return net.float_node("Softmax", [x], x.shape, params["out"], axis=axis)


def draw_log_softmax(g, x):
    return [x], {"out": {"dtype": x.dtype, **g.quantization(x.dtype, -5, -3)}}


def build_log_softmax(net, operands, params):
    (x,) = operands
    return net.float_node("LogSoftmax", [x], x.shape, params["out"], axis=-1)


def draw_normal(g, x):
    """Output of a normalisation: numbers of about one."""
    out = {"dtype": x.dtype, **g.quantization(x.dtype, *(
        (-7, -5) if x.dtype in BYTES else (-15, -13)))}
    return [x], {"seed": g.seed(), "bias": g.chance(0.7), "out": out,
                 "epsilon": g.pick(1e-5, 1e-6, 1e-3)}


def weights(net, count, params):
    """Scale and bias as float constants."""
    rng = np.random.default_rng(params["seed"])
    scale = rng.uniform(0.5, 1.5, count).astype(np.float32)
    bias = rng.uniform(-0.5, 0.5, count).astype(np.float32)
    return net.constant(scale, "gamma"), net.constant(bias, "beta")


def build_instance_norm(net, operands, params):
    (x,) = operands
    return net.float_node("InstanceNormalization", [x], x.shape, params["out"],
                          weights(net, x.shape[1], params), epsilon=params["epsilon"])


def build_layer_norm(net, operands, params):
    (x,) = operands
    need(net.opset >= 17)
    scale, bias = weights(net, x.shape[-1], params)
    return net.float_node("LayerNormalization", [x], x.shape, params["out"],
                          [scale, bias] if params["bias"] else [scale], axis=-1,
                          epsilon=params["epsilon"])


def build_rms_norm(net, operands, params):
    (x,) = operands
    need(net.opset >= 23)
    return net.float_node("RMSNormalization", [x], x.shape, params["out"],
                          [weights(net, x.shape[-1], params)[0]], axis=-1,
                          epsilon=params["epsilon"])


def draw_lrn(g, x):
    return [x], {"size": g.pick(1, 3, 5), "alpha": g.pick(1e-4, 0.1), "beta": 0.75,
                 "bias": g.pick(1.0, 2.0), "out": near_quantization(g, x)}


def build_lrn(net, operands, params):
    (x,) = operands
    need(params["size"] > 0)
    return net.float_node("LRN", [x], x.shape, params["out"],
                          **{key: params[key] for key in ("size", "alpha", "beta", "bias")})


def build_lp_norm(net, operands, params):
    (x,) = operands
    return net.float_node("LpNormalization", [x], x.shape, params["out"], axis=params["axis"], p=2)


def draw_lp_norm(g, x):
    (operands, params), axis = draw_normal(g, x), g.number(1, len(x.shape) - 1)
    return operands, {"out": params["out"], "axis": axis - g.pick(0, len(x.shape))}


OPERATORS = [
    reduction("ReduceMean"),
    reduction("ReduceSum", since=13),
    reduction("ReduceMax"),
    reduction("ReduceMin"),
    position("ArgMax"),
    position("ArgMin"),
    Operator("Softmax", QUANTIZED, draw_softmax, build_softmax, (2, 3, 4)),
    Operator("LogSoftmax", QUANTIZED, draw_log_softmax, build_log_softmax, (2, 3, 4)),
    Operator("InstanceNormalization", QUANTIZED, draw_normal, build_instance_norm, (3, 4)),
    Operator("LayerNormalization", QUANTIZED, draw_normal, build_layer_norm, (2, 3, 4)),
    Operator("RMSNormalization", QUANTIZED, draw_normal, build_rms_norm, (2, 3, 4)),
    Operator("LRN", QUANTIZED, draw_lrn, build_lrn, (4,)),
    Operator("LpNormalization", QUANTIZED, draw_lp_norm, build_lp_norm, (2, 3, 4)),
]
