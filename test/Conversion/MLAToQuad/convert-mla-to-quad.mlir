// RUN: split-file %s %t
// RUN: sima-opt %t/network.mlir -mla-legalize=target=%S/../../Dialect/MLA/Inputs/tiny.yaml -convert-mla-to-quad | FileCheck %s
// RUN: sima-opt %t/mean.mlir -mla-legalize=target=%S/../../Dialect/MLA/Inputs/tiny.yaml -mla-fuse -mla-partition -mla-tessellate -mla-quad-schedule -convert-mla-to-quad | FileCheck %s --check-prefix=MEAN
// RUN: sima-opt %t/pad.mlir -mla-legalize=target=%S/../../Dialect/MLA/Inputs/tiny.yaml -mla-fuse -mla-partition -mla-tessellate -mla-quad-schedule -convert-mla-to-quad | FileCheck %s --check-prefix=PAD --implicit-check-not=quad.copy
// RUN: sima-opt %t/border.mlir -mla-legalize=target=%S/../../Dialect/MLA/Inputs/tiny.yaml -mla-fuse -mla-partition -mla-tessellate -mla-quad-schedule -convert-mla-to-quad | FileCheck %s --check-prefix=BORDER --implicit-check-not=quad.copy
// RUN: sima-opt %t/movement.mlir -mla-legalize=target=%S/../../Dialect/MLA/Inputs/tiny.yaml -mla-fuse -mla-partition -mla-tessellate -mla-quad-schedule -convert-mla-to-quad | FileCheck %s --check-prefix=MOVEMENT
// RUN: sima-opt %t/invalid.mlir -split-input-file -convert-mla-to-quad -verify-diagnostics
// RUN: sima-opt %t/nothing.mlir -convert-mla-to-quad | FileCheck %s --check-prefix=NOTHING

//--- network.mlir
!q = !quant.uniform<i8:f32, 0.5:-1>
// CHECK: quad.segment @MLA_0 layers ["MLA_0/conv2d_0", "MLA_0/add_1"] attributes {target = "name: tiny\0A
// Memory objects: feature maps and constants in local memory, accumulators, DRAM.
// Tiles 0 and 1 are the convolution's, 2 and 3 the addition's.
// CHECK-DAG: quad.buffer @in0 lm {{[0-9]+}} live 0 to 1
// CHECK-DAG: quad.buffer @conv2d_0.out lm {{[0-9]+}} live 0 to 3
// CHECK-DAG: quad.buffer @add_1.out lm {{[0-9]+}} live 2 to 3
// CHECK-DAG: quad.buffer @conv2d_0.const.0 lm {{[0-9]+}} live 0 to 1
// CHECK-DAG: quad.buffer @add_1.const.0 lm {{[0-9]+}} live 1 to 3
// CHECK-DAG: quad.buffer @acc.0.0 acc 256 live 0 to 1
// CHECK-DAG: quad.constant @[[CONST:const.[0-9]]] {{.*}} : tensor<{{[0-9]+}}xi8>
// CHECK-DAG: quad.port @port.in.0.b0 input "MLA_0/placeholder_0_0" ordinal 0 sample 0 extent 128
// CHECK-DAG: quad.port @port.out.0.b0 output "MLA_0/add_1_output{{(_0)?}}" ordinal 0 sample 0 extent 128
// CHECK-NOT: quad.spill

