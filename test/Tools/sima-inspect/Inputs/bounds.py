"""Compares what sima-inspect says of a program with what sima-compile predicted: memory, bounds, traffic.

usage: bounds.py INSPECTION SUMMARY
"""
import json
import sys

KEYS = {"compute_bound_cycles", "dram_bound_cycles", "static_efficiency", "dram_efficiency"}


def near(a, b):
    return abs(a - b) <= 1e-9 * max(1, abs(a), abs(b))


inspection, summary = (json.load(open(path, encoding="utf-8")) for path in sys.argv[1:])
(program,) = inspection["cycles"]
for entry, bounds in (("report", "bounds"), ("next", "next_bounds")):
    report = program[entry]
    limits = program[bounds]
    assert set(limits) == KEYS, limits
    assert near(limits["compute_bound_cycles"] / report["static_total"], limits["static_efficiency"])
    most = max(limits["compute_bound_cycles"], limits["dram_bound_cycles"])
    assert most <= report["dram_total"] and near(most / report["dram_total"], limits["dram_efficiency"])
    # A program has no fewer products than its network.
    assert limits["compute_bound_cycles"] >= summary["compute_bound_cycles"] - 1e-6
    stalls = report["stalls"]
    assert stalls["total"] == report["dram_total"] - report["static_total"], stalls
assert program["next_bounds"]["dram_bound_cycles"] < program["bounds"]["dram_bound_cycles"]

layers, report = program["layers"], program["report"]
assert [one["layer"] for one in layers] == [one["name"] for one in report["layers"]]
assert near(sum(one["compute_bound_cycles"] for one in layers), program["bounds"]["compute_bound_cycles"])
rate = {limit["dram_bound_cycles"] and (one["dram_read"] + one["dram_written"]) / limit["dram_bound_cycles"]
        for limit, one in zip(layers, report["layers"])} - {0}
assert max(rate) - min(rate) < 1e-6, rate

peak = max(quad["lm_peak_bytes"] for quad in report["quads"])
assert peak == summary["lm_peak_bytes"], (peak, summary["lm_peak_bytes"])
assert 0 < max(quad["acc_peak_bytes"] for quad in report["quads"])
print(f"{len(layers)} layers agree, {peak} bytes of local memory")
