//===- Machine.h - A target of the reference MLA, as data -------*- C++ -*-===//
//
// The parameters of one machine, read from YAML and validated. Used by the
// compiler, the simulator and the reports alike. It knows sizes and rates; it
// does not know instructions' operands (Target/MLA) nor schedules.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_MACHINE_MACHINE_H
#define SIMA_MACHINE_MACHINE_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <string>

namespace sima {

/// Exact rational number, always in lowest terms, denominator > 0.
struct Rational {
  int64_t num = 0;
  int64_t den = 1;
};

/// A validated target. All sizes in bytes, all rates per clock cycle.
struct Machine {
  std::string name;
  Rational clockGHz;
  unsigned quads = 0;         ///< 1..8
  unsigned tilesPerQuad = 0;  ///< at most 8 divisors, so that `k` has 3 bits
  unsigned macsPerTile = 256; ///< fixed: 16 in x 16 out channels
  uint64_t lmBytes = 0;       ///< local memory per quad
  uint64_t accBytes = 0;      ///< accumulators per quad
  unsigned vectorLanes = 0;   ///< per quad
  Rational dramBytesPerCycle; ///< all quads together
  unsigned dramLatencyCycles = 0;
  unsigned dmaBytesPerCycle = 64;  ///< per queue
  unsigned linkBytesPerCycle = 64; ///< egress per quad
  bool bf16 = false;

  static constexpr unsigned kLineBytes = 64;
  static constexpr unsigned kGrantLines = 16;
  static constexpr unsigned kQueueDepth = 16;
  static constexpr unsigned kOutstandingTransfers = 4;
  static constexpr unsigned kSemaphores = 32;
  static constexpr unsigned kSemaphoreMax = 255;
  static constexpr unsigned kRemotePostCycles = 16;
  static constexpr unsigned kFetchBufferBytes = 16384;
  static constexpr unsigned kFetchPieceBytes = 1024;
  static constexpr unsigned kDescriptors = 64;

  /// Ascending divisors of tilesPerQuad: the legal K; `k` fields index them.
  llvm::SmallVector<unsigned, 8> divisors() const;

  /// The canonical YAML text: parsing it gives an equal machine, and equal
  /// machines print the same bytes.
  std::string toYAML() const;
  bool operator==(const Machine &other) const;

  /// Parses and validates YAML text; `where` names it in messages. The error is
  /// one line: key, value found, limit.
  static llvm::Expected<Machine> parse(llvm::StringRef yaml,
                                       llvm::StringRef where);
  /// A built-in name (mlsoc, modalix, cmp256, cmp512, cmp1024) or a file path.
  static llvm::Expected<Machine> load(llvm::StringRef nameOrPath);
  /// Names of the built-in targets, sorted.
  static llvm::ArrayRef<llvm::StringRef> builtinNames();
};

} // namespace sima

#endif // SIMA_MACHINE_MACHINE_H
