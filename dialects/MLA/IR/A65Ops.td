//===- A65Ops.td - What the Cortex-A65 computes ------------*- tablegen -*-===//
#ifndef SIMA_MLA_A65_OPS
#define SIMA_MLA_A65_OPS

include "dialects/MLA/IR/MLAAttributes.td"
include "dialects/MLA/IR/MLAInterfaces.td"

def MLA_DetectionPostprocessOp : MLA_Op<"detection_postprocess", [Pure, DeclareOpInterfaceMethods<MLA_A65Op>]> {
  let summary = "the best boxes of a single-shot detector, as float32";
  let description = [{
    TFLite_Detection_PostProcess with fast non-maximum suppression and one class for a box. `boxes` holds for each of N anchors
    [y, x, height, width, …], `scores` one code for each class, behind one of the background if there are more than
    `num_classes`, `anchors` [y, x, height, width]. `scales` are what encodings are divided by, in the same order.
    Results: D boxes [y0, x0, y1, x1], their classes, their scores, and how many there are; what is behind them is 0.
  }];
  let arguments = (ins MLA_QuantTensor:$boxes, MLA_QuantTensor:$scores, MLA_QuantTensor:$anchors,
    I64Attr:$num_classes, DenseF32ArrayAttr:$scales, F32Attr:$score_threshold, F32Attr:$iou_threshold);
  let results = (outs MLA_FloatTensor:$out_boxes, MLA_FloatTensor:$out_classes, MLA_FloatTensor:$out_scores,
    MLA_FloatTensor:$out_count);
  let assemblyFormat = "$boxes `,` $scores `,` $anchors attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

def MLA_PointwiseKind : MLA_I32Enum<"PointwiseKind", "a function of numbers at one place", [
    I32EnumAttrCase<"cast", 0>, I32EnumAttrCase<"abs", 1>, I32EnumAttrCase<"neg", 2>, I32EnumAttrCase<"square", 3>,
    I32EnumAttrCase<"sqrt", 4>, I32EnumAttrCase<"rsqrt", 5>, I32EnumAttrCase<"exp", 6>, I32EnumAttrCase<"log", 7>,
    I32EnumAttrCase<"sin", 8>, I32EnumAttrCase<"cos", 9>, I32EnumAttrCase<"tanh", 10>, I32EnumAttrCase<"logistic", 11>,
    I32EnumAttrCase<"floor", 12>, I32EnumAttrCase<"ceil", 13>, I32EnumAttrCase<"round", 14>, I32EnumAttrCase<"sign", 15>,
    I32EnumAttrCase<"relu", 16>, I32EnumAttrCase<"relu6", 17>, I32EnumAttrCase<"relu_n1_to_1", 18>,
    I32EnumAttrCase<"logical_not", 19>, I32EnumAttrCase<"exp_mlas", 20>, I32EnumAttrCase<"logistic_mlas", 21>,
    I32EnumAttrCase<"tanh_mlas", 22>, I32EnumAttrCase<"erf_mlas", 23>, I32EnumAttrCase<"exp_eigen", 24>,
    I32EnumAttrCase<"log_eigen", 25>, I32EnumAttrCase<"softplus_eigen", 26>, I32EnumAttrCase<"finite", 27>,
    I32EnumAttrCase<"add", 32>, I32EnumAttrCase<"sub", 33>, I32EnumAttrCase<"mul", 34>, I32EnumAttrCase<"div", 35>,
    I32EnumAttrCase<"floor_div", 36>, I32EnumAttrCase<"floor_mod", 37>, I32EnumAttrCase<"minimum", 38>,
    I32EnumAttrCase<"maximum", 39>, I32EnumAttrCase<"pow", 40>, I32EnumAttrCase<"squared_difference", 41>,
    I32EnumAttrCase<"equal", 42>, I32EnumAttrCase<"not_equal", 43>, I32EnumAttrCase<"less", 44>,
    I32EnumAttrCase<"less_equal", 45>, I32EnumAttrCase<"greater", 46>, I32EnumAttrCase<"greater_equal", 47>,
    I32EnumAttrCase<"logical_and", 48>, I32EnumAttrCase<"logical_or", 49>, I32EnumAttrCase<"select", 64>]>;
def MLA_PointwiseKindAttr : MLA_EnumAttr<MLA_PointwiseKind, "pointwise_kind">;

def MLA_PointwiseOp : MLA_Op<"pointwise", [Pure, DeclareOpInterfaceMethods<MLA_A65Op>]> {
  let summary = "a function of the numbers at each place, one rounding an operation";
  let description = [{
    Operands are broadcast as in NumPy. Comparisons give truth values, i8 of 0 and 1; `select` takes one, then two tensors of the result's type;
    `cast` converts, also 16-bit positions (`mla.arg_max`), float32 towards zero. Integers wrap; a quotient by 0 is 0. `finite` makes infinities
    the largest numbers. `maximum` and `minimum` give the second operand where neither is larger. docs/numerics.md has the others.
    `exp`, `tanh` and the like are those of the C library; those with `_mlas` and `_eigen` are approximations of the libraries that ONNX
    Runtime computes them with, bit for bit.

    Example:
    ```mlir
    %0 = mla.pointwise <add> %a, %b : (tensor<1x48x48x17xf32>, tensor<48x48x17xf32>) -> tensor<1x48x48x17xf32>
    ```
  }];
  let arguments = (ins MLA_PointwiseKindAttr:$kind, Variadic<MLA_DataTensor>:$inputs);
  let results = (outs MLA_NumberTensor:$output);
  let assemblyFormat = "$kind $inputs attr-dict `:` functional-type($inputs, $output)";
  let hasVerifier = 1;
}

def MLA_NumberReduction : MLA_I32Enum<"NumberReduction", "how numbers become one", [
    I32EnumAttrCase<"sum", 0>, I32EnumAttrCase<"mean", 1>, I32EnumAttrCase<"maximum", 2>, I32EnumAttrCase<"minimum", 3>,
    I32EnumAttrCase<"product", 4>]>;
def MLA_NumberReductionAttr : MLA_EnumAttr<MLA_NumberReduction, "number_reduction">;

def MLA_SumOrder : MLA_I32Enum<"SumOrder", "in which order the float32 of a row are added", [
    I32EnumAttrCase<"lanes", 0>, I32EnumAttrCase<"packets", 1>]>;
def MLA_SumOrderAttr : MLA_EnumAttr<MLA_SumOrder, "sum_order">;

def MLA_ReduceNumbersOp : MLA_Op<"reduce_numbers", [Pure, DeclareOpInterfaceMethods<MLA_A65Op>]> {
  let summary = "numbers along dimensions, one after the other in the order of indices";
  let description = [{
    `axes` are ascending; the output keeps them with size 1. Sums begin with 0, products with 1, maxima with the lowest finite number and minima
    with the largest; a number that is not larger, or smaller, changes nothing. A mean is the sum divided by the count. Truth values have
    a maximum and a minimum only. With an `order`, float32 of the last dimensions are
    added as ONNX Runtime does: `lanes` as in its softmax (16 partial sums), `packets` as in its reductions (twice four, from where
    addresses are multiples of 16 bytes). lib/Numerics/RowSums.h has the details.

    Example: `%0 = mla.reduce_numbers <sum> %x {axes = array<i64: 1>} : tensor<1x10xf32> -> tensor<1x1xf32>`
  }];
  let arguments = (ins MLA_NumberReductionAttr:$kind, MLA_NumberTensor:$input, DenseI64ArrayAttr:$axes,
    OptionalAttr<MLA_SumOrderAttr>:$order);
  let results = (outs MLA_NumberTensor:$output);
  let assemblyFormat = "$kind $input attr-dict `:` type($input) `->` type($output)";
  let hasVerifier = 1;
}

def MLA_GatherNdOp : MLA_Op<"gather_nd", [Pure, DeclareOpInterfaceMethods<MLA_A65Op>]> {
  let summary = "slices at positions that are computed at run time";
  let description = [{
    The last dimension of `indices` holds positions along the first dimensions of `input`; each gives a slice of the others. Positions outside the
    input count as the nearest one inside.

    Example: `%0 = mla.gather_nd %x, %i : (tensor<1x48x48x34x!q>, tensor<17x3xi32>) -> tensor<17x34x!q>`
  }];
  let arguments = (ins MLA_DataTensor:$input, MLA_NumberTensor:$indices);
  let results = (outs MLA_DataTensor:$output);
  let assemblyFormat = "$input `,` $indices attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

def MLA_TopKOp : MLA_Op<"top_k", [Pure, DeclareOpInterfaceMethods<MLA_A65Op>]> {
  let summary = "the k largest of the last dimension, the largest first, and where they were";
  let description = [{
    Of equal ones the one with the lower position comes first.

    Example: `%v, %i = mla.top_k %x : tensor<1x1000xf32> -> tensor<1x5xf32>, tensor<1x5xi32>`
  }];
  let arguments = (ins MLA_DataTensor:$input);
  let results = (outs MLA_DataTensor:$values, MLA_NumberTensor:$indices);
  let assemblyFormat = "$input attr-dict `:` type($input) `->` type($values) `,` type($indices)";
  let hasVerifier = 1;
}

def MLA_NonMaxSuppressionOp : MLA_Op<"non_max_suppression", [Pure, DeclareOpInterfaceMethods<MLA_A65Op>]> {
  let summary = "the boxes with the highest scores, without those that overlap one with a higher score";
  let description = [{
    `boxes` holds two opposite corners [y, x, y, x] of each of N boxes, in its last dimension, `scores` N numbers. Candidates are boxes whose score
    is above `score_threshold`. The candidate with the highest score is chosen unless its overlap (intersection over union) with a
    chosen one reaches `iou_threshold`; with a `soft_nms_sigma` s above 0, its score falls by exp(-overlap² / 2s) for each chosen box, and it
    waits for its turn again. Results: up to K positions (i32), their scores, and how many there are; what is behind them is 0.
    What LiteRT does with equal scores and with boxes without area is in docs/numerics.md.

    Example:
    ```mlir
    %i, %s, %n = mla.non_max_suppression %b, %p {iou_threshold = 0.5 : f32, score_threshold = 0.1 : f32, soft_nms_sigma = 0.0 : f32}
      : (tensor<1x100x4xf32>, tensor<1x100xf32>) -> (tensor<1x10xi32>, tensor<1x10xf32>, tensor<1xi32>)
    ```
  }];
  let arguments = (ins MLA_FloatTensor:$boxes, MLA_FloatTensor:$scores, F32Attr:$iou_threshold, F32Attr:$score_threshold,
    F32Attr:$soft_nms_sigma);
  let results = (outs MLA_NumberTensor:$indices, MLA_FloatTensor:$selected_scores, MLA_NumberTensor:$count);
  let assemblyFormat = "$boxes `,` $scores attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

#endif // SIMA_MLA_A65_OPS
