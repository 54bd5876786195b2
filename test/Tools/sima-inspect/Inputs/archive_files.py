"""Archives taken apart and put together again, good and bad ones.

For: the tests of sima-inspect and of sima-run with archives that a stranger made.
Standard library only.
"""

import gzip
import io
import struct
import tarfile


def read_files(path):
    """File name -> contents, in order."""
    with tarfile.open(path, "r:gz") as archive:
        return {member.name: archive.extractfile(member).read() for member in archive}


def member(name, data=b"", **fields):
    """A header and its contents; `fields` are those of tarfile.TarInfo."""
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(data), 0o644
    for key, value in fields.items():
        setattr(info, key, value)
    return info, data


def tar_of(members, kind=tarfile.GNU_FORMAT):
    """A tar of (header, contents)."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=kind) as archive:
        for info, data in members:
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def tar_of_files(files):
    return tar_of([member(name, data) for name, data in files.items()])


def packed(tar):
    return gzip.compress(tar, 6, mtime=0)


def raw_header(name, size=b"00000000000\0", kind=b"0"):
    """A header of 512 bytes with a size field of any bytes, and a good checksum."""
    head = bytearray(512)
    head[0:len(name)] = name
    head[100:108], head[108:116], head[116:124] = b"0000644\0", b"0000000\0", b"0000000\0"
    head[124:136], head[136:148], head[156:157] = size, b"00000000000\0", kind
    head[257:265], head[148:156] = b"ustar\00000", b" " * 8
    head[148:156] = b"%06o\0 " % sum(head)
    return bytes(head)


class ELF:
    """An ELF64 file that can be edited in place."""

    def __init__(self, data):
        self.data = bytearray(data)
        (self.table,) = struct.unpack_from("<Q", self.data, 40)
        size, self.count, self.names = struct.unpack_from("<HHH", self.data, 58)
        assert size == 64

    def section(self, index):
        """(offset of its name, offset of its contents, bytes)."""
        at = self.table + 64 * index
        (name,) = struct.unpack_from("<I", self.data, at)
        offset, size = struct.unpack_from("<QQ", self.data, at + 24)
        return name, offset, size

    def name(self, index):
        start = self.section(self.names)[1] + self.section(index)[0]
        return bytes(self.data[start:self.data.index(0, start)])

    def find(self, name):
        return next(k for k in range(self.count) if self.name(k) == name)

    def set_machine(self, machine):
        struct.pack_into("<H", self.data, 18, machine)

    def set_extent(self, name, extent):
        """Of the section of a port."""
        struct.pack_into("<Q", self.data, self.section(self.find(name))[1], extent)

    def rename(self, old, new):
        """Names may be shared as suffixes, so the length stays."""
        assert len(old) == len(new)
        names, offset, size = self.section(self.names)
        table = bytes(self.data[offset:offset + size])
        assert old in table, (old, table)
        self.data[offset:offset + size] = table.replace(old, new)
