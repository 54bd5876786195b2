// A reshape that makes samples of positions led the emitter beyond its tables:
// it is for the A65, and says why.
// RUN: sima-opt %s --verify-diagnostics --mla-legalize --mla-fuse --mla-partition --mla-tessellate --mla-quad-schedule | FileCheck %s
// RUN: sima-compile %s --strict-one-mla --verify -o %t/out | FileCheck %s --check-prefix=VERIFY

!q = !quant.uniform<i8:f32, 0.5:3>

// CHECK: mla.segment "MLA_0"
// CHECK: mla.a65_segment "A65_0"
// CHECK: mla.reshape %{{.*}} : tensor<1x4x8x!{{.*}}> -> tensor<4x8x
// CHECK: mla.add
// CHECK: mla.reshape
// CHECK-NOT: mla.segment
// VERIFY: verified {{.*}} 0 differing
func.func @main(%x: tensor<1x4x8x!q>) -> tensor<1x4x8x!q> {
  // expected-remark @below {{placement of add_0: MLA_0}}
  %a = mla.add %x, %x {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x4x8x!q>, tensor<1x4x8x!q>) -> tensor<1x4x8x!q>
  // expected-remark @below {{placement of reshape: A65_0, not on the MLA: it makes 4 samples of 1; the MLA keeps the size of dimension 0, of the samples}}
  %r = mla.reshape %a : tensor<1x4x8x!q> -> tensor<4x8x!q>
  // expected-remark @below {{placement of add_1: A65_0, elsewhere another segment would be needed}}
  %s = mla.add %r, %r {arithmetic = #mla.arithmetic<tflite>} : (tensor<4x8x!q>, tensor<4x8x!q>) -> tensor<4x8x!q>
  // expected-remark @below {{placement of reshape: A65_0, not on the MLA: it makes 1 samples of 4}}
  %y = mla.reshape %s : tensor<4x8x!q> -> tensor<1x4x8x!q>
  return %y : tensor<1x4x8x!q>
}
