"""Random machines, batches, boundary layouts, types, constants kept or compressed: every
archive is right and timed to the cycle, every refusal is a line that says an honest reason.

Case N of a seed is the same whatever runs before it: `--start N --runs 1` does
it again, and --keep leaves the files that its command names.
"""

import math
import random
import re
import shlex
import shutil
import subprocess
from collections import Counter
from dataclasses import dataclass, field

from . import layouts, times, tools
from .networks import REPOSITORY, Network
from .targets import MACHINE
from .tools import CheckError, require

# A module with several inputs and outputs, beside the networks.
PORTS = REPOSITORY / "test/EndToEnd/Inputs/ports.mlir"
CASES = 200
# Of all samples of a batch: both bound the seconds of a case.
MACS = 400_000_000
SLICES = 10_000
TIMEOUT_SECONDS = 60

# What a machine may lack; other reasons to refuse are what a case asks for wrongly.
MEMORY = re.compile(r"local memory: tile \d+ of \d+ of layer '.*' needs \d+ bytes, \d+ more than the "
                    r"\d+ there are; the largest buffers? (is|are) .*; use ")
# As much holds every layer of these networks, cut as far as it goes.
ENOUGH_BYTES = 32768


@dataclass
class Subject:
    """A network with its boundary and its multiply-accumulates per sample."""
    network: Network
    tensors: list
    macs: int


@dataclass
class Case:
    """One compilation; `wrong` is the refusal that it asks for, if any."""
    number: int
    subject: Subject
    machine: dict
    batch: int
    float_io: bool
    layouts: dict = field(default_factory=dict)
    wrong: str | None = None
    caching: bool = False
    compress: bool = False


#===------------------------------------------------------------------------===#
# Drawing a case
#===------------------------------------------------------------------------===#

def log_uniform(rng, low, high, unit=1):
    """A multiple of `unit`; each order of magnitude is as likely as another."""
    value = low * (high / low) ** rng.random()
    return min(high, max(low, round(value / unit) * unit))


def divisors(number):
    return sum(number % k == 0 for k in range(1, number + 1))


def rate(rng):
    """A DRAM rate as an integer, a decimal or a fraction."""
    return rng.choice([str(log_uniform(rng, 1, 256)), f"{rng.randint(1, 99)}.{rng.randint(0, 99)}",
                       f"{rng.randint(1, 500)}/{rng.randint(1, 50)}"])


def draw_machine(rng, number):
    """Within the limits of docs/machine.md, mostly in the sizes that networks of
    microcontrollers meet, sometimes at a limit."""
    extreme = rng.random() < 0.15
    machine = {"name": f"case{number}", "quads": rng.randint(1, 8),
               "tiles": log_uniform(rng, 1, 1024 if extreme else 128),
               "lm": log_uniform(rng, 8192, 8 << 20, 64),
               "acc": log_uniform(rng, 1024, 8 << 20 if extreme else 1 << 20, 64),
               "lanes": log_uniform(rng, 1, 65536 if extreme else 1024), "dram": rate(rng),
               "latency": rng.choice([0, 1, log_uniform(rng, 1, 1000000 if extreme else 5000)]),
               "dma": 1 << rng.randint(0, 6), "link": 1 << rng.randint(0, 6)}
    while divisors(machine["tiles"]) > 8:
        machine["tiles"] -= 1
    if extreme:
        machine["dram"] = rng.choice(["1/999999", "0.001", "65536", "999999/16", machine["dram"]])
    return machine


