"""Three executions of a network agree on every byte: LiteRT's reference
kernels, the reference interpreter and the simulator."""

import re
import sys
from pathlib import Path

import numpy as np

from . import tools
from .tools import differing_bytes, require

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "oracle"))
import tflite_oracle  # noqa: E402

RUNS = 100
PHASES = ["import", "legalize", "fuse", "partition", "tessellate", "batch", "schedule"]


def check_inputs(oracle, network, runs, seed):
    """(label, arrays, expected output or None): samples, golden, random."""
    inputs = [(label, [array], None) for label, array in network.samples()]
    if network.golden():
        executor, array, expected = network.golden()
        inputs.append((f"golden {executor}", [array], expected))
    rng = np.random.default_rng(seed)
    inputs += [(f"random input {run}", tflite_oracle.random_inputs(oracle.inputs, rng), None)
               for run in range(runs)]
    return [(label, [tflite_oracle.check_input(d, a) for d, a in zip(oracle.inputs, arrays)], e)
            for label, arrays, e in inputs]


def computed_tensors(oracle):
    """How many tensors the network computes."""
    count = len(oracle.graph.tensors)
    kinds = [oracle.kind(index) for index in range(count)]
    return sum(kind in ("intermediate", "output") for kind in kinds)


class Reference:
    """The interpreter of one network, compared with LiteRT tensor by tensor."""

    def __init__(self, programs, network, directory):
        self.programs = programs
        self.oracle = tflite_oracle.Oracle(network.path)
        self.wanted = computed_tensors(self.oracle)
        self.module = programs.emit(network.path, "import", directory)

    def interpret(self, label, arrays, values, directory):
        """The interpreter's outputs, and the numbers of tensors and bytes that
        equal the oracle's `values`."""
        tflite_oracle.write_run(self.oracle, values, directory / "oracle")
        report, equal = self.programs.execute(self.module, arrays, directory / "interpreter",
                                              "--compare", directory / "oracle")
        compared = report["comparison"]
        require(equal, f"{label}: interpreter and LiteRT: {compared['differences'][:1]}")
        # Values that the importer adds bear the name of their node. They are skipped
        # or, where they have the size of the node's result, compared as well.
        require(compared["tensors"] >= self.wanted,
                f"{label}: {compared['tensors']} of {self.wanted} tensors compared")
        return (tools.output_arrays(report, directory / "interpreter"), compared["tensors"],
                compared["bytes"])

    def interpret_all(self, inputs, directory):
        """interpret() for each (label, arrays, ...) of check_inputs()."""
        # The oracle is not to be run by several threads.
        jobs = [(index, label, arrays, self.oracle.run(arrays))
                for index, (label, arrays, _) in enumerate(inputs)]
        return tools.parallel(
            lambda job: self.interpret(*job[1:], directory / str(job[0])), jobs)


def compare_outputs(label, found, expected):
    """Bytes compared; fails on the first that differs."""
    require(len(found) == len(expected), f"{label}: {len(found)} outputs, not {len(expected)}")
    for a, b in zip(found, expected):
        differing = differing_bytes(a, b)
        require(differing == 0, f"{label}: {differing} of {a.nbytes} bytes differ")
    return sum(a.nbytes for a in found)


def check(programs, network, directory, runs, seed):
    """All inputs of one network."""
    reference = Reference(programs, network, directory)
    archive = programs.compile(network.path, directory).archive
    inputs = check_inputs(reference.oracle, network, runs, seed)
    interpreted = reference.interpret_all(inputs, directory)

    def simulate(index):
        """Tensors and bytes compared."""
        label, arrays, golden = inputs[index]
        expected, tensors, size = interpreted[index]
        found = programs.outputs(archive, arrays, directory / str(index) / "simulator")
        size += compare_outputs(f"{label}: simulator and interpreter", found, expected)
        tensors += len(found)
        if golden is not None:
            size += compare_outputs(f"{label}: simulator and golden vector", found, [golden])
            tensors += 1
        return tensors, size

    counts = tools.parallel(simulate, range(len(inputs)))
    named = ", ".join(label for label, _, _ in inputs[:3] if not label.startswith("random"))
    return (f"{len(inputs)} inputs ({runs} random; {named or 'no samples'}), "
            f"{sum(c[0] for c in counts)} tensors, {sum(c[1] for c in counts):,} bytes compared, "
            "0 differing bytes")


