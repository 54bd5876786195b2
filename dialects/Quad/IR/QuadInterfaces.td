//===- QuadInterfaces.td - What passes ask of instructions -*- tablegen -*-===//
#ifndef SIMA_QUAD_INTERFACES
#define SIMA_QUAD_INTERFACES

include "mlir/IR/OpBase.td"

def Quad_InstructionOp : OpInterface<"InstructionOp"> {
  let cppNamespace = "::sima::quad";
  let description = "Instructions that a queue executes and that access memory through views.";
  let methods = [
    InterfaceMethod<"The queue that executes it.", "::sima::quad::QueueKind", "queue">,
    InterfaceMethod<[{
      The views, in the order of the descriptor operands of the instruction word.
    }], "::llvm::SmallVector<::sima::quad::ViewAttr, 5>", "views">,
    InterfaceMethod<[{
      The accesses, one per view and in that order.
    }], "::llvm::SmallVector<::sima::quad::Access, 5>", "accesses">,
    InterfaceMethod<"Engine cycles (`mv`: data cycles; transfers to DRAM: 0).", "uint64_t", "engineCycles",
      (ins "const ::sima::Machine &":$machine)>
  ];
}

#endif // SIMA_QUAD_INTERFACES
