// RUN: sima-opt %s | sima-opt | FileCheck %s

// One stage of every processor, with and without the optional parts.

// CHECK-LABEL: mpk.pipeline "tiny" sdk_version "2.1.0" model_path "models/tiny.onnx"
// CHECK-SAME: checksum "{{[0-9a-f]*}}"
// CHECK-SAME: inputs [#mpk.input<"images", 64, range = [0.000000e+00, 1.000000e+00]>] {
mpk.pipeline "tiny" sdk_version "2.1.0" model_path "models/tiny.onnx"
    checksum "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
    inputs [#mpk.input<"images", 64, range = [0.0, 1.0]>] {
  // CHECK: mpk.stage "quantize_0" sequence 1 on EV74 kernel "quantization_transform" batch 1 of 1
  // CHECK-SAME: reads [#mpk.tensor<"images", 64>] writes [#mpk.tensor<"quantize_0", 16>]
  // CHECK-SAME: params {channel_params = {{\[\[}}2.550000e+02, -128]],
  // CHECK-SAME: executable "kernel_name_tbd"
  mpk.stage "quantize_0" sequence 1 on EV74 kernel "quantization_transform" batch 1 of 1
    reads [#mpk.tensor<"images", 64>] writes [#mpk.tensor<"quantize_0", 16>]
    params {channel_params = [[255.0, -128]], num_bits = 8, rounding = "TONEAREST",
            output_data_type = "int8", input_shapes = [[1, 2, 2, 4]],
            output_shapes = [[1, 2, 2, 4]]}
    executable "kernel_name_tbd"
  // CHECK: mpk.stage "MLA_0" sequence 2 on MLA batch 1 of 4
  // CHECK-SAME: writes [#mpk.tensor<"MLA_0_0", 16>, #mpk.tensor<"MLA_0_1", 16>]
  // CHECK-SAME: params {number_of_quads_to_user = 4 : i64} executable "tiny_stage1_mla.elf"
  mpk.stage "MLA_0" sequence 2 on MLA batch 1 of 4
    reads [#mpk.tensor<"quantize_0", 16>]
    writes [#mpk.tensor<"MLA_0_0", 16>, #mpk.tensor<"MLA_0_1", 16>]
    params {number_of_quads_to_user = 4 : i64} executable "tiny_stage1_mla.elf"
  // CHECK: mpk.stage "A65_0" sequence 3 on A65 batch 1 of 1
  // CHECK-SAME: executable "tiny_stage2_a65.so"
  mpk.stage "A65_0" sequence 3 on A65 batch 1 of 1
    reads [#mpk.tensor<"MLA_0_1", 16>] writes [#mpk.tensor<"A65_0", 4>]
    params {input_names = ["x"], input_types = [{scalar = "int8", shape = [1, 16]}],
            output_types = [{scalar = "float32", shape = [1]}]}
    executable "tiny_stage2_a65.so"
  // CHECK: mpk.stage "PassThrough" sequence 4 on EV74 kernel "pass_through" batch 1 of 1
  // CHECK-NOT: params
  // CHECK-NOT: executable
  mpk.stage "PassThrough" sequence 4 on EV74 kernel "pass_through" batch 1 of 1
    reads [#mpk.tensor<"MLA_0_0", 16>, #mpk.tensor<"A65_0", 4>]
    writes [#mpk.tensor<"pass_through_out_0", 16>, #mpk.tensor<"pass_through_out_1", 4>]
}

// An input that goes straight into the MLA says its shape and type.

// CHECK-LABEL: mpk.pipeline "direct" sdk_version "2.1.0" inputs [#mpk.input<"x", 16>] {
mpk.pipeline "direct" sdk_version "2.1.0" inputs [#mpk.input<"x", 16>] {
  // CHECK: reads [#mpk.tensor<"x", 16, [1, 16] of "int8">]
  mpk.stage "MLA_0" sequence 1 on MLA batch 1 of 1
    reads [#mpk.tensor<"x", 16, [1, 16] of "int8">]
    writes [#mpk.tensor<"MLA_0", 16, [1, 16] of "int8">]
    params {number_of_quads_to_user = 4,
            input_types = [{scalar = "int8", shape = [1, 16]}],
            output_types = [{scalar = "int8", shape = [1, 16]}]}
    executable "direct_stage1_mla.elf"
}
