// RUN: split-file %s %t
// RUN: sima-opt %t/network.mlir -mla-legalize=target=%S/Inputs/tiny.yaml -mla-batch=batch-size=2 | FileCheck %s --check-prefix=FITS
// RUN: sima-opt %t/network.mlir -mla-legalize=target=%S/Inputs/tiny.yaml -mla-batch=batch-size=64 2>&1 | FileCheck %s --check-prefix=LESS
// RUN: sima-opt %t/network.mlir -mla-legalize=target=%S/Inputs/tiny.yaml -mla-batch | FileCheck %s --check-prefix=ONE
// RUN: not sima-opt %t/network.mlir -mla-batch=batch-size=0 2>&1 | FileCheck %s --check-prefix=ZERO
// RUN: not sima-opt %t/network.mlir -mla-batch=batch-size=1025 2>&1 | FileCheck %s --check-prefix=MANY
// RUN: sima-opt %t/samples.mlir -mla-legalize=target=mlsoc -mla-batch=batch-size=4 2>&1 | FileCheck %s --check-prefix=SAMPLES
// RUN: sima-opt %t/a65.mlir -mla-legalize=target=mlsoc -mla-batch=batch-size=4 | FileCheck %s --check-prefix=A65
// RUN: sima-opt %t/huge.mlir -mla-legalize=target=mlsoc -mla-batch=batch-size=4 2>&1 | FileCheck %s --check-prefix=HUGE
// RUN: sima-opt %t/large.mlir -mla-legalize=target=%S/Inputs/tiny.yaml -mla-batch=batch-size=4 2>&1 | FileCheck %s --check-prefix=LARGE

// ZERO: error: batch-size 0 is not from 1 to 1024
// MANY: error: batch-size 1025 is not from 1 to 1024

// Everything but constants gets the batch as leading dimension.
// FITS-LABEL: func.func @main
// FITS-SAME: (%{{.*}}: tensor<2x8x8x16x!{{.*}}>) -> tensor<2x8x8x16x!
// FITS: mla.tessellate %{{.*}} <[8, 8, 16]> : {{.*}} -> tensor<2x1024xi8>
// FITS: mla.segment "MLA_0"({{.*}}) {actual_batch_size = 2 : i64, desired_batch_size = 2 : i64}
// FITS: mla.load {{.*}} -> tensor<2x8x8x16x!
// FITS: mla.add
// FITS-SAME: tensor<2x8x8x16x!
// FITS: mla.store

// A remark says why it is not more.
// LESS: remark: batch [[#BATCH:]] instead of 64: with {{[0-9]+}} samples, {{.*}}bytes
// LESS: mla.segment "MLA_0"({{.*}}) {actual_batch_size = [[#BATCH]] : i64, desired_batch_size = 64 : i64}

// ONE: mla.segment "MLA_0"({{.*}}) : (tensor<1x1024xi8>)

// LARGE: remark: batch 1 instead of 4: one sample already needs feature maps in DRAM ({{.*}})
// LARGE: mla.segment "MLA_0"({{.*}}) {desired_batch_size = 4 : i64}

// SAMPLES: remark: batch 1 instead of 4: samples need tensors with a leading dimension of 1, 'tensor<4x!quant.uniform<i8:f32, 5.000000e-01>>' is none
// SAMPLES: mla.segment "MLA_0"({{.*}}) {desired_batch_size = 4 : i64} : (tensor<4x

// Outside of a segment of the A65 tensors have the batch, inside they are of one sample, whatever their dimensions.
// A65: mla.a65_segment "A65_0"({{.*}}) {actual_batch_size = 4 : i64, desired_batch_size = 4 : i64} : (tensor<4x8xf32>) -> tensor<4x1xf32>
// A65-NEXT: ^bb0(%{{.*}}: tensor<1x8xf32>):
// A65: mla.reshape %{{.*}} : tensor<1x8xf32> -> tensor<8xf32>
// A65: return %{{.*}} : tensor<4x1xf32>

// HUGE: remark: batch 2 instead of 4: with 3 samples, one of 'tensor<1x268435456xf32>' takes more than 2147483648 bytes
// HUGE: mla.a65_segment "A65_0"({{.*}}) {actual_batch_size = 2 : i64, desired_batch_size = 4 : i64}

