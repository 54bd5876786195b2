"""Rows of a bench as Markdown, and the page that shows them.

A page has blocks between `<!-- bench: NAME -->` and `<!-- end -->`: one for each
network with figures that are the same on every host, and `compile` with those
that are not. Everything else on the page is written by hand.
"""

import os
import platform
import re

COMPILE = "compile"
BLOCK = re.compile(r"(<!-- bench: (\S+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)


def grouped(value):
    return f"{value:,}"


def percent(value):
    return f"{100 * value:.1f} %"


# Row key -> title and text of a cell.
COLUMNS = {
    "target": ("target", str),
    "actual_batch": ("batch", str),
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


def network_block(rows):
    """The deterministic figures of one network; below them, why figures are
    missing or of a smaller batch."""
    lines = [["–" if row[key] is None else show(row[key]) for key, (_, show) in COLUMNS.items()]
             for row in rows]
    text = table([title for title, _ in COLUMNS.values()], lines)
    notes = [f"* {row['target']}: " + (row.get("error") or f"batch {row['actual_batch']} fits "
                                       f"where {row['batch']} was asked for") + "\n"
             for row in rows if row["actual_batch"] != row["batch"]]
    return text + "".join(["\n", *notes] if notes else [])


def host():
    """The processor of this machine and how many cores it has."""
    name = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as info:
            name = re.search(r"^model name\s*:\s*(.+)$", info.read(), re.MULTILINE)[1]
    except (OSError, TypeError):
        pass  # not Linux, or a processor without a name
    return f"{name}, {os.cpu_count()} cores"


def compile_block(rows, repeat):
    """Compile time and peak memory: a line per network and batch, a column per target."""
    targets = list(dict.fromkeys(row["target"] for row in rows))
    cells = {}
    for row in rows:
        known = row["compile_seconds"] is not None
        cells.setdefault((row["model"], row["batch"]), {})[row["target"]] = (
            f"{row['compile_seconds']:.2f} s, {row['peak_rss_bytes'] / 1e6:.0f} MB"
            if known else "–")
    lines = [[model, str(batch), *(by_target.get(target, "–") for target in targets)]
             for (model, batch), by_target in cells.items()]
    return (f"Least of {repeat} runs on {host()}.\n\n"
            + table(["network", "batch", *targets], lines))


def blocks(rows, repeat):
    """Name -> text of every block."""
    result = {}
    for model in dict.fromkeys(row["model"] for row in rows):
        result[model] = network_block([row for row in rows if row["model"] == model])
    result[COMPILE] = compile_block(rows, repeat)
    return result


def document(rows, repeat):
    """All blocks as a page of its own."""
    return "# Bench\n" + "".join(f"\n## {name}\n\n{text}"
                                 for name, text in blocks(rows, repeat).items())


def update(page, new):
    """Replaces the blocks of a page; raises if it has none of a name."""
    text = page.read_text()
    names = [match[2] for match in BLOCK.finditer(text)]
    missing = [name for name in new if name not in names]
    if missing:
        raise ValueError(f"{page.name} has no block '<!-- bench: {missing[0]} -->'")
    page.write_text(BLOCK.sub(
        lambda match: match[1] + new.get(match[2], match[3]) + match[4], text))


def differences(page, new):
    """What a page shows and what the rows say, where lines differ."""
    shown = {match[2]: match[3] for match in BLOCK.finditer(page.read_text())}
    found = []
    for name, text in new.items():
        old, today = shown.get(name, "").splitlines(), text.splitlines()
        for k in range(max(len(old), len(today))):
            pair = [lines[k] if k < len(lines) else "nothing" for lines in (old, today)]
            if pair[0] != pair[1]:
                found.append(f"{page.name}: {name}: shows '{pair[0]}', measured is '{pair[1]}'")
    return found
