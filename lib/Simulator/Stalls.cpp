//===- Stalls.cpp - Stall cycles by cause ---------------------------------===//
//
// The charge of a cause in a clock is by how much the total falls when the
// cause's transfers cost nothing, causes before it already removed. A cause's
// stalls are its charge in the dram clock less that in the static clock. What
// is left of the dram total in the end, beyond what is left of the static
// total, is instruction fetch.
//
//===----------------------------------------------------------------------===//
#include "Stalls.h"

using namespace llvm;
using namespace sima;
using namespace sima::sim;

namespace {
/// One clock's total as causes are taken away.
class Peeling {
public:
  Peeling(const Image &image, const Trace &trace, timeline::Clock clock,
          uint64_t total)
      : image(image), trace(trace), clock(clock), programs(trace.programs),
        total(static_cast<int64_t>(total)) {}

  /// Removes the transfers of a kind of section; returns by how much the total
  /// fell.
  int64_t remove(SectionKind kind);
  int64_t left() const { return total; }

private:
  const Image &image;
  const Trace &trace;
  timeline::Clock clock;
  std::vector<timeline::QuadProgram> programs;
  int64_t total;
};
} // namespace

int64_t Peeling::remove(SectionKind kind) {
  bool changed = false;
  for (const Operation &op : trace.operations) {
    timeline::Entry &entry = programs[op.quad].entries[op.entry];
    if (entry.lines == 0 || image.dram.sections[op.section].kind != kind)
      continue;
    entry.lines = 0;
    entry.bytes = 0;
    // Constant loads take no time in the static clock as it is.
    changed |= clock == timeline::Clock::Dram || !entry.constant;
  }
  if (!changed)
    return 0;
  timeline::Result result = timeline::run(image.machine, programs, clock);
  // Two waiters or a full semaphore may depend on times; such a variant of the
  // program is not counted.
  if (!result.faults.empty())
    return 0;
  int64_t before = total;
  total = static_cast<int64_t>(result.total);
  return before - total;
}

ByCause<int64_t> sim::attributeStalls(const Image &image, const Trace &trace,
                                      const Times &times) {
  Peeling dram(image, trace, timeline::Clock::Dram, times.dram.total);
  Peeling fixed(image, trace, timeline::Clock::Static, times.fixed.total);
  ByCause<int64_t> stalls;
  for (SectionKind kind :
       {SectionKind::Constant, SectionKind::Input, SectionKind::Output,
        SectionKind::Spill, SectionKind::Code})
    causeOf(stalls, kind) = dram.remove(kind) - fixed.remove(kind);
  stalls.instructions += dram.left() - fixed.left();
  return stalls;
}
