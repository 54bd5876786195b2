//===- NormalizationOps.td - Normalisations ----------------*- tablegen -*-===//
#ifndef SIMA_MLA_NORMALIZATION_OPS
#define SIMA_MLA_NORMALIZATION_OPS

include "dialects/MLA/IR/MLAAttributes.td"
include "dialects/MLA/IR/MLAInterfaces.td"

/// One operand is normalised; all others are constants.
class MLA_NormOp<string mnemonic, dag others, string operands> : MLA_Op<mnemonic, [Pure,
    DeclareOpInterfaceMethods<MLA_TileableOp, ["inputPiece", "canSplitRows", "canSplitChannels"]>]> {
  let arguments = !con((ins MLA_QuantTensor:$input), others, (ins MLA_ArithmeticAttr:$arithmetic));
  let results = (outs MLA_QuantTensor:$output);
  let assemblyFormat = operands # " attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

def MLA_SoftmaxOp : MLA_NormOp<"softmax", (ins F32Attr:$beta), "$input"> {
  let summary = "softmax over the last dimension";
  let description = [{
    exp(beta · x) normalised over the channels of each position. In `tflite` arithmetic the output has scale
    1/256 and zero point -128, or 1/65536 and -32768, in `tflite_16x8` 1/32768 and 0; `tflite_u8` computes 256ths whatever the output's scale.
    In `onnx` and `onnx_float` beta is 1.
  }];
}

def MLA_LogSoftmaxOp : MLA_NormOp<"log_softmax", (ins F32Attr:$beta), "$input"> {
  let summary = "logarithm of the softmax over the last dimension";
  let description = "`beta` is 1. In the `tflite` arithmetics the output has scale 1/16 and zero point 127.";
}

def MLA_L2NormalizationOp : MLA_NormOp<"l2_normalization", (ins F32Attr:$epsilon), "$input"> {
  let summary = "x / max(|x|, epsilon) over the channels of each position";
  let description = "In the `tflite` arithmetics, which know no epsilon, the output has scale 1/128 and zero point 0.";
}

def MLA_LayerNormOp : MLA_NormOp<"layer_norm",
    (ins MLA_FloatTensor:$scale, MLA_FloatTensor:$offset, F32Attr:$epsilon), "$input `,` $scale `,` $offset"> {
  let summary = "(x - mean) / sqrt(variance + epsilon) · scale + offset over the channels of each position";
  let description = "`scale` and `offset` are f32 constants, one value per channel.";
}

def MLA_RMSNormOp : MLA_NormOp<"rms_norm", (ins MLA_FloatTensor:$scale, F32Attr:$epsilon), "$input `,` $scale"> {
  let summary = "x / sqrt(mean of squares + epsilon) · scale over the channels of each position";
  let description = "`scale` is an f32 constant, one value per channel.";
}

def MLA_InstanceNormOp : MLA_NormOp<"instance_norm",
    (ins MLA_FloatTensor:$scale, MLA_FloatTensor:$offset, F32Attr:$epsilon), "$input `,` $scale `,` $offset"> {
  let summary = "(x - mean) / sqrt(variance + epsilon) · scale + offset over the positions of each channel";
  let description = "`scale` and `offset` are f32 constants, one value per channel.";
}

def MLA_LRNOp : MLA_NormOp<"lrn",
    (ins I64Attr:$size, F32Attr:$alpha, F32Attr:$beta, F32Attr:$bias), "$input"> {
  let summary = "local response normalisation over neighbouring channels";
  let description = [{
    x / (bias + alpha / size · sum of squares)^beta, the sum over channels c - (size - 1) / 2 (rounded down) to
    c + (size - 1) / 2 (rounded up) that exist.
  }];
}

#endif // SIMA_MLA_NORMALIZATION_OPS
