// RUN: split-file %s %t
// RUN: sima-opt %t/two.mlir -mla-legalize=target=%S/Inputs/tiny.yaml -mla-quad-schedule=l2-caching=single-model 2>%t/all | FileCheck %s --check-prefix=ALL
// RUN: FileCheck %s --check-prefix=REMARK < %t/all
// RUN: sima-opt %t/two.mlir -mla-legalize=target=%S/Inputs/tiny.yaml -mla-quad-schedule 2>%t/none | FileCheck %s --check-prefix=NONE --implicit-check-not=resident --implicit-check-not=l2_caching
// RUN: not grep "stay in local memory" %t/none
// RUN: sima-opt %t/two.mlir -mla-legalize=target=%S/Inputs/tiny.yaml -mla-quad-schedule=l2-caching=single-model -mla-quad-schedule 2>/dev/null | FileCheck %s --check-prefix=NONE --implicit-check-not=resident --implicit-check-not=l2_caching
// RUN: sima-opt %t/large.mlir -mla-legalize=target=%S/Inputs/tiny.yaml -mla-quad-schedule=l2-caching=single-model 2>%t/some | FileCheck %s --check-prefix=SOME
// RUN: FileCheck %s --check-prefix=LIMIT < %t/some
// RUN: not sima-opt %t/two.mlir -mla-quad-schedule=l2-caching=all 2>&1 | FileCheck %s --check-prefix=WRONG

// All constants fit beside what two layers need anyway.
// ALL: mla.segment "MLA_0"({{.*}}) {l2_caching = #mla.l2_caching<single_model>}
// ALL: mla.layer "conv2d_0"({{.*}}) schedule(<lm, group {{[0-9]+}} resident true loads
// ALL: mla.layer "conv2d_1"({{.*}}) schedule(<lm, group {{[0-9]+}} resident true loads
// REMARK: remark: segment 'MLA_0': constants of 2 of 2 layers, {{(([1-9][0-9]+) of \2)}} bytes, stay in local memory for the next execution{{$}}

// Without the option nothing changes, and what an earlier run chose is forgotten.
// NONE: mla.layer "conv2d_0"({{.*}}) schedule(<lm, group {{[0-9]+}} loads{{.*}}, [<quad 0
// NONE: mla.layer "conv2d_1"({{.*}}) schedule(<lm, group {{[0-9]+}} loads

// 16 KiB of weights for each quad have no place in 16 KiB: they are brought chunk by chunk, again in each execution.
// SOME: mla.layer "conv2d_0"({{.*}}) schedule(<lm, group {{[0-9]+}} loads
// SOME: mla.layer "conv2d_1"({{.*}}) schedule(<lm, group {{[0-9]+}} resident true loads
// LIMIT: remark: segment 'MLA_0': constants of 1 of 2 layers, 208 of {{[0-9]+}} bytes, stay in local memory for the next execution; with those of layer 'conv2d_0': local memory: tile {{[0-9]+}} of {{[0-9]+}} of layer 'conv2d_0' needs {{[0-9]+}} bytes, {{[0-9]+}} more than the 16384 there are

// WRONG: --l2-caching has no value 'all'

//--- two.mlir
!q = !quant.uniform<i8:f32, 0.5>
func.func @main(%x: tensor<1x64xi8>) -> tensor<1x1xi8> {
  %0 = mla.segment "MLA_0"(%x) : (tensor<1x64xi8>) -> tensor<1x1xi8> {
  ^bb0(%bytes: tensor<1x64xi8>):
    %in = mla.load %bytes <[1, 1, 64]> : tensor<1x64xi8> -> tensor<1x1x1x64x!q>
    %1 = mla.layer "conv2d_0"(%in) : (tensor<1x1x1x64x!q>) -> tensor<1x1x1x64x!q> {
    ^bb0(%a: tensor<1x1x1x64x!q>):
      %w = mla.constant dense<1> : tensor<64x1x1x64xi8> as tensor<64x1x1x64x!q>
      %b = mla.constant dense<0> : tensor<64xi32> as tensor<64xi32>
      %2 = mla.conv2d %a, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<tflite>}
           : (tensor<1x1x1x64x!q>, tensor<64x1x1x64x!q>, tensor<64xi32>) -> tensor<1x1x1x64x!q>
      mla.yield %2 : tensor<1x1x1x64x!q>
    }
    %3 = mla.layer "conv2d_1"(%1) : (tensor<1x1x1x64x!q>) -> tensor<1x1x1x1x!q> {
    ^bb0(%a: tensor<1x1x1x64x!q>):
      %w = mla.constant dense<2> : tensor<1x1x1x64xi8> as tensor<1x1x1x64x!q>
      %b = mla.constant dense<0> : tensor<1xi32> as tensor<1xi32>
      %4 = mla.conv2d %a, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<tflite>}
           : (tensor<1x1x1x64x!q>, tensor<1x1x1x64x!q>, tensor<1xi32>) -> tensor<1x1x1x1x!q>
      mla.yield %4 : tensor<1x1x1x1x!q>
    }
    %out = mla.store %3 <[1, 1, 1]> : tensor<1x1x1x1x!q> -> tensor<1x1xi8>
    mla.yield %out : tensor<1x1xi8>
  }
  func.return %0 : tensor<1x1xi8>
}

//--- large.mlir
!q = !quant.uniform<i8:f32, 0.5>
func.func @main(%x: tensor<1x512xi8>) -> tensor<1x1xi8> {
  %0 = mla.segment "MLA_0"(%x) : (tensor<1x512xi8>) -> tensor<1x1xi8> {
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
    %3 = mla.layer "conv2d_1"(%1) : (tensor<1x1x1x64x!q>) -> tensor<1x1x1x1x!q> {
    ^bb0(%a: tensor<1x1x1x64x!q>):
      %w = mla.constant dense<2> : tensor<1x1x1x64xi8> as tensor<1x1x1x64x!q>
      %b = mla.constant dense<0> : tensor<1xi32> as tensor<1xi32>
      %4 = mla.conv2d %a, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<tflite>}
           : (tensor<1x1x1x64x!q>, tensor<1x1x1x64x!q>, tensor<1xi32>) -> tensor<1x1x1x1x!q>
      mla.yield %4 : tensor<1x1x1x1x!q>
    }
    %out = mla.store %3 <[1, 1, 1]> : tensor<1x1x1x1x!q> -> tensor<1x1xi8>
    mla.yield %out : tensor<1x1xi8>
  }
  func.return %0 : tensor<1x1xi8>
}
