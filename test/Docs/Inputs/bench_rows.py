"""Checks the rows of a bench.json: their keys are those that a page documents, and
figures fit together.

For: bench-report.test. Cycles are not known here; they change with the schedules.
"""

import json
import re
import sys
from pathlib import Path

FIGURES = ["static_cycles", "dram_cycles", "compute_bound", "dram_bound", "lm_peak_bytes",
           "dram_bytes", "archive_bytes", "compile_seconds", "peak_rss_bytes"]


def check(row, documented):
    assert set(row) - {"error"} == documented - {"error"}, set(row) ^ documented
    if "error" in row:
        assert all(row[key] is None for key in FIGURES), row
        return
    assert all(row[key] > 0 for key in FIGURES), row
    assert row["actual_batch"] == row["batch"] and row["l2_caching"] == "none", row
    assert row["dram_cycles"] >= max(row["compute_bound"], row["dram_bound"]), row
    assert abs(row["efficiency_static"] - row["compute_bound"] / row["static_cycles"]) < 1e-4, row


def main():
    rows, page = json.loads(Path(sys.argv[1]).read_text()), Path(sys.argv[2]).read_text()
    columns = page.split("\n## Columns\n")[1].split("\n## ")[0]
    documented = {key for line in columns.splitlines() if line.startswith("| `")
                  for key in re.findall(r"`(\w+)`", line.split("|")[1])}
    for row in rows:
        check(row, documented)
    print(f"{len(rows)} rows, {len(documented - {'error'})} keys, all in {Path(sys.argv[2]).name}")


main()
