// RUN: split-file %s %t
// RUN: sima-opt %t/network.mlir -convert-mla-to-mpk | FileCheck %s
// RUN: sima-opt %t/network.mlir -convert-mla-to-mpk='model-name=digits sdk-version=1.7.0' | FileCheck %s --check-prefix=NAMED
// RUN: sima-opt %t/nothing.mlir -convert-mla-to-mpk | FileCheck %s --check-prefix=NOTHING

// NAMED: mpk.pipeline "digits" sdk_version "1.7.0"
// NAMED: executable "digits_stage1_mla.elf"

//--- network.mlir
!q = !quant.uniform<i8:f32, 0.5:-1>
// One stage for each step between the user's tensors, in order; each reads what the one before it wrote.
// CHECK: mpk.pipeline "model" sdk_version "2.1.0" inputs [#mpk.input<"x", 256{{.*}}>]
// CHECK: mpk.stage "[[QUANTIZE:.*quant.*]]" sequence 1 on EV74 kernel "quantization_transform" batch 1 of 1 reads [#mpk.tensor<"x", 256>] writes [#mpk.tensor<"[[QUANTIZE]]", 64>]
// CHECK: mpk.stage "[[TESS:.*tessellation_transform]]" sequence 2 on EV74 kernel "tessellation_transform" {{.*}} reads [#mpk.tensor<"[[QUANTIZE]]", 64>] writes [#mpk.tensor<"[[TESS]]", 64>]
// CHECK: mpk.stage "MLA_0" sequence 3 on MLA batch 1 of 1 reads [#mpk.tensor<"[[TESS]]", 64>] writes [#mpk.tensor<"MLA_0", 64>]
// CHECK-SAME: executable "model_stage1_mla.elf"
// CHECK: mpk.stage "[[DETESS:.*detessellation_transform]]" sequence 4 on EV74 kernel "detessellation_transform" {{.*}} reads [#mpk.tensor<"MLA_0", 64>] writes [#mpk.tensor<"[[DETESS]]", 64>]
// CHECK: mpk.stage "{{.*}}" sequence 5 on EV74 kernel "dequantization_transform" {{.*}} reads [#mpk.tensor<"[[DETESS]]", 64>] writes [#mpk.tensor<"{{.*}}", 256>]
func.func @main(%x: tensor<1x2x2x16xf32> {mla.name = "x"}) -> (tensor<1x2x2x16xf32> {mla.name = "y"}) {
  %0 = mla.quantize %x : tensor<1x2x2x16xf32> -> tensor<1x2x2x16x!q>
  %1 = mla.tessellate %0 <[2, 2, 16]> : tensor<1x2x2x16x!q> -> tensor<1x64xi8>
  %2 = mla.segment "MLA_0"(%1) : (tensor<1x64xi8>) -> tensor<1x64xi8> {
  ^bb0(%bytes: tensor<1x64xi8>):
    %in = mla.load %bytes <[2, 2, 16]> : tensor<1x64xi8> -> tensor<1x2x2x16x!q>
    %3 = mla.layer "add_0"(%in) : (tensor<1x2x2x16x!q>) -> tensor<1x2x2x16x!q> {
    ^bb0(%a: tensor<1x2x2x16x!q>):
      %4 = mla.add %a, %a {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x2x2x16x!q>, tensor<1x2x2x16x!q>) -> tensor<1x2x2x16x!q>
      mla.yield %4 : tensor<1x2x2x16x!q>
    }
    %out = mla.store %3 <[2, 2, 16]> : tensor<1x2x2x16x!q> -> tensor<1x64xi8>
    mla.yield %out : tensor<1x64xi8>
  }
  %5 = mla.detessellate %2 <[2, 2, 16]> : tensor<1x64xi8> -> tensor<1x2x2x16x!q>
  %6 = mla.dequantize %5 : tensor<1x2x2x16x!q> -> tensor<1x2x2x16xf32>
  func.return %6 : tensor<1x2x2x16xf32>
}

//--- nothing.mlir
// A function without a segment is no pipeline.
// NOTHING-NOT: mpk.pipeline
func.func @main(%x: tensor<1x4xi8>) -> tensor<1x4xi8> {
  func.return %x : tensor<1x4xi8>
}
