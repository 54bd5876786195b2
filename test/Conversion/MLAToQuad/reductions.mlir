// RUN: split-file %s %t
// RUN: sima-opt %t/pool.mlir -mla-legalize=target=%S/../../Dialect/MLA/Inputs/tiny.yaml -mla-fuse -mla-partition -mla-tessellate -mla-quad-schedule -convert-mla-to-quad | FileCheck %s --check-prefix=POOL --implicit-check-not=quad.pool
// RUN: sima-opt %t/covering.mlir -mla-legalize=target=%S/../../Dialect/MLA/Inputs/tiny.yaml | FileCheck %s --check-prefix=COVERING
// RUN: sima-opt %t/norm.mlir -mla-legalize=target=%S/../../Dialect/MLA/Inputs/tiny.yaml -mla-fuse -mla-partition -mla-tessellate -mla-quad-schedule -convert-mla-to-quad | FileCheck %s --check-prefix=NORM
// RUN: not sima-compile %t/padding.mlir -o %t/out 2>&1 | FileCheck %s --check-prefix=PADDING
// RUN: sima-compile %t/stride.mlir -o %t/out --verify

//--- pool.mlir
!q = !quant.uniform<i8:f32, 0.5:-1>
// Padding of 40 is more than the instruction holds: the first five columns see
// what of their windows lies in the map, the others have at most 30.
// POOL: quad.core 0 {
// POOL-COUNT-5: quad.pool average <@avg_pool2d_0.out + {{[0-9]+}}, [1, 1, 16], {{.*}} strides = array<i64: 2, 1>
// POOL: quad.pool average <@avg_pool2d_0.out + {{[0-9]+}}, [1, 25, 16], {{.*}}padding = array<i64: 0, 30>
// POOL: quad.core 1 {
// POOL-COUNT-6: quad.pool average
func.func @main(%x: tensor<1x4x60x16x!q>) -> tensor<1x2x30x16x!q> {
  %0 = mla.avg_pool2d %x {window = array<i64: 2, 80>, strides = array<i64: 2, 2>, padding = array<i64: 0, 40, 0, 38>, arithmetic = #mla.arithmetic<tflite_u8>}
    : (tensor<1x4x60x16x!q>) -> tensor<1x2x30x16x!q>
  func.return %0 : tensor<1x2x30x16x!q>
}

//--- covering.mlir
!q = !quant.uniform<i8:f32, 0.5:-1>
!p = !quant.uniform<i8:f32, 0.25:3>
// COVERING: mla.reduce_max {{.*}} axes = array<i64: 1, 2>
// COVERING: mla.reduce_mean {{.*}} axes = array<i64: 1, 2>
// COVERING: mla.max_pool2d
// COVERING: mla.avg_pool2d
func.func @main(%x: tensor<1x130x4x2x!q>) -> (tensor<1x1x1x2x!q>, tensor<1x1x1x2x!p>, tensor<1x1x1x2x!q>, tensor<1x1x1x2x!q>) {
  %0 = mla.max_pool2d %x {window = array<i64: 130, 4>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<tflite>}
    : (tensor<1x130x4x2x!q>) -> tensor<1x1x1x2x!q>
  %1 = mla.avg_pool2d %x {window = array<i64: 130, 4>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<onnx_float>}
    : (tensor<1x130x4x2x!q>) -> tensor<1x1x1x2x!p>
  // A clamp, and another rounding.
  %2 = mla.max_pool2d %x {window = array<i64: 130, 4>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, activation = #mla.activation<relu>, arithmetic = #mla.arithmetic<tflite>}
    : (tensor<1x130x4x2x!q>) -> tensor<1x1x1x2x!q>
  %3 = mla.avg_pool2d %x {window = array<i64: 130, 4>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<tflite>}
    : (tensor<1x130x4x2x!q>) -> tensor<1x1x1x2x!q>
  func.return %0, %1, %2, %3 : tensor<1x1x1x2x!q>, tensor<1x1x1x2x!p>, tensor<1x1x1x2x!q>, tensor<1x1x1x2x!q>
}

//--- norm.mlir
!q = !quant.uniform<i8:f32, 0.5>
!r = !quant.uniform<i8:f32, 0.25:7>
// Scales 0.5 and 0.25, epsilon 0.125, then factors and offsets of the two
// channels.
// NORM: quad.constant @const.0 dense<[0, 0, 0, 63, 0, 0, -128, 62, 0, 0, 0, 62, 0, 0, -128, 63, 0, 0, 0, 64, 0, 0, 64, 64, 0, 0, -128, 64]> : tensor<28xi8>
// NORM: quad.norm instance <@instance_norm_0.out + 0, [], {{.*}} s8, 7> from <@in0 + 0, [4, 2, 2], {{.*}} mode onnx_float {{.*}}par_bytes = 28
func.func @main(%x: tensor<1x4x2x2x!q>) -> tensor<1x4x2x2x!r> {
  %s = mla.constant dense<[1.0, 2.0]> : tensor<2xf32> as tensor<2xf32>
  %o = mla.constant dense<[3.0, 4.0]> : tensor<2xf32> as tensor<2xf32>
  %0 = mla.instance_norm %x, %s, %o {epsilon = 0.125 : f32, arithmetic = #mla.arithmetic<onnx_float>}
    : (tensor<1x4x2x2x!q>, tensor<2xf32>, tensor<2xf32>) -> tensor<1x4x2x2x!r>
  func.return %0 : tensor<1x4x2x2x!r>
}

//--- padding.mlir
!q = !quant.uniform<i8:f32, 0.5>
// A window that counts its padding cannot be cut.
// PADDING: error: layer 'avg_pool2d_0': padding 40, the instruction holds at most 31
func.func @main(%x: tensor<1x4x60x16x!q>) -> tensor<1x4x61x16x!q> {
  %0 = mla.avg_pool2d %x {window = array<i64: 1, 80>, strides = array<i64: 1, 1>, padding = array<i64: 0, 40, 0, 40>, count_include_pad = true, arithmetic = #mla.arithmetic<onnx_float>}
    : (tensor<1x4x60x16x!q>) -> tensor<1x4x61x16x!q>
  func.return %0 : tensor<1x4x61x16x!q>
}

//--- stride.mlir
!q = !quant.uniform<i8:f32, 0.5>
func.func @main(%x: tensor<1x100x90x5x!q>) -> tensor<1x3x3x5x!q> {
  %0 = mla.max_pool2d %x {window = array<i64: 120, 3>, strides = array<i64: 40, 40>, padding = array<i64: 50, 1, 50, 1>, arithmetic = #mla.arithmetic<tflite>}
    : (tensor<1x100x90x5x!q>) -> tensor<1x3x3x5x!q>
  func.return %0 : tensor<1x3x3x5x!q>
}
