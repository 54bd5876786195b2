"""TFLite operators of float32, int32, int64 and bool: one model for each operator and
type, with all shapes and special values. For `numbers_matrix.py`.

A drawing function gets a `Model` of one type and appends operators; what LiteRT defines
no result for (quotients by 0, conversions out of range) it leaves out.
"""

import numpy as np
from ai_edge_litert import schema_py_generated as schema
from tflite_writer import Activation, Operator, Writer

from operators_page import NUMBER_TYPES

FLOATS = [0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 1.5, -1.5, 2.5, -2.5, 3.0, 6.0, 6.5, -7.0, 1 / 3, 1e-10, 16.6, 16.7, -9.5, -87.0, -103.0,
          -104.5, 88.0, 89.0, 1e-40, -1e-40, 1.1754944e-38, 8388607.5, -8388608.0, 16777216.0, 3.4028235e38, -3.4028235e38,
          np.inf, -np.inf, np.nan]
INTEGERS = {"int32": [0, 1, -1, 2, -2, 3, 5, 6, 7, -7, 46341, -65536, 2**24 + 1, 2**31 - 1, -2**31, -2**31 + 1]}
INTEGERS["int64"] = INTEGERS["int32"] + [2**32 + 3, -3037000500, 2**53 + 1, 2**63 - 1, -2**63, -2**63 + 1]
PAIRS = [((2, 3, 5, 7), (2, 3, 5, 7)), ((1, 4, 33), (33,)), ((4, 1, 3), (1, 5, 1)), ((6,), (2, 3, 6)), ((17,), (1,)),
         ((2, 1, 3, 2), (3, 1, 2))]

# Of float32 and codes, or of float32 only: other types of them are no rows.
FLOAT_ONLY = {"DEQUANTIZE", "NON_MAX_SUPPRESSION_V4", "NON_MAX_SUPPRESSION_V5", "QUANTIZE"}
# Others than 1, where LiteRT registers none before.
VERSIONS = {"BROADCAST_TO": 2}


class Model:
    """One model of one operator on `dtype`."""

    def __init__(self, name, dtype, rng):
        self.name, self.dtype, self.rng = name, dtype, rng
        self.writer, self.inputs, self.arrays, self.outputs = Writer(name), [], [], []
        self.names = []  # of outputs

    def specials(self, dtype=None):
        """All special values of a type, once."""
        dtype = dtype or self.dtype
        if dtype == "float32":
            return np.array(FLOATS, np.float32)
        return np.array([0, 1], dtype) if dtype == "bool" else np.array(INTEGERS[dtype], dtype)

    def values(self, shape, dtype=None, special=0.3):
        """Numbers with ties and special ones among them."""
        dtype = dtype or self.dtype
        if dtype == "bool":
            return self.rng.integers(0, 2, shape).astype(bool)
        if dtype == "float32":
            drawn = (self.rng.integers(-40, 40, shape) / 8 * self.rng.choice([1, 1, 3.7], shape)).astype(np.float32)
        else:
            drawn = self.rng.integers(-9, 10, shape).astype(dtype)
        chosen = self.rng.random(shape) < special
        return np.where(chosen, self.rng.choice(self.specials(dtype), shape), drawn).astype(dtype)

    def plain(self, shape, dtype=None):
        """As above without special ones."""
        return self.values(shape, dtype, 0)

    def input(self, array, quantization=()):
        """A graph input with this value."""
        index = self.writer.tensor(f"in{len(self.inputs)}", array.shape, array.dtype, *quantization)
        self.inputs.append(index)
        self.arrays.append(np.ascontiguousarray(array))
        return index

    def constant(self, values, dtype=np.int32):
        return self.writer.constant(f"constant{len(self.writer.tensors)}", np.asarray(values, dtype))

    def apply(self, inputs, shapes, dtypes=None, options=None, version=1, quantization=(), name=None, isLast=True):
        """Appends the operator, on arrays, which become graph inputs, and tensors; its results are outputs of the graph."""
        shapes = shapes if isinstance(shapes, list) else [shapes]
        dtypes = dtypes if isinstance(dtypes, list) else [dtypes or self.dtype] * len(shapes)
        operands = [self.input(x) if isinstance(x, np.ndarray) else x for x in inputs]
        results = [self.writer.tensor(f"out{len(self.writer.tensors)}", shape, dtype, *quantization)
                   for shape, dtype in zip(shapes, dtypes, strict=True)]
        name = name or self.name
        self.writer.operator(getattr(Operator, name), VERSIONS.get(name, version), operands, results, options)
        if isLast:
            self.outputs += results
            self.names += [self.writer.tensors[result].name for result in results]
        return results

    def finish(self):
        """(bytes, arrays of the inputs)."""
        return self.writer.finish(self.inputs, self.outputs), self.arrays


