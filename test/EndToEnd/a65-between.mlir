// A segment of the A65 between two of the MLA, whose first one also gives an output: the archive computes what the
// interpreter computes, and one that may have one segment only is refused with the chain that needs two.

// RUN: rm -rf %t && sima-compile %s -o %t --verify | FileCheck %s
// CHECK: verified 64 output bytes, 0 differing bytes
// CHECK: note R9-segments
// RUN: sima-inspect --check %t/a65-between_mpk.tar.gz | FileCheck %s --check-prefix=RULES
// RULES: 0 violations
// Both segments of the MLA and the A65's get the batch; the samples are what they are alone.
// RUN: sima-compile %s -o %t/batch --batch-size=5 --verify | FileCheck %s --check-prefix=BATCH
// BATCH: batch 5 (asked for 5)
// BATCH: verified 320 output bytes, 0 differing bytes
// RUN: sima-inspect --check %t/batch/a65-between_mpk.tar.gz | FileCheck %s --check-prefix=RULES
// RUN: %python %S/Inputs/samples_alone.py %t/a65-between_mpk.tar.gz %t/batch/a65-between_mpk.tar.gz %t/samples
// Layouts of tensors of both segments, by name.
// RUN: echo '{x: {enable_mla: true}, MLA_1/placeholder_0_0: {enable_mla: true}, s: {enable_mla: true}}' > %t/layouts.yaml
// RUN: sima-compile %s -o %t/layouts --tessellation %t/layouts.yaml --verify | FileCheck %s
// RUN: echo '{MLA_2/placeholder_0_0: {enable_mla: true}}' > %t/wrong.yaml
// RUN: not sima-compile %s -o %t/layouts --tessellation %t/wrong.yaml 2>&1 | FileCheck %s --check-prefix=NAMES
// NAMES: error: tessellation names 'MLA_2/placeholder_0_0', which is not a boundary tensor; there are inputs, outputs, x, placeholder_0_0, MLA_0/placeholder_0_0, {{.*}}, MLA_1/placeholder_0_0,
// RUN: not sima-compile %s -o %t/strict --strict-one-mla 2>&1 | FileCheck %s --check-prefix=STRICT
// STRICT: error: the network needs 2 MLA segments: {{[a-z0-9_]+}} on the MLA, then dequantize on the A65, then {{[a-z0-9_]+}} on the MLA
// RUN: not ls %t/strict

!x = !quant.uniform<i8:f32, 0.5>
!y = !quant.uniform<i8:f32, 2.0>
!w = !quant.uniform<i8:f32, 0.25>
func.func @main(%x: tensor<1x16x!x> {mla.name = "x"}) -> (tensor<1x16x!x> {mla.name = "r"}, tensor<1x16x!y> {mla.name = "s"}) {
  %w = mla.constant dense<"0x01FF02FE03FD0405060708090A0B0C0D01FF02FE03FD0405060708090A0B0C0D01FF02FE03FD0405060708090A0B0C0D01FF02FE03FD0405060708090A0B0C0D01FF02FE03FD0405060708090A0B0C0D01FF02FE03FD0405060708090A0B0C0D01FF02FE03FD0405060708090A0B0C0D01FF02FE03FD0405060708090A0B0C0D01FF02FE03FD0405060708090A0B0C0D01FF02FE03FD0405060708090A0B0C0D01FF02FE03FD0405060708090A0B0C0D01FF02FE03FD0405060708090A0B0C0D01FF02FE03FD0405060708090A0B0C0D01FF02FE03FD0405060708090A0B0C0D01FF02FE03FD0405060708090A0B0C0D01FF02FE03FD0405060708090A0B0C0D"> : tensor<16x16xi8> as tensor<16x16x!w>
  %b = mla.constant dense<0> : tensor<16xi32> as tensor<16xi32>
  %0 = mla.fully_connected %x, %w, %b {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x16x!x>, tensor<16x16x!w>, tensor<16xi32>) -> tensor<1x16x!y>
  %1 = mla.dequantize %0 : tensor<1x16x!y> -> tensor<1x16xf32>
  %2 = mla.pointwise <square> %1 : (tensor<1x16xf32>) -> tensor<1x16xf32>
  %m = mla.reduce_numbers <sum> %2 {axes = array<i64: 1>} : tensor<1x16xf32> -> tensor<1x1xf32>
  %3 = mla.pointwise <div> %2, %m : (tensor<1x16xf32>, tensor<1x1xf32>) -> tensor<1x16xf32>
  %4 = mla.quantize %3 {arithmetic = #mla.arithmetic<tflite>} : tensor<1x16xf32> -> tensor<1x16x!x>
  %5 = mla.fully_connected %4, %w, %b {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x16x!x>, tensor<16x16x!w>, tensor<16xi32>) -> tensor<1x16x!x>
  return %5, %0 : tensor<1x16x!x>, tensor<1x16x!y>
}
