//===- WatchedMemories.h - A number for every byte of a machine -*- C++ -*-===//
//
// LM and ACC of all quads and DRAM, and which bytes of them an instruction
// accesses: multicasts in every quad of the mask, constants and code left out,
// because nothing writes them.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_SIMULATOR_WATCHEDMEMORIES_H
#define SIMA_LIB_SIMULATOR_WATCHEDMEMORIES_H

#include "Accesses.h"
#include "ShadowMemory.h"

namespace sima::sim {

/// A memory with a number for each of its bytes.
struct WatchedMemory {
  std::string name; ///< "lm of quad 0", "dram"
  Space space;
  ShadowMemory states;
};

class WatchedMemories {
public:
  explicit WatchedMemories(const Image &image);

  /// Calls visit(memory, footprint) for each memory in which `op` reads or
  /// writes the operand, until it returns an error.
  using Visit =
      llvm::function_ref<llvm::Error(WatchedMemory &, const Footprint &)>;
  llvm::Error forEachMemory(const Operation &op, const Access &access,
                            bool write, Visit visit);

  WatchedMemory &lmOf(unsigned quad) { return lm[quad]; }
  WatchedMemory &dramMemory() { return dram; }

  /// "bytes 64 to 127 of dram, section .spill": DRAM addresses alone say
  /// little.
  std::string bytesOf(const WatchedMemory &memory, uint64_t first,
                      uint64_t last) const;

private:
  const Image &image;
  std::vector<WatchedMemory> lm, acc; ///< by quad
  WatchedMemory dram;
};

} // namespace sima::sim

#endif // SIMA_LIB_SIMULATOR_WATCHEDMEMORIES_H
