//===- TransferOps.td - DMA, link and copies ---------------*- tablegen -*-===//
#ifndef SIMA_QUAD_TRANSFER_OPS
#define SIMA_QUAD_TRANSFER_OPS

include "dialects/Quad/IR/InstructionOps.td"

def Quad_LdOp : Quad_QueueOp<"ld", (ins Quad_ViewAttr:$dst, Quad_ViewAttr:$src, I64Attr:$mask,
    DefaultValuedAttr<BoolAttr, "false">:$fill, DefaultValuedAttr<I64Attr, "0">:$pad_top,
    DefaultValuedAttr<I64Attr, "0">:$pad_left)> {
  let summary = "DRAM to the local memory of every quad in `mask`";
  let assemblyFormat = "$dst `from` $src `mask` $mask `layer` $layer `step` $step attr-dict";
  let hasVerifier = 1;
}

def Quad_LdzOp : Quad_QueueOp<"ldz", (ins Quad_ViewAttr:$dst, Quad_ViewAttr:$src, I64Attr:$mask)> {
  let summary = "compressed constant, expanded in the local memory of every quad in `mask`";
  let description = [{
    Both views are one run of bytes: `src` all that is stored, `dst` all that it expands to (docs/compression.md).
  }];
  let assemblyFormat = "$dst `from` $src `mask` $mask `layer` $layer `step` $step attr-dict";
  let hasVerifier = 1;
}

def Quad_StOp : Quad_QueueOp<"st", (ins Quad_ViewAttr:$dst, Quad_ViewAttr:$src)> {
  let summary = "local memory to DRAM";
  let assemblyFormat = "$dst `from` $src `layer` $layer `step` $step attr-dict";
}

def Quad_MvOp : Quad_QueueOp<"mv", (ins Quad_ViewAttr:$dst, Quad_ViewAttr:$src, I64Attr:$mask)> {
  let summary = "local memory of this quad to that of every quad in `mask`";
  let assemblyFormat = "$dst `from` $src `mask` $mask `layer` $layer `step` $step attr-dict";
  let hasVerifier = 1;
}

def Quad_CopyOp : Quad_QueueOp<"copy", (ins Quad_ViewAttr:$dst, Quad_ViewAttr:$src,
    DefaultValuedAttr<BoolAttr, "false">:$fill)> {
  let summary = "strided move or fill within local memory";
  let assemblyFormat = "$dst `from` $src `layer` $layer `step` $step attr-dict";
}

#endif // SIMA_QUAD_TRANSFER_OPS
