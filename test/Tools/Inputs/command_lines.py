"""Runs tools on good and bad command lines and checks how they end.

For: exit-codes.test. Arguments: a scratch folder, the folder of the bundled network.
"""

import os
import pathlib
import shutil
import subprocess
import sys

SECONDS = 60
GOOD = """
sima-compile digits.tflite -o out
sima-compile -o=out --target=modalix -j1 digits.tflite
sima-compile -name other -o out -- digits.tflite
sima-compile digits.tflite -o out -j 2 --emit=import
sima-run out/digits_mpk.tar.gz --input image=image.npy --input=image=image.npy
sima-run out/digits_mpk.tar.gz --timing-only --json
sima-inspect --json out/digits_mpk.tar.gz
sima-verify --json out/digits_mpk.tar.gz
sima-verify --target modalix out/digits_mpk.tar.gz
sima-opt out/digits.import.mlir -o again.mlir
sima-opt -o=again.mlir --mla-fuse out/digits.import.mlir --color never
sima-translate --import-tflite digits.tflite -o net.mlir
sima-compile digits.tflite -o out --
"""
REFUSED = """
sima-compile absent.tflite
sima-compile folder
sima-compile folder.tflite
sima-compile digits.tflite --target absent
sima-compile digits.tflite --batch-size 9223372036854775807
sima-compile digits.tflite --batch-size -1
sima-compile digits.tflite -o digits.tflite
sima-compile digits.tflite --name a/b
sima-run absent.mlir
sima-run folder
sima-run out/digits_mpk.tar.gz --input absent=image.npy
sima-run out/digits_mpk.tar.gz --input image
sima-run out/digits_mpk.tar.gz --input =
sima-inspect folder
sima-inspect absent.tar.gz
sima-verify folder
sima-verify absent.tar.gz
sima-verify absent.elf
sima-verify out/digits_mpk.tar.gz --target absent
sima-objdump folder
sima-objdump digits.tflite
sima-opt absent.mlir
sima-opt folder
sima-opt out/digits.import.mlir -o folder
sima-opt out/digits.import.mlir -o /dev/full
sima-translate --import-tflite absent.tflite
sima-translate --import-tflite folder
sima-translate --import-tflite digits.tflite -o absent/x
sima-opt out/digits.import.mlir --mla-fuse --verify-each-by-execution=absent.npz
sima-opt out/digits.import.mlir --mla-fuse --verify-each-by-execution=random:x
sima-reduce absent.mlir --pass-pipeline=builtin.module(mla-fuse) -o small.mlir
sima-reduce folder --pass-pipeline=builtin.module(mla-fuse) -o small.mlir
sima-reduce digits.tflite --pass-pipeline=builtin.module(mla-fuse) -o small.mlir
sima-reduce out/digits.import.mlir --pass-pipeline=builtin.module(mla-fuse) -o small.mlir
sima-lsp-server --log-level error
"""
WRONG = """
sima-compile
sima-compile ''
sima-compile a b
sima-compile digits.tflite --tagret mlsoc
sima-compile --
sima-compile digits.tflite -o
sima-compile digits.tflite --target --verify
sima-compile digits.tflite --io double
sima-compile digits.tflite --io=
sima-compile digits.tflite --batch-size many
sima-compile digits.tflite --batch-size 99999999999999999999
sima-compile digits.tflite -j-1
sima-compile digits.tflite -j 99999
sima-compile digits.tflite --verify=yes
sima-compile digits.tflite --emit nothing
sima-compile digits.tflite --color blue
sima-compile digits.tflite --io codes --io codes
sima-compile digits.tflite --=
sima-run
sima-run x.mlir --repeat 0
sima-run x.mlir --clock sun
sima-inspect
sima-inspect ''
sima-inspect a b
sima-verify
sima-verify ''
sima-verify a b
sima-verify --rulse
sima-objdump
sima-objdump --asn x.elf
sima-opt --mla-fus x.mlir
sima-opt a.mlir b.mlir
sima-opt -o
sima-opt --mlir-elide-elementsattrs-if-larger=x a.mlir
sima-opt --color=blue
sima-opt --mlir-debug-counter=x a.mlir
sima-opt --mlir-timing-display=x --mlir-fus a.mlir b.mlir
sima-opt --output-split-marke x
sima-opt -1
sima-opt --mla-batch=foo=1 a.mlir
sima-opt --mla-batch=batch-size=x a.mlir
sima-opt --pass-pipeline=x( a.mlir
sima-opt --pass-pipeline=builtin.module(nope) a.mlir
sima-opt --sima-compile=x=1 a.mlir
sima-translate
sima-translate x.mlir
sima-translate --emit-efl x.mlir
sima-reduce
sima-reduce a.mlir -o small.mlir
sima-reduce a.mlir --pass-pipeline=builtin.module(mla-fuse)
sima-reduce a.mlir --pass-pipeline=builtin.module(nope) -o small.mlir
sima-reduce a.mlir --pass-pipeline=x( -o small.mlir
sima-reduce a.mlir --trials 0
sima-lsp-server --log-level loud
sima-lsp-server file
"""
problems = []


