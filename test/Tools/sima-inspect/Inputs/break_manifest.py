"""Changes of the manifest: rules 1 and 2."""

import json

from edit import DEQUANTIZE, PASS, QUANTIZE, TESSELLATE, UNPACK, breaks, reorder


@breaks("R1-keys")
def helpful_comment(e):
    e.params(QUANTIZE)["comment"] = "images from 0 to 1"


@breaks("R1-keys")
def comment_beside_params(e):
    e.plugin(QUANTIZE)["config_params"]["comment"] = ""


@breaks("R1-keys")
def comment_at_the_top(e):
    e.manifest["output_nodes"] = []


@breaks("R1-keys")
def comment_on_a_node(e):
    e.plugin("MLA")["input_nodes"][0]["layout"] = "HWC"


@breaks("R1-keys")
def missing_parameter(e):
    del e.params(DEQUANTIZE)["input_data_type"]


@breaks("R1-keys")
def kernel_of_the_mla(e):
    e.plugin("MLA")["config_params"]["kernel"] = "mla"


@breaks("R1-keys")
def params_of_the_mla(e):
    e.plugin("MLA")["config_params"]["params"] = {}


@breaks("R1-keys")
def missing_batch(e):
    del e.plugin("MLA")["config_params"]["desired_batch_size"]


@breaks("R1-keys")
def missing_quads(e):
    del e.plugin("MLA")["config_params"]["number_of_quads_to_user"]


@breaks("R1-keys")
def missing_range(e):
    del e.manifest["input_nodes"][0]["input_range"]


@breaks("R1-kernel")
def kernel_that_nobody_has(e):
    e.plugin(QUANTIZE)["config_params"]["kernel"] = "quantise_transform"


@breaks("R1-order")
def parameters_in_another_order(e):
    reorder(e.params(QUANTIZE), "num_bits")


@breaks("R1-values")
def shape_of_text(e):
    e.params(QUANTIZE)["input_shapes"] = ["2x8x8x16"]


@breaks("R1-values")
def negative_extent(e):
    e.params(DEQUANTIZE)["output_shapes"][0][1] = -1


@breaks("R1-values")
def type_that_nobody_has(e):
    e.params(DEQUANTIZE)["input_data_type"] = "int7"


@breaks("R1-values", direct=True)
def slice_beyond_its_input(e):
    e.params("slice_transform")["end"][-1] = 1000


@breaks("R2-sequence")
def gap_in_the_sequence(e):
    e.manifest["plugins"][-1]["sequence"] += 1


@breaks("R2-sequence")
def sequence_from_0(e):
    for plugin in e.manifest["plugins"]:
        plugin["sequence"] -= 1


@breaks("R2-spelling")
def processor_in_lower_case(e):
    e.plugin("MLA")["processor"] = "mla"


@breaks("R2-spelling")
def type_of_a_stage(e):
    e.plugin("MLA")["type"] = "process"


@breaks("R2-spelling")
def type_of_a_node(e):
    e.plugin("MLA")["output_nodes"][0]["type"] = "tensor"


@breaks("R2-names")
def two_stages_of_one_name(e):
    e.manifest["plugins"][1]["name"] = e.manifest["plugins"][0]["name"]


@breaks("R2-producers")
def consumer_before_its_producer(e):
    plugins = e.manifest["plugins"]
    at = plugins.index(e.plugin(TESSELLATE))
    plugins.insert(0, plugins.pop(at))
    for number, plugin in enumerate(plugins):
        plugin["sequence"] = number + 1


@breaks("R2-producers")
def tensor_written_twice(e):
    nodes = e.plugin(PASS)["output_nodes"]
    nodes[1]["name"] = nodes[0]["name"]


@breaks("R2-sizes")
def consumer_of_another_size(e):
    e.plugin(UNPACK)["input_nodes"][0]["size"] *= 2


@breaks("R2-sizes")
def size_of_0(e):
    e.manifest["input_nodes"][0]["size"] = 0


@breaks("R2-inputs")
def input_that_nothing_reads(e):
    e.manifest["input_nodes"].append(
        {"name": "spare", "type": "buffer", "size": 16, "input_range": None})


@breaks("R2-outputs")
def several_outputs_without_pass_through(e):
    e.manifest["plugins"].pop()


@breaks("R2-outputs")
def pass_through_in_the_middle(e):
    plugins = e.manifest["plugins"]
    first = e.plugin(QUANTIZE)
    new = json.loads(json.dumps(plugins[-1]))
    name, size = first["output_nodes"][0]["name"], first["output_nodes"][0]["size"]
    new.update(name="Early", input_nodes=[{"name": name, "size": size}],
               output_nodes=[{"name": "early", "type": "buffer", "size": size}])
    reader = next(p for p in plugins if p["input_nodes"][0]["name"] == name)
    reader["input_nodes"][0]["name"] = "early"
    plugins.insert(plugins.index(first) + 1, new)
    for number, plugin in enumerate(plugins):
        plugin["sequence"] = number + 1
