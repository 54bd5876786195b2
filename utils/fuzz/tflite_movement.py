"""TFLite operators that move elements: views, pieces, joins and resizes."""

import numpy as np

from graph import Operator, need
from operands import codes, joins
from tflite_builder import option

INTEGERS = ("int8", "int16", "uint8")
BYTES = ("int8", "uint8")


#===------------------------------------------------------------------------===#
# Views
#===------------------------------------------------------------------------===#

def draw_reshape(g, x):
    rest, shape = int(np.prod(x.shape[1:])), []
    for _ in range(g.number(0, 2)):
        shape.append(g.pick(*[d for d in range(1, rest + 1) if rest % d == 0]))
        rest //= shape[-1]
    return [x], {"shape": [x.shape[0], *shape, rest], "unknown": g.number(-4, 3)}


def build_reshape(net, operands, params):
    (x,), shape = operands, list(params["shape"])
    need(np.prod(shape) == np.prod(x.shape))
    stated = [-1 if d == params["unknown"] else n for d, n in enumerate(shape)]
    return net.append("RESHAPE", 1, [x, net.indices("shape", stated)],
                      net.like(x, shape, "reshape"), option("Reshape", newShape=stated))


def draw_expand_dims(g, x):
    need(len(x.shape) < 4)
    axis = g.number(1, len(x.shape))
    return [x], {"axis": axis - g.pick(0, len(x.shape) + 1), "wide": g.chance(0.3)}


def build_expand_dims(net, operands, params):
    (x,), rank = operands, len(operands[0].shape) + 1
    need(-rank <= params["axis"] < rank <= 4)
    axis = params["axis"] % rank
    return net.append("EXPAND_DIMS", 1, [x, net.indices("axis", params["axis"], params)],
                      net.like(x, (*x.shape[:axis], 1, *x.shape[axis:]), "expand_dims"))


def draw_squeeze(g, x):
    ones = [d for d in range(1, len(x.shape)) if x.shape[d] == 1]
    need(ones and len(x.shape) > 2)
    return [x], {"axis": g.pick(*ones) - g.pick(0, len(x.shape))}


def build_squeeze(net, operands, params):
    (x,), rank = operands, len(operands[0].shape)
    need(-rank <= params["axis"] < rank and x.shape[params["axis"]] == 1)
    shape = [n for d, n in enumerate(x.shape) if d != params["axis"] % rank]
    return net.append("SQUEEZE", 1, [x], net.like(x, shape, "squeeze"),
                      option("Squeeze", squeezeDims=[params["axis"]]))


def draw_transpose(g, x):
    rank = len(x.shape)
    order = [0, *(int(d) for d in 1 + g.rng.permutation(rank - 1))]
    return [x], {"order": order}


def build_transpose(net, operands, params):
    (x,), order = operands, params["order"]
    need(sorted(order) == list(range(len(x.shape))))
    return net.append("TRANSPOSE", 2 if x.dtype != "int16" else 5,
                      [x, net.indices("order", order)],
                      net.like(x, [x.shape[d] for d in order], "transpose"), option("Transpose"))


#===------------------------------------------------------------------------===#
# Pieces and joins
#===------------------------------------------------------------------------===#

def draw_slice(g, x):
    begin = [0, *(g.number(0, n - 1) for n in x.shape[1:])]
    size = [x.shape[0], *(g.number(1, n - b) for b, n in zip(begin[1:], x.shape[1:]))]
    return [x], {"begin": begin, "size": size, "wide": g.chance(0.3), "rest": g.chance(0.2)}


def build_slice(net, operands, params):
    (x,), begin, size = operands, params["begin"], list(params["size"])
    need(len(begin) == len(x.shape))
    if params["rest"]:  # -1 means up to the end
        size[-1] = x.shape[-1] - begin[-1]
    need(all(b >= 0 and s > 0 and b + s <= n for b, s, n in zip(begin, size, x.shape)))
    stated = [*size[:-1], -1] if params["rest"] else size
    return net.append("SLICE", 2 if x.dtype != "int16" else 4,
                      [x, net.indices("begin", begin, params),
                       net.indices("size", stated, params)],
                      net.like(x, size, "slice"), option("Slice"))


