// RUN: sima-run %s

// By hand. Two input channels, multiplier 2: output channels 0 and 1 read input
// channel 0, channels 2 and 3 read channel 1. x - zx = 1 2 3 and -1 -2 -3.

!x = !quant.uniform<i8:f32, 0.5:2>
!w = !quant.uniform<i8<-127:127>:f32:3, {0.5, 0.5, 0.25, 1.0}>
!y = !quant.uniform<i8:f32, 0.25:0>

func.func @test_multiplier() {
  %x = mla.constant dense<[[[[3, 1], [4, 0], [5, -1]]]]> : tensor<1x1x3x2xi8> as tensor<1x1x3x2x!x>
  %w = mla.constant dense<[[[[1, 2, 4, 1], [3, 0, 2, -1]]]]> : tensor<1x1x2x4xi8> as tensor<1x1x2x4x!w>
  %b = mla.constant dense<[0, 5, 0, 1]> : tensor<4xi32> as tensor<4xi32>
  // Column 0: 1+6, 2+0+5, (-4-4)/2, 2(-1+2+1); column 1: 2+9, 4+5, (-8-6)/2, 2(-2+3+1).
  %y = mla.depthwise_conv2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
      padding = array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<tflite>}
    : (tensor<1x1x3x2x!x>, tensor<1x1x2x4x!w>, tensor<4xi32>) -> tensor<1x1x2x4x!y>
  check.expect_eq_const %y : tensor<1x1x2x4x!y>, dense<[[[[7, 7, -4, 4], [11, 9, -7, 4]]]]> : tensor<1x1x2x4xi8>
  func.return
}

// Padding on the right: only the first tap is inside.
func.func @test_padding() {
  %x = mla.constant dense<[[[[3, 1], [4, 0], [5, -1]]]]> : tensor<1x1x3x2xi8> as tensor<1x1x3x2x!x>
  %w = mla.constant dense<[[[[1, 2, 4, 1], [3, 0, 2, -1]]]]> : tensor<1x1x2x4xi8> as tensor<1x1x2x4x!w>
  %b = mla.constant dense<[0, 5, 0, 1]> : tensor<4xi32> as tensor<4xi32>
  %y = mla.depthwise_conv2d %x, %w, %b {strides = array<i64: 1, 2>, dilations = array<i64: 1, 1>,
      padding = array<i64: 0, 0, 0, 1>, activation = #mla.activation<relu>,
      arithmetic = #mla.arithmetic<tflite>}
    : (tensor<1x1x3x2x!x>, tensor<1x1x2x4x!w>, tensor<4xi32>) -> tensor<1x1x2x4x!y>
  check.expect_eq_const %y : tensor<1x1x2x4x!y>, dense<[[[[7, 7, 0, 4], [3, 11, 0, 0]]]]> : tensor<1x1x2x4xi8>
  func.return
}
