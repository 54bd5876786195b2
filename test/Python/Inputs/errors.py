"""Wrong calls: the type of the exception, and words that its message must have.

Usage: errors.py MODEL FOLDER
"""
import os
import shutil
import stat
import sys
import warnings
import zipfile
from pathlib import Path

import numpy as np

from afe import SimaError, _sima
from afe.apis import defines
from afe.apis.defines import (TensorDRAMLayout, TensorTessellateParameters, gen1_target,
                              gen_custom_target)
from afe.apis.loaded_net import load_model
from afe.apis.model import Model
from afe.load.importers.general_importer import onnx_source, tflite_source

network, folder = Path(sys.argv[1]), Path(sys.argv[2])
good = load_model(tflite_source(network)).convert_to_sima_quantization()
good.save("good", str(folder))
image = np.zeros((1, 16, 16, 1), np.int8)
direct = TensorTessellateParameters(enable_mla=True)


def rewritten(change):
    """Loads a .sima file whose members `change` has changed."""
    def call():
        with zipfile.ZipFile(folder / "good.sima") as source:
            members = {name: source.read(name) for name in source.namelist()}
        change(members)
        with zipfile.ZipFile(folder / "changed.sima", "w") as target:
            for name, data in members.items():
                target.writestr(name, data)
        Model.load("changed", str(folder))
    return call


def damaged(change):
    """Loads a .sima file whose bytes `change` has changed."""
    def call():
        (folder / "damaged.sima").write_bytes(change((folder / "good.sima").read_bytes()))
        Model.load("damaged", str(folder))
    return call


def doubled():
    """Loads a .sima file that has a member twice."""
    def call():
        with warnings.catch_warnings(), zipfile.ZipFile(folder / "changed.sima", "w") as target:
            warnings.simplefilter("ignore")
            for _ in range(2):
                target.writestr("network.json", "{}")
        Model.load("changed", str(folder))
    return call


def edit(member, old, new):
    def change(members):
        assert old in members[member]
        members[member] = members[member].replace(old, new)
    return change


def unwritable():
    """A folder that cannot be made: below a file."""
    (folder / "file").write_text("")
    return str(folder / "file" / "below")


def broken_model():
    path = folder / "broken.tflite"
    path.write_bytes(network.read_bytes()[:3000])
    return path


def on_target(text):
    path = folder / "machine.yaml"
    path.write_text(text)
    return path