#===------------------------------------------------------------------------===#
# Place by place
#===------------------------------------------------------------------------===#

def unary(model):
    for values in (model.specials(), model.values((2, 3, 5, 7)), model.values((4, 33)), model.values((1,))):
        model.apply([values], values.shape)


def activation(options, name):
    """Options with each fused activation."""
    if options is None or name not in ("ADD", "SUB", "MUL", "DIV"):
        return [options and options()]
    return [options(fusedActivationFunction=kind)
            for kind in (Activation.NONE, Activation.RELU, Activation.RELU6, Activation.RELU_N1_TO_1)]


def binary(options=None, allowed=None, result=None):
    """All pairs of special values and some shapes. `allowed(a, b)`: where LiteRT has a result; elsewhere b is 1."""
    def draw(model):
        def apply(a, b, chosen):
            if allowed and model.dtype != "bool":
                small, other = np.broadcast_arrays(a, b)
                if not allowed(small, other).all():
                    a, b = small.copy(), other.copy()
                    b[~allowed(a, b)] = 1
            model.apply([a, b], np.broadcast_shapes(a.shape, b.shape), result, chosen)

        every = activation(options, model.name)
        specials = model.specials()
        a, b = (x.ravel() for x in np.meshgrid(specials, specials, indexing="ij"))
        apply(a, b, every[0])
        if not allowed:
            apply(specials[:, None], specials, every[0])
        for left, right in PAIRS:
            apply(model.values(left), model.values(right), every[0])
        for chosen in every[1:]:
            apply(model.values((3, 40)), model.values((40,)), chosen)
        # One operand is a constant.
        x, y = model.plain((2, 3, 4)), model.plain((4,))
        if not allowed:
            model.apply([x, model.constant(y, y.dtype)], (2, 3, 4), result, every[0])
            model.apply([model.constant(x, x.dtype), y], (2, 3, 4), result, every[0])
    return draw


def quotients(a, b):
    """Integer quotients that are defined."""
    if a.dtype == np.float32:
        return np.ones(a.shape, bool)
    return (b != 0) & ~((b == -1) & (a == np.iinfo(a.dtype).min))


def nonzero(a, b):
    return quotients(a, b) & (b != 0)


def powers(a, b):
    """Integer powers that there are and that fit."""
    if a.dtype == np.float32:
        return np.ones(a.shape, bool)
    with np.errstate(all="ignore"):
        return (b >= 0) & (np.abs(np.power(a.astype(np.float64), b)) < 2.0 ** 31)


def select(model):
    for shape in ((2, 3, 5, 7), (4, 33), (9,)):
        model.apply([model.plain(shape, "bool"), model.values(shape), model.values(shape)], shape)
    # A condition for each row: SELECT only.
    if model.name == "SELECT":
        for shape in ((4, 33), (4, 4), (4, 2, 3)):
            model.apply([model.plain((4,), "bool"), model.values(shape), model.values(shape)], shape)
    else:
        for shapes in (((4, 1), (4, 33), (33,)), ((1, 5, 1), (2, 1, 3), (1,)), ((3,), (2, 3, 3), (3, 1))):
            model.apply([model.plain(shapes[0], "bool"), model.values(shapes[1]), model.values(shapes[2])],
                        np.broadcast_shapes(*shapes))


def cast(model):
    for to in NUMBER_TYPES:
        for values in (model.specials(), model.values((2, 3, 5))):
            if model.dtype == "float32" and to != "bool":
                values = values[np.abs(values) < 2.0 ** (31 if to == "int32" else 63)]
            options = schema.CastOptionsT(inDataType=_code(model.dtype), outDataType=_code(to))
            model.apply([values], values.shape, to, options)


def _code(dtype):
    return getattr(schema.TensorType, dtype.upper())


