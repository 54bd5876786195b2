"""How compile time and memory grow with the network: `./run bench --growth`.

Families of generated networks: chains of convolutions (instructions grow with
layers) and products of a vector and a matrix (constants grow, instructions hardly).
Times are processor time of all threads, the least of some runs, less that of a process
that does nothing; logarithms are fitted to points of at least FLOOR seconds.
"""

import json
import math

from measure import needed
from networks import Network
from programs import run
from tables import NONE, grouped, host, table

NAMES = ([f"chain-{layers}" for layers in (10, 30, 100, 300, 1000, 3000)]
         + [f"matmul-{size}" for size in (1024, 2048, 4096, 8192, 16384)])
FLOOR = 0.05
START_RUNS = 10


def start_seconds(tools):
    """Processor time of a compiler that does nothing: loading it, above all."""
    return min(run([tools / "sima-compile", "--version"]).processor_seconds
               for _ in range(START_RUNS))


def measure(tools, name, repeat, folder, start):
    """The row of one network; instructions are words of all quads' programs."""
    model = Network(name).file(folder)
    runs = [run([tools / "sima-compile", model, "-o", folder]) for _ in range(repeat)]
    archive = folder / f"{name}_mpk.tar.gz"
    report = json.loads(run([tools / "sima-run", "--timing-only", "--json", archive]).text)
    instructions = sum(count for stage in report["stages"]
                       for count in stage["report"]["instructions"].values())
    seconds = max(0.0, min(one.processor_seconds for one in runs) - start)
    row = {"network": name, "family": name.rpartition("-")[0],
           "instructions": instructions,
           "macs": int(needed(runs[0].text, r"([\d,]+) MACs a batch")),
           "seconds": round(min(one.seconds for one in runs), 3),
           "processor_seconds": round(seconds, 3),
           "peak_rss_bytes": min(one.peak_rss_bytes for one in runs),
           "archive_bytes": archive.stat().st_size,
           "instructions_per_second": round(instructions / seconds) if seconds else None}
    model.unlink()
    archive.unlink()
    return row


def exponent(points):
    """Slope of the least-squares line through the logarithms of (x, y), or None if it
    has no slope."""
    points = [(math.log(x), math.log(y)) for x, y in points]
    if len({x for x, _ in points}) < 2:
        return None
    mean_x, mean_y = (math.fsum(values) / len(points) for values in zip(*points))
    return round(math.fsum((x - mean_x) * (y - mean_y) for x, y in points)
                 / math.fsum((x - mean_x) ** 2 for x, _ in points), 3)


def families(rows):
    """What a family's rows say together."""
    found = []
    for family in dict.fromkeys(row["family"] for row in rows):
        members = [row for row in rows if row["family"] == family]
        fitted = [row for row in members if row["processor_seconds"] >= FLOOR]
        fit = {f"exponent_{key}": exponent([(row[key], row["processor_seconds"])
                                            for row in fitted]) for key in ("instructions", "macs")}
        largest = max(members, key=lambda row: row["macs"])
        found.append({"family": family, "fitted": [row["network"] for row in fitted], **fit,
                      "largest": largest["network"]})
    return found


def result(rows, repeat, start):
    """All of growth.json."""
    return {"host": host(), "repeat": repeat, "start_seconds": round(start, 3),
            "floor_seconds": FLOOR, "families": families(rows), "rows": rows}


def tables(found):
    """Markdown: a line per network, then one per family."""
    lines = [[row["network"], grouped(row["instructions"]), grouped(row["macs"]),
              f"{row['seconds']:.2f}", f"{row['processor_seconds']:.2f}",
              f"{row['peak_rss_bytes'] / 1e6:,.0f}",
              grouped(row["instructions_per_second"]) if row["instructions_per_second"] else NONE]
             for row in found["rows"]]
    text = table(["network", "instructions", "MACs", "seconds", "processor seconds",
                  "peak MB", "instructions/s"], lines)
    lines = [[family["family"], ", ".join(family["fitted"]) or NONE,
              *(NONE if family[key] is None else f"{family[key]:.2f}"
                for key in ("exponent_instructions", "exponent_macs")), family["largest"]]
             for family in found["families"]]
    text += "\n" + table(["family", "fitted", "exponent of instructions", "exponent of MACs",
                          "largest"], lines, names=2)
    return text + (
        f"\nLeast of {found['repeat']} runs on {found['host']}. Processor seconds are those of all "
        f"threads less {found['start_seconds']:.3f} s, which a compiler that does nothing needs; "
        f"lines are fitted through their logarithms where they are at least {FLOOR} s. "
        "Instructions per second are of processor time.\n")


def document(found):
    return "# Growth of compile time\n\n" + tables(found)
