// RUN: sima-run %s

// By hand.

!q = !quant.uniform<i8:f32, 0.5:3>
!r = !quant.uniform<i8:f32, 0.5:-7>

// x / 0.5 is 0.5, 1.5, -0.5, -1.5: ties to even. Infinities saturate, NaN is 0.
func.func @test_quantize() {
  %x = mla.constant dense<[[0.25, 0.75, -0.25, -0.75, 10.0, 0x7F800000, 0xFF800000, 0x7FC00000]]> : tensor<1x8xf32>
    as tensor<1x8xf32>
  %y = mla.quantize %x : tensor<1x8xf32> -> tensor<1x8x!q>
  check.expect_eq_const %y : tensor<1x8x!q>, dense<[[3, 5, 3, 1, 23, 127, -128, 3]]> : tensor<1x8xi8>
  func.return
}

func.func @test_dequantize() {
  %x = mla.constant dense<[[3, 4, -128, 127]]> : tensor<1x4xi8> as tensor<1x4x!q>
  %y = mla.dequantize %x : tensor<1x4x!q> -> tensor<1x4xf32>
  check.expect_eq_const %y : tensor<1x4xf32>, dense<[[0.0, 0.5, -65.5, 62.0]]> : tensor<1x4xf32>
  func.return
}

// Slices of one row: 6 bytes, the next one at byte 16.
func.func @test_tessellate() {
  %x = mla.constant dense<[[[[1, 2, 3], [4, 5, 6]], [[7, 8, 9], [10, 11, 12]]]]> : tensor<1x2x2x3xi8>
    as tensor<1x2x2x3x!q>
  %y = mla.tessellate %x <[1, 2, 3]> : tensor<1x2x2x3x!q> -> tensor<1x32xi8>
  check.expect_eq_const %y : tensor<1x32xi8>,
    dense<[[1, 2, 3, 4, 5, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
            7, 8, 9, 10, 11, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]]> : tensor<1x32xi8>
  %z = mla.detessellate %y <[1, 2, 3]> : tensor<1x32xi8> -> tensor<1x2x2x3x!q>
  check.expect_eq %z, %x : tensor<1x2x2x3x!q>, tensor<1x2x2x3x!q>
  func.return
}

// HWC16: every pixel takes 16 bytes, the rest are zeros. Two samples.
func.func @test_store_and_load() {
  %x = mla.constant dense<[[[[1, 2]]], [[[3, 4]]]]> : tensor<2x1x1x2xi8> as tensor<2x1x1x2x!q>
  %y = mla.store %x <[1, 1, 2], align_c16 = true> : tensor<2x1x1x2x!q> -> tensor<2x16xi8>
  check.expect_eq_const %y : tensor<2x16xi8>,
    dense<[[1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
           [3, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]]> : tensor<2x16xi8>
  %z = mla.load %y <[1, 1, 2], align_c16 = true> : tensor<2x16xi8> -> tensor<2x1x1x2x!q>
  check.expect_eq %z, %x : tensor<2x1x1x2x!q>, tensor<2x1x1x2x!q>
  func.return
}

// A load through another layout than the store's reads other bytes.
func.func @test_load_follows_its_layout() {
  %x = mla.constant dense<[[[[1, 2, 3], [4, 5, 6]], [[7, 8, 9], [10, 11, 12]]]]> : tensor<1x2x2x3xi8>
    as tensor<1x2x2x3x!q>
  %y = mla.store %x <[1, 2, 3]> : tensor<1x2x2x3x!q> -> tensor<1x32xi8>
  %z = mla.load %y <[2, 1, 3]> : tensor<1x32xi8> -> tensor<1x2x2x3x!q>
  check.expect_eq_const %z : tensor<1x2x2x3x!q>,
    dense<[[[[1, 2, 3], [7, 8, 9]], [[4, 5, 6], [10, 11, 12]]]]> : tensor<1x2x2x3xi8>
  func.return
}

func.func @test_bitcast_slice_reshape() {
  %x = mla.constant dense<[[1, 2, 3, 4, 5, 6, 7, 8]]> : tensor<1x8xi8> as tensor<1x8xi8>
  %map = mla.bitcast %x : tensor<1x8xi8> -> tensor<1x2x2x2x!q>
  %box = mla.slice %map {begin = array<i64: 0, 0, 1, 0>, end = array<i64: 1, 2, 2, 1>}
    : tensor<1x2x2x2x!q> -> tensor<1x2x1x1x!q>
  check.expect_eq_const %box : tensor<1x2x1x1x!q>, dense<[[[[3]], [[7]]]]> : tensor<1x2x1x1xi8>
  %flat = mla.reshape %box : tensor<1x2x1x1x!q> -> tensor<1x2x!q>
  check.expect_eq_const %flat : tensor<1x2x!q>, dense<[[3, 7]]> : tensor<1x2xi8>
  func.return
}
