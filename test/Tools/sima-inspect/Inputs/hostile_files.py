"""Members of archives that are no plain files, or have names of another place: label, reason,
contents."""

import tarfile

from archive_files import member, packed, raw_header, tar_of

LINKS = {
    "symbolic link": (tarfile.SYMTYPE, "x_mpk.json"),
    "symbolic link outside": (tarfile.SYMTYPE, "/etc/passwd"),
    "symbolic link upwards": (tarfile.SYMTYPE, "../../etc/passwd"),
    "hard link": (tarfile.LNKTYPE, "x_mpk.json"),
    "hard link outside": (tarfile.LNKTYPE, "/etc/passwd"),
    "character device": (tarfile.CHRTYPE, ""),
    "block device": (tarfile.BLKTYPE, ""),
    "pipe": (tarfile.FIFOTYPE, ""),
    "directory": (tarfile.DIRTYPE, ""),
}

NAMES = {
    "upwards": "../evil.elf",
    "far upwards": "../../../../../../tmp/evil.elf",
    "upwards inside": "a/../../evil.elf",
    "absolute": "/tmp/evil.elf",
    "in a directory": "a/evil.elf",
    "here": "./evil.elf",
    "backslashes": "..\\evil.elf",
    "drive": "C:\\evil.elf",
    "newline": "evil\nx.elf",
    "escape sequence": "\x1b[2Jevil.elf",
    "bell": "evil\a.elf",
    "blank": "evil x.elf",
    "accent": "\u00e9vil.elf",
    "right to left": "evil\u202efle.elf",
    "invalid UTF-8": "evil\udcff\udcfe.elf",
    "300 characters": "e" * 296 + ".elf",
    "upper case": "evil.ELF",
    "upper case of a manifest": "evil_mpk.JSON",
    "script": "evil.sh",
    "no extension": "evil",
    "extension alone": ".elf",
    "two dots": "..",
    "nested archive": "evil_mpk.tar.gz",
    "extension with a blank": "evil.elf ",
}


def files(good):
    whole = [member(name, data) for name, data in good.items()]
    name, manifest = next((n, d) for n, d in good.items() if n.endswith(".json"))
    elf = next(n for n in good if n.endswith(".elf"))

    def also(*more, **options):
        return packed(tar_of([*whole, *more], **options))

    for label, (kind, target) in LINKS.items():
        yield label, "is not a regular file", also(member("evil.elf", type=kind, linkname=target))
    for label, evil in NAMES.items():
        yield f"name: {label}", "file name", also(member(evil, b"x"))
        if label in ("upwards", "absolute"):
            yield f"name: {label}, pax", "file name", also(member(evil, b"x"), kind=tarfile.PAX_FORMAT)
    yield "name of nothing", "file name of 0 bytes", packed(raw_header(b"") + bytes(1024))
    yield "path of a pax header", "file name", also(
        member("good.elf", b"x", pax_headers={"path": "../evil.elf"}), kind=tarfile.PAX_FORMAT)
    yield "link of a pax header", "is not a regular file", also(
        member("evil.elf", b"", type=tarfile.SYMTYPE, linkname="x",
               pax_headers={"linkpath": "/etc/passwd"}), kind=tarfile.PAX_FORMAT)
    yield "size of a pax header", "is larger than 2147483648 bytes", also(
        member("evil.elf", b"x", pax_headers={"size": "4294967296"}), kind=tarfile.PAX_FORMAT)
    yield "holes of a pax header", "sparse", also(
        member("evil.elf", b"0,0,1073741824,0", pax_headers={
            "GNU.sparse.major": "0", "GNU.sparse.minor": "1", "GNU.sparse.name": "evil.elf",
            "GNU.sparse.size": "1073741824", "GNU.sparse.numblocks": "1",
            "GNU.sparse.map": "0,0"}), kind=tarfile.PAX_FORMAT)
    yield "one name twice", "two files named", also(member(elf, good[elf]))
    yield "one name twice, other contents", "two files named", also(member(elf, b"x"))
    yield "manifest twice", "two files named", also(member(name, manifest))
    yield "two manifests", "2 manifests", also(member("other_mpk.json", manifest))
    yield "another JSON file", "1 manifests among 2 .json files", also(member("other.json", manifest))
    yield "no manifest", "0 manifests", packed(tar_of([m for m in whole if m[0].name != name]))
    yield "no program", "no .elf and no .so", packed(tar_of([m for m in whole if m[0].name != elf]))
    yield "nothing", "tar", packed(bytes(10240))
