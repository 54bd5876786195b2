// RUN: split-file %s %t
// RUN: sima-opt %t/chain.mlir -mla-quad-schedule -o %t/plain.mlir 2>&1 | count 0
// RUN: sima-opt %t/chain.mlir -mla-quad-schedule=explain -o %t/told.mlir 2>%t/remarks
// RUN: cmp %t/plain.mlir %t/told.mlir
// RUN: grep -o 'remark: .*' %t/remarks | FileCheck %s --check-prefix=CHAIN --implicit-check-not=remark
// RUN: sima-opt %t/chain.mlir -mla-legalize=target=%S/Inputs/tiny.yaml -mla-quad-schedule=explain -o %t/deep.mlir 2>&1 | grep -o 'remark: .*' | FileCheck %s --check-prefix=DEEP
// RUN: sima-opt %t/full.mlir -mla-legalize=target=%S/Inputs/tiny.yaml -mla-quad-schedule=explain -o %t/spilt.mlir 2>&1 | grep -o 'remark: .*' | FileCheck %s --check-prefix=FULL
// RUN: sima-opt %t/narrow.mlir -mla-legalize=target=%S/Inputs/tiny.yaml -mla-quad-schedule=explain -o %t/narrowed.mlir 2>&1 | FileCheck %s --check-prefix=NARROW

// The segment first, then its layers; what follows tile by tile names whom it follows.
// CHAIN: remark: segment 'MLA_0': its last tile starts in cycle [[#]] by the estimate, in [[#]] without waiting for loads; bounds: compute 96.0, dram 1101.9 cycles; of 4 feature maps 0 lie in DRAM, 0 in stripes, the others whole in local memory
// CHAIN: remark: segment 'MLA_0': 4 loads of inputs and constants, half of them issued [[#]] cycles or more before use; waits for them: [[#]] cycles, [[#]] limited by DRAM and 0 by room in local memory
// CHAIN: remark: layer 'dwconv_0': 4 of 4 quads share samples x rows x channels as 1 x 4 x 1; [[#]] tiles of up to [[#]] rows x 16 channels; MXU [[#]], VPU [[#]] cycles of the busiest quad; MXU takes 24 positions x 1 block of 16 channels at a time, [[#]] cycles for the longest instruction (12 x 2: [[#]]); bounds: compute 48.0, dram 550.9 cycles; from cycle [[#]] to [[#]]; of 5 ways to share it 1 x 4 x 1 in 8 tiles ends [[#]] cycles earlier, but [[#]] cycles later behind layer 'add_2'; constants in 1 load, 0 cycles ahead, waited for [[#]] cycles, limited by DRAM
// CHAIN: remark: layer 'dwconv_1': {{.*}} bounds: compute 48.0, dram 4.8 cycles; from cycle [[#]] to [[#]]; of 5 ways to share it the next best, 1 x 4 x 1 in 12 tiles, ends [[#]] cycles later
// CHAIN: remark: layer 'add_2': follows 'dwconv_1' tile by tile; {{.*}}; VPU [[#]] cycles of the busiest quad; bounds: compute 0.0, dram 546.1 cycles; from cycle [[#]]

// DEEP: remark: segment 'MLA_0': depth-first groups were looked for with 11 ways to share out local memory; 11 fit, with {{.*}} cycles; feature maps whole in local memory: do not fit; used: up to [[#]] bytes for a map between groups, [[#]] for a group, [[#]] for constants of a single layer at a time
// DEEP: remark: layers 'dwconv_0' to '[[LAST:.*]]' ([[#]]) depth first, in [[#]] stripes: estimated [[#]] cycles, [[#]] of the busiest engine and the rest for [[#]] bytes of feature maps from and to DRAM; layer by layer [[#]]; [[#]] bytes of stripes take the place of maps of [[#]]; with [[#]] of constants they have [[#]] bytes, beside [[#]] of other maps
// DEEP: remark: layer 'dwconv_0': stripe by stripe with 'dwconv_0' to '[[LAST]]'; [[#]] tiles of up to {{.*}}; tiles come from DRAM;

// FULL: remark: segment 'MLA_0': depth-first groups were looked for with 11 ways to share out local memory; 0 fit; feature maps whole in local memory: do not fit; not used
// FULL: remark: segment 'MLA_0': {{.*}} lies in DRAM: it was the largest when local memory was full at layer '{{dwconv_0|conv2d_1}}'
// FULL: remark: layer 'conv2d_1': {{.*}}; tiles come from and go to DRAM;

// NARROW: remark: layer 'conv2d_0': {{.*}}; constants in 8 loads, 0 cycles ahead, waited for [[#]] cycles, limited by room in local memory

