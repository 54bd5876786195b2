"""ONNX operators that multiply by weights or by each other, and windows."""

import numpy as np

from graph import Operator, need
from onnx_builder import MICROSOFT, QUANTIZED
from operands import codes

BYTES = ("int8", "uint8")
ACTIVATIONS = ("NONE", "NONE", "Relu", "Clip")


#===------------------------------------------------------------------------===#
# Windows over NCHW maps and NCW signals
#===------------------------------------------------------------------------===#

def draw_window(g, x, dilated=True, ceil=False):
    """Kernel, strides, dilations and pads of each spatial dimension."""
    params = {"kernel": [], "strides": [], "dilations": [], "pads": [],
              "auto_pad": g.pick("NOTSET", "NOTSET", "NOTSET", "SAME_UPPER", "SAME_LOWER", "VALID")}
    for n in x.shape[2:]:
        kernel = g.number(1, min(5, n))
        stride = g.pick(1, 1, 2, 3, kernel + 1)
        widest = (n - 1) // (kernel - 1) if kernel > 1 else 3
        params["kernel"].append(kernel)
        params["strides"].append(stride)
        params["dilations"].append(g.number(1, max(1, min(3, widest)))
                                   if dilated and g.chance(0.2) else 1)
        params["pads"].append([g.number(0, kernel - 1) if g.chance(0.5) else 0 for _ in range(2)])
    if params["auto_pad"] != "NOTSET":
        params["dilations"] = [1] * len(params["kernel"])
    params["ceil"] = ceil and g.chance(0.15)
    return params


