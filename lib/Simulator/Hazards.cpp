//===- Hazards.cpp - Accesses that nothing orders -------------------------===//
//
// Every instruction meets, byte by byte, the last accesses before it in the
// order of starts of one execution. What is surely complete at its start does
// not depend on that execution, so a program that passes has no hazard in any.
//
//===----------------------------------------------------------------------===//
#include "Hazards.h"
#include "AccessStates.h"
#include "Engines.h"
#include "Fail.h"
#include "ShadowMemory.h"

using namespace llvm;
using namespace sima;
using namespace sima::sim;

namespace {
class Check {
public:
  Check(const Image &image, const Trace &trace, const timeline::Result &times);

  Error run();

private:
  /// A memory with the last accesses of its bytes.
  struct Watched {
    std::string name;
    ShadowMemory states;
  };

  Error visit(uint32_t operation, DoneCounts done);
  Error access(const Operation &op, const Access &access, bool write);
  Error accessRuns(const Operation &op, const Footprint &footprint,
                   Watched &memory, bool write);
  Error hazard(const Operation &op, const Watched &memory, uint64_t address,
               uint64_t end, bool write) const;
  std::string bytesOf(const Watched &memory, uint64_t first,
                      uint64_t last) const;

  const Image &image;
  const Trace &trace;
  QueueClocks clocks;
  AccessStates states;
  std::vector<Watched> lm, acc; ///< by quad
  Watched dram;
  SmallVector<Access, 6> accesses; ///< of the current instruction
};
} // namespace

Check::Check(const Image &image, const Trace &trace,
             const timeline::Result &times)
    : image(image), trace(trace), clocks(image.machine, trace, times),
      states(clocks), dram{"dram", ShadowMemory(image.dram.end)} {
  for (unsigned q = 0; q != image.machine.quads; ++q) {
    lm.push_back({formatv("lm of quad {0}", q).str(),
                  ShadowMemory(image.machine.lmBytes)});
    acc.push_back({formatv("acc of quad {0}", q).str(),
                   ShadowMemory(image.machine.accBytes)});
  }
}

Error Check::run() {
  return clocks.replay([&](uint32_t operation, DoneCounts done) {
    return visit(operation, done);
  });
}

Error Check::visit(uint32_t index, DoneCounts done) {
  Operation op = trace.operations[index];
  states.begin(index, done);
  accesses.clear();
  timeline::Entry unused;
  if (Error e = engineOf(op.opcode)->verify(
          {image.machine, image.dram, &accesses}, op, unused))
    return at(placeOf(image, op), std::move(e));
  for (bool write : {false, true})
    for (const Access &a : accesses)
      if (writesOperand(op.opcode, a.operand) == write)
        if (Error e = access(op, a, write))
          return e;
  return Error::success();
}

Error Check::access(const Operation &op, const Access &access, bool write) {
  switch (access.space) {
  case Space::Acc:
    return accessRuns(op, access.footprint, acc[op.quad], write);
  case Space::Dram: {
    SectionKind kind = image.dram.sections[op.section].kind;
    if (kind == SectionKind::Constant || kind == SectionKind::Code)
      return Error::success(); // nothing writes them
    return accessRuns(op, access.footprint, dram, write);
  }
  case Space::Lm:
    break;
  }
  bool isMulticast = write && (op.queue == timeline::Queue::LDQ ||
                               op.opcode == isa::Opcode::Mv);
  uint32_t mask = isMulticast ? op.mask : uint32_t(1) << op.quad;
  for (unsigned q = 0; q != lm.size(); ++q)
    if (mask >> q & 1)
      if (Error e = accessRuns(op, access.footprint, lm[q], write))
        return e;
  return Error::success();
}

Error Check::accessRuns(const Operation &op, const Footprint &footprint,
                        Watched &memory, bool write) {
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

/// "bytes 64 to 127 of dram, section .spill": DRAM addresses alone say little.
std::string Check::bytesOf(const Watched &memory, uint64_t first,
                           uint64_t last) const {
  std::string text =
      formatv("bytes {0} to {1} of {2}", first, last, memory.name);
  if (&memory == &dram)
    if (std::optional<uint32_t> section = image.dram.find(first))
      text += ", section " + image.dram.sections[*section].name;
  return text;
}

/// The message for `address`, where a run up to `end` meets another access.
Error Check::hazard(const Operation &op, const Watched &memory,
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
              bytesOf(memory, address, last), placeOf(image, other),
              first->isWrite ? "writes" : "reads");
}

Error sim::checkHazards(const Image &image, const Trace &trace,
                        const timeline::Result &times) {
  return Check(image, trace, times).run();
}
