"""The check of one network: oracle = interpreter, simulator = interpreter and
archive = oracle, on one machine, batch and pair of boundary layouts."""

import json
import re
import subprocess
from dataclasses import dataclass, field

import numpy as np

from . import times, tools
from .tools import CheckError, require

PASSED, REFUSED, FAILED, NO_ORACLE = "passed", "refused", "failed", "no oracle"
TIMEOUT_SECONDS = 120

# Errors that tell of a defect, whatever the exit code.
DEFECTS = re.compile(r"differs from the interpreter|this is a defect|the program cannot run|"
                     r"failed to legalize|does not verify|expected|never written|unset bytes|"
                     r"in an error condition|stack dump|Assertion|'\w+\.\w+' op ", re.IGNORECASE)


@dataclass
class Plan:
    """How a network is compiled, and on what it is run."""
    target: str = "mlsoc"
    batch: int = 1
    layouts: str = "{}"
    seed: int = 1

    def options(self, directory):
        options = ["--target", self.target, "--batch-size", self.batch]
        if self.layouts != "{}":
            file = directory / "layouts.yaml"
            file.write_text(self.layouts + "\n")
            options += ["--tessellation", file]
        return options


@dataclass
class Outcome:
    """What came of a network: `reason` says why it is not passed."""
    kind: str
    reason: str = ""
    # Where a failure shows; shrinking keeps it.
    place: str = ""
    counts: dict = field(default_factory=dict)


class Refused(Exception):
    """A program refused the network in one line."""


class Failure(CheckError):
    """A defect, and the step in which it shows."""

    def __init__(self, place, text):
        super().__init__(text)
        self.place = place


def attempt(programs, place, program, *arguments, seconds):
    """Runs a program to its end, which must come in time."""
    try:
        return programs.attempt(program, *arguments, timeout=seconds)
    except subprocess.TimeoutExpired:
        raise Failure(f"{place}: too slow", f"{program}: not done in {seconds} s") from None


def run(programs, place, program, *arguments, seconds=TIMEOUT_SECONDS):
    """Runs a program that may refuse: exit code 1 and one line `error: ...`."""
    result = attempt(programs, place, program, *arguments, seconds=seconds)
    if result.returncode == 0:
        return result
    lines = [line for line in result.stderr.splitlines()
             if line and not line.startswith(("remark:", "warning:"))]
    text = " / ".join(lines)[:400] or "no message"
    if result.returncode != 1:
        raise Failure(f"{place}: crash", f"{program}: exit code {result.returncode}: {text}")
    if len(lines) != 1 or not lines[0].startswith("error: ") or DEFECTS.search(lines[0]):
        raise Failure(f"{place}: {general(lines[0] if lines else '')}", f"{program}: {text}")
    raise Refused(lines[0].removeprefix("error: "))


def general(reason):
    """A reason without names and numbers, to count by."""
    reason = re.sub(r"^\S*?\.(tflite|onnx|mlir): ", "", reason)
    reason = re.sub(r"; (imported are|use|see|export) .*", "", reason)
    reason = re.sub(r"'[^']*'", "'…'", reason)
    reason = re.sub(r" x\d+ \([^)]*\)", "", reason)
    reason = re.sub(r"^\d+ unsupported", "unsupported", reason)
    reason = re.sub(r"(?<![A-Za-z\d])-?\d+(\.\d+)?(e-?\d+)?(x\d+)*(?!\d*[- ]bits?\b)", "N", reason)
    return reason[:150]


def reasons(text):
    """Why a network is refused: each unsupported operator and tensor by itself."""
    if "unsupported" not in text:
        return [general(text)]
    # ONNX: operator, count, nodes, and why.
    found = re.findall(r"(\w[\w.]*) x\d+ \([^)]*\): (.+?)(?=; (?:\w[\w.]* x\d+ \(|see docs/)|$)", text)
    if found:
        return sorted({f"{kind} {general(why)}" for kind, why in found})
    found = re.findall(r"([A-Za-z][^;()]*?) x\d+ \(", text)
    return sorted({re.sub(r"^.*: ", "", kind) for kind in found}) or [general(text)]


