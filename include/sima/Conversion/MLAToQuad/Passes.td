//===- Passes.td - Conversion of the mla dialect to quad ---*- tablegen -*-===//
#ifndef SIMA_CONVERSION_MLATOQUAD_PASSES
#define SIMA_CONVERSION_MLATOQUAD_PASSES

include "mlir/Pass/PassBase.td"

def ConvertMLAToQuad : Pass<"convert-mla-to-quad", "::mlir::ModuleOp"> {
  let summary = "Writes the program of every quad for scheduled segments";
  let description = [{
    Adds a `quad.segment` beside the function for each `mla.segment` whose layers have schedules. The `mla` function stays:
    it says what the programs compute. Operands are views of buffers without addresses; `step` is the order
    over all quads that gives the right result.
  }];
  let dependentDialects = ["::sima::mla::MLADialect", "::sima::quad::QuadDialect"];
}

#endif // SIMA_CONVERSION_MLATOQUAD_PASSES
