// RUN: sima-run %s

// Expected values from LiteRT's reference kernels (uint8 codes are stored less
// 128) and from ONNX Runtime.

!x_softmax_to_int16 = !quant.uniform<i8:f32, 0.0625>
!y_softmax_to_int16 = !quant.uniform<i16:f32, 1.52587890625e-05:-32768>
!x_softmax_uint8 = !quant.uniform<i8:f32, 0.03125:-128>
!y_softmax_uint8 = !quant.uniform<i8:f32, 0.00390625:-128>
!x_softmax_int16 = !quant.uniform<i16:f32, 6.103515625e-05>
!y_softmax_int16 = !quant.uniform<i16:f32, 3.0517578125e-05>
!x_softmax_onnx = !quant.uniform<i8:f32, 0.03125:3>
!y_softmax_onnx = !quant.uniform<i8:f32, 0.00390625:-128>
!x_softmax_onnx_float = !quant.uniform<i16:f32, 6.103515625e-05:3>
!y_softmax_onnx_float = !quant.uniform<i16:f32, 1.52587890625e-05:-32768>
!x_log_softmax = !quant.uniform<i8:f32, 0.03125>
!y_log_softmax = !quant.uniform<i8:f32, 0.0625:127>
!x_log_softmax_onnx_float = !quant.uniform<i8:f32, 0.03125:3>
!y_log_softmax_onnx_float = !quant.uniform<i8:f32, 0.0625:120>
!x_l2_int8 = !quant.uniform<i8:f32, 0.5:3>
!y_l2_int8 = !quant.uniform<i8:f32, 0.0078125>
!x_l2_uint8 = !quant.uniform<i8:f32, 0.5:3>
!y_l2_uint8 = !quant.uniform<i8:f32, 0.0078125>
!x_l2_onnx_float = !quant.uniform<i8:f32, 0.5:3>
!y_l2_onnx_float = !quant.uniform<i8:f32, 0.0078125:4>
!x_layer_norm = !quant.uniform<i8:f32, 0.0625:3>
!y_layer_norm = !quant.uniform<i8:f32, 0.03125:-4>
!x_rms_norm = !quant.uniform<i8:f32, 0.0625:3>
!y_rms_norm = !quant.uniform<i8:f32, 0.03125:-4>
!x_instance_norm = !quant.uniform<i8:f32, 0.0625:3>
!y_instance_norm = !quant.uniform<i8:f32, 0.03125:-4>
!x_lrn = !quant.uniform<i8:f32, 0.0625:3>
!y_lrn = !quant.uniform<i8:f32, 0.015625:-4>