def compare_arrays(place, found, expected):
    """Bytes compared; outputs have the same elements in the same order, whatever
    their shape."""
    size = 0
    if len(found) != len(expected):
        raise Failure(place, f"{len(found)} outputs instead of {len(expected)}")
    for index, (a, b) in enumerate(zip(found, expected)):
        a, b = as_stored(a), as_stored(b)
        if a.dtype == np.int16 and b.dtype in (np.int32, np.int64):  # positions
            b = b.astype(np.int16)
        if a.size != b.size or a.dtype != b.dtype:
            raise Failure(place, f"output {index} is {a.dtype} {a.shape}, expected {b.dtype} "
                                 f"{b.shape}")
        a = a.reshape(b.shape)
        wrong = np.flatnonzero((a != b) & ~((a != a) & (b != b)))
        if wrong.size:
            first = wrong[0]
            at = tuple(int(k) for k in np.unravel_index(first, b.shape))
            raise Failure(place, f"output {index}: {wrong.size} of {a.size} elements differ, first "
                                 f"{at}: {a.reshape(-1)[first]} instead of {b.reshape(-1)[first]}")
        size += a.nbytes
    return size


def as_stored(array):
    """Unsigned codes as the accelerator stores them: less half their range. Positions have
    16 bits there."""
    array = np.ascontiguousarray(array)
    if array.dtype in (np.int32, np.int64):
        return array.astype(np.int16)
    if array.dtype in (np.uint8, np.uint16):
        wide = array.dtype == np.uint16
        return (array ^ array.dtype.type(0x8000 if wide else 0x80)).view(
            np.int16 if wide else np.int8)
    return array


def ports(header):
    """(shape, order) of each argument or result of a function; the order is how its
    dimensions follow from the source's, None where they are the same."""
    found = []
    for extents, attributes in re.findall(r"tensor<((?:\d+x)+)[^{}]*\{([^{}]*)\}", header):
        order = re.search(r"mla\.source_permutation = array<i64: ([\d, ]+)>", attributes)
        found.append(([int(n) for n in extents.split("x")[:-1]],
                      [int(d) for d in order[1].split(",")] if order else None))
    return found


def as_stated(arrays, found):
    """Arrays of the source as the function takes or gives them: the importers permute
    dimensions and add some of size 1."""
    if len(found) != len(arrays):
        return arrays
    result = []
    for array, (shape, order) in zip(arrays, found):
        if order and len(order) == array.ndim:
            array = np.ascontiguousarray(array.transpose(order))
        result.append(array.reshape(shape) if array.size == np.prod(shape) else array)
    return result


