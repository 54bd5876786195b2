//===- EntryPoint.h - What a shared object of the A65 exports ---*- C++ -*-===//
#ifndef SIMA_TARGET_A65_ENTRYPOINT_H
#define SIMA_TARGET_A65_ENTRYPOINT_H

#include "llvm/ADT/StringRef.h"

namespace sima::a65 {

/// The one function that a shared object exports:
/// `int32_t sima_a65_run(const void *const *inputs, void *const *outputs)`.
/// 0, or 12 (ENOMEM) when there is no memory for its scratch.
inline constexpr llvm::StringLiteral kEntryPoint = "sima_a65_run";

} // namespace sima::a65

#endif // SIMA_TARGET_A65_ENTRYPOINT_H
