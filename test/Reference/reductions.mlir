// RUN: sima-run %s

// Expected values from LiteRT's reference kernels (uint8 codes are stored less
// 128) and from ONNX Runtime; a sum of int8 reads negative codes as 256 more.

!x_mean_uint8 = !quant.uniform<i8:f32, 0.5:2>
!y_mean_uint8 = !quant.uniform<i8:f32, 0.4:-8>
!x_mean_int16 = !quant.uniform<i16:f32, 0.5>
!y_mean_int16 = !quant.uniform<i16:f32, 0.25>
!x_sum_uint8 = !quant.uniform<i8:f32, 0.5:-8>
!y_sum_uint8 = !quant.uniform<i8:f32, 2.5:-28>
!x_sum_int8 = !quant.uniform<i8:f32, 0.5:4>
!y_sum_int8 = !quant.uniform<i8:f32, 1.25:-20>
!x_max_int8 = !quant.uniform<i8:f32, 0.5:4>
!y_max_int8 = !quant.uniform<i8:f32, 0.5:4>
!x_min_int16 = !quant.uniform<i16:f32, 0.5>
!y_min_int16 = !quant.uniform<i16:f32, 0.5>
!x_mean_onnx = !quant.uniform<i8:f32, 0.10000000149011612:3>
!y_mean_onnx = !quant.uniform<i8:f32, 0.07000000029802322:-9>
!x_sum_onnx_float = !quant.uniform<i8:f32, 0.10000000149011612:3>
!y_sum_onnx_float = !quant.uniform<i8:f32, 0.30000001192092896:-9>
!x_first_maximum = !quant.uniform<i8:f32, 0.5:3>
!y_first_maximum = !quant.uniform<i16:f32, 1.0>
!x_first_minimum = !quant.uniform<i8:f32, 0.5:3>
!y_first_minimum = !quant.uniform<i16:f32, 1.0>

