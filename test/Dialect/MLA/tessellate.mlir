// RUN: sima-opt %s -mla-tessellate | FileCheck %s
// RUN: sima-opt %s -mla-tessellate='params="{inputs: {enable_mla: true}, outputs: {enable_mla: true}}"' | FileCheck %s --check-prefix=PLAIN
// RUN: sima-opt %s -mla-tessellate='params="{x: {enable_mla: true, dram_layout: HWC}, add_0_output: {enable_mla: true, dram_layout: HWC}}"' | FileCheck %s --check-prefix=HWC
// RUN: sima-opt %s -mla-tessellate='params="{MLA_0/placeholder_0_0: {tile_shape: [1, 2, 0, 16]}, y: {tile_shape: [0, 0, 3, 0], cblock: false}}"' | FileCheck %s --check-prefix=SLICES
// RUN: not sima-opt %s -mla-tessellate='params="{x: {enable_mla: true, dram_layout: HWC16}}"' 2>&1 | FileCheck %s --check-prefix=HWC16
// RUN: sed s/1x4x6x20/1x65536x1025x17/g %s | not sima-opt -mla-tessellate 2>&1 | FileCheck %s --check-prefix=LIMIT
// RUN: not sima-opt %s -mla-tessellate='params="{z: {}}"' 2>&1 | FileCheck %s --check-prefix=NAME
// RUN: not sima-opt %s -mla-tessellate='params="{x: {tile_shape: [1, 5, 6, 20]}}"' 2>&1 | FileCheck %s --check-prefix=LARGE
// RUN: not sima-opt %s -mla-tessellate='params="{y: {enable_mla: true, cblock: true}}"' 2>&1 | FileCheck %s --check-prefix=CBLOCK
// RUN: not sima-opt %s -mla-tessellate='params="{x: {tile_shape: [1, 4, 6, 10], align_c16: true}}"' 2>&1 | FileCheck %s --check-prefix=GROUP
// RUN: sima-opt %s -mla-tessellate='params="{y: {tile_shape: [0, 0, 0, 16]}}"' | FileCheck %s --check-prefix=FEWER
// RUN: not sima-opt %s -mla-tessellate='params="{y: {tile_shape: [0, 0, 0, 16], align_c16: true}}"' 2>&1 | FileCheck %s --check-prefix=ALL
// RUN: not sima-opt %s -mla-tessellate -mla-tessellate 2>&1 | FileCheck %s --check-prefix=TWICE
// TWICE: error: segment 'MLA_0' is tessellated already; the passes behind it run with sima-opt

// FEWER: mla.detessellate %{{.*}} <[1, 6, 16]> :
// ALL: error: tensor 'y': tile_shape 16 for c; an output with padded channels keeps all 20: use align_c16: false and cblock: false
// HWC16: error: tensor 'x': dram_layout HWC16 takes 768 bytes, the user hands over 480; use HWC for inputs whose channels are not a multiple of 16
// LIMIT: error: tensor 'y': 1 samples of 2149580800 bytes exceed the limit of 2147483648 bytes of a tensor
// NAME: error: tessellation names 'z', which is not a boundary tensor; there are inputs, outputs, x, placeholder_0_0, MLA_0/placeholder_0_0, y, add_0_output, MLA_0/add_0_output
// LARGE: error: tensor 'x': tile_shape 5 for h exceeds the tensor's 4
// CBLOCK: error: tensor 'y': cblock is for the EV74; with enable_mla the layout is HWC or HWC16
// GROUP: error: tensor 'x': tensor 4x6x20 in slices of 4x6x10, 1 bytes an element: a padded channel group must be a multiple of 16 channels

!q = !quant.uniform<i8:f32, 0.5>

// By default an input is one slice; an output has slices of rows in blocks of 16 channels.
// CHECK-LABEL: func.func @main
// CHECK: %[[IN:.*]] = mla.tessellate %{{.*}} <[4, 6, 20]> : {{.*}} -> tensor<1x480xi8>
// CHECK: %[[OUT:.*]] = mla.segment "MLA_0"(%[[IN]]) : (tensor<1x480xi8>) -> tensor<1x768xi8>
// CHECK: mla.load %{{.*}} <[4, 6, 20]> : tensor<1x480xi8>
// CHECK: %[[BYTES:.*]] = mla.store %{{.*}} <[1, 6, 20], align_c16 = true, cblock = true>
// CHECK: mla.yield %[[BYTES]] : tensor<1x768xi8>
// CHECK: %[[MAP:.*]] = mla.detessellate %[[OUT]] <[1, 6, 20], align_c16 = true, cblock = true>
// CHECK: return %[[MAP]]

// The MLA reads and writes HWC and HWC16 itself; padded channels are cut off behind it.
// PLAIN: %[[IN:.*]] = mla.bitcast %{{.*}} : {{.*}} -> tensor<1x480xi8>
// PLAIN: mla.load %{{.*}} <[4, 6, 20]>
// PLAIN: mla.store %{{.*}} <[4, 6, 20], align_c16 = true>
// PLAIN: %[[PADDED:.*]] = mla.bitcast %{{.*}} : tensor<1x768xi8> -> tensor<1x4x6x32x!
// PLAIN: mla.slice %[[PADDED]] {begin = array<i64: 0, 0, 0, 0>, end = array<i64: 1, 4, 6, 20>}

// HWC: mla.store %{{.*}} <[4, 6, 20]> : {{.*}} -> tensor<1x480xi8>
// HWC: mla.bitcast %{{.*}} : tensor<1x480xi8> -> tensor<1x4x6x20x!
// HWC-NOT: mla.slice

// Zeros are for the compiler to choose.
// SLICES: mla.tessellate %{{.*}} <[2, 6, 16]>
// SLICES: mla.detessellate %{{.*}} <[1, 3, 20], align_c16 = true>
func.func @main(%x: tensor<1x4x6x20x!q> {mla.name = "x"}) -> (tensor<1x4x6x20x!q> {mla.name = "y"}) {
  %0 = mla.segment "MLA_0"(%x) : (tensor<1x4x6x20x!q>) -> tensor<1x4x6x20x!q> {
  ^bb0(%in: tensor<1x4x6x20x!q>):
    %1 = mla.layer "add_0"(%in) : (tensor<1x4x6x20x!q>) -> tensor<1x4x6x20x!q> {
    ^bb0(%a: tensor<1x4x6x20x!q>):
      %2 = mla.add %a, %a {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x4x6x20x!q>, tensor<1x4x6x20x!q>) -> tensor<1x4x6x20x!q>
      mla.yield %2 : tensor<1x4x6x20x!q>
    }
    mla.yield %1 : tensor<1x4x6x20x!q>
  }
  func.return %0 : tensor<1x4x6x20x!q>
}
