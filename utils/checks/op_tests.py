"""Operator tests of others: the ONNX node tests of Debian's package libonnx-testdata that
concern quantized operators, and those of the collection. Each is passed, refused
with a reason, or failed. A Markdown table."""

import os
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np

from .differential import (FAILED, NO_ORACLE, PASSED, REFUSED, Network, Outcome, Plan, Refused,
                           check, compare_arrays, reasons)
from .oracles import TFLiteOracle, oracle_of
from .tools import CheckError, require

NODE_TESTS = Path("/usr/share/libonnx-testdata/data/node")
QUANTIZED_OPERATORS = {
    "QuantizeLinear", "DequantizeLinear", "QLinearConv", "QLinearMatMul", "ConvInteger",
    "MatMulInteger", "DynamicQuantizeLinear", "QLinearAdd", "QLinearMul"}


#===------------------------------------------------------------------------===#
# ONNX tests with inputs and outputs as protocol buffers
#===------------------------------------------------------------------------===#

def tensors(directory, kind):
    """Arrays of input_0.pb, input_1.pb, ..."""
    import onnx
    from onnx import numpy_helper
    files = sorted(directory.glob(f"{kind}_*.pb"), key=lambda f: int(f.stem.split("_")[1]))
    found = []
    for file in files:
        tensor = onnx.TensorProto()
        tensor.ParseFromString(file.read_bytes())
        found.append(numpy_helper.to_array(tensor))
    return found


def parameter_inputs(graph):
    """Inputs that a QLinear network keeps as constants: scales, zero points, filters.
    Node tests give them as inputs, since they have no other way to state them."""
    # Of each operator the inputs that are activations.
    data = {"QuantizeLinear": (0,), "DequantizeLinear": (0,), "QLinearConv": (0,),
            "QLinearMatMul": (0, 3), "ConvInteger": (0,), "MatMulInteger": (0, 1),
            "DynamicQuantizeLinear": (0,), "QLinearAdd": (0, 3), "QLinearMul": (0, 3)}
    kept = {node.input[k] for node in graph.node for k in data.get(node.op_type, range(99))
            if k < len(node.input)}
    return [i.name for i in graph.input if i.name not in kept]


def with_constants(model, arrays):
    """The model with parameter inputs as initializers; returns its remaining inputs."""
    from onnx import numpy_helper
    constant = set(parameter_inputs(model.graph))
    remaining = []
    for value, array in zip(list(model.graph.input), arrays):
        if value.name in constant:
            model.graph.initializer.append(numpy_helper.from_array(array, value.name))
            model.graph.input.remove(value)
        else:
            remaining.append(array)
    return remaining


def check_node_test(programs, directory, place):
    """One node test: the archive gives the outputs of its first data set."""
    import onnx
    model, data = onnx.load(directory / "model.onnx"), directory / "test_data_set_0"
    inputs, path = with_constants(model, tensors(data, "input")), place / "model.onnx"
    onnx.save(model, path)
    try:
        oracle = oracle_of(path)
        values = oracle.run(inputs)
        golden = dict(zip(oracle.oracle.outputs, tensors(data, "output"), strict=True))
    except (ValueError, RuntimeError) as error:
        return Outcome(NO_ORACLE, " ".join(str(error).split()))
    return check_given(programs, path, oracle, inputs, values, golden, place)


def check_given(programs, path, oracle, inputs, values, golden, place):
    """A model on given inputs: the test's golden outputs = oracle = interpreter =
    simulator; `golden` are values by the oracle's names of outputs."""
    try:
        network = Network(programs, path, oracle, place)
        expected = network.outputs(values)
        compare_arrays("oracle and golden output", expected, network.outputs(golden))
        network.interpret(inputs, values)
        network.simulate(network.compile(), [inputs], [expected])
    except Refused as error:
        return Outcome(REFUSED, str(error))
    except CheckError as error:
        return Outcome(FAILED, str(error), getattr(error, "place", "other"))
    return Outcome(PASSED)


def node_tests():
    """(name, directory) of the node tests with quantized operators."""
    import onnx
    require(NODE_TESTS.is_dir(), "no node tests; install the Debian package libonnx-testdata")
    found = []
    for file in sorted(NODE_TESTS.glob("*/model.onnx")):
        graph = onnx.load(file).graph
        if QUANTIZED_OPERATORS & {node.op_type for node in graph.node}:
            found.append((f"libonnx-testdata/{file.parent.name}", file.parent))
    return found


#===------------------------------------------------------------------------===#
# TFLite tests with inputs and outputs as CSV
#===------------------------------------------------------------------------===#

def numbers(file, detail):
    """A CSV file as an array of an input or output."""
    text = file.read_text().replace("\n", ",")
    values = [int(n) for n in text.split(",") if n.strip()]
    return np.asarray(values, detail["dtype"]).reshape(detail["shape"])


def check_golden(programs, model, place):
    """A .tflite file whose CSV files hold inputs and outputs, of one run."""
    def arrays(kind, details):
        files = sorted(model.parent.glob(f"{model.stem}_{kind}*_int*.csv"))
        return [numbers(*pair) for pair in zip(files, details, strict=True)]

    try:
        oracle = TFLiteOracle(model)
        inputs = arrays("input", oracle.oracle.inputs)
        outputs = arrays("golden", oracle.oracle.outputs)
        values = oracle.run(inputs)
    except (ValueError, RuntimeError) as error:
        return Outcome(NO_ORACLE, " ".join(str(error).split()))
    golden = {detail["index"]: array for detail, array in zip(oracle.oracle.outputs, outputs)}
    return check_given(programs, model, oracle, inputs, values, golden, place)


#===------------------------------------------------------------------------===#
# All of them
#===------------------------------------------------------------------------===#

def check_file(programs, model, place):
    """A file without data: against its oracle on random inputs."""
    return check(programs, model, oracle_of, Plan(), place)


def collection():
    """(name, function, file) of the tests of the collection."""
    root = os.environ.get("SIMA_MODELS")
    if not root:
        print("note: SIMA_MODELS is not set, its operator tests are left out")
        return []
    tests, folder = [], Path(root) / "op-tests"
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder).as_posix()
        if file.suffix == ".tflite" and list(file.parent.glob(f"{file.stem}_golden*")):
            tests.append((name, check_golden, file))
        elif file.name == "model.onnx" and (file.parent / "test_data_set_0").is_dir():
            tests.append((name, check_node_test, file.parent))
        elif file.suffix in (".onnx", ".tflite"):
            tests.append((name, check_file, file))
    return tests


def check_all(programs, names, _):
    """Prints the table; fails where a test does."""
    tests = [(name, check_node_test, folder) for name, folder in node_tests()] + collection()
    tests = [test for test in tests if not names or any(name in test[0] for name in names)]
    require(tests, "no operator test has such a name")
    counts = Counter()
    print("| test | outcome | reason |\n|---|---|---|", flush=True)
    for name, function, file in tests:
        with tempfile.TemporaryDirectory() as place:
            outcome = function(programs, file, Path(place))
        counts[outcome.kind] += 1
        reason = {FAILED: f"{outcome.place}: {outcome.reason}",
                  REFUSED: "; ".join(reasons(outcome.reason))}.get(outcome.kind, outcome.reason)
        print(f"| {name} | {outcome.kind} | {reason.replace('|', '/')} |", flush=True)
    text = ", ".join(f"{counts[kind]} {kind}" for kind in (PASSED, REFUSED, FAILED, NO_ORACLE))
    require(counts[FAILED] == 0, f"{len(tests)} operator tests: {text}")
    return f"{len(tests)} operator tests: {text}"