def draw_strided_slice(g, x):
    """Forwards or backwards; bounds count from either end or lie beyond it."""
    bounds, begin_mask, end_mask, shrink_mask = [[0, x.shape[0], 1]], 0, 0, 0
    for d, n in enumerate(x.shape[1:], 1):
        stride = g.pick(1, 1, 2, 3, -1, -2)
        begin, end = g.number(-n - 1, n + 1), g.number(-n - 1, n + 1)
        if len(x.shape) > 2 and g.chance(0.1) and not shrink_mask:
            shrink_mask, stride, begin = 1 << d, 1, g.number(-n, n - 1)
        elif g.chance(0.3) or not range(n)[begin:end:stride]:
            begin_mask, end_mask = begin_mask | 1 << d, end_mask | 1 << d
        bounds.append([begin, end, stride])
    return [x], {"bounds": bounds, "begin_mask": begin_mask, "end_mask": end_mask,
                 "shrink_mask": shrink_mask}


def build_strided_slice(net, operands, params):
    (x,), bounds, shape = operands, params["bounds"], []
    need(len(bounds) == len(x.shape))
    for d, (n, (begin, end, stride)) in enumerate(zip(x.shape, bounds)):
        masked = [params[mask] >> d & 1 for mask in ("begin_mask", "end_mask", "shrink_mask")]
        if masked[2]:
            need(stride == 1 and -n <= begin < n)
            continue
        need(stride != 0)
        taken = range(n)[None if masked[0] else begin:None if masked[1] else end:stride]
        need(taken and (d > 0 or len(taken) == n))
        shape.append(len(taken))
    need(shape)
    constants = [net.indices(name, [bound[k] for bound in bounds])
                 for k, name in enumerate(("begin", "end", "strides"))]
    return net.append("STRIDED_SLICE", 2 if x.dtype != "int16" else 4, [x, *constants],
                      net.like(x, shape, "strided_slice"),
                      option("StridedSlice", beginMask=params["begin_mask"],
                             endMask=params["end_mask"], ellipsisMask=0, newAxisMask=0,
                             shrinkAxisMask=params["shrink_mask"]))


def draw_split(g, x):
    axis = g.number(1, len(x.shape) - 1)
    count = g.pick(*[d for d in range(1, min(x.shape[axis], 5) + 1) if x.shape[axis] % d == 0])
    return [x], {"axis": axis - g.pick(0, len(x.shape)), "count": count}


def build_split(net, operands, params):
    (x,), axis, count = operands, params["axis"], params["count"]
    need(-len(x.shape) <= axis < len(x.shape) and count > 0 and x.shape[axis] % count == 0)
    shape = list(x.shape)
    shape[axis] //= count
    return net.append("SPLIT", 2 if x.dtype != "int16" else 4, [net.indices("axis", axis), x],
                      [net.like(x, shape, "part") for _ in range(count)],
                      option("Split", numSplits=count))


def draw_split_v(g, x):
    axis = g.number(1, len(x.shape) - 1)
    need(x.shape[axis] > 1)
    first = g.number(1, x.shape[axis] - 1)
    return [x], {"axis": axis, "first": first, "rest": g.chance(0.3)}


def build_split_v(net, operands, params):
    (x,), axis = operands, params["axis"]
    need(0 < axis < len(x.shape) and 0 < params["first"] < x.shape[axis])
    sizes = [params["first"], x.shape[axis] - params["first"]]
    parts = []
    for size in sizes:
        shape = list(x.shape)
        shape[axis] = size
        parts.append(net.like(x, shape, "part"))
    stated = [sizes[0], -1] if params["rest"] else sizes
    return net.append("SPLIT_V", 2, [x, net.indices("sizes", stated), net.indices("axis", axis)],
                      parts, option("SplitV", numSplits=2))