def window_sizes(x, params):
    """Extents of the output."""
    sizes = []
    for n, k, s, d, pads in zip(x.shape[2:], params["kernel"], params["strides"],
                                params["dilations"], params["pads"]):
        need(min(k, s, d) > 0 and min(pads) >= 0 and max(pads) < max(k, 1))
        span = (k - 1) * d + 1
        if params["auto_pad"].startswith("SAME"):
            sizes.append(-(-n // s))
            continue
        total = n + (0 if params["auto_pad"] == "VALID" else sum(pads)) - span
        need(total >= 0)
        sizes.append(total // s + 1)
        if params.get("ceil") and total % s:
            # A window may not begin in the padding at the end.
            begin = sizes[-1] * s
            sizes[-1] += begin < n + pads[0]
    return sizes


def window_attributes(params, dilations=True):
    attributes = {"kernel_shape": params["kernel"], "strides": params["strides"]}
    if params["auto_pad"] == "NOTSET":
        attributes["pads"] = [p[0] for p in params["pads"]] + [p[1] for p in params["pads"]]
    else:
        attributes["auto_pad"] = params["auto_pad"]
    if dilations:
        attributes["dilations"] = params["dilations"]
    return attributes


#===------------------------------------------------------------------------===#
# Layers with weights
#===------------------------------------------------------------------------===#

def draw_layer(g, x, terms, per_axis=True, bias=0.8):
    """Filter, bias, output quantization and activation."""
    low = g.pick(-9, -9, -9, -14)
    scales = [g.scale(low, low + 2) for _ in range(
        g.number(2, 20) if per_axis and g.builder.opset >= 13 and g.chance(0.6) else 1)]
    dtype = "int8" if len(scales) > 1 else g.pick("int8", "int8", "uint8")
    zero_point = g.pick(0, 128, g.number(0, 255)) if dtype == "uint8" else 0
    out = g.product_scale(x.scale * max(scales), terms)
    params = {"filter": {"seed": g.seed(), "scales": scales, "dtype": dtype,
                         "zero_point": zero_point},
              "out": {"dtype": x.dtype, "scale": out, "zero_point": g.zero_point(x.dtype)},
              "activation": g.pick(*ACTIVATIONS)}
    if g.chance(bias):
        params["bias"] = {"seed": g.seed(), "bits": g.pick(4, 12, 20)}
    return params


def filter_scales(params, channels):
    """A scalar, or one scale for each channel."""
    scales = np.asarray(params["filter"]["scales"], np.float32)
    return scales[0] if scales.size == 1 else np.resize(scales, channels)


def filter_codes(params, shape):
    filter_ = params["filter"]
    return codes(filter_["seed"], shape, filter_["dtype"], low=0 if filter_["dtype"] == "uint8"
                 else -127)


def bias_codes(params, channels):
    bias = params["bias"]
    limit = 1 << bias["bits"]
    if not bias["seed"]:
        return np.ones(channels, np.int32)
    return np.random.default_rng(bias["seed"]).integers(-limit, limit, channels).astype(np.int32)


def float_bias(net, x, params, channels):
    """The bias as a list of no or one float tensor."""
    if "bias" not in params:
        return []
    scales = np.float32(x.scale) * filter_scales(params, channels)
    values = bias_codes(params, channels)
    if net.options["float_bias"]:
        return [net.constant((values * scales).astype(np.float32), "bias")]
    return [net.quantized_constant(values, scales, axis=0)]


def draw_conv(g, x):
    channels = x.shape[1]
    kind = g.pick("plain", "plain", "plain", "depthwise", "grouped")
    groups = {"plain": 1, "depthwise": channels}.get(
        kind) or g.pick(*[d for d in range(1, channels + 1) if channels % d == 0])
    params = draw_window(g, x)
    terms = int(np.prod(params["kernel"])) * channels // groups
    layer = draw_layer(g, x, terms)
    return [x], {**params, **layer, "groups": groups,
                 "channels": groups * g.number(1, max(1, min(3 if groups > 1 else 40,
                                                             40 // groups)))}


def build_conv(net, operands, params):
    (x,) = operands
    sizes, groups, channels = window_sizes(x, params), params["groups"], params["channels"]
    need(groups > 0 and channels > 0 and x.shape[1] % groups == 0 and channels % groups == 0)
    need(len(params["kernel"]) == len(x.shape) - 2)
    w = filter_codes(params, (channels, x.shape[1] // groups, *params["kernel"]))
    scales, shape = filter_scales(params, channels), (x.shape[0], channels, *sizes)
    attributes = {**window_attributes(params), "group": groups}
    if net.operator_form and x.dtype in BYTES:
        zero_points = np.full(scales.shape, params["filter"]["zero_point"], w.dtype)
        inputs = [x.handle, *net.code_parameters(x), net.constant(w, "filter"),
                  net.constant(scales, "scale"), net.constant(zero_points, "zero_point"),
                  *net.out_parameters(**params["out"])]
        if "bias" in params:
            inputs.append(net.constant(bias_codes(params, channels), "bias"))
        return [net.value(net.append("QLinearConv", inputs, **attributes), shape, **params["out"])]
    weights = net.quantized_constant(w, scales, params["filter"]["zero_point"], axis=0)
    return net.float_node("Conv", [x, weights, *float_bias(net, x, params, channels)], shape,
                          params["out"], activation=params["activation"], **attributes)


def draw_conv_transpose(g, x):
    spatial = len(x.shape) - 2
    groups = g.pick(1, 1, 1, x.shape[1])
    kernel = [g.number(1, 4) for _ in range(spatial)]
    strides = [g.pick(1, 2, 2, 3, 4) for _ in range(spatial)]
    params = {"kernel": kernel, "strides": strides,
              "pads": [[g.number(0, (k - 1) // 2) for _ in range(2)] for k in kernel],
              "more": [g.number(0, s - 1) if g.chance(0.3) else 0 for s in strides],
              "groups": groups, "per_group": 1 if groups > 1 else g.number(1, 20)}
    # The channels of its filter are those of dimension 1, with groups they repeat.
    return [x], {**params, **draw_layer(g, x, int(np.prod(kernel)) * x.shape[1] // groups,
                                        per_axis=groups == 1)}


def build_conv_transpose(net, operands, params):
    (x,), groups = operands, params["groups"]
    need(groups > 0 and x.shape[1] % groups == 0 and params["per_group"] > 0)
    need(min(*params["kernel"], *params["strides"]) > 0)
    channels = groups * params["per_group"]
    sizes = [(n - 1) * s + k + more - sum(pads) for n, s, k, more, pads in zip(
        x.shape[2:], params["strides"], params["kernel"], params["more"], params["pads"])]
    need(all(more < s for more, s in zip(params["more"], params["strides"])))
    w = filter_codes(params, (x.shape[1], params["per_group"], *params["kernel"]))
    weights = net.quantized_constant(w, filter_scales(params, params["per_group"]),
                                     params["filter"]["zero_point"], axis=1)
    pads = [p[0] for p in params["pads"]] + [p[1] for p in params["pads"]]
    return net.float_node(
        "ConvTranspose", [x, weights, *float_bias(net, x, params, channels)],
        (x.shape[0], channels, *sizes), params["out"], activation=params["activation"],
        kernel_shape=params["kernel"], strides=params["strides"], pads=pads, group=groups,
        output_padding=params["more"])


def draw_gemm(g, x):
    return [x], {**draw_layer(g, x, x.shape[-1]), "units": g.number(1, 30), "flip": g.chance(0.6)}


def build_gemm(net, operands, params):
    (x,), units, flip = operands, params["units"], params["flip"]
    need(len(x.shape) == 2 and units > 0)
    w = filter_codes(params, (units, x.shape[1]) if flip else (x.shape[1], units))
    scales, shape = filter_scales(params, units), (x.shape[0], units)
    if net.operator_form and x.dtype in BYTES:
        zero_points = np.full(scales.shape, params["filter"]["zero_point"], w.dtype)
        inputs = [x.handle, *net.code_parameters(x), net.constant(w, "filter"),
                  net.constant(scales, "scale"), net.constant(zero_points, "zero_point"),
                  net.constant(bias_codes(params, units), "bias") if "bias" in params else "",
                  *net.out_parameters(**params["out"])]
        return [net.value(net.append("QGemm", inputs, domain=MICROSOFT, transB=int(flip)), shape,
                          **params["out"])]
    weights = net.quantized_constant(w, scales, params["filter"]["zero_point"],
                                     axis=0 if flip else 1)
    return net.float_node("Gemm", [x, weights, *float_bias(net, x, params, units)], shape,
                          params["out"], activation=params["activation"], transB=int(flip))


def activation_scale(g, x, y):
    """Of a product of activations: products of two 16-bit codes spread over 16 bits."""
    return g.product_scale(x.scale * y.scale * (1 if x.dtype in BYTES else 256), x.shape[-1])


def draw_matmul(g, x):
    """By a constant matrix, or by another value of the same leading dimensions."""
    if g.chance(0.6):
        return [x], {**draw_layer(g, x, x.shape[-1], bias=0), "units": g.number(1, 30)}
    shape = (*x.shape[:-2], x.shape[-1], g.number(1, 20))
    y = g.partner(x, lambda v: v.shape[:-1] == shape[:-1] and len(v.shape) == len(shape), shape)
    return [x, y], {"out": {"dtype": x.dtype, "zero_point": g.zero_point(x.dtype), "scale":
                            activation_scale(g, x, y)}}


def build_matmul(net, operands, params):
    x = operands[0]
    if len(operands) == 2:
        y = operands[1]
        need(len(x.shape) == len(y.shape) and x.shape[:-2] == y.shape[:-2] and
             x.shape[-1] == y.shape[-2])
        shape = (*x.shape[:-1], y.shape[-1])
        if net.operator_form and x.dtype in BYTES:
            inputs = [x.handle, *net.code_parameters(x), y.handle, *net.code_parameters(y),
                      *net.out_parameters(**params["out"])]
            return [net.value(net.append("QLinearMatMul", inputs), shape, **params["out"])]
        return net.float_node("MatMul", [x, y], shape, params["out"])
    units = params["units"]
    need(units > 0)
    w, scales = filter_codes(params, (x.shape[-1], units)), filter_scales(params, units)
    shape = (*x.shape[:-1], units)
    if net.operator_form and x.dtype in BYTES:
        zero_points = np.full(scales.shape, params["filter"]["zero_point"], w.dtype)
        inputs = [x.handle, *net.code_parameters(x), net.constant(w, "filter"),
                  net.constant(scales, "scale"), net.constant(zero_points, "zero_point"),
                  *net.out_parameters(**params["out"])]
        return [net.value(net.append("QLinearMatMul", inputs), shape, **params["out"])]
    weights = net.quantized_constant(w, scales, params["filter"]["zero_point"], axis=1)
    return net.float_node("MatMul", [x, weights], shape, params["out"],
                          activation=params["activation"])


def draw_einsum(g, x):
    shape = (*x.shape[:-2], g.number(1, 20), x.shape[-1])
    y = g.partner(x, lambda v: len(v.shape) == len(shape) and v.shape[:-2] == shape[:-2] and
                  v.shape[-1] == shape[-1], shape)
    return [x, y], {"out": {"dtype": x.dtype, "zero_point": g.zero_point(x.dtype), "scale":
                            activation_scale(g, x, y)}}


def build_einsum(net, operands, params):
    x, y = operands
    need(net.opset >= 12 and len(x.shape) == len(y.shape) and x.shape[:-2] == y.shape[:-2] and
         x.shape[-1] == y.shape[-1])
    batch = "bh"[:len(x.shape) - 2]
    return net.float_node("Einsum", [x, y], (*x.shape[:-1], y.shape[-2]), params["out"],
                          equation=f"{batch}id,{batch}jd->{batch}ij")


#===------------------------------------------------------------------------===#
# Integer products whose results are int32
#===------------------------------------------------------------------------===#

def build_conv_integer(net, operands, params):
    (x,) = operands
    w = filter_codes(params, (params["channels"], x.shape[1], *params["kernel"]))
    need(params["channels"] > 0 and len(params["kernel"]) == len(x.shape) - 2)
    zero_points = [net.constant(np.asarray(x.zero_point, x.dtype)),
                   net.constant(np.asarray(params["filter"]["zero_point"], w.dtype))]
    name = net.append("ConvInteger", [x.handle, net.constant(w, "filter"), *zero_points],
                      **window_attributes(params))
    return [net.value(name, (x.shape[0], params["channels"], *window_sizes(x, params)), "int32")]


def build_matmul_integer(net, operands, params):
    (x,), units = operands, params["units"]
    need(units > 0)
    w = filter_codes(params, (x.shape[-1], units))
    zero_points = [net.constant(np.asarray(x.zero_point, x.dtype)),
                   net.constant(np.asarray(params["filter"]["zero_point"], w.dtype))]
    name = net.append("MatMulInteger", [x.handle, net.constant(w, "filter"), *zero_points])
    return [net.value(name, (*x.shape[:-1], units), "int32")]


#===------------------------------------------------------------------------===#
# Pooling
#===------------------------------------------------------------------------===#

def near_quantization(g, x):
    """The quantization of x, or one like it."""
    if g.chance(0.5):
        return {"dtype": x.dtype, **x.quantization}
    return {"dtype": x.dtype, "scale": g.scaled(x.scale), "zero_point": g.zero_point(x.dtype)}


def draw_pool(g, x):
    return [x], {**draw_window(g, x, dilated=False, ceil=True), "include": g.chance(0.3),
                 "out": near_quantization(g, x)}


def build_average_pool(net, operands, params):
    (x,) = operands
    shape = (*x.shape[:2], *window_sizes(x, params))
    attributes = {**window_attributes(params, dilations=False), "ceil_mode": int(params["ceil"]),
                  "count_include_pad": int(params["include"])}
    if net.operator_form and x.dtype in BYTES:
        inputs = [x.handle, *net.code_parameters(x), *net.out_parameters(**params["out"])]
        return [net.value(net.append("QLinearAveragePool", inputs, domain=MICROSOFT, **attributes),
                          shape, **params["out"])]
    return net.float_node("AveragePool", [x], shape, params["out"], **attributes)


def build_max_pool(net, operands, params):
    (x,) = operands
    shape = (*x.shape[:2], *window_sizes(x, params))
    return net.float_node("MaxPool", [x], shape, params["out"],
                          **window_attributes(params), ceil_mode=int(params["ceil"]))


def draw_global(g, x):
    return [x], {"out": near_quantization(g, x)}


def build_global_average(net, operands, params):
    (x,) = operands
    shape = (*x.shape[:2], *[1] * (len(x.shape) - 2))
    if net.operator_form and x.dtype in BYTES:
        inputs = [x.handle, *net.code_parameters(x), *net.out_parameters(**params["out"])]
        return [net.value(net.append("QLinearGlobalAveragePool", inputs, domain=MICROSOFT,
                                     channels_last=0), shape, **params["out"])]
    return net.float_node("GlobalAveragePool", [x], shape, params["out"])


def build_global_max(net, operands, params):
    (x,) = operands
    return net.float_node("GlobalMaxPool", [x], (*x.shape[:2], *[1] * (len(x.shape) - 2)),
                          params["out"])


def draw_integer_conv(g, x):
    params = draw_window(g, x)
    return [x], {**params, **draw_layer(g, x, 1, per_axis=False, bias=0),
                 "channels": g.number(1, 30)}


def draw_integer_matmul(g, x):
    return [x], {**draw_layer(g, x, 1, per_axis=False, bias=0), "units": g.number(1, 30)}


OPERATORS = [
    Operator("Conv", QUANTIZED, draw_conv, build_conv, (3, 4, 5)),
    Operator("ConvTranspose", QUANTIZED, draw_conv_transpose, build_conv_transpose, (3, 4)),
    Operator("Gemm", QUANTIZED, draw_gemm, build_gemm, (2,)),
    Operator("MatMul", QUANTIZED, draw_matmul, build_matmul, (2, 3, 4)),
    Operator("Einsum", QUANTIZED, draw_einsum, build_einsum, (3, 4)),
    Operator("ConvInteger", ("uint8",), draw_integer_conv, build_conv_integer, (4,)),
    Operator("MatMulInteger", BYTES, draw_integer_matmul, build_matmul_integer, (2, 3)),
    Operator("AveragePool", QUANTIZED, draw_pool, build_average_pool, (3, 4)),
    Operator("MaxPool", QUANTIZED, draw_pool, build_max_pool, (3, 4)),
    Operator("GlobalAveragePool", QUANTIZED, draw_global, build_global_average, (3, 4)),
    Operator("GlobalMaxPool", QUANTIZED, draw_global, build_global_max, (3, 4)),
]
