"""Formats manual pages, with the programs that are there.

For: man.test. Argument: the folder of the pages.
"""

import pathlib
import shutil
import subprocess
import sys

SECTIONS = ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXAMPLES", "EXIT STATUS", "SEE ALSO"]
problems = []


def output(page, *command):
    run = subprocess.run([*command, page], capture_output=True, text=True)
    if run.returncode or run.stderr:
        problems.append(f"{page.name}: {' '.join(command)}: {run.stderr}")
    return run.stdout


def check(page):
    source = page.read_text()
    for section in SECTIONS:
        if f"\n.SH {section}\n" not in source:
            problems.append(f"{page.name}: no section {section}")
    if shutil.which("groff"):
        text = output(page, "groff", "-man", "-ww", "-Tascii", "-P-cbou")
        if f"{page.name.removesuffix('.1')} [options]" not in text:
            problems.append(f"{page.name}: no synopsis in {text[:400]}")
    if shutil.which("mandoc"):
        output(page, "mandoc", "-T", "lint", "-W", "error")


def main():
    pages = sorted(pathlib.Path(sys.argv[1]).iterdir())
    for page in pages:
        check(page)
    print("\n".join(problems + [f"{len(pages)} pages, {len(problems)} problems"]))


main()
