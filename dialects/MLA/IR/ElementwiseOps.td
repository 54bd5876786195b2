//===- ElementwiseOps.td - Elementwise and normalisation ---*- tablegen -*-===//
#ifndef SIMA_MLA_ELEMENTWISE_OPS
#define SIMA_MLA_ELEMENTWISE_OPS

include "dialects/MLA/IR/MLAAttributes.td"
include "dialects/MLA/IR/MLAInterfaces.td"

def MLA_AddOp : MLA_Op<"add", [Pure,
    DeclareOpInterfaceMethods<MLA_TileableOp, ["inputPiece"]>]> {
  let summary = "elementwise sum of two tensors of one shape, each with its own scale";
  let arguments = (ins MLA_QuantTensor:$lhs, MLA_QuantTensor:$rhs,
    DefaultValuedAttr<MLA_ActivationAttr, "Activation::none">:$activation,
    MLA_ArithmeticAttr:$arithmetic);
  let results = (outs MLA_QuantTensor:$output);
  let assemblyFormat = "$lhs `,` $rhs attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

def MLA_SoftmaxOp : MLA_Op<"softmax", [Pure,
    DeclareOpInterfaceMethods<MLA_TileableOp, ["inputPiece", "canSplitChannels"]>]> {
  let summary = "softmax over the last dimension";
  let description = [{
    exp(beta · x) normalised over the channels of each position. In `tflite` arithmetic the output has scale
    1/256 and zero point -128.
  }];
  let arguments = (ins MLA_QuantTensor:$input, F32Attr:$beta, MLA_ArithmeticAttr:$arithmetic);
  let results = (outs MLA_QuantTensor:$output);
  let assemblyFormat = "$input attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

#endif // SIMA_MLA_ELEMENTWISE_OPS
