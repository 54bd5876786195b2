//===- Counted.h - "1 layer", "2 layers" ------------------------*- C++ -*-===//
#ifndef SIMA_SUPPORT_COUNTED_H
#define SIMA_SUPPORT_COUNTED_H

#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <string>

namespace sima {

/// `count` and `noun`, with an s where there is not one.
inline std::string counted(uint64_t count, llvm::StringRef noun) {
  return std::to_string(count) + " " + noun.str() + (count == 1 ? "" : "s");
}

} // namespace sima

#endif // SIMA_SUPPORT_COUNTED_H
