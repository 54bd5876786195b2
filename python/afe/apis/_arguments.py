"""What callers hand over: checked, in the form that the compiler takes."""

import collections.abc
import dataclasses
import json
import os
from pathlib import Path

import numpy as np

from afe.apis.defines import L2CachingMode, Target, TensorDRAMLayout, TensorTessellateParameters

IGNORED = {"retained_temporary_directory_name", "mlc_files_path"}
FLAGS = ("verify", "strict_one_mla", "explain")
IO_TYPES = ("source", "float", "codes")
BATCHES = range(1, 1025)


def text(argument, value):
    """A str without zero characters."""
    if not isinstance(value, str):
        raise TypeError(f"{argument} is {type(value).__name__}; use a str")
    if "\0" in value:
        raise ValueError(f"{argument} {value!r} has a zero character")
    return value


def path(argument, value):
    """A Path of a str or path."""
    if not isinstance(value, (str, os.PathLike)):
        raise TypeError(f"{argument} is {type(value).__name__}; use a str or a path")
    return Path(text(argument, os.fspath(value)))


def integer(argument, value):
    """An int, also of NumPy; no bool."""
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, np.integer)):
        raise TypeError(f"{argument} is {type(value).__name__}; use an int")
    return int(value)


def target(value):
    """A Target, or one by its built-in name."""
    if not isinstance(value, Target):
        raise TypeError(f"target is {type(value).__name__}; use gen1_target, gen2_target or "
                        "gen_custom_target(FILE) of afe.apis.defines")
    return value


def pair(argument, value):
    """Two things."""
    try:
        first, second = value
    except (TypeError, ValueError):
        raise TypeError(f"{argument} gave {type(value).__name__}; it must give pairs of inputs "
                        "and ground truth") from None
    return first, second


def compile_options(batch_size=1, compress=True, tessellate_parameters=None,
                    l2_caching_mode=L2CachingMode.NONE, others=None, **more):
    """The options of Network.compile, all of them JSON values."""
    others = {**(others or {}), **more}
    unknown = sorted(set(others) - IGNORED - set(FLAGS) - {"io", "threads"})
    if unknown:
        raise TypeError(f"compile() knows no argument {unknown[0]!r}; there are batch_size, "
                        f"compress, log_level, tessellate_parameters, l2_caching_mode, io, "
                        f"threads, {', '.join(FLAGS)}")
    batch_size = integer("batch_size", batch_size)
    if batch_size not in BATCHES:
        raise ValueError(f"batch_size {batch_size} is not from 1 to {BATCHES[-1]}")
    if not isinstance(l2_caching_mode, L2CachingMode):
        raise TypeError(f"l2_caching_mode is {type(l2_caching_mode).__name__}; use L2CachingMode")
    threads = integer("threads", others.get("threads", 0))
    if threads not in range(0, 1025):
        raise ValueError(f"threads {threads} is not from 0 (all cores) to 1024")
    io = others.get("io", "source")
    if io not in IO_TYPES:
        raise ValueError(f"io {io!r}; use one of {', '.join(IO_TYPES)}")
    return {"batch_size": batch_size, "compress": bool(compress), "io": io, "threads": threads,
            "l2_caching": l2_caching_mode is L2CachingMode.SINGLE_MODEL,
            "tessellation": tessellation(tessellate_parameters),
            **{flag: bool(others.get(flag, False)) for flag in FLAGS}}


def tessellation(parameters):
    """Parameters of tensors as one line of YAML; empty for None."""
    if parameters is None:
        return ""
    if not isinstance(parameters, collections.abc.Mapping):
        raise TypeError(f"tessellate_parameters is {type(parameters).__name__}; use a dict from "
                        "tensor names to TensorTessellateParameters")
    return json.dumps({text("a name in tessellate_parameters", name): _layout(name, value)
                       for name, value in parameters.items()})


def _layout(name, parameters):
    if not isinstance(parameters, TensorTessellateParameters):
        raise TypeError(f"tessellate_parameters[{name!r}] is {type(parameters).__name__}; use "
                        "TensorTessellateParameters")
    values = dataclasses.asdict(parameters)
    layout = values["dram_layout"]
    if layout is not None and not isinstance(layout, TensorDRAMLayout):
        raise TypeError(f"tessellate_parameters[{name!r}].dram_layout is "
                        f"{type(layout).__name__}; use TensorDRAMLayout")
    shape = values["tile_shape"]
    if not isinstance(shape, collections.abc.Sequence) or len(shape) != 4:
        raise ValueError(f"tessellate_parameters[{name!r}].tile_shape is {shape!r}; use four "
                         "numbers: n, h, w, c")
    values["tile_shape"] = [integer("tile_shape", extent) for extent in shape]
    values["dram_layout"] = layout.value if layout else None
    for flag in "enable_mla", "align_c16", "cblock":
        if values[flag] not in (None, True, False):
            raise TypeError(f"tessellate_parameters[{name!r}].{flag} is {values[flag]!r}; use a "
                            "bool")
    return {key: value for key, value in values.items() if value is not None}


def arrays(inputs, specs):
    """Arrays in the order of `specs`, of exactly their type and shape."""
    if not isinstance(inputs, collections.abc.Mapping):
        raise TypeError(f"inputs is {type(inputs).__name__}; use a dict from names to arrays")
    names = [name for name, _, _ in specs]
    for name in inputs:
        if name not in names:
            raise KeyError(f"no input is named {name!r}; the inputs are {', '.join(names)}")
    return [_array(name, inputs, dtype, shape) for name, dtype, shape in specs]


def _array(name, inputs, dtype, shape):
    wanted = f"{dtype} {'x'.join(map(str, shape))}"
    if name not in inputs:
        raise KeyError(f"input {name!r} is missing; it takes {wanted}")
    array = inputs[name]
    if not isinstance(array, np.ndarray):
        raise TypeError(f"input {name!r} is {type(array).__name__}; use a NumPy array of {wanted}")
    if array.dtype.name != dtype:
        hint = "; hand over codes less 128" if (array.dtype.name, dtype) == ("uint8", "int8") else ""
        raise TypeError(f"input {name!r} is {array.dtype.name}, it takes {wanted}{hint}")
    if array.shape != tuple(shape):
        raise ValueError(f"input {name!r} has shape {'x'.join(map(str, array.shape))}, it takes "
                         f"{wanted}")
    return array


def layer_names(keep, known):
    """The set of layers to keep; None for none."""
    if keep is None or keep is False:
        return None
    if keep == "all" or keep is True:
        return set(known)
    names = {keep} if isinstance(keep, str) else set(keep)
    for name in names:
        if name not in known:
            raise KeyError(f"keep_layer_outputs names {name!r}, which is no layer; there are "
                           f"{', '.join(known[:8])}{', …' if len(known) > 8 else ''}")
    return names
