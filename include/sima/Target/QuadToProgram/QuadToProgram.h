//===- QuadToProgram.h - quad IR as an MLA program --------------*- C++ -*-===//
#ifndef SIMA_TARGET_QUADTOPROGRAM_H
#define SIMA_TARGET_QUADTOPROGRAM_H

#include "dialects/Quad/IR/Quad.h"
#include "sima/Target/MLA/Program.h"

namespace sima {

/// The program of a segment after --quad-assign-descriptors: each operation of
/// a core is one word. Emits an error at the operation that cannot be encoded,
/// with field, value and limit.
mlir::FailureOr<isa::Program> quadToProgram(quad::SegmentOp segment);

} // namespace sima

#endif // SIMA_TARGET_QUADTOPROGRAM_H
