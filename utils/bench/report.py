"""build/bench.md: all rows of a bench, for readers who know nothing of it."""

import re

from measure import failed
from plan import BROUGHT
from tables import grouped, host, percent, table, target_table
from vela import VELA, comparison, geometric_mean

INTRODUCTION = """# Bench

Quantized networks, compiled for reference machines and executed by their simulator. The machines are no silicon (docs/machine.md):
cycles say how good the schedules are for them, nothing about a chip. Compile time and memory are the least of {repeat} runs on {host}.

| column | is |
| --- | --- |
| batch | samples of an execution; all figures are of the whole batch |
| constants | brought: from DRAM in every execution; stay: in local memory since the first, and the figures are those of the second |
| static | cycles without instruction fetch, constant loads and DRAM contention |
| dram | cycles with everything |
| compute bound | multiply-accumulates at the full rate of the target, those of depthwise convolutions at a quarter of it |
| dram bound | unpadded bytes of constants, inputs and outputs at the full DRAM rate |
| efficiency | compute bound over static cycles; the larger bound over dram cycles |
| LM peak, LM bound | bytes used of a quad's local memory; what no placement of the same buffers can go below |
| DRAM bytes | read and written, instructions included |
| differing | bytes of the outputs that differ from the reference interpreter; – where {macs} multiply-accumulates or an option left the network timed only |
"""
ERROR_CHARACTERS = 200


def short(error):
    """The beginning of a message, without the name of a file in front of it."""
    text = re.sub(r"^(error: )?([^ ]+\.(tflite|onnx): )?", "", error)
    return text if len(text) <= ERROR_CHARACTERS else text[:ERROR_CHARACTERS] + "…"


def mean_line(rows):
    """Geometric means of the efficiencies of networks that multiply, at one sample."""
    rows = [row for row in rows if row["batch"] == 1 and row["l2_caching"] == BROUGHT
            and row["efficiency_static"] and row["efficiency_dram"]]
    if len(rows) < 2:
        return ""
    means = [percent(geometric_mean([row[f"efficiency_{clock}"] for row in rows]))
             for clock in ("static", "dram")]
    return f"\nGeometric mean of the efficiencies at one sample: {means[0]} static, {means[1]} dram.\n"


def target_sections(rows, level="##"):
    """A table for each target, of the rows that have figures."""
    rows = [row for row in rows if "error" not in row]
    text = ""
    for target in dict.fromkeys(row["target"] for row in rows):
        of_target = [row for row in rows if row["target"] == target]
        text += f"\n{level} {target}\n\n{target_table(of_target)}{mean_line(of_target)}"
    return text


def errors(rows):
    """A line for each network and error, with the cases it is the error of."""
    cases = {}
    for row in rows:
        if "error" in row:
            key = row["model"], row["error"]
            constants = "" if row["l2_caching"] == BROUGHT else f" {row['l2_caching']}"
            cases.setdefault(key, []).append(f"{row['target']} batch {row['batch']}{constants}")
    return "".join(f"* {model} ({', '.join(where)}): {short(error)}\n"
                   for (model, error), where in cases.items())


def vela_table(rows):
    """Our dram cycles beside Vela's estimates, or nothing if none of its networks ran."""
    compared = comparison(rows)
    if not compared:
        return ""
    lines = [[name, grouped(ours), grouped(theirs), f"{ratio:.3f}"]
             for name, ours, theirs, ratio in compared]
    mean = geometric_mean([ratio for *_, ratio in compared])
    lines.append([f"geometric mean of {len(compared)}", "", "", f"{mean:.3f}"])
    return table(["network", f"{VELA['target']}, dram cycles", f"{VELA['machine']}, Vela's estimate",
                  "ratio"], lines) + f"\nSource: {VELA['source']}. {VELA['caveat']}.\n"


def document(rows, repeat, executed_macs, left_out):
    """The page; `left_out` are lines that say what was not measured."""
    text = INTRODUCTION.format(repeat=repeat, host=host(), macs=f"more than {executed_macs:,}")
    text += target_sections(rows)
    compared = vela_table(rows)
    if compared:
        text += "\n## Beside Arm Vela\n\nOne sample, in cycles at 1 GHz on both sides.\n\n" + compared
    for title, chosen in (("Failed", [row for row in rows if failed(row)]),
                          ("Refused", [row for row in rows if not failed(row)])):
        if errors(chosen):
            text += f"\n## {title}\n\n{errors(chosen)}"
    if left_out:
        text += "\n## Left out\n\n" + "".join(f"* {line}\n" for line in left_out)
    return text
