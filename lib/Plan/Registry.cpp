//===- Registry.cpp - Which plan executes which operation -----------------===//
//
// The one list of main operations, and what the rest of the compiler asks of a
// layer through it.
//
//===----------------------------------------------------------------------===//
#include "FieldLimits.h"
#include "Plans.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace sima;
using namespace sima::mla;
using namespace sima::plan;

OpPlan::~OpPlan() = default;

LogicalResult OpPlan::check(const LayerBody &, const Machine &) const {
  return success();
}
uint64_t OpPlan::matrixCycles(const Machine &, const LayerBody &,
                              const Piece &) const {
  return 0;
}
std::optional<MatrixMapping>
OpPlan::matrixMapping(const Machine &, const LayerBody &, const Piece &) const {
  return std::nullopt;
}
int64_t OpPlan::accumulatorBytes(const Machine &, const LayerBody &,
                                 const Piece &) const {
  return 0;
}

const OpPlan *sima::plan::planOf(Operation *op) {
  return llvm::TypeSwitch<Operation *, const OpPlan *>(op)
      .Case<Conv2DOp, DepthwiseConv2DOp, TransposeConv2DOp, MatMulOp>(
          [](auto) { return &productPlan(); })
      .Case<BinaryElementwiseOp>([](auto) { return &eltwisePlan(); })
      .Case<RescaleOp>([](auto) { return &rescalePlan(); })
      .Case<LookupOp>([](auto) { return &lookupPlan(); })
      .Case<AvgPool2DOp, MaxPool2DOp>([](auto) { return &poolPlan(); })
      .Case<ReduceMeanOp, ReduceSumOp, ReduceMaxOp, ReduceMinOp, ArgMaxOp>(
          [](auto) { return &reducePlan(); })
      .Case<SoftmaxOp, LogSoftmaxOp, L2NormalizationOp, LayerNormOp, RMSNormOp,
            InstanceNormOp, LRNOp>([](auto) { return &normPlan(); })
      .Case<PadOp, MirrorPadOp, RearrangeOp, StridedSliceOp, ConcatOp, GatherOp,
            BroadcastOp>([](auto) { return &movementPlan(); })
      .Case<ResizeOp>([](auto) { return &resizePlan(); })
      .Default([](Operation *) { return nullptr; });
}

LogicalResult LayerBody::checkLimits(const Machine &machine) const {
  return opPlan().check(*this, machine);
}

bool LayerBody::usesAccumulators() const { return opPlan().usesAccumulators(); }

int64_t LayerBody::accumulatorPlanes() const {
  return opPlan().accumulatorPlanes(*this);
}

int64_t sima::plan::chunkBytes(const LayerBody &body, mla::Range channels) {
  return body.opPlan().chunkBytes(body, channels);
}

uint64_t sima::plan::constantBytes(const LayerBody &body) {
  return body.opPlan().constantBytes(body);
}

FailureOr<ConstantChunk> sima::plan::buildChunk(const LayerBody &body,
                                                mla::Range channels) {
  ConstantChunk chunk;
  chunk.channels = channels;
  chunk.operandOffsets.assign(body.main->getNumOperands(), -1);
  if (failed(body.opPlan().buildChunk(body, chunk)))
    return failure();
  return chunk;
}

SmallVector<Instr, 2> sima::plan::planTile(const TileContext &tile,
                                           const Piece &piece) {
  return tile.body.opPlan().planTile(tile, piece);
}

uint64_t sima::plan::matrixCycles(const Machine &machine, const LayerBody &body,
                                  const Piece &piece) {
  return body.opPlan().matrixCycles(machine, body, piece);
}

std::optional<MatrixMapping> sima::plan::matrixMapping(const Machine &machine,
                                                       const LayerBody &body,
                                                       const Piece &piece) {
  return body.opPlan().matrixMapping(machine, body, piece);
}

uint64_t sima::plan::vectorCycles(const Machine &machine, const LayerBody &body,
                                  const Piece &piece) {
  return body.opPlan().vectorCycles(machine, body, piece);
}

int64_t sima::plan::accumulatorBytes(const Machine &machine,
                                     const LayerBody &body,
                                     const Piece &piece) {
  return body.opPlan().accumulatorBytes(machine, body, piece);
}

LogicalResult sima::plan::checkFields(const LayerBody &body,
                                      ArrayRef<FieldLimit> fields) {
  for (const FieldLimit &field : fields)
    for (int64_t value : field.values)
      if (value > field.limit)
        return body.main->emitError("layer '")
               << body.layer.getName() << "': " << field.what << " " << value
               << ", the instruction holds at most " << field.limit;
  return success();
}
