//===- Attribution.h - What every cycle of every queue was for --*- C++ -*-===//
//
// Plain data: docs/attribution.md has the definition of each class.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_SIMULATOR_ATTRIBUTION_H
#define SIMA_SIMULATOR_ATTRIBUTION_H

#include "sima/Machine/Timeline.h"
#include "llvm/Support/JSON.h"

namespace sima::sim {

/// What a queue does in a cycle.
enum class CycleClass : uint8_t {
  Compute,      ///< work at the full rate of the queue
  UnderFilled,  ///< work that the array could do beside this one, and does not
  FillDrain,    ///< fill and drain of a pipeline, latency of a transfer
  Weights,      ///< waits for constants
  Input,        ///< waits for inputs, or what was spilled
  Output,       ///< waits for a store
  Link,         ///< waits for another quad's data
  Semaphore,    ///< waits for work of another queue, or for a post on its way
  Instructions, ///< waits for its next instruction
  Idle,         ///< has none, or none that could be dispatched
};
inline constexpr unsigned kCycleClasses = unsigned(CycleClass::Idle) + 1;
/// "compute", "under_filled", "fill_drain", "weights", ...: keys of JSON.
llvm::StringRef className(CycleClass cls);
/// "compute", "array under-filled", "waiting for weights", ...
llvm::StringRef classTitle(CycleClass cls);

/// Cycles by class.
struct ClassCycles {
  std::array<uint64_t, kCycleClasses> cycles{};

  uint64_t &operator[](CycleClass cls) { return cycles[unsigned(cls)]; }
  uint64_t operator[](CycleClass cls) const { return cycles[unsigned(cls)]; }
  uint64_t total() const;
  ClassCycles &operator+=(const ClassCycles &other);
  /// The classes that have cycles.
  llvm::json::Object toJSON() const;
};

/// The cycles that a layer owns, in one queue.
struct LayerClasses {
  uint32_t layer = 0;
  ClassCycles classes;
};

/// All cycles of one queue.
struct QueueClasses {
  ClassCycles classes;
  /// Layers that own cycles, ascending; together they are `classes`.
  std::vector<LayerClasses> layers;

  /// Of a layer; nothing where it owns no cycle.
  ClassCycles of(uint32_t layer) const;
};

/// Of one entry point in one clock. Every queue has `total` cycles.
struct Attribution {
  uint64_t total = 0;
  /// [quad][queue].
  std::vector<std::array<QueueClasses, timeline::kNumQueues>> queues;

  /// The sum over quads of one kind of queue.
  ClassCycles ofKind(timeline::Queue kind) const;
  /// The same for the cycles that a layer owns.
  ClassCycles ofKind(timeline::Queue kind, uint32_t layer) const;
  /// `layers` are the names of layers.
  llvm::json::Value toJSON(llvm::ArrayRef<std::string> layers) const;
};

} // namespace sima::sim

#endif // SIMA_SIMULATOR_ATTRIBUTION_H
