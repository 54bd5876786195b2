// RUN: sima-run %s

!q = !quant.uniform<i8:f32, 0.5:3>

// Two samples, each moved by itself.
func.func @test_rearrange() {
  %x = mla.constant dense<[[[1, 2, 3], [4, 5, 6]], [[7, 8, 9], [10, 11, 12]]]> : tensor<2x2x3xi8> as tensor<2x2x3x!q>
  %y = mla.rearrange %x {view = array<i64: 2, 3>, permutation = array<i64: 1, 0>} : tensor<2x2x3x!q> -> tensor<2x3x2x!q>
  check.expect_eq_const %y : tensor<2x3x2x!q>,
    dense<[[[1, 4], [2, 5], [3, 6]], [[7, 10], [8, 11], [9, 12]]]> : tensor<2x3x2xi8>
  func.return
}

// Blocks of 2 x 2 positions with 2 channels each.
func.func @test_depth_to_space() {
  %x = mla.constant dense<[[[[1, 2, 3, 4, 5, 6, 7, 8]]]]> : tensor<1x1x1x8xi8> as tensor<1x1x1x8x!q>
  %y = mla.rearrange %x {view = array<i64: 1, 1, 2, 2, 2>, permutation = array<i64: 0, 2, 1, 3, 4>}
       : tensor<1x1x1x8x!q> -> tensor<1x2x2x2x!q>
  check.expect_eq_const %y : tensor<1x2x2x2x!q>, dense<[[[[1, 2], [3, 4]], [[5, 6], [7, 8]]]]> : tensor<1x2x2x2xi8>
  func.return
}

func.func @test_strided_slice() {
  %x = mla.constant dense<[[[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]]]> : tensor<1x3x4xi8> as tensor<1x3x4x!q>
  %y = mla.strided_slice %x {begin = array<i64: 0, 2, 1>, strides = array<i64: 1, -2, 2>} : tensor<1x3x4x!q> -> tensor<1x2x2x!q>
  check.expect_eq_const %y : tensor<1x2x2x!q>, dense<[[[10, 12], [2, 4]]]> : tensor<1x2x2xi8>
  func.return
}

func.func @test_concat() {
  %a = mla.constant dense<[[[1, 2]], [[3, 4]]]> : tensor<2x1x2xi8> as tensor<2x1x2x!q>
  %b = mla.constant dense<[[[5]], [[6]]]> : tensor<2x1x1xi8> as tensor<2x1x1x!q>
  %y = mla.concat %a, %b, %a {axis = 2 : i64} : (tensor<2x1x2x!q>, tensor<2x1x1x!q>, tensor<2x1x2x!q>) -> tensor<2x1x5x!q>
  check.expect_eq_const %y : tensor<2x1x5x!q>, dense<[[[1, 2, 5, 1, 2]], [[3, 4, 6, 3, 4]]]> : tensor<2x1x5xi8>
  func.return
}

func.func @test_gather() {
  %x = mla.constant dense<[[[1, 2], [3, 4], [5, 6]]]> : tensor<1x3x2xi8> as tensor<1x3x2x!q>
  %y = mla.gather %x {indices = array<i64: 2, 0, 2, 1>, axis = 1 : i64} : tensor<1x3x2x!q> -> tensor<1x4x2x!q>
  check.expect_eq_const %y : tensor<1x4x2x!q>, dense<[[[5, 6], [1, 2], [5, 6], [3, 4]]]> : tensor<1x4x2xi8>
  func.return
}

func.func @test_broadcast() {
  %x = mla.constant dense<[[[[1], [2]]]]> : tensor<1x1x2x1xi8> as tensor<1x1x2x1x!q>
  %y = mla.broadcast %x : tensor<1x1x2x1x!q> -> tensor<1x2x2x3x!q>
  check.expect_eq_const %y : tensor<1x2x2x3x!q>,
    dense<[[[[1, 1, 1], [2, 2, 2]], [[1, 1, 1], [2, 2, 2]]]]> : tensor<1x2x2x3xi8>
  func.return
}

func.func @test_mirror_pad() {
  %x = mla.constant dense<[[1, 2, 3]]> : tensor<1x3xi8> as tensor<1x3x!q>
  %reflect = mla.mirror_pad %x {low = array<i64: 0, 2>, high = array<i64: 0, 1>, mode = #mla.mirror_mode<reflect>} : tensor<1x3x!q> -> tensor<1x6x!q>
  check.expect_eq_const %reflect : tensor<1x6x!q>, dense<[[3, 2, 1, 2, 3, 2]]> : tensor<1x6xi8>
  %symmetric = mla.mirror_pad %x {low = array<i64: 0, 2>, high = array<i64: 0, 3>, mode = #mla.mirror_mode<symmetric>} : tensor<1x3x!q> -> tensor<1x8x!q>
  check.expect_eq_const %symmetric : tensor<1x8x!q>, dense<[[2, 1, 1, 2, 3, 3, 2, 1]]> : tensor<1x8xi8>
  %edge = mla.mirror_pad %x {low = array<i64: 0, 4>, high = array<i64: 0, 1>, mode = #mla.mirror_mode<edge>} : tensor<1x3x!q> -> tensor<1x8x!q>
  check.expect_eq_const %edge : tensor<1x8x!q>, dense<[[1, 1, 1, 1, 1, 2, 3, 3]]> : tensor<1x8xi8>
  %wrap = mla.mirror_pad %x {low = array<i64: 0, 2>, high = array<i64: 0, 1>, mode = #mla.mirror_mode<wrap>} : tensor<1x3x!q> -> tensor<1x6x!q>
  check.expect_eq_const %wrap : tensor<1x6x!q>, dense<[[2, 3, 1, 2, 3, 1]]> : tensor<1x6xi8>
  func.return
}
