#!/usr/bin/env python3
"""Format, clang-tidy, include directions, file lengths, Python syntax.

For: `./run lint`. clang-tidy takes some ten seconds a file: without --all it
reads the files changed since HEAD (of a clean tree: by the last commit), and
never one again that passed and has not changed since.
"""

import argparse
import concurrent.futures
import hashlib
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ["lib", "include", "dialects", "tools", "test", "utils", "examples", "python"]
LINES = 1000
TIDY_FILES = 16
BANNER = re.compile(r"//===- .+ -*(\*- C\+\+ -\*-)?===//")


def sources(*suffixes):
    """All files of the project with these suffixes, sorted."""
    files = (f for folder in FOLDERS for f in (ROOT / folder).rglob("*"))
    return sorted(f for f in files if f.suffix in suffixes and f.is_file())


def name(path):
    return path.relative_to(ROOT).as_posix()


def check_format(fix):
    files = [name(f) for f in sources(".h", ".cpp")]
    command = ["clang-format-19", *(["-i"] if fix else ["--dry-run", "--Werror"])]
    run = subprocess.run(command + files, cwd=ROOT, stdin=subprocess.DEVNULL, text=True,
                         stderr=subprocess.PIPE)
    bad = sorted({line.split(":")[0] for line in run.stderr.splitlines() if ": error:" in line})
    if run.returncode and not bad:
        return [run.stderr.strip() or f"clang-format-19: exit code {run.returncode}"]
    return [f"{file}: not formatted; ./run lint --fix does it" for file in bad]


def check_shape():
    """First lines of C++ files and lengths of all files."""
    errors = []
    for file in sources(".h", ".cpp", ".td", ".py", ".mlir", ".test", ".s"):
        if "Inputs" in file.parts:
            continue
        lines = file.read_text().splitlines() or [""]
        if len(lines) > LINES:
            errors.append(f"{name(file)}: {len(lines)} lines, at most {LINES}; split it")
        if file.suffix in (".h", ".cpp") and not (len(lines[0]) <= 80 and BANNER.fullmatch(lines[0])):
            errors.append(f"{name(file)}: first line is no banner of one line: //===- Name - what --===//")
    return errors


def check_python():
    errors = []
    for file in sources(".py"):
        try:
            compile(file.read_bytes(), name(file), "exec")
        except SyntaxError as error:
            errors.append(f"{name(file)}:{error.lineno}: {error.msg}")
    return errors


def check_includes():
    run = subprocess.run([sys.executable, ROOT / "utils/lint/check_includes.py", ROOT],
                         text=True, stdout=subprocess.PIPE)
    return run.stdout.splitlines() if run.returncode else []


def git(*arguments):
    run = subprocess.run(["git", "-c", "core.quotePath=off", *arguments], cwd=ROOT, text=True,
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return run.stdout.splitlines() if run.returncode == 0 else []


def changed():
    """Files that differ from HEAD, or that the last commit changed if none does."""
    files = git("diff", "--name-only", "HEAD") + git("ls-files", "-o", "--exclude-standard")
    return files or git("diff", "--name-only", "HEAD~1", "HEAD")


class Tidy:
    """clang-tidy with a memory of what passed."""

    def __init__(self, build, fix):
        self.build, self.fix, self.memory = build, fix, build / "lint"
        shared = hashlib.sha256((ROOT / ".clang-tidy").read_bytes())
        for header in sources(".h", ".td"):
            shared.update(header.read_bytes())
        self.shared = shared.digest()

    def stamp(self, file):
        key = hashlib.sha256(self.shared + name(file).encode() + b"\0" + file.read_bytes())
        return self.memory / key.hexdigest()

    def check(self, file):
        """Runs it on one file; its messages, none if it passed."""
        command = ["clang-tidy-19", "--quiet", "-p", self.build, file]
        run = subprocess.run(command + (["--fix"] if self.fix else []), text=True,
                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT)
        if run.returncode:
            return [run.stdout.replace(f"{ROOT}/", "").strip()]
        self.memory.mkdir(exist_ok=True)
        self.stamp(file).touch()
        return []


def check_tidy(build, everything, fix, jobs):
    files = [f for f in sources(".cpp") if "Inputs" not in f.parts]
    if not everything:
        names = set(changed())
        files = [f for f in files if name(f) in names]
    tidy = Tidy(build, fix)
    files = [f for f in files if not tidy.stamp(f).exists()]
    if not everything and len(files) > TIDY_FILES:
        print(f"clang-tidy: {TIDY_FILES} of {len(files)} changed files; the others with --all")
        files = files[:TIDY_FILES]
    errors = []
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for done, (file, found) in enumerate(zip(files, pool.map(tidy.check, files)), 1):
            print(f"clang-tidy [{done}/{len(files)}] {name(file)}", flush=True)
            errors += found
    return errors


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--fix", action="store_true", help="apply clang-format and clang-tidy")
    parser.add_argument("--all", action="store_true", help="clang-tidy on all files")
    parser.add_argument("--build", type=Path, required=True)
    parser.add_argument("--jobs", type=int, default=1)
    options = parser.parse_args()

    # Fixes of several files at a time could meet in one header.
    tidy_jobs = 1 if options.fix else options.jobs
    errors = []
    for title, check in [
        ("clang-tidy", lambda: check_tidy(options.build, options.all, options.fix, tidy_jobs)),
        ("clang-format", lambda: check_format(options.fix)),
        ("banners and lengths", check_shape),
        ("includes", check_includes),
        ("python", check_python),
    ]:
        found = check()
        errors += found
        print("\n".join(found + [f"{title}: {len(found) or 'no'} error{'s'[:len(found) != 1]}"]),
              flush=True)
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
