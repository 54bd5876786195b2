//===- Report.h - What a simulation measured --------------------*- C++ -*-===//
//
// The figures of one run in both clocks, as plain data, with their JSON and
// text forms. docs/simulator.md explains each. Nothing here knows how to run
// anything.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_SIMULATOR_REPORT_H
#define SIMA_SIMULATOR_REPORT_H

#include "sima/Simulator/Attribution.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"
#include <cstdint>
#include <string>
#include <vector>

namespace sima::sim {

/// A figure for each kind of DRAM content.
template <typename T> struct ByCause {
  T weights{}, inputs{}, outputs{}, spill{}, instructions{};

  T total() const { return weights + inputs + outputs + spill + instructions; }
};

/// DRAM traffic: bytes asked for, and bytes of the 64-byte lines that carry
/// them. For instructions the two are equal.
struct Traffic {
  uint64_t bytes = 0;
  uint64_t lineBytes = 0;

  Traffic operator+(const Traffic &other) const {
    return {bytes + other.bytes, lineBytes + other.lineBytes};
  }
};

/// What an instruction of the MXU asks of the array.
struct ArrayUse {
  bool isDepthwise = false;
  uint64_t cycles = 0; ///< 0: no instruction
  uint64_t positions = 0, taps = 0;
  uint64_t inChannels = 0, outChannels = 0; ///< depthwise: the same
  unsigned outBlocks = 1;                   ///< in parallel, K
};

struct LayerReport {
  std::string name;
  uint64_t staticStart = 0, staticCycles = 0;
  uint64_t dramStart = 0, dramCycles = 0;
  uint64_t instructions = 0; ///< engine instructions, all quads
  /// Cycles in which the MXU of each quad works for the layer; equal in both
  /// clocks.
  std::vector<uint64_t> mxuBusyCycles;
  /// Products of real channels, positions and taps; a product of 16-bit values
  /// takes several.
  uint64_t products = 0, depthwiseProducts = 0;
  Traffic read, written; ///< of data
  ArrayUse longest;      ///< the MXU instruction that takes longest
};

struct QuadReport {
  uint64_t staticEnd = 0, dramEnd = 0;
  uint64_t words = 0; ///< of code
  uint64_t mxuBusyCycles = 0, vpuBusyCycles = 0;
  /// One past the highest address that an instruction writes, and the number of
  /// bytes written at least once, 0 when no data was computed.
  uint64_t lmPeakBytes = 0, lmTouchedBytes = 0;
  uint64_t accPeakBytes = 0, accTouchedBytes = 0;
};

struct InstructionCount {
  std::string mnemonic;
  uint64_t count = 0; ///< dispatched words, all quads
};

struct OutputReport {
  std::string name;
  unsigned sample = 0;
  uint64_t unwrittenBytes = 0; ///< of the port; they read as 0
};

/// Of one entry point.
struct Report {
  std::string target;
  std::string entry; ///< "first" or "next"; empty in files that have no `next`
  bool computed = false; ///< false: timing only
  unsigned repeats = 1;  ///< executions
  /// Totals of one execution.
  uint64_t staticTotal = 0, dramTotal = 0;
  /// dramTotal - staticTotal, split; each may be negative, the sum is exact.
  ByCause<int64_t> stalls;
  ByCause<Traffic> read, written;
  /// Every cycle of every queue, in the static and the dram clock.
  Attribution fixedCycles, dramCycles;
  std::vector<LayerReport> layers;
  std::vector<QuadReport> quads;
  std::vector<InstructionCount> instructions; ///< in opcode order
  std::vector<OutputReport> outputs;          ///< in port order

  llvm::json::Value toJSON() const;
  /// A table for people.
  void print(llvm::raw_ostream &os) const;
};

} // namespace sima::sim

#endif // SIMA_SIMULATOR_REPORT_H
