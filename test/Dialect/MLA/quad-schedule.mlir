// RUN: split-file %s %t
// RUN: sima-opt %t/split.mlir -mla-quad-schedule 2>%t/remarks | FileCheck %s --check-prefix=SPLIT
// RUN: FileCheck %s --check-prefix=IDLE < %t/remarks
// RUN: sima-opt %t/spill.mlir -mla-legalize=target=%S/Inputs/tiny.yaml -mla-quad-schedule | FileCheck %s --check-prefix=SPILL
// RUN: sima-opt %t/spill.mlir -mla-quad-schedule | FileCheck %s --check-prefix=ROOM
// RUN: sima-opt %t/wide.mlir -mla-legalize=target=%S/Inputs/tiny.yaml -mla-quad-schedule -convert-mla-to-quad | FileCheck %s --check-prefix=WIDE
// RUN: sima-opt %t/narrow.mlir -mla-legalize=target=%S/Inputs/tiny.yaml -mla-quad-schedule | FileCheck %s --check-prefix=NARROW
// RUN: not sima-opt %t/deep.mlir -mla-legalize=target=%S/Inputs/tiny.yaml -mla-quad-schedule 2>&1 | FileCheck %s --check-prefix=DEEP
// RUN: sima-opt %t/invalid.mlir -split-input-file -mla-quad-schedule -verify-diagnostics

//--- split.mlir
!q = !quant.uniform<i8:f32, 0.5>

// Four rows for each of four quads.
// SPLIT-LABEL: func.func @rows
// SPLIT: mla.layer "add_0"({{.*}}) schedule(<lm, group 0 loads[0], [<quad 0 sample 0 rows 0 to 4 channels 0 to 16>, <quad 1 sample 0 rows 4 to 8 channels 0 to 16>, <quad 2 sample 0 rows 8 to 12 channels 0 to 16>, <quad 3 sample 0 rows 12 to 16 channels 0 to 16>]>)
func.func @rows(%x: tensor<1x4096xi8>) -> tensor<1x4096xi8> {
  %0 = mla.segment "MLA_0"(%x) : (tensor<1x4096xi8>) -> tensor<1x4096xi8> {
  ^bb0(%bytes: tensor<1x4096xi8>):
    %in = mla.load %bytes <[16, 16, 16]> : tensor<1x4096xi8> -> tensor<1x16x16x16x!q>
    %1 = mla.layer "add_0"(%in) : (tensor<1x16x16x16x!q>) -> tensor<1x16x16x16x!q> {
    ^bb0(%a: tensor<1x16x16x16x!q>):
      %2 = mla.add %a, %a {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x16x16x16x!q>, tensor<1x16x16x16x!q>) -> tensor<1x16x16x16x!q>
      mla.yield %2 : tensor<1x16x16x16x!q>
    }
    %out = mla.store %1 <[16, 16, 16]> : tensor<1x16x16x16x!q> -> tensor<1x4096xi8>
    mla.yield %out : tensor<1x4096xi8>
  }
  func.return %0 : tensor<1x4096xi8>
}

// One position has no rows to share; 64 channels are a block of 16 for each quad.
// SPLIT-LABEL: func.func @channels
// SPLIT: mla.layer "conv2d_0"
// SPLIT-SAME: <quad 0 sample 0 rows 0 to 1 channels 0 to 16>
// SPLIT-SAME: <quad 1 sample 0 rows 0 to 1 channels 16 to 32>
// SPLIT-SAME: <quad 3 sample 0 rows 0 to 1 channels 48 to 64>
func.func @channels(%x: tensor<1x512xi8>) -> tensor<1x64xi8> {
  %0 = mla.segment "MLA_0"(%x) : (tensor<1x512xi8>) -> tensor<1x64xi8> {
  ^bb0(%bytes: tensor<1x512xi8>):
    %in = mla.load %bytes <[1, 1, 512]> : tensor<1x512xi8> -> tensor<1x1x1x512x!q>
    %1 = mla.layer "conv2d_0"(%in) : (tensor<1x1x1x512x!q>) -> tensor<1x1x1x64x!q> {
    ^bb0(%a: tensor<1x1x1x512x!q>):
      %w = mla.constant dense<1> : tensor<64x1x1x512xi8> as tensor<64x1x1x512x!q>
      %b = mla.constant dense<0> : tensor<64xi32> as tensor<64xi32>
      %2 = mla.conv2d %a, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<tflite>}
           : (tensor<1x1x1x512x!q>, tensor<64x1x1x512x!q>, tensor<64xi32>) -> tensor<1x1x1x64x!q>
      mla.yield %2 : tensor<1x1x1x64x!q>
    }
    %out = mla.store %1 <[1, 1, 64]> : tensor<1x1x1x64x!q> -> tensor<1x64xi8>
    mla.yield %out : tensor<1x64xi8>
  }
  func.return %0 : tensor<1x64xi8>
}

