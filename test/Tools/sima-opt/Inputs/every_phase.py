"""Compiles networks in many ways, each pass followed by an execution.

For: verify-each.test. Arguments: MLIR files. Prints how many compilations had how many passes.
"""

import re
import subprocess
import sys

REST = ("mla-quad-schedule{{{schedule}}},convert-mla-to-quad,quad.segment(quad-allocate,"
        "quad-insert-sync,quad-assign-descriptors),convert-mla-to-mpk)")
# Target, io, boundary layouts, batch, schedule.
WAYS = [("mlsoc", "codes", "", 1, ""), ("mlsoc", "source", "", 4, ""), ("mlsoc", "float", "", 4, ""),
        ("modalix", "codes", "", 1, "l2-caching=single-model"),
        ("cmp1024", "float", "", 3, "l2-caching=single-model compress=true"),
        ("cmp256", "codes", "", 1, ""), ("cmp512", "codes", "", 2, "compress=true"),
        ("mlsoc", "codes", "inputs: {tile_shape: [1, 4, 8, 1]}", 1, ""),
        ("mlsoc", "float", "outputs: {enable_mla: true}", 4, ""), ("modalix", "float", "", 16, "")]


def main():
    passes, differences = set(), 0
    for file in sys.argv[1:]:
        for target, io, layouts, batch, schedule in WAYS:
            tessellate = f'{{params="{layouts}"}}' if layouts else ""
            pipeline = (f"builtin.module(mla-legalize{{target={target}}},mla-fuse,"
                        f"mla-partition{{io={io}}},mla-tessellate{tessellate},"
                        f"mla-batch{{batch-size={batch}}}," + REST.format(schedule=schedule))
            run = subprocess.run(["sima-opt", file, f"--pass-pipeline={pipeline}",
                                  "--verify-each-by-execution=random:5", "-o", "/dev/null"],
                                 stdin=subprocess.DEVNULL, capture_output=True, text=True)
            found = re.search(r"note: (\d+) passes executed", run.stderr)
            if run.returncode or not found:
                differences += 1
                print(f"{file} {pipeline}: {run.stderr[-600:]}")
            else:
                passes.add(int(found.group(1)))
    print(f"{len(WAYS) * len(sys.argv[1:])} compilations, {', '.join(map(str, sorted(passes)))} "
          f"passes each, {differences} differences")


main()
