//===- QuadOps.td - All operations of the quad dialect -----*- tablegen -*-===//
#ifndef SIMA_QUAD_OPS
#define SIMA_QUAD_OPS

include "dialects/Quad/IR/InstructionOps.td"
include "dialects/Quad/IR/MatrixOps.td"
include "dialects/Quad/IR/StructureOps.td"
include "dialects/Quad/IR/TransferOps.td"
include "dialects/Quad/IR/VectorOps.td"

#endif // SIMA_QUAD_OPS
