"""ONNX operators that move elements: views, pieces, joins and resizes."""

import numpy as np

from graph import Operator, need
from onnx_builder import MICROSOFT, QUANTIZED
from onnx_products import BYTES, near_quantization
from operands import joins
from tflite_movement import draw_broadcast_to, draw_reshape, draw_squeeze, draw_transpose


def same(draw):
    """The parameters of another drawer and an output quantization, mostly the
    input's, which lets the runtime move codes."""
    def with_out(g, x):
        operands, params = draw(g, x)
        out = {"dtype": x.dtype, **x.quantization} if g.chance(0.8) else near_quantization(g, x)
        return operands, {**params, "out": out}
    return with_out


#===------------------------------------------------------------------------===#
# Views
#===------------------------------------------------------------------------===#

def build_reshape(net, operands, params):
    (x,), shape = operands, list(params["shape"])
    need(np.prod(shape) == np.prod(x.shape))
    stated = [-1 if d == params["unknown"] else n for d, n in enumerate(shape)]
    return net.float_node("Reshape", [x], shape, params["out"], [net.indices(stated, "shape")])


def build_flatten(net, operands, params):
    (x,), axis = operands, params["axis"]
    need(0 < axis <= len(x.shape))
    shape = (int(np.prod(x.shape[:axis])), int(np.prod(x.shape[axis:])))
    return net.float_node("Flatten", [x], shape, params["out"], axis=axis)


def build_squeeze(net, operands, params):
    (x,), rank = operands, len(operands[0].shape)
    need(-rank <= params["axis"] < rank and x.shape[params["axis"]] == 1)
    shape = [n for d, n in enumerate(x.shape) if d != params["axis"] % rank]
    extra, attributes = net.axes([params["axis"]], since=13)
    return net.float_node("Squeeze", [x], shape, params["out"], extra, **attributes)


def draw_unsqueeze(g, x):
    need(len(x.shape) < 4)
    return [x], {"axis": g.number(1, len(x.shape)) - g.pick(0, len(x.shape) + 1)}


def build_unsqueeze(net, operands, params):
    (x,), rank = operands, len(operands[0].shape) + 1
    need(rank <= 4 and -rank <= params["axis"] < rank)
    axis = params["axis"] % rank
    extra, attributes = net.axes([params["axis"]], since=13)
    return net.float_node("Unsqueeze", [x], (*x.shape[:axis], 1, *x.shape[axis:]), params["out"],
                          extra, **attributes)


def build_transpose(net, operands, params):
    (x,), order = operands, params["order"]
    need(sorted(order) == list(range(len(x.shape))))
    return net.float_node("Transpose", [x], [x.shape[d] for d in order], params["out"], perm=order)


#===------------------------------------------------------------------------===#
# Pieces and joins
#===------------------------------------------------------------------------===#

def draw_pieces(g, x):
    """Along a few dimensions, with steps."""
    dims = sorted({g.number(1, len(x.shape) - 1) for _ in range(2)})
    starts = [g.number(0, x.shape[d] - 1) for d in dims]
    ends = [g.pick(x.shape[d], g.number(s + 1, x.shape[d]), 1 << 40) for d, s in zip(dims, starts)]
    return [x], {"axes": [d - g.pick(0, len(x.shape)) for d in dims],
                 "starts": [s - g.pick(0, 0, x.shape[d]) for s, d in zip(starts, dims)],
                 "ends": ends, "steps": [g.pick(1, 1, 1, 2, 3) for _ in dims]}