//--- network.mlir
!q = !quant.uniform<i8:f32, 0.5>
func.func @main(%x: tensor<1x8x8x16x!q>) -> tensor<1x8x8x16x!q> {
  %0 = mla.tessellate %x <[8, 8, 16]> : tensor<1x8x8x16x!q> -> tensor<1x1024xi8>
  %1 = mla.segment "MLA_0"(%0) : (tensor<1x1024xi8>) -> tensor<1x1024xi8> {
  ^bb0(%bytes: tensor<1x1024xi8>):
    %in = mla.load %bytes <[8, 8, 16]> : tensor<1x1024xi8> -> tensor<1x8x8x16x!q>
    %2 = mla.layer "add_0"(%in) : (tensor<1x8x8x16x!q>) -> tensor<1x8x8x16x!q> {
    ^bb0(%a: tensor<1x8x8x16x!q>):
      %3 = mla.add %a, %a {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x8x8x16x!q>, tensor<1x8x8x16x!q>) -> tensor<1x8x8x16x!q>
      mla.yield %3 : tensor<1x8x8x16x!q>
    }
    %out = mla.store %2 <[8, 8, 16]> : tensor<1x8x8x16x!q> -> tensor<1x1024xi8>
    mla.yield %out : tensor<1x1024xi8>
  }
  %4 = mla.detessellate %1 <[8, 8, 16]> : tensor<1x1024xi8> -> tensor<1x8x8x16x!q>
  func.return %4 : tensor<1x8x8x16x!q>
}

//--- large.mlir
!q = !quant.uniform<i8:f32, 0.5>
func.func @main(%x: tensor<1x65536xi8>) -> tensor<1x65536xi8> {
  %0 = mla.segment "MLA_0"(%x) : (tensor<1x65536xi8>) -> tensor<1x65536xi8> {
  ^bb0(%bytes: tensor<1x65536xi8>):
    %in = mla.load %bytes <[64, 64, 16]> : tensor<1x65536xi8> -> tensor<1x64x64x16x!q>
    %1 = mla.layer "add_0"(%in) : (tensor<1x64x64x16x!q>) -> tensor<1x64x64x16x!q> {
    ^bb0(%a: tensor<1x64x64x16x!q>):
      %2 = mla.add %a, %a {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x64x64x16x!q>, tensor<1x64x64x16x!q>) -> tensor<1x64x64x16x!q>
      mla.yield %2 : tensor<1x64x64x16x!q>
    }
    %out = mla.store %1 <[64, 64, 16]> : tensor<1x64x64x16x!q> -> tensor<1x65536xi8>
    mla.yield %out : tensor<1x65536xi8>
  }
  func.return %0 : tensor<1x65536xi8>
}

//--- samples.mlir
!q = !quant.uniform<i8:f32, 0.5>
func.func @main(%x: tensor<4x!q>) -> tensor<4x!q> {
  %0 = mla.segment "MLA_0"(%x) : (tensor<4x!q>) -> tensor<4x!q> {
  ^bb0(%in: tensor<4x!q>):
    mla.yield %in : tensor<4x!q>
  }
  func.return %0 : tensor<4x!q>
}

//--- a65.mlir
func.func @main(%x: tensor<1x8xf32>) -> tensor<1x1xf32> {
  %0 = mla.a65_segment "A65_0"(%x) : (tensor<1x8xf32>) -> tensor<1x1xf32> {
  ^bb0(%in: tensor<1x8xf32>):
    %1 = mla.reshape %in : tensor<1x8xf32> -> tensor<8xf32>
    %2 = mla.reduce_numbers <sum> %1 {axes = array<i64: 0>} : tensor<8xf32> -> tensor<1xf32>
    %3 = mla.reshape %2 : tensor<1xf32> -> tensor<1x1xf32>
    mla.yield %3 : tensor<1x1xf32>
  }
  func.return %0 : tensor<1x1xf32>
}

//--- huge.mlir
func.func @main(%x: tensor<1x268435456xf32>) -> tensor<1x268435456xf32> {
  %0 = mla.a65_segment "A65_0"(%x) : (tensor<1x268435456xf32>) -> tensor<1x268435456xf32> {
  ^bb0(%in: tensor<1x268435456xf32>):
    %1 = mla.pointwise <square> %in : (tensor<1x268435456xf32>) -> tensor<1x268435456xf32>
    mla.yield %1 : tensor<1x268435456xf32>
  }
  func.return %0 : tensor<1x268435456xf32>
}