func.func @test_softmax_to_int16() {
  %x = mla.constant dense<[[-19, 85, -19, 45, -123], [-112, -82, -121, -5, -106]]> : tensor<2x5xi8> as tensor<2x5x!x_softmax_to_int16>
  %y = mla.softmax %x {beta = 1.0 : f32, arithmetic = #mla.arithmetic<tflite>}
    : (tensor<2x5x!x_softmax_to_int16>) -> tensor<2x5x!y_softmax_to_int16>
  check.expect_eq_const %y : tensor<2x5x!y_softmax_to_int16>,
    dense<[[-32677, 27629, -32677, -27810, -32768], [-32687, -32242, -32722, 31998, -32651]]> : tensor<2x5xi16>
  func.return
}

func.func @test_softmax_uint8() {
  %x = mla.constant dense<[[30, 45, 108, -89, 71], [-88, 14, -32, -94, -123]]> : tensor<2x5xi8> as tensor<2x5x!x_softmax_uint8>
  %y = mla.softmax %x {beta = 1.0 : f32, arithmetic = #mla.arithmetic<tflite_u8>}
    : (tensor<2x5x!x_softmax_uint8>) -> tensor<2x5x!y_softmax_uint8>
  check.expect_eq_const %y : tensor<2x5x!y_softmax_uint8>,
    dense<[[-114, -105, 38, -128, -76], [-120, 65, -82, -121, -125]]> : tensor<2x5xi8>
  func.return
}

func.func @test_softmax_int16() {
  %x = mla.constant dense<[[-24801, 30268, -6145, 13559, -8675], [9140, -9170, 18957, 855, 32743]]> : tensor<2x5xi16> as tensor<2x5x!x_softmax_int16>
  %y = mla.softmax %x {beta = 1.0 : f32, arithmetic = #mla.arithmetic<tflite_16x8>}
    : (tensor<2x5x!x_softmax_int16>) -> tensor<2x5x!y_softmax_int16>
  check.expect_eq_const %y : tensor<2x5x!y_softmax_int16>,
    dense<[[712, 20524, 2223, 7402, 1906], [4110, 1344, 7481, 2479, 17355]]> : tensor<2x5xi16>
  func.return
}

func.func @test_softmax_onnx() {
  %x = mla.constant dense<[[-97, -96, -89, 76, -120], [87, 45, 4, -113, -58]]> : tensor<2x5xi8> as tensor<2x5x!x_softmax_onnx>
  %y = mla.softmax %x {beta = 1.0 : f32, arithmetic = #mla.arithmetic<onnx>}
    : (tensor<2x5x!x_softmax_onnx>) -> tensor<2x5x!y_softmax_onnx>
  check.expect_eq_const %y : tensor<2x5x!y_softmax_onnx>,
    dense<[[-127, -127, -127, 124, -127], [61, -77, -114, -128, -126]]> : tensor<2x5xi8>
  func.return
}

func.func @test_softmax_onnx_float() {
  %x = mla.constant dense<[[28782, 18830, 29332, -22324, -29981], [31872, 21210, -16173, 17569, 20485]]> : tensor<2x5xi16> as tensor<2x5x!x_softmax_onnx_float>
  %y = mla.softmax %x {beta = 1.0 : f32, arithmetic = #mla.arithmetic<onnx_float>}
    : (tensor<2x5x!x_softmax_onnx_float>) -> tensor<2x5x!y_softmax_onnx_float>
  check.expect_eq_const %y : tensor<2x5x!y_softmax_onnx_float>,
    dense<[[-8045, -19300, -7201, -31675, -32083], [-6466, -19048, -31367, -21782, -19642]]> : tensor<2x5xi16>
  func.return
}

func.func @test_log_softmax() {
  %x = mla.constant dense<[[68, 42, 95, 32, -105], [48, -119, -117, -106, -109]]> : tensor<2x5xi8> as tensor<2x5x!x_log_softmax>
  %y = mla.log_softmax %x {beta = 1.0 : f32, arithmetic = #mla.arithmetic<tflite>}
    : (tensor<2x5x!x_log_softmax>) -> tensor<2x5x!y_log_softmax>
  check.expect_eq_const %y : tensor<2x5x!y_log_softmax>,
    dense<[[104, 91, 118, 86, 18], [127, 43, 44, 50, 48]]> : tensor<2x5xi8>
  func.return
}

func.func @test_log_softmax_onnx_float() {
  %x = mla.constant dense<[[25, 41, -112, 26, 36], [-73, -39, 96, -34, 91]]> : tensor<2x5xi8> as tensor<2x5x!x_log_softmax_onnx_float>
  %y = mla.log_softmax %x {beta = 1.0 : f32, arithmetic = #mla.arithmetic<onnx_float>}
    : (tensor<2x5x!x_log_softmax_onnx_float>) -> tensor<2x5x!y_log_softmax_onnx_float>
  check.expect_eq_const %y : tensor<2x5x!y_log_softmax_onnx_float>,
    dense<[[94, 102, 25, 94, 99], [25, 42, 110, 45, 107]]> : tensor<2x5xi8>
  func.return
}

func.func @test_l2_int8() {
  %x = mla.constant dense<[[[[35, 74, -87, -96, 41], [92, 0, -29, -54, 78]]]]> : tensor<1x1x2x5xi8> as tensor<1x1x2x5x!x_l2_int8>
  %y = mla.l2_normalization %x {epsilon = 0.0 : f32, arithmetic = #mla.arithmetic<tflite>}
    : (tensor<1x1x2x5x!x_l2_int8>) -> tensor<1x1x2x5x!y_l2_int8>
  check.expect_eq_const %y : tensor<1x1x2x5x!y_l2_int8>,
    dense<[[[[26, 57, -72, -79, 31], [85, -3, -31, -55, 72]]]]> : tensor<1x1x2x5xi8>
  func.return
}

func.func @test_l2_uint8() {
  %x = mla.constant dense<[[[[0, 65, -31, 31, 104], [17, -68, 3, 16, 6]]]]> : tensor<1x1x2x5xi8> as tensor<1x1x2x5x!x_l2_uint8>
  %y = mla.l2_normalization %x {epsilon = 0.0 : f32, arithmetic = #mla.arithmetic<tflite_u8>}
    : (tensor<1x1x2x5x!x_l2_uint8>) -> tensor<1x1x2x5x!y_l2_uint8>
  check.expect_eq_const %y : tensor<1x1x2x5x!y_l2_uint8>,
    dense<[[[[-3, 63, -34, 28, 102], [24, -124, 0, 23, 5]]]]> : tensor<1x1x2x5xi8>
  func.return
}

func.func @test_l2_onnx_float() {
  %x = mla.constant dense<[[85, 18, -3, 123, -38], [-120, 117, 89, 37, 108]]> : tensor<2x5xi8> as tensor<2x5x!x_l2_onnx_float>
  %y = mla.l2_normalization %x {epsilon = 0.0 : f32, arithmetic = #mla.arithmetic<onnx_float>}
    : (tensor<2x5x!x_l2_onnx_float>) -> tensor<2x5x!y_l2_onnx_float>
  check.expect_eq_const %y : tensor<2x5x!y_l2_onnx_float>,
    dense<[[73, 17, -1, 105, -31], [-68, 71, 54, 24, 66]]> : tensor<2x5xi8>
  func.return
}

func.func @test_layer_norm() {
  %x = mla.constant dense<[[-110, 59, -105, 100, -54], [-16, -41, 51, 82, 13]]> : tensor<2x5xi8> as tensor<2x5x!x_layer_norm>
  %s = mla.constant dense<[0.5, 1.0, 1.5, -1.0, 2.0]> : tensor<5xf32> as tensor<5xf32>
  %o = mla.constant dense<[0.0, 0.25, -0.5, 1.0, -2.0]> : tensor<5xf32> as tensor<5xf32>
  %y = mla.layer_norm %x, %s, %o {epsilon = 1.0e-05 : f32, arithmetic = #mla.arithmetic<onnx_float>}
    : (tensor<2x5x!x_layer_norm>, tensor<5xf32>, tensor<5xf32>) -> tensor<2x5x!y_layer_norm>
  check.expect_eq_const %y : tensor<2x5x!y_layer_norm>,
    dense<[[-20, 34, -66, -17, -92], [-16, -38, 16, -18, -75]]> : tensor<2x5xi8>
  func.return
}

func.func @test_rms_norm() {
  %x = mla.constant dense<[[-112, -43, 68, -70, -73], [98, -20, -94, 50, 90]]> : tensor<2x5xi8> as tensor<2x5x!x_rms_norm>
  %s = mla.constant dense<[0.5, 1.0, 1.5, -1.0, 2.0]> : tensor<5xf32> as tensor<5xf32>
  %y = mla.rms_norm %x, %s {epsilon = 1.0e-05 : f32, arithmetic = #mla.arithmetic<onnx_float>}
    : (tensor<2x5x!x_rms_norm>, tensor<5xf32>) -> tensor<2x5x!y_rms_norm>
  check.expect_eq_const %y : tensor<2x5x!y_rms_norm>,
    dense<[[-27, -23, 36, 26, -66], [16, -14, -65, -24, 69]]> : tensor<2x5xi8>
  func.return
}

func.func @test_instance_norm() {
  %x = mla.constant dense<[[[[-49, 123, 23, -6, 44], [-68, 15, 22, 84, 27]], [[-88, -23, -25, 59, 94], [85, 127, 63, -81, -116]]]]> : tensor<1x2x2x5xi8> as tensor<1x2x2x5x!x_instance_norm>
  %s = mla.constant dense<[0.5, 1.0, 1.5, -1.0, 2.0]> : tensor<5xf32> as tensor<5xf32>
  %o = mla.constant dense<[0.0, 0.25, -0.5, 1.0, -2.0]> : tensor<5xf32> as tensor<5xf32>
  %y = mla.instance_norm %x, %s, %o {epsilon = 1.0e-05 : f32, arithmetic = #mla.arithmetic<onnx_float>}
    : (tensor<1x2x2x5x!x_instance_norm>, tensor<5xf32>, tensor<5xf32>) -> tensor<1x2x2x5x!y_instance_norm>
  check.expect_eq_const %y : tensor<1x2x2x5x!y_instance_norm>,
    dense<[[[[-8, 34, -17, 38, -42], [-13, -18, -18, -7, -56]], [[-18, -37, -90, 5, -1], [23, 36, 45, 76, -128]]]]> : tensor<1x2x2x5xi8>
  func.return
}

func.func @test_lrn() {
  %x = mla.constant dense<[[[[86, 107, 0, -51, -24], [104, 26, -47, 116, 49]]]]> : tensor<1x1x2x5xi8> as tensor<1x1x2x5x!x_lrn>
  %y = mla.lrn %x {size = 3 : i64, alpha = 5.0e-01 : f32, beta = 7.5e-01 : f32, bias = 1.0 : f32, arithmetic = #mla.arithmetic<onnx_float>}
    : (tensor<1x1x2x5x!x_lrn>) -> tensor<1x1x2x5x!y_lrn>
  check.expect_eq_const %y : tensor<1x1x2x5x!y_lrn>,
    dense<[[[[46, 58, -6, -91, -47], [81, 13, -36, 65, 27]]]]> : tensor<1x1x2x5xi8>
  func.return
}
