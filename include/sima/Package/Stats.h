//===- Stats.h - `<model>_stage<N>_mla_stats.yaml` --------------*- C++ -*-===//
//
// The static cycles of every layer of an MLA segment. Which cycle belongs to
// which layer is decided by whoever fills the structs.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_PACKAGE_STATS_H
#define SIMA_PACKAGE_STATS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <string>
#include <vector>

namespace sima::package {

/// One layer, `<segment>/<op>[_<fused op>…]_<index>`; both cycles inclusive.
struct LayerStats {
  std::string name;
  int64_t startCycle = 0;
  int64_t endCycle = 0;
  bool operator==(const LayerStats &other) const = default;
};

/// Layers, given as name and cycles, end to end. One without cycles is named in
/// the entry of the next that has some, "<layer>+<next>", at the very end in
/// that of the last.
std::vector<LayerStats>
placeLayers(llvm::ArrayRef<std::pair<std::string, uint64_t>> layers);

/// Fails unless the first layer starts at 0, every other one right after its
/// predecessor, and every layer has a name and at least one cycle.
llvm::Error checkStats(llvm::ArrayRef<LayerStats> layers);

/// The file's text, layers numbered from 0. Fails as `checkStats` does.
llvm::Expected<std::string> writeStats(llvm::ArrayRef<LayerStats> layers);

/// Reads and checks such a text; errors are one line that begins with `where`.
llvm::Expected<std::vector<LayerStats>> readStats(llvm::StringRef text,
                                                  llvm::StringRef where);

} // namespace sima::package

#endif // SIMA_PACKAGE_STATS_H
