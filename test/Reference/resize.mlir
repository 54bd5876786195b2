// RUN: sima-run %s

!q = !quant.uniform<i8:f32, 0.5:3>

// Nearest: positions i·4/7, with align corners i·3/6 rounded away from zero, with half pixels (i + 1/2)·4/7.
func.func @test_nearest() {
  %x = mla.constant dense<[[[[10], [-20], [77], [-128]]]]> : tensor<1x1x4x1xi8> as tensor<1x1x4x1x!q>
  %plain = mla.resize %x {kind = #mla.resize_kind<nearest>, coordinates = #mla.coordinates<asymmetric>,
    scales = array<f32: 1.0, 1.75>, arithmetic = #mla.arithmetic<tflite>} : tensor<1x1x4x1x!q> -> tensor<1x1x7x1x!q>
  check.expect_eq_const %plain : tensor<1x1x7x1x!q>,
    dense<[[[[10], [10], [-20], [-20], [77], [77], [-128]]]]> : tensor<1x1x7x1xi8>
  %align = mla.resize %x {kind = #mla.resize_kind<nearest>, coordinates = #mla.coordinates<align_corners>,
    scales = array<f32: 1.0, 1.75>, arithmetic = #mla.arithmetic<tflite>} : tensor<1x1x4x1x!q> -> tensor<1x1x7x1x!q>
  check.expect_eq_const %align : tensor<1x1x7x1x!q>,
    dense<[[[[10], [-20], [-20], [77], [77], [-128], [-128]]]]> : tensor<1x1x7x1xi8>
  %half = mla.resize %x {kind = #mla.resize_kind<nearest>, coordinates = #mla.coordinates<half_pixel>,
    scales = array<f32: 1.0, 1.75>, arithmetic = #mla.arithmetic<tflite>} : tensor<1x1x4x1x!q> -> tensor<1x1x7x1x!q>
  check.expect_eq_const %half : tensor<1x1x7x1x!q>,
    dense<[[[[10], [10], [-20], [77], [77], [-128], [-128]]]]> : tensor<1x1x7x1xi8>
  func.return
}

// Bilinear: columns 585/1024 apart; half pixels begin at -220/1024, before the first column.
func.func @test_bilinear() {
  %x = mla.constant dense<[[[[10], [-20], [77], [-128]]]]> : tensor<1x1x4x1xi8> as tensor<1x1x4x1x!q>
  %plain = mla.resize %x {kind = #mla.resize_kind<bilinear>, coordinates = #mla.coordinates<asymmetric>,
    scales = array<f32: 1.0, 1.75>, arithmetic = #mla.arithmetic<tflite>} : tensor<1x1x4x1x!q> -> tensor<1x1x7x1x!q>
  check.expect_eq_const %plain : tensor<1x1x7x1x!q>,
    dense<[[[[10], [-7], [-6], [49], [19], [-99], [-128]]]]> : tensor<1x1x7x1xi8>
  %align = mla.resize %x {kind = #mla.resize_kind<bilinear>, coordinates = #mla.coordinates<align_corners>,
    scales = array<f32: 1.0, 1.75>, arithmetic = #mla.arithmetic<tflite>} : tensor<1x1x4x1x!q> -> tensor<1x1x7x1x!q>
  check.expect_eq_const %align : tensor<1x1x7x1x!q>,
    dense<[[[[10], [-5], [-20], [29], [77], [-26], [-128]]]]> : tensor<1x1x7x1xi8>
  func.return
}

// uint8 codes, stored 128 lower, are interpolated in float32: two results differ from those of int8.
func.func @test_unsigned() {
  %x = mla.constant dense<[[[[10], [-20], [77], [-128]]]]> : tensor<1x1x4x1xi8> as tensor<1x1x4x1x!q>
  %int8 = mla.resize %x {kind = #mla.resize_kind<bilinear>, coordinates = #mla.coordinates<half_pixel>,
    scales = array<f32: 1.0, 1.75>, arithmetic = #mla.arithmetic<tflite>} : tensor<1x1x4x1x!q> -> tensor<1x1x7x1x!q>
  check.expect_eq_const %int8 : tensor<1x1x7x1x!q>,
    dense<[[[[10], [-1], [-18], [28], [63], [-55], [-128]]]]> : tensor<1x1x7x1xi8>
  %uint8 = mla.resize %x {kind = #mla.resize_kind<bilinear>, coordinates = #mla.coordinates<half_pixel>,
    scales = array<f32: 1.0, 1.75>, arithmetic = #mla.arithmetic<tflite_u8>} : tensor<1x1x4x1x!q> -> tensor<1x1x7x1x!q>
  check.expect_eq_const %uint8 : tensor<1x1x7x1x!q>,
    dense<[[[[10], [-1], [-18], [29], [62], [-55], [-128]]]]> : tensor<1x1x7x1xi8>
  func.return
}
