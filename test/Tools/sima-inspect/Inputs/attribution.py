"""Sums of the attribution of cycles, against the totals of reports and statistics.

For: cycles.test. Compiles the models of a folder, and those of SIMA_MODELS, for several targets.
"""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

WAYS = [["--target", target] for target in ("mlsoc", "modalix", "cmp256", "cmp512", "cmp1024")]
WAYS += [["--batch-size", "4"], ["--compress", "--l2-caching", "single-model"]]


def wrong_sums(report):
    """How many sums were compared, and those that differ."""
    compared, wrong = 0, []
    for clock in ("static", "dram"):
        attribution, total = report["attribution"][clock], report[f"{clock}_total"]
        layers = {layer["name"]: layer[f"{clock}_cycles"] for layer in report["layers"]}
        if sum(layers.values()) != total or attribution["total"] != total:
            wrong.append(f"{clock}: layers {sum(layers.values())}, total {total}")
        for number, quad in enumerate(attribution["quads"]):
            for name, queue in quad.items():
                sums = {None: (sum(queue["classes"].values()), total)}
                for layer in queue["layers"]:
                    classes = {key: value for key, value in layer.items() if key != "layer"}
                    sums[layer["layer"]] = sum(classes.values()), layers[layer["layer"]]
                compared += len(sums)
                wrong += [f"{clock}, quad {number}, {name}, {layer}: {found}, not {expected}"
                          for layer, (found, expected) in sums.items() if found != expected]
                if len(queue["layers"]) != sum(cycles > 0 for cycles in layers.values()):
                    wrong.append(f"{clock}, quad {number}, {name}: a layer is missing")
    return compared, wrong


def check(job):
    """Programs, sums and what is wrong of one model compiled in one way."""
    number, model, way, scratch = job
    out = scratch / str(number)
    if subprocess.run(["sima-compile", model, "-o", out, *way], capture_output=True).returncode:
        return 0, 0, []
    archive, = out.glob("*_mpk.tar.gz")
    said = subprocess.run(["sima-inspect", "--json", archive], capture_output=True, text=True, check=True)
    archive.unlink()
    described = json.loads(said.stdout)
    programs = sums = 0
    wrong = []
    for cycles in described["cycles"]:
        programs += 1
        for report in filter(None, (cycles["report"], cycles.get("next"))):
            compared, found = wrong_sums(report)
            sums += compared
            wrong += [f"{model} {' '.join(way)}: {line}" for line in found]
    if described["static_cycles"] != sum(c["report"]["static_total"] for c in described["cycles"]):
        wrong.append(f"{model}: the statistics have other totals")
    return programs, sums, wrong


def main():
    scratch, *folders = map(Path, sys.argv[1:])
    if os.environ.get("SIMA_MODELS"):
        folders.append(Path(os.environ["SIMA_MODELS"]))
    models = sorted(m for f in folders for kind in ("onnx", "tflite") for m in f.rglob(f"*.{kind}")
                    if "op-tests" not in m.parts)
    jobs = [(n, m, w, scratch) for n, (m, w) in enumerate((m, w) for m in models for w in WAYS)]
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(check, jobs))
    wrong = [line for result in results for line in result[2]]
    print("\n".join([*wrong[:20], f"{sum(r[0] for r in results)} programs, {sum(r[1] for r in results)} sums, "
                                  f"{len(wrong)} wrong"]))


if __name__ == "__main__":
    main()
