//===- Operation.h - One engine instruction, decoded once -------*- C++ -*-===//
//
// What Trace makes of an engine word and the descriptors it names, and what the
// engines execute. Words that no engine sees (set, nop, wait, post, halt) never
// become operations.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_SIMULATOR_OPERATION_H
#define SIMA_LIB_SIMULATOR_OPERATION_H

#include "Descriptor.h"
#include "sima/Machine/Timeline.h"

namespace sima::sim {

/// A pair of vertical and horizontal values.
struct Pair {
  uint32_t h = 0, w = 0;
};

/// An engine instruction. Fields that its opcode does not have stay at their
/// defaults; `operands` are in the order of the assembly.
struct Operation {
  isa::Opcode opcode{};
  isa::Mode mode{};
  timeline::Queue queue{};
  uint8_t quad = 0;
  uint32_t entry = 0;   ///< index into the quad's timeline entries
  uint32_t word = 0;    ///< place in the quad's code
  uint32_t layer = 0;   ///< index into the layer names
  uint32_t node = 0;    ///< index into the source-node names
  uint32_t section = 0; ///< ld, st: index into DramMap::sections
  std::array<Descriptor, 5> operands;

  Pair stride{1, 1}, dilation{1, 1}, kernel{1, 1}, pad;
  uint32_t kIndex = 0; ///< conv, dwconv: index of K among the divisors
  uint32_t tilesK = 1; ///< conv, dwconv: K, from verification on
  uint32_t kind = 0;   ///< eltwise, pool, norm, reduce, resize
  uint32_t axes = 0;   ///< reduce: 1 rows, 2 columns, 4 channels
  uint32_t mask = 0;   ///< ld, mv: destination quads
  int32_t lo = 0, hi = 0;
  bool accumulate = false, subtract = false, fill = false;
  bool broadcastA = false, broadcastB = false, includePad = false;
  bool perChannel = false;      ///< lut
  uint32_t row = 0, srcRow = 0; ///< resize: first rows in the whole maps
};

} // namespace sima::sim

#endif // SIMA_LIB_SIMULATOR_OPERATION_H
