// RUN: sima-run %s

// Layers and segments without a schedule are their bodies.

!x = !quant.uniform<i8:f32, 1.0>

func.func @test_segment_of_layers() {
  %x = mla.constant dense<[[1, 2], [3, 4]]> : tensor<2x2xi8> as tensor<2x2xi8>
  %y = mla.segment "MLA_0"(%x) {desired_batch_size = 2 : i64, actual_batch_size = 2 : i64}
      : (tensor<2x2xi8>) -> tensor<2x2xi8> {
  ^bb0(%bytes: tensor<2x2xi8>):
    %in = mla.load %bytes <[1, 1, 2]> : tensor<2x2xi8> -> tensor<2x1x1x2x!x>
    %0 = mla.layer "add_0"(%in) : (tensor<2x1x1x2x!x>) -> tensor<2x1x1x2x!x> {
    ^bb0(%a: tensor<2x1x1x2x!x>):
      %1 = mla.add %a, %a {arithmetic = #mla.arithmetic<tflite>}
        : (tensor<2x1x1x2x!x>, tensor<2x1x1x2x!x>) -> tensor<2x1x1x2x!x>
      mla.yield %1 : tensor<2x1x1x2x!x>
    }
    %out = mla.store %0 <[1, 1, 2]> : tensor<2x1x1x2x!x> -> tensor<2x2xi8>
    mla.yield %out : tensor<2x2xi8>
  }
  check.expect_eq_const %y : tensor<2x2xi8>, dense<[[2, 4], [6, 8]]> : tensor<2x2xi8>
  func.return
}

func.func @test_resource_constant() {
  %x = mla.constant dense_resource<codes> : tensor<1x4xi8> as tensor<1x4x!x>
  check.expect_eq_const %x : tensor<1x4x!x>, dense<[[1, 2, -1, 127]]> : tensor<1x4xi8>
  func.return
}

{-#
  dialect_resources: { builtin: { codes: "0x010000000102FF7F" } }
#-}
