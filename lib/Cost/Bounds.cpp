//===- Bounds.cpp - Cycles that no schedule can beat ----------------------===//

#include "sima/Cost/Bounds.h"
#include "sima/Machine/Cycles.h"
#include "sima/Plan/StoredShare.h"

using namespace mlir;
using namespace sima;
using namespace sima::mla;

namespace {
/// MACs of layers, by the rate that the array has for them.
struct Macs {
  double dense = 0, depthwise = 0;

  Macs &operator+=(const plan::LayerBody &body) {
    (body.main.isDepthwise() ? depthwise : dense) += double(body.macs());
    return *this;
  }
  double bound(const Machine &machine) const {
    return cycles::computeBound(machine, dense, depthwise);
  }
};
} // namespace

/// Bytes that have to come from DRAM for the constants of a layer.
static FailureOr<double> constantBytes(SegmentOp segment,
                                       const plan::LayerBody &body) {
  uint64_t bytes = plan::constantBytes(body);
  if (segment.getCompress()) {
    auto share = plan::storedShare(body);
    if (failed(share))
      return failure();
    int64_t chunk = plan::chunkBytes(body, {0, body.outputShape().channels});
    bytes = std::min<uint64_t>(bytes, share->of(chunk));
  }
  return double(bytes);
}

/// The value that a view of a boundary tensor is of.
static Value throughReshapes(Value value) {
  while (auto reshape = value.getDefiningOp<ReshapeOp>())
    value = reshape.getInput();
  return value;
}

FailureOr<std::vector<cost::LayerBounds>>
cost::layerBounds(SegmentOp segment, const Machine &machine) {
  std::vector<LayerBounds> layers;
  std::vector<double> bytes;
  llvm::DenseMap<Operation *, size_t> numberOf;
  llvm::DenseSet<Value> read;
  for (auto layer : segment.getOps<LayerOp>()) {
    auto body = plan::LayerBody::analyze(layer);
    if (failed(body))
      return failure();
    numberOf[layer] = layers.size();
    layers.push_back({layer.getName().str(), body->macs(),
                      (Macs() += *body).bound(machine), 0});
    FailureOr<double> constants = constantBytes(segment, *body);
    if (failed(constants))
      return failure();
    bytes.push_back(*constants);
    for (Value operand : layer.getOperands()) {
      Value source = throughReshapes(operand);
      if (source.getDefiningOp<LoadOp>() && read.insert(source).second)
        bytes.back() += mapShape(source.getType()).elements();
    }
  }
  for (auto store : segment.getOps<StoreOp>())
    if (Operation *maker =
            throughReshapes(store.getInput()).getDefiningOp<LayerOp>())
      bytes[numberOf[maker]] += mapShape(store.getInput().getType()).elements();
  for (auto [layer, count] : llvm::zip_equal(layers, bytes))
    layer.dramCycles = cycles::dramBound(machine, count);
  return layers;
}

FailureOr<cost::Bounds> cost::bounds(SegmentOp segment,
                                     const Machine &machine) {
  Bounds result;
  Macs macs;
  double bytes = 0;
  double residentBytes = 0;
  for (auto layer : segment.getOps<LayerOp>()) {
    auto body = plan::LayerBody::analyze(layer);
    if (failed(body))
      return failure();
    result.macs += body->macs();
    macs += *body;
    FailureOr<double> constants = constantBytes(segment, *body);
    if (failed(constants))
      return failure();
    bytes += *constants;
    if (ScheduleAttr schedule = layer.getScheduleAttr())
      residentBytes += schedule.getResident() ? *constants : 0;
  }
  // What crosses the border of the segment, without padding of layouts.
  auto mapBytes = [&](Type type) { bytes += mapShape(type).elements(); };
  for (auto load : segment.getOps<LoadOp>())
    mapBytes(load.getOutput().getType());
  for (auto store : segment.getOps<StoreOp>())
    mapBytes(store.getInput().getType());
  result.computeCycles = macs.bound(machine);
  result.dramCycles = cycles::dramBound(machine, bytes);
  if (segment.getL2Caching() == L2Caching::single_model)
    result.nextDramCycles = cycles::dramBound(machine, bytes - residentBytes);
  return result;
}

cost::Bounds &cost::Bounds::operator+=(const Bounds &other) {
  if (nextDramCycles || other.nextDramCycles)
    nextDramCycles = nextDramCycles.value_or(dramCycles) +
                     other.nextDramCycles.value_or(other.dramCycles);
  macs += other.macs;
  computeCycles += other.computeCycles;
  dramCycles += other.dramCycles;
  return *this;
}
