//===- StructureOps.cpp - Constants, layers, segments ---------------------===//

#include "dialects/MLA/IR/A65Kernels.h"
#include "dialects/MLA/IR/MLA.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;
using namespace sima::mla;

LogicalResult ConstantOp::verify() {
  auto value = dyn_cast<RankedTensorType>(getValue().getType());
  if (!value || value.getShape() != getOutput().getType().getShape())
    return emitOpError("value and result must have one shape");
  if (value.getElementType() != storageElementType(getOutput().getType()))
    return emitOpError("value has elements of ")
           << value.getElementType() << ", the result is stored as "
           << storageElementType(getOutput().getType());
  return success();
}

OpFoldResult ConstantOp::fold(FoldAdaptor) { return getValueAttr(); }

/// Block arguments and terminator of `region` must have the given types.
static LogicalResult verifyRegionTypes(Operation *op, Region &region,
                                       TypeRange inputs, TypeRange outputs) {
  if (region.getArgumentTypes() != inputs)
    return op->emitOpError(
        "block arguments must have the types of the operands");
  auto yield = cast<YieldOp>(region.front().getTerminator());
  if (yield.getOperandTypes() != outputs)
    return op->emitOpError("yielded types must be the result types");
  return success();
}

LogicalResult LayerOp::verifyRegions() {
  if (getName().empty())
    return emitOpError("needs a name");
  for (Operation &op : getBody().front().without_terminator())
    if (!isa<ConstantOp>(op) && !isForMLA(&op))
      return op.emitOpError("is no operation of the MLA");
  return verifyRegionTypes(*this, getBody(), getOperandTypes(),
                           getOperation()->getResultTypes());
}

template <typename Segment> static LogicalResult verifyBatch(Segment op) {
  int64_t actual = op.getActualBatchSize(), desired = op.getDesiredBatchSize();
  if (actual < 1 || desired < actual)
    return op.emitOpError("actual batch ")
           << actual << " must be from 1 to the desired " << desired;
  return success();
}

LogicalResult SegmentOp::verifyRegions() {
  if (getName().empty())
    return emitOpError("needs a name");
  if (failed(verifyBatch(*this)))
    return failure();
  llvm::StringSet<> names;
  for (LayerOp layer : getBody().getOps<LayerOp>())
    if (!names.insert(layer.getName()).second)
      return layer.emitOpError("is the second one with the name '")
             << layer.getName() << "'";
  return verifyRegionTypes(*this, getBody(), getOperandTypes(),
                           getOperation()->getResultTypes());
}

LogicalResult A65SegmentOp::verifyRegions() {
  if (getName().empty())
    return emitOpError("needs a name");
  for (Operation &op : getBody().front().without_terminator())
    if (!isForA65(&op) && !isa<ConstantOp>(op))
      return op.emitOpError("is no operation of the A65");
  if (failed(verifyBatch(*this)))
    return failure();
  if (getRuns() == 1)
    return verifyRegionTypes(*this, getBody(), getOperandTypes(),
                             getOperation()->getResultTypes());
  int64_t batch = getActualBatchSize();
  for (TypeRange types :
       {TypeRange(getOperandTypes()), TypeRange(getResultTypes())})
    for (Type type : types) {
      auto tensor = cast<RankedTensorType>(type);
      if (tensor.getRank() == 0 || tensor.getDimSize(0) != batch)
        return emitOpError("has a body for one sample and tensor ")
               << tensor << ", which does not begin with the batch of "
               << getActualBatchSize();
    }
  auto single = [](TypeRange types) {
    return llvm::map_to_vector(types, [](Type type) -> Type {
      return withSamples(cast<RankedTensorType>(type), 1);
    });
  };
  return verifyRegionTypes(*this, getBody(), single(getOperandTypes()),
                           single(getResultTypes()));
}

int64_t A65SegmentOp::getRuns() {
  bool whole =
      getBody().getArgumentTypes() == getOperandTypes() &&
      getBody().front().getTerminator()->getOperandTypes() == getResultTypes();
  return whole ? 1 : getActualBatchSize();
}

//===----------------------------------------------------------------------===//
// Schedules
//===----------------------------------------------------------------------===//

LogicalResult TileAttr::verify(llvm::function_ref<InFlightDiagnostic()> emit,
                               int64_t quad, int64_t turn, int64_t sample,
                               int64_t rowBegin, int64_t rowEnd,
                               int64_t channelBegin, int64_t channelEnd) {
  constexpr int64_t maxQuads = 8;
  if (quad < 0 || quad >= maxQuads)
    return emit() << "quad " << quad << " of a tile is not from 0 to "
                  << maxQuads - 1;
  if (turn < 0 || turn > INT32_MAX)
    return emit() << "turn " << turn << " of a tile is not from 0 to "
                  << INT32_MAX;
  if (sample < 0 || sample >= kMaxTensorBytes)
    return emit() << "sample " << sample << " of a tile is not from 0 to "
                  << kMaxTensorBytes - 1;
  auto check = [&](StringRef what, int64_t begin, int64_t end) {
    if (begin >= 0 && begin < end && end <= kMaxTensorBytes)
      return success();
    return LogicalResult(emit() << what << " " << begin << " to " << end
                                << " of a tile are no range from 0 to "
                                << kMaxTensorBytes);
  };
  return failure(failed(check("rows", rowBegin, rowEnd)) ||
                 failed(check("channels", channelBegin, channelEnd)));
}

LogicalResult
ScheduleAttr::verify(llvm::function_ref<InFlightDiagnostic()> emit, Home,
                     int64_t group, int64_t streamSlots, bool,
                     ArrayRef<int64_t> loads, ArrayRef<TileAttr> tiles) {
  if (tiles.empty())
    return emit() << "a schedule needs at least 1 tile";
  if (streamSlots < 1 || streamSlots > 2)
    return emit() << "stream_slots " << streamSlots << " is not 1 or 2";
  if (group < 0 || group > INT32_MAX)
    return emit() << "group " << group << " is not from 0 to " << INT32_MAX;
  if (loads.size() > tiles.size())
    return emit() << loads.size() << " loads of constants for " << tiles.size()
                  << " tiles; there is at most one a tile";
  for (int64_t position : loads)
    if (position < 0 || position > INT32_MAX)
      return emit() << "a load of constants at position " << position
                    << " is not from 0 to " << INT32_MAX;
  return success();
}
