//===- Execute.cpp - Times first, then data effects in order --------------===//
//
// Why completion order is sound: a program that synchronises its accesses lets
// every reader complete before a later writer starts and every writer complete
// before a later reader starts, and a post fires a cycle before the wait it
// wakes. So for any two operations that touch a common byte the order of their
// ends is the order that the program asked for.
//
//===----------------------------------------------------------------------===//
#include "Execute.h"
#include "Fail.h"
#include "llvm/ADT/STLExtras.h"
#include <tuple>

using namespace llvm;
using namespace sima;
using namespace sima::sim;

/// The word of an entry that the event model stopped at.
static Error faultError(const Image &image, const Trace &trace,
                        ArrayRef<timeline::Fault> faults, StringRef clock) {
  const timeline::Fault &fault = faults.front();
  ArrayRef<timeline::Entry> entries = trace.programs[fault.quad].entries;
  std::string others;
  for (const timeline::Fault &other : faults.drop_front())
    others += "; " + other.message;
  if (fault.entry >= entries.size())
    return fail("{0}{1}", fault.message, others);
  const timeline::Entry &entry = entries[fault.entry];
  Expected<isa::Instruction> instruction = isa::decode(
      image.program.entry(trace.entry).code[fault.quad][entry.wordIndex]);
  if (!instruction)
    return instruction.takeError();
  std::string place = placeOf(
      image, fault.quad, timeline::queueName(entry.queue), entry.wordIndex,
      instruction->opcode, entry.layer, trace.nodes[fault.quad][fault.entry]);
  return fail("{0}: {1} (cycle {2} of the {3} clock){4}", place, fault.message,
              fault.cycle, clock, others);
}

Expected<Times> sim::runClocks(const Image &image, const Trace &trace) {
  Times times;
  times.fixed =
      timeline::run(image.machine, trace.programs, timeline::Clock::Static);
  if (!times.fixed.faults.empty())
    return faultError(image, trace, times.fixed.faults, "static");
  times.dram =
      timeline::run(image.machine, trace.programs, timeline::Clock::Dram);
  if (!times.dram.faults.empty())
    return faultError(image, trace, times.dram.faults, "dram");
  return times;
}

std::vector<uint32_t> sim::effectOrder(const Trace &trace,
                                       const timeline::Result &dram) {
  std::vector<uint32_t> order(trace.operations.size());
  for (auto [i, index] : enumerate(order))
    index = i;
  auto key = [&](uint32_t index) {
    const Operation &op = trace.operations[index];
    return std::tuple(dram.times[op.quad][op.entry].end, op.quad, op.queue,
                      op.entry);
  };
  llvm::sort(order, [&](uint32_t a, uint32_t b) { return key(a) < key(b); });
  return order;
}

/// Targets may describe memories that no host has.
static Error checkMemory(const Image &image) {
  constexpr uint64_t limit = uint64_t(8) << 30;
  uint64_t quadBytes = image.machine.lmBytes + image.machine.accBytes;
  uint64_t bytes = image.dram.end + image.machine.quads * quadBytes;
  if (bytes > limit)
    return fail(
        "the simulated memories have {0} bytes, a run with data at most "
        "{1}; ask for the times only (--timing-only)",
        bytes, limit);
  return Error::success();
}

Expected<State> sim::makeState(const Image &image) {
  if (Error error = checkMemory(image))
    return std::move(error);
  Expected<Memory> dram = makeDram(image);
  if (!dram)
    return dram.takeError();
  State state;
  state.dram = std::move(*dram);
  for (unsigned q = 0; q != image.machine.quads; ++q) {
    Expected<Memory> lm = Memory::create(formatv("lm of quad {0}", q).str(),
                                         image.machine.lmBytes);
    if (!lm)
      return lm.takeError();
    Expected<Memory> acc = Memory::create(formatv("acc of quad {0}", q).str(),
                                          image.machine.accBytes);
    if (!acc)
      return acc.takeError();
    state.lm.push_back(std::move(*lm));
    state.acc.push_back(std::move(*acc));
  }
  return state;
}

Error sim::executeAll(const Image &image, const Trace &trace,
                      ArrayRef<uint32_t> order, State &state) {
  for (uint32_t index : order) {
    const Operation &op = trace.operations[index];
    if (Error e = engineOf(op.opcode)->execute(state, op))
      return at(placeOf(image, op), std::move(e));
  }
  return Error::success();
}
