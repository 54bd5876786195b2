//===- MovementMaps.cpp - Index maps of operations ------------------------===//
//
// One function for each operation that moves codes and changes none.
//
//===----------------------------------------------------------------------===//
#include "dialects/MLA/IR/IndexMap.h"
#include "dialects/MLA/IR/MLA.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace sima;
using namespace sima::mla;

using Shape = SmallVector<int64_t, 4>;

/// The dimensions of one sample.
static ArrayRef<int64_t> ofSample(Value tensor, ArrayRef<int64_t> values) {
  auto rank = cast<RankedTensorType>(tensor.getType()).getRank();
  return values.drop_front(rank > 1 ? 1 : 0);
}
static ArrayRef<int64_t> sampleShape(Value tensor) {
  return ofSample(tensor, cast<RankedTensorType>(tensor.getType()).getShape());
}
/// Number of dimension `axis` of a tensor among those of one sample.
static size_t axisOfSample(Value tensor, int64_t axis) {
  return axis - (cast<RankedTensorType>(tensor.getType()).getRank() > 1);
}

static IndexMap mapBetween(Value output, ValueRange operands) {
  SmallVector<MapShape, 2> shapes;
  for (Value operand : operands)
    shapes.push_back(mapShape(operand.getType()));
  return {mapShape(output.getType()), shapes};
}

static IndexMap mapOf(PadOp op) {
  IndexMap map = mapBetween(op.getOutput(), op.getInput());
  ArrayRef<int64_t> in = sampleShape(op.getInput());
  ArrayRef<int64_t> low = ofSample(op.getInput(), op.getLow());
  Shape end;
  std::vector<AxisRuns> axes;
  for (auto [size, before] : llvm::zip_equal(in, low)) {
    axes.push_back(sliceRuns(0, size, 1, before));
    end.push_back(before + size);
  }
  map.value = static_cast<int64_t>(op.getValue());
  map.addProduct(0, sampleShape(op.getOutput()), in, axes);
  map.addBorders(sampleShape(op.getOutput()), low, end);
  return map;
}

static IndexMap mapOf(MirrorPadOp op) {
  IndexMap map = mapBetween(op.getOutput(), op.getInput());
  ArrayRef<int64_t> in = sampleShape(op.getInput());
  std::vector<AxisRuns> axes;
  for (auto [size, low, high] :
       llvm::zip_equal(in, ofSample(op.getInput(), op.getLow()),
                       ofSample(op.getInput(), op.getHigh()))) {
    switch (op.getMode()) {
    case MirrorMode::reflect:
      axes.push_back(mirrorRuns(low, size, high, /*edge=*/false));
      break;
    case MirrorMode::symmetric:
      axes.push_back(mirrorRuns(low, size, high, /*edge=*/true));
      break;
    case MirrorMode::edge:
      axes.push_back(edgeRuns(low, size, high));
      break;
    case MirrorMode::wrap:
      axes.push_back(wrapRuns(low, size, high));
      break;
    }
  }
  map.addProduct(0, sampleShape(op.getOutput()), in, axes);
  return map;
}

static IndexMap mapOf(RearrangeOp op) {
  IndexMap map = mapBetween(op.getOutput(), op.getInput());
  map.addRearranged(0, op.getView(), op.getPermutation());
  return map;
}

static IndexMap mapOf(StridedSliceOp op) {
  IndexMap map = mapBetween(op.getOutput(), op.getInput());
  ArrayRef<int64_t> out = sampleShape(op.getOutput());
  std::vector<AxisRuns> axes;
  for (auto [count, begin, stride] :
       llvm::zip_equal(out, ofSample(op.getInput(), op.getBegin()),
                       ofSample(op.getInput(), op.getStrides())))
    axes.push_back(sliceRuns(begin, count, stride));
  map.addProduct(0, out, sampleShape(op.getInput()), axes);
  return map;
}

static IndexMap mapOf(ConcatOp op) {
  IndexMap map = mapBetween(op.getOutput(), op.getInputs());
  ArrayRef<int64_t> out = sampleShape(op.getOutput());
  size_t axis = axisOfSample(op.getOutput(), op.getAxis());
  int64_t before = 0;
  for (auto [number, input] : llvm::enumerate(op.getInputs())) {
    ArrayRef<int64_t> in = sampleShape(input);
    std::vector<AxisRuns> axes;
    for (auto [d, size] : llvm::enumerate(in))
      axes.push_back(sliceRuns(0, size, 1, d == axis ? before : 0));
    map.addProduct(number, out, in, axes);
    before += in[axis];
  }
  return map;
}

static IndexMap mapOf(GatherOp op) {
  IndexMap map = mapBetween(op.getOutput(), op.getInput());
  ArrayRef<int64_t> in = sampleShape(op.getInput());
  size_t axis = axisOfSample(op.getInput(), op.getAxis());
  std::vector<AxisRuns> axes;
  for (auto [d, size] : llvm::enumerate(in))
    axes.push_back(d == axis ? gatherRuns(op.getIndices())
                             : sliceRuns(0, size));
  map.addProduct(0, sampleShape(op.getOutput()), in, axes);
  return map;
}

static IndexMap mapOf(BroadcastOp op) {
  IndexMap map = mapBetween(op.getOutput(), op.getInput());
  const MapShape &in = map.operands[0], &out = map.output;
  auto along = [](int64_t from, int64_t to) {
    return tileRuns(from, to / from);
  };
  map.addProduct(0, {out.height, out.width, out.channels},
                 {in.height, in.width, in.channels},
                 {along(in.height, out.height), along(in.width, out.width),
                  along(in.channels, out.channels)});
  return map;
}

std::optional<IndexMap> mla::indexMapOf(Operation *op) {
  return llvm::TypeSwitch<Operation *, std::optional<IndexMap>>(op)
      .Case<PadOp, MirrorPadOp, RearrangeOp, StridedSliceOp, ConcatOp, GatherOp,
            BroadcastOp>([](auto movement) { return mapOf(movement); })
      .Default([](Operation *) { return std::nullopt; });
}