// Each quad loads its rows; one of them the constants of both, those of the
// addition before tile 1.
// CHECK: quad.core 0 {
// CHECK-DAG: quad.ld <@in0 + 0, {{.*}} from <@port.in.0.b0 + 0, {{.*}} mask 1 layer 0
// CHECK-DAG: quad.ld <@conv2d_0.const.0 + 0, {{.*}} from <@[[CONST]] + 0, {{.*}} mask 3 layer 0
// CHECK: quad.conv <@acc.0.0 + 0, [2, 2, 16], {{.*}} from <@in0 + 0, [2, 2, 16], {{.*}}, s8, -1>, <@conv2d_0.const.0
// CHECK: quad.requant <@conv2d_0.out + 0, {{.*}} s8, -1> {{.*}} mode tflite clamp -1 to 127 layer 0
// CHECK: quad.ld <@add_1.const.0 + 0, {{.*}} mask 3 layer 1
// CHECK: quad.eltwise add <@add_1.out + 0, {{.*}} layer 1
// CHECK: quad.st <@port.out.0.b0 + 0, {{.*}} layer 1
// CHECK: quad.halt layer 1
// CHECK: quad.core 1 {
// CHECK: quad.ld <@in0 + 0, {{.*}} from <@port.in.0.b0 + 64, {{.*}} mask 2 layer 0
// CHECK: quad.st <@port.out.0.b0 + 64
// CHECK: quad.halt layer 1
func.func @main(%x: tensor<1x128xi8>) -> tensor<1x128xi8> {
  %0 = mla.segment "MLA_0"(%x) : (tensor<1x128xi8>) -> tensor<1x128xi8> {
  ^bb0(%bytes: tensor<1x128xi8>):
    %in = mla.load %bytes <[4, 2, 16]> : tensor<1x128xi8> -> tensor<1x4x2x16x!q>
    %1 = mla.layer "conv2d_0"(%in) schedule(<lm, group 0 loads[0], [
        <quad 0 sample 0 rows 0 to 2 channels 0 to 16>, <quad 1 sample 0 rows 2 to 4 channels 0 to 16>]>)
        : (tensor<1x4x2x16x!q>) -> tensor<1x4x2x16x!q> {
    ^bb0(%a: tensor<1x4x2x16x!q>):
      %w = mla.constant dense<1> : tensor<16x1x1x16xi8> as tensor<16x1x1x16x!quant.uniform<i8:f32, 0.25>>
      %b = mla.constant dense<0> : tensor<16xi32> as tensor<16xi32>
      %2 = mla.conv2d %a, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>,
             activation = #mla.activation<relu>, arithmetic = #mla.arithmetic<tflite>}
           : (tensor<1x4x2x16x!q>, tensor<16x1x1x16x!quant.uniform<i8:f32, 0.25>>, tensor<16xi32>) -> tensor<1x4x2x16x!q>
      mla.yield %2 : tensor<1x4x2x16x!q>
    }
    %3 = mla.layer "add_1"(%1) schedule(<lm, group 0 loads[1], [
        <quad 0 sample 0 rows 0 to 2 channels 0 to 16>, <quad 1 sample 0 rows 2 to 4 channels 0 to 16>]>)
        : (tensor<1x4x2x16x!q>) -> tensor<1x4x2x16x!q> {
    ^bb0(%a: tensor<1x4x2x16x!q>):
      %4 = mla.add %a, %a {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x4x2x16x!q>, tensor<1x4x2x16x!q>) -> tensor<1x4x2x16x!q>
      mla.yield %4 : tensor<1x4x2x16x!q>
    }
    %out = mla.store %3 <[4, 2, 16]> : tensor<1x4x2x16x!q> -> tensor<1x128xi8>
    mla.yield %out : tensor<1x128xi8>
  }
  func.return %0 : tensor<1x128xi8>
}

