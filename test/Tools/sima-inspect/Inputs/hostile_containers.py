"""Containers that are broken, or hold more than they say: label, reason, contents."""

import bz2
import io
import lzma
import os
import struct
import zipfile
import zlib

from archive_files import packed, raw_header, tar_of_files


def flipped(data, at):
    """One bit changed."""
    return data[:at] + bytes([data[at] ^ 4]) + data[at + 1:]


def zipped(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def bomb(name, count):
    """A gzip tar of one file of zeros, without its megabytes in memory here."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    parts = [packer.compress(raw_header(name, b"%011o\0" % count))]
    block = bytes(1 << 20)
    for _ in range(count >> 20):
        parts.append(packer.compress(block))
    parts += [packer.compress(bytes(1024)), packer.flush()]
    return b"".join(parts)


def containers(good):
    tar = tar_of_files(good)
    gz = packed(tar)
    end = tar.rstrip(b"\0")
    used = (len(end) + 511) // 512 * 512
    yield "empty file", "not compressed with gzip", b""
    yield "text", "not compressed with gzip", b"hello\n"
    yield "one byte", "not compressed with gzip", b"\x1f"
    yield "tar without gzip", "not compressed with gzip", tar
    yield "bzip2", "not compressed with gzip", bz2.compress(tar)
    yield "xz", "not compressed with gzip", lzma.compress(tar)
    yield "zip", "not compressed with gzip", zipped(good)
    yield "compress", "not compressed with gzip", b"\x1f\x9d\x90" + tar[:100]
    yield "zlib stream", "not compressed with gzip", zlib.compress(tar)
    yield "gzip of nothing", "tar", packed(b"")
    yield "gzip of text", "tar", packed(b"hello\n" * 1000)
    yield "gzip of gzip", "tar", packed(gz)
    yield "header alone", "ends too early", gz[:10]
    yield "half of it", "ends too early", gz[:len(gz) // 2]
    yield "without length", "ends too early", gz[:-4]
    yield "without the last byte", "ends too early", gz[:-1]
    yield "checksum", "incorrect data check", flipped(gz, len(gz) - 8)
    yield "length", "incorrect length check", flipped(gz, len(gz) - 4)
    yield "method of compression", "unknown compression method", flipped(gz, 2)
    yield "reserved flags", "unknown header flags", gz[:3] + b"\xe0" + gz[4:]
    yield "kind of block", "broken gzip stream", gz[:10] + b"\x07" + gz[11:]
    yield "bytes behind it", "bytes behind the gzip stream", gz + b"x"
    yield "zeros behind it", "bytes behind the gzip stream", gz + bytes(512)
    yield "a second member", "bytes behind the gzip stream", gz + gz
    yield "checksum of a tar header", "tar", packed(flipped(tar, 3))
    yield "bytes behind the tar", "behind the end of the tar", packed(tar + b"x")
    yield "a tar behind the tar", "behind the end of the tar", packed(tar[:used] + bytes(1024) + tar)
    yield "tar cut off in a file", "runcated", packed(tar[:700])
    yield "tar cut off in a header", "runcated", packed(tar[:used - 512 * 3] + b"x" * 100)
    yield "size of letters", "Unrecognized archive format", packed(raw_header(b"x_mpk.json", b"zzzzzzzzzzz\0"))
    yield "negative size", "negative size", packed(raw_header(b"x_mpk.json", b"\xff" * 12) + bytes(1024))
    yield "size of 2^62", "is larger than 2147483648 bytes", packed(
        raw_header(b"x.elf", b"\x80\0\0\0" + struct.pack(">Q", 1 << 62)) + bytes(1024))
    yield "3 GiB that are not there", "is larger than 2147483648 bytes", packed(
        raw_header(b"x.elf", b"%011o\0" % (3 << 30)) + bytes(1024))
    yield "17 MiB of statistics", "is larger than 16777216 bytes", bomb(b"x.yaml", 17 << 20)
    yield "17 MiB of manifest", "is larger than 16777216 bytes", bomb(b"x_mpk.json", 17 << 20)
    yield "bomb of zeros", "unpacks to more than 268435456", bomb(b"x.elf", 1 << 30)
    yield "bomb behind the end", "unpacks to more than 268435456", gzip_bomb_behind(tar)
    yield "300 files", "more than 256 files", packed(
        tar_of_files({f"f{k}.yaml": b"" for k in range(300)}))
    yield "a directory", "not a regular file", lambda path: path.mkdir()
    yield "a pipe", "not a regular file", os.mkfifo
    yield "a device", "not a regular file", lambda path: path.symlink_to("/dev/zero")
    yield "a link to nothing", "No such file", lambda path: path.symlink_to("nothing")


def gzip_bomb_behind(tar):
    """A good archive, and half a gigabyte of zeros where padding stands."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = bytes(1 << 20)
    return b"".join([packer.compress(tar), *(packer.compress(block) for _ in range(512)),
                     packer.flush()])
