//===- FieldLimits.h - Values against the fields that hold them -*- C++ -*-===//
#ifndef SIMA_LIB_PLAN_FIELDLIMITS_H
#define SIMA_LIB_PLAN_FIELDLIMITS_H

#include "sima/Plan/LayerBody.h"

namespace sima::plan {

/// Values that one field of an instruction must hold.
struct FieldLimit {
  llvm::StringRef what;
  llvm::ArrayRef<int64_t> values;
  int64_t limit;
};

/// Emits an error with the first value above its limit.
mlir::LogicalResult checkFields(const LayerBody &body,
                                llvm::ArrayRef<FieldLimit> fields);

} // namespace sima::plan

#endif // SIMA_LIB_PLAN_FIELDLIMITS_H
