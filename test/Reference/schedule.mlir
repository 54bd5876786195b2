// RUN: not sima-run %s | FileCheck %s

// A scheduled layer is computed tile by tile; bytes that no tile covers hold 85.

!x = !quant.uniform<i8:f32, 1.0>
!w = !quant.uniform<i8:f32, 1.0>

// The sum of three rows, then the input is added: halos cross the tiles.
// CHECK: PASS test_tiles
func.func @test_tiles() {
  %x = mla.constant dense<[[[[1, 10]], [[2, 20]], [[3, 30]]]]> : tensor<1x3x1x2xi8> as tensor<1x3x1x2x!x>
  %y = mla.layer "dwconv_add_0"(%x) schedule(<lm, group 0 loads[0], [
      #mla.tile<quad 1 sample 0 rows 2 to 3 channels 0 to 2>,
      #mla.tile<quad 0 sample 0 rows 0 to 2 channels 0 to 1>,
      #mla.tile<quad 0 sample 0 rows 0 to 2 channels 1 to 2>]>) : (tensor<1x3x1x2x!x>) -> tensor<1x3x1x2x!x> {
  ^bb0(%in: tensor<1x3x1x2x!x>):
    %w = mla.constant dense<1> : tensor<1x3x1x2xi8> as tensor<1x3x1x2x!w>
    %b = mla.constant dense<0> : tensor<2xi32> as tensor<2xi32>
    %0 = mla.depthwise_conv2d %in, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
        padding = array<i64: 1, 0, 1, 0>, arithmetic = #mla.arithmetic<tflite>}
      : (tensor<1x3x1x2x!x>, tensor<1x3x1x2x!w>, tensor<2xi32>) -> tensor<1x3x1x2x!x>
    %1 = mla.add %0, %in {arithmetic = #mla.arithmetic<tflite>}
      : (tensor<1x3x1x2x!x>, tensor<1x3x1x2x!x>) -> tensor<1x3x1x2x!x>
    mla.yield %1 : tensor<1x3x1x2x!x>
  }
  check.expect_eq_const %y : tensor<1x3x1x2x!x>, dense<[[[[4, 40]], [[8, 80]], [[8, 80]]]]> : tensor<1x3x1x2xi8>
  func.return
}

// CHECK: PASS test_uncovered_bytes_are_poison
func.func @test_uncovered_bytes_are_poison() {
  %x = mla.constant dense<[[[[1, 10]], [[2, 20]], [[3, 30]]]]> : tensor<1x3x1x2xi8> as tensor<1x3x1x2x!x>
  %y = mla.layer "add_0"(%x) schedule(<dram, group 0 loads[0], [
      #mla.tile<quad 0 sample 0 rows 1 to 2 channels 1 to 2>]>) : (tensor<1x3x1x2x!x>) -> tensor<1x3x1x2x!x> {
  ^bb0(%in: tensor<1x3x1x2x!x>):
    %0 = mla.add %in, %in {arithmetic = #mla.arithmetic<tflite>}
      : (tensor<1x3x1x2x!x>, tensor<1x3x1x2x!x>) -> tensor<1x3x1x2x!x>
    mla.yield %0 : tensor<1x3x1x2x!x>
  }
  check.expect_eq_const %y : tensor<1x3x1x2x!x>, dense<[[[[85, 85]], [[85, 40]], [[85, 85]]]]> : tensor<1x3x1x2xi8>
  func.return
}

// CHECK: FAIL test_wrong_tile: {{.*}}schedule.mlir:[[#@LINE+10]]:3: 'check.expect_eq_const': 1 of 3 elements differ, first at [0, 1, 0, 0]: expected 4, found 85
func.func @test_wrong_tile() {
  %x = mla.constant dense<[[[[1]], [[2]], [[3]]]]> : tensor<1x3x1x1xi8> as tensor<1x3x1x1x!x>
  %y = mla.layer "add_0"(%x) schedule(<lm, group 0 loads[0], [
      #mla.tile<quad 0 sample 0 rows 0 to 1 channels 0 to 1>,
      #mla.tile<quad 1 sample 0 rows 2 to 3 channels 0 to 1>]>) : (tensor<1x3x1x1x!x>) -> tensor<1x3x1x1x!x> {
  ^bb0(%in: tensor<1x3x1x1x!x>):
    %0 = mla.add %in, %in {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x3x1x1x!x>, tensor<1x3x1x1x!x>) -> tensor<1x3x1x1x!x>
    mla.yield %0 : tensor<1x3x1x1x!x>
  }
  check.expect_eq_const %y : tensor<1x3x1x1x!x>, dense<[[[[2]], [[4]], [[6]]]]> : tensor<1x3x1x1xi8>
  func.return
}

// CHECK: FAIL test_tile_outside: {{.*}}'mla.layer': tile 0 (sample 0, rows 2 to 4, channels 0 to 1) is outside the output of 1 samples, 3 rows, 1 channels
func.func @test_tile_outside() {
  %x = mla.constant dense<[[[[1]], [[2]], [[3]]]]> : tensor<1x3x1x1xi8> as tensor<1x3x1x1x!x>
  %y = mla.layer "add_0"(%x) schedule(<lm, group 0 loads[0], [
      #mla.tile<quad 0 sample 0 rows 2 to 4 channels 0 to 1>]>) : (tensor<1x3x1x1x!x>) -> tensor<1x3x1x1x!x> {
  ^bb0(%in: tensor<1x3x1x1x!x>):
    %0 = mla.add %in, %in {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x3x1x1x!x>, tensor<1x3x1x1x!x>) -> tensor<1x3x1x1x!x>
    mla.yield %0 : tensor<1x3x1x1x!x>
  }
  func.return
}
