"""Operators of ONNX on float32, integers and truth values: importer and interpreter against ONNX Runtime.

Each case is a network of one operator whose operands are inputs; all results have to be the runtime's, bit for bit
(any NaN equals any other), those of libm by one unit in the last place. Min, Max and Where may give a zero of the other
sign: which one the runtime takes depends on the place. Networks need a quantized part: a scale
change beside the operator.

Those with a batch are compiled as well, and their archives compared with the interpreter (`sima-compile --verify`).

usage: number_operators.py DIRECTORY [--every N] [--only TEXT]; prints what differs and one line with the sum.
"""

import argparse
import shutil
import subprocess
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper

TYPES = {np.dtype("float32"): TensorProto.FLOAT, np.dtype("int32"): TensorProto.INT32,
         np.dtype("int64"): TensorProto.INT64, np.dtype("bool"): TensorProto.BOOL}
SPECIAL = np.array([0.0, -0.0, np.inf, -np.inf, np.nan, 1e-40, -1e-40, 0.5, 1.5, 2.5, -0.5, -1.5, -2.5, 3e38, -3e38,
                    88.5, -88.5, 104.0, -104.0, 1.0, -1.0, 9.0, 18.5, 1e-7, 8388609.0], np.float32)
# Functions of libm; the last elements of a tensor, less than a vector, are such also where others are Eigen's.
LIBM = {"Sin", "Cos", "Pow", "LogSoftmax", "Log", "Softplus", "Mish", "Elu", "Celu", "Selu"}


class Case:
    """One operator: `arrays` are inputs of the network, `constants` constants by position."""

    def __init__(self, op, arrays, constants=None, outputs=1, opset=13, note="", **attributes):
        self.op, self.arrays, self.constants = op, arrays, constants or {}
        self.outputs, self.opset, self.note, self.attributes = outputs, opset, note, attributes

    def name(self):
        shapes = " ".join(f"{a.dtype}{list(a.shape)}" for a in self.arrays)
        attributes = " ".join(f"{k}={v}" for k, v in self.attributes.items())
        return f"{self.op} {shapes} {attributes} {self.note}".strip()

    def model(self):
        names, initializers, inputs, position = [], [], [], 0
        for i in range(len(self.arrays) + len(self.constants)):
            if i in self.constants:
                names.append(f"c{i}" if self.constants[i] is not None else "")
                if self.constants[i] is not None:
                    initializers.append(onnx.numpy_helper.from_array(self.constants[i], f"c{i}"))
                continue
            array = self.arrays[position]
            names.append(f"x{position}")
            inputs.append(helper.make_tensor_value_info(f"x{position}", TYPES[array.dtype], array.shape))
            position += 1
        nodes = [helper.make_node(self.op, names, [f"y{i}" for i in range(self.outputs)], name="node",
                                  **self.attributes)]
        # The quantized part.
        inputs.append(helper.make_tensor_value_info("s", TensorProto.FLOAT, (1, 4)))
        initializers += [helper.make_tensor("scale", TensorProto.FLOAT, [], [0.5]),
                         helper.make_tensor("other", TensorProto.FLOAT, [], [0.25]),
                         helper.make_tensor("zero", TensorProto.INT8, [], [0])]
        nodes += [helper.make_node("QuantizeLinear", ["s", "scale", "zero"], ["q"]),
                  helper.make_node("DequantizeLinear", ["q", "scale", "zero"], ["d"]),
                  helper.make_node("Neg", ["d"], ["n"]),
                  helper.make_node("QuantizeLinear", ["n", "other", "zero"], ["p"]),
                  helper.make_node("DequantizeLinear", ["p", "other", "zero"], ["t"])]
        outputs = [helper.make_empty_tensor_value_info(f"y{i}") for i in range(self.outputs)]
        outputs.append(helper.make_tensor_value_info("t", TensorProto.FLOAT, (1, 4)))
        graph = helper.make_graph(nodes, "g", inputs, outputs, initializers)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", self.opset)], ir_version=8)
        return onnx.shape_inference.infer_shapes(model)


