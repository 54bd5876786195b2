#!/usr/bin/env python3
"""Plants known bugs in the compiler, and asks whether they are found, named and made small.

For: `./run bugs`, and the claim of docs/translation-check.md. Each patch of utils/planted_bugs
is one bug, with the pass at which it must be found. In a checkout of its own, for each of
them: apply, build, `sima-opt --verify-each-by-execution` on the network of
utils/planted_bugs/network.py, `sima-reduce`; the small module must have at most five
operations, fail in the patched compiler at the same pass, and pass in the unpatched one.
`--check` asks only whether all patches apply. Standard library only.
"""

import argparse
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "utils/planted_bugs"
TARGETS = ["sima-opt", "sima-reduce"]
MOST_OPERATIONS = 5
FIELD = re.compile(r"^(Pass|Batch|Params|Io|Memory): (.*)$", re.M)
PIPELINE = ("builtin.module(mla-legalize{{target={Target}}},mla-fuse,mla-partition{{io={Io}}},"
            "mla-tessellate{Params},mla-batch{{batch-size={Batch}}},mla-quad-schedule,"
            "convert-mla-to-quad,quad.segment(quad-allocate,quad-insert-sync,"
            "quad-assign-descriptors),convert-mla-to-mpk)")

TARGET = """name: mlsoc
clock_ghz: 1
quads: 4
tiles_per_quad: 24
lm_bytes: {memory}
acc_bytes: 524288
vector_lanes: 256
dram_bytes_per_cycle: 60
dram_latency_cycles: 150
dma_bytes_per_cycle: 64
link_bytes_per_cycle: 64
types: [int8, uint8, int16]
"""


class Bug:
    """A patch and what its header says."""

    def __init__(self, path, scratch):
        header = path.read_text().partition("diff --git")[0]
        fields = {"Batch": "1", "Params": "", "Io": "codes", **dict(FIELD.findall(header))}
        self.path, self.name, self.expected = path, path.stem, fields["Pass"]
        fields["Target"] = "mlsoc"
        if "Memory" in fields:
            fields["Target"] = scratch / f"lm{fields['Memory']}.yaml"
        self.memory, self.target = fields.get("Memory"), fields["Target"]
        if fields["Params"]:
            fields["Params"] = f'{{params="{fields["Params"]}"}}'
        self.pipeline = PIPELINE.format(**fields)

    def write_target(self):
        """The machine mlsoc with less local memory, if the bug needs that."""
        if self.memory:
            self.target.write_text(TARGET.format(memory=self.memory))

    def git(self, checkout, *options):
        return subprocess.run(["git", "apply", *options, self.path], cwd=checkout,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True)


def bugs(names, scratch):
    found = [Bug(path, scratch) for path in sorted(FOLDER.glob("*.patch"))]
    unknown = set(names) - {bug.name for bug in found}
    if unknown:
        sys.exit(f"planted_bugs.py: error: no bug is named {', '.join(sorted(unknown))}")
    return [bug for bug in found if not names or bug.name in names]


def check(chosen):
    """Whether all patches apply to the sources as they are."""
    bad = 0
    for bug in chosen:
        run = bug.git(ROOT, "--check")
        if run.returncode:
            bad += 1
            print(f"{bug.path.name}: error: {run.stderr.strip().splitlines()[0]}")
    print(f"{len(chosen)} patches, {bad} do not apply")
    return 1 if bad else 0


def run(command, **options):
    return subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, **options)


def build(checkout, jobs):
    made = run(["ninja", "-C", checkout / "build", "-j", jobs, *TARGETS])
    if made.returncode:
        sys.exit(f"planted_bugs.py: error: the checkout does not build:\n{made.stdout[-2000:]}")


def make_checkout(checkout):
    """A copy of the tracked files, configured."""
    if (checkout / "build/build.ninja").exists():
        return
    checkout.mkdir(parents=True, exist_ok=True)
    files = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    subprocess.run(["tar", "--null", "-T", "-", "-cf", checkout / "source.tar"], cwd=ROOT,
                   input=files.stdout, check=True)
    subprocess.run(["tar", "-xf", "source.tar"], cwd=checkout, check=True)
    (checkout / "source.tar").unlink()
    subprocess.run(["git", "init", "-q"], cwd=checkout, check=True)
    subprocess.run(["cmake", "--preset", "default"], cwd=checkout, check=True,
                   stdout=subprocess.DEVNULL)