def build_slice(net, operands, params):
    (x,), shape = operands, list(operands[0].shape)
    for axis, start, end, step in zip(*(params[k] for k in ("axes", "starts", "ends", "steps"))):
        need(-len(shape) <= axis < len(shape) and step > 0)
        n = x.shape[axis]
        need(-n <= start < n)
        length = min(end, n) - start % n
        need(length > 0)
        shape[axis] = -(-length // step)
    extra = [net.indices(params[k], k) for k in ("starts", "ends", "axes", "steps")]
    return net.float_node("Slice", [x], shape, params["out"], extra)


def draw_split(g, x):
    axis = g.number(1, len(x.shape) - 1)
    count = g.number(1, min(4, x.shape[axis]))
    cuts = sorted(int(c) for c in 1 + g.rng.permutation(x.shape[axis] - 1)[:count - 1])
    sizes = [b - a for a, b in zip([0, *cuts], [*cuts, x.shape[axis]])]
    return [x], {"axis": axis, "sizes": sizes}


def build_split(net, operands, params):
    (x,), axis, sizes = operands, params["axis"], params["sizes"]
    need(0 < axis < len(x.shape) and min(sizes) > 0 and sum(sizes) == x.shape[axis])
    extra, attributes = ([net.indices(sizes, "sizes")], {}) if net.opset >= 13 else (
        [], {"split": sizes})
    names = net.append("Split", [net.dequantize(x), *extra], len(sizes), axis=axis, **attributes)
    parts = []
    for name, size in zip([names] if len(sizes) == 1 else names, sizes):
        shape = [size if d == axis else n for d, n in enumerate(x.shape)]
        parts.append(net.quantize(name, shape, **params["out"]))
    return parts


def draw_concat(g, x):
    axis = g.number(1, len(x.shape) - 1)
    operands = [x]
    for _ in range(g.number(1, 3)):
        shape = [n if d != axis else g.number(1, 20) for d, n in enumerate(x.shape)]
        alike = g.chance(0.5)
        operands.append(g.partner(x, lambda v: joins(v, x, axis) and
                                  (not alike or v.same_codes(x)), shape, alike))
    return operands, {"axis": axis - g.pick(0, len(x.shape)), "out": near_quantization(g, x)}


def build_concat(net, operands, params):
    x, axis = operands[0], params["axis"]
    need(-len(x.shape) <= axis < len(x.shape))
    axis %= len(x.shape)
    need(axis > 0 and all(joins(v, x, axis) and v.dtype == x.dtype for v in operands))
    shape = list(x.shape)
    shape[axis] = sum(v.shape[axis] for v in operands)
    if net.operator_form and x.dtype in BYTES:
        inputs = net.out_parameters(**params["out"])
        for v in operands:
            inputs += [v.handle, *net.code_parameters(v)]
        return [net.value(net.append("QLinearConcat", inputs, domain=MICROSOFT,
                                     axis=params["axis"]), shape, **params["out"])]
    return net.float_node("Concat", list(operands), shape, params["out"], axis=params["axis"])


def draw_gather(g, x):
    axis = g.number(1, len(x.shape) - 1)
    count = g.pick(0, g.number(1, 8), g.number(1, 8))  # 0 for a scalar
    need(count or len(x.shape) > 2)
    return [x], {"axis": axis, "seed": g.seed(), "count": count}


def build_gather(net, operands, params):
    (x,), axis, count = operands, params["axis"], params["count"]
    need(0 < axis < len(x.shape) and count >= 0)
    chosen = np.random.default_rng(params["seed"]).integers(
        -x.shape[axis], x.shape[axis], [count] if count else [])
    shape = (*x.shape[:axis], *([count] if count else []), *x.shape[axis + 1:])
    return net.float_node("Gather", [x], shape, params["out"], [net.indices(chosen)], axis=axis)


def build_expand(net, operands, params):
    (x,), shape = operands, params["shape"]
    need(len(shape) == len(x.shape) and all(m in (1, n) for m, n in zip(x.shape, shape)))
    return net.float_node("Expand", [x], shape, params["out"], [net.indices(shape, "shape")])


def draw_tile(g, x):
    return [x], {"repeats": [1, *(g.pick(1, 1, 2, 3) for _ in x.shape[1:])]}


def build_tile(net, operands, params):
    (x,), repeats = operands, params["repeats"]
    need(len(repeats) == len(x.shape) and repeats[0] == 1 and min(repeats) >= 1)
    shape = [n * r for n, r in zip(x.shape, repeats)]
    return net.float_node("Tile", [x], shape, params["out"], [net.indices(repeats, "repeats")])


def draw_pad(g, x):
    mode = g.pick("constant", "constant", "reflect", "edge")
    most = 3 if mode == "constant" else 2
    pads = [[0, 0], *([g.number(0, min(most, n - 1)) for _ in range(2)] if g.chance(0.6) else [0, 0]
                      for n in x.shape[1:])]
    return [x], {"pads": pads, "mode": mode, "value": g.pick(None, 0.0, 1.0)}


def build_pad(net, operands, params):
    (x,), pads = operands, params["pads"]
    need(len(pads) == len(x.shape))
    if params["mode"] == "reflect":
        need(all(max(p) < n for p, n in zip(pads, x.shape)))
    shape = [n + sum(p) for n, p in zip(x.shape, pads)]
    extra = [net.indices([p[0] for p in pads] + [p[1] for p in pads], "pads")]
    if params["mode"] == "constant" and params["value"] is not None:
        extra.append(net.constant(np.float32(params["value"]), "value"))
    return net.float_node("Pad", [x], shape, params["out"], extra, mode=params["mode"])


#===------------------------------------------------------------------------===#
# Maps
#===------------------------------------------------------------------------===#

def draw_block(g, x):
    return [x], {"block": g.pick(1, 2, 2, 3), "mode": g.pick("DCR", "CRD")}


def build_depth_to_space(net, operands, params):
    (x,), block = operands, params["block"]
    need(block > 0 and x.shape[1] % (block * block) == 0)
    shape = (x.shape[0], x.shape[1] // (block * block), x.shape[2] * block, x.shape[3] * block)
    return net.float_node("DepthToSpace", [x], shape, params["out"], blocksize=block,
                          mode="CRD" if params["mode"] == "CRD" else "DCR")


def build_space_to_depth(net, operands, params):
    (x,), block = operands, params["block"]
    need(block > 0 and x.shape[2] % block == 0 and x.shape[3] % block == 0)
    shape = (x.shape[0], x.shape[1] * block * block, x.shape[2] // block, x.shape[3] // block)
    return net.float_node("SpaceToDepth", [x], shape, params["out"], blocksize=block)


def draw_resize(g, x):
    mode = g.pick("nearest", "linear")
    coordinates = g.pick("half_pixel", "align_corners", "asymmetric", "half_pixel",
                         "pytorch_half_pixel")
    factors = [g.pick(1, 2, 2, 3) for _ in x.shape[2:]]
    return [x], {"mode": mode, "coordinates": coordinates,
                 "nearest": g.pick("round_prefer_floor", "floor", "ceil", "round_prefer_ceil"),
                 "by_scales": g.chance(0.5), "factors": factors,
                 "sizes": [n * f if g.chance(0.6) else g.number(1, 20)
                           for n, f in zip(x.shape[2:], factors)]}


def build_resize(net, operands, params):
    (x,) = operands
    need(len(params["factors"]) == len(x.shape) - 2)
    need(min(*params["factors"], *params["sizes"]) > 0)
    sizes = [n * f for n, f in zip(x.shape[2:], params["factors"])] if params["by_scales"] else \
        params["sizes"]
    shape = (*x.shape[:2], *sizes)
    empty = "" if net.opset >= 13 else net.constant(np.zeros(0, np.float32), "roi")
    if params["by_scales"]:
        extra = [empty, net.constant(np.asarray([1, 1, *params["factors"]], np.float32), "scales")]
    else:
        scales = "" if net.opset >= 13 else net.constant(np.zeros(0, np.float32), "scales")
        extra = [empty, scales, net.indices(shape, "sizes")]
    attributes = {"nearest_mode": params["nearest"]} if params["mode"] == "nearest" else {}
    return net.float_node("Resize", [x], shape, params["out"], extra, mode=params["mode"],
                          coordinate_transformation_mode=params["coordinates"], **attributes)


RANKS = (2, 3, 4)
OPERATORS = [
    Operator("Reshape", QUANTIZED, same(draw_reshape), build_reshape, RANKS, view=True),
    Operator("Flatten", QUANTIZED, same(lambda g, x: ([x], {"axis": 1})), build_flatten, RANKS,
             view=True),
    Operator("Squeeze", QUANTIZED, same(draw_squeeze), build_squeeze, (3, 4), view=True),
    Operator("Unsqueeze", QUANTIZED, same(draw_unsqueeze), build_unsqueeze, (2, 3), view=True),
    Operator("Transpose", QUANTIZED, same(draw_transpose), build_transpose, RANKS),
    Operator("Slice", QUANTIZED, same(draw_pieces), build_slice, RANKS),
    Operator("Split", QUANTIZED, same(draw_split), build_split, RANKS),
    Operator("Concat", QUANTIZED, draw_concat, build_concat, RANKS),
    Operator("Gather", QUANTIZED, same(draw_gather), build_gather, RANKS),
    Operator("Expand", QUANTIZED, same(draw_broadcast_to), build_expand, RANKS),
    Operator("Tile", QUANTIZED, same(draw_tile), build_tile, RANKS),
    Operator("Pad", QUANTIZED, same(draw_pad), build_pad, RANKS),
    Operator("DepthToSpace", QUANTIZED, same(draw_block), build_depth_to_space, (4,)),
    Operator("SpaceToDepth", QUANTIZED, same(draw_block), build_space_to_depth, (4,)),
    Operator("Resize", QUANTIZED, same(draw_resize), build_resize, (4,)),
]
