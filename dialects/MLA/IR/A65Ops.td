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

#endif // SIMA_MLA_A65_OPS
