"""Imports variants of a network and prints what the importer says.

The network is network.json, or what a line `NETWORK file.json` of the test names.

A line `CASE name: path=value ...` of the test file makes one variant: each path
leads through objects and lists (`tensors/0/type`, below the only subgraph unless it
starts with `/`), each value is JSON. For tests of errors; not a general editor.

usage: run_cases.py TEST_FILE OUTPUT_DIR FLATC SCHEMA SIMA_TRANSLATE
"""

import json
import pathlib
import re
import subprocess
import sys


def assign(model, path, value):
    """Sets what `path` leads to."""
    place = model if path.startswith("/") else model["subgraphs"][0]
    *steps, last = [int(s) if s.isdigit() else s for s in path.strip("/").split("/")]
    for step in steps:
        place = place[step]
    if isinstance(place, list) and last == len(place):
        place.append(value)
    else:
        place[last] = value


def main():
    test, output, flatc, schema, translate = sys.argv[1:]
    output = pathlib.Path(output)
    output.mkdir(parents=True, exist_ok=True)
    text = pathlib.Path(test).read_text()
    network = re.search(r"^NETWORK (\S+)$", text, re.M)
    network = network[1] if network else "network.json"
    source = pathlib.Path(__file__).with_name(network).read_text()
    for name, edits in re.findall(r"^CASE (\S+): (.*)$", text, re.M):
        model = json.loads(source)
        for path, value in (edit.split("=", 1) for edit in edits.split()):
            assign(model, path, json.loads(value))
        (output / f"{name}.json").write_text(json.dumps(model))
        subprocess.run([flatc, "-b", "-o", output, schema, output / f"{name}.json"], check=True)
        done = subprocess.run([translate, "--import-tflite", output / f"{name}.tflite"],
                              capture_output=True, text=True)
        said = done.stderr if done.returncode else "imported\n"
        print(f"exit {done.returncode}, {len(said.splitlines())} line:",
              said.replace(f"{output}/", ""), end="")


if __name__ == "__main__":
    main()