def named_pass(text):
    """The pass that sima-opt reports."""
    found = re.search(r"error: pass '([^']+)' (\w+)", text)
    return found.group(1) if found else "none"


def verify(tools, module, pipeline, inputs, *options):
    return run([tools / "sima-opt", module, f"--pass-pipeline={pipeline}",
                f"--verify-each-by-execution={inputs}", "-o", "/dev/null", *options])


def hunt(bug, patched, unpatched, scratch):
    """One line of the table, and whether all is as it should be."""
    network, folder = scratch / "network.mlir", scratch / bug.name
    small, inputs = scratch / f"{bug.name}.mlir", scratch / f"{bug.name}.npz"
    folder.mkdir(parents=True, exist_ok=True)
    bug.write_target()
    clean = verify(unpatched, network, bug.pipeline, "random:1")
    if clean.returncode:
        return [bug.name, bug.expected, "unpatched fails", "", "", ""], False
    found = verify(patched, network, bug.pipeline, "random:1", f"--reproducer={folder}")
    name = named_pass(found.stderr)
    if found.returncode == 0 or not (folder / "pipeline").exists():
        return [bug.name, bug.expected, "not found", "", "", ""], False
    pipeline = (folder / "pipeline").read_text()
    if name == "none":  # the pass itself failed
        name = re.findall(r"[\w-]+", re.sub(r"\{[^}]*\}", "", pipeline))[-1]
    reduced = run([patched / "sima-reduce", folder / "module.mlir", f"--pass-pipeline={pipeline}",
                   "--inputs", folder / "inputs.npz", "-o", small])
    if reduced.returncode:
        return [bug.name, bug.expected, name, "", reduced.stderr.strip()[:60], ""], False
    operations = int(re.search(r"operations +(\d+)", reduced.stdout).group(1))
    trials = re.search(r"trials +(\d+)", reduced.stdout).group(1)
    shows = verify(patched, small, pipeline, inputs).returncode == 1
    passes = verify(unpatched, small, pipeline, inputs).returncode == 0
    kind = re.search(r"pass +\S+, (\w+)", reduced.stdout).group(1)
    still = "yes" if shows and passes else f"patched {shows}, unpatched passes {passes}"
    good = name == bug.expected and operations <= MOST_OPERATIONS and shows and passes
    return [bug.name, bug.expected, name, kind, f"{operations} in {trials} trials", still], good


def print_row(cells):
    widths = [24, 24, 24, 11, 18, 10]
    print("| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths)) + " |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="bugs; default: all")
    parser.add_argument("--tools", type=Path, default=ROOT / "build/bin", help="the unpatched tools")
    parser.add_argument("--checkout", type=Path, default=ROOT / "build/bugs/source",
                        help="where patches are applied and built; made if it is not there")
    parser.add_argument("--scratch", type=Path, default=ROOT / "build/bugs/found",
                        help="where reproducers are left")
    parser.add_argument("--jobs", default="2", help="compilers at a time")
    parser.add_argument("--check", action="store_true", help="ask only whether patches apply")
    options = parser.parse_args()
    chosen = bugs(options.names, options.scratch)
    if options.check:
        return check(chosen)
    make_checkout(options.checkout)
    options.scratch.mkdir(parents=True, exist_ok=True)
    network = subprocess.run([sys.executable, FOLDER / "network.py"], capture_output=True, check=True)
    (options.scratch / "network.mlir").write_bytes(network.stdout)
    print_row(["bug", "expected at", "named", "shown by", "operations", "small shows it"])
    failures = 0
    for bug in chosen:
        applied = bug.git(options.checkout)
        if applied.returncode:
            sys.exit(f"{bug.path.name}: error: {applied.stderr.strip()}")
        try:
            build(options.checkout, options.jobs)
            cells, good = hunt(bug, options.checkout / "build/bin", options.tools, options.scratch)
        finally:
            bug.git(options.checkout, "-R")
        failures += not good
        print_row(cells)
    print(f"{len(chosen)} bugs, {len(chosen) - failures} found, named and made small")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