def run(command, **streams):
    streams = {"stdout": subprocess.PIPE, **streams}
    return subprocess.run(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE,
                          timeout=SECONDS, **streams)


def check(label, process, code, lines):
    """Exit code, and how many lines standard error may have."""
    text = process.stderr.decode(errors="replace")
    count = text.count("\n")
    if process.returncode != code or count not in lines or (code and process.stdout):
        problems.append(f"{label}: exit code {process.returncode}, {count} lines: {text}")


def words(line):
    return [word.strip("'") for word in line.split()]


def check_streams():
    """Standard output that is full, or that nobody reads."""
    for command in ("sima-compile digits.tflite -o out", "sima-run --help", "sima-opt --version",
                    "sima-inspect --rules", "sima-translate --import-tflite digits.tflite",
                    "sima-opt out/digits.import.mlir", "sima-objdump --help-json"):
        with open("/dev/full", "wb") as full:
            check(f"{command} > /dev/full", run(words(command), stdout=full), 1, [1])
        read, write = os.pipe()
        os.close(read)
        check(f"{command} | closed", run(words(command), stdout=write), 0, [0])
        os.close(write)
        closed = run(["bash", "-c", f"exec {command} >&-"])
        check(f"{command} >&-", closed, 1, [1])


def check_names():
    """Names that are no UTF-8."""
    name = b"d\xff.tflite"
    shutil.copy("digits.tflite", name)
    check("name", run([b"sima-compile", name, b"-o", b"out"]), 1, [1])
    check("name, --name", run([b"sima-compile", name, b"--name", b"d", b"-o", b"o\xff", b"--json"]),
          0, [0])
    check("option", run([b"sima-compile", b"--\xff", name]), 2, [2])
    check("value", run([b"sima-compile", b"--io", b"\xff", name]), 2, [2])
    for tool in (b"sima-opt", b"sima-run", b"sima-inspect", b"sima-objdump"):
        check(tool, run([tool, b"\xff\x01\n"]), 1, [1])


def main():
    scratch, model = map(pathlib.Path, sys.argv[1:])
    shutil.copy(model / "digits.tflite", scratch)
    shutil.copy(model / "golden/0/000_image.npy", scratch / "image.npy")
    os.chdir(scratch)
    os.mkdir("folder")
    os.mkdir("folder.tflite")
    # --input twice is refused as such.
    for line in GOOD.strip().splitlines():
        twice = line.count("--input") == 2
        check(line, run(words(line)), int(twice), [int(twice)])
    for line in REFUSED.strip().splitlines():
        check(line, run(words(line)), 1, [1])
    for line in WRONG.strip().splitlines():
        process = run(words(line))
        check(line, process, 2, [2])
        last = process.stderr.decode().splitlines()[-1:]
        if last != [f"see {words(line)[0]} --help"]:
            problems.append(f"{line}: {last}")
    check_streams()
    check_names()
    print("\n".join(problems + [f"{len(problems)} problems"]))


main()
