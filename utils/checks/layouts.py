"""Boundary layouts: what sima-compile --tessellation may ask for, and outputs
that do not depend on it."""

import json
import re
from dataclasses import dataclass

import numpy as np

from . import tools
from .tools import differing_bytes, require

DIRECT = {"enable_mla": True}
DIRECT_HWC = {**DIRECT, "dram_layout": "HWC"}
DIRECT_HWC16 = {**DIRECT, "dram_layout": "HWC16"}


@dataclass
class Boundary:
    """An input or output of a network."""
    name: str
    is_input: bool
    shape: list

    @property
    def extents(self):
        """Height, width and channels."""
        return ([1, 1] + self.shape[1:])[-3:]

    @property
    def channels(self):
        return self.shape[-1]


def boundary(programs, network, directory):
    """The inputs and outputs that the imported module declares."""
    text = programs.emit(network.path, "import", directory).read_text()
    signature = re.search(r"func\.func @main\((.*?)\) -> (.*)\{$", text, re.MULTILINE)
    pattern = r'tensor<([\dx]+)x!\w+> \{mla\.name = "([^"]*)"'
    return [Boundary(name, part == 1, [int(extent) for extent in shape.split("x")])
            for part in (1, 2) for shape, name in re.findall(pattern, signature[part])]


def random_sample(tensors, seed):
    """Codes over the whole range for every input."""
    rng = np.random.default_rng(seed)
    return [rng.integers(-128, 128, tensor.shape, np.int64).astype(np.int8)
            for tensor in tensors if tensor.is_input]


def write(file, parameters):
    """A file for --tessellation; JSON is YAML."""
    file.write_text(json.dumps(parameters) + "\n")
    return file


#===------------------------------------------------------------------------===#
# Layouts of whole networks
#===------------------------------------------------------------------------===#

def uneven(extent):
    """About a third of an extent, so that the last slice is smaller."""
    return next((size for size in range(-(-extent // 3), extent) if extent % size), extent)


def uneven_blocks(channels):
    """As many whole blocks of 16 channels as leave a rest, or 0 for all channels."""
    return next((size for size in range(16, channels, 16) if channels % size), 0)


def mixed_layouts(source, result):
    """Name -> parameters: the default, everything by the MLA, and three by hand.
    Slices do not divide the tensors; one end may be the EV74's, the other the MLA's."""
    height, width, channels = (uneven(extent) for extent in source.extents)
    return {
        "default": {},
        "direct": {"inputs": DIRECT_HWC, "outputs": DIRECT_HWC16},
        "uneven slices": {
            "inputs": {"tile_shape": [1, height, width, channels], "align_c16": False},
            "outputs": {"tile_shape": [1, *map(uneven, result.extents)], "align_c16": False,
                        "cblock": False}},
        "blocked input, direct output": {
            "inputs": {"tile_shape": [0, height, width, uneven_blocks(source.channels)],
                       "align_c16": True, "cblock": True},
            "outputs": DIRECT_HWC},
        "direct input, padded output": {
            "inputs": {**DIRECT_HWC, "tile_shape": [1, *source.extents]},
            "outputs": {"tile_shape": [0, *map(uneven, result.extents[:2]), 0], "align_c16": True,
                        "cblock": False}},
    }


def all_layouts(source, result):
    """Name -> parameters: each kind of layout at each end, alone."""
    height, width, channels = source.extents
    cases = {
        "direct": {"inputs": DIRECT_HWC, "outputs": DIRECT_HWC16},
        "direct HWC": {"inputs": DIRECT_HWC, "outputs": DIRECT_HWC},
        "direct input": {"inputs": DIRECT_HWC},
        "direct output": {"outputs": DIRECT_HWC16},
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
        tile = [0, 1, 1, min(c, result.channels)]
        cases[f"output tiles {tile[1:]}"] = {
            "outputs": {"tile_shape": tile, "align_c16": False, "cblock": False}}
    return cases


def check(programs, network, directory):
    """The outputs do not depend on the layout of inputs and outputs."""
    tensors = boundary(programs, network, directory)
    sample = random_sample(tensors, 11)
    archive = programs.compile(network.path, directory / "default").archive
    (expected,) = programs.outputs(archive, sample, directory / "default")

    def attempt(case):
        name, parameters = case
        place = directory / name.replace(" ", "_")
        place.mkdir()
        file = write(place / "parameters.yaml", parameters)
        try:
            compiled = programs.compile(network.path, place, "--tessellation", file, "--verify")
            (found,) = programs.outputs(compiled.archive, sample, place)
        except tools.CheckError as error:
            raise tools.CheckError(f"{name}: {error}") from None
        differing = differing_bytes(found, expected)
        require(differing == 0, f"{name}: {differing} bytes differ from the default layout")
        return compiled.archive.read_bytes()

    cases = all_layouts(*tensors)
    archives = set(tools.parallel(attempt, list(cases.items())))
    return (f"{len(cases)} layouts beside the default, {len(archives)} distinct archives, "
            f"{len(cases) * expected.nbytes} bytes compared, 0 differing bytes")