// Softmax reads all channels of a position; two samples keep two quads busy.
// SPLIT-LABEL: func.func @samples
// SPLIT: mla.layer "softmax_0"({{.*}}) schedule(<lm, group 0 loads[0], [<quad {{[0-9]}} sample 0 rows 0 to 1 channels 0 to 40>, <quad {{[0-9]}} sample 1 rows 0 to 1 channels 0 to 40>]>)
!s = !quant.uniform<i8:f32, 0.00390625:-128>
func.func @samples(%x: tensor<2x40xi8>) -> tensor<2x40xi8> {
  %0 = mla.segment "MLA_0"(%x) : (tensor<2x40xi8>) -> tensor<2x40xi8> {
  ^bb0(%bytes: tensor<2x40xi8>):
    %in = mla.load %bytes <[1, 1, 40]> : tensor<2x40xi8> -> tensor<2x40x!q>
    %1 = mla.layer "softmax_0"(%in) : (tensor<2x40x!q>) -> tensor<2x40x!s> {
    ^bb0(%a: tensor<2x40x!q>):
      %2 = mla.softmax %a {beta = 1.0 : f32, arithmetic = #mla.arithmetic<tflite>} : (tensor<2x40x!q>) -> tensor<2x40x!s>
      mla.yield %2 : tensor<2x40x!s>
    }
    %out = mla.store %1 <[1, 1, 40]> : tensor<2x40x!s> -> tensor<2x40xi8>
    mla.yield %out : tensor<2x40xi8>
  }
  func.return %0 : tensor<2x40xi8>
}

// A convolution that cannot occupy all quads says so.
// IDLE: remark: layer 'conv2d_0' keeps 1 of 4 quads busy: its output has 1 samples, 1 rows and 1 blocks of 16 channels to share
func.func @idle(%x: tensor<1x16xi8>) -> tensor<1x16xi8> {
  %0 = mla.segment "MLA_0"(%x) : (tensor<1x16xi8>) -> tensor<1x16xi8> {
  ^bb0(%bytes: tensor<1x16xi8>):
    %in = mla.load %bytes <[1, 1, 16]> : tensor<1x16xi8> -> tensor<1x1x1x16x!q>
    %1 = mla.layer "conv2d_0"(%in) : (tensor<1x1x1x16x!q>) -> tensor<1x1x1x16x!q> {
    ^bb0(%a: tensor<1x1x1x16x!q>):
      %w = mla.constant dense<1> : tensor<16x1x1x16xi8> as tensor<16x1x1x16x!q>
      %b = mla.constant dense<0> : tensor<16xi32> as tensor<16xi32>
      %2 = mla.conv2d %a, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<tflite>}
           : (tensor<1x1x1x16x!q>, tensor<16x1x1x16x!q>, tensor<16xi32>) -> tensor<1x1x1x16x!q>
      mla.yield %2 : tensor<1x1x1x16x!q>
    }
    %out = mla.store %1 <[1, 1, 16]> : tensor<1x1x1x16x!q> -> tensor<1x16xi8>
    mla.yield %out : tensor<1x16xi8>
  }
  func.return %0 : tensor<1x16xi8>
}