def draw_extent(rng, extent):
    """0, 1, the extent, what divides it or what does not."""
    return min(extent, rng.choice([0, 1, extent, -(-extent // 2), rng.randint(1, extent)]))


def draw_direct(rng, tensor):
    """A layout that the MLA's DMA reads or writes."""
    blocks = not tensor.is_input or tensor.channels % 16 == 0
    layout = rng.choice(["HWC", "HWC16"] if blocks else ["HWC"])
    parameters = {"enable_mla": True, "dram_layout": layout}
    if rng.random() < 0.3:
        parameters["tile_shape"] = [rng.randint(0, 1), *(draw_extent(rng, e)
                                                         for e in tensor.extents)]
    return parameters


def draw_slices(rng, tensor):
    """A layout of the EV74; padded channel groups are multiples of 16 or all
    channels, and all channels at outputs."""
    tile = [draw_extent(rng, extent) for extent in tensor.extents]
    align, cblock = rng.random() < 0.5, rng.random() < 0.5
    if align or cblock:
        groups = range(16, tensor.channels + 1, 16) if tensor.is_input else []
        tile[2] = rng.choice([0, *groups])
    return {"tile_shape": [rng.randint(0, 1), *tile], "align_c16": align, "cblock": cblock}


def slice_count(tensor, parameters):
    """Slices of a sample where the EV74 makes them."""
    tile = parameters.get("tile_shape", [0, 0, 0, 0])[1:]
    return math.prod(-(-extent // (size or extent)) for extent, size in zip(tensor.extents, tile))


def draw_wrong(rng, tensor):
    """Parameters that must be refused, and the message."""
    axis = rng.randrange(3)
    tile = [0, 0, 0, 0]
    tile[axis + 1] = tensor.extents[axis] + rng.randint(1, 1000)
    wrong = [({"tile_shape": tile}, f"tile_shape {tile[axis + 1]} for {'hwc'[axis]} exceeds the "
              f"tensor's {tensor.extents[axis]}"),
             ({"enable_mla": True, "cblock": True}, "cblock is for the EV74; with enable_mla")]
    if tensor.is_input and tensor.channels > 1 and tensor.channels != 16:
        wrong.append(({"tile_shape": [0, 0, 0, 1], "align_c16": True, "cblock": True},
                      "a padded channel group must be a multiple of 16 channels"))
    if not tensor.is_input and tensor.channels > 16:
        wrong.append(({"tile_shape": [0, 0, 0, 16], "align_c16": True},
                      f"tile_shape 16 for c; an output with padded channels keeps all "
                      f"{tensor.channels}: use"))
    if tensor.is_input and tensor.channels % 16:
        wrong.append(({"enable_mla": True, "dram_layout": "HWC16"},
                      "; use HWC for inputs whose channels are not a multiple of 16"))
    return rng.choice(wrong)


def draw(seed, number, subjects):
    """Case `number` of a seed."""
    rng = random.Random(f"{seed}:{number}")
    subject = rng.choice(subjects)
    case = Case(number, subject, draw_machine(rng, number), 1, rng.random() < 0.2)
    slices = 1
    for tensor in subject.tensors:
        kind = rng.choice([None, draw_direct, draw_slices, draw_slices])
        if kind:
            case.layouts[tensor.name] = kind(rng, tensor)
            slices = max(slices, slice_count(tensor, case.layouts[tensor.name]))
    if rng.random() < 0.6:
        most = min(64, MACS // max(1, subject.macs), SLICES // slices)
        case.batch = rng.randint(1, max(1, most))
    if rng.random() < 0.04:
        tensor = rng.choice(subject.tensors)
        case.layouts[tensor.name], case.wrong = draw_wrong(rng, tensor)
    case.caching = rng.random() < 0.4
    case.compress = rng.random() < 0.4
    return case


#===------------------------------------------------------------------------===#
# Running a case
#===------------------------------------------------------------------------===#

def command(case, directory):
    """Writes the case's files; the arguments of sima-compile."""
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    machine = directory / "machine.yaml"
    machine.write_text(MACHINE.format(**case.machine))
    arguments = [case.subject.network.path, "-o", directory, "-j", 1, "--verify", "--target",
                 machine, "--batch-size", case.batch]
    if case.layouts:
        arguments += ["--tessellation", layouts.write(directory / "layouts.yaml", case.layouts)]
    if case.float_io:
        arguments.append("--io=float")
    if case.caching:
        arguments.append("--l2-caching=single-model")
    if case.compress:
        arguments.append("--compress")
    return list(map(str, arguments))


def refusal(case, result, archive):
    """The kind of a refusal; fails if it is not honest."""
    errors = [line for line in result.stderr.splitlines() if not line.startswith("remark: ")]
    require(result.returncode == 1 and len(errors) == 1 and errors[0].startswith("error: "),
            f"exit code {result.returncode}, {len(errors)} lines of errors: "
            f"{errors[0] if errors else 'none'}")
    require(not archive.exists(), "refused, and an archive is there")
    if case.wrong:
        require(case.wrong in errors[0], f"expected '{case.wrong}', found '{errors[0]}'")
        return "parameters"
    small = case.machine["lm"] < ENOUGH_BYTES
    require(small and MEMORY.search(errors[0]), errors[0])
    return "local memory"


def run(programs, case, arguments, directory):
    """("verified", bytes), or the kind of refusal and 0."""
    archive = directory / f"{case.subject.network.path.stem}_mpk.tar.gz"
    try:
        result = programs.attempt("sima-compile", *arguments, timeout=TIMEOUT_SECONDS)
    except subprocess.TimeoutExpired:
        raise CheckError(f"sima-compile takes more than {TIMEOUT_SECONDS} s") from None
    if result.returncode:
        return refusal(case, result, archive), 0
    require(not case.wrong, f"accepted, expected '{case.wrong}'")
    compiled = tools.Compiled(archive, result.stdout, result.stderr)
    compiled.require_batch(case.batch)
    times.check_statistics(programs, compiled)
    return "verified", compiled.verified_bytes


def subjects_of(programs, networks, directory):
    """The networks and the module of several ports, with their boundaries."""
    ports = Network("ports", PORTS, None)

    def subject(network):
        place = directory / network.name
        compiled = programs.compile(network.path, place)
        return Subject(network, layouts.boundary(programs, network, place), compiled.macs)

    return tools.parallel(subject, [*networks, ports])


def check(programs, networks, directory, cases, seed, start, keep):
    """All cases; prints every failure and returns a summary."""
    subjects = subjects_of(programs, networks, directory)

    def attempt(number):
        case = draw(seed, number, subjects)
        place = (keep or directory) / f"case{number}"
        arguments = command(case, place)
        try:
            result = run(programs, case, arguments, place)
        except CheckError as error:
            print(f"  case {number}: {error}\n    {shlex.join(['sima-compile', *arguments])}",
                  flush=True)
            return "failed", 0
        shutil.rmtree(place)
        return result

    results = tools.parallel(attempt, range(start, start + cases))
    kinds = Counter(kind for kind, _ in results)
    require(not kinds["failed"], f"{kinds['failed']} of {cases} cases fail; --seed {seed} --start "
                                 "CASE --runs 1 --keep DIR does one again")
    refused = ", ".join(f"{count} for {kind}" for kind, count in sorted(kinds.items())
                        if kind != "verified")
    return (f"{cases} cases: {kinds['verified']} archives verified, "
            f"{sum(size for _, size in results):,} bytes, 0 differing bytes, predicted cycles = "
            f"simulated cycles; refused: {refused or 'none'}")
