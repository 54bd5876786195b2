// RUN: sima-run %s

// Other types and arithmetics: expected values from LiteRT's reference kernels
// (uint8 codes are stored less 128) and from ONNX Runtime.

!x_average_uint8 = !quant.uniform<i8:f32, 0.5:3>
!y_average_uint8 = !quant.uniform<i8:f32, 0.5:3>
!x_average_int16 = !quant.uniform<i16:f32, 0.5>
!y_average_int16 = !quant.uniform<i16:f32, 0.5>
!x_max_int16 = !quant.uniform<i16:f32, 0.5>
!y_max_int16 = !quant.uniform<i16:f32, 0.5>
!x_average_onnx = !quant.uniform<i8:f32, 0.10000000149011612:3>
!y_average_onnx = !quant.uniform<i8:f32, 0.07000000029802322:-7>
!x_average_onnx_u8 = !quant.uniform<i8:f32, 0.10000000149011612:3>
!y_average_onnx_u8 = !quant.uniform<i8:f32, 0.07000000029802322:-3>
!x_average_onnx_float = !quant.uniform<i16:f32, 0.10000000149011612:30>
!y_average_onnx_float = !quant.uniform<i16:f32, 0.07000000029802322:-500>

func.func @test_average_uint8() {
  %x = mla.constant dense<[[[[-113, 73], [34, 13], [75, -66]], [[93, -43], [119, -47], [-37, -29]], [[-45, 77], [-81, -105], [105, -33]]]]> : tensor<1x3x3x2xi8> as tensor<1x3x3x2x!x_average_uint8>
  %y = mla.avg_pool2d %x {window = array<i64: 3, 2>, strides = array<i64: 2, 2>, padding = array<i64: 1, 0, 1, 1>, arithmetic = #mla.arithmetic<tflite_u8>}
    : (tensor<1x3x3x2x!x_average_uint8>) -> tensor<1x2x2x2x!y_average_uint8>
  check.expect_eq_const %y : tensor<1x2x2x2x!y_average_uint8>,
    dense<[[[[33, -1], [19, -47]], [[22, -29], [34, -31]]]]> : tensor<1x2x2x2xi8>
  func.return
}

func.func @test_average_int16() {
  %x = mla.constant dense<[[[[-18975, 19092], [15042, 16952], [15636, 6814]], [[30871, -24200], [17825, -9186], [11438, 24301]], [[-3136, 31334], [-19364, 13577], [-23444, -22226]]]]> : tensor<1x3x3x2xi16> as tensor<1x3x3x2x!x_average_int16>
  %y = mla.avg_pool2d %x {window = array<i64: 3, 2>, strides = array<i64: 2, 2>, padding = array<i64: 1, 0, 1, 1>, activation = #mla.activation<relu>, arithmetic = #mla.arithmetic<tflite_16x8>}
    : (tensor<1x3x3x2x!x_average_int16>) -> tensor<1x2x2x2x!y_average_int16>
  check.expect_eq_const %y : tensor<1x2x2x2x!y_average_int16>,
    dense<[[[[11191, 665], [13537, 15558]], [[6549, 2881], [0, 1038]]]]> : tensor<1x2x2x2xi16>
  func.return
}

func.func @test_max_int16() {
  %x = mla.constant dense<[[[[-30064, 24806], [-20744, -22159], [-2729, -10526]], [[-15798, -9620], [-11007, -7331], [9029, -25168]], [[3203, -20611], [3288, 16705], [-10468, -27798]]]]> : tensor<1x3x3x2xi16> as tensor<1x3x3x2x!x_max_int16>
  %y = mla.max_pool2d %x {window = array<i64: 3, 2>, strides = array<i64: 2, 2>, padding = array<i64: 1, 0, 1, 1>, arithmetic = #mla.arithmetic<tflite_16x8>}
    : (tensor<1x3x3x2x!x_max_int16>) -> tensor<1x2x2x2x!y_max_int16>
  check.expect_eq_const %y : tensor<1x2x2x2x!y_max_int16>,
    dense<[[[[-11007, 24806], [9029, -10526]], [[3288, 16705], [9029, -25168]]]]> : tensor<1x2x2x2xi16>
  func.return
}

func.func @test_average_onnx() {
  %x = mla.constant dense<[[[[118, -28], [-11, -128], [127, -10]], [[58, -106], [-33, -120], [48, 79]], [[-43, -76], [-115, 79], [112, -60]]]]> : tensor<1x3x3x2xi8> as tensor<1x3x3x2x!x_average_onnx>
  %y = mla.avg_pool2d %x {window = array<i64: 3, 2>, strides = array<i64: 2, 2>, padding = array<i64: 1, 0, 1, 1>, arithmetic = #mla.arithmetic<onnx>}
    : (tensor<1x3x3x2x!x_average_onnx>) -> tensor<1x2x2x2x!y_average_onnx>
  check.expect_eq_const %y : tensor<1x2x2x2x!y_average_onnx>,
    dense<[[[[36, -128], [114, 38]], [[-59, -91], [103, 2]]]]> : tensor<1x2x2x2xi8>
  func.return
}

func.func @test_average_onnx_u8() {
  %x = mla.constant dense<[[[[-17, 76], [-22, -15], [84, 43]], [[56, 121], [79, -75], [36, 33]], [[-101, -107], [62, -9], [123, -87]]]]> : tensor<1x3x3x2xi8> as tensor<1x3x3x2x!x_average_onnx_u8>
  %y = mla.avg_pool2d %x {window = array<i64: 3, 2>, strides = array<i64: 2, 2>, padding = array<i64: 1, 0, 1, 1>, arithmetic = #mla.arithmetic<onnx_u8>}
    : (tensor<1x3x3x2x!x_average_onnx_u8>) -> tensor<1x2x2x2x!y_average_onnx_u8>
  check.expect_eq_const %y : tensor<1x2x2x2x!y_average_onnx_u8>,
    dense<[[[[27, 31], [78, 47]], [[27, -32], [106, -46]]]]> : tensor<1x2x2x2xi8>
  func.return
}

func.func @test_average_onnx_float() {
  %x = mla.constant dense<[[[[10546, 17464], [-31643, -25751], [-12343, -3639]], [[-15122, -28113], [-8725, -1842], [-16487, 25343]], [[32056, 17668], [-22241, -1697], [18608, 27598]]]]> : tensor<1x3x3x2xi16> as tensor<1x3x3x2x!x_average_onnx_float>
  %y = mla.avg_pool2d %x {window = array<i64: 3, 2>, strides = array<i64: 2, 2>, padding = array<i64: 1, 0, 1, 1>, count_include_pad = true, arithmetic = #mla.arithmetic<onnx_float>}
    : (tensor<1x3x3x2x!x_average_onnx_float>) -> tensor<1x2x2x2x!y_average_onnx_float>
  check.expect_eq_const %y : tensor<1x2x2x2x!y_average_onnx_float>,
    dense<[[[[-11230, -9634], [-7379, 4653]], [[-3870, -3858], [-9, 12091]]]]> : tensor<1x2x2x2xi16>
  func.return
}
