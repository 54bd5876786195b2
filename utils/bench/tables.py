"""Rows of a bench as Markdown tables.

For: build/bench.md (report.py) and docs/bench.md (page.py).
"""

import os
import platform
import re

from plan import BROUGHT

NONE = "–"


def grouped(value):
    return f"{value:,}"


def percent(value):
    return f"{100 * value:.1f} %"


def megabytes(value):
    return f"{value / 1e6:,.0f}"


# Row key -> title and text of a cell.
FIGURES = {
    "static_cycles": ("static", grouped),
    "efficiency_static": ("efficiency", percent),
    "dram_cycles": ("dram", grouped),
    "efficiency_dram": ("efficiency", percent),
    "compute_bound": ("compute bound", grouped),
    "dram_bound": ("dram bound", grouped),
    "lm_peak_bytes": ("LM peak", grouped),
    "lm_lower_bound_bytes": ("LM bound", grouped),
    "dram_bytes": ("DRAM bytes", grouped),
    "archive_bytes": ("archive bytes", grouped),
    "differing_bytes": ("differing", grouped),
}
BATCH = {"actual_batch": ("batch", str)}
BY_NETWORK = {"target": ("target", str), **BATCH, **FIGURES}
BY_TARGET = {"model": ("network", str), **BATCH, **FIGURES,
             "compile_seconds": ("compile s", "{:.2f}".format),
             "peak_rss_bytes": ("compile MB", megabytes)}
CONSTANTS = {"l2_caching": ("constants", lambda mode: "brought" if mode == BROUGHT else "stay")}


def table(titles, lines, names=1):
    """A Markdown table with aligned columns, the first `names` to the left."""
    rows = [titles, *lines]
    widths = [max(len(row[k]) for row in rows) for k in range(len(titles))]
    rule = ["-" * width if k < names else "-" * (width - 1) + ":"
            for k, width in enumerate(widths)]
    text = []
    for row in [titles, rule, *lines]:
        cells = [cell.ljust(width) if k < names else cell.rjust(width)
                 for k, (cell, width) in enumerate(zip(row, widths))]
        text.append("| " + " | ".join(cells) + " |\n")
    return "".join(text)


def figures_table(rows, columns):
    """A line for each row, a dash for each figure that is missing."""
    if any(row["l2_caching"] != BROUGHT for row in rows):
        first, *others = columns.items()
        columns = dict([first, *CONSTANTS.items(), *others])
    lines = [[NONE if row[key] is None else show(row[key]) for key, (_, show) in columns.items()]
             for row in rows]
    return table([title for title, _ in columns.values()], lines)


def batch_note(row, name):
    """A line of a list if fewer samples fit than were asked for, else nothing."""
    if row["actual_batch"] in (None, row["batch"]):
        return ""
    return f"* {name}: batch {row['actual_batch']} fits where {row['batch']} was asked for\n"


def below(text, notes):
    """The table, and the lines of a list below it if there are any."""
    notes = "".join(notes)
    return text + (f"\n{notes}" if notes else "")


def network_table(rows):
    """One network on several targets; below it, why figures are missing or of a
    smaller batch."""
    notes = [f"* {row['target']}: {row['error']}\n" if "error" in row
             else batch_note(row, row["target"]) for row in rows]
    return below(figures_table(rows, BY_NETWORK), notes)


def target_table(rows):
    """Several networks on one target, those that have figures."""
    return below(figures_table(rows, BY_TARGET), [batch_note(row, row["model"]) for row in rows])


def host():
    """The processor of this machine and how many cores it has."""
    name = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as info:
            name = re.search(r"^model name\s*:\s*(.+)$", info.read(), re.MULTILINE)[1]
    except (OSError, TypeError):
        pass  # not Linux, or a processor without a name
    return f"{name}, {os.cpu_count()} cores"


def compile_table(rows, repeat):
    """Compile time and peak memory: a line per network and batch, a column per target."""
    targets = list(dict.fromkeys(row["target"] for row in rows))
    cells = {}
    for row in rows:
        known = row["compile_seconds"] is not None
        cells.setdefault((row["model"], row["batch"]), {})[row["target"]] = (
            f"{row['compile_seconds']:.2f} s, {row['peak_rss_bytes'] / 1e6:.0f} MB"
            if known else NONE)
    lines = [[model, str(batch), *(by_target.get(target, NONE) for target in targets)]
             for (model, batch), by_target in cells.items()]
    return (f"Least of {repeat} runs on {host()}.\n\n"
            + table(["network", "batch", *targets], lines))
