//===- MatrixOps.td - MXU instructions ---------------------*- tablegen -*-===//
#ifndef SIMA_QUAD_MATRIX_OPS
#define SIMA_QUAD_MATRIX_OPS

include "dialects/Quad/IR/InstructionOps.td"

class Quad_MatrixOp<string mnemonic> : Quad_QueueOp<mnemonic, (ins
    Quad_ViewAttr:$acc, Quad_ViewAttr:$in, Quad_ViewAttr:$wt,
    DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$dilations, DenseI64ArrayAttr:$padding,
    I64Attr:$parallel_blocks, DefaultValuedAttr<BoolAttr, "false">:$accumulate)> {
  let assemblyFormat = [{
    $acc `from` $in `,` $wt `layer` $layer `step` $step attr-dict
  }];
  let description = [{
    `strides`, `dilations` are [h, w], `padding` [top, left]; `parallel_blocks` is K, the output blocks computed in
    parallel, a divisor of the tiles of a quad.
  }];
  let hasVerifier = 1;
}
def Quad_ConvOp : Quad_MatrixOp<"conv"> { let summary = "convolution or matrix product into accumulators"; }
def Quad_DwconvOp : Quad_MatrixOp<"dwconv"> { let summary = "depthwise convolution into accumulators"; }

#endif // SIMA_QUAD_MATRIX_OPS