//--- chain.mlir
!q = !quant.uniform<i8:f32, 0.5>
!map = tensor<1x64x32x16x!q>
func.func @chain(%x: tensor<1x32768xi8>) -> tensor<1x32768xi8> {
  %0 = mla.segment "MLA_0"(%x) : (tensor<1x32768xi8>) -> tensor<1x32768xi8> {
  ^bb0(%bytes: tensor<1x32768xi8>):
    %in = mla.load %bytes <[64, 32, 16]> : tensor<1x32768xi8> -> !map
    %1 = mla.layer "dwconv_0"(%in) : (!map) -> !map {
    ^bb0(%a: !map):
      %w = mla.constant dense<1> : tensor<1x3x3x16xi8> as tensor<1x3x3x16x!q>
      %b = mla.constant dense<0> : tensor<16xi32> as tensor<16xi32>
      %y = mla.depthwise_conv2d %a, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, arithmetic = #mla.arithmetic<tflite>}
           : (!map, tensor<1x3x3x16x!q>, tensor<16xi32>) -> !map
      mla.yield %y : !map
    }
    %2 = mla.layer "dwconv_1"(%1) : (!map) -> !map {
    ^bb0(%a: !map):
      %w = mla.constant dense<1> : tensor<1x3x3x16xi8> as tensor<1x3x3x16x!q>
      %b = mla.constant dense<0> : tensor<16xi32> as tensor<16xi32>
      %y = mla.depthwise_conv2d %a, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, arithmetic = #mla.arithmetic<tflite>}
           : (!map, tensor<1x3x3x16x!q>, tensor<16xi32>) -> !map
      mla.yield %y : !map
    }
    %3 = mla.layer "add_2"(%2) : (!map) -> !map {
    ^bb0(%a: !map):
      %y = mla.add %a, %a {arithmetic = #mla.arithmetic<tflite>} : (!map, !map) -> !map
      mla.yield %y : !map
    }
    %out = mla.store %3 <[64, 32, 16]> : !map -> tensor<1x32768xi8>
    mla.yield %out : tensor<1x32768xi8>
  }
  func.return %0 : tensor<1x32768xi8>
}

// Maps that fill local memory, then constants of which a block of 16 channels does.
//--- full.mlir
!q = !quant.uniform<i8:f32, 0.5>
!map = tensor<1x32x16x16x!q>
func.func @full(%x: tensor<1x8192xi8>) -> tensor<1x3600xi8> {
  %0 = mla.segment "MLA_0"(%x) : (tensor<1x8192xi8>) -> tensor<1x3600xi8> {
  ^bb0(%bytes: tensor<1x8192xi8>):
    %in = mla.load %bytes <[32, 16, 16]> : tensor<1x8192xi8> -> !map
    %1 = mla.layer "dwconv_0"(%in) : (!map) -> !map {
    ^bb0(%a: !map):
      %w = mla.constant dense<1> : tensor<1x3x3x16xi8> as tensor<1x3x3x16x!q>
      %b = mla.constant dense<0> : tensor<16xi32> as tensor<16xi32>
      %y = mla.depthwise_conv2d %a, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, arithmetic = #mla.arithmetic<tflite>}
           : (!map, tensor<1x3x3x16x!q>, tensor<16xi32>) -> !map
      mla.yield %y : !map
    }
    %2 = mla.layer "conv2d_1"(%1) : (!map) -> tensor<1x25x9x16x!q> {
    ^bb0(%a: !map):
      %w = mla.constant dense<1> : tensor<16x8x8x16xi8> as tensor<16x8x8x16x!q>
      %b = mla.constant dense<0> : tensor<16xi32> as tensor<16xi32>
      %y = mla.conv2d %a, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<tflite>}
           : (!map, tensor<16x8x8x16x!q>, tensor<16xi32>) -> tensor<1x25x9x16x!q>
      mla.yield %y : tensor<1x25x9x16x!q>
    }
    %out = mla.store %2 <[25, 9, 16]> : tensor<1x25x9x16x!q> -> tensor<1x3600xi8>
    mla.yield %out : tensor<1x3600xi8>
  }
  func.return %0 : tensor<1x3600xi8>
}

// A channel has 4 KiB of constants.
//--- narrow.mlir
!q = !quant.uniform<i8:f32, 0.5>
func.func @main(%x: tensor<1x4096xi8>) -> tensor<1x16xi8> {
  %0 = mla.segment "MLA_0"(%x) : (tensor<1x4096xi8>) -> tensor<1x16xi8> {
  ^bb0(%bytes: tensor<1x4096xi8>):
    %in = mla.load %bytes <[1, 1, 4096]> : tensor<1x4096xi8> -> tensor<1x1x1x4096x!q>
    %1 = mla.layer "conv2d_0"(%in) : (tensor<1x1x1x4096x!q>) -> tensor<1x1x1x16x!q> {
    ^bb0(%a: tensor<1x1x1x4096x!q>):
      %w = mla.constant dense<1> : tensor<16x1x1x4096xi8> as tensor<16x1x1x4096x!q>
      %b = mla.constant dense<0> : tensor<16xi32> as tensor<16xi32>
      %2 = mla.conv2d %a, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<tflite>}
           : (tensor<1x1x1x4096x!q>, tensor<16x1x1x4096x!q>, tensor<16xi32>) -> tensor<1x1x1x16x!q>
      mla.yield %2 : tensor<1x1x1x16x!q>
    }
    %out = mla.store %1 <[1, 1, 16]> : tensor<1x1x1x16x!q> -> tensor<1x16xi8>
    mla.yield %out : tensor<1x16xi8>
  }
  func.return %0 : tensor<1x16xi8>
}
