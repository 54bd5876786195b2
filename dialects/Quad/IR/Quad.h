//===- Quad.h - The quad dialect --------------------------------*- C++ -*-===//
#ifndef SIMA_QUAD_QUAD_H
#define SIMA_QUAD_QUAD_H

#include "dialects/Quad/IR/Access.h"
#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/RegionKindInterface.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "sima/Machine/Machine.h"
#include "sima/Machine/PlainRuns.h"

#include "dialects/Quad/IR/QuadEnums.h.inc"

#include "dialects/Quad/IR/QuadDialect.h.inc"

#define GET_ATTRDEF_CLASSES
#include "dialects/Quad/IR/QuadAttributes.h.inc"

#include "dialects/Quad/IR/QuadInterfaces.h.inc"

#define GET_OP_CLASSES
#include "dialects/Quad/IR/QuadOps.h.inc"

namespace sima::quad {

/// Quads that a mask of 8 bits can name.
inline constexpr unsigned kMaxQuads = 8;

/// Bytes of one element.
unsigned elementBytes(ElementType type);
/// The view as a plain operand of ld, st, mv and copy.
PlainShape plainShape(ViewAttr view);
/// The bytes a plain operand touches; `sizes` come from the ruling operand.
Footprint plainFootprint(ViewAttr view, llvm::ArrayRef<int64_t> sizes);
/// The bytes a pixel operand of rows x columns x channels touches.
Footprint pixelFootprint(ViewAttr view, int64_t rows, int64_t columns,
                         int64_t channels, unsigned bytes);
/// Extent `d` of a view; missing and 0 read as 1.
int64_t extent(ViewAttr view, unsigned d);
int64_t stride(ViewAttr view, unsigned d);
/// Bytes of the table that `requant` reads for `channels` and sums of `planes`
/// (docs/isa.md).
int64_t requantTableBytes(int64_t channels, Mode mode, int64_t planes);

} // namespace sima::quad

#endif // SIMA_QUAD_QUAD_H
