"""Cycles: how busy the quads are, and predictions against the simulator."""

import json
import re

from .networks import REPOSITORY
from .tools import file_ending, read_archive, require

TILES = 4 * 24
LEAST_BUSY = 0.15


def matrix_work(programs, archive, directory):
    """Layer -> (node of its matrix instructions, MXU cycles per quad)."""
    timeline = directory / "timeline.jsonl"
    report = programs.timing(archive, "--timeline", timeline)
    work = {}
    for line in timeline.read_text().splitlines():
        entry = json.loads(line)
        if entry["queue"] != "mxu" or "cycles" not in entry:
            continue
        node, busy = work.setdefault(entry["layer"], (entry["node"], [0] * len(report["quads"])))
        busy[entry["quad"]] += entry["static"]["end"] - entry["static"]["start"]
    for layer in report["layers"]:
        _, busy = work.get(layer["name"], (None, [0] * len(report["quads"])))
        require(busy == layer["mxu_busy_cycles"],
                f"{layer['name']}: MXU cycles {layer['mxu_busy_cycles']} in the report, "
                f"{busy} in the timeline")
    return report, work


def output_shapes(module):
    """Node name -> (positions, blocks of 16 channels) of what it computes,
    read from the imported network."""
    text = module.read_text()
    names = dict(re.findall(r'^(#loc\d*) = loc\("([^"]*)"', text, re.MULTILINE))
    shapes = {}
    for shape, location in re.findall(r"^ +%.* -> tensor<([\dx]+)x!.*> loc\((#loc\d*)\)$", text,
                                      re.MULTILINE):
        extents = [int(extent) for extent in shape.split("x")]
        positions = 1
        for extent in extents[:-1]:
            positions *= extent
        if location in names:
            shapes[names[location]] = (positions, -(-extents[-1] // 16))
    return shapes


def check_layers(programs, network, directory):
    """Prints a table; every large layer keeps the MXU of each quad busy, or a
    remark says why not."""
    compiled = programs.compile(network.path, directory, "--remarks")
    report, work = matrix_work(programs, compiled.archive, directory)
    shapes = output_shapes(programs.emit(network.path, "import", directory))
    print(f"{network.name}: layer, positions x blocks, static cycles, MXU busy % of each quad")
    large = explained = 0
    for layer in report["layers"]:
        name = layer["name"].split("/")[-1]
        if layer["name"] not in work:
            print(f"  {name:32} no matrix work")
            continue
        node, busy = work[layer["name"]]
        require(node in shapes, f"{name}: source node '{node}' is not in the network")
        positions, blocks = shapes[node]
        share = [cycles / max(1, layer["static_cycles"]) for cycles in busy]
        remark = f"layer '{name}'" in compiled.remarks
        verdict = ""
        if positions * blocks >= TILES:
            large += 1
            verdict = "ok" if min(share) >= LEAST_BUSY else "remark" if remark else "TOO IDLE"
            explained += verdict == "remark"
        print(f"  {name:32} {positions:5} x {blocks:2} {layer['static_cycles']:6}  "
              + " ".join(f"{100 * s:5.1f}" for s in share) + f"  {verdict}")
        require(verdict != "TOO IDLE", f"{name}: an MXU is busy {100 * min(share):.1f} % of the "
                                       "layer and no remark says why")
    return (f"{large} layers of at least {TILES} positions x blocks, {large - explained} keep "
            f"each MXU busy {100 * LEAST_BUSY:.0f} %, {explained} explained by a remark")


def statistics(archive):
    """(name, cycles) of the entries of the statistics file, checked end to end."""
    files = read_archive(archive)
    text = files[file_ending(files, "_stats.yaml")].decode()
    entries = re.findall(r"^(\d+):\n  name: (.*)\n  start_cycle: (\d+)\n  end_cycle: (\d+)\n",
                         text, re.MULTILINE)
    require(text.count("\n") == 4 * len(entries), "statistics: lines beyond the four of an entry")
    result, start = [], 0
    for index, (key, name, first, last) in enumerate(entries):
        require(int(key) == index and int(first) == start <= int(last),
                f"statistics: entry {index} does not follow the one before")
        start = int(last) + 1
        result.append((name, start - int(first)))
    return result


def check_statistics(programs, compiled, report=None):
    """Statistics file and summary against the simulator; returns the report, which
    is that of a run without data unless one is given."""
    report = report or programs.timing(compiled.archive)
    simulated = [(layer["name"], layer["static_cycles"]) for layer in report["layers"]]
    predicted = statistics(compiled.archive)
    # A layer that owns no cycle is named in its consumer's entry: earlier+consumer. In the last
    # entry others may follow, whose consumer is the output.
    split = []
    for index, (entry, cycles) in enumerate(predicted):
        names = entry.split("+")
        owners = [name for name in names if (name, cycles) in simulated]
        owner = owners[-1] if index == len(predicted) - 1 and owners else names[-1]
        split += [(name, cycles if name == owner else 0) for name in names]
    for found, expected in zip(sorted(split), sorted(simulated)):
        require(found == expected, f"statistics say {found}, the simulator {expected}")
    require(len(split) == len(simulated),
            f"the statistics name {len(split)} layers, the simulator {len(simulated)}")
    total = sum(cycles for _, cycles in predicted)
    require(total == compiled.static_cycles == report["static_total"],
            f"static cycles: {total} in the statistics, {compiled.static_cycles} in the summary, "
            f"{report['static_total']} simulated")
    require(compiled.dram_cycles == report["dram_total"],
            f"dram cycles: {compiled.dram_cycles} predicted, {report['dram_total']} simulated")
    if compiled.has_next:
        check_next(programs, compiled)
    return report


def check_next(programs, compiled):
    """The summary's cycles of entry point `next` against the simulator."""
    stage = programs.stage(compiled.archive, "--repeat", 3)
    first, after = stage["report"], stage["next"]
    for clock, predicted in (("static", compiled.next_static_cycles),
                             ("dram", compiled.next_dram_cycles)):
        simulated = after[f"{clock}_total"]
        require(predicted == simulated,
                f"{clock} cycles of next: {predicted} predicted, {simulated} simulated")
        cycles = sum(layer[f"{clock}_cycles"] for layer in after["layers"])
        require(cycles == simulated, f"layers of next have {cycles} {clock} cycles of {simulated}")
        total = first[f"{clock}_total"] + 2 * simulated
        require(stage[f"{clock}_cycles"] == total,
                f"{clock} cycles of 3 executions: {stage[f'{clock}_cycles']}, expected {total}")
    weights = [report["dram_read"]["weights"]["bytes"] for report in (first, after)]
    require(weights[1] <= weights[0], f"next reads more constants than first: {weights}")


def named_targets():
    """Names of the built-in machines."""
    return sorted(f.stem for f in (REPOSITORY / "lib/Machine/targets").glob("*.yaml"))
