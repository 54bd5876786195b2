"""Predictions of sima-inspect --what-if, against the simulator with a file of the changed machine.

For: what-if.test.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

TIMED = ["dram=2x", "dram=102.4", "latency=0", "dma=0.5x", "link=+64", "lanes=2x", "tiles=12", "dram=0.5x,latency=+50"]
COMPILED = ["quads=2", "lm=0.5x", "acc=+64KiB", "quads=3,dram=2x"]


def run(*command):
    result = subprocess.run(command, capture_output=True, text=True)
    return result.returncode, result.stdout, result.stderr


def totals(archive, *options):
    """Both totals of the archive's programs, by sima-run."""
    code, out, error = run("sima-run", archive, "--timing-only", "--json", *options)
    assert code == 0, error
    reports = [stage["report"] for stage in json.loads(out)["stages"] if "report" in stage]
    return [sum(r[f"{clock}_total"] for r in reports) for clock in ("static", "dram")]


def check(model, archive, changes, scratch):
    """None where the machine cannot be had, else whether the prediction is right."""
    code, out, error = run("sima-inspect", "--json", "--what-if", changes, "--model", model, archive)
    if code != 0:
        print(f"note: {model.name}, {changes}: {error.strip()}")
        return None
    answer = json.loads(out)
    predicted = [sum(p[clock]["after"] for p in answer["programs"]) for clock in ("static", "dram")]
    target = scratch / "changed.yaml"
    target.write_text(answer["target"])
    if answer["compiled"]:
        code, _, error = run("sima-compile", model, "-o", scratch / "again", "--target", target)
        assert code == 0, error
        archive, = (scratch / "again").glob(f"{archive.name}")
        found = totals(archive)
    else:
        found = totals(archive, "--target", target)
    if found != predicted:
        print(f"{model.name}, {changes}: predicted {predicted}, simulator {found}")
    return found == predicted


def main():
    scratch, models = map(Path, sys.argv[1:])
    networks = sorted(models.rglob("*.tflite"))
    if os.environ.get("SIMA_MODELS"):
        brought = Path(os.environ["SIMA_MODELS"])
        networks += [m for name in ("mobilenet_v2_1.0_224_quant", "face_detection_ptq", "micro_speech_quantized",
                                    "pretrainedResnet_quant", "coco_ssd_mobilenet_v1_1.0_quant_2018_06_29")
                     for m in sorted(brought.rglob(f"{name}.tflite"))]
    results = []
    for model in networks:
        out = scratch / model.stem
        code, _, error = run("sima-compile", model, "-o", out)
        assert code == 0, error
        archive, = out.glob("*_mpk.tar.gz")
        results += [check(model, archive, changes, scratch) for changes in TIMED + COMPILED]
    judged = [r for r in results if r is not None]
    print(f"{len(judged)} predictions, {judged.count(False)} wrong")


if __name__ == "__main__":
    main()
