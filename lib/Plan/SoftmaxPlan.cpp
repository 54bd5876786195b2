//===- SoftmaxPlan.cpp - Softmax
//--------------------------------------------===//

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
class SoftmaxPlan : public OpPlan {
public:
  int64_t chunkBytes(const LayerBody &, mla::Range) const override {
    return kParameterBytes;
  }

  LogicalResult buildChunk(const LayerBody &body,
                           ConstantChunk &chunk) const override {
    auto softmax = cast<SoftmaxOp>(body.main.getOperation());
    tflite::SoftmaxParams params =
        tflite::softmaxParams(softmax.getBeta().convertToDouble(),
                              tensorScale(softmax.getInput().getType()));
    Bytes bytes(chunk.bytes);
    bytes.append<int32_t>(params.inputMultiplier);
    bytes.append<int32_t>(params.inputLeftShift);
    bytes.append<int32_t>(params.diffMin);
    return success();
  }

  SmallVector<Instr, 2> planTile(const TileContext &tile,
                                 const Piece &piece) const override {
    Instr instr;
    instr.opcode = Opcode::Norm;
    instr.views = {outputView(tile, piece, false),
                   operandView(tile, 0, piece, true), parameterView(tile)};
    instr.kind = unsigned(quad::NormKind::softmax);
    instr.parBytes = kParameterBytes;
    return {instr};
  }

  uint64_t vectorCycles(const Machine &machine, const LayerBody &body,
                        const Piece &piece) const override {
    return cycles::norm(machine, outputElements(body, piece));
  }

private:
  static constexpr int64_t kParameterBytes = 12;
};
} // namespace

const OpPlan &sima::plan::softmaxPlan() {
  static const SoftmaxPlan plan;
  return plan;
}
