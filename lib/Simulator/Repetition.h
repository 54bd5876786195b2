//===- Repetition.h - Executions on the same memories -----------*- C++ -*-===//
//
// What holds for every execution of a run, whatever the ones before it left in
// memory: the given inputs go in, and the same outputs come out. It executes
// nothing.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_SIMULATOR_REPETITION_H
#define SIMA_LIB_SIMULATOR_REPETITION_H

#include "Engines.h"

namespace sima::sim {

class Repetition {
public:
  /// `state` is as it was given; `executions` of them follow, at least 1.
  Repetition(const Image &image, State &state, unsigned executions);

  /// Before each execution: inputs as they were given, outputs unwritten and 0.
  void begin();
  /// After it; fails if an output differs from the first execution's.
  llvm::Error end();

private:
  llvm::Error compare(const DramSection &section,
                      llvm::ArrayRef<uint8_t> expected) const;
  llvm::MutableArrayRef<uint8_t> bytesOf(const DramSection &section) const {
    return {state.dram.data() + section.address, section.bytes};
  }

  const Image &image;
  State &state;
  unsigned executions;
  unsigned done = 0;
  /// Inputs as given and outputs of the first execution, in the order of the
  /// ports; empty when there is one execution only.
  std::vector<std::vector<uint8_t>> kept;
};

} // namespace sima::sim

#endif // SIMA_LIB_SIMULATOR_REPETITION_H
