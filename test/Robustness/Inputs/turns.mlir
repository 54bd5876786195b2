// Layers that take turns: a convolution, two layers behind it, and another convolution.
!q = !quant.uniform<i8:f32, 0.5:3>
!w = !quant.uniform<i8:f32, 0.0078125>
func.func @main(%x: tensor<1x16x16x16x!q>) -> tensor<1x8x8x16x!q> {
  %v = mla.constant dense<3> : tensor<16x3x3x16xi8> as tensor<16x3x3x16x!w>
  %b = mla.constant dense<5> : tensor<16xi32> as tensor<16xi32>
  %0 = mla.conv2d %x, %v, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, arithmetic = #mla.arithmetic<tflite>}
       : (tensor<1x16x16x16x!q>, tensor<16x3x3x16x!w>, tensor<16xi32>) -> tensor<1x16x16x16x!q>
  %1 = mla.add %0, %x {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x16x16x16x!q>, tensor<1x16x16x16x!q>) -> tensor<1x16x16x16x!q>
  %2 = mla.max_pool2d %1 {window = array<i64: 3, 3>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 1, 1>, arithmetic = #mla.arithmetic<tflite>}
       : (tensor<1x16x16x16x!q>) -> tensor<1x8x8x16x!q>
  %3 = mla.conv2d %2, %v, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, arithmetic = #mla.arithmetic<tflite>}
       : (tensor<1x8x8x16x!q>, tensor<16x3x3x16x!w>, tensor<16xi32>) -> tensor<1x8x8x16x!q>
  return %3 : tensor<1x8x8x16x!q>
}
