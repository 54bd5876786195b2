//===- EmitNext.h - The cores of entry point next ---------------*- C++ -*-===//
#ifndef SIMA_CONVERSION_MLATOQUAD_EMITNEXT_H
#define SIMA_CONVERSION_MLATOQUAD_EMITNEXT_H

#include "dialects/Quad/IR/Quad.h"
#include "sima/Schedule/SegmentPlan.h"

namespace sima {

/// Adds the cores of entry point `next` to a segment that has those of `first`:
/// the same instructions but loads of constants that are resident by `plan`.
void emitNext(quad::SegmentOp segment, const schedule::SegmentPlan &plan);

} // namespace sima

#endif // SIMA_CONVERSION_MLATOQUAD_EMITNEXT_H
