// RUN: split-file %s %t
// RUN: sima-compile %t/samples.mlir -o %t --verify --target cmp256 | FileCheck %s --check-prefix=SAMPLES
// RUN: sima-compile %t/samples.mlir -o %t --verify --batch-size 4 | FileCheck %s --check-prefix=SAMPLES
// RUN: not sima-compile %t/samples.mlir -o %t --batch-size 3 2>&1 | FileCheck %s --check-prefix=OTHER
// RUN: not sima-compile %t/vector.mlir -o %t 2>&1 | FileCheck %s --check-prefix=VECTOR

// A network that is written for four samples is a batch of four.
// SAMPLES: batch 4 (asked for 4)
// SAMPLES: verified {{.*}} 0 differing bytes
// OTHER: error: batch-size 3: the model itself is a batch of 4; ask for that, or compile without batch

// VECTOR: error: output 'y' has shape 20; runtimes take tensors that begin with the batch, 1: give it that leading dimension

//--- samples.mlir
!q = !quant.uniform<i8:f32, 0.5>
func.func @main(%x: tensor<4x4x6x20x!q> {mla.name = "x"}) -> (tensor<4x4x6x20x!q> {mla.name = "y"}) {
  %0 = mla.add %x, %x {arithmetic = #mla.arithmetic<tflite>} : (tensor<4x4x6x20x!q>, tensor<4x4x6x20x!q>) -> tensor<4x4x6x20x!q>
  func.return %0 : tensor<4x4x6x20x!q>
}

//--- vector.mlir
!q = !quant.uniform<i8:f32, 0.5>
func.func @main(%x: tensor<1x20x!q> {mla.name = "x"}) -> (tensor<20x!q> {mla.name = "y"}) {
  %0 = mla.add %x, %x {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x20x!q>, tensor<1x20x!q>) -> tensor<1x20x!q>
  %1 = mla.reshape %0 : tensor<1x20x!q> -> tensor<20x!q>
  func.return %1 : tensor<20x!q>
}
