// RUN: sima-opt %s -split-input-file -verify-diagnostics

// -----

!x = !quant.uniform<i8:f32, 0.5:-3>
func.func @f(%b: tensor<1x3x3x!x>, %s: tensor<1x3x3x!x>, %a: tensor<3x4x!x>) {
  // expected-error @+1 {{boxes must be 1 x N x 4 or more}}
  %r:4 = mla.detection_postprocess %b, %s, %a {iou_threshold = 0.5 : f32, num_classes = 2 : i64, scales = array<f32: 10.0, 10.0, 5.0, 5.0>, score_threshold = 0.1 : f32} : (tensor<1x3x3x!x>, tensor<1x3x3x!x>, tensor<3x4x!x>) -> (tensor<1x2x4xf32>, tensor<1x2xf32>, tensor<1x2xf32>, tensor<1xf32>)
  return
}

// -----

!x = !quant.uniform<i8:f32, 0.5:-3>
func.func @f(%b: tensor<2x3x4x!x>, %s: tensor<1x3x3x!x>, %a: tensor<3x4x!x>) {
  // expected-error @+1 {{boxes must be 1 x N x 4 or more}}
  %r:4 = mla.detection_postprocess %b, %s, %a {iou_threshold = 0.5 : f32, num_classes = 2 : i64, scales = array<f32: 10.0, 10.0, 5.0, 5.0>, score_threshold = 0.1 : f32} : (tensor<2x3x4x!x>, tensor<1x3x3x!x>, tensor<3x4x!x>) -> (tensor<1x2x4xf32>, tensor<1x2xf32>, tensor<1x2xf32>, tensor<1xf32>)
  return
}

// -----

!x = !quant.uniform<i8:f32, 0.5:-3>
func.func @f(%b: tensor<1x3x4x!x>, %s: tensor<1x4x3x!x>, %a: tensor<3x4x!x>) {
  // expected-error @+1 {{scores must be 1 x 3 x 2, or one more for the background}}
  %r:4 = mla.detection_postprocess %b, %s, %a {iou_threshold = 0.5 : f32, num_classes = 2 : i64, scales = array<f32: 10.0, 10.0, 5.0, 5.0>, score_threshold = 0.1 : f32} : (tensor<1x3x4x!x>, tensor<1x4x3x!x>, tensor<3x4x!x>) -> (tensor<1x2x4xf32>, tensor<1x2xf32>, tensor<1x2xf32>, tensor<1xf32>)
  return
}

// -----

!x = !quant.uniform<i8:f32, 0.5:-3>
func.func @f(%b: tensor<1x3x4x!x>, %s: tensor<1x3x3x!x>, %a: tensor<3x4x!x>) {
  // expected-error @+1 {{scores must be 1 x 3 x 1, or one more for the background}}
  %r:4 = mla.detection_postprocess %b, %s, %a {iou_threshold = 0.5 : f32, num_classes = 1 : i64, scales = array<f32: 10.0, 10.0, 5.0, 5.0>, score_threshold = 0.1 : f32} : (tensor<1x3x4x!x>, tensor<1x3x3x!x>, tensor<3x4x!x>) -> (tensor<1x2x4xf32>, tensor<1x2xf32>, tensor<1x2xf32>, tensor<1xf32>)
  return
}

// -----

!x = !quant.uniform<i8:f32, 0.5:-3>
func.func @f(%b: tensor<1x3x4x!x>, %s: tensor<1x3x3x!x>, %a: tensor<4x4x!x>) {
  // expected-error @+1 {{anchors must be 3x4}}
  %r:4 = mla.detection_postprocess %b, %s, %a {iou_threshold = 0.5 : f32, num_classes = 2 : i64, scales = array<f32: 10.0, 10.0, 5.0, 5.0>, score_threshold = 0.1 : f32} : (tensor<1x3x4x!x>, tensor<1x3x3x!x>, tensor<4x4x!x>) -> (tensor<1x2x4xf32>, tensor<1x2xf32>, tensor<1x2xf32>, tensor<1xf32>)
  return
}

// -----