def quantize(model):
    """Of float32 to codes; a second reader keeps the graph's end from being one of codes."""
    for dtype, zero in (("int8", -3), ("uint8", 128), ("int16", 0)):
        for scale in (0.5, 0.0173):
            x = model.specials()
            x = np.concatenate([x[np.abs(x) / scale < 2.0**30], model.plain((300,)), np.arange(-300, 300, dtype=np.float32) / 4])
            x = model.input(x.astype(np.float32))
            shape = model.arrays[-1].shape
            model.apply([x], shape, dtype, schema.QuantizeOptionsT(), quantization=(scale, zero))
            model.apply([x], shape, "float32", None, name="NEG")


def dequantize(model):
    for dtype, zero in (("int8", -3), ("uint8", 128), ("int16", 0)):
        limits = np.iinfo(dtype)
        codes = np.arange(limits.min, limits.max + 1, 1 if dtype != "int16" else 7).astype(dtype)
        x = model.input(codes, (0.0173, zero))
        y = model.apply([x], codes.shape, "float32", schema.DequantizeOptionsT(), version=1 if dtype == "uint8" else 2, isLast=False)
        model.apply(y, codes.shape, "float32", None, name="NEG")


#===------------------------------------------------------------------------===#
# Positions, reductions, norms
#===------------------------------------------------------------------------===#

def gather_nd(model):
    for index in (np.int32, np.int64):
        for shape, places, depth in (((3, 4, 5), (6,), 2), ((3, 4, 5), (2, 3), 3), ((7, 2), (4,), 1)):
            at = np.stack([model.rng.integers(0, n, places) for n in shape[:depth]], -1).astype(index)
            model.apply([model.values(shape), at], places + shape[depth:])


def top_k(model):
    for shape, k in (((3, 40), 7), ((5,), 5), ((2, 3, 9), 1)):
        # LiteRT's order of NaN is that of its sort.
        values = np.nan_to_num(model.values(shape)) if model.dtype == "float32" else model.values(shape)
        model.apply([values, model.constant([k])], [shape[:-1] + (k,)] * 2, [model.dtype, "int32"])


def reduction(model):
    for shape, axes in (((2, 3, 5, 7), [1, 2]), ((2, 3, 5, 7), [0, 3]), ((2, 3, 5, 7), [-1]), ((4, 33), [1]), ((4, 33), [0]),
                        ((9,), [0]), ((3, 1, 4), [1, 2]), ((3, 5), [1, -1]), ((1, 6, 5), [0, 1])):
        for keep in (False, True)[len(shape) == 1:]:
            kept = [1 if d in axes or d - len(shape) in axes else n for d, n in enumerate(shape)]
            result = tuple(kept) if keep else tuple(n for d, n in enumerate(shape) if not (d in axes or d - len(shape) in axes))
            for values in (model.values(shape), model.plain(shape)):
                model.apply([values, model.constant(axes)], result, None, schema.ReducerOptionsT(keepDims=keep))
    # Rows of one special value or of two.
    specials = model.specials()
    for rows in (specials[:, None], np.stack(np.meshgrid(specials, specials), -1).reshape(-1, 2)):
        model.apply([rows, model.constant([1])], rows.shape[:1], None, schema.ReducerOptionsT(keepDims=False))


def softmax(model):
    for shape in ((4, 33), (2, 3, 5), (1, 2, 3, 4), (9,)):
        for beta in ((1.0, 0.3) if model.name == "SOFTMAX" else (1.0,)):
            options = schema.SoftmaxOptionsT(beta=beta) if model.name == "SOFTMAX" else schema.LogSoftmaxOptionsT()
            model.apply([model.plain(shape)], shape, None, options)
    for shape in ((64, 8), (100, 5), (300, 2), (40, 1)):
        options = schema.SoftmaxOptionsT(beta=1.0) if model.name == "SOFTMAX" else schema.LogSoftmaxOptionsT()
        model.apply([model.values(shape)], shape, None, options)


#===------------------------------------------------------------------------===#
# Movements
#===------------------------------------------------------------------------===#

def broadcast_to(model):
    for shape, result in (((1, 4, 1), (3, 4, 5)), ((5,), (2, 3, 5)), ((4, 1, 1, 2), (4, 3, 2, 2))):
        model.apply([model.values(shape), model.constant(result)], result)


def concatenation(model):
    for axis in (0, 1, -1):
        shapes = [[2, 3, 4], [2, 3, 4], [2, 3, 4]]
        shapes[1][axis], shapes[2][axis] = 5, 1
        joined = [2, 3, 4]
        joined[axis] += 6
        model.apply([model.values(s) for s in shapes], tuple(joined), None, schema.ConcatenationOptionsT(axis=axis))


