//===- MPKDialect.td - The mpk dialect ---------------------*- tablegen -*-===//
#ifndef SIMA_MPK_DIALECT
#define SIMA_MPK_DIALECT

include "mlir/IR/OpBase.td"
include "mlir/IR/EnumAttr.td"
include "mlir/IR/AttrTypeBase.td"

def MPK_Dialect : Dialect {
  let name = "mpk";
  let cppNamespace = "::sima::mpk";
  let summary = "The pipeline of an archive: stages on EV74, MLA and A65";
  let description = [{
    The `mpk` dialect is the manifest of an archive as IR: one `mpk.pipeline` that
    holds one `mpk.stage` per plugin, in order of execution. Stages are joined by the
    names of their tensors, as in the manifest, not by SSA values: the names are what a
    runtime sees. A stage's parameters are a dictionary; which keys a kernel has and in
    which order the manifest lists them is one table (`KernelKeys.h`).
  }];
  let useDefaultAttributePrinterParser = 1;
}

class MPK_Op<string mnemonic, list<Trait> traits = []>
    : Op<MPK_Dialect, mnemonic, traits>;

#endif // SIMA_MPK_DIALECT
