//===- PointwiseTable.h - Functions of numbers by name ----------*- C++ -*-===//
#ifndef SIMA_NUMERICS_POINTWISETABLE_H
#define SIMA_NUMERICS_POINTWISETABLE_H

#include "sima/Numerics/Pointwise.h"
#include "llvm/ADT/StringRef.h"

namespace sima::numerics {

/// Reads one or two numbers and writes one.
using PointwiseFunction = void (*)(const void *a, const void *b, void *out);

/// The function "<kind>_<type>" or "cast_<from>_<to>", f32, i64, i32, i16 or i8
/// each; null if there is none.
PointwiseFunction findPointwise(llvm::StringRef name);

} // namespace sima::numerics

#endif // SIMA_NUMERICS_POINTWISETABLE_H
