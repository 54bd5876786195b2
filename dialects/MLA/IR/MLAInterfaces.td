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

#endif // SIMA_MLA_INTERFACES
