"""The blocks of docs/bench.md, and of docs/memory.md, that hold figures.

A page has blocks between `<!-- bench: NAME -->` and `<!-- end -->`: one for each
small network, with figures that are the same on every host and that tests compare,
and others that they do not. Everything else on the page is written by hand.
"""

import re

import growth
import report
from tables import compile_table, host, network_table

BLOCK = re.compile(r"(<!-- bench: (\S+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)


def checked_blocks(rows):
    """Network -> table of the figures that no host changes."""
    return {model: network_table([row for row in rows if row["model"] == model])
            for model in dict.fromkeys(row["model"] for row in rows)}


def compile_block(rows, repeat):
    return {"compile": compile_table(rows, repeat)}


def network_blocks(rows, repeat):
    """All networks, and those that Vela has figures of."""
    refused = report.errors(rows)
    text = (f"Compile time and memory are the least of {repeat} runs on {host()}.\n"
            + report.target_sections(rows, "###") + (f"\nRefused:\n\n{refused}" if refused else ""))
    return {"networks": text, "vela": report.vela_table(rows)}


def growth_block(found):
    return {"growth": growth.tables(found)}


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
