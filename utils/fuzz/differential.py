"""The check of one network: oracle = interpreter, simulator = interpreter and
archive = oracle, on one machine, batch and pair of boundary layouts."""

import json
import re
from dataclasses import dataclass, field

import numpy as np

from checks import times, tools
from checks.tools import CheckError, require

PASSED, REFUSED, FAILED, NO_ORACLE = "passed", "refused", "failed", "no oracle"
TIMEOUT_SECONDS = 120
SUFFIXES = {"tflite": ".tflite", "onnx": ".onnx"}

# Errors that tell of a defect, whatever the exit code.
DEFECTS = re.compile(r"differs from the interpreter|this is a defect|the program cannot run|"
                     r"failed to legalize|does not verify|expected|never written|unset bytes|"
                     r"in an error condition|stack dump|Assertion", re.IGNORECASE)


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


def run(programs, place, program, *arguments):
    """Runs a program that may refuse: exit code 1 and one line `error: ...`."""
    result = programs.attempt(program, *arguments, timeout=TIMEOUT_SECONDS)
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
    return re.sub(r"-?\d+(\.\d+)?(e-?\d+)?(x\d+)*", "N", reason)[:150]


def reasons(text):
    """Why a network is refused: each unsupported operator and tensor by itself."""
    found = re.findall(r"([A-Za-z][^;()]*?) x\d+ \(", text) if "unsupported" in text else []
    found = [re.sub(r"^.*: ", "", kind) for kind in found]
    return sorted(set(found)) or [general(text)]


def compare_arrays(place, found, expected, tolerance=0):
    """Bytes compared and how many codes are one off; shapes may differ by views."""
    size = near = 0
    if len(found) != len(expected):
        raise Failure(place, f"{len(found)} outputs instead of {len(expected)}")
    for index, (a, b) in enumerate(zip(found, expected)):
        if a.size != b.size or a.dtype != b.dtype:
            raise Failure(place, f"output {index} is {a.dtype} {a.shape}, expected {b.dtype} "
                                 f"{b.shape}")
        a = a.reshape(b.shape)
        wrong = np.flatnonzero((a != b) & ~((a != a) & (b != b)))
        if wrong.size and tolerance:
            distance = np.abs(a.reshape(-1)[wrong].astype(np.int64) -
                              b.reshape(-1)[wrong].astype(np.int64))
            near += int(np.count_nonzero(distance <= tolerance))
            wrong = wrong[distance > tolerance]
        if wrong.size:
            first = wrong[0]
            raise Failure(place, f"output {index}: {wrong.size} of {a.size} elements differ, first "
                                 f"{np.unravel_index(first, b.shape)}: {a.reshape(-1)[first]} "
                                 f"instead of {b.reshape(-1)[first]}")
        size += a.nbytes
    return size, near


def interpret(programs, model, oracle, arrays, values, directory):
    """Interpreter against oracle on one sample: every tensor; returns the bytes."""
    run(programs, "import", "sima-compile", model, "-o", directory, "-j", 1, "--emit", "import")
    module = directory / f"{model.stem}.import.mlir"
    oracle.write(values, directory / "oracle")
    inputs = []
    for index, array in enumerate(arrays):
        np.save(directory / f"in{index}.npy", array)
        inputs += ["--input", f"{index}={directory}/in{index}.npy"]
    result = programs.attempt("sima-run", module, *inputs, "-o", directory / "interpreter",
                              "--json", "--compare", directory / "oracle", timeout=TIMEOUT_SECONDS)
    if not result.stdout.startswith("{"):
        text = tools.first_line(result)
        raise Failure(f"interpreter: {'crash' if result.returncode != 1 else general(text)}",
                      f"sima-run: exit code {result.returncode}: {text}")
    report = json.loads(result.stdout)
    compared = report["comparison"]
    if result.returncode:
        raise Failure("interpreter and oracle", f"{compared['differences'][:1]}")
    if compared["tensors"] < oracle.wanted:
        raise Failure("tensors compared",
                      f"{compared['tensors']} of {oracle.wanted} tensors compared")
    found = tools.output_arrays(report, directory / "interpreter")
    compare_arrays("interpreter and oracle: outputs", found, oracle.outputs_of(values))
    return compared["bytes"]


def simulate(programs, model, oracle, samples, results, plan, directory):
    """Archive against interpreter (--verify) and against the oracle."""
    result = run(programs, "compile", "sima-compile", model, "-o", directory, "-j", 1, "--verify",
                 *plan.options(directory))
    archive = directory / f"{model.stem}_mpk.tar.gz"
    compiled = tools.Compiled(archive, result.stdout, result.stderr)
    size = compiled.verified_bytes
    batch = compiled.batch
    count = len(samples) // batch * batch
    require(count, f"batch {batch} of {plan.batch} asked")
    for start in range(0, count, batch):
        inputs = [np.concatenate(arrays) for arrays in zip(*samples[start:start + batch])]
        expected = [np.concatenate(arrays) for arrays in zip(*(
            oracle.outputs_of(values) for values in results[start:start + batch]))]
        report, passed = programs.execute(archive, inputs, directory / "simulator")
        if not passed:
            raise Failure("simulator", "sima-run fails on the archive")
        if start == 0 and len(report["stages"]) == 1:
            times.check_statistics(programs, compiled, report["stages"][0]["report"])
        found = tools.output_arrays(report, directory / "simulator")
        size += compare_arrays("archive and oracle", found, expected)[0]
    return size


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
        counts["oracle bytes"] = interpret(programs, model, oracle, samples[0], results[0],
                                           directory)
        counts["interpreted"] = 1
        try:
            counts["archive bytes"] = simulate(programs, model, oracle, samples, results, plan,
                                               directory)
        except Refused:
            if plan.layouts == "{}":
                raise
            # The layouts may ask for what these tensors cannot have.
            plan.layouts = "{}"
            counts["layouts refused"] = 1
            counts["archive bytes"] = simulate(programs, model, oracle, samples, results, plan,
                                               directory)
    except Refused as error:
        return Outcome(REFUSED, str(error), counts=counts)
    except Failure as error:
        return Outcome(FAILED, str(error), error.place, counts)
    except CheckError as error:
        return Outcome(FAILED, str(error), "other", counts)
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
