"""Changes of files: the archive as such, and rule 3."""

import json

from edit import PASS, QUANTIZE, breaks, reorder


@breaks("A-names")
def program_of_another_number(e):
    new = e.elf_name.replace("_stage1_", "_stage2_")
    e.files = {name.replace("_stage1_", "_stage2_"): data for name, data in e.files.items()}
    e.elf_name, e.plugin("MLA")["resources"]["executable"] = new, new


@breaks("A-names")
def manifest_of_another_model(e):
    e.files = {"other_mpk.json" if name == e.manifest_name else name: data
               for name, data in e.files.items()}
    e.manifest_name = "other_mpk.json"


@breaks("A-contents")
def no_statistics(e):
    del e.files[e.stats_name]


@breaks("A-contents")
def file_that_nobody_asks_for(e):
    e.files["notes.yaml"] = e.files[e.stats_name]


@breaks("A-contents")
def second_program(e):
    e.files["spare_mla.elf"] = e.files[e.elf_name]


@breaks("A-text")
def two_blanks_a_level(e):
    e.files[e.manifest_name] = json.dumps(e.manifest, indent=2).encode()
    e.manifest = None


@breaks("A-text")
def newline_at_the_end(e):
    e.files[e.manifest_name] += b"\n"
    e.manifest = None


@breaks("A-text")
def keys_of_the_top_in_another_order(e):
    reorder(e.manifest, "name")


@breaks("A-text")
def keys_of_a_plugin_in_another_order(e):
    reorder(e.plugin(QUANTIZE), "sequence")


@breaks("A-text")
def batch_behind_the_kernel(e):
    reorder(e.plugin(QUANTIZE)["config_params"], "actual_batch_size")


@breaks("A-stats")
def layer_that_starts_late(e):
    e.files[e.stats_name] = e.files[e.stats_name].replace(b"start_cycle: 0\n", b"start_cycle: 1\n")


@breaks("A-stats")
def layers_from_1(e):
    e.files[e.stats_name] = b"1" + e.files[e.stats_name][1:]


@breaks("A-stats")
def statistics_without_layers(e):
    e.files[e.stats_name] = b"{}\n"


@breaks("A-stats")
def statistics_of_deep_lists(e):
    e.files[e.stats_name] = b"[" * 100000


@breaks("A-stats")
def statistics_that_double(e):
    lines = [b"a0: &a0 [x, x]"]
    lines += [b"a%d: &a%d [*a%d, *a%d]" % (k, k, k - 1, k - 1) for k in range(1, 64)]
    e.files[e.stats_name] = b"\n".join(lines)


@breaks("A-stats")
def statistics_of_millions(e):
    e.files[e.stats_name] = b"[" + b"a," * (5 << 20) + b"a]"


@breaks("A-programs")
def program_that_is_text(e):
    e.elf.data = bytearray(b"#!/bin/sh\nexit 1\n")


@breaks("A-programs")
def program_cut_off(e):
    e.elf.data = e.elf.data[:1000]


@breaks("A-programs")
def program_with_an_illegal_word(e):
    _, offset, size = e.elf.section(e.elf.find(b".text.q0"))
    e.elf.data[offset:offset + size] = b"\xff" * size


@breaks("A-programs")
def section_table_outside(e):
    e.elf.data[40:48] = b"\xf0" + b"\xff" * 7


@breaks("R3-files")
def upper_case_extension(e):
    e.files["X.YAML"] = b""


@breaks("R3-files")
def file_of_another_kind(e):
    e.files["README.md"] = b"hello"


@breaks("R3-files")
def two_manifests(e):
    e.files["second_mpk.json"] = e.files[e.manifest_name]


@breaks("R3-files")
def no_manifest(e):
    del e.files[e.manifest_name]
    e.manifest = None


@breaks("R3-files")
def no_program(e):
    del e.files[e.elf_name]


@breaks("R3-json")
def not_a_number(e):
    e.params(QUANTIZE)["channel_params"][0][0] = float("nan")


@breaks("R3-json")
def infinity(e):
    e.manifest["input_nodes"][0]["input_range"] = [0.0, float("inf")]


@breaks("R3-depth")
def nested_deeper_than_64(e):
    deep = 1
    for _ in range(64):
        deep = [deep]
    e.params(QUANTIZE)["rounding"] = deep


@breaks("R3-duplicates")
def key_twice(e):
    text = json.dumps(e.manifest, indent=4)
    e.files[e.manifest_name] = text.replace('"num_bits": 8', '"num_bits": 8, "num_bits": 8', 1).encode()
    e.manifest = None


@breaks("R3-executable", "A-names", "A-contents")
def executable_that_is_not_there(e):
    e.plugin("MLA")["resources"]["executable"] = "other_stage1_mla.elf"


@breaks("R3-executable", "A-names", "A-contents")
def executable_of_another_kind(e):
    e.plugin("MLA")["resources"]["executable"] = e.stats_name


@breaks("R3-executable")
def executable_of_the_ev74(e):
    e.plugin(QUANTIZE)["resources"]["executable"] = "kernel_name"


@breaks("R3-executable")
def executable_of_pass_through(e):
    e.plugin(PASS)["resources"] = {"executable": "kernel_name_tbd"}


@breaks("R3-executable", "A-contents")
def no_executable(e):
    e.plugin("MLA")["resources"] = None
