#!/usr/bin/env python3
"""Checks that archives say of every word and every byte of a constant what it is there for.

  check_provenance.py [--samples N] [--options "OPTION..."]... [MODEL...]

For: test/EndToEnd. The note `.note.sima.provenance` is read here from docs/isa.md alone, not with
the compiler's reader. Of N words and constants of each program both directions are asked: address
to cycle, cycle to address. Without models: the bundled network, and those of SIMA_MODELS that the
compiler accepts. Standard library only.
"""

import argparse
import json
import os
import random
import struct
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

DIGITS = Path(__file__).resolve().parents[1] / "test/Models/digits/digits.tflite"
ROLES, PARTS, HALT = 9, 8, 8


class Wrong(Exception):
    """What an archive says is not so."""


def require(condition, text):
    if not condition:
        raise Wrong(text)


def sections_of(elf):
    """Name -> (offset, bytes) in the order of the file."""
    offset, = struct.unpack_from("<Q", elf, 0x28)
    count, names = struct.unpack_from("<HH", elf, 0x3C)
    headers = [struct.unpack_from("<IIQQQQIIQQ", elf, offset + 64 * i) for i in range(count)]
    found = {}
    for name, kind, _, _, at, size, *_ in headers:
        start = headers[names][4] + name
        text = elf[start:elf.index(b"\0", start)].decode()
        found[text] = (at, b"" if kind == 8 else elf[at:at + size])
    return found


class Note:
    """The desc of the note; take() reads one LEB128 number."""

    def __init__(self, section):
        name_size, self.size, self.kind = struct.unpack_from("<III", section)
        self.bytes = section[12 + (name_size + 3) // 4 * 4:][:self.size]
        self.at = 0

    def take(self, signed=False):
        value, shift = 0, 0
        while True:
            byte = self.bytes[self.at]
            self.at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                return value - (1 << shift) if signed and byte & 0x40 else value

    def text(self):
        size = self.take()
        self.at += size
        return self.bytes[self.at - size:self.at].decode()


def check_note(elf):
    """The words, the bytes of constants, and bytes of the note of a program."""
    sections = sections_of(elf)
    require(".note.sima.provenance" in sections, "no note of provenance")
    note = Note(sections[".note.sima.provenance"][1])
    require(note.kind == 5 and note.take() == 1, "type or version of the note")
    names = [note.text() for _ in range(note.take())]
    operations = [(note.take(), names[note.take()], note.take()) for _ in range(note.take())]
    require(all(name.startswith("mla.") for name in names), "names of operations")
    places = []
    for _ in range(note.take()):
        role = note.take()
        require(role < ROLES, "role of a place")
        places.append((role, [] if role == HALT else [note.take() for _ in range(7)]))
    words, seen = 0, set()
    code = [s for s in sections if s.startswith(".text.q")]
    for section in code:
        left, expected = len(sections[section][1]) // 8, 0
        words += left
        while left:
            length, place = note.take(), expected + note.take(signed=True)
            require(0 < length <= left and 0 <= place < len(places), f"a range of {section}")
            left, expected = left - length, place + 1
            seen.add(place)
    require(len(seen) == len(places), "places that no code mentions")
    total = 0
    for section in [s for s in sections if s.startswith(".const.")]:
        size = len(sections[section][1])
        total += size
        layers = note.take()
        require(layers > 0, f"{section} serves no layer")
        for _ in range(layers):
            left = size
            while left:
                length, role, operation = note.take(), note.take(), note.take()
                require(0 < length <= left and role < PARTS and operation < len(operations), f"a part of {section}")
                left -= length
    require(note.at == note.size, "bytes left over")
    return words, total, len(sections[".note.sima.provenance"][1])


def ask(archive, stage, *question):
    command = ["sima-inspect", str(archive), "--json", "--stage", str(stage), *question]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def check_word(archive, stage, offset):
    """Address to cycle, cycle to address, in both clocks."""
    word = ask(archive, stage, "--address", str(offset))
    require(word["offset"] == offset // 8 * 8 and "role" in word, f"address {offset}")
    if "queue" not in word or word["queue"] == "sequencer":
        return
    served = word.get("serves", word["word"])
    for clock in ("static", "dram"):
        answer = ask(archive, stage, "--at", f"{word['quad']},{word[clock]['start']}",
                     "--clock", clock, "--entry", word["entry"])
        running = [r["word"] for q in answer["queues"] if q["queue"] == word["queue"] for r in q["running"]]
        require(served in running, f"word {served} of quad {word['quad']} does not run in cycle "
                                   f"{word[clock]['start']} of clock {clock}")


def check_samples(archive, stage, elf, samples, numbers):
    sections = sections_of(elf)
    for names, check_constant in (([s for s in sections if s.startswith(".text.q") and sections[s][1]], False),
                                  ([s for s in sections if s.startswith(".const.")], True)):
        for _ in range(samples if names else 0):
            at, data = sections[numbers.choice(names)]
            offset = at + numbers.randrange(len(data))
            if not check_constant:
                check_word(archive, stage, offset)
                continue
            answer = ask(archive, stage, "--address", str(offset))
            require(answer["parts"] and answer["loads"] and answer["offset"] == offset, f"address {offset}")


def check_model(model, options, samples, folder):
    """Programs, words, bytes of constants, of notes and of ELF files; none if the model is refused."""
    out = Path(tempfile.mkdtemp(dir=folder))
    run = subprocess.run(["sima-compile", str(model), "-o", str(out), *options], capture_output=True, text=True,
                         check=False)
    archives = list(out.glob("*_mpk.tar.gz"))
    if run.returncode or not archives:
        return None
    sums, numbers = [0] * 5, random.Random(5)
    listing = json.loads(subprocess.run(["sima-inspect", "--json", str(archives[0])], check=True, capture_output=True,
                                        text=True).stdout)
    with tarfile.open(archives[0]) as files:
        for stage in listing["stages"]:
            if stage["processor"] != "MLA":
                continue
            elf = files.extractfile(stage["executable"]).read()
            found = (1, *check_note(elf), len(elf))
            sums = [a + b for a, b in zip(sums, found)]
            check_samples(archives[0], stage["sequence"], elf, samples, numbers)
    return sums


def models_of(arguments):
    if arguments:
        return [Path(argument) for argument in arguments]
    root = os.environ.get("SIMA_MODELS")
    found = [path for kind in ("tflite", "onnx") for path in Path(root).rglob(f"*.{kind}")] if root else []
    return [DIGITS, *sorted(found)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--samples", type=int, default=4, help="words, and constants, that are asked for")
    parser.add_argument("--options", action="append", default=[], help="of the compiler; each makes another archive")
    parser.add_argument("models", nargs="*")
    args = parser.parse_args()
    total, archives, refused, failed = [0] * 5, 0, 0, 0
    with tempfile.TemporaryDirectory() as folder:
        for model in models_of(args.models):
            for options in args.options or [""]:
                try:
                    found = check_model(model, options.split(), args.samples, folder)
                except (Wrong, subprocess.CalledProcessError, KeyError, IndexError) as error:
                    print(f"{model.name} {options}: {error}", flush=True)
                    failed += 1
                    continue
                if not found:
                    refused += 1
                    continue
                archives += 1
                total = [a + b for a, b in zip(total, found)]
    programs, words, constants, notes, elf = total
    print(f"provenance: {archives} archives, {programs} programs: {words:,} words and {constants:,} bytes of "
          f"constants covered, 100 %; notes have {notes:,} of {elf:,} bytes; {refused} refused, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
