"""TFLite operators that multiply by weights or by each other, and windows."""

import numpy as np

from graph import Operator, need
from operands import codes
from tflite_builder import ACTIVATIONS, INT32_TYPE, option

INTEGERS = ("int8", "int16", "uint8")


#===------------------------------------------------------------------------===#
# Windows
#===------------------------------------------------------------------------===#

def draw_axis(g, size, same, dilated, stride=None):
    """(kernel, stride, dilation) along an axis of `size`: kernels may be wider than
    the input (SAME), strides wider than the kernel."""
    kernel = g.number(1, 5 if same else min(5, size))
    stride, dilation = stride or g.pick(1, 1, 2, 3, kernel + 1), 1
    if stride == 1 and dilated and g.chance(0.3):
        widest = 3 if same or kernel == 1 else (size - 1) // (kernel - 1)
        dilation = g.number(1, max(1, min(3, widest)))
    return kernel, stride, dilation


def draw_window(g, x, dilated=True, one_stride=False):
    """Parameters of a window over rows and columns."""
    same = g.chance(0.5)
    h = draw_axis(g, x.shape[1], same, dilated)
    w = draw_axis(g, x.shape[2], same, dilated, h[1] if one_stride else None)
    return {"padding": "SAME" if same else "VALID", "kernel": [h[0], w[0]],
            "strides": [h[1], w[1]], "dilations": [h[2], w[2]]}


