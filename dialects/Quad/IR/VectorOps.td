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

// `par_bytes` are the bytes that an instruction reads at `par`: a parameter block, tables.

def Quad_EltwiseOp : Quad_QueueOp<"eltwise", (ins Quad_ViewAttr:$dst, Quad_ViewAttr:$a,
    Quad_ViewAttr:$b, Quad_ViewAttr:$par, Quad_ModeAttr:$mode, Quad_EltwiseKindAttr:$kind,
    DefaultValuedAttr<BoolAttr, "false">:$bcast_a, DefaultValuedAttr<BoolAttr, "false">:$bcast_b,
    DefaultValuedAttr<I64Attr, "36">:$par_bytes)> {
  let summary = "elementwise operation of two operands with rescale";
  let description = [{
    `bcast_a`, `bcast_b`: the operand has one channel, which serves all of `dst`; it is repeated over rows or columns by strides of 0.
  }];
  let assemblyFormat = [{
    $kind $dst `from` $a `,` $b `,` $par `mode` $mode `layer` $layer `step` $step attr-dict
  }];
}

def Quad_PoolOp : Quad_QueueOp<"pool", (ins Quad_ViewAttr:$dst, Quad_ViewAttr:$src,
    Quad_ViewAttr:$par, Quad_ModeAttr:$mode, Quad_PoolKindAttr:$kind,
    DenseI64ArrayAttr:$window, DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$padding,
    DefaultValuedAttr<BoolAttr, "false">:$include_pad, DefaultValuedAttr<I64Attr, "8">:$par_bytes)> {
  let summary = "maximum or average over a window";
  let description = "`window`, `strides` are [h, w], `padding` is [top, left].";
  let assemblyFormat = [{
    $kind $dst `from` $src `,` $par `mode` $mode `layer` $layer `step` $step attr-dict
  }];
  let hasVerifier = 1;
}

def Quad_NormOp : Quad_QueueOp<"norm", (ins Quad_ViewAttr:$dst, Quad_ViewAttr:$src,
    Quad_ViewAttr:$par, Quad_ModeAttr:$mode, Quad_NormKindAttr:$kind,
    DefaultValuedAttr<I64Attr, "12">:$par_bytes)> {
  let summary = "normalisation over the channels of each position, or the positions of each channel";
  let assemblyFormat = [{
    $kind $dst `from` $src `,` $par `mode` $mode `layer` $layer `step` $step attr-dict
  }];
}

def Quad_ReduceOp : Quad_QueueOp<"reduce", (ins Quad_ViewAttr:$dst, Quad_ViewAttr:$src,
    Quad_ViewAttr:$par, Quad_ModeAttr:$mode, Quad_ReduceKindAttr:$kind, I64Attr:$axes,
    DefaultValuedAttr<I64Attr, "16">:$par_bytes)> {
  let summary = "reduction over rows (axes bit 0), columns (bit 1), channels (bit 2)";
  let assemblyFormat = [{
    $kind $dst `from` $src `,` $par `axes` $axes `mode` $mode `layer` $layer `step` $step attr-dict
  }];
  let hasVerifier = 1;
}

def Quad_LutOp : Quad_QueueOp<"lut", (ins Quad_ViewAttr:$dst, Quad_ViewAttr:$src, Quad_ViewAttr:$par,
    DefaultValuedAttr<BoolAttr, "false">:$per_channel)> {
  let summary = "8-bit codes through a table of 256 entries, or one table per channel";
  let assemblyFormat = [{
    $dst `from` $src `,` $par `layer` $layer `step` $step attr-dict
  }];
}

def Quad_Lut16Op : Quad_QueueOp<"lut16", (ins Quad_ViewAttr:$dst, Quad_ViewAttr:$src, Quad_ViewAttr:$par,
    Quad_ModeAttr:$mode)> {
  let summary = "16-bit codes through a table of 513 entries with interpolation";
  let assemblyFormat = [{
    $dst `from` $src `,` $par `mode` $mode `layer` $layer `step` $step attr-dict
  }];
}

def Quad_ResizeOp : Quad_QueueOp<"resize", (ins Quad_ViewAttr:$dst, Quad_ViewAttr:$src, Quad_ViewAttr:$par,
    Quad_ModeAttr:$mode, Quad_ResizeKindAttr:$kind, I64Attr:$row, I64Attr:$src_row,
    DefaultValuedAttr<I64Attr, "32">:$par_bytes)> {
  let summary = "nearest or interpolated values at other positions";
  let description = "`row` and `src_row` are the places of the views' first rows in the whole maps.";
  let assemblyFormat = [{
    $kind $dst `from` $src `,` $par `row` $row `of` $src_row `mode` $mode `layer` $layer `step` $step attr-dict
  }];
}

#endif // SIMA_QUAD_VECTOR_OPS
