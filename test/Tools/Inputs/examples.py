"""Executes the examples of every tool's page.

For: examples.test. Arguments: a scratch folder, the folder of the bundled network.
Some examples need what others write: they run in the order below.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys

TOOLS = ["sima-compile", "sima-opt", "sima-translate", "sima-objdump", "sima-inspect", "sima-verify", "sima-run",
         "sima-reduce", "sima-lsp-server"]


def main():
    scratch, model = map(pathlib.Path, sys.argv[1:])
    shutil.copy(model / "digits.tflite", scratch)
    shutil.copy(model / "golden/0/000_image.npy", scratch / "image.npy")
    os.chdir(scratch)
    for tool in TOOLS:
        page = json.loads(subprocess.check_output([tool, "--help-json"]))
        for example in page["examples"]:
            run = subprocess.run(["bash", "-c", example["command"]], stdin=subprocess.DEVNULL,
                                 capture_output=True, text=True)
            verdict = "works" if run.returncode == 0 else f"fails: {run.stderr}"
            print(f"{example['command']}: {verdict}")
            missing = [word for word in example["effect"].replace(",", " ").split()
                       if word.startswith("out/") and not pathlib.Path(word).exists()]
            if missing:
                print(f"not written: {missing}")


main()
