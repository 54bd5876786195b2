// RUN: sima-run %s

// 16-bit codes, by hand.

!w = !quant.uniform<i16:f32, 0.5>
!f = !quant.uniform<i16:f32, 0.25>
!s = !quant.uniform<i8:f32, 0.25>
!y = !quant.uniform<i8:f32, 1.0:5>

// a + b / 2. In tflite_pot b is halved first, ties away from zero, and the sum saturates.
func.func @test_shifted_sum() {
  %a = mla.constant dense<[[5, 5, 32767, -32768]]> : tensor<1x4xi16> as tensor<1x4x!w>
  %b = mla.constant dense<[[-1, 1, 4, -4]]> : tensor<1x4xi16> as tensor<1x4x!f>
  %y = mla.add %a, %b {arithmetic = #mla.arithmetic<tflite_pot>} : (tensor<1x4x!w>, tensor<1x4x!f>) -> tensor<1x4x!w>
  check.expect_eq_const %y : tensor<1x4x!w>, dense<[[4, 6, 32767, -32768]]> : tensor<1x4xi16>
  %z = mla.sub %b, %a {arithmetic = #mla.arithmetic<tflite_pot>} : (tensor<1x4x!f>, tensor<1x4x!w>) -> tensor<1x4x!w>
  check.expect_eq_const %z : tensor<1x4x!w>, dense<[[-6, -4, -32765, 32766]]> : tensor<1x4xi16>
  func.return
}

// The same on a grid: 4.5 and 5.5 are ties of the sum.
func.func @test_sum_on_grid() {
  %a = mla.constant dense<[[5, 5, 32767, -32768]]> : tensor<1x4xi16> as tensor<1x4x!w>
  %b = mla.constant dense<[[-1, 1, 4, -4]]> : tensor<1x4xi16> as tensor<1x4x!f>
  %y = mla.add %a, %b {arithmetic = #mla.arithmetic<tflite_16x8>} : (tensor<1x4x!w>, tensor<1x4x!f>) -> tensor<1x4x!w>
  check.expect_eq_const %y : tensor<1x4x!w>, dense<[[5, 6, 32767, -32768]]> : tensor<1x4xi16>
  func.return
}

func.func @test_product_and_slope() {
  %a = mla.constant dense<[[100, -300, -7, 7]]> : tensor<1x4xi16> as tensor<1x4x!w>
  %b = mla.constant dense<[[200, 300, 1, 1]]> : tensor<1x4xi16> as tensor<1x4x!w>
  %p = mla.mul %a, %b {arithmetic = #mla.arithmetic<tflite_16x8>} : (tensor<1x4x!w>, tensor<1x4x!w>) -> tensor<1x4x!f>
  check.expect_eq_const %p : tensor<1x4x!f>, dense<[[20000, -32768, -7, 7]]> : tensor<1x4xi16>
  %one = mla.constant dense<1> : tensor<1x1xi8> as tensor<1x1x!s>
  %q = mla.prelu %a, %one {arithmetic = #mla.arithmetic<tflite_16x8>} : (tensor<1x4x!w>, tensor<1x1x!s>) -> tensor<1x4x!w>
  check.expect_eq_const %q : tensor<1x4x!w>, dense<[[100, -75, -2, 7]]> : tensor<1x4xi16>
  func.return
}

func.func @test_rescale_to_bytes() {
  %a = mla.constant dense<[[100, -300, -7, 7]]> : tensor<1x4xi16> as tensor<1x4x!w>
  %y = mla.rescale %a {arithmetic = #mla.arithmetic<tflite_16x8>} : (tensor<1x4x!w>) -> tensor<1x4x!y>
  check.expect_eq_const %y : tensor<1x4x!y>, dense<[[55, -128, 2, 9]]> : tensor<1x4xi8>
  func.return
}

// The same value at both ends of every interval.
func.func @test_interpolated_table() {
  %x = mla.constant dense<[[-32768, -1, 0, 32767]]> : tensor<1x4xi16> as tensor<1x4x!w>
  %t = mla.constant dense<-1234> : tensor<513xi16> as tensor<513xi16>
  %y = mla.lookup "constant" %x, %t {arithmetic = #mla.arithmetic<tflite_16x8>} : (tensor<1x4x!w>, tensor<513xi16>) -> tensor<1x4x!w>
  check.expect_eq_const %y : tensor<1x4x!w>, dense<-1234> : tensor<1x4xi16>
  func.return
}
