"""Gives the first coded block of the longest compressed constant a kind that there is not.

For: digits-compress.test. Usage: break_compressed.py IN.elf OUT.elf
"""

import struct
import sys
from pathlib import Path

data = bytearray(Path(sys.argv[1]).read_bytes())
table, = struct.unpack_from("<Q", data, 40)
entry_size, count = struct.unpack_from("<HH", data, 58)
longest = (0, 0)
for number in range(count):
    offset, size = struct.unpack_from("<QQ", data, table + number * entry_size + 24)
    kind, = struct.unpack_from("<I", data, table + number * entry_size + 4)
    flags, = struct.unpack_from("<Q", data, table + number * entry_size + 8)
    # PROGBITS, allocated and not executable: a constant.
    if kind == 1 and flags == 2 and data[offset] & 3 == 1:
        longest = max(longest, (size, offset))
data[longest[1]] |= 3
Path(sys.argv[2]).write_bytes(data)