class Network:
    """A model that the importer takes, with its oracle; no program may run longer than
    `seconds`."""

    def __init__(self, programs, model, oracle, directory, seconds=TIMEOUT_SECONDS):
        self.programs, self.model, self.oracle = programs, model, oracle
        self.directory, self.seconds = directory, seconds
        run(programs, "import", "sima-compile", model, "-o", directory, "-j", 1, "--emit", "import",
            seconds=seconds)
        self.module = directory / f"{model.stem}.import.mlir"
        with open(self.module, encoding="utf-8") as file:
            header = next((line for line in file if "func.func @main" in line), "")
        arguments, _, results = header.partition(") -> ")
        self.arguments, self.results = ports(arguments), ports(results)

    def inputs(self, arrays):
        """The oracle's inputs as those of the compiled network."""
        return as_stated([as_stored(a) for a in self.oracle.inputs_of(arrays)], self.arguments)

    def outputs(self, values):
        """The oracle's outputs as those of the compiled network."""
        return as_stated([as_stored(a) for a in self.oracle.outputs_of(values)], self.results)

    def interpret(self, arrays, values=None):
        """One sample; with `values` compared with the oracle, tensor by tensor. Returns the
        outputs and the comparison."""
        options = []
        if values is not None:
            self.oracle.write(values, self.directory / "oracle")
            options = ["--compare", self.directory / "oracle"]
        inputs = []
        for index, array in enumerate(self.inputs(arrays)):
            np.save(self.directory / f"in{index}.npy", array)
            inputs += ["--input", f"{index}={self.directory}/in{index}.npy"]
        result = attempt(self.programs, "interpreter", "sima-run", self.module, *inputs, "-o",
                         self.directory / "interpreter", "--json", *options, seconds=self.seconds)
        if not result.stdout.startswith("{"):
            text = tools.first_line(result)
            raise Failure(f"interpreter: {'crash' if result.returncode != 1 else general(text)}",
                          f"sima-run: exit code {result.returncode}: {text}")
        report = json.loads(result.stdout)
        compared = report.get("comparison", {})
        found = tools.output_arrays(report, self.directory / "interpreter")
        if compared:
            if result.returncode:
                raise Failure("interpreter and oracle", f"{compared['differences'][:1]}")
            if compared["tensors"] < self.oracle.wanted:
                raise Failure("tensors compared", f"{compared['tensors']} of {self.oracle.wanted} "
                                                  "tensors compared")
        return found, compared

    def compile(self, *options):
        """The archive, verified; it takes and gives codes."""
        result = run(self.programs, "compile", "sima-compile", self.model, "-o", self.directory,
                     "-j", 1, "--verify", "--io=codes", *options, seconds=self.seconds)
        archive = self.directory / f"{self.model.stem}_mpk.tar.gz"
        return tools.Compiled(archive, result.stdout, result.stderr)

    def simulate(self, compiled, samples, expected):
        """Runs full batches of the archive on samples; the bytes that equal the
        expected outputs, and the report of the last run."""
        # A model that is written for several samples is a batch of them.
        written_for = self.arguments[0][0][0] if self.arguments and self.arguments[0][0] else 1
        size, report, batch = 0, None, max(1, compiled.batch // written_for)
        for start in range(0, len(samples) // batch * batch, batch):
            inputs = [np.concatenate(arrays) for arrays in zip(*(
                self.inputs(arrays) for arrays in samples[start:start + batch]))]
            wanted = [np.concatenate(arrays) for arrays in zip(*expected[start:start + batch])]
            report, passed = self.programs.execute(compiled.archive, inputs,
                                                   self.directory / "simulator")
            if not passed:
                raise Failure("simulator", "sima-run fails on the archive")
            found = tools.output_arrays(report, self.directory / "simulator")
            size += compare_arrays("archive", found, wanted)
        require(report, f"batch {batch}, more than the {len(samples)} samples")
        return size, report


def compile_and_run(network, samples, results, options, near):
    """Bytes verified, and those of the archive that equal the oracle's, or where the
    oracle allows a distance, the interpreter's."""
    compiled = network.compile(*options)
    expected = [network.interpret(arrays)[0] if near else network.outputs(values)
                for arrays, values in zip(samples, results)]
    size, report = network.simulate(compiled, samples, expected)
    if len(report["stages"]) == 1:
        times.check_statistics(network.programs, compiled, report["stages"][0]["report"])
    return compiled.verified_bytes + size


def check(programs, model, oracle_of, plan, directory):
    """The outcome of a model file; `oracle_of` loads its oracle."""
    rng = np.random.default_rng(plan.seed)
    try:
        oracle = oracle_of(model)
        samples = [oracle.random_inputs(rng) for _ in range(plan.batch)]
        results = [oracle.run(arrays) for arrays in samples]
    except (RuntimeError, ValueError) as error:
        return without_oracle(programs, model, directory, " ".join(str(error).split()))
    counts = {}
    try:
        network = Network(programs, model, oracle, directory)
        _, compared = network.interpret(samples[0], results[0])
        counts.update({"interpreted": 1, "oracle bytes": compared["bytes"],
                       "near": compared["near_elements"]})
        near = any(oracle.tolerances().values())
        try:
            counts["archive bytes"] = compile_and_run(network, samples, results,
                                                      plan.options(directory), near)
        except Refused:
            if plan.layouts == "{}":
                raise
            # The layouts may ask for what these tensors cannot have.
            plan.layouts = "{}"
            counts["layouts refused"] = 1
            counts["archive bytes"] = compile_and_run(network, samples, results,
                                                      plan.options(directory), near)
    except Refused as error:
        return Outcome(REFUSED, str(error), counts=counts)
    except Failure as error:
        return Outcome(FAILED, str(error), error.place, counts)
    except CheckError as error:
        return Outcome(FAILED, str(error), "other: " + general(str(error)), counts)
    return Outcome(PASSED, counts=counts)


def without_oracle(programs, model, directory, why):
    """The oracle refuses the network: the compiler may refuse or take it, not fail."""
    try:
        run(programs, "compile", "sima-compile", model, "-o", directory, "-j", 1, "--verify")
    except Refused:
        return Outcome(NO_ORACLE, why, counts={"compiler refuses": 1})
    except Failure as error:
        return Outcome(FAILED, f"{error} (the oracle refuses the network: {why})", error.place)
    return Outcome(NO_ORACLE, why, counts={"compiler accepts": 1})
