//===- CheckOps.td - Expectations inside a test file -------*- tablegen -*-===//
#ifndef SIMA_CHECK_OPS
#define SIMA_CHECK_OPS

include "mlir/IR/OpBase.td"
include "dialects/MLA/IR/MLADialect.td"

def Check_Dialect : Dialect {
  let name = "check";
  let cppNamespace = "::sima::check";
  let summary = "What a test expects of the values that it computes";
  let description = [{
    Operations that stop the reference interpreter with a message when a value is not what the test file
    says. They stand in functions without arguments, which `sima-run` executes one after the other; they are
    never compiled.
  }];
  let dependentDialects = ["::sima::mla::MLADialect"];
}

class Check_Op<string mnemonic> : Op<Check_Dialect, mnemonic> {
  let hasVerifier = 1;
}

def Check_ExpectEqOp : Check_Op<"expect_eq"> {
  let summary = "two tensors are equal bit for bit";
  let description = [{
    Element types may differ in scale, not in storage.

    Example: `check.expect_eq %found, %expected : tensor<1x4x!q>, tensor<1x4x!q>`
  }];
  let arguments = (ins MLA_AnyTensor:$found, MLA_AnyTensor:$expected);
  let assemblyFormat =
      "$found `,` $expected attr-dict `:` type($found) `,` type($expected)";
}

def Check_ExpectEqConstOp : Check_Op<"expect_eq_const"> {
  let summary = "a tensor has the given elements";
  let description = [{
    `expected` holds the storage (i8 for quantized tensors).

    Example: `check.expect_eq_const %found : tensor<1x2x!q>, dense<[[3, -4]]> : tensor<1x2xi8>`
  }];
  let arguments = (ins MLA_AnyTensor:$found, ElementsAttr:$expected);
  let assemblyFormat = "$found `:` type($found) `,` $expected attr-dict";
}

#endif // SIMA_CHECK_OPS
