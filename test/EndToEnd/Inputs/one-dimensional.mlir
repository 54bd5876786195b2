!q = !quant.uniform<i8:f32, 0.5:3>
!w = !quant.uniform<i8:f32, 0.02>
func.func @main(%x: tensor<1x1x500x8x!q> {mla.name = "x"}) -> (tensor<1x1x250x20x!q> {mla.name = "y"}, tensor<1x250x20x!q> {mla.name = "z"}) {
  %w = mla.constant dense<3> : tensor<20x1x5x8xi8> as tensor<20x1x5x8x!w>
  %b = mla.constant dense<7> : tensor<20xi32> as tensor<20xi32>
  %0 = mla.conv2d %x, %w, %b {activation = #mla.activation<relu>, arithmetic = #mla.arithmetic<tflite>, strides = array<i64: 2, 2>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 1, 0, 2>} : (tensor<1x1x500x8x!q>, tensor<20x1x5x8x!w>, tensor<20xi32>) -> tensor<1x1x250x20x!q>
  %dw = mla.constant dense<30> : tensor<1x1x3x20xi8> as tensor<1x1x3x20x!w>
  %1 = mla.depthwise_conv2d %0, %dw, %b {arithmetic = #mla.arithmetic<tflite>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 2>, padding = array<i64: 0, 2, 0, 2>} : (tensor<1x1x250x20x!q>, tensor<1x1x3x20x!w>, tensor<20xi32>) -> tensor<1x1x250x20x!q>
  %2 = mla.add %0, %1 {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x1x250x20x!q>, tensor<1x1x250x20x!q>) -> tensor<1x1x250x20x!q>
  %3 = mla.max_pool2d %2 {arithmetic = #mla.arithmetic<tflite>, padding = array<i64: 0, 1, 0, 1>, strides = array<i64: 1, 1>, window = array<i64: 1, 3>} : (tensor<1x1x250x20x!q>) -> tensor<1x1x250x20x!q>
  %4 = mla.reshape %3 : tensor<1x1x250x20x!q> -> tensor<1x250x20x!q>
  func.return %2, %4 : tensor<1x1x250x20x!q>, tensor<1x250x20x!q>
}