//--- mean.mlir
!q = !quant.uniform<i8:f32, 0.5:-1>
!r = !quant.uniform<i8:f32, 0.25:7>
// Multiplier 2 · 2^3 / 8 in 31 bits with shift 2 - 3, clamp.
// MEAN: quad.constant @const.0 dense<[0, 0, 0, 64, -1, -1, -1, -1, -128, -1, -1, -1, 127, 0, 0, 0]> : tensor<16xi8>
// Sums over rows and columns (axes 1 + 2) of 16 channels on each quad.
// MEAN: quad.core 0 {
// MEAN: quad.reduce mean <@reduce_mean_0.out + 0, [], [32, 32, 16], s8, 7> from <@in0 + 0, [4, 2, 16], [64, 32, 16], s8, -1>, <@reduce_mean_0.const.0 + 0, [], [], s8, 0> axes 3 mode tflite layer 0
// MEAN: quad.core 1 {
// MEAN: quad.reduce mean <@reduce_mean_0.out + 16, [], [32, 32, 16], s8, 7> from <@in0 + 16, [4, 2, 16], {{.*}} axes 3
func.func @main(%x: tensor<1x4x2x32x!q>) -> tensor<1x1x1x32x!r> {
  %0 = mla.reduce_mean %x {axes = array<i64: 1, 2>, arithmetic = #mla.arithmetic<tflite>} : (tensor<1x4x2x32x!q>) -> tensor<1x1x1x32x!r>
  func.return %0 : tensor<1x1x1x32x!r>
}

//--- pad.mlir
!q = !quant.uniform<i8:f32, 0.5:-1>
// One quad has the row above. The borders of the columns of both rows are one fill.
// PAD: quad.core 0 {
// PAD: quad.copy <@pad_0.out + 0, [64], [1], s8, 0> from <@pad_0.out + 0, [], [0], s8, 5> layer 0 {{.*}}fill = true
// PAD: quad.core 1 {
// PAD: quad.copy <@pad_0.out + 0, [2, 2, 16], [64, 48, 1], s8, 0> from <@pad_0.out + 0, [], [0, 0, 0], s8, 5> layer 0 {{.*}}fill = true
// PAD: quad.copy <@pad_0.out + 16, [2, 32], [64, 1], s8, 0> from <@in0 + 0, [], [32, 1], s8, 0> layer 0 step {{[0-9]+$}}
func.func @main(%x: tensor<1x2x2x16x!q>) -> tensor<1x3x4x16x!q> {
  %0 = mla.pad %x {low = array<i64: 0, 1, 1, 0>, high = array<i64: 0, 0, 1, 0>, value = 5 : i64} : tensor<1x2x2x16x!q> -> tensor<1x3x4x16x!q>
  func.return %0 : tensor<1x3x4x16x!q>
}

//--- border.mlir
!q = !quant.uniform<i8:f32, 0.5:-1>
// One quad has the rows above, the other one copies; where both are in a tile, borders alone are filled.
// BORDER: quad.core 0 {
// BORDER: quad.copy <@pad_0.out + 0, [1024], [1], s8, 0> from <@pad_0.out + 0, [], [0], s8, 5> layer 0 {{.*}}fill = true
// BORDER: quad.copy <@pad_0.out + 1024, [1024], {{.*}} from <@in0 + 0, [], [1], s8, 0> layer 0 step {{[0-9]+$}}
// BORDER: quad.core 1 {
// BORDER: quad.copy <@pad_0.out + 0, [2048], {{.*}} from <@in0 + 0, [], [1], s8, 0> layer 0 step {{[0-9]+$}}
func.func @main(%x: tensor<1x3x64x16x!q>) -> tensor<1x4x64x16x!q> {
  %0 = mla.pad %x {low = array<i64: 0, 1, 0, 0>, high = array<i64: 0, 0, 0, 0>, value = 5 : i64} : tensor<1x3x64x16x!q> -> tensor<1x4x64x16x!q>
  func.return %0 : tensor<1x4x64x16x!q>
}

//--- movement.mlir
!q = !quant.uniform<i8:f32, 0.5:-1>
// Each quad has a row of blocks; columns of a block are read backwards.
// MOVEMENT: quad.core 0 {
// MOVEMENT: quad.copy <@rearrange_0.out + 0, [2, 3, 6], [18, 6, 1], s8, 0> from <@in0 + 0, [], [6, 12, 1], s8, 0> layer 0 step {{[0-9]+$}}
// MOVEMENT: quad.copy <@strided_slice_1.out + 0, [2, 6, 3], [18, 3, 1], s8, 0> from <@rearrange_0.out + 15, [], [18, -3, 1], s8, 0> layer 1
// MOVEMENT: quad.core 1 {
// MOVEMENT: quad.copy <@rearrange_0.out + 0, [2, 3, 6], {{.*}} from <@in0 + 0, [], [6, 12, 1], s8, 0> layer 0
func.func @main(%x: tensor<1x2x3x12x!q>) -> tensor<1x4x6x3x!q> {
  %0 = mla.rearrange %x {view = array<i64: 2, 3, 2, 2, 3>, permutation = array<i64: 0, 2, 1, 3, 4>} : tensor<1x2x3x12x!q> -> tensor<1x4x6x3x!q>
  %1 = mla.strided_slice %0 {begin = array<i64: 0, 0, 5, 0>, strides = array<i64: 1, 1, -1, 1>} : tensor<1x4x6x3x!q> -> tensor<1x4x6x3x!q>
  func.return %1 : tensor<1x4x6x3x!q>
}

//--- nothing.mlir
// NOTHING-NOT: quad.
func.func @main(%x: tensor<1x4xi8>) -> tensor<1x4xi8> {
  func.return %x : tensor<1x4xi8>
}

//--- invalid.mlir
!q = !quant.uniform<i8:f32, 0.5>
func.func @no_schedule(%x: tensor<1x16xi8>) -> tensor<1x16xi8> {
  // expected-error @+1 {{layer 'add_0' has no schedule; run --mla-quad-schedule}}
  %0 = mla.segment "MLA_0"(%x) : (tensor<1x16xi8>) -> tensor<1x16xi8> {
  ^bb0(%bytes: tensor<1x16xi8>):
    %in = mla.load %bytes <[1, 1, 16]> : tensor<1x16xi8> -> tensor<1x1x1x16x!q>
    %1 = mla.layer "add_0"(%in) : (tensor<1x1x1x16x!q>) -> tensor<1x1x1x16x!q> {
    ^bb0(%a: tensor<1x1x1x16x!q>):
      %2 = mla.add %a, %a {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x1x1x16x!q>, tensor<1x1x1x16x!q>) -> tensor<1x1x1x16x!q>
      mla.yield %2 : tensor<1x1x1x16x!q>
    }
    %out = mla.store %1 <[1, 1, 16]> : tensor<1x1x1x16x!q> -> tensor<1x16xi8>
    mla.yield %out : tensor<1x16xi8>
  }
  func.return %0 : tensor<1x16xi8>
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @not_covered(%x: tensor<1x32xi8>) -> tensor<1x32xi8> {
  %0 = mla.segment "MLA_0"(%x) : (tensor<1x32xi8>) -> tensor<1x32xi8> {
  ^bb0(%bytes: tensor<1x32xi8>):
    %in = mla.load %bytes <[2, 1, 16]> : tensor<1x32xi8> -> tensor<1x2x1x16x!q>
    // expected-error @+1 {{layer 'add_0': tiles cover 16 of 32 output elements}}
    %1 = mla.layer "add_0"(%in) schedule(<lm, group 0 loads[0], [<quad 0 sample 0 rows 0 to 1 channels 0 to 16>]>)
        : (tensor<1x2x1x16x!q>) -> tensor<1x2x1x16x!q> {
    ^bb0(%a: tensor<1x2x1x16x!q>):
      %2 = mla.add %a, %a {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x2x1x16x!q>, tensor<1x2x1x16x!q>) -> tensor<1x2x1x16x!q>
      mla.yield %2 : tensor<1x2x1x16x!q>
    }
    %out = mla.store %1 <[2, 1, 16]> : tensor<1x2x1x16x!q> -> tensor<1x32xi8>
    mla.yield %out : tensor<1x32xi8>
  }
  func.return %0 : tensor<1x32xi8>
}
