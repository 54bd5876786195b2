//===- ConvolutionOps.td - Convolutions and products -------*- tablegen -*-===//
#ifndef SIMA_MLA_CONVOLUTION_OPS
#define SIMA_MLA_CONVOLUTION_OPS

include "dialects/MLA/IR/MLAAttributes.td"
include "dialects/MLA/IR/MLAInterfaces.td"

class MLA_ConvOp<string mnemonic, dag window, dag options = (ins)> : MLA_Op<mnemonic, [Pure,
    DeclareOpInterfaceMethods<MLA_TileableOp, ["inputPiece", "macs", "isDepthwise"]>]> {
  let arguments = !con(
    (ins MLA_QuantTensor:$input, MLA_QuantTensor:$filter, MLA_BiasTensor:$bias), window,
    (ins DefaultValuedAttr<MLA_ActivationAttr, "Activation::none">:$activation,
         MLA_ArithmeticAttr:$arithmetic), options);
  let results = (outs MLA_QuantTensor:$output);
  let assemblyFormat = [{
    $input `,` $filter `,` $bias attr-dict `:` functional-type(operands, results)
  }];
  let hasVerifier = 1;
}

def MLA_Conv2DOp : MLA_ConvOp<"conv2d", (ins
    DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$dilations, DenseI64ArrayAttr:$padding),
    (ins DefaultValuedAttr<I64Attr, "1">:$groups)> {
  let summary = "2-D convolution";
  let description = [{
    `input` NHWC, `filter` OHWI (symmetric per output channel, or one scale), `bias` one i32 per output channel (i64 in
    `tflite_16x8` arithmetic) at scale input·filter. `strides`, `dilations` are [h, w]; `padding` is [top, left, bottom, right] in
    positions, which count as the input's zero point. The output is requantised as `arithmetic` says and
    clamped by `activation`. With `groups` > 1 the channels of input and output fall into that many equal parts, part g of the output
    is computed of part g of the input, and I is the number of input channels of a part.

    Example:
    ```mlir
    %0 = mla.conv2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
           padding = array<i64: 1, 1, 1, 1>, activation = #mla.activation<relu>, arithmetic = #mla.arithmetic<tflite>}
         : (tensor<1x8x8x3x!q0>, tensor<16x3x3x3x!q1>, tensor<16xi32>) -> tensor<1x8x8x16x!q2>
    ```
  }];
}

def MLA_DepthwiseConv2DOp : MLA_ConvOp<"depthwise_conv2d", (ins
    DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$dilations, DenseI64ArrayAttr:$padding)> {
  let summary = "2-D convolution of each channel by itself";
  let description = [{
    As `mla.conv2d`, but `filter` is 1HWC with C = multiplier · input channels; output channel c reads input channel
    c / multiplier.
  }];
}

def MLA_TransposeConv2DOp : MLA_ConvOp<"transpose_conv2d", (ins
    DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$padding), (ins DefaultValuedAttr<I64Attr, "1">:$groups)> {
  let summary = "2-D transposed convolution";
  let description = [{
    Input position (i, j) adds its product with kernel position (m, n) to output position
    (i·strides[0] + m - padding[0], j·strides[1] + n - padding[1]); what falls outside the output is dropped, and an output position
    that nothing falls on holds the bias. `padding` is [top, left, bottom, right]; the output has
    (rows - 1)·stride + kernel - top - bottom rows, where `bottom` and `right` may be negative. `filter` is OHWI, `groups` as in `mla.conv2d`.

    Example:
    ```mlir
    %0 = mla.transpose_conv2d %x, %w, %b {strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 1, 1>,
           arithmetic = #mla.arithmetic<tflite>}
         : (tensor<1x8x8x4x!q0>, tensor<16x3x3x4x!q1>, tensor<16xi32>) -> tensor<1x16x16x16x!q2>
    ```
  }];
}

def MLA_FullyConnectedOp : MLA_Op<"fully_connected", [Pure,
    DeclareOpInterfaceMethods<MLA_TileableOp, ["inputPiece", "macs"]>]> {
  let summary = "matrix product with a constant";
  let description = [{
    `input` is samples x features, `filter` units x features, `bias` one i32 per unit (i64 where activations have 16 bits).
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

def MLA_MatMulOp : MLA_Op<"matmul", [Pure,
    DeclareOpInterfaceMethods<MLA_TileableOp, ["inputPiece", "macs"]>]> {
  let summary = "matrix products of two activations";
  let description = [{
    As feature maps, `lhs` is samples x H x M x K; `rhs` is samples x H x K x N, or samples x H x N x K with
    `transpose_rhs`; the output is samples x H x M x N: H products of M x K and K x N matrices per sample. Where
    `rhs` has one row (H = 1), all rows of `lhs` are multiplied by it. The accumulator is the sum over K of
    (lhs - its zero point)(rhs - its zero point); `arithmetic` requantises it. `rhs` may be a constant.

    Example:
    ```mlir
    %0 = mla.matmul %q, %k {transpose_rhs = true, arithmetic = #mla.arithmetic<tflite>}
         : (tensor<1x4x64x32x!q0>, tensor<1x4x64x32x!q1>) -> tensor<1x4x64x64x!q2>
    ```
  }];
  let arguments = (ins MLA_QuantTensor:$lhs, MLA_QuantTensor:$rhs,
    DefaultValuedAttr<BoolAttr, "false">:$transpose_rhs,
    DefaultValuedAttr<MLA_ActivationAttr, "Activation::none">:$activation,
    MLA_ArithmeticAttr:$arithmetic);
  let results = (outs MLA_QuantTensor:$output);
  let assemblyFormat = "$lhs `,` $rhs attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

#endif // SIMA_MLA_CONVOLUTION_OPS
