// RUN: split-file %s %t
// RUN: sima-opt %t/two.mlir -mla-legalize=target=%S/Inputs/tiny.yaml -mla-quad-schedule | FileCheck %s --check-prefix=DEEP
// RUN: sima-opt %t/two.mlir -mla-legalize=target=%S/Inputs/tiny.yaml -mla-quad-schedule -convert-mla-to-quad | FileCheck %s --check-prefix=QUAD
// RUN: sima-opt %t/two.mlir -mla-quad-schedule | FileCheck %s --check-prefix=ROOM --implicit-check-not=stripes
// RUN: sima-opt %t/hand.mlir -convert-mla-to-quad | FileCheck %s --check-prefix=HAND
// RUN: sed 's/<stripes, group 0 loads\[0\], \[<quad 0 turn 0/<stripes, group 0 loads[0], [<quad 1 turn 0/' %t/hand.mlir > %t/missing.mlir
// RUN: not sima-opt %t/missing.mlir -convert-mla-to-quad 2>&1 | FileCheck %s --check-prefix=MISSING
// RUN: sed 's/<lm, group 0/<lm, group 1/' %t/hand.mlir > %t/apart.mlir
// RUN: not sima-opt %t/apart.mlir -convert-mla-to-quad 2>&1 | FileCheck %s --check-prefix=APART

// 32 KiB between two layers in 16 KiB of local memory: rows of it live there while they are read.
// DEEP: mla.layer "dwconv_0"({{.*}}) schedule(<stripes, group [[#GROUP:]] loads
// DEEP: mla.layer "dwconv_1"({{.*}}) schedule(<{{lm|dram}}, group [[#GROUP]] loads

// Rows that two stripes have in common are moved from one buffer to the other.
// QUAD: quad.buffer @dwconv_0.out.0 lm
// QUAD: quad.buffer @dwconv_0.out.1 lm
// QUAD-NOT: quad.spill
// QUAD: quad.mv <@dwconv_0.out.{{[01]}} + {{.*}} from <@dwconv_0.out.{{[01]}} + {{.*}} mask 1 layer 0

// ROOM: mla.layer "dwconv_0"({{.*}}) schedule(<lm,

// HAND: quad.buffer @a.out.0 lm

// MISSING: error: layer 'a': tile of quad 1, sample 0, rows 0 to 2, channels 0 to 16 is read by no later tile of its quad
// APART: error: layer 'a': its output cannot live in stripes: layers of other groups read it

//--- two.mlir
!q = !quant.uniform<i8:f32, 0.5>
func.func @halo(%x: tensor<1x32768xi8>) -> tensor<1x32768xi8> {
  %0 = mla.segment "MLA_0"(%x) : (tensor<1x32768xi8>) -> tensor<1x32768xi8> {
  ^bb0(%bytes: tensor<1x32768xi8>):
    %in = mla.load %bytes <[64, 32, 16]> : tensor<1x32768xi8> -> tensor<1x64x32x16x!q>
    %1 = mla.layer "dwconv_0"(%in) : (tensor<1x64x32x16x!q>) -> tensor<1x64x32x16x!q> {
    ^bb0(%a: tensor<1x64x32x16x!q>):
      %w = mla.constant dense<1> : tensor<1x3x3x16xi8> as tensor<1x3x3x16x!q>
      %b = mla.constant dense<0> : tensor<16xi32> as tensor<16xi32>
      %2 = mla.depthwise_conv2d %a, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, arithmetic = #mla.arithmetic<tflite>}
           : (tensor<1x64x32x16x!q>, tensor<1x3x3x16x!q>, tensor<16xi32>) -> tensor<1x64x32x16x!q>
      mla.yield %2 : tensor<1x64x32x16x!q>
    }
    %3 = mla.layer "dwconv_1"(%1) : (tensor<1x64x32x16x!q>) -> tensor<1x64x32x16x!q> {
    ^bb0(%a: tensor<1x64x32x16x!q>):
      %w = mla.constant dense<1> : tensor<1x3x3x16xi8> as tensor<1x3x3x16x!q>
      %b = mla.constant dense<0> : tensor<16xi32> as tensor<16xi32>
      %4 = mla.depthwise_conv2d %a, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, arithmetic = #mla.arithmetic<tflite>}
           : (tensor<1x64x32x16x!q>, tensor<1x3x3x16x!q>, tensor<16xi32>) -> tensor<1x64x32x16x!q>
      mla.yield %4 : tensor<1x64x32x16x!q>
    }
    %out = mla.store %3 <[64, 32, 16]> : tensor<1x64x32x16x!q> -> tensor<1x32768xi8>
    mla.yield %out : tensor<1x32768xi8>
  }
  func.return %0 : tensor<1x32768xi8>
}

//--- hand.mlir
!q = !quant.uniform<i8:f32, 0.5>
func.func @hand(%x: tensor<1x64xi8>) -> tensor<1x64xi8> {
  %0 = mla.segment "MLA_0"(%x) : (tensor<1x64xi8>) -> tensor<1x64xi8> {
  ^bb0(%bytes: tensor<1x64xi8>):
    %in = mla.load %bytes <[4, 1, 16]> : tensor<1x64xi8> -> tensor<1x4x1x16x!q>
    %1 = mla.layer "a"(%in) schedule(<stripes, group 0 loads[0], [<quad 0 turn 0 sample 0 rows 0 to 2 channels 0 to 16>, <quad 0 turn 1 sample 0 rows 2 to 4 channels 0 to 16>]>)
        : (tensor<1x4x1x16x!q>) -> tensor<1x4x1x16x!q> {
    ^bb0(%a: tensor<1x4x1x16x!q>):
      %2 = mla.add %a, %a {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x4x1x16x!q>, tensor<1x4x1x16x!q>) -> tensor<1x4x1x16x!q>
      mla.yield %2 : tensor<1x4x1x16x!q>
    }
    %3 = mla.layer "b"(%1) schedule(<lm, group 0 loads[0], [<quad 0 turn 1 sample 0 rows 0 to 2 channels 0 to 16>, <quad 0 turn 2 sample 0 rows 2 to 4 channels 0 to 16>]>)
        : (tensor<1x4x1x16x!q>) -> tensor<1x4x1x16x!q> {
    ^bb0(%a: tensor<1x4x1x16x!q>):
      %4 = mla.add %a, %a {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x4x1x16x!q>, tensor<1x4x1x16x!q>) -> tensor<1x4x1x16x!q>
      mla.yield %4 : tensor<1x4x1x16x!q>
    }
    %out = mla.store %3 <[4, 1, 16]> : tensor<1x4x1x16x!q> -> tensor<1x64xi8>
    mla.yield %out : tensor<1x64xi8>
  }
  func.return %0 : tensor<1x64xi8>
}
