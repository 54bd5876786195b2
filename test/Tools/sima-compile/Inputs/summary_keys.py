"""Compares a summary in JSON with the one for people and with the table of its keys.

For: report.test. Arguments: the JSON, the text, docs/command-line.md.
"""

import json
import pathlib
import re
import sys


def keys_of(value):
    """All keys, of objects within too."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from keys_of(inner)
    if isinstance(value, list):
        for inner in value:
            yield from keys_of(inner)


def numbers(summary):
    """What the text shows, from the object."""
    def times(s):
        return [s["static_cycles"], f"{s['compute_bound_cycles']:.1f}",
                f"{100 * s['static_efficiency']:.1f}", s["dram_cycles"],
                f"{s['dram_bound_cycles']:.1f}", f"{100 * s['dram_efficiency']:.1f}"]

    s = summary
    found = [s["layer_count"], s["macs"], s["actual_batch_size"], s["desired_batch_size"]]
    found += times(s) + (times(s["next"]) if "next" in s else [])
    found += [s["lm_peak_bytes"], s["lm_capacity_bytes"], s["lm_lower_bound_bytes"]]
    found += [s["verified_bytes"], "0"] if s["verified_bytes"] else []
    found.append(s["file_bytes"])
    for layer in s.get("layers", []):
        found += [layer["static_cycles"], layer["dram_cycles"],
                  f"{layer['compute_bound_cycles']:.1f}", f"{layer['dram_bound_cycles']:.1f}"]
    return [str(number) for number in found]


def main():
    summary = json.loads(pathlib.Path(sys.argv[1]).read_text())
    text = pathlib.Path(sys.argv[2]).read_text()
    page = pathlib.Path(sys.argv[3]).read_text()
    # Numbers that are no part of a name.
    shown = re.findall(r"(?<![\w/.])\d+(?:\.\d+)?(?![\w/])", text.replace(",", ""))
    print("figures", "same" if shown == numbers(summary) else f"{shown} != {numbers(summary)}")
    print("unknown keys", sorted({key for key in keys_of(summary) if f"`{key}`" not in page}))
    phases = [phase["phase"] for phase in summary["not_deterministic"]["phases"]]
    print(len(phases), "phases,", phases[0], "to", phases[-1])
    del summary["not_deterministic"]
    print(json.dumps(summary, sort_keys=True))


main()
