//===- ReducePlan.cpp - Reductions ----------------------------------------===//

#include "Plans.h"
#include "sima/Machine/Cycles.h"
#include "sima/Numerics/OnnxReduce.h"
#include "sima/Numerics/TFLiteReduce.h"
#include "sima/Plan/ConstantBytes.h"
#include "sima/Plan/Views.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace sima;
using namespace sima::mla;
using namespace sima::plan;
using namespace sima::numerics;
using quad::ReduceKind;

static ReduceKind kindOf(Operation *op) {
  return llvm::TypeSwitch<Operation *, ReduceKind>(op)
      .Case<ReduceSumOp>([](auto) { return ReduceKind::sum; })
      .Case<ReduceMaxOp>([](auto) { return ReduceKind::max; })
      .Case<ReduceMinOp>([](auto) { return ReduceKind::min; })
      .Case<ArgMaxOp>([](auto) { return ReduceKind::argmax; })
      .Default([](auto) { return ReduceKind::mean; });
}

static bool isOnnx(ReducingOp op) {
  return op.getArithmetic() == Arithmetic::onnx ||
         op.getArithmetic() == Arithmetic::onnx_u8 ||
         op.getArithmetic() == Arithmetic::onnx_float;
}

namespace {
class ReducePlan : public OpPlan {
public:
  int64_t chunkBytes(const LayerBody &body, mla::Range) const override {
    return parameterBytes(body);
  }

  LogicalResult buildChunk(const LayerBody &body,
                           ConstantChunk &chunk) const override {
    auto op = cast<ReducingOp>(body.main.getOperation());
    ReduceKind kind = kindOf(op);
    double in = tensorScale(op.getInput().getType());
    double out = tensorScale(op.getOutput().getType());
    Bytes bytes(chunk.bytes);
    if (auto argMax = dyn_cast<ArgMaxOp>(op.getOperation())) {
      bytes.append<int32_t>(argMax.getMinimum());
      return success();
    }
    bool isMean = kind == ReduceKind::mean;
    if (isMean || kind == ReduceKind::sum) {
      if (isOnnx(op))
        bytes.append(onnx::meanScale(in, out, isMean ? op.count() : 1));
      else
        bytes.append(isMean ? tflite::meanMultiplier(in, out, op.count())
                            : tflite::sumMultiplier(in, out));
    }
    // TFLite sums int8 codes as bytes without sign.
    if (kind == ReduceKind::sum && op.getArithmetic() == Arithmetic::tflite)
      bytes.append(tflite::Range{0, 255});
    else
      bytes.append(codeRange(op.getOutput().getType()));
    return success();
  }

  SmallVector<Instr, 2> planTile(const TileContext &tile,
                                 const Piece &piece) const override {
    auto op = cast<ReducingOp>(tile.body.main.getOperation());
    Instr instr;
    instr.opcode = Opcode::Reduce;
    instr.mode = modeOf(op.getArithmetic());
    instr.views = {outputView(tile, piece, false),
                   operandView(tile, 0, piece, true), parameterView(tile)};
    instr.kind = unsigned(kindOf(op));
    instr.parBytes = parameterBytes(tile.body);
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
  static int64_t parameterBytes(const LayerBody &body) {
    auto op = cast<ReducingOp>(body.main.getOperation());
    switch (kindOf(op)) {
    case ReduceKind::mean:
    case ReduceKind::sum:
      return isOnnx(op) ? 12 : 16;
    case ReduceKind::max:
    case ReduceKind::min:
      return 8;
    case ReduceKind::argmax:
      return 4;
    }
    llvm_unreachable("covered switch");
  }
};
} // namespace

const OpPlan &sima::plan::reducePlan() {
  static const ReducePlan plan;
  return plan;
}
