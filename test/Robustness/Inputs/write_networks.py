"""Writes random networks that are imported, of both formats.
Usage: write_networks.py FOLDER COUNT
"""

import subprocess
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "utils/fuzz"))
import drawing  # noqa: E402
import fuzz  # noqa: E402

folder, count = Path(sys.argv[1]), int(sys.argv[2])
folder.mkdir(parents=True, exist_ok=True)
for kind in fuzz.FORMATS.values():
    operators, written, number = list(kind.table.values()), 0, 0
    while written < count:
        rng, number = np.random.default_rng([number, 99]), number + 1
        settings = kind.options(rng)
        g = drawing.Drawing(rng, kind.name, kind.table, kind.builder(settings), **settings)
        operator = operators[number * 7 % len(operators)]
        network = drawing.draw(g, operator, operator.types[number % len(operator.types)], 5,
                               kind.table[kind.layer])
        if network is None:
            continue
        path = folder / f"network{number}{kind.suffix}"
        path.write_bytes(kind.write(network))
        compile_it = ["sima-compile", path, "-o", folder / "out", "--emit", "import"]
        if subprocess.run(compile_it, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL).returncode:
            path.unlink()
        else:
            written += 1
