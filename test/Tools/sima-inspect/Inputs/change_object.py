#!/usr/bin/env python3
"""An archive whose shared object has other bytes in the place of some.

  change_object.py GOOD FROM TO OUTPUT
"""

import sys
from pathlib import Path

from archive_files import packed, read_files, tar_of_files

good, old, new, output = sys.argv[1:]
files = dict(read_files(good))
name = next(name for name in files if name.endswith(".so"))
assert old.encode() in files[name] and len(old) == len(new)
files[name] = files[name].replace(old.encode(), new.encode())
Path(output).write_bytes(packed(tar_of_files(files)))
