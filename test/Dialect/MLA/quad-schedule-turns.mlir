// Layers on the vector unit take turns with the convolution before them.
// RUN: split-file %s %t
// RUN: sima-opt %t/elementwise.mlir -mla-legalize -mla-fuse -mla-partition -mla-tessellate -mla-quad-schedule -convert-mla-to-quad | FileCheck %s --check-prefix=MUL
// RUN: sima-opt %t/pool.mlir -mla-legalize -mla-fuse -mla-partition -mla-tessellate -mla-quad-schedule | FileCheck %s --check-prefix=POOL

//--- elementwise.mlir
!q = !quant.uniform<i8:f32, 0.5:3>
!w = !quant.uniform<i8:f32, 0.25>
// MUL: mla.layer "conv2d_0"({{.*}}) schedule(<lm, group 0 {{.*}}, [<[[FIRST:quad 0 sample 0 rows [0-9]* to 7 channels 0 to 32]]>, <[[SECOND:quad 0 turn 1 sample 0 rows 0 to [0-9]* channels 0 to 32]]>
// MUL: mla.layer "mul_1"({{.*}}) schedule(<lm, group 0 {{.*}}, [<[[FIRST]]>, <[[SECOND]]>
// Their instructions alternate.
// MUL: quad.core 0 {
// MUL: quad.conv {{.*}} layer 0
// MUL: quad.requant {{.*}} layer 0
// MUL-NOT: quad.conv
// MUL: quad.eltwise mul {{.*}} layer 1
// MUL: quad.conv {{.*}} layer 0
// MUL: quad.requant {{.*}} layer 0
// MUL: quad.eltwise mul {{.*}} layer 1
// MUL: quad.halt
func.func @main(%x: tensor<1x14x14x64x!q>) -> tensor<1x14x14x64x!q> {
  %w = mla.constant dense<1> : tensor<64x3x3x64xi8> as tensor<64x3x3x64x!w>
  %b = mla.constant dense<0> : tensor<64xi32> as tensor<64xi32>
  %0 = mla.conv2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, arithmetic = #mla.arithmetic<tflite>}
       : (tensor<1x14x14x64x!q>, tensor<64x3x3x64x!w>, tensor<64xi32>) -> tensor<1x14x14x64x!q>
  %1 = mla.mul %0, %0 {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x14x14x64x!q>, tensor<1x14x14x64x!q>) -> tensor<1x14x14x64x!q>
  func.return %1 : tensor<1x14x14x64x!q>
}

//--- pool.mlir
!q = !quant.uniform<i8:f32, 0.5:3>
!w = !quant.uniform<i8:f32, 0.25>
// A row of the pool has the turn of the later one of its two rows of input: row 2 reads rows 4 and 5, row 1 rows 2 and 3.
// Quad 2 computes row 3, though quad 0 has row 6: it comes in turn 0.
// POOL: mla.layer "conv2d_0"({{.*}}) schedule(<lm, group 0 {{.*}}, [<quad 0 sample 0 rows 3 to 7 channels 0 to 32>, <quad 0 turn 1 sample 0 rows 0 to 3
// POOL-SAME: <quad 2 sample 0 rows 7 to 10 channels 0 to 32>, <quad 2 turn 1 sample 0 rows 10 to 14
// POOL: mla.layer "max_pool2d_1"({{.*}}) schedule(<lm, group 0 {{.*}}, [<quad 0 sample 0 rows 2 to 3 channels 0 to 32>, <quad 0 turn 1 sample 0 rows 0 to 2
// POOL-SAME: <quad 2 sample 0 rows 3 to 5 channels 0 to 32>, <quad 2 turn 1 sample 0 rows 5 to 7
func.func @main(%x: tensor<1x14x14x64x!q>) -> tensor<1x7x7x64x!q> {
  %w = mla.constant dense<1> : tensor<64x3x3x64xi8> as tensor<64x3x3x64x!w>
  %b = mla.constant dense<0> : tensor<64xi32> as tensor<64xi32>
  %0 = mla.conv2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, arithmetic = #mla.arithmetic<tflite>}
       : (tensor<1x14x14x64x!q>, tensor<64x3x3x64x!w>, tensor<64xi32>) -> tensor<1x14x14x64x!q>
  %1 = mla.max_pool2d %0 {window = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<tflite>}
       : (tensor<1x14x14x64x!q>) -> tensor<1x7x7x64x!q>
  func.return %1 : tensor<1x7x7x64x!q>
}
