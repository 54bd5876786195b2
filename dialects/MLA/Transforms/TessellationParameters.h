//===- TessellationParameters.h - Set by a user -----------------*- C++ -*-===//
#ifndef SIMA_MLA_TESSELLATIONPARAMETERS_H
#define SIMA_MLA_TESSELLATIONPARAMETERS_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sima::mla {

enum class DramLayout { HWC, HWC16 };

/// Parameters of one tensor. Values that are not given keep their default.
struct TensorTessellation {
  std::string name;
  std::array<int64_t, 4> tileShape{}; ///< n, h, w, c; 0: the compiler chooses
  bool enableMLA = false;
  std::optional<DramLayout> dramLayout;
  std::optional<bool> alignC16;
  std::optional<bool> cblock;
};

/// Reads YAML; `where` names it in messages. One line per error: tensor, key,
/// value found, what is allowed.
llvm::Expected<std::vector<TensorTessellation>>
parseTessellation(llvm::StringRef yaml, llvm::StringRef where);

} // namespace sima::mla

#endif // SIMA_MLA_TESSELLATIONPARAMETERS_H