def draw_concatenation(g, x):
    """Operands of the output's quantization, or for uint8 also of others."""
    axis = g.number(1, len(x.shape) - 1)
    operands = [x]
    for _ in range(g.number(1, 3)):
        shape = [n if d != axis else g.number(1, 20) for d, n in enumerate(x.shape)]
        same = x.dtype != "uint8" or g.chance(0.5)
        operands.append(g.partner(x, lambda v: joins(v, x, axis) and
                                  (not same or v.same_codes(x)), shape, same))
    return operands, {"axis": axis - g.pick(0, len(x.shape)), "out": x.quantization}


def build_concatenation(net, operands, params):
    x, axis = operands[0], params["axis"]
    need(-len(x.shape) <= axis < len(x.shape))
    axis %= len(x.shape)
    need(axis > 0 and all(joins(v, x, axis) and v.dtype == x.dtype for v in operands))
    shape = list(x.shape)
    shape[axis] = sum(v.shape[axis] for v in operands)
    return net.append("CONCATENATION", 2 if x.dtype != "int16" else 3, list(operands),
                      net.value("concat", shape, x.dtype, **params["out"]),
                      option("Concatenation", axis=params["axis"], fusedActivationFunction="NONE"))


def draw_pack(g, x):
    need(len(x.shape) < 4)
    operands = [x] + [g.partner(x, lambda v: v.shape == x.shape and v.same_codes(x), x.shape, True)
                      for _ in range(g.number(0, 2))]
    return operands, {"axis": g.number(1, len(x.shape)) - g.pick(0, len(x.shape) + 1)}


def build_pack(net, operands, params):
    x, rank = operands[0], len(operands[0].shape) + 1
    need(rank <= 4 and -rank <= params["axis"] < rank and
         all(v.shape == x.shape and v.dtype == x.dtype for v in operands))
    axis = params["axis"] % rank
    need(axis > 0)
    return net.append("PACK", 2 if x.dtype != "int16" else 3, list(operands),
                      net.like(x, (*x.shape[:axis], len(operands), *x.shape[axis:]), "pack"),
                      option("Pack", valuesCount=len(operands), axis=params["axis"]))


def draw_unpack(g, x):
    axes = [d for d in range(1, len(x.shape)) if x.shape[d] <= 5]
    need(axes and len(x.shape) > 2)
    return [x], {"axis": g.pick(*axes) - g.pick(0, len(x.shape))}


def build_unpack(net, operands, params):
    (x,), axis = operands, params["axis"]
    need(len(x.shape) > 2 and -len(x.shape) <= axis < len(x.shape))
    axis %= len(x.shape)
    need(axis > 0 and x.shape[axis] <= 8)
    shape = [n for d, n in enumerate(x.shape) if d != axis]
    return net.append("UNPACK", 2 if x.dtype != "int16" else 4, [x],
                      [net.like(x, shape, "part") for _ in range(x.shape[axis])],
                      option("Unpack", num=x.shape[axis], axis=params["axis"]))


def draw_gather(g, x):
    axis = g.number(1, len(x.shape) - 1)
    count = g.pick(0, g.number(1, 8), g.number(1, 8))  # 0 for a scalar
    need(count or len(x.shape) > 2)
    return [x], {"axis": axis - g.pick(0, len(x.shape)), "seed": g.seed(), "count": count}


def build_gather(net, operands, params):
    (x,), axis, count = operands, params["axis"], params["count"]
    need(-len(x.shape) <= axis < len(x.shape) and count >= 0)
    axis %= len(x.shape)
    need(axis > 0)
    rng = np.random.default_rng(params["seed"])
    chosen = rng.integers(0, x.shape[axis], [count] if count else [])
    shape = (*x.shape[:axis], *([count] if count else []), *x.shape[axis + 1:])
    return net.append("GATHER", 2 if x.dtype != "int16" else 4, [x, net.indices("chosen", chosen)],
                      net.like(x, shape, "gather"), option("Gather", axis=params["axis"],
                                                           batchDims=0))


def draw_tile(g, x):
    times = [1, *(g.pick(1, 1, 2, 3) for _ in x.shape[1:])]
    need(np.prod(np.multiply(x.shape, times)) < 100000)
    return [x], {"times": times, "wide": g.chance(0.3)}


