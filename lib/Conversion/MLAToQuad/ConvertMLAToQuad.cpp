//===- ConvertMLAToQuad.cpp - The pass ------------------------------------===//

#include "SegmentEmitter.h"
#include "dialects/MLA/IR/Target.h"
#include "sima/Conversion/MLAToQuad/MLAToQuad.h"
#include "sima/Schedule/ChooseResident.h"

using namespace mlir;
using namespace sima;

namespace sima {
#define GEN_PASS_DEF_CONVERTMLATOQUAD
#include "sima/Conversion/MLAToQuad/Passes.h.inc"
} // namespace sima

namespace {
struct ConvertMLAToQuadPass
    : sima::impl::ConvertMLAToQuadBase<ConvertMLAToQuadPass> {
  using ConvertMLAToQuadBase::ConvertMLAToQuadBase;

  void runOnOperation() override {
    FailureOr<Machine> machine = mla::targetMachine(getOperation());
    if (failed(machine))
      return signalPassFailure();
    for (auto function : getOperation().getOps<func::FuncOp>())
      for (auto segment : function.getOps<mla::SegmentOp>())
        if (failed(convert(segment, *machine)))
          return signalPassFailure();
  }

private:
  LogicalResult convert(mla::SegmentOp segment, const Machine &machine) {
    auto plan = schedule::SegmentPlan::analyze(segment, machine);
    if (failed(plan))
      return failure();
    for (const schedule::LayerPlan &layer : plan->layers)
      if (layer.tiles.empty())
        return segment.emitError("layer '")
               << layer.name << "' has no schedule; run --mla-quad-schedule";
    if (failed(plan->verifyTiles()))
      return failure();
    OpBuilder builder(getOperation().getBody(),
                      getOperation().getBody()->end());
    return SegmentEmitter(*plan, builder).emit();
  }
};
} // namespace
