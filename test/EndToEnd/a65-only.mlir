// A network that is for the A65 alone is an archive, too; there is nothing to time.
// RUN: sima-compile %s -o %t --verify | FileCheck %s
// RUN: sima-inspect --check %t/a65-only_mpk.tar.gz | FileCheck %s --check-prefix=RULES
// RUN: not sima-run %t/a65-only_mpk.tar.gz --timing-only 2>&1 | FileCheck %s --check-prefix=TIMING
// RUN: sima-compile %s -o %t/batch --verify --batch-size=16 | FileCheck %s --check-prefix=BATCH
// RUN: sima-inspect --check %t/batch/a65-only_mpk.tar.gz | FileCheck %s --check-prefix=RULES

// CHECK-NOT: layers
// CHECK: stages 0 on the MLA, 1 on the Cortex-A65; --remarks says why
// CHECK-NEXT: batch 1
// CHECK-NEXT: verified 80 output bytes, 0 differing bytes
// CHECK-NOT: nan
// BATCH: batch 16 (asked for 16)
// BATCH-NEXT: verified 1,280 output bytes, 0 differing bytes
// RULES: 0 violations, 1 note
// TIMING: error: {{.*}}a65-only_mpk.tar.gz: no stage is for the MLA, and there is no clock of other processors
func.func @main(%x: tensor<1x40xf32>) -> (tensor<1x5xf32>, tensor<1x5xi32>) {
  %e = mla.pointwise <exp> %x : (tensor<1x40xf32>) -> tensor<1x40xf32>
  %v, %i = mla.top_k %e : tensor<1x40xf32> -> tensor<1x5xf32>, tensor<1x5xi32>
  return %v, %i : tensor<1x5xf32>, tensor<1x5xi32>
}
