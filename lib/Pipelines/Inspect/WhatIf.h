//===- WhatIf.h - What another machine would make of an archive -*- C++ -*-===//
#ifndef SIMA_LIB_PIPELINES_INSPECT_WHATIF_H
#define SIMA_LIB_PIPELINES_INSPECT_WHATIF_H

#include "Cycles.h"
#include "Description.h"

namespace sima {

struct WhatIfRequest {
  std::string changes; ///< "dram=2x,lm=+1MiB"
  std::string model;   ///< for changes that need a new compilation
};

/// Cycles before and after.
struct ClockPair {
  uint64_t before = 0, after = 0;
};

/// A program on the machine that it was made for, and on the changed one.
struct WhatIfProgram {
  std::string file;
  ClockPair fixed, dram;
  struct Layer {
    std::string name;
    ClockPair fixed, dram;
  };
  /// Layers of both, by name and in order; empty where the two have others.
  std::vector<Layer> layers;
};

struct WhatIf {
  std::string changes, target; ///< `target`: YAML of the changed machine
  bool isCompiled = false;     ///< the model was compiled again
  int64_t batchBefore = 1, batchAfter = 1;
  std::vector<WhatIfProgram> programs;
};

/// Times the programs of the archive again, or compiles the model again: for
/// the archive's own machine first, which must give the archive's programs, and
/// then for the changed one, whose predicted cycles must be the simulator's.
llvm::Expected<WhatIf> whatIf(const Description &archive,
                              const WhatIfRequest &request);

void printText(const WhatIf &result, llvm::raw_ostream &os);
void printJSON(const WhatIf &result, llvm::raw_ostream &os);

} // namespace sima

#endif // SIMA_LIB_PIPELINES_INSPECT_WHATIF_H