def pack(model):
    for axis, result in ((0, (3, 2, 4)), (1, (2, 3, 4)), (-1, (2, 4, 3))):
        model.apply([model.values((2, 4)) for _ in range(3)], result, None, schema.PackOptionsT(valuesCount=3, axis=axis))


def unpack(model):
    for axis, result in ((0, (3, 4)), (1, (2, 4)), (-1, (2, 3))):
        count = (2, 3, 4)[axis]
        model.apply([model.values((2, 3, 4))], [result] * count, None, schema.UnpackOptionsT(num=count, axis=axis))


def expand_dims(model):
    for axis, result in ((0, (1, 2, 3)), (1, (2, 1, 3)), (-1, (2, 3, 1))):
        model.apply([model.values((2, 3)), model.constant([axis])], result)


def squeeze(model):
    model.apply([model.values((1, 3, 1, 4))], (3, 4), None, schema.SqueezeOptionsT(squeezeDims=np.array([0, 2], np.int32)))
    model.apply([model.values((3, 1, 4))], (3, 4), None, schema.SqueezeOptionsT(squeezeDims=np.array([-2], np.int32)))


def reshape(model):
    for shape, result in (((2, 3, 4), (6, 4)), ((24,), (2, 3, 4)), ((4, 3), (12,))):
        model.apply([model.values(shape), model.constant(result)], result, None, schema.ReshapeOptionsT(newShape=np.array(result, np.int32)))


def transpose(model):
    for shape, order in (((2, 3), (1, 0)), ((2, 3, 4), (2, 0, 1)), ((1, 3, 4, 5), (0, 3, 1, 2))):
        model.apply([model.values(shape), model.constant(order)], tuple(shape[d] for d in order), None, schema.TransposeOptionsT())


def gather(model):
    for axis, indices in ((0, [2, 0, 2]), (1, [3, 1]), (-1, [4, 4, 0, 1])):
        shape = [3, 4, 5]
        shape[axis] = len(indices)
        model.apply([model.values((3, 4, 5)), model.constant(indices)], tuple(shape), None, schema.GatherOptionsT(axis=axis))


def tile(model):
    for shape, times in (((2, 3), (2, 1)), ((2, 3), (1, 3)), ((2, 2, 3), (2, 2, 2)), ((4,), (3,))):
        model.apply([model.values(shape), model.constant(times)], tuple(np.multiply(shape, times)), None, schema.TileOptionsT())


def slice_(model):
    for shape, begin, size in (((5, 6), (1, 2), (3, 4)), ((3, 4, 5), (0, 1, 2), (3, 2, -1)), ((9,), (4,), (2,))):
        result = tuple(n - b if s < 0 else s for n, b, s in zip(shape, begin, size, strict=True))
        model.apply([model.values(shape), model.constant(begin), model.constant(size)], result, None, schema.SliceOptionsT())


def strided_slice(model):
    for shape, begin, end, strides in (((5, 6), (1, 0), (5, 6), (2, 1)), ((3, 4, 5), (2, 0, 4), (0, 4, 1), (-1, 3, -2)), ((9,), (1,), (8,), (3,))):
        result = np.zeros(shape)[tuple(slice(*s) for s in zip(begin, end, strides, strict=True))].shape
        model.apply([model.values(shape), *(model.constant(x) for x in (begin, end, strides))], result, None, schema.StridedSliceOptionsT())
    model.apply([model.values((3, 4)), *(model.constant(x) for x in ((1, 0), (2, 4), (1, 1)))], (4,), None,
                schema.StridedSliceOptionsT(shrinkAxisMask=1))


def split(model):
    for axis, result in ((0, (2, 6)), (1, (4, 3)), (-1, (4, 3))):
        model.apply([model.constant([axis]), model.values((4, 6))], [result] * 2, None, schema.SplitOptionsT(numSplits=2))


def split_v(model):
    for axis, sizes in ((0, (1, 3)), (1, (2, 1, 3))):
        results = [tuple(n if d == axis else m for d, m in enumerate((4, 6))) for n in sizes]
        model.apply([model.values((4, 6)), model.constant(sizes), model.constant([axis])], results, None,
                    schema.SplitVOptionsT(numSplits=len(sizes)))