def window_sizes(x, params):
    """Rows and columns of the output."""
    sizes = []
    for n, k, s, d in zip(x.shape[1:3], params["kernel"], params["strides"],
                          params.get("dilations", (1, 1))):
        span = (k - 1) * d + 1
        need(min(k, s, d) > 0 and (params["padding"] == "SAME" or span <= n))
        sizes.append(-(-n // s) if params["padding"] == "SAME" else (n - span) // s + 1)
    return sizes


def window_options(kind, params, **more):
    """Conv2D or DepthwiseConv2D options."""
    (sh, sw), (dh, dw) = params["strides"], params["dilations"]
    return option(kind, padding=params["padding"], strideH=sh, strideW=sw, dilationHFactor=dh,
                  dilationWFactor=dw, fusedActivationFunction=params["activation"], **more)


#===------------------------------------------------------------------------===#
# Layers with weights
#===------------------------------------------------------------------------===#

def draw_layer(g, x, terms, bias=0.85):
    """Filter, bias (with that probability), output quantization and activation;
    `terms` are the products in a sum. Only uint8 filters have a zero point."""
    low = g.pick(-9, -9, -9, -14)
    scales = [g.scale(low, low + 2) for _ in range(
        g.number(2, 20) if x.dtype != "uint8" and g.chance(0.6) else 1)]
    out = g.product_scale(x.scale * max(scales), terms)
    params = {"filter": {"seed": g.seed(), "scales": scales, "zero_point": 0},
              "out": {"scale": out, "zero_point": g.zero_point(x.dtype)},
              "activation": g.pick(*ACTIVATIONS)}
    if x.dtype == "uint8":
        params["filter"]["zero_point"] = g.pick(0, 128, 255, g.number(0, 255))
    if g.chance(bias):
        wide = x.dtype == "int16"
        params["bias"] = {"seed": g.seed(), "bits": g.pick(4, 12, 24 if wide else 20),
                          "wide": wide and g.chance(0.8)}
    return params


def layer_constants(net, x, params, shape, axis, channels):
    """Filter and bias (or None)."""
    filter_, dtype = params["filter"], "uint8" if x.dtype == "uint8" else "int8"
    scales = np.asarray(filter_["scales"], np.float32)
    if scales.size > 1:
        scales = np.resize(scales, channels)
    values = codes(filter_["seed"], shape, dtype, low=0 if dtype == "uint8" else -127)
    w = net.constant("filter", values, scales, filter_["zero_point"],
                     axis if scales.size > 1 else 0)
    if "bias" not in params:
        return w, None
    bias = params["bias"]
    limit = 1 << bias["bits"]
    values = (np.random.default_rng(bias["seed"]).integers(-limit, limit, channels)
              if bias["seed"] else np.ones(channels, np.int64))
    return w, net.constant("bias", values.astype(np.int64 if bias["wide"] else np.int32),
                           np.float32(x.scale) * scales)


def bias_type(x, params):
    """The option that int16 layers with an int32 bias need."""
    narrow = x.dtype == "int16" and "bias" in params and not params["bias"]["wide"]
    return {"quantizedBiasType": INT32_TYPE} if narrow else {}


def draw_conv(g, x):
    groups = g.pick(*[d for d in range(1, x.shape[3] + 1) if x.shape[3] % d == 0]) \
        if g.chance(0.15) else 1
    params = draw_window(g, x)
    terms = params["kernel"][0] * params["kernel"][1] * x.shape[3] // groups
    return [x], {**params, **draw_layer(g, x, terms, bias=1), "groups": groups,
                 "channels": groups * g.number(1, max(1, 40 // groups))}


def build_conv(net, operands, params):
    (x,) = operands
    sizes, groups, channels = window_sizes(x, params), params["groups"], params["channels"]
    need(groups > 0 and x.shape[3] % groups == 0 and channels % groups == 0 and channels > 0)
    w, b = layer_constants(net, x, params, (channels, *params["kernel"], x.shape[3] // groups), 0,
                           channels)
    y = net.value("conv", (x.shape[0], *sizes, channels), x.dtype, **params["out"])
    return net.append("CONV_2D", 6 if groups > 1 else 4, [x, w, b], y,
                      window_options("Conv2D", params, **bias_type(x, params)))


def draw_depthwise(g, x):
    params = draw_window(g, x, one_stride=True)  # LiteRT takes no others
    layer = draw_layer(g, x, params["kernel"][0] * params["kernel"][1])
    if "bias" in layer:
        layer["bias"]["wide"] = x.dtype == "int16"  # LiteRT takes no others
    return [x], {**params, **layer, "multiplier": g.pick(1, 1, 1, 2, 3)}


def build_depthwise(net, operands, params):
    (x,) = operands
    sizes, channels = window_sizes(x, params), x.shape[3] * params["multiplier"]
    need(params["multiplier"] > 0)
    w, b = layer_constants(net, x, params, (1, *params["kernel"], channels), 3, channels)
    y = net.value("depthwise", (x.shape[0], *sizes, channels), x.dtype, **params["out"])
    return net.append("DEPTHWISE_CONV_2D", 3 if x.dtype != "int16" else 5, [x, w, b], y,
                      window_options("DepthwiseConv2D", params,
                                     depthMultiplier=params["multiplier"]))


def draw_transpose_conv(g, x):
    same = g.chance(0.5)
    kernel, strides = [g.number(1, 4), g.number(1, 4)], [g.pick(1, 2, 2, 3, 4) for _ in range(2)]
    if g.chance(0.6):
        strides[1] = strides[0]
    params = {"padding": "SAME" if same else "VALID", "kernel": kernel, "strides": strides,
              # By how much the output is smaller than the largest that fits.
              "less": [g.number(0, s - 1) if g.chance(0.3) else 0 for s in strides],
              "channels": g.number(1, 20)}
    return [x], {**params, **draw_layer(g, x, kernel[0] * kernel[1] * x.shape[3])}


def build_transpose_conv(net, operands, params):
    (x,) = operands
    channels, sizes = params["channels"], []
    for n, k, s, less in zip(x.shape[1:3], params["kernel"], params["strides"], params["less"]):
        need(min(k, s, channels) > 0 and less < s)
        sizes.append(n * s - less if params["padding"] == "SAME" else (n - 1) * s + k +
                     (s - 1 - less if less else 0))
    shape = (x.shape[0], *sizes, channels)
    w, b = layer_constants(net, x, params, (channels, *params["kernel"], x.shape[3]), 0, channels)
    y = net.value("transpose_conv", shape, x.dtype, **params["out"])
    strides = params["strides"]
    return net.append("TRANSPOSE_CONV", 4, [net.indices("shape", shape), w, x, b], y, option(
        "TransposeConv", padding=params["padding"], strideH=strides[0], strideW=strides[1],
        fusedActivationFunction=params["activation"], **bias_type(x, params)))


def draw_fully_connected(g, x):
    keep = g.chance(0.5)
    depth = x.shape[-1] if keep else int(np.prod(x.shape[1:]))
    need(depth <= 2000)
    return [x], {**draw_layer(g, x, depth), "keep": keep, "units": g.number(1, 30)}


def build_fully_connected(net, operands, params):
    (x,) = operands
    keep, units = params["keep"], params["units"]
    depth = x.shape[-1] if keep else int(np.prod(x.shape[1:]))
    need(units > 0)
    shape = (*x.shape[:-1], units) if keep else (x.shape[0], units)
    w, b = layer_constants(net, x, params, (units, depth), 0, units)
    y = net.value("fully_connected", shape, x.dtype, **params["out"])
    return net.append("FULLY_CONNECTED", 5 if x.dtype != "int16" else 8, [x, w, b], y, option(
        "FullyConnected", keepNumDims=keep, fusedActivationFunction=params["activation"],
        **bias_type(x, params)))


def draw_batch_matmul(g, x):
    depth, columns = x.shape[-2 if (adjoint := g.chance(0.3)) else -1], g.number(1, 20)
    flip = g.chance(0.3)
    shape = (*x.shape[:-2], *((columns, depth) if flip else (depth, columns)))
    params = {"adj_x": adjoint, "adj_y": flip}
    if g.chance(0.3):
        other = g.quantization(x.dtype)
        params["constant"] = {"shape": list(shape), "seed": g.seed(), **other}
        operands, scale = [x], other["scale"]
    else:
        y = g.partner(x, lambda v: v.shape == shape, shape)
        operands, scale = [x, y], y.scale
    params["out"] = {"scale": g.product_scale(x.scale * scale, depth),
                     "zero_point": g.zero_point(x.dtype)}
    return operands, params


def build_batch_matmul(net, operands, params):
    x = operands[0]
    if "constant" in params:
        constant = params["constant"]
        shape = tuple(constant["shape"])
        other = net.constant("matrix", codes(constant["seed"], shape, x.dtype), constant["scale"],
                             constant["zero_point"])
    else:
        other, shape = operands[1], operands[1].shape
    rows, depth = reversed(x.shape[-2:]) if params["adj_x"] else x.shape[-2:]
    inner, columns = reversed(shape[-2:]) if params["adj_y"] else shape[-2:]
    need(inner == depth and len(shape) == len(x.shape))
    y = net.value("matmul", (*x.shape[:-2], rows, columns), x.dtype, **params["out"])
    return net.append("BATCH_MATMUL", 4 if x.dtype != "int16" else 3, [x, other], y, option(
        "BatchMatMul", adjX=params["adj_x"], adjY=params["adj_y"]))


#===------------------------------------------------------------------------===#
# Pooling
#===------------------------------------------------------------------------===#

def draw_pool(g, x):
    params = draw_window(g, x, dilated=False)
    if g.chance(0.2):  # the whole map
        params = {"padding": "VALID", "kernel": list(x.shape[1:3]), "strides": [1, 1]}
    return [x], {**params, "activation": g.pick(*ACTIVATIONS)}


def pool_builder(code):
    def build(net, operands, params):
        (x,) = operands
        y = net.like(x, (x.shape[0], *window_sizes(x, params), x.shape[3]), "pool")
        (kh, kw), (sh, sw) = params["kernel"], params["strides"]
        return net.append(code, 3 if x.dtype == "int16" else 2, [x], y, option(
            "Pool2D", padding=params["padding"], strideH=sh, strideW=sw, filterHeight=kh,
            filterWidth=kw, fusedActivationFunction=params["activation"]))
    return build


#===------------------------------------------------------------------------===#
# Dilation by way of the batch
#===------------------------------------------------------------------------===#

def draw_space_to_batch(g, x):
    """A convolution between SPACE_TO_BATCH_ND and BATCH_TO_SPACE_ND."""
    block = [g.number(1, 3), g.number(1, 3)]
    kernel = [g.number(1, 3), g.number(1, 3)]
    layer = draw_layer(g, x, kernel[0] * kernel[1] * x.shape[3], bias=1)
    if x.dtype == "int16":
        layer["bias"]["wide"] = True
    return [x], {**layer, "block": block, "kernel": kernel, "channels": g.number(1, 20),
                 "before": [g.number(0, 2), g.number(0, 2)]}


def dilated_builder(build_layer):
    """`build_layer` is that of the convolution between."""
    def build(net, operands, params):
        (x,), block = operands, params["block"]
        need(min(*block, *params["kernel"]) > 0 and min(params["before"]) >= 0)
        paddings = [[b, -(n + b) % s] for n, b, s in zip(x.shape[1:3], params["before"], block)]
        inner = [(n + sum(p)) // s for n, p, s in zip(x.shape[1:3], paddings, block)]
        spread = net.like(x, (x.shape[0] * block[0] * block[1], *inner, x.shape[3]), "spread")
        version = 2 if x.dtype != "int16" else 4
        net.append("SPACE_TO_BATCH_ND", version,
                   [x, net.indices("block", block), net.indices("paddings", paddings)], spread,
                   option("SpaceToBatchND"))
        (conv,) = build_layer(net, [spread], {
            **params, "padding": "VALID", "strides": [1, 1], "dilations": [1, 1], "groups": 1,
            "multiplier": 1})
        whole = [n * s for n, s in zip(conv.shape[1:3], block)]
        crops = [[0, min(p[1], n - 1)] for n, p in zip(whole, paddings)]
        shape = (x.shape[0], *(n - sum(c) for n, c in zip(whole, crops)), conv.shape[3])
        return net.append("BATCH_TO_SPACE_ND", version,
                          [conv, net.indices("block", block), net.indices("crops", crops)],
                          net.like(conv, shape, "gathered"), option("BatchToSpaceND"))
    return build


OPERATORS = [
    Operator("CONV_2D", INTEGERS, draw_conv, build_conv, (4,)),
    Operator("DEPTHWISE_CONV_2D", INTEGERS, draw_depthwise, build_depthwise, (4,)),
    Operator("TRANSPOSE_CONV", INTEGERS, draw_transpose_conv, build_transpose_conv, (4,)),
    Operator("FULLY_CONNECTED", INTEGERS, draw_fully_connected, build_fully_connected, (2, 3, 4)),
    Operator("BATCH_MATMUL", ("int8", "int16"), draw_batch_matmul, build_batch_matmul, (2, 3, 4)),
    Operator("AVERAGE_POOL_2D", INTEGERS, draw_pool, pool_builder("AVERAGE_POOL_2D"), (4,)),
    Operator("MAX_POOL_2D", INTEGERS, draw_pool, pool_builder("MAX_POOL_2D"), (4,)),
    Operator("SPACE_TO_BATCH_ND", INTEGERS, draw_space_to_batch, dilated_builder(build_conv), (4,)),
    Operator("BATCH_TO_SPACE_ND", INTEGERS, draw_space_to_batch, dilated_builder(build_depthwise),
             (4,)),
]
