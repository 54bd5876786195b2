"""The archive: the same bytes each time, its ELF file as text, and a manifest
that drives the run."""

import hashlib
import json
import time

from . import layouts, tools
from .tools import differing_bytes, file_ending, read_archive, require, write_archive


def check_determinism(programs, network, directory):
    """The same model twice: other directory, other second, other threads."""
    digests, sizes = set(), set()
    for threads in (1, 8):
        place = directory / f"with {threads} threads"
        place.mkdir()
        programs.run("sima-compile", network.path, "-o", ".", "-j", threads, cwd=place)
        data = (place / f"{network.path.stem}_mpk.tar.gz").read_bytes()
        digests.add(hashlib.sha256(data).hexdigest())
        sizes.add(len(data))
        time.sleep(1.1)  # gzip headers count seconds
    require(len(digests) == 1, f"two archives of {sizes} bytes differ: {sorted(digests)}")
    return f"-j 1 and -j 8: SHA-256 {digests.pop()[:16]}..., 0 differing bytes"


def check_text(programs, network, directory):
    """ELF -> text -> ELF, and what sima-objdump shows."""
    files = read_archive(programs.compile(network.path, directory).archive)
    elf, text, again = (directory / f"network.{kind}" for kind in ("elf", "s", "again.elf"))
    elf.write_bytes(files[file_ending(files, ".elf")])
    text.write_text(programs.run("sima-objdump", "--asm", elf).stdout)
    programs.run("sima-translate", "--assemble", text, "-o", again)
    require(again.read_bytes() == elf.read_bytes(), "ELF -> text -> ELF changes the file")
    listing = programs.run("sima-objdump", elf).stdout
    stats = files[file_ending(files, "_stats.yaml")].decode()
    layers = [line.split(": ")[1] for line in stats.splitlines() if line.startswith("  name: ")]
    for layer in layers:
        require(f"\n{layer}.q" in listing, f"sima-objdump has no label of layer {layer}")
    relocated = sum(", base, const." in line or ", base, port." in line
                    for line in listing.splitlines())
    nodes = listing.count("; node ")
    require(relocated and nodes, "sima-objdump shows no relocations or no source nodes")
    return (f"ELF of {elf.stat().st_size:,} bytes -> {text.stat().st_size:,} bytes of text -> ELF: "
            f"0 differing bytes; {len(layers)} layer labels, {relocated} relocations, "
            f"{nodes} instructions with source nodes")


def check_manifest_edit(programs, network, directory):
    """The manifest drives the run: a changed slice_shape changes the result
    or is refused."""
    archive = programs.compile(network.path, directory / "default").archive
    (array,) = layouts.random_sample(layouts.boundary(programs, network, directory), 11)
    expected = programs.outputs(archive, [array], directory / "default")[0]
    files = read_archive(archive)
    name = file_ending(files, "_mpk.json")
    same = directory / "same_mpk.tar.gz"
    write_archive(same, files)
    require(differing_bytes(programs.outputs(same, [array], directory / "same")[0], expected) == 0,
            "the repacked archive differs")
    seen = []
    for axis in range(3):
        manifest = json.loads(files[name])
        params = manifest["plugins"][0]["config_params"]["params"]
        slice_shape = params["slice_shape"]
        slice_shape[axis] = max(1, slice_shape[axis] // 2)
        edited = directory / f"edited{axis}_mpk.tar.gz"
        write_archive(edited, {**files, name: json.dumps(manifest, indent=4).encode()})
        try:
            found = programs.outputs(edited, [array], directory / f"edited{axis}")[0]
            differing = differing_bytes(found, expected)
            seen.append(f"{slice_shape}: {differing} bytes differ")
        except tools.CheckError as error:
            seen.append(f"{slice_shape}: {str(error).split(': ', 2)[-1]}")
    require(not all(text.endswith(": 0 bytes differ") for text in seen),
            f"no change of slice_shape has an effect: {seen}")
    return "slice_shape " + "; ".join(seen)
