// RUN: sima-run %s

!q = !quant.uniform<i8:f32, 0.5:3>

func.func @test_map() {
  %x = mla.constant dense<[[[[1, 2], [3, 4]]], [[[5, 6], [7, 8]]]]> : tensor<2x1x2x2xi8> as tensor<2x1x2x2x!q>
  %y = mla.pad %x {low = array<i64: 0, 1, 0, 0>, high = array<i64: 0, 0, 1, 1>, value = -9 : i64} : tensor<2x1x2x2x!q> -> tensor<2x2x3x3x!q>
  check.expect_eq_const %y : tensor<2x2x3x3x!q>,
    dense<[[[[-9, -9, -9], [-9, -9, -9], [-9, -9, -9]], [[1, 2, -9], [3, 4, -9], [-9, -9, -9]]],
           [[[-9, -9, -9], [-9, -9, -9], [-9, -9, -9]], [[5, 6, -9], [7, 8, -9], [-9, -9, -9]]]]> : tensor<2x2x3x3xi8>
  func.return
}

// Rank 1 has channels only, rank 3 columns and channels.
func.func @test_signals() {
  %x = mla.constant dense<[1, 2]> : tensor<2xi8> as tensor<2x!q>
  %y = mla.pad %x {low = array<i64: 2>, high = array<i64: 1>, value = 3 : i64} : tensor<2x!q> -> tensor<5x!q>
  check.expect_eq_const %y : tensor<5x!q>, dense<[3, 3, 1, 2, 3]> : tensor<5xi8>
  %s = mla.constant dense<[[[1], [2]]]> : tensor<1x2x1xi8> as tensor<1x2x1x!q>
  %t = mla.pad %s {low = array<i64: 0, 1, 0>, high = array<i64: 0, 0, 1>, value = 3 : i64} : tensor<1x2x1x!q> -> tensor<1x3x2x!q>
  check.expect_eq_const %t : tensor<1x3x2x!q>, dense<[[[3, 3], [1, 3], [2, 3]]]> : tensor<1x3x2xi8>
  func.return
}
