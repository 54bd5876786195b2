// How quads share a layer, and where they begin.
// RUN: split-file %s %t
// RUN: sima-opt %t/mixed.mlir -mla-legalize -mla-fuse -mla-partition -mla-tessellate -mla-quad-schedule | FileCheck %s --check-prefix=MIXED
// RUN: sima-opt %t/rows.mlir -mla-legalize -mla-fuse -mla-partition -mla-tessellate -mla-quad-schedule | FileCheck %s --check-prefix=ROWS

//--- mixed.mlir
!q = !quant.uniform<i8:f32, 0.5:3>
!w = !quant.uniform<i8:f32, 0.25>
// Of 14 rows four quads would get 3 or 4; two halves of the rows and two of the channels are equal. Rows 0 to 7 end, rows 7 to 14
// begin where the others are: both are computed first.
// MIXED: mla.layer "conv2d_0"
// MIXED-SAME: [<quad 0 sample 0 rows [[TOP:[0-9]+]] to 7 channels 0 to 32>, <quad 0 turn 1 sample 0 rows 0 to [[TOP]] channels 0 to 32>
// MIXED-SAME: <quad 1 sample 0 rows [[TOP]] to 7 channels 32 to 64>, <quad 1 turn 1 sample 0 rows 0 to [[TOP]] channels 32 to 64>
// MIXED-SAME: <quad 2 sample 0 rows 7 to [[BOTTOM:[0-9]+]] channels 0 to 32>, <quad 2 turn 1 sample 0 rows [[BOTTOM]] to 14 channels 0 to 32>
// MIXED-SAME: <quad 3 sample 0 rows 7 to [[BOTTOM]] channels 32 to 64>, <quad 3 turn 1 sample 0 rows [[BOTTOM]] to 14 channels 32 to 64>]
func.func @main(%x: tensor<1x14x14x64x!q>) -> tensor<1x14x14x64x!q> {
  %w = mla.constant dense<1> : tensor<64x3x3x64xi8> as tensor<64x3x3x64x!w>
  %b = mla.constant dense<0> : tensor<64xi32> as tensor<64xi32>
  %0 = mla.conv2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, arithmetic = #mla.arithmetic<tflite>}
       : (tensor<1x14x14x64x!q>, tensor<64x3x3x64x!w>, tensor<64xi32>) -> tensor<1x14x14x64x!q>
  func.return %0 : tensor<1x14x14x64x!q>
}

//--- rows.mlir
!q = !quant.uniform<i8:f32, 0.5:3>
!w = !quant.uniform<i8:f32, 0.25>
// Four parts of the rows: quads 0 and 1, and 2 and 3, begin where they meet, 1 and 2 end there.
// ROWS: mla.layer "conv2d_0"
// ROWS-SAME: [<quad 0 sample 0 rows [[ROW:[0-9]+]] to 3 channels 0 to 128>, <quad 0 turn 1 sample 0 rows 0 to [[ROW]] channels 0 to 128>
// ROWS-SAME: <quad 1 sample 0 rows 3 to [[ROW:[0-9]+]] channels 0 to 128>, <quad 1 turn 1 sample 0 rows [[ROW]] to 7 channels 0 to 128>
// ROWS-SAME: <quad 2 sample 0 rows [[ROW:[0-9]+]] to 10 channels 0 to 128>, <quad 2 turn 1 sample 0 rows 7 to [[ROW]] channels 0 to 128>
// ROWS-SAME: <quad 3 sample 0 rows 10 to [[ROW:[0-9]+]] channels 0 to 128>, <quad 3 turn 1 sample 0 rows [[ROW]] to 14 channels 0 to 128>]
func.func @main(%x: tensor<1x14x14x64x!q>) -> tensor<1x14x14x128x!q> {
  %w = mla.constant dense<1> : tensor<128x1x1x64xi8> as tensor<128x1x1x64x!w>
  %b = mla.constant dense<0> : tensor<128xi32> as tensor<128xi32>
  %0 = mla.conv2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<tflite>}
       : (tensor<1x14x14x64x!q>, tensor<128x1x1x64x!w>, tensor<128xi32>) -> tensor<1x14x14x128x!q>
  func.return %0 : tensor<1x14x14x128x!q>
}
