"""Runs tools on pipes, devices and directories and prints what they say.

For: special-files.test. Arguments: a scratch folder with digits files in
`made`, the folder of the model.
"""

import os
import pathlib
import shutil
import subprocess
import sys

SECONDS = 60
RUNS = """
sima-compile pipe.tflite
sima-compile pipe.mlir
sima-run pipe.mlir
sima-run pipe.elf
sima-run pipe_mpk.tar.gz
sima-objdump pipe.elf
sima-verify pipe.elf
sima-compile digits.tflite --target pipe.yaml
sima-compile digits.tflite --tessellation pipe.yaml
sima-run digits_mpk.tar.gz --input pipe.npy
sima-compile zero.tflite
sima-objdump zero.elf
sima-compile folder.tflite
sima-compile digits.tflite -o file/out
sima-compile digits.tflite --emit import -o taken
sima-run digits_mpk.tar.gz --input 000_image.npy -o file
sima-run digits_mpk.tar.gz --input 000_image.npy -o new --timeline file/x
"""


def set_up(scratch, model):
    os.chdir(scratch / "in")
    for suffix in (".tflite", ".mlir", ".elf", "_mpk.tar.gz", ".yaml", ".npy"):
        os.mkfifo("pipe" + suffix)
    for suffix in (".tflite", ".elf"):
        os.symlink("/dev/zero", "zero" + suffix)
    os.makedirs("folder.tflite")
    os.makedirs("taken/digits.import.mlir")
    pathlib.Path("file").touch()
    for file in (model / "digits.tflite", model / "golden/0/000_image.npy",
                 *(scratch / "made").iterdir()):
        shutil.copy(file, ".")


def run(command, **streams):
    streams = {"stdout": subprocess.PIPE, **streams}
    return subprocess.run(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                          timeout=SECONDS, **streams)


def refusal(process):
    """The message of a good refusal."""
    good = (process.returncode == 1 and not process.stdout
            and process.stderr.startswith("error: ") and process.stderr.count("\n") == 1)
    return process.stderr.strip() if good else f"wrong: {process}"


def main():
    set_up(pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve())
    for line in RUNS.split("\n"):
        if line:
            print(f"{line}: {refusal(run(line.split()))}")
    files = list(pathlib.Path("new").iterdir()) if os.path.exists("new") else []
    print(f"new has {len(files)} files")

    reader, writer = os.pipe()
    os.close(reader)
    closed = run(["sima-objdump", "digits.elf"], stdout=writer)
    print(f"sima-objdump digits.elf, closed pipe: exit {closed.returncode}{closed.stderr}")
    with open("/dev/full", "w") as full:
        print(f"sima-objdump digits.elf > /dev/full: {refusal(run(['sima-objdump', 'digits.elf'], stdout=full))}")


if __name__ == "__main__":
    main()