def floats(rng, *shape):
    """Ordinary numbers; one shape in two has special ones among them."""
    values = plain(rng, *shape)
    flat = values.reshape(-1)
    count = min(len(SPECIAL), flat.size // 2)
    flat[rng.permutation(flat.size)[:count]] = rng.permutation(SPECIAL)[:count]
    return values


def plain(rng, *shape):
    return np.asarray(rng.standard_normal(shape) * 4, np.float32)


def integers(rng, dtype, *shape):
    return np.asarray(rng.integers(-40, 40, shape), dtype)


def truths(rng, *shape):
    return np.asarray(rng.integers(0, 2, shape), bool)


def unary_cases(rng):
    for op in ("Abs", "Ceil", "Erf", "Exp", "Floor", "Log", "Neg", "Reciprocal", "Relu", "Round", "Sigmoid", "Sign",
               "Softplus", "Softsign", "Sqrt", "Tanh", "Sin", "Cos"):
        yield Case(op, [floats(rng, 3, 5, 7, 2)])
        yield Case(op, [plain(rng, 2000)])
    for op, attributes, opset in (
            ("Elu", {}, 13), ("Elu", {"alpha": 0.3}, 13), ("Celu", {"alpha": 0.7}, 13), ("Selu", {}, 13),
            ("LeakyRelu", {"alpha": 0.2}, 13), ("ThresholdedRelu", {"alpha": 0.5}, 13), ("HardSigmoid", {}, 13),
            ("HardSigmoid", {"alpha": 0.3, "beta": 0.4}, 13), ("HardSwish", {}, 14), ("Mish", {}, 18),
            ("Gelu", {}, 20), ("Gelu", {"approximate": "tanh"}, 20)):
        yield Case(op, [floats(rng, 2, 3, 50)], opset=opset, **attributes)
        yield Case(op, [plain(rng, 2000)], opset=opset, **attributes)
    for dtype in (np.int32, np.int64):
        for op in ("Abs", "Neg", "Sign"):
            yield Case(op, [integers(rng, dtype, 4, 33)])
    yield Case("Not", [rng.integers(0, 2, (3, 7)).astype(bool)])
    scalar = np.array(1.5, np.float32)
    yield Case("Clip", [floats(rng, 4, 50)], {1: -scalar, 2: scalar})
    yield Case("Clip", [floats(rng, 4, 50)], {1: None, 2: scalar})
    yield Case("Clip", [floats(rng, 4, 50)], {1: scalar})
    yield Case("Clip", [integers(rng, np.int64, 40)], {1: np.array(-3), 2: np.array(7)})


def binary_cases(rng):
    shapes = [((2, 3, 5, 7), (2, 3, 5, 7)), ((2, 3, 5, 7), (5, 1)), ((4, 33), (33,)), ((1, 4, 1), (5, 1, 6)),
              ((2, 2, 3, 2, 3), (2, 2, 3, 2, 3)), ((1, 2, 3, 4, 5), (1, 2, 1, 1, 5)), ((2, 3, 2, 2, 2), ())]
    for a, b in shapes:
        for op in ("Add", "Sub", "Mul", "Div", "Min", "Max"):
            yield Case(op, [floats(rng, *a), floats(rng, *b)])
        for op in ("Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual"):
            yield Case(op, [np.asarray(floats(rng, *a).round()), np.asarray(floats(rng, *b).round())])
            yield Case(op, [integers(rng, np.int64, *a), integers(rng, np.int64, *b)])
        for dtype in (np.int32, np.int64):
            nonzero = integers(rng, dtype, *b)
            nonzero = np.asarray(np.where(nonzero == 0, 3, nonzero), dtype)
            for op in ("Add", "Sub", "Mul", "Min", "Max", "Div", "Mod"):
                yield Case(op, [integers(rng, dtype, *a), nonzero])
        for op in ("And", "Or"):
            yield Case(op, [truths(rng, *a), truths(rng, *b)])
        yield Case("Where", [truths(rng, *a), floats(rng, *b), floats(rng, *a)])
        yield Case("Where", [truths(rng, *b), integers(rng, np.int64, *a), integers(rng, np.int64, *b)])
    for op in ("Add", "Sub", "Mul", "Div", "Min", "Max", "Greater", "LessOrEqual", "Equal"):
        yield Case(op, [SPECIAL[:, None], SPECIAL[None, :]])
    yield Case("Where", [truths(rng, 1, 25, 1), SPECIAL[:, None], SPECIAL[None, :]])
    yield Case("PRelu", [plain(rng, 2, 3, 4), plain(rng, 3, 1)])
    yield Case("Pow", [np.abs(plain(rng, 50, 20)), plain(rng, 20)])
    for exponent in (2.0, 3.0, 0.5, -1.0):
        yield Case("Pow", [np.abs(plain(rng, 50, 20))], {1: np.array(exponent, np.float32)})
    for op in ("Max", "Min", "Sum"):
        yield Case(op, [plain(rng, 3, 4), plain(rng, 4), plain(rng, 3, 1)])


def cast_cases(rng):
    kinds = {"float32": plain(rng, 6, 50), "int32": integers(rng, np.int32, 6, 50),
             "int64": integers(rng, np.int64, 6, 50), "bool": integers(rng, np.int32, 6, 50) > 0}
    for source in kinds.values():
        for to in sorted(set(kinds) - {str(source.dtype)}):
            yield Case("Cast", [source], to=TYPES[np.dtype(to)])
    yield Case("Cast", [np.array([0.0, -0.0, 0.4, -0.6, 7.9, -7.9, 1e9, -1e9], np.float32)], to=TensorProto.INT64)


def row_cases(rng):
    for shape in ((1, 10), (1, 1000), (4, 33), (2, 3, 17), (2, 5, 4, 3), (7,), (3, 1), (1, 2, 3, 4, 5)):
        for axis in {0, len(shape) // 2, len(shape) - 1}:
            yield Case("Softmax", [plain(rng, *shape)], axis=axis)
            yield Case("LogSoftmax", [plain(rng, *shape)], axis=axis)
            yield Case("ArgMax", [plain(rng, *shape).round()], axis=axis)
            yield Case("ArgMin", [plain(rng, *shape).round()], axis=axis, keepdims=0)
            yield Case("ArgMax", [integers(rng, np.int32, *shape)], axis=axis, keepdims=0)
            k = np.array([max(1, shape[axis] // 2)])
            for largest in (0, 1):
                yield Case("TopK", [plain(rng, *shape).round()], {1: k}, outputs=2, axis=axis, largest=largest)
            yield Case("TopK", [integers(rng, np.int64, *shape)], {1: k}, outputs=2, axis=axis)
    yield Case("Softmax", [plain(rng, 2, 3, 4, 5)], opset=11, axis=1)
    yield Case("LogSoftmax", [plain(rng, 2, 3, 4, 5)], opset=11, axis=2)


def reduction_cases(rng):
    for shape, axes in (((2, 3, 5, 7), [1, 3]), ((2, 3, 5, 7), [0, 1, 2, 3]), ((4, 33), [0]), ((4, 33), [1]),
                        ((1, 7, 9, 6), [2, 3]), ((9,), [0]), ((5, 1, 8), [1]), ((1, 3, 2, 2, 5), [2, 3])):
        for op in ("ReduceMax", "ReduceMin"):
            for keep in (0, 1):
                yield Case(op, [plain(rng, *shape)], axes=axes, keepdims=keep)
        yield Case("ReduceMax", [integers(rng, np.int32, *shape)], axes=axes)
        yield Case("ReduceSum", [integers(rng, np.int64, *shape)], {1: np.array(axes)})
    for rows in (1, 5, 64):
        for length in (1, 2, 3, 4, 5, 7, 8, 9, 12, 13, 16, 31, 33, 100):
            yield Case("ReduceSum", [plain(rng, rows, length)], {1: np.array([1])})
            yield Case("ReduceMean", [plain(rng, rows, length)], axes=[1], keepdims=0)
            yield Case("ReduceSum", [plain(rng, length, rows)], {1: np.array([0])})
            yield Case("ReduceMean", [plain(rng, length, rows)], axes=[0])
    yield Case("ReduceMean", [plain(rng, 1, 7, 9, 6)], axes=[2, 3])


def move_cases(rng):
    x = plain(rng, 2, 3, 4, 5)
    for dtype in (np.float32, np.int64, bool):
        data = (x * 8).astype(dtype)
        yield Case("Transpose", [data], perm=[0, 2, 3, 1])
        yield Case("Transpose", [data], perm=[3, 0, 2, 1])
        yield Case("Reshape", [data], {1: np.array([4, -1])})
        yield Case("Flatten", [data], axis=2)
        yield Case("Unsqueeze", [data], {1: np.array([0, 2])})
        yield Case("Slice", [data], {1: np.array([1, 0]), 2: np.array([2, 4]), 3: np.array([0, 3])})
        yield Case("Slice", [data], {1: np.array([-1]), 2: np.array([-9]), 3: np.array([2]), 4: np.array([-2])})
        yield Case("Split", [data], {1: np.array([1, 3, 1])}, outputs=3, axis=3)
        yield Case("Split", [data], outputs=2, axis=0)
        yield Case("Concat", [data, data[:, :1], data], axis=1)
        yield Case("Concat", [data, data], axis=0)
        yield Case("Expand", [data[:, :1]], {1: np.array([2, 6, 4, 5])})
        yield Case("Expand", [data[0, :, :1]], {1: np.array([2, 3, 4, 5])})
        yield Case("Tile", [data], {1: np.array([2, 1, 3, 1])})
        yield Case("Gather", [data], {1: np.array([2, 0, -1])}, axis=2)
        yield Case("Gather", [data], {1: np.array(1)}, axis=1)
        yield Case("Gather", [data, np.array([[1, -2], [0, 3]])], axis=2)
        yield Case("Gather", [data, np.array([1, 0, -1], np.int32)], axis=0)
        yield Case("GatherND", [data, np.array([[1, -1], [0, 2], [1, 0]])])
        yield Case("GatherND", [data, np.array([[[1], [0]], [[-1], [-2]]])])
    yield Case("Transpose", [plain(rng, 2, 3, 2, 2, 3)], perm=[0, 4, 1, 3, 2])
    yield Case("Squeeze", [plain(rng, 1, 3, 1, 5)], {1: np.array([0, 2])})
    yield Case("Pad", [x], {1: np.array([0, 1, 0, 2, 1, 0, 0, 3]), 2: np.array(1.5, np.float32)})
    yield Case("Pad", [(x * 8).astype(np.int64)], {1: np.array([0, 1, 0, 2, 1, 0, 0, 3])})


def archive_cases(rng):
    """Tensors that begin with the batch: these make archives."""
    x, y = plain(rng, 1, 6, 40), plain(rng, 1, 1, 40)
    for op in ("Exp", "Log", "Sigmoid", "Tanh", "Erf", "Softplus", "Sqrt", "Sign", "Round", "Selu", "Elu", "HardSwish"):
        yield Case(op, [np.abs(x) if op in ("Log", "Sqrt") else x], opset=14)
    for op, opset in (("Mish", 18), ("Gelu", 20)):
        yield Case(op, [x], opset=opset)
    for op in ("Add", "Mul", "Div", "Max", "Less"):
        yield Case(op, [x, y])
    yield Case("Where", [x > 0, x, y])
    yield Case("Clip", [x], {1: np.array(-1, np.float32), 2: np.array(1, np.float32)})
    yield Case("Softmax", [x], axis=-1)
    yield Case("LogSoftmax", [x], axis=1)
    yield Case("TopK", [x], {1: np.array([7])}, outputs=2, axis=2)
    yield Case("ArgMax", [x], axis=2, keepdims=0)
    yield Case("ReduceSum", [x], {1: np.array([2])})
    yield Case("ReduceMean", [x], axes=[1, 2])
    yield Case("ReduceMax", [x], axes=[1], keepdims=0)
    for to in ("int32", "int64", "bool"):
        yield Case("Cast", [x], to=TYPES[np.dtype(to)])
    yield Case("Transpose", [x], perm=[0, 2, 1])
    yield Case("Concat", [x, y], axis=1)
    yield Case("Split", [x], {1: np.array([1, 5])}, outputs=2, axis=1)
    yield Case("Slice", [x], {1: np.array([5]), 2: np.array([1]), 3: np.array([1]), 4: np.array([-2])})
    yield Case("Pad", [x], {1: np.array([0, 1, 0, 0, 0, 3]), 2: np.array(0.5, np.float32)})
    yield Case("Tile", [x], {1: np.array([1, 2, 1])})
    yield Case("Expand", [y], {1: np.array([1, 6, 40])})
    yield Case("Gather", [x, np.array([[3, -1, 0]])], axis=1)
    yield Case("GatherND", [x, np.array([[0, 3], [0, -1]])[None]])


def cases():
    rng = np.random.default_rng(6)
    for family in (unary_cases, binary_cases, cast_cases, row_cases, reduction_cases, move_cases, archive_cases):
        for case in family(rng):
            case.makes_archive = family is archive_cases
            yield case


def difference(op, ours, theirs):
    """Empty if they are the same."""
    if ours.shape != theirs.shape and ours.size == theirs.size:
        ours = ours.reshape(theirs.shape)
    if ours.shape != theirs.shape:
        return f"shape {ours.shape}, wanted {theirs.shape}"
    if theirs.dtype != np.float32:
        wrong = ours.astype(theirs.dtype) != theirs
    else:
        a, b = (v.astype(np.float32).view(np.int32).astype(np.int64) for v in (ours, theirs))
        ordered = [np.where(v < 0, -(v & 0x7FFFFFFF), v) for v in (a, b)]
        apart = np.abs(ordered[0] - ordered[1])
        wrong = (apart > 1) if op in LIBM else a != b
        wrong &= ~(np.isnan(ours) & np.isnan(theirs))
        if op in ("Min", "Max", "Where"):
            wrong &= ~((ours == 0) & (theirs == 0))
    if not wrong.any():
        return ""
    first = tuple(int(i[0]) for i in np.nonzero(np.atleast_1d(wrong)))
    at = np.atleast_1d
    return f"{int(wrong.sum())} of {wrong.size}, first {at(ours)[first]}, wanted {at(theirs)[first]} at {first}"


def run(case, folder):
    """(what is wrong or "", whether the network was refused)"""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    model = case.model()
    onnx.save(model, folder / "x.onnx")
    done = subprocess.run(["sima-translate", "--import-onnx", folder / "x.onnx", "-o", folder / "x.mlir"],
                          capture_output=True, text=True)
    if done.returncode:
        return done.stderr.strip(), True
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, ["CPUExecutionProvider"])
    feed = {f"x{i}": a for i, a in enumerate(case.arrays)}
    expected = session.run(None, feed | {"s": np.array([[1.0, -2.5, 0.0, 7.0]], np.float32)})
    arguments = []
    for name, array in (feed | {"s": np.array([[2, -5, 0, 14]], np.int8)}).items():
        stored = array.astype(np.int8) if array.dtype == bool else array
        while stored.ndim > 4:  # tensors have 4 dimensions, the first ones are one
            stored = stored.reshape(-1, *stored.shape[2:])
        np.save(folder / f"{name}.npy", stored)
        arguments += ["--input", f"{name}={folder / name}.npy"]
    done = subprocess.run(["sima-run", folder / "x.mlir", *arguments, "-o", folder / "out"], capture_output=True, text=True)
    if done.returncode:
        return done.stderr.strip(), False
    for i in range(case.outputs):
        wrong = difference(case.op, np.load(folder / "out" / f"y{i}.npy"), expected[i])
        if wrong:
            return f"output {i}: {wrong}", False
    if case.makes_archive:
        done = subprocess.run(["sima-compile", folder / "x.onnx", "--verify", "-o", folder / "made"],
                              capture_output=True, text=True)
        if done.returncode or " 0 differing" not in done.stdout:
            return "archive: " + (done.stderr.strip() or done.stdout), False
    return "", False


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("directory", type=Path)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--only", default="")
    arguments = parser.parse_args()
    total = differ = refused = archives = 0
    chosen = [case for case in cases() if arguments.only in case.name()][::arguments.every]
    for case in chosen:
        wrong, was_refused = run(case, arguments.directory)
        total += 1
        refused += was_refused
        archives += case.makes_archive and not wrong
        if was_refused:
            print(f"refused: {case.name()}: {wrong}")
        elif wrong:
            differ += 1
            print(f"differs: {case.name()}: {wrong}")
    print(f"{total} networks: {total - refused - differ} passed, {archives} of them as archives, {refused} refused, "
          f"{differ} differ")


if __name__ == "__main__":
    main()
