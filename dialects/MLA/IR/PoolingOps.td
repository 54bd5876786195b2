//===- PoolingOps.td - Pooling -----------------------------*- tablegen -*-===//
#ifndef SIMA_MLA_POOLING_OPS
#define SIMA_MLA_POOLING_OPS

include "dialects/MLA/IR/MLAAttributes.td"
include "dialects/MLA/IR/MLAInterfaces.td"

class MLA_PoolOp<string mnemonic, dag options> : MLA_Op<mnemonic, [Pure,
    DeclareOpInterfaceMethods<MLA_TileableOp, ["inputPiece"]>]> {
  let arguments = !con((ins MLA_QuantTensor:$input,
    DenseI64ArrayAttr:$window, DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$padding,
    DefaultValuedAttr<MLA_ActivationAttr, "Activation::none">:$activation,
    MLA_ArithmeticAttr:$arithmetic), options);
  let results = (outs MLA_QuantTensor:$output);
  let assemblyFormat = "$input attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

def MLA_AvgPool2DOp : MLA_PoolOp<"avg_pool2d", (ins DefaultValuedAttr<BoolAttr, "false">:$count_include_pad)> {
  let summary = "average over a window";
  let description = [{
    Mean of the positions inside the tensor, with `count_include_pad` divided by the whole window. In the `tflite` arithmetics it is that of their codes,
    and input and output have one scale and zero point; in `onnx`, `onnx_u8` and `onnx_float` each has its own. `window`, `strides` are [h, w],
    `padding` [top, left, bottom, right].
  }];
}

def MLA_MaxPool2DOp : MLA_PoolOp<"max_pool2d", (ins)> {
  let summary = "maximum over a window";
  let description = "Padding never wins; scale and zero point are those of the input.";
}

#endif // SIMA_MLA_POOLING_OPS