def check_phases(programs, network, directory):
    """The interpreter after every phase that yields mla IR, every tensor."""
    oracle = tflite_oracle.Oracle(network.path)
    arrays = tflite_oracle.random_inputs(oracle.inputs, np.random.default_rng(7))
    tflite_oracle.write_run(oracle, oracle.run(arrays), directory / "oracle")

    def after(phase):
        module = programs.emit(network.path, phase, directory / phase)
        report, equal = programs.execute(module, arrays, directory / phase,
                                         "--compare", directory / "oracle")
        require(equal, f"after {phase}: {report['comparison']['differences'][:1]}")
        return report["comparison"]["bytes"]

    sizes = tools.parallel(after, PHASES)
    schedule = directory / "schedule" / f"{network.path.stem}.schedule.mlir"
    corrupt_tile(schedule, directory / "corrupt.mlir")
    report, equal = programs.execute(directory / "corrupt.mlir", arrays, directory / "corrupt",
                                     "--compare", directory / "oracle")
    require(not equal, "a tile that begins a row too late changes nothing")
    return (f"{len(PHASES)} phases, {sum(sizes):,} bytes compared, 0 differing bytes; "
            f"one tile offset corrupted: {report['comparison']['differing_bytes']} differing bytes")


def corrupt_tile(module, corrupted):
    """Lets the first tile that does not begin at row 0 begin a row later."""
    text, count = re.subn(r"rows ([1-9]\d*) to", lambda tile: f"rows {int(tile[1]) + 1} to",
                          module.read_text(), count=1)
    require(count == 1, f"{module.name}: no layer is cut into tiles along rows")
    corrupted.write_text(text)


def check_float(programs, network, directory, runs, seed):
    """An archive with --io=float against the interpreter between exact
    float32 formulas of the EV74's quantize and dequantize."""
    oracle = tflite_oracle.Oracle(network.path)
    module = programs.emit(network.path, "import", directory)
    archive = programs.compile(network.path, directory, "--io=float", "--verify").archive
    rng = np.random.default_rng(seed)

    def run(index, arrays):
        found = programs.outputs(archive, arrays, directory / f"float{index}")
        codes = [quantize(a, d) for a, d in zip(arrays, oracle.inputs, strict=True)]
        expected = programs.outputs(module, codes, directory / f"codes{index}")
        for a, b, detail in zip(found, expected, oracle.outputs, strict=True):
            differing = differing_bytes(a, dequantize(b, detail))
            require(differing == 0, f"float32 input {index}: {differing} bytes differ")
        return sum(a.nbytes for a in found)

    jobs = [[real_values(d, rng) for d in oracle.inputs] for _ in range(runs)]
    sizes = tools.parallel(lambda job: run(*job), list(enumerate(jobs)))
    return f"{runs} float32 inputs, {sum(sizes):,} bytes compared, 0 differing bytes"


def scale_and_zero(detail):
    """Per-tensor parameters of a quantized tensor."""
    return np.float32(detail["quantization"][0]), detail["quantization"][1]


def real_values(detail, rng):
    """Reals over the whole range of the codes and a little beyond."""
    scale, zero = scale_and_zero(detail)
    return ((rng.uniform(-140, 140, detail["shape"]) - zero) * scale).astype(np.float32)


def quantize(array, detail):
    """q = x / s, ties to even, + zero point, saturated; s = float(1 / scale)
    where the manifest's scale is the inverse of the source's."""
    scale, zero = scale_and_zero(detail)
    step = np.float32(1.0 / (1.0 / np.float64(scale)))
    codes = np.rint(array / step).astype(np.int64) + zero
    return np.clip(codes, -128, 127).astype(np.int8)


def dequantize(codes, detail):
    """s * (q - zero point) in float32."""
    scale, zero = scale_and_zero(detail)
    step = np.float32(1.0 / (1.0 / np.float64(scale)))
    return (step * (codes.astype(np.int32) - zero).astype(np.float32)).astype(np.float32)
