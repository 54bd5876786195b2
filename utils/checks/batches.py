"""Batches of many sizes: ports for each sample, and each sample computes what it
computes alone."""

import itertools
import json
import re
import tempfile
from pathlib import Path

import numpy as np

from . import layouts, numerics, times, tools
from .tools import file_ending, read_archive, require

SIZES = [1, 2, 3, 5, 7, 8, 12, 16, 24, 31, 32, 33, 48, 63, 64]
TARGETS = ["mlsoc", "cmp512"]


def check_files(programs, compiled, asked, ports, directory):
    """The manifest's batch sizes, and a section of the ELF file for each port
    and sample."""
    files = read_archive(compiled.archive)
    manifest = json.loads(files[file_ending(files, "_mpk.json")])
    for plugin in manifest["plugins"]:
        params = plugin["config_params"]
        sizes = params["desired_batch_size"], params["actual_batch_size"]
        require(sizes == (asked, compiled.batch), f"{plugin['name']} has batch sizes {sizes}")
    elf = directory / "program.elf"
    elf.write_bytes(files[file_ending(files, ".elf")])
    listing = programs.run("sima-objdump", elf).stdout
    found = re.findall(r"^  (port\.\w+\.\d+\.b\d+) ", listing, re.MULTILINE)
    expected = [f"port.{port}.b{sample}" for port in ports for sample in range(compiled.batch)]
    require(sorted(found) == sorted(expected),
            f"{len(found)} ports of samples in the ELF file, expected {len(expected)}")
    return len(found)


def check_size(programs, network, target, asked, singles, ports, directory):
    """One batch size; the actual batch and the sample ports."""
    compiled = programs.compile(network.path, directory, "--target", target, "--batch-size", asked,
                                "--verify")
    compiled.require_batch(asked)
    times.check_statistics(programs, compiled)
    sections = check_files(programs, compiled, asked, ports, directory)
    inputs, expected = ([np.concatenate(arrays) for arrays in zip(*values)]
                        for values in zip(*singles[:compiled.batch]))
    found = programs.outputs(compiled.archive, inputs, directory)
    require([array.shape for array in found] == [array.shape for array in expected],
            f"outputs {[array.shape for array in found]}")
    numerics.compare_outputs("samples of the batch and alone", found, expected)
    return compiled.batch, sections


def check(programs, network, directory, targets, sizes):
    """All sizes on all targets."""
    tensors = layouts.boundary(programs, network, directory)
    ports = [f"in.{k}" for k in range(sum(t.is_input for t in tensors))]
    ports += [f"out.{k}" for k in range(len(tensors) - len(ports))]
    archive = programs.compile(network.path, directory / "single").archive
    samples = [layouts.random_sample(tensors, seed) for seed in range(max(sizes))]
    singles = tools.parallel(
        lambda job: (job[1], programs.outputs(archive, job[1], directory / f"single{job[0]}")),
        list(enumerate(samples)))

    def attempt(job):
        target, asked = job
        with tempfile.TemporaryDirectory(dir=directory) as place:
            try:
                return check_size(programs, network, target, asked, singles, ports, Path(place))
            except tools.CheckError as error:
                raise tools.CheckError(f"{target}, batch {asked}: {error}") from None

    jobs = list(itertools.product(targets, sizes))
    results = tools.parallel(attempt, jobs)
    fewer = [f"{actual} of {asked} on {target}"
             for (target, asked), (actual, _) in zip(jobs, results) if actual < asked]
    return (f"{len(jobs)} archives on {', '.join(targets)} for batches of "
            f"{', '.join(map(str, sizes))}; {sum(actual for actual, _ in results):,} samples in "
            f"them = samples alone, {sum(count for _, count in results):,} port sections, "
            f"0 differing bytes; fewer than asked: {', '.join(fewer) or 'none'}")
