"""Makes a folder of the compiler's programs in which sima-run ends with a signal
on modules that hold an operation. Usage: faulty_tools.py FOLDER OPERATION
"""

import os
import shutil
import sys
from pathlib import Path

folder, operation = Path(sys.argv[1]), sys.argv[2]
folder.mkdir(parents=True)
for program in ("sima-compile", "sima-run"):
    real = os.path.realpath(shutil.which(program))
    fault = f'grep -q "mla.{operation} " "$1" && kill -ABRT $$\n' if program == "sima-run" else ""
    (folder / program).write_text(f'#!/bin/sh\n{fault}exec "{real}" "$@"\n')
    (folder / program).chmod(0o755)
