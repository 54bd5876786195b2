//===- ElementwiseOps.td - Elementwise operations ----------*- tablegen -*-===//
#ifndef SIMA_MLA_ELEMENTWISE_OPS
#define SIMA_MLA_ELEMENTWISE_OPS

include "dialects/MLA/IR/MLAAttributes.td"
include "dialects/MLA/IR/MLAInterfaces.td"

class MLA_BinaryOp<string mnemonic> : MLA_Op<mnemonic, [Pure, MLA_BinaryElementwiseOp,
    DeclareOpInterfaceMethods<MLA_TileableOp, ["inputPiece"]>]> {
  let description = [{
    Element by element, each operand with its own scale and zero point; as feature maps, an operand's rows, columns or channels are those of the
    output, or 1, which is repeated. `arithmetic` says how, `activation` clamps the result. One operand may be a constant.
    Arithmetics of the MLA are `tflite`, `tflite_u8` and `tflite_16x8`, which are the same here, and `onnx_float`; sums and products have
    `onnx` and `onnx_u8`, sums and differences of 16 bits `tflite_pot`.

    Example:
    ```mlir
    %0 = mla.}] # mnemonic # [{ %a, %b {arithmetic = #mla.arithmetic<tflite>}
         : (tensor<1x8x8x16x!q0>, tensor<1x1x1x16x!q1>) -> tensor<1x8x8x16x!q2>
    ```
  }];
  let arguments = (ins MLA_QuantTensor:$lhs, MLA_QuantTensor:$rhs,
    DefaultValuedAttr<MLA_ActivationAttr, "Activation::none">:$activation,
    MLA_ArithmeticAttr:$arithmetic);
  let results = (outs MLA_QuantTensor:$output);
  let assemblyFormat = "$lhs `,` $rhs attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

def MLA_AddOp : MLA_BinaryOp<"add"> { let summary = "elementwise sum"; }
def MLA_SubOp : MLA_BinaryOp<"sub"> { let summary = "elementwise difference"; }
def MLA_MulOp : MLA_BinaryOp<"mul"> { let summary = "elementwise product"; }
def MLA_DivOp : MLA_BinaryOp<"div"> { let summary = "elementwise quotient"; }
def MLA_MinimumOp : MLA_BinaryOp<"minimum"> { let summary = "elementwise minimum"; }
def MLA_MaximumOp : MLA_BinaryOp<"maximum"> { let summary = "elementwise maximum"; }
def MLA_SquaredDifferenceOp : MLA_BinaryOp<"squared_difference"> {
  let summary = "elementwise square of the difference";
}
def MLA_PReluOp : MLA_BinaryOp<"prelu"> {
  let summary = "the left operand where it is not negative, elsewhere its product with the right one";
}

def MLA_LookupOp : MLA_Op<"lookup", [Pure, DeclareOpInterfaceMethods<MLA_TileableOp, ["inputPiece"]>]> {
  let summary = "a function of one element, by table";
  let description = [{
    Of an 8-bit input, `table` is a constant of 256 i8 or i16 codes of the output, that of code q at place q + 128, or channels x 256 of them: a table
    for each channel; `arithmetic` is where the table is from. Of a 16-bit input it holds 513 i16 values between which arithmetic
    `tflite_16x8` interpolates; in `tflite_logistic` and `tflite_tanh` it holds 256 values of the sigmoid, unsigned. `function` is the name
    of the function in reports: `logistic`.

    Example:
    ```mlir
    %0 = mla.lookup "tanh" %x, %table {arithmetic = #mla.arithmetic<tflite>}
         : (tensor<1x8x8x16x!q0>, tensor<256xi8>) -> tensor<1x8x8x16x!q1>
    ```
  }];
  let arguments = (ins StrAttr:$function, MLA_QuantTensor:$input, MLA_ConstTensor:$table,
                       MLA_ArithmeticAttr:$arithmetic);
  let results = (outs MLA_QuantTensor:$output);
  let assemblyFormat = "$function $input `,` $table attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

def MLA_RescaleOp : MLA_Op<"rescale", [Pure, DeclareOpInterfaceMethods<MLA_TileableOp, ["inputPiece"]>]> {
  let summary = "the same numbers with another scale, zero point or width";
  let arguments = (ins MLA_QuantTensor:$input, MLA_ArithmeticAttr:$arithmetic);
  let results = (outs MLA_QuantTensor:$output);
  let assemblyFormat = "$input attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

#endif // SIMA_MLA_ELEMENTWISE_OPS
