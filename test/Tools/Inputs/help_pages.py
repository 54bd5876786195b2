"""Checks the pages that tools print about themselves.

For: help.test. Argument: the source folder.
"""

import json
import pathlib
import re
import subprocess
import sys

TOOLS = ["sima-compile", "sima-run", "sima-inspect", "sima-verify", "sima-objdump", "sima-opt", "sima-translate",
         "sima-reduce", "sima-lsp-server"]
COLUMNS = 100
SECTIONS = ["usage: ", "Common options:", "Examples:", "Exit codes:", "See also: "]
# What LLVM and its back ends register for themselves.
FOREIGN = re.compile(r"--(x86|arm|aarch64|amdgpu|riscv|polly|debugify|wasm|help-list|print-all)")
# Options that mean the same wherever they are, with their values.
SHARED = {"--target": {"NAME|FILE"}, "--json": {""}, "--log-level": {"LEVEL"}, "-j": {"N"},
          "--color": {"auto|always|never"}, "--help": {""}, "--version": {""}, "-o": {"DIR", "FILE"}}


def output(tool, *arguments):
    run = subprocess.run([tool, *arguments], stdin=subprocess.DEVNULL, capture_output=True,
                         text=True)
    if run.returncode or run.stderr:
        problem(tool, f"{arguments}: exit code {run.returncode}, {run.stderr!r}")
    return run.stdout


problems = []


def problem(tool, text):
    problems.append(f"{tool}: {text}")


def check_text(tool, text):
    lines = text.splitlines()
    positions = [next((i for i, line in enumerate(lines) if line.startswith(s)), None)
                 for s in SECTIONS]
    if None in positions or positions != sorted(positions):
        problem(tool, f"sections {SECTIONS} are in lines {positions}")
    for line in lines:
        if len(line) > COLUMNS:
            problem(tool, f"{len(line)} columns: {line}")
        if line != line.rstrip() or FOREIGN.search(line):
            problem(tool, f"not wanted: {line!r}")


def check_options(tool, text, page):
    for option in page["options"]:
        names = [name for name in (option["alias"], option["name"]) if name]
        if f"  {', '.join(names)}" not in text or not option["help"]:
            problem(tool, f"{names} is not in --help, or without a word about it")
        if option["name"] in SHARED and option["value"] not in SHARED[option["name"]]:
            problem(tool, f"{names} takes {option['value']}")
        if option["name"] in SHARED and option["inline"]:
            problem(tool, f"{names} takes a value behind = only")


def main():
    cmake = (pathlib.Path(sys.argv[1]) / "CMakeLists.txt").read_text()
    version = re.search(r"project\(SimaMLIR VERSION ([\d.]+)", cmake)[1]
    count = 0
    for tool in TOOLS:
        text = output(tool, "--help")
        page = json.loads(output(tool, "--help-json"))
        check_text(tool, text)
        check_options(tool, text, page)
        if text != output(tool, "-h"):
            problem(tool, "-h is not --help")
        if not output(tool, "--version").startswith(f"{tool} {version} (SimaMLIR, with LLVM 19."):
            problem(tool, "--version")
        if page["name"] != tool or not page["examples"] or len(page["exit_codes"]) != 3:
            problem(tool, "name, examples or exit codes")
        if not set(page["see_also"]) <= set(TOOLS):
            problem(tool, f"see also: {page['see_also']}")
        count += len(page["options"])
    print("\n".join(problems + [f"{len(TOOLS)} tools, {count} options, {len(problems)} problems"]))


main()
