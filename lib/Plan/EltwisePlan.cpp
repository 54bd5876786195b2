//===- EltwisePlan.cpp - Elementwise operations of two operands
//-------------===//

#include "Plans.h"
#include "dialects/MLA/IR/Activation.h"
#include "sima/Machine/Cycles.h"
#include "sima/Plan/ConstantBytes.h"
#include "sima/Plan/Views.h"

using namespace mlir;
using namespace sima;
using namespace sima::mla;
using namespace sima::plan;
namespace tflite = sima::numerics::tflite;

namespace {
class EltwisePlan : public OpPlan {
public:
  int64_t chunkBytes(const LayerBody &, mla::Range) const override {
    return kParameterBytes;
  }

  LogicalResult buildChunk(const LayerBody &body,
                           ConstantChunk &chunk) const override {
    auto add = cast<AddOp>(body.main.getOperation());
    tflite::AddParams params =
        tflite::addParams(tensorScale(add.getLhs().getType()),
                          tensorScale(add.getRhs().getType()),
                          tensorScale(add.getOutput().getType()));
    Bytes bytes(chunk.bytes);
    bytes.append<int32_t>(params.leftShift);
    bytes.append(params.lhs);
    bytes.append(params.rhs);
    bytes.append(params.output);
    bytes.append(
        activationClamp(add.getActivation(), add.getOutput().getType()));
    return success();
  }

  SmallVector<Instr, 2> planTile(const TileContext &tile,
                                 const Piece &piece) const override {
    Instr instr;
    instr.opcode = Opcode::Eltwise;
    instr.views = {outputView(tile, piece, true),
                   operandView(tile, 0, piece, false),
                   operandView(tile, 1, piece, false), parameterView(tile)};
    instr.kind = unsigned(quad::EltwiseKind::add);
    instr.parBytes = kParameterBytes;
    return {instr};
  }

  uint64_t vectorCycles(const Machine &machine, const LayerBody &body,
                        const Piece &piece) const override {
    return cycles::eltwise(machine, outputElements(body, piece));
  }

private:
  static constexpr int64_t kParameterBytes = 36;
};
} // namespace

const OpPlan &sima::plan::eltwisePlan() {
  static const EltwisePlan plan;
  return plan;
}
