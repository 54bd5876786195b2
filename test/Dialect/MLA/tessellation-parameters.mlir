// Parameters of --mla-tessellate as a YAML file, and what is wrong with others.

// RUN: split-file %s %t
// RUN: sima-opt %t/network.mlir -mla-tessellate=file=%t/good.yaml | FileCheck %s
// CHECK: mla.tessellate %{{.*}} <[2, 2, 4]>
// CHECK: mla.store %{{.*}} <[2, 2, 4]>
// An option comes after the file and wins.
// RUN: sima-opt %t/network.mlir -mla-tessellate='file=%t/good.yaml params="{x: {tile_shape: [1, 1, 2, 4]}}"' | FileCheck %s --check-prefix=OPTION
// OPTION: mla.tessellate %{{.*}} <[1, 2, 4]>
// The name of a tensor wins over `outputs`.
// RUN: sima-opt %t/network.mlir -mla-tessellate=file=%t/specific.yaml | FileCheck %s

// RUN: not sima-opt %t/network.mlir -mla-tessellate=file=%t/absent.yaml 2>&1 | FileCheck %s --check-prefix=ABSENT
// ABSENT: error: {{.*}}absent.yaml
// RUN: not sima-opt %t/network.mlir -mla-tessellate=file=%t/syntax.yaml 2>&1 | FileCheck %s --check-prefix=SYNTAX
// SYNTAX: error: {{.*}}syntax.yaml:2: {{.+}}
// RUN: not sima-opt %t/network.mlir -mla-tessellate=file=%t/list.yaml 2>&1 | FileCheck %s --check-prefix=LIST
// LIST: error: {{.*}}list.yaml: needs a mapping from tensor names to parameters
// RUN: not sima-opt %t/network.mlir -mla-tessellate=file=%t/twice.yaml 2>&1 | FileCheck %s --check-prefix=TWICE
// TWICE: error: {{.*}}twice.yaml: tensor 'x' is given twice
// RUN: not sima-opt %t/network.mlir -mla-tessellate=file=%t/key-twice.yaml 2>&1 | FileCheck %s --check-prefix=KEYTWICE
// KEYTWICE: error: {{.*}}key-twice.yaml: tensor 'x': cblock: is given twice
// RUN: not sima-opt %t/network.mlir -mla-tessellate='params="{x: 3}"' 2>&1 | FileCheck %s --check-prefix=MAPPING
// MAPPING: error: params: tensor 'x': needs a mapping of parameters
// RUN: not sima-opt %t/network.mlir -mla-tessellate='params="{x: {tile: 3}}"' 2>&1 | FileCheck %s --check-prefix=KEY
// KEY: error: params: tensor 'x': tile: unknown key; use tile_shape, enable_mla, dram_layout, align_c16 or cblock
// RUN: not sima-opt %t/network.mlir -mla-tessellate='params="{x: {enable_mla: yes}}"' 2>&1 | FileCheck %s --check-prefix=BOOL
// BOOL: error: params: tensor 'x': enable_mla: 'yes' is not true or false
// RUN: not sima-opt %t/network.mlir -mla-tessellate='params="{x: {dram_layout: CHW}}"' 2>&1 | FileCheck %s --check-prefix=LAYOUT
// LAYOUT: error: params: tensor 'x': dram_layout: 'CHW' is not HWC or HWC16
// RUN: not sima-opt %t/network.mlir -mla-tessellate='params="{x: {tile_shape: [1, 2, 3]}}"' 2>&1 | FileCheck %s --check-prefix=SHAPE
// SHAPE: error: params: tensor 'x': tile_shape: needs 4 numbers [n, h, w, c]
// RUN: not sima-opt %t/network.mlir -mla-tessellate='params="{x: {tile_shape: [1, -2, 3, 4]}}"' 2>&1 | FileCheck %s --check-prefix=NUMBER
// NUMBER: error: params: tensor 'x': tile_shape: '-2' is not a number from 0 to 2147483647
// RUN: not sima-opt %t/network.mlir -mla-tessellate='params="{x: {tile_shape: [2, 2, 2, 4]}}"' 2>&1 | FileCheck %s --check-prefix=SAMPLES
// SAMPLES: error: params: tensor 'x': tile_shape: a tile holds 1 sample, not 2
// RUN: not sima-opt %t/network.mlir -mla-tessellate=file=%t/deep.yaml 2>&1 | FileCheck %s --check-prefix=DEEP
// DEEP: error: {{.*}}deep.yaml: nests too deep

//--- good.yaml
# Comments and block style are fine.
x:
  tile_shape: [1, 2, 2, 0]
outputs: {align_c16: false, cblock: False, tile_shape: [0, 2, 0, 0]}
//--- specific.yaml
x: {tile_shape: [1, 2, 2, 4]}
outputs: {align_c16: false, cblock: false, tile_shape: [0, 2, 0, 0]}
y: {align_c16: false, cblock: false, tile_shape: [0, 2, 0, 0]}
//--- syntax.yaml
x: {tile_shape: [1, 2
//--- list.yaml
- x
//--- twice.yaml
x: {}
x: {}
//--- key-twice.yaml
x: {cblock: true, cblock: true}
//--- deep.yaml
[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]
//--- network.mlir
!q = !quant.uniform<i8:f32, 0.5>
func.func @main(%x: tensor<1x2x2x4x!q> {mla.name = "x"}) -> (tensor<1x2x2x4x!q> {mla.name = "y"}) {
  %0 = mla.segment "MLA_0"(%x) : (tensor<1x2x2x4x!q>) -> tensor<1x2x2x4x!q> {
  ^bb0(%in: tensor<1x2x2x4x!q>):
    %1 = mla.layer "add_0"(%in) : (tensor<1x2x2x4x!q>) -> tensor<1x2x2x4x!q> {
    ^bb0(%a: tensor<1x2x2x4x!q>):
      %2 = mla.add %a, %a {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x2x2x4x!q>, tensor<1x2x2x4x!q>) -> tensor<1x2x2x4x!q>
      mla.yield %2 : tensor<1x2x2x4x!q>
    }
    mla.yield %1 : tensor<1x2x2x4x!q>
  }
  func.return %0 : tensor<1x2x2x4x!q>
}
