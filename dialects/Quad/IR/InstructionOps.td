//===- InstructionOps.td - Base class and sequencer words --*- tablegen -*-===//
#ifndef SIMA_QUAD_INSTRUCTION_OPS
#define SIMA_QUAD_INSTRUCTION_OPS

include "dialects/Quad/IR/QuadDialect.td"
include "dialects/Quad/IR/QuadInterfaces.td"

// Every instruction knows its layer (an index into the segment's layer names).
// Queue instructions also know their place in the order of the whole machine
// (`step`), from which synchronisation is derived, and, after
// --quad-assign-descriptors, the registers of their views (`regs`).
class Quad_QueueOp<string mnemonic, dag operands, list<Trait> traits = []>
    : Quad_Op<mnemonic, !listconcat(traits, [
        HasParent<"CoreOp">,
        DeclareOpInterfaceMethods<Quad_InstructionOp>])> {
  let arguments = !con(operands, (ins I64Attr:$layer, I64Attr:$step,
      OptionalAttr<DenseI32ArrayAttr>:$regs));
}

class Quad_WordOp<string mnemonic, dag operands, list<Trait> traits = []>
    : Quad_Op<mnemonic, !listconcat(traits, [HasParent<"CoreOp">])> {
  let arguments = !con(operands, (ins I64Attr:$layer));
}

def Quad_SetOp : Quad_WordOp<"set", (ins I32Attr:$reg, Quad_FieldAttr:$field, I64Attr:$value,
    OptionalAttr<FlatSymbolRefAttr>:$symbol)> {
  let summary = "writes one field of a descriptor register; `symbol` makes `value` an offset to it";
  let assemblyFormat = "$reg $field $value (`of` $symbol^)? `layer` $layer attr-dict";
  let hasVerifier = 1;
}

def Quad_WaitOp : Quad_WordOp<"wait", (ins Quad_QueueAttr:$queue, I32Attr:$semaphore)> {
  let summary = "blocks later entries of its queue until the semaphore is above 0, then decrements it";
  let assemblyFormat = "$queue $semaphore `layer` $layer attr-dict";
  let hasVerifier = 1;
}

def Quad_PostOp : Quad_WordOp<"post", (ins Quad_QueueAttr:$queue, I32Attr:$quad, I32Attr:$semaphore)> {
  let summary = "raises a semaphore of a quad when the earlier entries of its queue are complete";
  let assemblyFormat = "$queue `quad` $quad $semaphore `layer` $layer attr-dict";
  let hasVerifier = 1;
}

def Quad_HaltOp : Quad_WordOp<"halt", (ins), [Terminator]> {
  let summary = "ends the program of a quad";
  let assemblyFormat = "`layer` $layer attr-dict";
}

#endif // SIMA_QUAD_INSTRUCTION_OPS
