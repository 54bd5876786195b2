//===- VectorOps.td - VPU instructions ---------------------*- tablegen -*-===//
#ifndef SIMA_QUAD_VECTOR_OPS
#define SIMA_QUAD_VECTOR_OPS

include "dialects/Quad/IR/InstructionOps.td"

def Quad_RequantOp : Quad_QueueOp<"requant", (ins Quad_ViewAttr:$dst, Quad_ViewAttr:$acc,
    Quad_ViewAttr:$par, Quad_ModeAttr:$mode, I64Attr:$lo, I64Attr:$hi)> {
  let summary = "accumulators to codes";
  let assemblyFormat = [{
    $dst `from` $acc `,` $par `mode` $mode `clamp` $lo `to` $hi `layer` $layer `step` $step attr-dict
  }];
}

def Quad_RequantAddOp : Quad_QueueOp<"requant_add", (ins Quad_ViewAttr:$dst,
    Quad_ViewAttr:$acc, Quad_ViewAttr:$par, Quad_ViewAttr:$src, Quad_ViewAttr:$addpar,
    Quad_ModeAttr:$mode, DefaultValuedAttr<BoolAttr, "false">:$subtract)> {
  let summary = "accumulators to codes, then a rescaled sum with `src`";
  let assemblyFormat = [{
    $dst `from` $acc `,` $par `,` $src `,` $addpar `mode` $mode `layer` $layer `step` $step attr-dict
  }];
}

def Quad_EltwiseOp : Quad_QueueOp<"eltwise", (ins Quad_ViewAttr:$dst, Quad_ViewAttr:$a,
    Quad_ViewAttr:$b, Quad_ViewAttr:$par, Quad_ModeAttr:$mode, Quad_EltwiseKindAttr:$kind)> {
  let summary = "elementwise operation of two operands with rescale";
  let assemblyFormat = [{
    $kind $dst `from` $a `,` $b `,` $par `mode` $mode `layer` $layer `step` $step attr-dict
  }];
}

def Quad_PoolOp : Quad_QueueOp<"pool", (ins Quad_ViewAttr:$dst, Quad_ViewAttr:$src,
    Quad_ViewAttr:$par, Quad_ModeAttr:$mode, Quad_PoolKindAttr:$kind,
    DenseI64ArrayAttr:$window, DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$padding)> {
  let summary = "maximum or average over a window";
  let description = "`window`, `strides` are [h, w], `padding` is [top, left].";
  let assemblyFormat = [{
    $kind $dst `from` $src `,` $par `mode` $mode `layer` $layer `step` $step attr-dict
  }];
  let hasVerifier = 1;
}

def Quad_NormOp : Quad_QueueOp<"norm", (ins Quad_ViewAttr:$dst, Quad_ViewAttr:$src,
    Quad_ViewAttr:$par, Quad_ModeAttr:$mode, Quad_NormKindAttr:$kind)> {
  let summary = "normalisation over the channels of each position";
  let assemblyFormat = [{
    $kind $dst `from` $src `,` $par `mode` $mode `layer` $layer `step` $step attr-dict
  }];
}

def Quad_ReduceOp : Quad_QueueOp<"reduce", (ins Quad_ViewAttr:$dst, Quad_ViewAttr:$src,
    Quad_ViewAttr:$par, Quad_ModeAttr:$mode, Quad_ReduceKindAttr:$kind, I64Attr:$axes)> {
  let summary = "reduction over rows (axes bit 0), columns (bit 1), channels (bit 2)";
  let assemblyFormat = [{
    $kind $dst `from` $src `,` $par `axes` $axes `mode` $mode `layer` $layer `step` $step attr-dict
  }];
  let hasVerifier = 1;
}

#endif // SIMA_QUAD_VECTOR_OPS
