//===- MemoryProof.h - Every access meets what it should --------*- C++ -*-===//
//
// Judges the accesses of a program, byte by byte, in an order that the machine
// could take: conflicts, bytes never written, what `next` finds, and outputs.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_VERIFY_MEMORYPROOF_H
#define SIMA_LIB_VERIFY_MEMORYPROOF_H

#include "Rules.h"
#include "TableProof.h"
#include "lib/Simulator/AccessStates.h"
#include "lib/Simulator/WatchedMemories.h"

namespace sima::verify {

class MemoryProof {
public:
  /// `places` are those of visited operations. `before` is the proof of the
  /// entry point that ran before on the same memories, or null.
  MemoryProof(const sim::Image &image, const sim::Trace &trace,
              const std::vector<sim::QueuePlace> &places, MemoryProof *before,
              Findings &findings, Figures &figures);

  /// The accesses of an operation at whose start `done` is complete.
  void visit(uint32_t operation, sim::DoneCounts done);

  /// Judges what is left behind the last operation.
  void finish();

private:
  /// The source of a byte that this entry point did not write.
  static constexpr uint32_t kGiven = 1; ///< state: with the file, or an input
  static constexpr uint32_t kKept = 2;  ///< state: a constant of `first`

  void makeGiven();
  void keepConstants(MemoryProof &before);
  /// An operand meets the bytes that it covers.
  void meet(const sim::Operation &op, const sim::Access &access, bool write);
  /// What is wrong with a read or write of a byte in `state`, if anything.
  std::optional<Rule> broken(const sim::WatchedMemory &memory, uint32_t state,
                             bool write) const;
  /// Reports the byte at `address` of a run that ends at `end`.
  void report(const sim::Operation &op, const sim::Access &access,
              const sim::WatchedMemory &memory, uint64_t address, uint64_t end,
              bool write);
  void judgeTable(const sim::Operation &op);
  bool isConstantLoad(const sim::Operation &op) const;

  const sim::Image &image;
  const sim::Trace &trace;
  MemoryProof *before;
  Findings &findings;
  Figures &figures;
  sim::AccessStates states;
  sim::WatchedMemories memories;
  std::optional<ConstantReader> constants; ///< made when a table is met
};

} // namespace sima::verify

#endif // SIMA_LIB_VERIFY_MEMORYPROOF_H
