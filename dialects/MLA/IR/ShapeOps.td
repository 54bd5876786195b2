//===- ShapeOps.td - Changes of shape ----------------------*- tablegen -*-===//
#ifndef SIMA_MLA_SHAPE_OPS
#define SIMA_MLA_SHAPE_OPS

include "dialects/MLA/IR/MLAAttributes.td"
include "dialects/MLA/IR/MLAInterfaces.td"

def MLA_ReshapeOp : MLA_Op<"reshape", [Pure]> {
  let summary = "another shape for the same elements in the same order";
  let arguments = (ins MLA_DataTensor:$input);
  let results = (outs MLA_DataTensor:$output);
  let assemblyFormat = "$input attr-dict `:` type($input) `->` type($output)";
  let hasVerifier = 1;
  let hasFolder = 1;
}

class MLA_MoveOp<string mnemonic, dag args, string format> : MLA_Op<mnemonic, [Pure,
    DeclareOpInterfaceMethods<MLA_TileableOp, ["inputPiece"]>]> {
  let arguments = args;
  let results = (outs MLA_DataTensor:$output);
  let assemblyFormat = format;
  let hasVerifier = 1;
}
class MLA_UnaryMoveOp<string mnemonic, dag args> : MLA_MoveOp<mnemonic,
    !con((ins MLA_DataTensor:$input), args), "$input attr-dict `:` type($input) `->` type($output)">;

def MLA_PadOp : MLA_UnaryMoveOp<"pad", (ins DenseI64ArrayAttr:$low, DenseI64ArrayAttr:$high, I64Attr:$value)> {
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
  let hasFolder = 1;
}

def MLA_MirrorPadOp : MLA_UnaryMoveOp<"mirror_pad",
    (ins DenseI64ArrayAttr:$low, DenseI64ArrayAttr:$high, MLA_MirrorModeAttr:$mode)> {
  let summary = "elements of the input around it";
  let description = [{
    `low` and `high` as in `mla.pad`. `reflect` takes at most size - 1 elements on a side, `symmetric` and `wrap` at most size.
  }];
}

def MLA_RearrangeOp : MLA_UnaryMoveOp<"rearrange", (ins DenseI64ArrayAttr:$view, DenseI64ArrayAttr:$permutation)> {
  let summary = "reshape, transpose, reshape";
  let description = [{
    Each sample of the input is seen as a tensor of shape `view` (at most 8 dimensions, without that of the samples), whose dimensions
    are then put in the order `permutation` (dimension i of the result is dimension permutation[i] of the view); the output has
    these elements in their order. Transposes, depth to space, space to depth, channel shuffles and the like are all this operation. A tensor of rank 1
    is one sample.

    Example: depth to space of blocks of 2 x 2:
    ```mlir
    %0 = mla.rearrange %x {view = array<i64: 8, 8, 2, 2, 4>, permutation = array<i64: 0, 2, 1, 3, 4>}
         : tensor<1x8x8x16x!q> -> tensor<1x16x16x4x!q>
    ```
  }];
}

def MLA_StridedSliceOp : MLA_UnaryMoveOp<"strided_slice", (ins DenseI64ArrayAttr:$begin, DenseI64ArrayAttr:$strides)> {
  let summary = "every so many elements along each dimension";
  let description = [{
    Output element (i, j, …) is input element (begin[0] + i·strides[0], begin[1] + j·strides[1], …). Strides may be negative;
    the first dimension, that of the samples, is taken whole.
  }];
}

def MLA_ConcatOp : MLA_MoveOp<"concat", (ins Variadic<MLA_DataTensor>:$inputs, I64Attr:$axis),
    "$inputs attr-dict `:` functional-type(operands, results)"> {
  let summary = "tensors one behind the other along a dimension";
  let description = [{
    All have the output's quantization and, except along `axis`, its shape. `axis` is not that of the samples. Some inputs may be
    constants.
  }];
}

def MLA_GatherOp : MLA_UnaryMoveOp<"gather", (ins DenseI64ArrayAttr:$indices, I64Attr:$axis)> {
  let summary = "chosen positions along a dimension";
  let description = "Position i of the output along `axis`, which is not that of the samples, is position indices[i] of the input.";
}

def MLA_BroadcastOp : MLA_UnaryMoveOp<"broadcast", (ins)> {
  let summary = "repeats what there is one of";
  let description = "As feature maps, rows, columns and channels of the input are those of the output, or 1.";
}

def MLA_ResizeOp : MLA_UnaryMoveOp<"resize", (ins MLA_ResizeKindAttr:$kind, MLA_CoordinatesAttr:$coordinates,
    DefaultValuedAttr<MLA_RoundingAttr, "Rounding::floor">:$rounding, DenseF32ArrayAttr:$scales,
    MLA_ArithmeticAttr:$arithmetic)> {
  let summary = "another number of rows and columns";
  let description = [{
    `coordinates` says where an output position lies in the input, `kind` how its value is found, `rounding` which position is the
    nearest. `scales` are output positions per input position, [h, w], as the model gives them (in TFLite: the quotient of the sizes).
    The output has a scale and zero point of its own only where `arithmetic` defines it.
  }];
}

#endif // SIMA_MLA_SHAPE_OPS