#===------------------------------------------------------------------------===#
# Non-maximum suppression
#===------------------------------------------------------------------------===#

def boxes_of(model, count):
    """Boxes on a coarse grid: many without area, many that overlap; corners in either order."""
    corner, size = model.rng.integers(0, 12, (count, 2)), model.rng.integers(0, 5, (count, 2))
    boxes = np.concatenate([corner, corner + size], 1).astype(np.float32) / np.float32(12)
    return boxes[:, [2, 3, 0, 1]] if model.rng.random() < 0.3 else boxes


def non_max_suppression(model):
    """Random boxes, scores with ties, thresholds; then boxes and scores of special values."""
    is_soft = model.name.endswith("V5")
    for number in range(160):
        count = int(model.rng.integers(2, 60))
        places = int(model.rng.integers(1, count + 4))
        levels = (6, 1000)[number % 2]
        boxes = boxes_of(model, count)
        scores = (model.rng.integers(0, levels, count) / levels).astype(np.float32)
        if number % 8 == 0:
            boxes = np.where(model.rng.random(boxes.shape) < 0.1, model.values(boxes.shape, special=1), boxes)
            scores = np.where(model.rng.random(count) < 0.2, model.values((count,), special=1), scores)
        thresholds = [model.rng.choice([0, 0.25, 0.5, 1 / 3, 1]), model.rng.choice([-1, 0, 0.2])]
        if is_soft:
            thresholds.append(model.rng.choice([0, 0.1, 0.5]))
        model.apply([boxes, scores, model.constant(places), *(model.constant(t, np.float32) for t in thresholds)],
                    [(places,)] * (2 if is_soft else 1) + [()],
                    ["int32", "float32", "int32"] if is_soft else ["int32", "int32"],
                    getattr(schema, f"NonMaxSuppression{model.name[-2:]}OptionsT")())


# Functions of libm: another system's may be a unit in the last place away.
LIBM = {"COS", "EXP", "LOG", "LOGISTIC", "LOG_SOFTMAX", "NON_MAX_SUPPRESSION_V5", "POW", "RSQRT", "SIN", "SOFTMAX", "TANH"}
OPERATORS = {name: unary for name in (
    "ABS", "CEIL", "COS", "EXP", "FLOOR", "LOG", "LOGICAL_NOT", "LOGISTIC", "NEG", "RELU", "RELU6", "RELU_N1_TO_1", "ROUND", "RSQRT",
    "SIGN", "SIN", "SQRT", "SQUARE", "TANH")}
OPERATORS |= {name: binary(result="bool") for name in (
    "EQUAL", "GREATER", "GREATER_EQUAL", "LESS", "LESS_EQUAL", "LOGICAL_AND", "LOGICAL_OR", "NOT_EQUAL")}
OPERATORS |= {name: reduction for name in (
    "MEAN", "REDUCE_ALL", "REDUCE_ANY", "REDUCE_MAX", "REDUCE_MIN", "REDUCE_PROD", "SUM")}
OPERATORS |= {name: non_max_suppression for name in ("NON_MAX_SUPPRESSION_V4", "NON_MAX_SUPPRESSION_V5")}
OPERATORS |= {
    "ADD": binary(schema.AddOptionsT), "DIV": binary(schema.DivOptionsT, quotients), "FLOOR_DIV": binary(None, nonzero),
    "FLOOR_MOD": binary(None, quotients), "MAXIMUM": binary(), "MINIMUM": binary(), "MUL": binary(schema.MulOptionsT),
    "POW": binary(None, powers), "SQUARED_DIFFERENCE": binary(), "SUB": binary(schema.SubOptionsT),
    "SELECT": select, "SELECT_V2": select, "CAST": cast, "QUANTIZE": quantize, "DEQUANTIZE": dequantize,
    "GATHER_ND": gather_nd, "TOPK_V2": top_k, "SOFTMAX": softmax, "LOG_SOFTMAX": softmax,
    "BROADCAST_TO": broadcast_to, "CONCATENATION": concatenation, "EXPAND_DIMS": expand_dims, "GATHER": gather, "PACK": pack,
    "RESHAPE": reshape, "SLICE": slice_, "SPLIT": split, "SPLIT_V": split_v, "SQUEEZE": squeeze, "STRIDED_SLICE": strided_slice,
    "TILE": tile, "TRANSPOSE": transpose, "UNPACK": unpack}