def build_tile(net, operands, params):
    (x,), times = operands, params["times"]
    need(len(times) == len(x.shape) and min(times) > 0 and times[0] == 1)
    return net.append("TILE", 2 if x.dtype != "int16" else 3,
                      [x, net.indices("multiples", times, params)],
                      net.like(x, [n * t for n, t in zip(x.shape, times)], "tile"), option("Tile"))


def draw_broadcast_to(g, x):
    return [x], {"shape": [n if n > 1 or d == 0 else g.number(1, 6)
                           for d, n in enumerate(x.shape)], "wide": g.chance(0.3)}


def build_broadcast_to(net, operands, params):
    (x,), shape = operands, params["shape"]
    need(len(shape) == len(x.shape) and all(m in (1, n) for m, n in zip(x.shape, shape)))
    return net.append("BROADCAST_TO", 3, [x, net.indices("shape", shape, params)],
                      net.like(x, shape, "broadcast"), option("BroadcastTo"))


def draw_tile(g, x):
    return [x], {"times": [1, *(g.pick(1, 1, 2, 3) for _ in x.shape[1:])], "wide": g.chance(0.3)}


def build_tile(net, operands, params):
    (x,), times = operands, params["times"]
    need(len(times) == len(x.shape) and min(times) > 0)
    shape = [n * t for n, t in zip(x.shape, times)]
    return net.append("TILE", 1, [x, net.indices("times", times, params)],
                      net.like(x, shape, "tile"), option("Tile"))


#===------------------------------------------------------------------------===#
# Padding
#===------------------------------------------------------------------------===#

def draw_paddings(g, x, most):
    """Along some dimensions, often rows and columns only; never of samples."""
    rank = len(x.shape)
    along = [d for d in range(1, rank) if g.chance(0.5)]
    if g.chance(0.5):
        along = [d for d in along if d < rank - 1]
    paddings = [[0, 0] for _ in range(rank)]
    for d in along:
        paddings[d] = [min(most(d), g.pick(0, 1, 2, 20)), min(most(d), g.pick(0, 1, 3, 17))]
    return {"paddings": paddings, "wide": g.chance(0.3)}


def padded(x, params):
    need(len(params["paddings"]) == len(x.shape))
    return [n + sum(p) for n, p in zip(x.shape, params["paddings"])]


def draw_pad(g, x):
    return [x], draw_paddings(g, x, lambda d: 20)


def build_pad(net, operands, params):
    (x,) = operands
    return net.append("PAD", 2 if x.dtype != "int16" else 3,
                      [x, net.indices("paddings", params["paddings"], params)],
                      net.like(x, padded(x, params), "pad"), option("Pad"))


def draw_padv2(g, x):
    return [x], {**draw_paddings(g, x, lambda d: 20), "seed": g.seed()}


def build_padv2(net, operands, params):
    (x,) = operands
    value = net.constant("value", codes(params["seed"], [1], x.dtype), x.scale, x.zero_point)
    return net.append("PADV2", 2, [x, net.indices("paddings", params["paddings"], params), value],
                      net.like(x, padded(x, params), "padv2"), option("PadV2"))


def draw_mirror_pad(g, x):
    symmetric = g.chance(0.5)
    return [x], {**draw_paddings(g, x, lambda d: x.shape[d] - (not symmetric)),
                 "symmetric": symmetric}


def build_mirror_pad(net, operands, params):
    (x,), symmetric = operands, params["symmetric"]
    need(all(max(p) <= n - (not symmetric) for n, p in zip(x.shape, params["paddings"])))
    return net.append("MIRROR_PAD", 2, [x, net.indices("paddings", params["paddings"], params)],
                      net.like(x, padded(x, params), "mirror_pad"),
                      option("MirrorPad", mode=int(symmetric)))


#===------------------------------------------------------------------------===#
# Maps
#===------------------------------------------------------------------------===#

def draw_block(g, x):
    return [x], {"block": g.pick(1, 2, 2, 3, 4)}


