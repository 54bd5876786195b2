"""Every operation of the A65 on random tensors: interpreter against shared object.

usage: operations.py DIRECTORY; prints a line for each difference and one with the sum.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np

SHAPES = [((2, 3, 5, 7), (2, 3, 5, 7)), ((1, 4, 33), (33,)), ((1, 4, 33), (4, 1)), ((17,), (1,))]
TYPES = {"f32": np.float32, "i32": np.int32, "i64": np.int64, "i8": np.int8}
FLOAT_ONLY = ["sqrt", "rsqrt", "exp", "log", "sin", "cos", "tanh", "logistic", "floor", "ceil", "round", "finite",
              "exp_mlas", "logistic_mlas", "tanh_mlas", "erf_mlas", "exp_eigen", "log_eigen", "softplus_eigen"]
UNARY = ["abs", "neg", "square", "sign", "relu", "relu6", "relu_n1_to_1"]
BINARY = ["add", "sub", "mul", "div", "floor_div", "floor_mod", "minimum", "maximum", "squared_difference"]
COMPARISONS = ["equal", "not_equal", "less", "less_equal", "greater", "greater_equal"]
LIBM = {"exp", "log", "sin", "cos", "tanh", "logistic", "pow", "rsqrt", "non_max_suppression"}
CODES = {"!a": "!quant.uniform<i8:f32, 0.0390625:3>", "!b": "!quant.uniform<i8:f32, 0.021:-128>",
         "!c": "!quant.uniform<i8:f32, 0.07:-5>", "!w": "!quant.uniform<i16:f32, 0.001>",
         "!p": "!quant.uniform<i16:f32, 1.0>"}


def tensor(shape, element):
    return "tensor<" + "".join(f"{n}x" for n in shape) + element + ">"


def broadcast(*shapes):
    return np.broadcast_shapes(*shapes)


def pointwise():
    """(name, operations, operand types, result type) of every function of numbers."""
    for big, small in SHAPES:
        for element in ("f32", "i32", "i64"):
            for kind in UNARY + (FLOAT_ONLY if element == "f32" else []):
                yield kind, f"mla.pointwise <{kind}>", [(big, element)], (big, element)
            for kind in BINARY + (["pow"] if element != "f32" else []):
                yield kind, f"mla.pointwise <{kind}>", [(big, element), (small, element)], (
                    broadcast(big, small), element)
            for kind in COMPARISONS:
                yield kind, f"mla.pointwise <{kind}>", [(small, element), (big, element)], (
                    broadcast(big, small), "i8")
            for to in TYPES:
                yield f"cast to {to}", "mla.pointwise <cast>", [(big, element)], (big, to)
            yield "select", "mla.pointwise <select>", [(big, "i8"), (small, element), (big, element)], (big, element)
        for kind in ("logical_and", "logical_or"):
            yield kind, f"mla.pointwise <{kind}>", [(big, "i8"), (small, "i8")], (broadcast(big, small), "i8")
        for kind in ("equal", "not_equal"):
            yield kind, f"mla.pointwise <{kind}>", [(big, "i8"), (small, "i8")], (broadcast(big, small), "i8")
        yield "logical_not", "mla.pointwise <logical_not>", [(big, "i8")], (big, "i8")
        yield "cast of positions", "mla.pointwise <cast>", [(big, "!p")], (big, "i32")


def reductions():
    for element in ("f32", "i32", "i64", "i8"):
        for kind in ("sum", "mean", "maximum", "minimum", "product") if element != "i8" else ("maximum", "minimum"):
            for shape, axes in (((2, 3, 5, 7), [1, 2]), ((2, 3, 5, 7), [0, 3]), ((4, 33), [1]), ((4, 33), [0]),
                                ((9,), [0]), ((3, 1, 4), [1, 2])):
                kept = tuple(1 if d in axes else n for d, n in enumerate(shape))
                yield f"{kind} over {axes}", (f"mla.reduce_numbers <{kind}>", f"{{axes = array<i64: {str(axes)[1:-1]}>}}",
                                              "arrow"), [(shape, element)], (kept, element)
    for kind in ("sum", "mean"):
        for order in ("lanes", "packets"):
            for shape, axes in (((2, 3, 5, 7), [2, 3]), ((5, 33), [1]), ((3, 64), [1]), ((9,), [0]), ((4, 3), [1])):
                kept = tuple(1 if d in axes else n for d, n in enumerate(shape))
                attributes = f"{{axes = array<i64: {str(axes)[1:-1]}>, order = #mla.sum_order<{order}>}}"
                yield f"{kind} in {order}", (f"mla.reduce_numbers <{kind}>", attributes, "arrow"), [(shape, "f32")], (kept, "f32")


def codes():
    for kind in ("add", "sub", "mul", "div", "minimum", "maximum", "squared_difference", "prelu"):
        if kind in ("minimum", "maximum"):
            sides = ["!a", "!a", "!a"]
        else:
            sides = ["!a", "!b", "!c"]
        for left, right in (((1, 5, 6, 7), (1, 5, 6, 7)), ((1, 5, 6, 7), (1, 1, 1, 7)), ((1, 5, 1, 7), (1, 1, 6, 1))):
            if kind == "prelu" and left != (1, 5, 6, 7):
                continue
            yield kind, (f"mla.{kind}", "{arithmetic = #mla.arithmetic<tflite>}", "functional"), [
                (left, sides[0]), (right, sides[1])], (broadcast(left, right), sides[2])
    for kind in ("add", "mul"):
        for arithmetic in ("onnx", "onnx_u8", "onnx_float"):
            yield f"{kind} {arithmetic}", (f"mla.{kind}", f"{{arithmetic = #mla.arithmetic<{arithmetic}>}}", "functional"), [
                ((1, 5, 6, 7), "!a"), ((1, 1, 1, 7), "!b")], ((1, 5, 6, 7), "!c")
    yield "quantize", ("mla.quantize", "{arithmetic = #mla.arithmetic<tflite>}", "arrow"), [((1, 9, 9), "f32")], ((1, 9, 9), "!a")
    yield "quantize to even", ("mla.quantize", "{arithmetic = #mla.arithmetic<onnx_float>}", "arrow"), [((1, 9, 9), "f32")], (
        (1, 9, 9), "!a")
    yield "quantize wide", ("mla.quantize", "{arithmetic = #mla.arithmetic<tflite>}", "arrow"), [((1, 9, 9), "f32")], ((1, 9, 9), "!w")
    yield "dequantize", ("mla.dequantize", "", "arrow"), [((1, 9, 9), "!b")], ((1, 9, 9), "f32")
    yield "dequantize wide", ("mla.dequantize", "", "arrow"), [((1, 9, 9), "!w")], ((1, 9, 9), "f32")
    yield "rescale", ("mla.rescale", "{arithmetic = #mla.arithmetic<tflite>}", "functional"), [((1, 9, 9), "!w")], ((1, 9, 9), "!a")
    yield "arg_max", ("mla.arg_max", "{arithmetic = #mla.arithmetic<tflite>, axes = array<i64: 1>}", "functional"), [
        ((1, 40, 3), "!a")], ((1, 1, 3), "!p")
    yield "arg_min", ("mla.arg_max", "{arithmetic = #mla.arithmetic<tflite>, axes = array<i64: 2>, minimum = true}", "functional"), [
        ((1, 4, 30), "!a")], ((1, 4, 1), "!p")


def movements():
    for element in ("!a", "!w", "f32", "i64"):
        shape = (1, 4, 5, 6)
        for text, attributes, result in (
                ("mla.pad", "{high = array<i64: 0, 2, 0, 1>, low = array<i64: 0, 1, 3, 0>, value = 7 : i64}", (1, 7, 8, 7)),
                ("mla.mirror_pad", "#mla.mirror_mode<reflect> {high = array<i64: 0, 2, 0, 1>, low = array<i64: 0, 1, 3, 0>}", (1, 7, 8, 7)),
                ("mla.rearrange", "{permutation = array<i64: 2, 0, 1>, view = array<i64: 4, 5, 6>}", (1, 6, 4, 5)),
                ("mla.strided_slice", "{begin = array<i64: 0, 3, 0, 1>, strides = array<i64: 1, -1, 2, 2>}", (1, 3, 3, 2)),
                ("mla.gather", "{axis = 2 : i64, indices = array<i64: 4, 0, 0, 3>}", (1, 4, 4, 6))):
            if element in ("f32", "i64") and text in ("mla.pad", "mla.mirror_pad"):
                continue
            if text == "mla.mirror_pad":
                attributes = "{high = array<i64: 0, 2, 0, 1>, low = array<i64: 0, 1, 3, 0>, mode = #mla.mirror_mode<reflect>}"
            yield text, (text, attributes, "arrow"), [(shape, element)], (result, element)
        yield "concat", ("mla.concat", "{axis = 2 : i64}", "functional"), [(shape, element), ((1, 4, 2, 6), element)], ((1, 4, 7, 6), element)
        yield "broadcast", ("mla.broadcast", "", "arrow"), [((1, 1, 5, 1), element)], (shape, element)


def selections():
    for element in ("!a", "f32", "i32", "i64"):
        for index in ("i32", "i64"):
            yield "gather_nd", ("mla.gather_nd", "", "functional"), [((3, 4, 5), element), ((6, 2), index)], ((6, 5), element)
            yield "top_k", ("mla.top_k", "", "two"), [((3, 40), element)], ((3, 7), element, index)
    for count, places in ((40, 12), (7, 9), (1, 1)):
        for sigma in ("0.0", "0.25"):
            yield "non_max_suppression", ("mla.non_max_suppression", "{iou_threshold = 0.25 : f32, score_threshold = -2.0 : f32, "
                                          f"soft_nms_sigma = {sigma} : f32}}", "boxes"), [
                ((1, count, 4), "f32"), ((1, count), "f32")], ((1, places), "i32")


def values(random, shape, element):
    """Random numbers, small ones and ties among them; codes and truth values of all kinds."""
    if element in ("!w", "!p"):
        return random.integers(-300, 300, shape).astype(np.int16)
    if element.startswith("!") or element == "i8":
        return random.integers(*((-128, 128) if element != "i8" else (0, 2)), shape).astype(np.int8)
    if element == "f32":
        return (random.integers(-40, 40, shape) / 8 * random.choice([1, 1, 3.7], shape)).astype(np.float32)
    return random.integers(-9, 10, shape).astype(TYPES[element])


def check(directory, number, case, random):
    name, operation, operands, result = case
    text, attributes, form = (operation, "", "functional") if isinstance(operation, str) else operation
    types = [tensor(*operand) for operand in operands]
    names = ", ".join(f"%{i}" for i in range(len(operands)))
    results = [tensor(*result[:2])] + ([tensor(result[0], result[2])] if form == "two" else [])
    if form == "boxes":
        results += [tensor(result[0], "f32"), "tensor<1xi32>"]
    signature = {"functional": f"({', '.join(types)}) -> {results[0]}",
                 "arrow": f"{types[0]} -> {results[0]}", "two": f"{types[0]} -> {', '.join(results)}",
                 "boxes": f"({', '.join(types)}) -> ({', '.join(results)})"}[form]
    outputs = ", ".join(f"%{name}" for name in "rst"[:len(results)])
    lines = [f"{alias} = {code}" for alias, code in CODES.items()]
    lines += [f"func.func @main({', '.join(f'%x{i}: {t}' for i, t in enumerate(types))}) -> ("
              + ", ".join(f'{t} {{mla.name = "{i}"}}' for i, t in enumerate(results)) + ") {",
              f"  %y:{len(results)} = mla.a65_segment \"A65_0\"({', '.join(f'%x{i}' for i in range(len(types)))}) : "
              f"({', '.join(types)}) -> ({', '.join(results)}) {{",
              f"  ^bb0({', '.join(f'%{i}: {t}' for i, t in enumerate(types))}):",
              f"    {outputs} = {text} {names} {attributes} : {signature}",
              f"    mla.yield {outputs} : {', '.join(results)}", "  }",
              f"  return {', '.join(f'%y#{i}' for i in range(len(results)))} : {', '.join(results)}", "}"]
    module = directory / f"{number}.mlir"
    module.write_text("\n".join(lines) + "\n")
    arrays = [values(random, *operand) for operand in operands]
    options = []
    for i, array in enumerate(arrays):
        np.save(directory / f"in{i}.npy", array)
        array.tofile(directory / f"in{i}")
        options += ["--input", f"{i}={directory}/in{i}.npy"]
    subprocess.run(["sima-run", module, *options, "-o", directory / "out"], check=True, stdout=subprocess.DEVNULL)
    expected = [np.load(directory / "out" / f"{i}.npy") for i in range(len(results))]
    library = directory / f"{number}.so"
    subprocess.run(["sima-translate", "--emit-a65-so", module, "-o", library], check=True)
    host = shutil.which("sima-a65-host")
    emulator = [] if os.uname().machine == "aarch64" else ["qemu-aarch64", "-L", "/usr/aarch64-linux-gnu"]
    subprocess.run([*emulator, host, library, *(directory / f"in{i}" for i in range(len(arrays))), ":",
                    *(f"{directory}/found{i}={e.nbytes}" for i, e in enumerate(expected))], check=True)
    for i, wanted in enumerate(expected):
        found = np.fromfile(directory / f"found{i}", wanted.dtype).reshape(wanted.shape)
        if name in LIBM and wanted.dtype == np.float32:
            # libm of two systems: neighbours at most.
            distance = np.abs(found.view(np.int32).astype(np.int64) - wanted.view(np.int32))
            same = (distance <= 1) | (np.isnan(found) & np.isnan(wanted))
        else:
            same = (found == wanted) | ((found != found) & (wanted != wanted))
        if not same.all():
            print(f"{name} of {types}: {int((~same).sum())} of {wanted.size} differ")
            return 1
    return 0


def main():
    directory = Path(sys.argv[1])
    directory.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(5)
    every = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    cases = [c for part in (pointwise, reductions, codes, movements, selections) for c in part()]
    chosen = cases[::every]
    with np.errstate(all="ignore"):
        differing = sum(check(directory, i, case, random) for i, case in enumerate(chosen))
    print(f"{len(chosen)} of {len(cases)} operations, {differing} differ")


if __name__ == "__main__":
    main()
