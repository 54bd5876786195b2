"""Runs the snippets of the public page on compilation.

Usage: snippets.py MODEL FOLDER MODELS; MODELS may be empty. The text of the snippets is
the page's; what it writes in angle brackets is filled in, and the indentation that its
plain text lost is there.
"""
import json
import sys
import tarfile
from pathlib import Path

from afe.apis.loaded_net import load_model
from afe.load.importers.general_importer import tflite_source

LOAD = '''\
from afe.apis.model import Model

# Load a previously quantized model
quant_model = Model.load("<quant_model_name>", "<path to quantized model file>")
'''
DEFAULT = 'quant_model.compile(output_path="<output_folder_path>")\n'
TESSELLATION = '''\
from afe.apis.defines import TensorTessellateParameters, TensorDRAMLayout

input_tess = TensorTessellateParameters(tile_shape=(0, 0, 0, 0), enable_mla=True,
                                        dram_layout=TensorDRAMLayout.HWC)
output_tess = TensorTessellateParameters(tile_shape=(0, 0, 0, 0), enable_mla=True,
                                         dram_layout=TensorDRAMLayout.HWC16)

tess_params = {}
mla_node = quant_model._net.nodes["MLA_0"]
for name in mla_node.input_names:
    tess_params[name] = input_tess
# (resolve MLA output names and map them to output_tess — see the example script)

quant_model.compile(output_path="<output_folder_path>", tessellate_parameters=tess_params)
'''
BATCH = 'quant_model.compile(output_path="<output_folder_path>", batch_size=16)\n'
INSPECT = '''\
import tarfile

with tarfile.open("<name_of_archive.tar.gz>") as f:
    for filename in f.getnames():
        print(filename)
'''


def words(text):
    """Lines without indentation and empty ones."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def compare_with_page(models):
    """Every line of every snippet must be on the page, in one piece."""
    page = Path(models).parent / "samples" / "000_ada03d301929ab10.txt"
    if not models or not page.is_file():
        return
    lines = words(page.read_text(encoding="utf-8"))
    for snippet in LOAD, DEFAULT, TESSELLATION, BATCH, INSPECT:
        wanted = words(snippet)
        assert any(lines[at:at + len(wanted)] == wanted for at in range(len(lines))), snippet
    print("snippets are those of the page")


def run(snippet, fillings, variables):
    for blank, value in fillings.items():
        snippet = snippet.replace(f"<{blank}>", str(value))
    assert "<" not in snippet, snippet
    exec(compile(snippet, "<snippet>", "exec"), variables)


def manifest_of(archive):
    with tarfile.open(archive) as files:
        name = next(name for name in files.getnames() if name.endswith("_mpk.json"))
        return json.load(files.extractfile(name))


def stage(manifest, name):
    return next(plugin for plugin in manifest["plugins"] if plugin["name"] == name)


def main(path, folder, models):
    compare_with_page(models)
    name = path.stem
    load_model(tflite_source(str(path))).convert_to_sima_quantization().save(name, str(folder))
    variables = {}
    for number, snippet in enumerate([DEFAULT, TESSELLATION, BATCH]):
        place = folder / str(number)
        fillings = {"quant_model_name": name, "path to quantized model file": folder,
                    "output_folder_path": place,
                    "name_of_archive.tar.gz": place / f"{name}_mpk.tar.gz"}
        run(LOAD, fillings, variables)
        run(snippet, fillings, variables)
        run(INSPECT, fillings, variables)
        manifest = manifest_of(fillings["name_of_archive.tar.gz"])
        params = stage(manifest, "MLA_0")["config_params"]
        first = manifest["plugins"][0]["name"]
        # Tessellation leaves the input to the MLA; else the EV74 comes first.
        assert (first == "MLA_0") == (snippet is TESSELLATION), first
        if snippet is BATCH:
            assert params["desired_batch_size"] == 16
            assert 1 <= params["actual_batch_size"] <= 16
            print(f"actual_batch_size {params['actual_batch_size']}")
        else:
            assert params["actual_batch_size"] == params["desired_batch_size"] == 1
    print(f"{name}: 3 snippets ran")


main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