def build_space_to_depth(net, operands, params):
    (x,), block = operands, params["block"]
    need(block > 0 and x.shape[1] % block == 0 and x.shape[2] % block == 0)
    shape = (x.shape[0], x.shape[1] // block, x.shape[2] // block, x.shape[3] * block * block)
    return net.append("SPACE_TO_DEPTH", 2, [x], net.like(x, shape, "space_to_depth"),
                      option("SpaceToDepth", blockSize=block))


def build_depth_to_space(net, operands, params):
    (x,), block = operands, params["block"]
    need(block > 0 and x.shape[3] % (block * block) == 0)
    shape = (x.shape[0], x.shape[1] * block, x.shape[2] * block, x.shape[3] // (block * block))
    return net.append("DEPTH_TO_SPACE", 1, [x], net.like(x, shape, "depth_to_space"),
                      option("DepthToSpace", blockSize=block))


def draw_resize(g, x):
    factor = g.pick(1, 2, 2, 3)
    size = [n * factor if g.chance(0.5) else g.number(1, 20) for n in x.shape[1:3]]
    mode = g.pick("none", "align", "half", "half")
    return [x], {"size": size, "align": mode == "align", "half": mode == "half"}


def resize_builder(code, kind, versions):
    def build(net, operands, params):
        (x,), size = operands, params["size"]
        need(min(size) > 0)
        y = net.like(x, (x.shape[0], *size, x.shape[3]), "resize")
        return net.append(code, versions[x.dtype == "int16"], [x, net.indices("size", size)], y,
                          option(kind, alignCorners=params["align"],
                                 halfPixelCenters=params["half"]))
    return build


OPERATORS = [
    Operator("RESHAPE", INTEGERS, draw_reshape, build_reshape, (2, 3, 4),
             view=True),
    Operator("EXPAND_DIMS", INTEGERS, draw_expand_dims, build_expand_dims, (2, 3),
             view=True),
    Operator("SQUEEZE", INTEGERS, draw_squeeze, build_squeeze, (3, 4),
             view=True),
    Operator("TRANSPOSE", INTEGERS, draw_transpose, build_transpose, (2, 3, 4)),
    Operator("SLICE", INTEGERS, draw_slice, build_slice, (2, 3, 4)),
    Operator("STRIDED_SLICE", INTEGERS, draw_strided_slice, build_strided_slice, (2, 3, 4)),
    Operator("SPLIT", INTEGERS, draw_split, build_split, (2, 3, 4)),
    Operator("SPLIT_V", INTEGERS, draw_split_v, build_split_v, (2, 3, 4)),
    Operator("CONCATENATION", INTEGERS, draw_concatenation, build_concatenation, (2, 3, 4)),
    Operator("PACK", INTEGERS, draw_pack, build_pack, (1, 2, 3)),
    Operator("UNPACK", INTEGERS, draw_unpack, build_unpack, (3, 4)),
    Operator("GATHER", INTEGERS, draw_gather, build_gather, (2, 3, 4)),
    Operator("TILE", INTEGERS, draw_tile, build_tile, (2, 3, 4)),
    Operator("BROADCAST_TO", INTEGERS, draw_broadcast_to, build_broadcast_to, (2, 3, 4)),
    Operator("TILE", INTEGERS, draw_tile, build_tile, (2, 3, 4)),
    Operator("PAD", INTEGERS, draw_pad, build_pad, (2, 3, 4)),
    Operator("PADV2", INTEGERS, draw_padv2, build_padv2, (2, 3, 4)),
    Operator("MIRROR_PAD", INTEGERS, draw_mirror_pad, build_mirror_pad, (2, 3, 4)),
    Operator("SPACE_TO_DEPTH", BYTES, draw_block, build_space_to_depth, (4,)),
    Operator("DEPTH_TO_SPACE", BYTES, draw_block, build_depth_to_space, (4,)),
    Operator("RESIZE_BILINEAR", INTEGERS, draw_resize,
             resize_builder("RESIZE_BILINEAR", "ResizeBilinear", (3, 4)), (4,)),
    Operator("RESIZE_NEAREST_NEIGHBOR", INTEGERS, draw_resize,
             resize_builder("RESIZE_NEAREST_NEIGHBOR", "ResizeNearestNeighbor", (3, 4)), (4,)),
]
