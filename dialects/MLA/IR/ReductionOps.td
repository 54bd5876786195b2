//===- ReductionOps.td - Reductions ------------------------*- tablegen -*-===//
#ifndef SIMA_MLA_REDUCTION_OPS
#define SIMA_MLA_REDUCTION_OPS

include "dialects/MLA/IR/MLAAttributes.td"
include "dialects/MLA/IR/MLAInterfaces.td"

class MLA_ReduceOp<string mnemonic, dag options = (ins)> : MLA_Op<mnemonic, [Pure, MLA_ReducingOp,
    DeclareOpInterfaceMethods<MLA_TileableOp, ["inputPiece", "canSplitChannels", "canSplitRows"]>]> {
  let description = [{
    `axes` are dimensions of the input, ascending; the output keeps them with size 1. The first dimension, that of
    the samples, is none of them (a tensor of rank 1 has no samples). Input and output each have a scale of their own.

    Example:
    ```mlir
    %0 = mla.}] # mnemonic # [{ %x {axes = array<i64: 1, 2>, arithmetic = #mla.arithmetic<tflite>}
         : (tensor<1x7x7x64x!q0>) -> tensor<1x1x1x64x!q1>
    ```
  }];
  let arguments = !con((ins MLA_QuantTensor:$input, DenseI64ArrayAttr:$axes, MLA_ArithmeticAttr:$arithmetic), options);
  let results = (outs MLA_QuantTensor:$output);
  let assemblyFormat = "$input attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

def MLA_ReduceMeanOp : MLA_ReduceOp<"reduce_mean"> {
  let summary = "mean along dimensions; without axes the input is rescaled";
}
def MLA_ReduceSumOp : MLA_ReduceOp<"reduce_sum"> { let summary = "sum along dimensions"; }
def MLA_ReduceMaxOp : MLA_ReduceOp<"reduce_max"> {
  let summary = "maximum along dimensions; the output is quantized like the input";
}
def MLA_ReduceMinOp : MLA_ReduceOp<"reduce_min"> {
  let summary = "minimum along dimensions; the output is quantized like the input";
}

def MLA_ArgMaxOp : MLA_ReduceOp<"arg_max", (ins DefaultValuedAttr<BoolAttr, "false">:$minimum)> {
  let summary = "position of the first maximum, or the first minimum, along one dimension";
  let description = "`axes` has one element. The output holds positions: 16-bit codes of scale 1 and zero point 0.";
}

#endif // SIMA_MLA_REDUCTION_OPS
