#!/usr/bin/env python3
"""An archive as another compiler might write it: its program is for another machine.

  foreign_archive.py GOOD OUTPUT
"""

import sys
from pathlib import Path

from archive_files import read_files
from edit import Edit

edit = Edit(read_files(sys.argv[1]))
edit.foreign()
edit.manifest["model_sdk_version"] = "3.0.0"
edit.manifest["input_nodes"][0]["input_range"] = [0.0, 0.5]
Path(sys.argv[2]).write_bytes(edit.bytes())
