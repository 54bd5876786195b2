// A view of 16-bit codes that only the output needs is the EV74's: on the MLA it took the whole map in local memory.
// RUN: sima-compile %s -o %t --emit fuse && FileCheck %s --input-file %t/wide-output-view.fuse.mlir --check-prefix=IR
// RUN: sima-compile %s -o %t --target %S/Inputs/small.yaml --verify | FileCheck %s
// IR: mla.layer "arg_max
// IR-NOT: mla.rearrange
// IR: mla.reshape
// CHECK: 0 differing bytes

!x = !quant.uniform<i8:f32, 0.5>
!p = !quant.uniform<i16:f32, 1.0>

func.func @main(%x: tensor<1x65x65x21x!x> {mla.name = "x"}) -> (tensor<1x65x65x!p> {mla.name = "y"}) {
  %m = mla.arg_max %x {arithmetic = #mla.arithmetic<tflite>, axes = array<i64: 3>} : (tensor<1x65x65x21x!x>) -> tensor<1x65x65x1x!p>
  %y = mla.reshape %m : tensor<1x65x65x1x!p> -> tensor<1x65x65x!p>
  return %y : tensor<1x65x65x!p>
}
