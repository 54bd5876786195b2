//===- MLAOps.td - All operations of the mla dialect -------*- tablegen -*-===//
#ifndef SIMA_MLA_OPS
#define SIMA_MLA_OPS

include "dialects/MLA/IR/A65Ops.td"
include "dialects/MLA/IR/BoundaryOps.td"
include "dialects/MLA/IR/ConvolutionOps.td"
include "dialects/MLA/IR/ElementwiseOps.td"
include "dialects/MLA/IR/NormalizationOps.td"
include "dialects/MLA/IR/PoolingOps.td"
include "dialects/MLA/IR/ReductionOps.td"
include "dialects/MLA/IR/ShapeOps.td"
include "dialects/MLA/IR/StructureOps.td"

#endif // SIMA_MLA_OPS
