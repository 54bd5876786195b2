//===- Refusals.h - One message for all that is not imported ----*- C++ -*-===//
//
// Collects what is refused, so that a user sees at once everything there is to
// change.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_IMPORT_ONNX_REFUSALS_H
#define SIMA_LIB_IMPORT_ONNX_REFUSALS_H

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/Error.h"
#include <map>
#include <string>

namespace sima::onnx_import {

class Refusals {
public:
  /// Node `name` of `op` is refused because of `why`.
  void add(std::string op, std::string why, std::string name);
  bool empty() const { return groups.empty(); }
  /// `2 unsupported nodes: LSTM x2 (a, b): recurrent; …`, or success.
  llvm::Error error() const;

private:
  struct Group {
    unsigned count = 0;
    llvm::SmallVector<std::string, 4> names;
  };
  using Key = std::pair<std::string, std::string>;
  llvm::MapVector<Key, Group, std::map<Key, unsigned>> groups;
};

} // namespace sima::onnx_import

#endif // SIMA_LIB_IMPORT_ONNX_REFUSALS_H
