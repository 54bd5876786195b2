//===- Timeline.cpp - The event model of the machine ----------------------===//
//
// The entry points of sima/Machine/Timeline.h: checks of the programs, the run
// itself (EventLoop.cpp) and the ends. Layers are LayerCycles.cpp.
//
//===----------------------------------------------------------------------===//
#include "sima/Machine/Timeline.h"
#include "EventLoop.h"
#include "sima/Support/CheckedMath.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include <optional>

using namespace llvm;
using namespace sima;
using namespace sima::timeline;

/// Lines that a transfer of all of the largest local memory could touch.
static constexpr uint64_t kLineLimit = uint64_t(1) << 33;

StringRef timeline::queueName(Queue queue) {
  constexpr StringRef kNames[kNumQueues] = {"ldq", "stq", "lnk", "mxu", "vpu"};
  return kNames[unsigned(queue)];
}

uint64_t timeline::linesTouched(uint64_t address, uint64_t bytes) {
  if (bytes == 0)
    return 0;
  // Bytes before the line of `address` count as touched with it.
  uint64_t offset = address % Machine::kLineBytes;
  return ceilDiv<uint64_t>(saturatingAdd(offset, bytes), Machine::kLineBytes);
}

/// What an entry says that the machine does not have, or an empty string.
static std::string malformation(const Machine &machine, const Entry &entry) {
  if (unsigned(entry.queue) >= kNumQueues)
    return formatv("queue {0}, there are {1}", unsigned(entry.queue),
                   kNumQueues);
  if (entry.kind == EntryKind::Wait || entry.kind == EntryKind::Post)
    if (entry.semaphore >= Machine::kSemaphores)
      return formatv("semaphore {0}, the limit is {1}", entry.semaphore,
                     Machine::kSemaphores - 1);
  if (entry.kind == EntryKind::Post && entry.quad >= machine.quads)
    return formatv("post to quad {0}, the target has {1} quads", entry.quad,
                   machine.quads);
  if (entry.lines > kLineLimit)
    return formatv("{0} DRAM lines, the limit is {1}", entry.lines, kLineLimit);
  if (entry.expandedBytes > kLineLimit * Machine::kLineBytes)
    return formatv("{0} expanded bytes, the limit is {1}", entry.expandedBytes,
                   kLineLimit * Machine::kLineBytes);
  return "";
}

/// Checks one program up to its first `halt`; nothing behind it runs.
static std::optional<Fault> check(const Machine &machine, unsigned quad,
                                  const QuadProgram &program) {
  uint64_t firstFreeWord = 0;
  for (auto [index, entry] : enumerate(program.entries)) {
    std::string found = malformation(machine, entry);
    if (entry.wordIndex < firstFreeWord || entry.wordIndex >= program.words)
      found = formatv("word {0}, expected {1}..{2}", entry.wordIndex,
                      firstFreeWord, int64_t(program.words) - 1);
    if (!found.empty())
      return Fault{
          Fault::Malformed, quad, uint32_t(index), 0,
          formatv("quad {0}: entry {1} names {2}", quad, index, found)};
    if (entry.kind == EntryKind::Halt)
      return std::nullopt;
    firstFreeWord = uint64_t(entry.wordIndex) + 1;
  }
  uint32_t last = program.entries.empty() ? 0 : program.entries.size() - 1;
  return Fault{Fault::NoHalt, quad, last, 0,
               formatv("quad {0}: the code has no halt; every quad of the "
                       "target needs one",
                       quad)};
}

/// The cycle in which everything the quad dispatched is over.
static uint64_t quadEnd(const QuadProgram &program, ArrayRef<EntryTime> times) {
  uint64_t end = 0;
  for (auto [entry, time] : zip_equal(program.entries, times)) {
    end = std::max(end, time.end);
    if (entry.kind == EntryKind::Halt)
      return std::max(end, time.dispatch + 1);
  }
  return end;
}

Result timeline::run(const Machine &machine, ArrayRef<QuadProgram> programs,
                     Clock clock) {
  Result result;
  if (programs.size() != machine.quads) {
    result.faults.push_back({Fault::Malformed, 0, 0, 0,
                             formatv("{0} programs for a target of {1} quads",
                                     programs.size(), machine.quads)});
    return result;
  }
  for (auto [quad, program] : enumerate(programs)) {
    if (std::optional<Fault> fault = check(machine, quad, program))
      result.faults.push_back(std::move(*fault));
    result.times.emplace_back(program.entries.size());
    result.quadEnd.push_back(0);
  }
  if (!result.faults.empty())
    return result;

  EventLoop(machine, programs, clock, result).run();
  for (auto [quad, program] : enumerate(programs)) {
    result.quadEnd[quad] = quadEnd(program, result.times[quad]);
    result.total = std::max(result.total, result.quadEnd[quad]);
  }
  return result;
}
