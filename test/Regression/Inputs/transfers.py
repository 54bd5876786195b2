"""Prints a program of random transfers between eight quads in the quad dialect.

For: tests that need more pairs of queues to order than there are semaphores,
whatever the scheduler does. Input "in" and output "out" have 4096 bytes.
Usage: transfers.py SEED COUNT TARGET.yaml
"""

import random
import sys
from pathlib import Path

QUADS, SLOTS, BYTES = 8, 64, 64
choose = random.Random(int(sys.argv[1]))
count, target = int(sys.argv[2]), Path(sys.argv[3]).read_text().replace("\n", "\\0A")
programs = [[] for _ in range(QUADS)]
steps = 0


def view(buffer, sizes=f"[{BYTES}]"):
    return f"<@{buffer} + {BYTES * choose.randrange(SLOTS)}, {sizes}, [1], s8, 0>"


def emit(quad, text):
    global steps
    programs[quad].append(f"    quad.{text} layer 0 step {steps}")
    steps += 1


for quad in range(QUADS):
    emit(quad, f"ld <@map + 0, [{SLOTS * BYTES}], [1], s8, 0> from <@in + 0, [], [1], s8, 0> mask {1 << quad}")
for _ in range(count):
    quad, other = choose.sample(range(QUADS), 2)
    emit(quad, choose.choice([
        f"ld {view('map')} from {view('in', '[]')} mask {1 << quad | 1 << other}",
        f"st {view('out', '[]')} from {view('map')}",
        f"mv {view('map')} from {view('map', '[]')} mask {1 << other}",
        f"copy {view('map')} from {view('map', '[]')}",
    ]))

print(f'quad.segment @MLA_0 layers ["transfers"] attributes {{target = "{target}"}} {{')
print(f"  quad.buffer @map lm {SLOTS * BYTES} live 0 to 1 at 0")
for name, direction in [("in", "input"), ("out", "output")]:
    print(f'  quad.port @{name} {direction} "{name}" ordinal 0 sample 0 extent {SLOTS * BYTES}')
for quad, program in enumerate(programs):
    print(f"  quad.core {quad} {{", *program, "    quad.halt layer 0", "  }", sep="\n")
print("}")
