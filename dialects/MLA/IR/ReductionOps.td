//===- ReductionOps.td - Reductions ------------------------*- tablegen -*-===//
#ifndef SIMA_MLA_REDUCTION_OPS
#define SIMA_MLA_REDUCTION_OPS

include "dialects/MLA/IR/MLAAttributes.td"
include "dialects/MLA/IR/MLAInterfaces.td"

def MLA_ReduceMeanOp : MLA_Op<"reduce_mean", [Pure,
    DeclareOpInterfaceMethods<MLA_TileableOp, ["inputPiece", "canSplitChannels", "canSplitRows"]>]> {
  let summary = "mean along dimensions";
  let description = [{
    `axes` are dimensions of the input, ascending; the output keeps them with size 1. The first dimension, that of
    the samples, is none of them (a tensor of rank 1 has no samples). Input and output each have a scale of their own.
    Without axes the input is rescaled.

    Example:
    ```mlir
    %0 = mla.reduce_mean %x {axes = array<i64: 1, 2>, arithmetic = #mla.arithmetic<tflite>}
         : (tensor<1x7x7x64x!q0>) -> tensor<1x1x1x64x!q1>
    ```
  }];
  let arguments = (ins MLA_QuantTensor:$input, DenseI64ArrayAttr:$axes, MLA_ArithmeticAttr:$arithmetic);
  let results = (outs MLA_QuantTensor:$output);
  let assemblyFormat = "$input attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    /// Whether rows, columns, channels of the feature map are averaged.
    bool reducesRows();
    bool reducesColumns();
    bool reducesChannels();
    /// Elements that one mean is of.
    int64_t count();
  }];
}

#endif // SIMA_MLA_REDUCTION_OPS
