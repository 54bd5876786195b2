#!/usr/bin/env python3
"""Damages valid MLA programs, and asks whether sima-verify finds what the simulator finds.

For: the claim that sima-verify misses little. One word of code or one relocation is changed: a wait,
a post, an address or a size. The simulator executes the program with its hazard check; what it
refuses as a hazard, a deadlock, an access out of bounds or a read of what was never written,
sima-verify must refuse too, and semaphores that are out of balance as well. Other damage
is counted apart.
"""

import argparse
import random
import re
import struct
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

SET, WAIT, POST, NOP = 1, 2, 3, 4
BASE, SIZE0, STRIDE0 = 1, 4, 8  # fields of `set`
SHF_TYPE_RELA = 4

# What the simulator says, by kind; the order counts.
KINDS = [("hazard", r": a hazard, nothing orders"), ("deadlock", r"deadlock in cycle"),
         ("overflow", r"would raise semaphore"), ("two waiters", r"both wait for semaphore"),
         ("other outputs", r"after execution \d+"), ("uninitialised", r"which was never written"),
         ("bounds", r"covers bytes|which is in no section|src has -?\d+ to|outside the address")]


# What is no question of safety: no error, illegal operands, outputs that are wrong.
NO_HAZARD = (None, "other", "other outputs")


@dataclass
class Section:
    """A section of an ELF file: where its bytes are."""
    name: str
    kind: int
    offset: int
    size: int


@dataclass
class Program:
    """A valid ELF file and what it is executed with."""
    name: str
    elf: bytes
    inputs: dict
    repeat: int
    sections: list = field(default_factory=list)

    def __post_init__(self):
        start, = struct.unpack_from("<Q", self.elf, 40)
        size, count, names = struct.unpack_from("<HHH", self.elf, 58)
        headers = [struct.unpack_from("<IIQQQQ", self.elf, start + i * size) for i in range(count)]
        text = headers[names][4]
        for name, kind, _, _, offset, length in headers:
            end = self.elf.index(b"\0", text + name)
            self.sections.append(Section(self.elf[text + name:end].decode(), kind, offset, length))

    def words(self):
        """Places and values of all words of code."""
        for section in self.sections:
            if section.name.startswith(".text.q"):
                for at in range(section.offset, section.offset + section.size, 8):
                    yield at, struct.unpack_from("<Q", self.elf, at)[0]

    def addends(self):
        """Places and values of the addends of all relocations."""
        for section in self.sections:
            if section.kind == SHF_TYPE_RELA:
                for at in range(section.offset + 16, section.offset + section.size, 24):
                    yield at, struct.unpack_from("<q", self.elf, at)[0]


def field_of(word, low, bits):
    return word >> low & (1 << bits) - 1


def with_field(word, low, bits, value):
    mask = (1 << bits) - 1 << low
    return word & ~mask | (value << low & mask)


def changed(generator, value, bits, steps=(1, 2, 4, 8, 16, 32, 64, 256, 1024, 4096)):
    """Another value of a field: a little off, scaled, or any."""
    choices = [value + generator.choice(steps), value - generator.choice(steps), value * 2, value // 2,
               generator.randrange(1 << min(bits, 24))]
    new = generator.choice(choices) & (1 << bits) - 1
    return new if new != value else value ^ 1


def damage_wait(generator, word):
    if generator.random() < 0.5:
        return NOP << 58, "dropped"
    return with_field(word, 50, 5, changed(generator, field_of(word, 50, 5), 5, (1, 2, 3))), "semaphore"


def damage_post(generator, word):
    how = generator.choice(["dropped", "semaphore", "quad", "queue"])
    if how == "dropped":
        return NOP << 58, how
    low, bits, most = {"semaphore": (47, 5, 32), "quad": (52, 3, 4), "queue": (55, 3, 5)}[how]
    value = field_of(word, low, bits)
    return with_field(word, low, bits, (value + generator.randrange(1, most)) % most), how


def damage_set(generator, word):
    value = changed(generator, word & 0xffffffff, 32)
    return word & ~0xffffffff | value, {0: "base", 1: "size", 2: "stride"}[
        0 if field_of(word, 48, 4) == BASE else 1 if field_of(word, 48, 4) < STRIDE0 else 2]


def candidates(program):
    """By kind of damage: places and values in the file."""
    found = {"wait": [], "post": [], "address": [], "size": [], "relocation": []}
    relocated = set()
    for section in program.sections:
        if section.kind == SHF_TYPE_RELA:
            text = next(s for s in program.sections if section.name == ".rela" + s.name)
            relocated |= {text.offset + struct.unpack_from("<Q", program.elf, at)[0]
                          for at in range(section.offset, section.offset + section.size, 24)}
    for at, word in program.words():
        opcode, name = word >> 58, field_of(word, 48, 4)
        if opcode == WAIT:
            found["wait"].append((at, word))
        elif opcode == POST:
            found["post"].append((at, word))
        elif opcode == SET and name == BASE and at not in relocated:
            found["address"].append((at, word))
        elif opcode == SET and name >= SIZE0:
            found["size"].append((at, word))
    found["relocation"] = list(program.addends())
    return {kind: places for kind, places in found.items() if places}


def damage(generator, program):
    """A damaged file and what was done."""
    places = candidates(program)
    kind = generator.choice(sorted(places))
    at, value = generator.choice(places[kind])
    if kind == "relocation":
        new, how = changed(generator, value, 32), "addend"
    else:
        new, how = {"wait": damage_wait, "post": damage_post}.get(kind, damage_set)(generator, value)
    elf = bytearray(program.elf)
    struct.pack_into("<Q", elf, at, new & (1 << 64) - 1)
    return bytes(elf), f"{kind} {how}", at


