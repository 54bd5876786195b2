"""Changes of stages and their programs: rules 4 to 7."""

from edit import DEQUANTIZE, DETESSELLATE, PASS, QUANTIZE, TESSELLATE, breaks


@breaks("R4-ports")
def port_named_after_a_tensor(e):
    e.foreign().rename(b"MLA_0/placeholder_0_0.b", b"MLA_0/quantize_0_0000.b")


@breaks("R4-ports")
def port_of_another_segment(e):
    e.foreign().rename(b"ifm.persistent.MLA_0/", b"ifm.persistent.MLA_1/")


@breaks("R4-ports", direct=True)
def output_port_without_its_ending(e):
    e.foreign().rename(b"_output.b", b"_outpvt.b")


@breaks("R4-order")
def ports_in_another_order(e):
    elf = e.foreign()
    elf.rename(b"placeholder_0_0.b", b"placeholder_9_0.b")


@breaks("R4-count")
def one_port_less_than_nodes(e):
    e.foreign().rename(b"data.ifm.persistent.MLA_0/placeholder_1_0.b",
                       b"spare.if.persistent.MLA_0/placeholder_1_0.b")


@breaks("R2-outputs")
def pass_through_that_swallows(e):
    e.plugin(PASS)["output_nodes"].pop()


@breaks("R4-extent")
def extent_of_another_size(e):
    elf = e.foreign()
    for sample in (b"0", b"1"):
        elf.set_extent(b"data.ifm.persistent.MLA_0/placeholder_0_0.b" + sample, 16)


@breaks("R4-extent")
def extent_of_the_whole_batch(e):
    size = e.plugin("MLA")["input_nodes"][0]["size"]
    e.foreign().set_extent(b"data.ifm.persistent.MLA_0/placeholder_0_0.b1", size)


@breaks("R4-samples")
def sample_that_is_missing(e):
    e.foreign().rename(b"MLA_0/placeholder_0_0.b1", b"MLA_0/placeholder_0_0.b7")


@breaks("R4-stride")
def samples_at_odd_places(e):
    quantize, flatten, stage = e.plugin(QUANTIZE), e.plugin(TESSELLATE), e.plugin("MLA")
    e.manifest["input_nodes"][0]["size"] = quantize["input_nodes"][0]["size"] = 2 * 24 * 4
    for node in (quantize["output_nodes"][0], flatten["input_nodes"][0],
                 flatten["output_nodes"][0], stage["input_nodes"][0]):
        node["size"] = 2 * 24
    flatten["config_params"]["kernel"] = "batch_flatten_transform"
    flatten["config_params"]["params"] = {"input_shapes": None, "output_shapes": None}
    for plugin in (quantize, flatten):
        plugin["config_params"]["params"].update(input_shapes=[[2, 24]], output_shapes=[[2, 24]])
    elf = e.foreign()
    for sample in (b"0", b"1"):
        elf.set_extent(b"data.ifm.persistent.MLA_0/placeholder_0_0.b" + sample, 24)


@breaks("R5-batch")
def stage_of_another_batch(e):
    e.plugin(DEQUANTIZE)["config_params"]["desired_batch_size"] = 3


@breaks("R5-batch")
def more_than_asked_for(e):
    for plugin in e.manifest["plugins"]:
        plugin["config_params"]["desired_batch_size"] = 1


@breaks("R5-batch")
def batch_of_0(e):
    e.plugin(QUANTIZE)["config_params"]["actual_batch_size"] = 0


@breaks("R5-shapes")
def shape_without_the_batch(e):
    shape = e.params(DEQUANTIZE)["input_shapes"][0]
    for key in ("input_shapes", "output_shapes"):
        e.params(DEQUANTIZE)[key] = [[1, 2 * shape[1]] + shape[2:]]


@breaks("R5-sizes")
def shape_of_another_size(e):
    for key in ("input_shapes", "output_shapes"):
        e.params(DEQUANTIZE)[key][0][-1] += 1


@breaks("R5-sizes")
def type_of_another_size(e):
    e.params(DEQUANTIZE)["input_data_type"] = "int16"


@breaks("R6-frame")
def slice_of_rank_2(e):
    e.params(TESSELLATE)["slice_shape"].pop()


@breaks("R6-frame")
def slice_of_0_rows(e):
    e.params(DETESSELLATE)["slice_shape"][0] = 0


@breaks("R6-carrier")
def carrier_without_padding(e):
    e.params(DETESSELLATE)["align_c16"] = False
    e.params(DETESSELLATE)["cblock"] = False


@breaks("R6-channels")
def slices_of_some_channels(e):
    frame = e.params(DETESSELLATE)
    frame["slice_shape"][2] = 16


@breaks("R7-scale")
def scale_of_each_channel(e):
    params = e.params(QUANTIZE)
    params["channel_params"] *= params["input_shapes"][0][-1]


@breaks("R7-scale")
def scale_of_0(e):
    e.params(DEQUANTIZE)["channel_params"][0][0] = 0.0


@breaks("R7-scale")
def negative_scale(e):
    e.params(QUANTIZE)["channel_params"][0][0] *= -1


@breaks("R7-type")
def bits_of_another_type(e):
    e.params(QUANTIZE)["num_bits"] = 16


@breaks("R7-type")
def unsigned_codes(e):
    e.params(QUANTIZE)["output_data_type"] = "uint8"


@breaks("R7-rounding")
def rounding_up(e):
    e.params(QUANTIZE)["rounding"] = "UPWARD"


@breaks("R7-direct", direct=True)
def direct_stage_without_types(e):
    del e.plugin("MLA")["config_params"]["output_types"]


@breaks("R7-direct", direct=True)
def direct_node_without_shape(e):
    node = e.plugin("MLA")["input_nodes"][0]
    del node["shape"], node["dtype"]


@breaks("R7-direct", direct=True)
def direct_node_of_another_shape(e):
    e.plugin("MLA")["input_nodes"][0]["shape"].append(1)
