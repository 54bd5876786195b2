"""Compares the package with the command line: archives, outputs, saved models.

Usage: api.py MODEL FOLDER
"""
import hashlib
import subprocess
import sys
from pathlib import Path

import numpy as np

from afe import _sima
from afe.apis.defines import (L2CachingMode, TensorDRAMLayout, TensorTessellateParameters,
                              gen1_target, gen2_target, gen_custom_target)
from afe.apis.model import Model


def digest(path):
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def sima(tool, *arguments):
    return subprocess.run([tool, *map(str, arguments)], check=True, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout


def model_for(path, target):
    return Model(_sima.Network.import_model(str(path)), target)


def compare_archives(path, folder):
    """Options of Model.compile and the same of sima-compile."""
    direct = TensorTessellateParameters(enable_mla=True, dram_layout=TensorDRAMLayout.HWC)
    layouts = folder / "layouts.yaml"
    layouts.write_text("outputs: {enable_mla: true, dram_layout: HWC}\n")
    machine = folder / "machine.yaml"
    machine.write_text(_sima.machine("mlsoc").replace("lm_bytes: 8388608", "lm_bytes: 4194304"))
    plain = dict(compress=False)
    cases = [(gen1_target, {}, ["--compress"]),
             (gen1_target, plain, []),
             (gen2_target, dict(plain, batch_size=5), ["--target", "modalix", "--batch-size", 5]),
             (gen1_target, dict(plain, tessellate_parameters={"outputs": direct}),
              ["--tessellation", layouts]),
             (gen1_target, dict(plain, l2_caching_mode=L2CachingMode.SINGLE_MODEL, io="codes"),
              ["--l2-caching", "single-model", "--io", "codes"]),
             (gen_custom_target(machine), plain, ["--target", machine])]
    for number, (target, options, arguments) in enumerate(cases):
        ours, theirs = folder / f"{number}p", folder / f"{number}c"
        model = model_for(path, target)
        model.compile(output_path=str(ours), **options)
        sima("sima-compile", path, "-o", theirs, *arguments)
        name = f"{model.name}_mpk.tar.gz"
        assert digest(ours / name) == digest(theirs / name), options
        assert model.report().archive == str(ours / name)
    print(f"archives: {len(cases)} equal")


def compare_outputs(path, folder):
    """One sample by the interpreter, in fast mode, by the simulator and by sima-run."""
    model = model_for(path, gen1_target)
    rng = np.random.default_rng(3)
    inputs = {name: rng.integers(-100, 100, shape).astype(dtype)
              for name, dtype, shape in model.inputs}
    expected = model.execute(inputs, keep_layer_outputs="all",
                             output_file_path=folder / "outputs.npz")
    layers = list(model.layer_outputs)
    assert layers == [f"MLA_0/{node['name']}" for node in model._executor.segments[0]["nodes"]]
    with np.load(folder / "outputs.npz") as saved:
        for (name, _, _), values in zip(model.outputs, expected):
            assert np.array_equal(saved[name], values)
        assert all(np.array_equal(saved[name], model.layer_outputs[name]) for name in layers)
    model.execute(inputs, keep_layer_outputs=layers[:1])
    assert list(model.layer_outputs) == layers[:1]

    fast = model.execute(inputs, fast_mode=True)
    simulated, report = model.simulate(inputs)
    model.compile(output_path=str(folder))
    arguments = []
    for name, array in inputs.items():
        np.save(folder / f"{name}.npy", array)
        arguments += ["--input", f"{name}={folder / name}.npy"]
    place = folder / "run"
    sima("sima-run", model.report().archive, *arguments, "-o", place)
    # The files are named by stages: as many, of the same elements.
    files = {np.load(file).tobytes() for file in place.glob("*.npy")}
    for values, other, third in zip(expected, fast, simulated):
        assert np.array_equal(values, other) and np.array_equal(values, third)
        assert values.tobytes() in files
    assert report.cycles == model.report().dram_cycles
    assert sum(report.stalls.values()) == report.cycles - model.report().static_cycles
    assert model.simulate(inputs, clock="static")[1].cycles == model.report().static_cycles
    assert len(report.layers) == len(layers)

    batch = {name: np.concatenate([array] * 3) for name, array in inputs.items()}
    outputs, _ = model.simulate(batch, batch_size=3)
    for values, together in zip(expected, outputs):
        assert np.array_equal(np.concatenate([values] * 3), together)
    print("outputs: execute, fast mode, simulator, sima-run equal")


def compare_saved(path, folder):
    """A model and what was loaded of it, by the package and by sima-compile."""
    model = model_for(path, gen2_target)
    model.save(model.name, str(folder / "saved"))
    file = folder / "saved" / f"{model.name}.sima"
    first = digest(file)
    model.save(model.name, str(folder / "saved"))
    assert digest(file) == first
    loaded = Model.load(model.name, str(folder / "saved"))
    assert loaded.target == gen2_target and loaded.inputs == model.inputs
    archives = []
    for number, other in enumerate([model, loaded]):
        other.compile(output_path=str(folder / f"saved{number}"))
        archives.append(digest(other.report().archive))
    sima("sima-compile", file, "-o", folder / "saved2", "--target", "modalix", "--compress")
    archives.append(digest(folder / "saved2" / f"{model.name}_mpk.tar.gz"))
    assert len(set(archives)) == 1
    print("saved and loaded: equal")


path, folder = Path(sys.argv[1]), Path(sys.argv[2])
compare_archives(path, folder)
compare_outputs(path, folder)
compare_saved(path, folder)
