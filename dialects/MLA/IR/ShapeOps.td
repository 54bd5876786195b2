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

def MLA_PadOp : MLA_Op<"pad", [Pure, DeclareOpInterfaceMethods<MLA_TileableOp, ["inputPiece"]>]> {
  let summary = "a constant code around the input";
  let description = [{
    `low` and `high` are the elements added before and behind each dimension of the input, from 0 to 65535; none along
    the first dimension, that of the samples (a tensor of rank 1 has no samples). They hold the code `value`. Scale and
    zero point are those of the input.

    Example:
    ```mlir
    %0 = mla.pad %x {low = array<i64: 0, 1, 1, 0>, high = array<i64: 0, 2, 1, 0>, value = -128 : i64}
         : tensor<1x8x8x3x!q> -> tensor<1x11x10x3x!q>
    ```
  }];
  let arguments = (ins MLA_QuantTensor:$input, DenseI64ArrayAttr:$low, DenseI64ArrayAttr:$high, I64Attr:$value);
  let results = (outs MLA_QuantTensor:$output);
  let assemblyFormat = "$input attr-dict `:` type($input) `->` type($output)";
  let hasVerifier = 1;
  let hasFolder = 1;
  let extraClassDeclaration = [{
    /// Where the input lies in the output's rows, columns, channels.
    Range innerRows();
    Range innerColumns();
    Range innerChannels();
  }];
}

#endif // SIMA_MLA_SHAPE_OPS
