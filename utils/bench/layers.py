"""Where a network's cycles go, layer by layer: `./run bench --layers`.

For: those who tune schedules. Statistics files give no bound of a layer, so a layer is
compared with what its matrix engine does: cycles that the layer owns and the busiest
quad's MXU does not work for it are lost, to vector work, waiting or memory.
"""

import json

from programs import run
from tables import grouped, percent, table


def layer_rows(report):
    """(name, static, dram, busy, lost) of each layer, most lost first."""
    rows = []
    for layer in report["layers"]:
        busy = max(layer["mxu_busy_cycles"])
        rows.append((layer["name"], layer["static_cycles"], layer["dram_cycles"], busy,
                     layer["dram_cycles"] - busy))
    return sorted(rows, key=lambda row: -row[-1])


def layer_table(report):
    lines = [[name, *map(grouped, cycles), percent(cycles[-1] / report["dram_total"])]
             for name, *cycles in layer_rows(report)]
    sums = [sum(column) for column in list(zip(*layer_rows(report)))[1:]]
    lines.append(["all", *map(grouped, sums), percent(sums[-1] / report["dram_total"])])
    return table(["layer", "static", "dram", "MXU busy", "lost", "of dram total"], lines)


def document(tools, file, case, folder):
    """Compiles a network and tells of each layer of each MLA stage."""
    summary = run([tools / "sima-compile", file, "-o", folder, "--target", case.target,
                   "--batch-size", case.batch]).text
    archive = folder / f"{file.stem}_mpk.tar.gz"
    report = json.loads(run([tools / "sima-run", "--timing-only", "--json", archive]).text)
    figures = "\n".join(line for line in summary.splitlines() if not line.startswith("archive"))
    text = f"# {file.stem} on {case.target}\n\n```text\n{figures}\n```\n"
    for stage in report["stages"]:
        text += f"\n## {stage['name']}\n\n{layer_table(stage['report'])}"
    return text + ("\nMXU busy: engine cycles of the busiest quad. Lost: dram cycles less these; negative "
                   "where layers overlap.\n")
