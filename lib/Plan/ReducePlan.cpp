//===- ReducePlan.cpp - Reductions
//------------------------------------------===//

#include "Plans.h"
#include "sima/Machine/Cycles.h"
#include "sima/Plan/ConstantBytes.h"
#include "sima/Plan/Views.h"

using namespace mlir;
using namespace sima;
using namespace sima::mla;
using namespace sima::plan;
namespace tflite = sima::numerics::tflite;

namespace {
class ReducePlan : public OpPlan {
public:
  int64_t chunkBytes(const LayerBody &, mla::Range) const override {
    return kParameterBytes;
  }

  LogicalResult buildChunk(const LayerBody &body,
                           ConstantChunk &chunk) const override {
    auto mean = cast<ReduceMeanOp>(body.main.getOperation());
    Bytes bytes(chunk.bytes);
    bytes.append(tflite::meanMultiplier(tensorScale(mean.getInput().getType()),
                                        tensorScale(mean.getOutput().getType()),
                                        mean.count()));
    bytes.append(codeRange(mean.getOutput().getType()));
    return success();
  }

  SmallVector<Instr, 2> planTile(const TileContext &tile,
                                 const Piece &piece) const override {
    auto op = cast<ReducingOp>(tile.body.main.getOperation());
    Instr instr;
    instr.opcode = Opcode::Reduce;
    instr.views = {outputView(tile, piece, false),
                   operandView(tile, 0, piece, true), parameterView(tile)};
    instr.kind = unsigned(quad::ReduceKind::mean);
    instr.parBytes = kParameterBytes;
    instr.axes = int64_t(op.reducesRows()) | op.reducesColumns() << 1 |
                 op.reducesChannels() << 2;
    return {instr};
  }

  uint64_t vectorCycles(const Machine &machine, const LayerBody &body,
                        const Piece &piece) const override {
    Piece in = body.main.inputPiece(0, piece);
    MapShape shape = mapShape(body.main->getOperand(0).getType());
    return cycles::reduce(machine, uint64_t(in.rows.size()) * shape.width *
                                       in.channels.size());
  }

private:
  static constexpr int64_t kParameterBytes = 16;
};
} // namespace

const OpPlan &sima::plan::reducePlan() {
  static const ReducePlan plan;
  return plan;
}
