//===- PoolPlan.cpp - Pooling
//-----------------------------------------------===//

#include "FieldLimits.h"
#include "Plans.h"
#include "Windows.h"
#include "dialects/MLA/IR/Activation.h"
#include "sima/Machine/Cycles.h"
#include "sima/Plan/ConstantBytes.h"
#include "sima/Plan/Views.h"

using namespace mlir;
using namespace sima;
using namespace sima::mla;
using namespace sima::plan;
namespace tflite = sima::numerics::tflite;

static Windows windowsOf(Operation *op) {
  if (auto pool = dyn_cast<AvgPool2DOp>(op))
    return Windows::ofPool(pool);
  return Windows::ofPool(cast<MaxPool2DOp>(op));
}

namespace {
class PoolPlan : public OpPlan {
public:
  LogicalResult check(const LayerBody &body, const Machine &) const override {
    Windows windows = windowsOf(body.main);
    return checkFields(
        body, {{"window", {windows.h.kernel, windows.w.kernel}, 128},
               {"stride", {windows.h.stride, windows.w.stride}, 32},
               {"padding", {windows.h.padBegin, windows.w.padBegin}, 31}});
  }

  int64_t chunkBytes(const LayerBody &, mla::Range) const override {
    return kParameterBytes;
  }

  LogicalResult buildChunk(const LayerBody &body,
                           ConstantChunk &chunk) const override {
    auto activation =
        body.main->getAttrOfType<ActivationAttr>("activation").getValue();
    Bytes(chunk.bytes)
        .append(activationClamp(activation, body.main->getResult(0).getType()));
    return success();
  }

  SmallVector<Instr, 2> planTile(const TileContext &tile,
                                 const Piece &piece) const override {
    Windows windows = windowsOf(tile.body.main);
    Piece needed = tile.body.main.inputPiece(0, piece);
    Instr instr;
    instr.opcode = Opcode::Pool;
    instr.views = {outputView(tile, piece, true),
                   operandView(tile, 0, piece, true), parameterView(tile)};
    bool average = isa<AvgPool2DOp>(tile.body.main.getOperation());
    instr.kind =
        unsigned(average ? quad::PoolKind::average : quad::PoolKind::max);
    instr.parBytes = kParameterBytes;
    instr.window = {windows.h.kernel, windows.w.kernel};
    instr.strides = {windows.h.stride, windows.w.stride};
    instr.padding = {padBefore(windows.h, piece.rows.begin, needed.rows.begin),
                     windows.w.padBegin};
    return {instr};
  }

  uint64_t vectorCycles(const Machine &machine, const LayerBody &body,
                        const Piece &piece) const override {
    Windows windows = windowsOf(body.main);
    return cycles::pool(machine, outputElements(body, piece),
                        windows.h.kernel * windows.w.kernel);
  }

private:
  static constexpr int64_t kParameterBytes = 8;
};
} // namespace

const OpPlan &sima::plan::poolPlan() {
  static const PoolPlan plan;
  return plan;
}
