#!/usr/bin/env python3
"""Runs all unit tests and all lit tests of a build and adds them up.

For: `./run test`. The last line is `N passed, N failed`, with `, N skipped` if
any; exit code 1 if one failed. Standard library only.
"""

import argparse
import collections
import concurrent.futures
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

PASSED, FAILED, SKIPPED = "passed", "failed", "skipped"
LIT_CODES = {"PASS": PASSED, "XFAIL": PASSED, "FLAKYPASS": PASSED,
             "UNSUPPORTED": SKIPPED, "SKIPPED": SKIPPED, "EXCLUDED": None}
UNIT_TEST_SECONDS = 600


def list_cases(program):
    """Full names of the test cases of a GoogleTest program."""
    listing = subprocess.run([program, "--gtest_list_tests"], check=True, text=True,
                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE).stdout
    cases, suite = [], ""
    for line in listing.splitlines():
        name = line.split("#")[0].rstrip()
        if not name.startswith(" ") and name.endswith("."):
            suite = name
        elif name.startswith("  "):
            cases.append(suite + name.strip())
    return cases


def run_unit_test(program, name_filter, report):
    """Runs one GoogleTest program. Returns a list of (name, outcome) and its output."""
    arguments = [program, "--gtest_color=no", "--gtest_brief=1", f"--gtest_output=json:{report}"]
    try:
        if name_filter:
            cases = [c for c in list_cases(program) if name_filter.search(f"{program.name}/{c}")]
            if not cases:
                return [], ""
            arguments.append("--gtest_filter=" + ":".join(cases))
        run = subprocess.run(arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT, timeout=UNIT_TEST_SECONDS)
        text = run.stdout.decode(errors="replace")
        outcomes = read_unit_report(program.name, json.loads(report.read_text()))
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        return [(f"{program.name} (no result: {error})", FAILED)], ""
    if run.returncode and all(outcome != FAILED for _, outcome in outcomes):
        outcomes.append((f"{program.name} (exit code {run.returncode})", FAILED))
    return outcomes, text


def read_unit_report(program, report):
    """The (name, outcome) of each case that a GoogleTest report tells of."""
    outcomes = []
    for suite in report["testsuites"]:
        for case in suite["testsuite"]:
            if case.get("status") != "RUN":
                continue
            skipped = case.get("result") == "SKIPPED"
            outcome = FAILED if case.get("failures") else SKIPPED if skipped else PASSED
            outcomes.append((f"{program}/{suite['name']}.{case['name']}", outcome))
    return outcomes


def run_unit_tests(build, name_filter, jobs, folder):
    """Runs every program that the build lists, a line of progress for each."""
    folder_of_tests = build / "unittests"
    programs = [folder_of_tests / n for n in (folder_of_tests / "list.txt").read_text().split()]
    outcomes = []
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        runs = {pool.submit(run_unit_test, p, name_filter, folder / f"{p.name}.json"): p
                for p in programs}
        for done in concurrent.futures.as_completed(runs):
            found, text = done.result()
            failed = sum(outcome == FAILED for _, outcome in found)
            if failed:
                print(text.rstrip(), flush=True)
            if found:
                print(f"{'FAIL' if failed else 'PASS'}: {runs[done].name}: {len(found)} unit tests",
                      flush=True)
            outcomes += found
    return sorted(outcomes)


def run_lit(build, lit, text, jobs, folder):
    """Runs lit over the tests of the build, which prints a line for each."""
    report = folder / "lit.json"
    arguments = [sys.executable, lit, "-v", "--no-progress-bar", f"-j{jobs}", "-o", report]
    if text:
        # An empty selection is no error here: a unit test may have matched.
        arguments += ["--filter", text, "--allow-empty-runs"]
    sys.stdout.flush()
    subprocess.run(arguments + [build / "test"], stdin=subprocess.DEVNULL)
    if text and not report.exists():
        return []  # lit writes nothing about nothing
    try:
        tests = json.loads(report.read_text())["tests"]
    except (OSError, ValueError) as error:
        return [(f"lit (no result: {error})", FAILED)]
    outcomes = [(t["name"], LIT_CODES.get(t["code"], FAILED)) for t in tests]
    return [(name, outcome) for name, outcome in outcomes if outcome]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("filter", nargs="?", default="", help="regular expression on test names")
    parser.add_argument("--build", type=Path, required=True)
    parser.add_argument("--lit", type=Path, required=True)
    parser.add_argument("--jobs", type=int, default=1)
    options = parser.parse_args()
    try:
        name_filter = re.compile(options.filter, re.IGNORECASE) if options.filter else None
    except re.error as error:
        sys.exit(f"error: '{options.filter}' is no regular expression: {error}")

    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        outcomes = run_unit_tests(options.build, name_filter, options.jobs, folder)
        outcomes += run_lit(options.build, options.lit, options.filter, options.jobs, folder)

    counts = collections.Counter(outcome for _, outcome in outcomes)
    for name, outcome in outcomes:
        if outcome == FAILED:
            print(f"failed: {name}")
    line = f"{counts[PASSED]} passed, {counts[FAILED]} failed"
    if counts[SKIPPED]:
        line += f", {counts[SKIPPED]} skipped"
    print(line)
    return 1 if counts[FAILED] or not outcomes else 0


if __name__ == "__main__":
    sys.exit(main())