//--- spill.mlir
!q = !quant.uniform<i8:f32, 0.5>
// 32 KiB of input in 16 KiB of local memory: it is read from DRAM tile by tile.
// SPILL-LABEL: func.func @halo
// SPILL: mla.load %{{.*}} {home = #mla.home<dram>}
// Both quads begin where their rows meet.
// SPILL: mla.layer "dwconv_0"
// SPILL-SAME: schedule(<dram, group 0 loads[0], [<quad 0 sample 0 rows [[#TOP:]] to 32 channels 0 to 16>
// SPILL-SAME: <quad 0 turn 1 sample 0 rows [[#TOP - 32 + TOP]] to [[#TOP]] channels 0 to 16>
// SPILL-SAME: <quad 1 sample 0 rows 32 to [[#64 - TOP]] channels 0 to 16>
// SPILL-SAME: <quad 1 turn 1 sample 0 rows [[#64 - TOP]] to [[#64 - TOP + 32 - TOP]] channels 0 to 16>

// ROOM-LABEL: func.func @halo
// ROOM-NOT: #mla.home<dram>
// ROOM: schedule(<lm,
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
    %out = mla.store %1 <[64, 32, 16]> : tensor<1x64x32x16x!q> -> tensor<1x32768xi8>
    mla.yield %out : tensor<1x32768xi8>
  }
  func.return %0 : tensor<1x32768xi8>
}

//--- wide.mlir
!q = !quant.uniform<i8:f32, 0.5>
// A row takes 8192 bytes of accumulators, a quad has 4096: four passes, in the
// two halves by turns.
// WIDE: quad.buffer @acc.0.0 acc 4096
// WIDE: quad.conv <@acc.0.0 + 0, [1, 32, 16], {{.*}} from <@in0 + 0, [2, 32, 1]
// WIDE: quad.conv <@acc.0.0 + 2048, [1, 32, 16], {{.*}} from <@in0 + 32, [2, 32, 1]
// WIDE: quad.requant <@conv2d_0.out + 512, {{.*}} from <@acc.0.0 + 2048, [1, 32, 16]
// WIDE: quad.conv <@acc.0.0 + 0, [1, 32, 16], {{.*}} from <@in0 + 64, [2, 32, 1]
// WIDE: quad.conv <@acc.0.0 + 2048, [1, 32, 16], {{.*}} from <@in0 + 96, [2, 32, 1]
func.func @main(%x: tensor<1x256xi8>) -> tensor<1x2048xi8> {
  %0 = mla.segment "MLA_0"(%x) : (tensor<1x256xi8>) -> tensor<1x2048xi8> {
  ^bb0(%bytes: tensor<1x256xi8>):
    %in = mla.load %bytes <[2, 128, 1]> : tensor<1x256xi8> -> tensor<1x2x128x1x!q>
    %1 = mla.layer "conv2d_0"(%in) : (tensor<1x2x128x1x!q>) -> tensor<1x1x128x16x!q> {
    ^bb0(%a: tensor<1x2x128x1x!q>):
      %w = mla.constant dense<1> : tensor<16x2x1x1xi8> as tensor<16x2x1x1x!q>
      %b = mla.constant dense<0> : tensor<16xi32> as tensor<16xi32>
      %2 = mla.conv2d %a, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<tflite>}
           : (tensor<1x2x128x1x!q>, tensor<16x2x1x1x!q>, tensor<16xi32>) -> tensor<1x1x128x16x!q>
      mla.yield %2 : tensor<1x1x128x16x!q>
    }
    %out = mla.store %1 <[1, 128, 16]> : tensor<1x1x128x16x!q> -> tensor<1x2048xi8>
    mla.yield %out : tensor<1x2048xi8>
  }
  func.return %0 : tensor<1x2048xi8>
}

