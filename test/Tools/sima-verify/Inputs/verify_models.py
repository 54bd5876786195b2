"""Compiles every model of a folder, and those of SIMA_MODELS, in several ways, and verifies the archives.

For: models.test. A model that the compiler refuses is no matter here.
"""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

WAYS = [["--target", "mlsoc"], ["--target", "modalix", "--batch-size", "4"], ["--target", "cmp256"],
        ["--compress", "--l2-caching", "single-model"]]


def verify(job):
    """None where the model is refused, else whether it holds, and what was said."""
    number, model, way, scratch = job
    out = scratch / str(number)
    if subprocess.run(["sima-compile", model, "-o", out, *way], capture_output=True).returncode:
        return None
    archive, = out.glob("*_mpk.tar.gz")
    result = subprocess.run(["sima-verify", archive], capture_output=True, text=True)
    archive.unlink()
    return result.returncode == 0, f"{model} {' '.join(way)}\n{result.stdout}{result.stderr}"


def main():
    scratch, *folders = map(Path, sys.argv[1:])
    if os.environ.get("SIMA_MODELS"):
        folders.append(Path(os.environ["SIMA_MODELS"]))
    models = sorted(m for folder in folders for kind in ("onnx", "tflite") for m in folder.rglob(f"*.{kind}"))
    jobs = [(number, model, way, scratch)
            for number, (model, way) in enumerate((m, w) for m in models for w in WAYS)]
    with ThreadPoolExecutor(2) as pool:
        results = [r for r in pool.map(verify, jobs) if r is not None]
    broken = [text for holds, text in results if not holds]
    print("\n".join([*broken, f"{len(results)} archives, {len(broken)} broken"]))


if __name__ == "__main__":
    main()