!x = !quant.uniform<i8:f32, 0.5:-3>
func.func @f(%b: tensor<1x3x4x!x>, %s: tensor<1x3x3x!x>, %a: tensor<3x4x!x>) {
  // expected-error @+1 {{needs four positive scales}}
  %r:4 = mla.detection_postprocess %b, %s, %a {iou_threshold = 0.5 : f32, num_classes = 2 : i64, scales = array<f32: 10.0, 10.0, 5.0>, score_threshold = 0.1 : f32} : (tensor<1x3x4x!x>, tensor<1x3x3x!x>, tensor<3x4x!x>) -> (tensor<1x2x4xf32>, tensor<1x2xf32>, tensor<1x2xf32>, tensor<1xf32>)
  return
}

// -----

!x = !quant.uniform<i8:f32, 0.5:-3>
func.func @f(%b: tensor<1x3x4x!x>, %s: tensor<1x3x3x!x>, %a: tensor<3x4x!x>) {
  // expected-error @+1 {{needs four positive scales}}
  %r:4 = mla.detection_postprocess %b, %s, %a {iou_threshold = 0.5 : f32, num_classes = 2 : i64, scales = array<f32: 10.0, 0.0, 5.0, 5.0>, score_threshold = 0.1 : f32} : (tensor<1x3x4x!x>, tensor<1x3x3x!x>, tensor<3x4x!x>) -> (tensor<1x2x4xf32>, tensor<1x2xf32>, tensor<1x2xf32>, tensor<1xf32>)
  return
}

// -----

!x = !quant.uniform<i8:f32, 0.5:-3>
func.func @f(%b: tensor<1x3x4x!x>, %s: tensor<1x3x3x!x>, %a: tensor<3x4x!x>) {
  // expected-error @+1 {{must be above 0 and at most 1}}
  %r:4 = mla.detection_postprocess %b, %s, %a {iou_threshold = 1.5 : f32, num_classes = 2 : i64, scales = array<f32: 10.0, 10.0, 5.0, 5.0>, score_threshold = 0.1 : f32} : (tensor<1x3x4x!x>, tensor<1x3x3x!x>, tensor<3x4x!x>) -> (tensor<1x2x4xf32>, tensor<1x2xf32>, tensor<1x2xf32>, tensor<1xf32>)
  return
}

// -----

!x = !quant.uniform<i8:f32, 0.5:-3>
func.func @f(%b: tensor<1x3x4x!x>, %s: tensor<1x3x3x!x>, %a: tensor<3x4x!x>) {
  // expected-error @+1 {{boxes of the result must be 1x2x4}}
  %r:4 = mla.detection_postprocess %b, %s, %a {iou_threshold = 0.5 : f32, num_classes = 2 : i64, scales = array<f32: 10.0, 10.0, 5.0, 5.0>, score_threshold = 0.1 : f32} : (tensor<1x3x4x!x>, tensor<1x3x3x!x>, tensor<3x4x!x>) -> (tensor<1x2x5xf32>, tensor<1x2xf32>, tensor<1x2xf32>, tensor<1xf32>)
  return
}

// -----

!x = !quant.uniform<i8:f32, 0.5:-3>
func.func @f(%b: tensor<1x3x4x!x>, %s: tensor<1x3x3x!x>, %a: tensor<3x4x!x>) {
  // expected-error @+1 {{boxes of the result must be 1 x D x 4}}
  %r:4 = mla.detection_postprocess %b, %s, %a {iou_threshold = 0.5 : f32, num_classes = 2 : i64, scales = array<f32: 10.0, 10.0, 5.0, 5.0>, score_threshold = 0.1 : f32} : (tensor<1x3x4x!x>, tensor<1x3x3x!x>, tensor<3x4x!x>) -> (tensor<2x4xf32>, tensor<1x2xf32>, tensor<1x2xf32>, tensor<1xf32>)
  return
}

// -----

!x = !quant.uniform<i8:f32, 0.5:-3>
func.func @f(%b: tensor<1x3x4x!x>, %s: tensor<1x3x3x!x>, %a: tensor<3x4x!x>) {
  // expected-error @+1 {{classes must be 1x2}}
  %r:4 = mla.detection_postprocess %b, %s, %a {iou_threshold = 0.5 : f32, num_classes = 2 : i64, scales = array<f32: 10.0, 10.0, 5.0, 5.0>, score_threshold = 0.1 : f32} : (tensor<1x3x4x!x>, tensor<1x3x3x!x>, tensor<3x4x!x>) -> (tensor<1x2x4xf32>, tensor<1x3xf32>, tensor<1x2xf32>, tensor<1xf32>)
  return
}

