//===- Bounds.cpp - Cycles that no schedule can beat ----------------------===//

#include "sima/Cost/Bounds.h"
#include "sima/Plan/Constants.h"

using namespace mlir;
using namespace sima;
using namespace sima::mla;

FailureOr<cost::Bounds> cost::bounds(SegmentOp segment,
                                     const Machine &machine) {
  Bounds result;
  double weighted = 0; // MACs in units of the full rate
  double bytes = 0;
  double residentBytes = 0;
  for (auto layer : segment.getOps<LayerOp>()) {
    auto body = plan::LayerBody::analyze(layer);
    if (failed(body))
      return failure();
    uint64_t macs = body->macs();
    result.macs += macs;
    weighted += double(macs) * (body->main.isDepthwise() ? 4 : 1);
    double constants = double(plan::constantBytes(*body));
    bytes += constants;
    if (ScheduleAttr schedule = layer.getScheduleAttr())
      residentBytes += schedule.getResident() ? constants : 0;
  }
  // What crosses the border of the segment, without padding of layouts.
  auto mapBytes = [&](Type type) { bytes += mapShape(type).elements(); };
  for (auto load : segment.getOps<LoadOp>())
    mapBytes(load.getOutput().getType());
  for (auto store : segment.getOps<StoreOp>())
    mapBytes(store.getInput().getType());
  result.computeCycles =
      weighted /
      (double(machine.quads) * machine.tilesPerQuad * machine.macsPerTile);
  auto dramCycles = [&](double count) {
    return count * double(machine.dramBytesPerCycle.den) /
           double(machine.dramBytesPerCycle.num);
  };
  result.dramCycles = dramCycles(bytes);
  if (segment.getL2Caching() == L2Caching::single_model)
    result.nextDramCycles = dramCycles(bytes - residentBytes);
  return result;
}
