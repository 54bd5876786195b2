//===- ShapeOps.td - Changes of shape ----------------------*- tablegen -*-===//
#ifndef SIMA_MLA_SHAPE_OPS
#define SIMA_MLA_SHAPE_OPS

include "dialects/MLA/IR/MLAAttributes.td"
include "dialects/MLA/IR/MLAInterfaces.td"

def MLA_ReshapeOp : MLA_Op<"reshape", [Pure]> {
  let summary = "another shape for the same elements in the same order";
  let arguments = (ins MLA_QuantTensor:$input);
  let results = (outs MLA_QuantTensor:$output);
  let assemblyFormat = "$input attr-dict `:` type($input) `->` type($output)";
  let hasVerifier = 1;
  let hasFolder = 1;
}

#endif // SIMA_MLA_SHAPE_OPS