// -----

!x = !quant.uniform<i8:f32, 0.5:-3>
func.func @f(%b: tensor<1x3x4x!x>, %s: tensor<1x3x3x!x>, %a: tensor<3x4x!x>) {
  // expected-error @+1 {{the number of boxes is one number}}
  %r:4 = mla.detection_postprocess %b, %s, %a {iou_threshold = 0.5 : f32, num_classes = 2 : i64, scales = array<f32: 10.0, 10.0, 5.0, 5.0>, score_threshold = 0.1 : f32} : (tensor<1x3x4x!x>, tensor<1x3x3x!x>, tensor<3x4x!x>) -> (tensor<1x2x4xf32>, tensor<1x2xf32>, tensor<1x2xf32>, tensor<2xf32>)
  return
}

// -----

!x = !quant.uniform<i8:f32, 0.5:-3>
!s = !quant.uniform<i8:f32, 0.00390625:-128>
func.func @f(%x: tensor<1x4x!x>) -> tensor<1x4x!s> {
  %0 = mla.a65_segment "A65_0"(%x) : (tensor<1x4x!x>) -> tensor<1x4x!s> {
  ^bb0(%y: tensor<1x4x!x>):
    // expected-error @+1 {{is no operation of the A65}}
    %1 = mla.softmax %y {arithmetic = #mla.arithmetic<tflite>, beta = 1.0 : f32} : (tensor<1x4x!x>) -> tensor<1x4x!s>
    mla.yield %1 : tensor<1x4x!s>
  }
  return %0 : tensor<1x4x!s>
}

// -----

!x = !quant.uniform<i8:f32, 0.5:-3>
func.func @f(%x: tensor<1x4x!x>) -> tensor<1x4x!x> {
  // expected-error @+1 {{needs a name}}
  %0 = mla.a65_segment ""(%x) : (tensor<1x4x!x>) -> tensor<1x4x!x> {
  ^bb0(%y: tensor<1x4x!x>):
    mla.yield %y : tensor<1x4x!x>
  }
  return %0 : tensor<1x4x!x>
}

// -----

func.func @f(%x: tensor<1x4xf32>) -> tensor<1x4xf32> {
  // expected-error @+1 {{takes 2 operands}}
  %0 = mla.pointwise <add> %x : (tensor<1x4xf32>) -> tensor<1x4xf32>
  return %0 : tensor<1x4xf32>
}

// -----

func.func @f(%x: tensor<1x4xf32>, %y: tensor<3xf32>) -> tensor<1x4xf32> {
  // expected-error @+1 {{operands do not fit together}}
  %0 = mla.pointwise <add> %x, %y : (tensor<1x4xf32>, tensor<3xf32>) -> tensor<1x4xf32>
  return %0 : tensor<1x4xf32>
}

// -----

func.func @f(%x: tensor<1x4xf32>, %y: tensor<2x1xf32>) -> tensor<1x4xf32> {
  // expected-error @+1 {{the result must have the broadcast shape}}
  %0 = mla.pointwise <add> %x, %y : (tensor<1x4xf32>, tensor<2x1xf32>) -> tensor<1x4xf32>
  return %0 : tensor<1x4xf32>
}

// -----

func.func @f(%x: tensor<4xf32>, %y: tensor<4xi32>) -> tensor<4xf32> {
  // expected-error @+1 {{operand 1 has elements of 'i32', 'f32' is needed}}
  %0 = mla.pointwise <add> %x, %y : (tensor<4xf32>, tensor<4xi32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

func.func @f(%x: tensor<4xi32>) -> tensor<4xi32> {
  // expected-error @+1 {{sqrt is for f32}}
  %0 = mla.pointwise <sqrt> %x : (tensor<4xi32>) -> tensor<4xi32>
  return %0 : tensor<4xi32>
}

// -----

func.func @f(%x: tensor<4xi8>) -> tensor<4xi8> {
  // expected-error @+1 {{add is for numbers}}
  %0 = mla.pointwise <add> %x, %x : (tensor<4xi8>, tensor<4xi8>) -> tensor<4xi8>
  return %0 : tensor<4xi8>
}

// -----

!x = !quant.uniform<i16:f32, 0.5>
func.func @f(%x: tensor<4x!x>) -> tensor<4xi32> {
  // expected-error @+1 {{casts numbers and positions}}
  %0 = mla.pointwise <cast> %x : (tensor<4x!x>) -> tensor<4xi32>
  return %0 : tensor<4xi32>
}

// -----

func.func @f(%x: tensor<3x4xf32>) -> tensor<3x1xf32> {
  // expected-error @+1 {{axes must be ascending dimensions of the input}}
  %0 = mla.reduce_numbers <sum> %x {axes = array<i64: 2>} : tensor<3x4xf32> -> tensor<3x1xf32>
  return %0 : tensor<3x1xf32>
}

// -----

func.func @f(%x: tensor<3x4xf32>) -> tensor<1x4xf32> {
  // expected-error @+1 {{the result keeps the axes with size 1}}
  %0 = mla.reduce_numbers <sum> %x {axes = array<i64: 1>} : tensor<3x4xf32> -> tensor<1x4xf32>
  return %0 : tensor<1x4xf32>
}

// -----

func.func @f(%x: tensor<3x4xf32>, %i: tensor<5x3xi32>) -> tensor<5xf32> {
  // expected-error @+1 {{indices have more positions than the input has dimensions}}
  %0 = mla.gather_nd %x, %i : (tensor<3x4xf32>, tensor<5x3xi32>) -> tensor<5xf32>
  return %0 : tensor<5xf32>
}

// -----

func.func @f(%x: tensor<3x4xf32>, %i: tensor<5x1xf32>) -> tensor<5x4xf32> {
  // expected-error @+1 {{indices must be i32 or i64}}
  %0 = mla.gather_nd %x, %i : (tensor<3x4xf32>, tensor<5x1xf32>) -> tensor<5x4xf32>
  return %0 : tensor<5x4xf32>
}

// -----

func.func @f(%x: tensor<3x4xf32>) -> (tensor<3x5xf32>, tensor<3x5xi32>) {
  // expected-error @+1 {{takes 1 to 4 elements}}
  %v, %i = mla.top_k %x : tensor<3x4xf32> -> tensor<3x5xf32>, tensor<3x5xi32>
  return %v, %i : tensor<3x5xf32>, tensor<3x5xi32>
}

// -----

func.func @f(%x: tensor<3x4xi8>) -> tensor<3x1xi8> {
  // expected-error @+1 {{truth values have a maximum and a minimum only}}
  %0 = mla.reduce_numbers <sum> %x {axes = array<i64: 1>} : tensor<3x4xi8> -> tensor<3x1xi8>
  return %0 : tensor<3x1xi8>
}

// -----

func.func @f(%b: tensor<1x5x3xf32>, %s: tensor<1x5xf32>) {
  // expected-error @+1 {{boxes must be N x 4}}
  %i, %c, %n = mla.non_max_suppression %b, %s {iou_threshold = 0.5 : f32, score_threshold = 0.1 : f32, soft_nms_sigma = 0.0 : f32} : (tensor<1x5x3xf32>, tensor<1x5xf32>) -> (tensor<1x2xi32>, tensor<1x2xf32>, tensor<1xi32>)
  return
}

// -----

func.func @f(%b: tensor<1x5x4xf32>, %s: tensor<1x4xf32>) {
  // expected-error @+1 {{has 4 scores of 5 boxes}}
  %i, %c, %n = mla.non_max_suppression %b, %s {iou_threshold = 0.5 : f32, score_threshold = 0.1 : f32, soft_nms_sigma = 0.0 : f32} : (tensor<1x5x4xf32>, tensor<1x4xf32>) -> (tensor<1x2xi32>, tensor<1x2xf32>, tensor<1xi32>)
  return
}

// -----

func.func @f(%b: tensor<1x5x4xf32>, %s: tensor<1x5xf32>) {
  // expected-error @+1 {{positions and their number must be i32}}
  %i, %c, %n = mla.non_max_suppression %b, %s {iou_threshold = 0.5 : f32, score_threshold = 0.1 : f32, soft_nms_sigma = 0.0 : f32} : (tensor<1x5x4xf32>, tensor<1x5xf32>) -> (tensor<1x2xi64>, tensor<1x2xf32>, tensor<1xi32>)
  return
}

// -----

func.func @f(%b: tensor<1x5x4xf32>, %s: tensor<1x5xf32>) {
  // expected-error @+1 {{positions and scores of the result must have one shape}}
  %i, %c, %n = mla.non_max_suppression %b, %s {iou_threshold = 0.5 : f32, score_threshold = 0.1 : f32, soft_nms_sigma = 0.0 : f32} : (tensor<1x5x4xf32>, tensor<1x5xf32>) -> (tensor<1x2xi32>, tensor<1x3xf32>, tensor<1xi32>)
  return
}

// -----

func.func @f(%b: tensor<1x5x4xf32>, %s: tensor<1x5xf32>) {
  // expected-error @+1 {{the number of boxes is one number}}
  %i, %c, %n = mla.non_max_suppression %b, %s {iou_threshold = 0.5 : f32, score_threshold = 0.1 : f32, soft_nms_sigma = 0.0 : f32} : (tensor<1x5x4xf32>, tensor<1x5xf32>) -> (tensor<1x2xi32>, tensor<1x2xf32>, tensor<2xi32>)
  return
}

// -----

func.func @f(%b: tensor<1x5x4xf32>, %s: tensor<1x5xf32>) {
  // expected-error @+1 {{iou_threshold 1.500000e+00, must be 0 to 1}}
  %i, %c, %n = mla.non_max_suppression %b, %s {iou_threshold = 1.5 : f32, score_threshold = 0.1 : f32, soft_nms_sigma = 0.0 : f32} : (tensor<1x5x4xf32>, tensor<1x5xf32>) -> (tensor<1x2xi32>, tensor<1x2xf32>, tensor<1xi32>)
  return
}

// -----

func.func @f(%b: tensor<1x5x4xf32>, %s: tensor<1x5xf32>) {
  // expected-error @+1 {{soft_nms_sigma -1.000000e+00, must be at least 0}}
  %i, %c, %n = mla.non_max_suppression %b, %s {iou_threshold = 0.5 : f32, score_threshold = 0.1 : f32, soft_nms_sigma = -1.0 : f32} : (tensor<1x5x4xf32>, tensor<1x5xf32>) -> (tensor<1x2xi32>, tensor<1x2xf32>, tensor<1xi32>)
  return
}

// -----

func.func @f(%b: tensor<1x5x4xf32>, %s: tensor<1x5xf32>) {
  // expected-error @+1 {{score_threshold is no number}}
  %i, %c, %n = mla.non_max_suppression %b, %s {iou_threshold = 0.5 : f32, score_threshold = 0x7FC00000 : f32, soft_nms_sigma = 0.0 : f32} : (tensor<1x5x4xf32>, tensor<1x5xf32>) -> (tensor<1x2xi32>, tensor<1x2xf32>, tensor<1xi32>)
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>) {
  // expected-error @+1 {{actual batch 4 must be from 1 to the desired 1}}
  %0 = mla.a65_segment "A65_0"(%x) {actual_batch_size = 4 : i64} : (tensor<4x8xf32>) -> tensor<4x8xf32> {
  ^bb0(%in: tensor<1x8xf32>):
    mla.yield %in : tensor<1x8xf32>
  }
  return
}

// -----

func.func @f(%x: tensor<5x8xf32>) {
  // expected-error @+1 {{has a body for one sample and tensor 'tensor<5x8xf32>', which does not begin with the batch of 4}}
  %0 = mla.a65_segment "A65_0"(%x) {actual_batch_size = 4 : i64, desired_batch_size = 4 : i64} : (tensor<5x8xf32>) -> tensor<4x8xf32> {
  ^bb0(%in: tensor<1x8xf32>):
    mla.yield %in : tensor<1x8xf32>
  }
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>) {
  // expected-error @+1 {{block arguments must have the types of the operands}}
  %0 = mla.a65_segment "A65_0"(%x) {actual_batch_size = 4 : i64, desired_batch_size = 4 : i64} : (tensor<4x8xf32>) -> tensor<4x8xf32> {
  ^bb0(%in: tensor<2x8xf32>):
    mla.yield %in : tensor<2x8xf32>
  }
  return
}