CALLS = [
    (KeyError, ["'image'", "missing", "int8 1x16x16x1"], lambda: good.execute({})),
    (KeyError, ["'picture'", "image"], lambda: good.execute({"picture": image})),
    (ValueError, ["'image'", "1x16x16x2", "1x16x16x1"],
     lambda: good.execute({"image": np.zeros((1, 16, 16, 2), np.int8)})),
    (ValueError, ["'image'", "has shape , it takes"],
     lambda: good.execute({"image": np.zeros((), np.int8)})),
    (TypeError, ["'image'", "float32", "int8"],
     lambda: good.execute({"image": image.astype(np.float32)})),
    (TypeError, ["uint8", "less 128"], lambda: good.execute({"image": image.astype(np.uint8)})),
    (TypeError, ["'image'", "list"], lambda: good.execute({"image": [0]})),
    (TypeError, ["inputs", "ndarray", "dict"], lambda: good.execute(image)),
    (KeyError, ["'MLA_0/conv'", "MLA_0/conv2d_relu_0"],
     lambda: good.execute({"image": image}, keep_layer_outputs=["MLA_0/conv"])),
    (OSError, ["cannot be written"],
     lambda: good.execute({"image": image}, output_file_path=folder / "no" / "x.npz")),
    (SimaError, ["'picture'", "image", "MLA_0/softmax_7_output"],
     lambda: good.compile(str(folder), tessellate_parameters={"picture": direct})),
    (TypeError, ["tessellate_parameters['image']", "TensorTessellateParameters"],
     lambda: good.compile(str(folder), tessellate_parameters={"image": {"enable_mla": True}})),
    (ValueError, ["tile_shape", "four"],
     lambda: good.compile(str(folder), tessellate_parameters={
         "image": TensorTessellateParameters(tile_shape=(0, 0))})),
    (TypeError, ["dram_layout", "TensorDRAMLayout"],
     lambda: good.compile(str(folder), tessellate_parameters={
         "image": TensorTessellateParameters(dram_layout="HWC")})),
    (SimaError, ["'image'", "tile_shape 99", "16"],
     lambda: good.compile(str(folder), tessellate_parameters={
         "image": TensorTessellateParameters(tile_shape=(0, 99, 0, 0))})),
    (SimaError, ["'image'", "multiple of 16"],
     lambda: good.compile(str(folder), tessellate_parameters={
         "image": TensorTessellateParameters(enable_mla=True,
                                             dram_layout=TensorDRAMLayout.HWC16)})),
    (ValueError, ["batch_size 0", "1024"], lambda: good.compile(str(folder), batch_size=0)),
    (ValueError, ["batch_size 5000"], lambda: good.compile(str(folder), batch_size=5000)),
    (TypeError, ["batch_size", "str"], lambda: good.compile(str(folder), batch_size="16")),
    (TypeError, ["batch_size", "bool"], lambda: good.compile(str(folder), batch_size=True)),
    (TypeError, ["l2_caching_mode", "L2CachingMode"],
     lambda: good.compile(str(folder), l2_caching_mode="single")),
    (TypeError, ["'batchsize'", "batch_size"], lambda: good.compile(str(folder), batchsize=2)),
    (ValueError, ["io", "'raw'", "source"], lambda: good.compile(str(folder), io="raw")),
    (OSError, ["output_path", "below"], lambda: good.compile(unwritable())),
    (ValueError, ["zero character"], lambda: good.compile("a\0b")),
    (TypeError, ["output_path", "int"], lambda: good.compile(3)),
    (OSError, ["output_directory"], lambda: good.save("x", unwritable())),
    (ValueError, ["model_name", "output_directory"], lambda: good.save("../x", str(folder))),
    (ValueError, ["clock 'wall'", "dram"], lambda: good.simulate({"image": image}, clock="wall")),
    (ValueError, ["2x16x16x1"], lambda: good.simulate({"image": image}, batch_size=2)),
    (ValueError, ["repeat 0"], lambda: good.simulate({"image": image}, repeat=0)),
    (TypeError, ["criterion", "Statistic"], lambda: good.evaluate([], 3)),
    (TypeError, ["evaluation_data", "pairs"], lambda: good.evaluate([1], lambda *_: 0)),
    (FileNotFoundError, ["'absent'", "absent.sima", "absent.onnx"],
     lambda: Model.load("absent", str(folder))),
    (TypeError, ["model_name", "NoneType"], lambda: Model.load(None)),
    (TypeError, ["Model.load"], lambda: Model("network")),
    (TypeError, ["target", "str", "gen1_target"], lambda: load_model(tflite_source(network),
                                                                     target="mlsoc")),
    (TypeError, ["params", "onnx_source"], lambda: load_model(str(network))),
    (ValueError, [".onnx"], lambda: onnx_source(network)),
    (FileNotFoundError, ["absent.onnx"], lambda: onnx_source("absent.onnx")),
    (SimaError, ["broken.tflite"], lambda: load_model(tflite_source(broken_model()))),
    (ValueError, ["'input'", "image"], lambda: load_model(tflite_source(network, {"input": (1,)}))),
    (ValueError, ["'image'", "(1, 16, 16, 1)"],
     lambda: load_model(tflite_source(network, {"image": (1, 28, 28, 1)}))),
    (NotImplementedError, ["quantize", "convert_to_sima_quantization"],
     lambda: load_model(tflite_source(network)).quantize([])),
    (ImportError, ["default_quantization", "convert_to_sima_quantization"],
     lambda: defines.default_quantization),
    (AttributeError, ["afe.apis.defines", "nothing"], lambda: defines.nothing),
    (SimaError, ["name 'a b'"], lambda: load_model(tflite_source(network))
     .convert_to_sima_quantization(model_name="a b")),
    (SimaError, ["quads", "99"],
     lambda: gen_custom_target(on_target(_sima.machine("mlsoc").replace("quads: 4", "quads: 99")))),
    (SimaError, ["nowhere"], lambda: gen_custom_target("nowhere")),
    (SimaError, ["weights.bin", "SHA-256"],
     rewritten(lambda members: members.update({"weights.bin": members["weights.bin"] + b"x"}))),
    (SimaError, ["network.mlir", "SHA-256"],
     rewritten(lambda members: members.update({"network.mlir": b"module {"}))),
    (SimaError, ["has no 'weights.bin'"], rewritten(lambda members: members.pop("weights.bin"))),
    (SimaError, ["version 2", "newer"],
     rewritten(edit("network.json", b'"version": 1', b'"version": 2'))),
    (SimaError, ["format"], rewritten(edit("network.json", b"sima-network", b"other"))),
    (SimaError, ["network.json"], rewritten(lambda m: m.update({"network.json": b"{"}))),
    (SimaError, ["changed.sima", "'../x'", "plain file name"],
     rewritten(lambda members: members.update({"../x": b""}))),
    (SimaError, ["changed.sima", "more than 16 files"],
     rewritten(lambda members: members.update({f"x{k}": b"" for k in range(20)}))),
    (SimaError, ["changed.sima", "network.json", "there twice"], doubled()),
    (SimaError, ["changed.sima", "'folder"], rewritten(lambda m: m.update({"folder/": b""}))),
    (SimaError, ["'network.json'", "sha256"],
     rewritten(edit("network.json", b'"sha256"', b'"sha512"'))),
    (SimaError, ["name 'di gits'"], rewritten(edit("network.json", b'"digits"', b'"di gits"'))),
    (SimaError, ["damaged.sima"], damaged(lambda data: data[:len(data) // 2])),
    (SimaError, ["damaged.sima"], damaged(lambda data: b"")),
    (SimaError, ["damaged.sima"], damaged(lambda data: b"PK\x03\x04" + bytes(200))),
    (TypeError, ["compile"], lambda: good.simulate({"image": image}, nonsense=1)),
    (TypeError, ["target"], lambda: Model.load("good", str(folder), target=7)),
    (OSError, ["x.json", "cannot be written"],
     lambda: good.get_performance_metrics(str(folder / "no" / "x.json"))),
]


def problem(number, kind, words, call):
    """Why the exception is not the one that it should be; empty if it is."""
    try:
        call()
    except kind as error:
        missing = [word for word in words if word not in str(error)]
        return f"{number}: {error!r} lacks {missing}" if missing else ""
    except Exception as error:  # what is wrong is told, whatever it is
        return f"{number}: {error!r} is no {kind.__name__}"
    return f"{number}: no exception, expected {words}"


def read_only():
    """A folder without rights; for root there is none."""
    place = folder / "locked"
    place.mkdir(exist_ok=True)
    place.chmod(stat.S_IRUSR | stat.S_IXUSR)
    return place


if os.geteuid() != 0:
    CALLS.append((OSError, ["output_path", "locked"], lambda: good.compile(str(read_only()))))
before = sorted(folder.iterdir())
problems = [text for number, call in enumerate(CALLS) if (text := problem(number, *call))]
print(*problems, sep="\n")
left = [path for path in folder.rglob("*") if path.name.endswith(("_mpk.tar.gz", ".tmp", ".npz"))]
assert not left, left
shutil.rmtree(folder / "locked", ignore_errors=True)
print(f"{len(CALLS)} wrong calls, {len(problems)} problems")
