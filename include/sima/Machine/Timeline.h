//===- Timeline.h - The event model of the machine --------------*- C++ -*-===//
//
// Entries with engine, cycles, DRAM runs, waits and posts go in, times come
// out: docs/isa.md, "Time". The compiler fills it from `quad` IR, the simulator
// from decoded words. It moves no data.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_MACHINE_TIMELINE_H
#define SIMA_MACHINE_TIMELINE_H

#include "sima/Machine/Machine.h"
#include <string>
#include <vector>

namespace sima::timeline {

enum class Queue : uint8_t { LDQ, STQ, LNK, MXU, VPU };
inline constexpr unsigned kNumQueues = 5;
/// "ldq", "stq", "lnk", "mxu", "vpu".
llvm::StringRef queueName(Queue queue);

enum class Clock : uint8_t { Static, Dram };

enum class EntryKind : uint8_t { Engine, Wait, Post, Halt };

/// One dispatched word. `wordIndex` is its place in the quad's code; the words
/// between two entries are `set` and `nop`, one cycle each.
struct Entry {
  EntryKind kind = EntryKind::Engine;
  Queue queue = Queue::LDQ;
  uint32_t wordIndex = 0;
  uint32_t layer = 0;
  // Engine entries on MXU, VPU: engine cycles. LNK: data cycles (without the
  // 16).
  uint64_t cycles = 0;
  // LDQ, STQ.
  uint64_t bytes = 0;    ///< moved over the DMA (static clock)
  uint64_t lines = 0;    ///< 64-byte DRAM lines touched, all runs
  bool constant = false; ///< the source is a constant section
  /// LDQ: what the bytes expand to on their way; 0: nothing expands.
  uint64_t expandedBytes = 0;
  // Wait, Post.
  uint8_t semaphore = 0;
  uint8_t quad = 0; ///< post: destination quad
};

/// What one quad executes. The last entry must be Halt; should entries follow
/// an earlier Halt, they never run and their times stay 0.
struct QuadProgram {
  std::vector<Entry> entries;
  uint64_t words = 0; ///< length of the code, for fetch
};

struct EntryTime {
  uint64_t dispatch = 0;
  /// Engine: start of execution. Wait: when passed. Post: when fired.
  uint64_t start = 0;
  /// Engine: cycle of completion (exclusive end). Others: = start.
  uint64_t end = 0;
};

/// Why a run failed. `entry` indexes QuadProgram::entries of `quad`. Malformed:
/// an entry names what the machine does not have, or words out of order.
/// TooLong: a completion would lie after cycle 2^62.
struct Fault {
  enum Kind {
    Deadlock,
    SemaphoreOverflow,
    TwoWaiters,
    NoHalt,
    Malformed,
    TooLong
  } kind;
  unsigned quad = 0;
  uint32_t entry = 0;
  uint64_t cycle = 0;
  std::string message; ///< one line, names quad, queue, semaphore
};

struct LayerCycles {
  uint64_t start = 0; ///< place in the end-to-end list of the statistics
  uint64_t cycles = 0;
};

struct Result {
  std::vector<std::vector<EntryTime>> times; ///< [quad][entry]
  std::vector<uint64_t> quadEnd;
  uint64_t total = 0;
  std::vector<Fault> faults; ///< empty when the program ran to its end
  uint64_t dramLines = 0;    ///< data lines granted
  uint64_t fetchLines = 0;
};

/// Runs the programs. `programs.size() == machine.quads`. With a fault, times
/// are those up to it; a deadlock is one fault for each blocked queue.
Result run(const Machine &machine, llvm::ArrayRef<QuadProgram> programs,
           Clock clock);

/// Cycles of each layer 0..numLayers-1, by the attribution rule of the machine
/// description; they sum to result.total, laid end to end in layer order. All 0
/// when the result has faults.
std::vector<LayerCycles> layerCycles(const Machine &machine,
                                     llvm::ArrayRef<QuadProgram> programs,
                                     const Result &result, unsigned numLayers);

/// The cycles [start, end) of a run, which one layer owns.
struct LayerStretch {
  uint64_t start = 0, end = 0;
  uint32_t layer = 0;
};

/// All cycles of a run in order, by the layer that owns them; none when the
/// result has faults or there are no layers.
std::vector<LayerStretch> layerStretches(llvm::ArrayRef<QuadProgram> programs,
                                         const Result &result,
                                         unsigned numLayers);

/// The sums of such stretches, as layerCycles() gives them.
std::vector<LayerCycles> layerCycles(llvm::ArrayRef<LayerStretch> stretches,
                                     unsigned numLayers);

/// Number of 64-byte lines that a run of `bytes` at `address` touches.
uint64_t linesTouched(uint64_t address, uint64_t bytes);

} // namespace sima::timeline

#endif // SIMA_MACHINE_TIMELINE_H
