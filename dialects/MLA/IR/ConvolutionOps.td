//===- ConvolutionOps.td - Convolutions and products -------*- tablegen -*-===//
#ifndef SIMA_MLA_CONVOLUTION_OPS
#define SIMA_MLA_CONVOLUTION_OPS

include "dialects/MLA/IR/MLAAttributes.td"
include "dialects/MLA/IR/MLAInterfaces.td"

class MLA_ConvOp<string mnemonic> : MLA_Op<mnemonic, [Pure,
    DeclareOpInterfaceMethods<MLA_TileableOp, ["inputPiece", "macs", "isDepthwise"]>]> {
  let arguments = (ins
    MLA_QuantTensor:$input, MLA_QuantTensor:$filter, MLA_BiasTensor:$bias,
    DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$dilations, DenseI64ArrayAttr:$padding,
    DefaultValuedAttr<MLA_ActivationAttr, "Activation::none">:$activation,
    MLA_ArithmeticAttr:$arithmetic);
  let results = (outs MLA_QuantTensor:$output);
  let assemblyFormat = [{
    $input `,` $filter `,` $bias attr-dict `:` functional-type(operands, results)
  }];
  let hasVerifier = 1;
}

def MLA_Conv2DOp : MLA_ConvOp<"conv2d"> {
  let summary = "2-D convolution";
  let description = [{
    `input` NHWC, `filter` OHWI (symmetric per output channel, or one scale), `bias` one i32 per output channel at
    scale input·filter. `strides`, `dilations` are [h, w]; `padding` is [top, left, bottom, right] in
    positions, which count as the input's zero point. The output is requantised as `arithmetic` says and
    clamped by `activation`.

    Example:
    ```mlir
    %0 = mla.conv2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
           padding = array<i64: 1, 1, 1, 1>, activation = #mla.activation<relu>, arithmetic = #mla.arithmetic<tflite>}
         : (tensor<1x8x8x3x!q0>, tensor<16x3x3x3x!q1>, tensor<16xi32>) -> tensor<1x8x8x16x!q2>
    ```
  }];
}

def MLA_DepthwiseConv2DOp : MLA_ConvOp<"depthwise_conv2d"> {
  let summary = "2-D convolution of each channel by itself";
  let description = [{
    As `mla.conv2d`, but `filter` is 1HWC with C = multiplier · input channels; output channel c reads input channel
    c / multiplier.
  }];
}

def MLA_FullyConnectedOp : MLA_Op<"fully_connected", [Pure,
    DeclareOpInterfaceMethods<MLA_TileableOp, ["inputPiece", "macs"]>]> {
  let summary = "matrix product with a constant";
  let description = [{
    `input` is samples x features, `filter` units x features, `bias` one i32 per unit.
  }];
  let arguments = (ins
    MLA_QuantTensor:$input, MLA_QuantTensor:$filter, MLA_BiasTensor:$bias,
    DefaultValuedAttr<MLA_ActivationAttr, "Activation::none">:$activation,
    MLA_ArithmeticAttr:$arithmetic);
  let results = (outs MLA_QuantTensor:$output);
  let assemblyFormat = [{
    $input `,` $filter `,` $bias attr-dict `:` functional-type(operands, results)
  }];
  let hasVerifier = 1;
}

#endif // SIMA_MLA_CONVOLUTION_OPS
