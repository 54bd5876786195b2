//===- Hazards.cpp - Accesses that nothing orders -------------------------===//
//
// Every instruction meets, byte by byte, the last accesses before it in the
// order of starts of one execution. What is surely complete at its start does
// not depend on that execution, so a program that passes has no hazard in any.
//
//===----------------------------------------------------------------------===//
#include "Hazards.h"
#include "AccessStates.h"
#include "Fail.h"
#include "QueueClocks.h"
#include "WatchedMemories.h"

using namespace llvm;
using namespace sima;
using namespace sima::sim;

namespace {
class Check {
public:
  Check(const Image &image, const Trace &trace, const timeline::Result &times)
      : image(image), trace(trace), clocks(image.machine, trace, times),
        states(clocks.operationPlaces()), memories(image) {}

  Error run();

private:
  Error visit(uint32_t operation, DoneCounts done);
  Error accessRuns(const Operation &op, const Footprint &footprint,
                   WatchedMemory &memory, bool write);
  Error hazard(const Operation &op, const WatchedMemory &memory,
               uint64_t address, uint64_t end, bool write) const;

  const Image &image;
  const Trace &trace;
  QueueClocks clocks;
  AccessStates states;
  WatchedMemories memories;
};
} // namespace

Error Check::run() {
  return clocks.replay([&](uint32_t operation, DoneCounts done) {
    return visit(operation, done);
  });
}

Error Check::visit(uint32_t index, DoneCounts done) {
  const Operation &op = trace.operations[index];
  states.begin(index, done);
  auto accesses = accessesOf(image, op);
  if (!accesses)
    return accesses.takeError();
  for (bool write : {false, true})
    for (const Access &access : *accesses)
      if (writesOperand(op.opcode, access.operand) == write)
        if (Error e = memories.forEachMemory(
                op, access, write,
                [&](WatchedMemory &memory, const Footprint &footprint) {
                  return accessRuns(op, footprint, memory, write);
                }))
          return e;
  return Error::success();
}

Error Check::accessRuns(const Operation &op, const Footprint &footprint,
                        WatchedMemory &memory, bool write) {
  uint64_t address = 0;
  Footprint::Run run{};
  auto update = [&](auto step) {
    return footprint.forEachRun([&](Footprint::Run next) {
      run = next;
      address = memory.states.update(run.begin, run.end, step);
      return address == run.end;
    });
  };
  bool passes = write ? update([&](uint32_t s) { return states.afterWrite(s); })
                      : update([&](uint32_t s) { return states.afterRead(s); });
  if (passes)
    return Error::success();
  return hazard(op, memory, address, run.end, write);
}

/// The message for `address`, where a run up to `end` meets another access.
Error Check::hazard(const Operation &op, const WatchedMemory &memory,
                    uint64_t address, uint64_t end, bool write) const {
  auto conflictAt = [&](uint64_t byte) {
    return states.conflict(memory.states.at(byte), write);
  };
  std::optional<AccessStates::Conflict> first = conflictAt(address);
  uint64_t last = address;
  while (last + 1 != end) {
    std::optional<AccessStates::Conflict> next = conflictAt(last + 1);
    if (!next || next->operation != first->operation)
      break;
    ++last;
  }
  const Operation &other = trace.operations[first->operation];
  return fail("{0}: {1} {2} that {3} {4}: a hazard, nothing orders the two",
              placeOf(image, op), write ? "writes" : "reads",
              memories.bytesOf(memory, address, last), placeOf(image, other),
              first->isWrite ? "writes" : "reads");
}

Error sim::checkHazards(const Image &image, const Trace &trace,
                        const timeline::Result &times) {
  return Check(image, trace, times).run();
}
