//===- MLAInterfaces.td - What passes ask of every operation *- tablegen -*-===//
#ifndef SIMA_MLA_INTERFACES
#define SIMA_MLA_INTERFACES

include "mlir/IR/OpBase.td"

def MLA_TileableOp : OpInterface<"TileableOp"> {
  let cppNamespace = "::sima::mla";
  let description = [{
    Operations whose output can be computed piece by piece. The interface says
    which part of each operand a piece needs (its halo) and how much work there is.
  }];
  let methods = [
    InterfaceMethod<[{
      The part of activation operand `operand` that output `piece` needs, clipped to the operand.
    }], "::sima::mla::Piece", "inputPiece",
      (ins "unsigned":$operand, "const ::sima::mla::Piece &":$piece)>,
    InterfaceMethod<"Multiply-accumulates of the whole operation.", "uint64_t", "macs",
      (ins), [{}], [{ return 0; }]>,
    InterfaceMethod<"Whether those are depthwise (a quarter of the MXU's rate).", "bool", "isDepthwise",
      (ins), [{}], [{ return false; }]>,
    InterfaceMethod<"Whether output channels may be split over quads.", "bool", "canSplitChannels",
      (ins), [{}], [{ return true; }]>,
    InterfaceMethod<"Whether output rows may be split over quads.", "bool", "canSplitRows",
      (ins), [{}], [{ return true; }]>
  ];
}

def MLA_A65Op : OpInterface<"A65Op"> {
  let cppNamespace = "::sima::mla";
  let description = "Operations that the MLA has no instructions for: the Cortex-A65 computes them.";
  let methods = [
    InterfaceMethod<"Why it is not for the MLA: a clause of a message.", "::llvm::StringRef", "whyNotMLA">
  ];
}

def MLA_BinaryElementwiseOp : OpInterface<"BinaryElementwiseOp"> {
  let cppNamespace = "::sima::mla";
  let description = "Operations on pairs of elements of two feature maps, smaller ones repeated.";
  let methods = [
    InterfaceMethod<"", "::mlir::TypedValue<::mlir::RankedTensorType>", "getLhs">,
    InterfaceMethod<"", "::mlir::TypedValue<::mlir::RankedTensorType>", "getRhs">,
    InterfaceMethod<"", "::mlir::TypedValue<::mlir::RankedTensorType>", "getOutput">,
    InterfaceMethod<"", "::sima::mla::Activation", "getActivation">,
    InterfaceMethod<"", "::sima::mla::Arithmetic", "getArithmetic">
  ];
}

def MLA_ReducingOp : OpInterface<"ReducingOp"> {
  let cppNamespace = "::sima::mla";
  let description = "Operations that reduce dimensions of a feature map to 1.";
  let methods = [
    InterfaceMethod<"", "::mlir::TypedValue<::mlir::RankedTensorType>", "getInput">,
    InterfaceMethod<"", "::mlir::TypedValue<::mlir::RankedTensorType>", "getOutput">,
    InterfaceMethod<"", "::llvm::ArrayRef<int64_t>", "getAxes">,
    InterfaceMethod<"", "::sima::mla::Arithmetic", "getArithmetic">,
    InterfaceMethod<"Whether rows of the feature map are reduced.", "bool", "reducesRows", (ins), [{}],
      [{ return ::sima::mla::reducesDimension($_op.getInput(), $_op.getAxes(), 2); }]>,
    InterfaceMethod<"Whether columns are.", "bool", "reducesColumns", (ins), [{}],
      [{ return ::sima::mla::reducesDimension($_op.getInput(), $_op.getAxes(), 1); }]>,
    InterfaceMethod<"Whether channels are.", "bool", "reducesChannels", (ins), [{}],
      [{ return ::sima::mla::reducesDimension($_op.getInput(), $_op.getAxes(), 0); }]>,
    InterfaceMethod<"Elements that one result is of.", "int64_t", "count", (ins), [{}],
      [{ return ::sima::mla::reducedCount($_op.getInput(), $_op.getAxes()); }]>
  ];
}

#endif // SIMA_MLA_INTERFACES