//--- narrow.mlir
!q = !quant.uniform<i8:f32, 0.5>
// The weights of a block of 16 channels take 64 KiB, local memory has 16: tiles
// of few channels, half of them for each quad. While one is computed, the next
// one's weights come: tiles number 2k and 2k + 1 of the segment are the k-th of
// the quads.
// NARROW: schedule(<lm, group 0 loads[0, 0, 2, 4, 6, 8, 10, 12], [<quad 0 sample 0 rows 0 to 1 channels 0 to 1>, <quad 0 turn 1 sample 0 rows 0 to 1 channels 1 to 2>
// NARROW-SAME: <quad 1 sample 0 rows 0 to 1 channels 8 to 9>
// NARROW-SAME: channels 15 to 16>]>)
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

//--- deep.mlir
!q = !quant.uniform<i8:f32, 0.5>
// The constants of one channel alone are too many: beside 16384 of input and 16
// of output, each in units of 64.
// DEEP: error: layer 'conv2d_0': local memory: {{tile 1 of .+}} needs 33024 bytes, 16640 more than the 16384 there are; the largest buffer is 'conv2d_0.const.0' with 16528 bytes; use a smaller batch or input, or a target with more local memory
func.func @main(%x: tensor<1x16384xi8>) -> tensor<1x16xi8> {
  %0 = mla.segment "MLA_0"(%x) : (tensor<1x16384xi8>) -> tensor<1x16xi8> {
  ^bb0(%bytes: tensor<1x16384xi8>):
    %in = mla.load %bytes <[1, 1, 16384]> : tensor<1x16384xi8> -> tensor<1x1x1x16384x!q>
    %1 = mla.layer "conv2d_0"(%in) : (tensor<1x1x1x16384x!q>) -> tensor<1x1x1x16x!q> {
    ^bb0(%a: tensor<1x1x1x16384x!q>):
      %w = mla.constant dense<1> : tensor<16x1x1x16384xi8> as tensor<16x1x1x16384x!q>
      %b = mla.constant dense<0> : tensor<16xi32> as tensor<16xi32>
      %2 = mla.conv2d %a, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<tflite>}
           : (tensor<1x1x1x16384x!q>, tensor<16x1x1x16384x!q>, tensor<16xi32>) -> tensor<1x1x1x16x!q>
      mla.yield %2 : tensor<1x1x1x16x!q>
    }
    %out = mla.store %1 <[1, 1, 16]> : tensor<1x1x1x16x!q> -> tensor<1x16xi8>
    mla.yield %out : tensor<1x16xi8>
  }
  func.return %0 : tensor<1x16xi8>
}

//--- invalid.mlir
!q = !quant.uniform<i8:f32, 0.5>
func.func @no_layer(%x: tensor<1x4xi8>) -> tensor<1x4xi8> {
  // expected-error @+1 {{segment 'MLA_0' has no layer}}
  %0 = mla.segment "MLA_0"(%x) : (tensor<1x4xi8>) -> tensor<1x4xi8> {
  ^bb0(%bytes: tensor<1x4xi8>):
    mla.yield %bytes : tensor<1x4xi8>
  }
  func.return %0 : tensor<1x4xi8>
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @not_tessellated(%x: tensor<1x4x!q>) -> tensor<1x4x!q> {
  %0 = mla.segment "MLA_0"(%x) : (tensor<1x4x!q>) -> tensor<1x4x!q> {
  ^bb0(%in: tensor<1x4x!q>):
    // expected-error @+1 {{reads a value that no layer and no mla.load of the segment gives; run --mla-tessellate first}}
    %1 = mla.layer "add_0"(%in) : (tensor<1x4x!q>) -> tensor<1x4x!q> {
    ^bb0(%a: tensor<1x4x!q>):
      %2 = mla.add %a, %a {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x4x!q>, tensor<1x4x!q>) -> tensor<1x4x!q>
      mla.yield %2 : tensor<1x4x!q>
    }
    mla.yield %1 : tensor<1x4x!q>
  }
  func.return %0 : tensor<1x4x!q>
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
// expected-error @+1 {{mla.target: }}
module attributes {mla.target = "name: x"} {
}
