// RUN: sima-run %s

// By hand: (a/2) op ((b - 1)/4), a code of the result is 1/2.

!l = !quant.uniform<i8:f32, 0.5>
!r = !quant.uniform<i8:f32, 0.25:1>
!y = !quant.uniform<i8:f32, 0.5>

// lhs/2 - (rhs - 1)/4 in steps of 1/2: 2.5 and -2.5 round away from zero.
func.func @test_sub() {
  %l = mla.constant dense<[[4, -4, 100, -100]]> : tensor<1x4xi8> as tensor<1x4x!l>
  %r = mla.constant dense<[[4, -2, -99, 101]]> : tensor<1x4xi8> as tensor<1x4x!r>
  %y = mla.sub %l, %r {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x4x!l>, tensor<1x4x!r>) -> tensor<1x4x!y>
  check.expect_eq_const %y : tensor<1x4x!y>, dense<[[3, -3, 127, -128]]> : tensor<1x4xi8>
  func.return
}

// a (b - 1) / 4: halves round away from zero.
func.func @test_mul() {
  %l = mla.constant dense<[[4, -4, 3, 2, -2, 100]]> : tensor<1x6xi8> as tensor<1x6x!l>
  %r = mla.constant dense<[[3, -1, 2, 2, 2, 101]]> : tensor<1x6xi8> as tensor<1x6x!r>
  %y = mla.mul %l, %r {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x6x!l>, tensor<1x6x!r>) -> tensor<1x6x!y>
  check.expect_eq_const %y : tensor<1x6x!y>, dense<[[2, 2, 1, 1, -1, 127]]> : tensor<1x6xi8>
  func.return
}

// 4 a / (b - 1). 0 / 16 gives 1: LiteRT shifts by 32, which x86 takes for 0.
func.func @test_div() {
  %l = mla.constant dense<[[3, 1, -5, 7, 0]]> : tensor<1x5xi8> as tensor<1x5x!l>
  %r = mla.constant dense<[[5, 4, 3, -1, 17]]> : tensor<1x5xi8> as tensor<1x5x!r>
  %y = mla.div %l, %r {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x5x!l>, tensor<1x5x!r>) -> tensor<1x5x!y>
  check.expect_eq_const %y : tensor<1x5x!y>, dense<[[3, 1, -10, -14, 1]]> : tensor<1x5xi8>
  func.return
}

// Codes are compared, whatever their scales.
func.func @test_extrema() {
  %l = mla.constant dense<[[4, -4, 100]]> : tensor<1x3xi8> as tensor<1x3x!l>
  %r = mla.constant dense<[[3, -1, 101]]> : tensor<1x3xi8> as tensor<1x3x!r>
  %low = mla.minimum %l, %r {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x3x!l>, tensor<1x3x!r>) -> tensor<1x3x!y>
  check.expect_eq_const %low : tensor<1x3x!y>, dense<[[3, -4, 100]]> : tensor<1x3xi8>
  %high = mla.maximum %l, %r {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x3x!l>, tensor<1x3x!r>) -> tensor<1x3x!y>
  check.expect_eq_const %high : tensor<1x3x!y>, dense<[[4, -1, 101]]> : tensor<1x3xi8>
  func.return
}

// (a - b)^2 / 2: 4.5 rounds away from zero.
func.func @test_squared_difference() {
  %l = mla.constant dense<[[4, -4, 3, 100]]> : tensor<1x4xi8> as tensor<1x4x!l>
  %r = mla.constant dense<[[2, -1, 3, -100]]> : tensor<1x4xi8> as tensor<1x4x!l>
  %y = mla.squared_difference %l, %r {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x4x!l>, tensor<1x4x!l>) -> tensor<1x4x!y>
  check.expect_eq_const %y : tensor<1x4x!y>, dense<[[2, 5, 0, 127]]> : tensor<1x4xi8>
  func.return
}

// a where it is not negative, else a (b - 1) / 4.
func.func @test_prelu() {
  %l = mla.constant dense<[[9, 0, -8, -3, -8]]> : tensor<1x5xi8> as tensor<1x5x!l>
  %r = mla.constant dense<[[9, 9, 3, 2, -3]]> : tensor<1x5xi8> as tensor<1x5x!r>
  %y = mla.prelu %l, %r {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x5x!l>, tensor<1x5x!r>) -> tensor<1x5x!y>
  check.expect_eq_const %y : tensor<1x5x!y>, dense<[[9, 0, -4, -1, 8]]> : tensor<1x5xi8>
  func.return
}

// Rows, columns and channels of size 1 are repeated, of either operand.
func.func @test_broadcast() {
  %l = mla.constant dense<[[[[1, 2]], [[3, 4]]]]> : tensor<1x2x1x2xi8> as tensor<1x2x1x2x!l>
  %r = mla.constant dense<[[[[21], [41]]]]> : tensor<1x1x2x1xi8> as tensor<1x1x2x1x!r>
  %y = mla.add %l, %r {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x2x1x2x!l>, tensor<1x1x2x1x!r>) -> tensor<1x2x2x2x!y>
  check.expect_eq_const %y : tensor<1x2x2x2x!y>, dense<[[[[11, 12], [21, 22]], [[13, 14], [23, 24]]]]> : tensor<1x2x2x2xi8>
  func.return
}

func.func @test_rescale() {
  %l = mla.constant dense<[[4, -4, 3, -3, 127]]> : tensor<1x5xi8> as tensor<1x5x!l>
  %y = mla.rescale %l {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x5x!l>) -> tensor<1x5x!quant.uniform<i8:f32, 1.0:5>>
  check.expect_eq_const %y : tensor<1x5x!quant.uniform<i8:f32, 1.0:5>>, dense<[[7, 3, 7, 4, 69]]> : tensor<1x5xi8>
  func.return
}

// The entry of code q is at q + 128; here, those of two tables, one a channel.
func.func @test_lookup() {
  %x = mla.constant dense<[[[-128, -128]], [[127, 127]], [[0, 0]]]> : tensor<3x1x2xi8> as tensor<3x1x2x!l>
  %one = mla.constant dense<7> : tensor<256xi8> as tensor<256xi8>
  %y = mla.lookup "seven" %x, %one {arithmetic = #mla.arithmetic<tflite>} : (tensor<3x1x2x!l>, tensor<256xi8>) -> tensor<3x1x2x!y>
  check.expect_eq_const %y : tensor<3x1x2x!y>, dense<7> : tensor<3x1x2xi8>
  func.return
}
