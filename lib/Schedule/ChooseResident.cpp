//===- ChooseResident.cpp - Constants that stay in local memory -----------===//
//
// Layers stand in one order: those that save the most DRAM bytes for a byte of
// local memory first. A layer whose quads compute different channels saves what
// all quads hold, one whose quads share rows saves that once although each quad
// holds it all. The longest beginning of that order that can be allocated is
// found by bisection; then each of the others is tried once, for a small layer
// may fit where a large one did not.
//
//===----------------------------------------------------------------------===//

#include "sima/Schedule/ChooseResident.h"
#include "llvm/ADT/STLExtras.h"
#include <set>

using namespace mlir;
using namespace sima;
using namespace sima::mla;
using namespace sima::schedule;

namespace {

/// A layer with constants.
struct Candidate {
  unsigned layer = 0;
  int64_t savedBytes = 0; ///< loads of an execution
  int64_t localBytes = 0; ///< of each quad
  /// In units of 1/1024, so that comparisons are exact.
  int64_t savedPerByte() const { return savedBytes * 1024 / localBytes; }
};

class Chooser {
public:
  explicit Chooser(SegmentPlan &plan) : plan(plan) {
    for (unsigned number = 0; number < plan.layers.size(); ++number)
      if (plan.layers[number].constantBytes() > 0)
        order.push_back(candidate(number));
    llvm::stable_sort(order, [](const Candidate &a, const Candidate &b) {
      return std::pair(a.savedPerByte(), a.savedBytes) >
             std::pair(b.savedPerByte(), b.savedBytes);
    });
  }

  ResidentConstants run() {
    ResidentConstants result;
    size_t count = longestBeginning();
    if (count < order.size())
      result.limit = "with those of layer '" +
                     plan.layers[order[count].layer].name + "': " + reason;
    for (size_t i = 0; i < order.size(); ++i)
      setResident(order[i], i < count);
    for (size_t i = count + 1; i < order.size() && allocations > 0; ++i) {
      setResident(order[i], true);
      if (!fits())
        setResident(order[i], false);
    }
    result.layersInAll = order.size();
    for (const Candidate &one : order) {
      bool isResident = plan.layers[one.layer].resident;
      result.layers += isResident;
      result.bytes += isResident ? one.savedBytes : 0;
      result.bytesInAll += one.savedBytes;
    }
    return result;
  }

private:
  /// Allocations that are tried when not all layers of the order fit; the
  /// allocator's own budget bounds each.
  static constexpr unsigned kAllocations = 64;
  /// Of the search for each: a layer that fits only after more is left out.
  static constexpr uint64_t kNodes = 2'000;

  Candidate candidate(unsigned number) const {
    const LayerPlan &layer = plan.layers[number];
    Candidate result{number, 0, 0};
    // Quads that need the same chunk get it by one load.
    std::set<std::tuple<unsigned, int64_t, int64_t>> loaded;
    for (auto [tile, chunk] : llvm::zip_equal(layer.tiles, layer.chunkOfTile)) {
      mla::Range channels = tile.piece.channels;
      if (loaded.insert({chunk, channels.begin, channels.end}).second)
        result.savedBytes +=
            layer.stored.of(plan::chunkBytes(layer.body, channels));
    }
    for (unsigned chunk = 0; chunk < layer.constantSpans.size(); ++chunk)
      result.localBytes += layer.constantBytes(chunk);
    return result;
  }

  void setResident(const Candidate &one, bool resident) {
    plan.layers[one.layer].resident = resident;
  }

  /// Whether the segment can be allocated as it is now. Sets `reason` if not.
  bool fits() {
    alloc::Problem problem = plan.localMemory();
    // solve() says the same, but the bound alone costs no allocation.
    if (problem.lowerBound() <= problem.capacity)
      allocations -= allocations > 0;
    auto solution = plan.allocate(problem, {alloc::Goal::Fit, kNodes});
    if (solution)
      return true;
    reason = llvm::toString(solution.takeError());
    return false;
  }

  /// Whether the first `count` layers fit.
  bool beginningFits(size_t count) {
    for (size_t i = 0; i < order.size(); ++i)
      setResident(order[i], i < count);
    return fits();
  }

  /// A count that fits while one more does not, for which `reason` says why.
  /// None resident fits: that is the schedule.
  size_t longestBeginning() {
    if (beginningFits(order.size()))
      return order.size();
    size_t fitting = 0, failing = order.size();
    while (failing - fitting > 1) {
      size_t middle = fitting + (failing - fitting) / 2;
      (beginningFits(middle) ? fitting : failing) = middle;
    }
    return fitting;
  }

  SegmentPlan &plan;
  std::vector<Candidate> order;
  std::string reason;
  unsigned allocations = kAllocations;
};

} // namespace

ResidentConstants schedule::chooseResident(SegmentPlan &plan) {
  return Chooser(plan).run();
}