def is_balanced(program):
    """Whether as many posts as waits name each semaphore, in each entry point."""
    counts = Counter()
    for section in program.sections:
        match = re.fullmatch(r"\.text\.q(\d+)(\.next)?", section.name)
        if not match:
            continue
        for at in range(section.offset, section.offset + section.size, 8):
            word, = struct.unpack_from("<Q", program.elf, at)
            if word >> 58 == WAIT:
                counts[match[2], int(match[1]), field_of(word, 50, 5)] -= 1
            elif word >> 58 == POST:
                counts[match[2], field_of(word, 52, 3), field_of(word, 47, 5)] += 1
    return not any(counts.values())


def simulate(program, file):
    """What is wrong with the program as the simulator sees it, or None, or "other"."""
    command = ["sima-run", file, "--repeat", str(program.repeat)]
    for name, data in program.inputs.items():
        command += ["--input", f"{name}={data}"]
    result = subprocess.run(command, capture_output=True, text=True, errors="replace")
    if result.returncode == 0:
        return None, ""
    for kind, pattern in KINDS:
        if re.search(pattern, result.stderr):
            return kind, result.stderr.strip()
    return "other", result.stderr.strip()


def judge(job):
    """Both tools on one damaged program."""
    number, program, seed, directory = job
    elf, what, at = damage(random.Random(f"{seed} {number}"), program)
    file = directory / f"{number}.elf"
    file.write_bytes(elf)
    kind, message = simulate(program, file)
    if kind in NO_HAZARD and not is_balanced(Program(program.name, elf, {}, 1)):
        kind = "imbalance"
    verified = subprocess.run(["sima-verify", file], capture_output=True, text=True, errors="replace")
    rules = re.search(r"breaks (.*)", verified.stderr)
    file.unlink()
    return number, what, at, kind, message, verified.returncode, rules[1] if rules else ""


def compile_program(model, options, directory):
    """The program of a compiled model, with inputs that stay the same."""
    name = "_".join([model.stem, *(o.strip("-") for o in options)])
    out = directory / name
    subprocess.run(["sima-compile", model, "-o", out, *options], check=True, capture_output=True)
    archive, = out.glob("*_mpk.tar.gz")
    with tarfile.open(archive) as tar:
        elf = next(tar.extractfile(m).read() for m in tar if m.name.endswith(".elf"))
    program = Program(name, elf, {}, 2 if "--l2-caching" in options else 1)
    extents = Counter()
    for section in program.sections:
        match = re.fullmatch(r"data\.ifm\.persistent\.(.*)\.b\d+", section.name)
        if match:
            extents[match[1]] += struct.unpack_from("<Q", elf, section.offset)[0]
    for i, (port, size) in enumerate(extents.items()):
        data = out / f"input{i}.bin"
        data.write_bytes(random.Random(i).randbytes(size))
        program.inputs[port] = data
    return program


def report(results, args):
    """The table; returns how many were missed."""
    kinds = Counter(r[3] for r in results)
    caught = Counter(r[3] for r in results if r[5] == 1)
    judged = [k for k in kinds if k not in NO_HAZARD]
    print(f"{'what the simulator finds':<26}{'damaged':>9}{'caught':>9}{'missed':>9}")
    for kind in sorted(judged):
        print(f"{kind:<26}{kinds[kind]:>9}{caught[kind]:>9}{kinds[kind] - caught[kind]:>9}")
    total, found = sum(kinds[k] for k in judged), sum(caught[k] for k in judged)
    print(f"{'all of these':<26}{total:>9}{found:>9}{total - found:>9}   {100 * found / max(total, 1):.1f} %")
    print("reported apart:")
    for kind, title in (("other", "illegal operands"), ("other outputs", "outputs of `next` differ"), (None, "nothing")):
        print(f"{title:<26}{kinds[kind]:>9}{caught[kind]:>9}        -")
    for rules, count in Counter(r[6] for r in results if r[3] is None and r[5] == 1).most_common():
        print(f"    of these {count} for: {rules}")
    for number, what, at, kind, message, code, rules in results:
        if code not in (0, 1) or (code == 0 and kind in judged + ["other"]):
            print(f"missed: number {number}, {what} at byte {at}: {kind}: {message[:300]} (exit code {code})")
        elif args.verbose:
            print(f"number {number}, {what} at byte {at}: {kind}; {rules or 'holds'}")
    return total, total - found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("models", nargs="+", type=Path, metavar="MODEL")
    parser.add_argument("--count", type=int, default=500, help="damaged programs that the simulator refuses")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--least", type=float, default=98, help="percentage that must be caught")
    parser.add_argument("--verbose", action="store_true", help="a line for each damaged program")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        directory = Path(scratch)
        programs = [compile_program(model, options, directory) for model in args.models
                    for options in ([], ["--target", "cmp256"], ["--batch-size", "4"],
                                    ["--compress", "--l2-caching", "single-model"])]
        results, number, refused = [], 0, 0
        with ThreadPoolExecutor(2) as pool:
            while refused < args.count:
                jobs = [(number + i, programs[(number + i) % len(programs)], args.seed, directory)
                        for i in range(64)]
                number += len(jobs)
                for result in pool.map(judge, jobs):
                    if refused < args.count:
                        results.append(result)
                        refused += result[3] not in NO_HAZARD
        print(f"{len(programs)} programs, {len(results)} of them damaged, seed {args.seed}")
        total, missed = report(results, args)
    return 1 if 100 * (total - missed) < args.least * total else 0


if __name__ == "__main__":
    sys.exit(main())
