"""The archive: the same bytes each time, boundary layouts, batches, and its
ELF file as text."""

import hashlib
import json
import time

import numpy as np

from . import tools
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


#===------------------------------------------------------------------------===#
# Boundary layouts
#===------------------------------------------------------------------------===#

DIRECT = {"enable_mla": True}


def layouts(height, width, channels, outputs):
    """Name -> parameters for sima-compile --tessellation."""
    direct_input = {**DIRECT, "dram_layout": "HWC"}
    direct_output = {**DIRECT, "dram_layout": "HWC16"}
    cases = {
        "direct": {"inputs": direct_input, "outputs": direct_output},
        "direct HWC": {"inputs": direct_input, "outputs": direct_input},
        "direct input": {"inputs": direct_input},
        "direct output": {"outputs": direct_output},
        "padded input": {"inputs": {"align_c16": True, "cblock": False}},
        "blocked input": {"inputs": {"align_c16": True, "cblock": True}},
        "plain output": {"outputs": {"align_c16": False, "cblock": False}},
    }
    for h, w, c in [(height, -(-width // 2), channels), (-(-height // 3), width, 0), (5, 7, 2),
                    (1, 1, 1), (height, 3, channels)]:
        tile = [0, min(h, height), min(w, width), min(c, channels)]
        cases[f"input tiles {tile[1:]}"] = {"inputs": {"tile_shape": tile}}
        # Padded channel groups are multiples of 16 or all channels.
        for align, cblock in [(True, False), (True, True)]:
            cases[f"input tiles {tile[1:3]}, align {align}, cblock {cblock}"] = {
                "inputs": {"tile_shape": [*tile[:3], 0], "align_c16": align, "cblock": cblock}}
    for c in (1, 3, 16):
        tile = [0, 1, 1, min(c, outputs)]
        cases[f"output tiles {tile[1:]}"] = {
            "outputs": {"tile_shape": tile, "align_c16": False, "cblock": False}}
    return cases


def network_input(programs, network, directory, samples):
    """Random codes for the network's only input, and how the manifest names
    its shape and the number of output channels."""
    archive = programs.compile(network.path, directory / "default").archive
    manifest = json.loads(read_archive(archive)[f"{network.path.stem}_mpk.json"])
    first, last = manifest["plugins"][0], manifest["plugins"][-1]
    shape = first["config_params"]["params"]["input_shapes"][0]
    outputs = last["config_params"]["params"]["output_shapes"][0][-1]
    rng = np.random.default_rng(11)
    arrays = [rng.integers(-128, 128, shape, np.int64).astype(np.int8) for _ in range(samples)]
    return archive, arrays, outputs


def check_tessellation(programs, network, directory):
    """The outputs do not depend on the layout of inputs and outputs."""
    archive, (array,), channels = network_input(programs, network, directory, 1)
    expected = programs.outputs(archive, [array], directory / "default")[0]
    height, width, depth = ([1, 1] + list(array.shape[1:]))[-3:]

    def attempt(case):
        name, parameters = case
        place = directory / name.replace(" ", "_")
        place.mkdir()
        (place / "parameters.yaml").write_text(json.dumps(parameters))  # JSON is YAML
        options = ["--tessellation", place / "parameters.yaml", "--verify"]
        try:
            compiled = programs.compile(network.path, place, *options)
            found = programs.outputs(compiled.archive, [array], place)[0]
        except tools.CheckError as error:
            raise tools.CheckError(f"{name}: {error}") from None
        differing = differing_bytes(found, expected)
        require(differing == 0, f"{name}: {differing} bytes differ from the default layout")
        return compiled.archive.read_bytes()

    cases = layouts(height, width, depth, channels)
    archives = set(tools.parallel(attempt, list(cases.items())))
    return (f"{len(cases)} layouts beside the default, {len(archives)} distinct archives, "
            f"{len(cases) * expected.nbytes} bytes compared, 0 differing bytes")


def check_manifest_edit(programs, network, directory):
    """The manifest drives the run: a changed slice_shape changes the result
    or is refused."""
    archive, (array,), _ = network_input(programs, network, directory, 1)
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


def check_batch(programs, network, directory):
    """Each sample of a batch equals the sample alone."""
    archive, arrays, _ = network_input(programs, network, directory, 8)
    single = tools.parallel(
        lambda job: programs.outputs(archive, [job[1]], directory / f"single{job[0]}")[0],
        list(enumerate(arrays)))
    text = []
    for batch in (3, 8):
        compiled = programs.compile(network.path, directory / str(batch), "--batch-size", batch,
                                    "--verify")
        actual = compiled.batch
        stacked = np.concatenate(arrays[:actual])
        found = programs.outputs(compiled.archive, [stacked], directory / f"batch{batch}")[0]
        expected = np.concatenate(single[:actual])
        require(found.shape == expected.shape,
                f"batch {actual}: output {found.shape}, expected {expected.shape}")
        differing = differing_bytes(found, expected)
        require(differing == 0, f"batch {actual}: {differing} bytes differ from single samples")
        text.append(f"{actual} of {batch} samples")
    return f"batches of {', '.join(text)}: 0 differing bytes"
