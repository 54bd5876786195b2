//===- QuadSchedule.cpp - Tiles for the quads -----------------------------===//

#include "dialects/MLA/IR/Target.h"
#include "dialects/MLA/Transforms/Passes.h"
#include "sima/Schedule/ChooseResident.h"
#include "sima/Support/Statistics.h"

using namespace mlir;
using namespace sima;
using namespace sima::mla;

namespace sima::mla {
#define GEN_PASS_DEF_QUADSCHEDULE
#include "dialects/MLA/Transforms/Passes.h.inc"
} // namespace sima::mla

namespace {
struct QuadSchedulePass : sima::mla::impl::QuadScheduleBase<QuadSchedulePass> {
  using QuadScheduleBase::QuadScheduleBase;

  void runOnOperation() override {
    FailureOr<Machine> machine = targetMachine(getOperation());
    if (failed(machine))
      return signalPassFailure();
    for (auto function : getOperation().getOps<func::FuncOp>())
      for (auto segment : function.getOps<SegmentOp>())
        if (failed(scheduleSegment(segment, *machine)))
          return signalPassFailure();
  }

private:
  LogicalResult scheduleSegment(SegmentOp segment, const Machine &machine) {
    FailureOr<schedule::SegmentPlan> plan =
        schedule::SegmentPlan::analyze(segment, machine);
    if (failed(plan))
      return failure();
    // What an earlier run chose is forgotten.
    for (schedule::LayerPlan &layer : plan->layers)
      layer.resident = false;
    if (failed(schedule::chooseSchedule(*plan, /*allowSpill=*/true)))
      return failure();
    segment.setL2Caching(l2Caching);
    if (l2Caching == L2Caching::single_model)
      chooseResident(*plan);
    if (llvm::Error error = plan->verifyMemory())
      return segment.emitError(llvm::toString(std::move(error)));
    schedule::annotate(*plan);
    for (schedule::LayerPlan &layer : plan->layers) {
      addStatistic(tiles, layer.tiles.size());
      if (layer.body.usesAccumulators())
        explainIdleQuads(layer, machine, plan->maps[layer.output].shape);
    }
    for (const schedule::FeatureMap &map : plan->maps)
      addStatistic(spills, map.home == Home::dram);
    return success();
  }

  void chooseResident(schedule::SegmentPlan &plan) {
    schedule::ResidentConstants resident = schedule::chooseResident(plan);
    addStatistic(residentBytes, resident.bytes);
    // At the location: at the operation, all of it would be printed.
    InFlightDiagnostic remark = emitRemark(plan.segment.getLoc());
    remark << "segment '" << plan.segment.getName() << "': constants of "
           << resident.layers << " of " << resident.layersInAll << " layers, "
           << resident.bytes << " of " << resident.bytesInAll
           << " bytes, stay in local memory for the next execution";
    if (!resident.limit.empty())
      remark << "; " << resident.limit;
  }

  /// A layer that leaves quads idle says why.
  void explainIdleQuads(schedule::LayerPlan &layer, const Machine &machine,
                        MapShape shape) {
    SmallVector<bool> used(machine.quads, false);
    for (const schedule::Tile &tile : layer.tiles)
      used[tile.quad] = true;
    int64_t busy = llvm::count(used, true);
    if (busy == int64_t(machine.quads))
      return;
    int64_t blocks = (shape.channels + 15) / 16;
    InFlightDiagnostic remark = layer.body.layer.emitRemark("layer '")
                                << layer.name << "' keeps " << busy << " of "
                                << machine.quads << " quads busy: ";
    if (shape.samples * shape.height * blocks > busy)
      remark << "with its " << shape.elements()
             << " output elements, more of them would exchange longer than "
                "they save";
    else
      remark << "its output has " << shape.samples << " samples, "
             << shape.height << " rows and " << blocks
             << " blocks of 16 channels to share";
  }
};
} // namespace
