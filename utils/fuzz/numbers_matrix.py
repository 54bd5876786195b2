#!/usr/bin/env python3
"""Operators of numbers: LiteRT's reference kernels against the interpreter.

Every operator of `tflite_numbers.py` is a model in every type; what LiteRT has a kernel for is
imported, executed and compared bit for bit, but for signs and payloads of NaN, and for one unit
in the last place of float32 where the operator is a function of libm. --update writes what came of
it to docs/operators-numbers.json and docs/operators.md; --check fails where something differs, is
refused, or is not what these say, and where the importer knows an operator that has no model.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / "oracle")]
import numpy as np  # noqa: E402

import operators_page  # noqa: E402
import tflite_numbers  # noqa: E402
from children import Children  # noqa: E402

# BUILTIN_REF has no row for these; the kernels are the same.
NOT_AMONG_REFERENCES = ("CEIL", "ROUND")
EQUAL, DIFFERENT, REFUSED, NO_KERNEL = "A65", "different", "refused", "no kernel"


def expected(name, data, arrays):
    """What LiteRT computes, by order of outputs."""
    from ai_edge_litert.interpreter import Interpreter, OpResolverType
    resolver = (OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES if name in NOT_AMONG_REFERENCES
                else OpResolverType.BUILTIN_REF)
    interpreter = Interpreter(model_content=data, num_threads=1, experimental_op_resolver_type=resolver)
    interpreter.allocate_tensors()
    for detail, array in zip(interpreter.get_input_details(), arrays, strict=True):
        interpreter.set_tensor(detail["index"], array)
    interpreter.invoke()
    return [interpreter.get_tensor(d["index"]) for d in interpreter.get_output_details()]


def stored(array):
    """As the interpreter holds it: truth values are int8, uint8 codes less 128."""
    if array.dtype == bool:
        return array.astype(np.int8)
    return (array.astype(np.int16) - 128).astype(np.int8) if array.dtype == np.uint8 else array


def run(*arguments):
    """The error of a program, if there is one."""
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    return done.stderr.strip() or f"exit code {done.returncode}" if done.returncode else ""


def computed(directory, data, arrays, names):
    """(error, operations, results) of the interpreter."""
    directory.mkdir(parents=True)
    model, module = directory / "m.tflite", directory / "m.mlir"
    model.write_bytes(data)
    if why := run("sima-translate", "--import-tflite", model, "-o", module):
        return why.replace(str(model), "m.tflite"), [], []
    operations = sorted(set(re.findall(r" = mla\.(\w+) ", module.read_text())) - {"constant"})
    inputs = []
    for i, array in enumerate(arrays):
        np.save(directory / f"{i}.npy", stored(array))
        inputs += ["--input", f"in{i}={directory / f'{i}.npy'}"]
    why = run("sima-run", module, *inputs, "-o", directory / "out")
    return why, operations, [] if why else [np.load(directory / "out" / f"{name}.npy") for name in names]


def ordered(x):
    """float32 as integers whose neighbours are those of the numbers."""
    bits = x.view(np.int32).astype(np.int64)
    return np.where(bits < 0, -(bits & 0x7fffffff), bits)


def differing(wanted, found, units):
    """Which elements differ: by more than `units` in the last place of float32."""
    wanted, found = np.atleast_1d(stored(wanted)), found.reshape(wanted.shape or (1,))
    if found.dtype != wanted.dtype:
        return np.ones(wanted.shape, bool)
    if wanted.dtype != np.float32:
        return wanted != found
    same = (wanted.view(np.int32) == found.view(np.int32)) | (np.isnan(wanted) & np.isnan(found))
    # Zeros are neighbours of each other only where there are units to spare.
    return ~(same | (np.abs(ordered(wanted) - ordered(found)) <= units)) if units else ~same


def attempt(name, dtype, directory):
    """In a child: [outcome, operations, results, elements, text]."""
    model = tflite_numbers.Model(name, dtype, np.random.default_rng(zlib.crc32(f"{name} {dtype}".encode())))
    tflite_numbers.OPERATORS[name](model)
    data, arrays = model.finish()
    try:
        wanted = expected(name, data, arrays)
    except (ValueError, RuntimeError) as error:
        return [NO_KERNEL, [], 0, 0, " ".join(str(error).split())]
    why, operations, results = computed(directory, data, arrays, model.names)
    if why:
        return [REFUSED, [], 0, 0, why]
    units = 1 if name in tflite_numbers.LIBM else 0
    texts, elements = [], 0
    for i, (want, found) in enumerate(zip(wanted, results, strict=True)):
        elements += want.size
        bad = differing(want, found, units)
        if bad.any():
            at = int(np.flatnonzero(bad)[0])
            texts.append(f"result {i} of shape {want.shape}: {bad.sum()} of {bad.size} differ, element {at} is "
                         f"{want.ravel()[at]!r}, here {found.ravel()[at]!r}")
    return [DIFFERENT if texts else EQUAL, operations, len(wanted), elements, "; ".join(texts)]


def rows(names):
    return [(name, dtype) for name in names for dtype in operators_page.NUMBER_TYPES
            if dtype == "float32" or name not in tflite_numbers.FLOAT_ONLY]


def outcomes(names, jobs):
    """(operator, type) -> what attempt() gives."""
    children, found = Children(jobs), {}

    def collect():
        row, document = children.wait()
        found[row] = document if isinstance(document, list) else [DIFFERENT, [], 0, 0, f"LiteRT {document}"]

    with tempfile.TemporaryDirectory(prefix="numbers") as folder:
        for name, dtype in rows(names):
            place = Path(folder) / f"{name}-{dtype}"
            children.start((name, dtype), lambda n=name, d=dtype, p=place: attempt(n, d, p))
            if children.full:
                collect()
        while children.running:
            collect()
    return found


def cells(found):
    """What docs/operators-numbers.json holds."""
    return [{"operator": name, "type": dtype, "placement": found[name, dtype][0], "operations": found[name, dtype][1],
             "libm": name in tflite_numbers.LIBM, "results": found[name, dtype][2], "elements": found[name, dtype][3]}
            for name, dtype in sorted(found) if found[name, dtype][0] != NO_KERNEL]


def update(found):
    lines = ",\n".join(json.dumps(cell) for cell in cells(found))
    operators_page.NUMBERS.write_text(f"[\n{lines}\n]\n")
    operators_page.PAGE.write_text(operators_page.page(json.loads(operators_page.DATA.read_text())))


def contradictions(found):
    """What is not as the page says."""
    known = json.loads(subprocess.run(["sima-translate", "--print-operators"], capture_output=True, check=True).stdout)
    wrong = [f"{name}: imported, but in no model" for name in known["tflite_numbers"] if name not in tflite_numbers.OPERATORS]
    stated = {(c["operator"], c["type"]): c for c in json.loads(operators_page.NUMBERS.read_text())}
    for cell in cells(found):
        if stated.pop((cell["operator"], cell["type"]), None) != cell:
            wrong.append(f"{cell['operator']} {cell['type']}: {operators_page.NUMBERS.name} says something else than {cell}")
    wrong += [f"{name} {dtype}: in {operators_page.NUMBERS.name} only" for name, dtype in stated]
    if operators_page.page(json.loads(operators_page.DATA.read_text())) != operators_page.PAGE.read_text():
        wrong.append(f"{operators_page.PAGE.name} is not what the data say")
    return wrong


def main():
    summary, _, rest = __doc__.partition("\n\n")
    parser = argparse.ArgumentParser(description=summary, epilog=rest,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--update", action="store_true", help="write the page")
    parser.add_argument("--check", action="store_true", help="compare with the page")
    parser.add_argument("--operators", nargs="+", metavar="NAME", help="these only, and no page")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    if options.update + options.check + bool(options.operators) != 1:
        parser.error("use --update, --check or --operators")
    with np.errstate(all="ignore"):
        found = outcomes(options.operators or tflite_numbers.OPERATORS, options.jobs)
    wrong = [f"{name} {dtype}: {kind}: {text}" for (name, dtype), (kind, *_, text) in sorted(found.items())
             if kind not in (EQUAL, NO_KERNEL)]
    if options.update:
        update(found)
    if options.check:
        wrong += contradictions(found)
    for text in wrong:
        print(text)
    equal = [o for o in found.values() if o[0] == EQUAL]
    print(f"numbers: {len(equal)} kernels, {sum(o[2] for o in equal)} results, {sum(o[3] for o in equal)} elements as LiteRT, "
          f"{len(found) - len(equal) - sum(o[0] == NO_KERNEL for o in found.values())} kernels not, {len(wrong)} faults")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
