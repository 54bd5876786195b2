// RUN: sima-run %s

// Expected values by hand; every factor is 1.

!x = !quant.uniform<i8:f32, 0.5:-1>
!w = !quant.uniform<i8:f32, 0.5>
!y = !quant.uniform<i8:f32, 0.25:3>

// x - zx = 1 2 / 3 4; kernel 1 2 3 / 4 5 6 / 7 8 9, stride 2. Each input adds
// x times the kernel at twice its position, less one row of padding on top and
// one column on the left: row 0 of the result is row 1 of the sums,
// 4 5 6+8 10 12 without its first column.
func.func @test_overlap_and_padding() {
  %x = mla.constant dense<[[[[0], [1]], [[2], [3]]]]> : tensor<1x2x2x1xi8> as tensor<1x2x2x1x!x>
  %w = mla.constant dense<[[[[1], [2], [3]], [[4], [5], [6]], [[7], [8], [9]]]]> : tensor<1x3x3x1xi8>
    as tensor<1x3x3x1x!w>
  %b = mla.constant dense<10> : tensor<1xi32> as tensor<1xi32>
  %y = mla.transpose_conv2d %x, %w, %b {strides = array<i64: 2, 2>, padding = array<i64: 1, 1, 0, 0>,
      arithmetic = #mla.arithmetic<tflite>}
    : (tensor<1x2x2x1x!x>, tensor<1x3x3x1x!w>, tensor<1xi32>) -> tensor<1x4x4x1x!y>
  check.expect_eq_const %y : tensor<1x4x4x1x!y>,
    dense<[[[[18], [27], [23], [25]],
            [[27], [49], [37], [43]],
            [[28], [47], [33], [37]],
            [[37], [68], [45], [49]]]]> : tensor<1x4x4x1xi8>
  func.return
}

// Stride 3 and a kernel of one position: what nothing falls on holds the bias.
// A negative padding adds such positions at the end.
func.func @test_positions_without_inputs() {
  %x = mla.constant dense<[[[[0]], [[1]]]]> : tensor<1x2x1x1xi8> as tensor<1x2x1x1x!x>
  %w = mla.constant dense<5> : tensor<1x1x1x1xi8> as tensor<1x1x1x1x!w>
  %b = mla.constant dense<7> : tensor<1xi32> as tensor<1xi32>
  %y = mla.transpose_conv2d %x, %w, %b {strides = array<i64: 3, 1>, padding = array<i64: 0, 0, -1, 0>,
      arithmetic = #mla.arithmetic<tflite>}
    : (tensor<1x2x1x1x!x>, tensor<1x1x1x1x!w>, tensor<1xi32>) -> tensor<1x5x1x1x!y>
  check.expect_eq_const %y : tensor<1x5x1x1x!y>,
    dense<[[[[15]], [[10]], [[10]], [[20]], [[10]]]]> : tensor<1x5x1x1xi8>
  func.return
}

// Two groups of one channel, 16-bit codes and 64-bit sums.
!x16 = !quant.uniform<i16:f32, 1.0>
func.func @test_groups_of_wide_codes() {
  %x = mla.constant dense<[[[[30000, -1]]]]> : tensor<1x1x1x2xi16> as tensor<1x1x1x2x!x16>
  %w = mla.constant dense<[[[[100], [2]]], [[[3], [4]]]]> : tensor<2x1x2x1xi8> as tensor<2x1x2x1x!quant.uniform<i8:f32, 1.0>>
  %b = mla.constant dense<[4294967296, 5]> : tensor<2xi64> as tensor<2xi64>
  %y = mla.transpose_conv2d %x, %w, %b {strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, groups = 2 : i64,
      arithmetic = #mla.arithmetic<tflite_16x8>}
    : (tensor<1x1x1x2x!x16>, tensor<2x1x2x1x!quant.uniform<i8:f32, 1.0>>, tensor<2xi64>)
    -> tensor<1x1x2x2x!quant.uniform<i16:f32, 262144.0>>
  // (3000000 + 2^32) / 2^18 = 16395.4, (60000 + 2^32) / 2^18 = 16384.2
  check.expect_eq_const %y : tensor<1x1x2x2x!quant.uniform<i16:f32, 262144.0>>,
    dense<[[[[16395, 0], [16384, 0]]]]> : tensor<1x1x2x2xi16>
  func.return
}
