"""What tools write to a terminal: colours and the progress bar.

For: colors.test and progress.test. Arguments: "colors" or "progress", and files.
"""

import subprocess
import sys

from terminal import capture, visible

ERROR = "\\e[0;1;31merror:\\e[0m "
MESSAGES = [["sima-compile", "absent.tflite"], ["sima-run", "absent.mlir"],
            ["sima-inspect", "absent.tar.gz"], ["sima-verify", "absent.elf"], ["sima-objdump", "absent.elf"],
            ["sima-opt", "absent.mlir"], ["sima-translate", "--assemble", "absent.s"],
            ["sima-lsp-server", "--bogus"], ["sima-compile", "--bogus"]]
problems = []


def expect(what, is_true, text):
    if not is_true:
        problems.append(f"{what}: {text}")


def piped(command, **options):
    run = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                         **options)
    return run.stdout, run.stderr


def check_colors(model):
    for command in MESSAGES:
        plain = piped(command)[1]
        colored = visible(capture(command)[2])
        expect(command, colored == plain.replace("error: ", ERROR, 1) != plain, colored)
        for other in (command + ["--color=never"], ["env", "NO_COLOR=1", *command],
                      ["env", "TERM=dumb", *command]):
            expect(other, visible(capture(other)[2]) == plain, capture(other)[2])
        for always in ([*command, "--color", "always"],
                       [command[0], "--color=always", *command[1:]]):
            expect(always, visible(piped(always)[1]) == colored, piped(always)[1])
        expect(command, "\\e" not in visible(plain), plain)
    command = ["sima-compile", model, "-o", "out", "--log-level", "debug"]
    colored = visible(capture(command)[2])
    for kind in ("\\e[0;1;34mremark:\\e[0m ", "\\e[0;1;32mdebug:\\e[0m "):
        expect(command, kind in colored, colored)
    expect(command, "\\e" not in visible(capture(command)[1]), "colours in standard output")


def check_progress(short, long):
    code, output, text = capture(["sima-compile", long, "-o", "out"])
    parts = visible(text).split("\\r\\e[K")
    expect("long", code == 0 and len(parts) > 3, text)
    # Gone when it is done, and nothing but bars before that.
    expect("long", parts[0] == parts[-1] == "", text)
    for bar in parts[1:-1]:
        shape, name, _ = (bar.split(" ", 2) + ["", ""])[:3]
        expect("long", len(shape) == 22 and shape.strip("[]").strip("#").strip("-") == "", bar)
        expect("long", name.isalpha() and bar.endswith(" s") and "/14 " in bar, bar)
    filled = [bar.count("#") for bar in parts[1:-1]]
    expect("long", filled == sorted(filled) and filled[-1] > 0, filled)
    expect("long", float(parts[1].split()[-2]) >= 1, parts[1])
    # Messages go between, in lines of their own.
    noisy = visible(capture(["sima-compile", long, "-o", "out", "--log-level", "debug"])[2])
    for line in noisy.split("\n")[:-1]:
        message = line.split("\\r\\e[K")[-1]
        expect("messages", message.startswith("\\e[0;1;3"), line)
    expect("messages", noisy.endswith("\\r\\e[K") and "debug:" in noisy, noisy[-100:])
    again = piped(["sima-compile", long, "-o", "out"])
    expect("pipe", again == (output, ""), again)
    expect("short", capture(["sima-compile", short, "-o", "out"])[2] == "", "not silent")
    narrow = visible(capture(["sima-compile", long, "-o", "out"], columns=30)[2])
    expect("narrow", max(map(len, narrow.split("\\r\\e[K"))) == 29, narrow)
    dumb = capture(["sima-compile", long, "-o", "out"], TERM="dumb")
    expect("dumb", dumb[2] == "", dumb[2])


{"colors": check_colors, "progress": check_progress}[sys.argv[1]](*sys.argv[2:])
print("\n".join(problems + [f"{len(problems)} problems"]))