func.func @test_mean_uint8() {
  %x = mla.constant dense<[[[[-69, -3], [-127, -62], [-79, -92]], [[0, 81], [26, -90], [73, 38]]]]> : tensor<1x2x3x2xi8> as tensor<1x2x3x2x!x_mean_uint8>
  %y = mla.reduce_mean %x {axes = array<i64: 1, 2>, arithmetic = #mla.arithmetic<tflite_u8>}
    : (tensor<1x2x3x2x!x_mean_uint8>) -> tensor<1x1x1x2x!y_mean_uint8>
  check.expect_eq_const %y : tensor<1x1x1x2x!y_mean_uint8>,
    dense<[[[[-47, -37]]]]> : tensor<1x1x1x2xi8>
  func.return
}

func.func @test_mean_int16() {
  %x = mla.constant dense<[[[[25568, 23754], [30938, -15776], [742, 16510]], [[8177, -25089], [12364, -30349], [27861, 11537]]]]> : tensor<1x2x3x2xi16> as tensor<1x2x3x2x!x_mean_int16>
  %y = mla.reduce_mean %x {axes = array<i64: 1, 3>, arithmetic = #mla.arithmetic<tflite_16x8>}
    : (tensor<1x2x3x2x!x_mean_int16>) -> tensor<1x1x3x1x!y_mean_int16>
  check.expect_eq_const %y : tensor<1x1x3x1x!y_mean_int16>,
    dense<[[[[16205], [-1411], [28325]]]]> : tensor<1x1x3x1xi16>
  func.return
}

func.func @test_sum_uint8() {
  %x = mla.constant dense<[[[[-34, -18], [127, 115], [8, 111]], [[-116, 65], [81, 72], [-73, 47]]]]> : tensor<1x2x3x2xi8> as tensor<1x2x3x2x!x_sum_uint8>
  %y = mla.reduce_sum %x {axes = array<i64: 2>, arithmetic = #mla.arithmetic<tflite_u8>}
    : (tensor<1x2x3x2x!x_sum_uint8>) -> tensor<1x2x1x2x!y_sum_uint8>
  check.expect_eq_const %y : tensor<1x2x1x2x!y_sum_uint8>,
    dense<[[[[-3, 19]], [[-45, 14]]]]> : tensor<1x2x1x2xi8>
  func.return
}

func.func @test_sum_int8() {
  %x = mla.constant dense<[[[[-89, 65], [73, -50], [105, 117]], [[-58, 73], [76, 85], [97, -121]]]]> : tensor<1x2x3x2xi8> as tensor<1x2x3x2x!x_sum_int8>
  %y = mla.reduce_sum %x {axes = array<i64: 3>, arithmetic = #mla.arithmetic<tflite>}
    : (tensor<1x2x3x2x!x_sum_int8>) -> tensor<1x2x3x1x!y_sum_int8>
  check.expect_eq_const %y : tensor<1x2x3x1x!y_sum_int8>,
    dense<[[[[70], [89], [66]], [[85], [41], [70]]]]> : tensor<1x2x3x1xi8>
  func.return
}

func.func @test_max_int8() {
  %x = mla.constant dense<[[[[-76, -66], [68, -47], [92, 97]], [[29, 13], [-2, 45], [-113, 1]]]]> : tensor<1x2x3x2xi8> as tensor<1x2x3x2x!x_max_int8>
  %y = mla.reduce_max %x {axes = array<i64: 1, 2>, arithmetic = #mla.arithmetic<tflite>}
    : (tensor<1x2x3x2x!x_max_int8>) -> tensor<1x1x1x2x!y_max_int8>
  check.expect_eq_const %y : tensor<1x1x1x2x!y_max_int8>,
    dense<[[[[92, 97]]]]> : tensor<1x1x1x2xi8>
  func.return
}

func.func @test_min_int16() {
  %x = mla.constant dense<[[[[4781, -2174], [23071, -3202], [-13820, 2497]], [[-17309, 23914], [-16877, 22406], [-18843, 28706]]]]> : tensor<1x2x3x2xi16> as tensor<1x2x3x2x!x_min_int16>
  %y = mla.reduce_min %x {axes = array<i64: 2, 3>, arithmetic = #mla.arithmetic<tflite_16x8>}
    : (tensor<1x2x3x2x!x_min_int16>) -> tensor<1x2x1x1x!y_min_int16>
  check.expect_eq_const %y : tensor<1x2x1x1x!y_min_int16>,
    dense<[[[[-13820]], [[-18843]]]]> : tensor<1x2x1x1xi16>
  func.return
}

func.func @test_mean_onnx() {
  %x = mla.constant dense<[[[[93, 76], [8, -116], [39, -56]], [[36, -51], [77, -98], [-39, 119]]]]> : tensor<1x2x3x2xi8> as tensor<1x2x3x2x!x_mean_onnx>
  %y = mla.reduce_mean %x {axes = array<i64: 1, 2>, arithmetic = #mla.arithmetic<onnx>}
    : (tensor<1x2x3x2x!x_mean_onnx>) -> tensor<1x1x1x2x!y_mean_onnx>
  check.expect_eq_const %y : tensor<1x1x1x2x!y_mean_onnx>,
    dense<[[[[38, -43]]]]> : tensor<1x1x1x2xi8>
  func.return
}

func.func @test_sum_onnx_float() {
  %x = mla.constant dense<[[[[70, 89], [-93, -18], [-70, -109]], [[71, -29], [116, -76], [-30, -31]]]]> : tensor<1x2x3x2xi8> as tensor<1x2x3x2x!x_sum_onnx_float>
  %y = mla.reduce_sum %x {axes = array<i64: 1, 3>, arithmetic = #mla.arithmetic<onnx_float>}
    : (tensor<1x2x3x2x!x_sum_onnx_float>) -> tensor<1x1x3x1x!y_sum_onnx_float>
  check.expect_eq_const %y : tensor<1x1x3x1x!y_sum_onnx_float>,
    dense<[[[[54], [-37], [-93]]]]> : tensor<1x1x3x1xi8>
  func.return
}

func.func @test_first_maximum() {
  %x = mla.constant dense<[[[[2, 0, 2, 3], [-2, 0, -2, -3], [-2, -1, 1, 0]], [[-2, -1, -3, -3], [-1, 3, 1, -3], [2, 2, -1, 0]]]]> : tensor<1x2x3x4xi8> as tensor<1x2x3x4x!x_first_maximum>
  %y = mla.arg_max %x {axes = array<i64: 3>, arithmetic = #mla.arithmetic<tflite>}
    : (tensor<1x2x3x4x!x_first_maximum>) -> tensor<1x2x3x1x!y_first_maximum>
  check.expect_eq_const %y : tensor<1x2x3x1x!y_first_maximum>,
    dense<[[[[3], [1], [2]], [[1], [1], [0]]]]> : tensor<1x2x3x1xi16>
  func.return
}

func.func @test_first_minimum() {
  %x = mla.constant dense<[[[[2, 0, 2, 3], [-2, 0, -2, -3], [-2, -1, 1, 0]], [[-2, -1, -3, -3], [-1, 3, 1, -3], [2, 2, -1, 0]]]]> : tensor<1x2x3x4xi8> as tensor<1x2x3x4x!x_first_minimum>
  %y = mla.arg_max %x {axes = array<i64: 3>, minimum = true, arithmetic = #mla.arithmetic<tflite>}
    : (tensor<1x2x3x4x!x_first_minimum>) -> tensor<1x2x3x1x!y_first_minimum>
  check.expect_eq_const %y : tensor<1x2x3x1x!y_first_minimum>,
    dense<[[[[1], [3], [0]], [[2], [3], [2]]]]> : tensor<1x2x3x1xi16>
  func.return
}
