//===- LookupPlan.cpp - Functions of one code by table --------------------===//
//
// One `lut` or `lut16` instruction; the table is the layer's constant.
//
//===----------------------------------------------------------------------===//
#include "Plans.h"
#include "sima/Machine/Cycles.h"
#include "sima/Numerics/TFLiteTables.h"
#include "sima/Plan/ConstantBytes.h"
#include "sima/Plan/Views.h"

using namespace mlir;
using namespace sima;
using namespace sima::mla;
using namespace sima::plan;
namespace tflite = sima::numerics::tflite;

static LookupOp lookupOf(const LayerBody &body) {
  return cast<LookupOp>(body.main.getOperation());
}

/// Whether the operation is `lut16`.
static bool isWide(LookupOp op) {
  return elementBytes(op.getInput().getType()) == 2;
}

/// Whether there is a table for each channel.
static bool isPerChannel(LookupOp op) {
  return op.getTable().getType().getRank() == 2;
}

/// LOGISTIC and TANH have multiplier and shift before their table.
static bool hasCurve(LookupOp op) {
  return op.getArithmetic() == Arithmetic::tflite_logistic ||
         op.getArithmetic() == Arithmetic::tflite_tanh;
}

/// Bytes of the table, of `channels` where there is one for each.
static int64_t tableBytes(LookupOp op, mla::Range channels) {
  RankedTensorType type = op.getTable().getType();
  int64_t entries = isPerChannel(op) ? channels.size() * type.getDimSize(1)
                                     : type.getDimSize(0);
  return entries * elementBytes(type);
}

namespace {
class LookupPlan : public OpPlan {
public:
  bool acceptsConstant(unsigned operand) const override { return operand == 1; }

  int64_t chunkBytes(const LayerBody &body,
                     mla::Range channels) const override {
    LookupOp op = lookupOf(body);
    return (hasCurve(op) ? kCurveBytes : 0) + tableBytes(op, channels);
  }

  LogicalResult buildChunk(const LayerBody &body,
                           ConstantChunk &chunk) const override {
    LookupOp op = lookupOf(body);
    auto table = constantBytesOf(body, op.getTable(), "table");
    if (failed(table))
      return failure();
    chunk.parameterOffset = chunk.bytes.size();
    if (hasCurve(op)) {
      double scale = tensorScale(op.getInput().getType());
      tflite::CurveParams params = op.getArithmetic() == Arithmetic::tflite_tanh
                                       ? tflite::tanh16Params(scale)
                                       : tflite::logistic16Params(scale);
      Bytes bytes(chunk.bytes);
      bytes.append(params.multiplier);
      bytes.append(params.shift);
    }
    mla::Range before = {0, chunk.channels.begin};
    int64_t first = isPerChannel(op) ? tableBytes(op, before) : 0;
    auto begin = table->begin() + first;
    chunk.bytes.insert(chunk.bytes.end(), begin,
                       begin + tableBytes(op, chunk.channels));
    return success();
  }

  uint64_t constantBytes(const LayerBody &body) const override {
    return storageBytes(lookupOf(body).getTable().getType());
  }

  SmallVector<Instr, 2> planTile(const TileContext &tile,
                                 const Piece &piece) const override {
    LookupOp op = lookupOf(tile.body);
    Instr instr;
    instr.opcode = isWide(op) ? Opcode::Lut16 : Opcode::Lut;
    instr.views = {outputView(tile, piece, true),
                   operandView(tile, 0, piece, false), parameterView(tile)};
    instr.perChannel = isPerChannel(op);
    if (isWide(op))
      instr.mode = modeOf(op.getArithmetic());
    instr.parBytes = chunkBytes(tile.body, piece.channels);
    return {instr};
  }

  uint64_t vectorCycles(const Machine &machine, const LayerBody &body,
                        const Piece &piece) const override {
    uint64_t elements = outputElements(body, piece);
    return isWide(lookupOf(body)) ? cycles::lut16(machine, elements)
                                  : cycles::lut(machine, elements);
  }

private:
  static constexpr int64_t kCurveBytes = 8;
};
} // namespace

const OpPlan &sima::plan::lookupPlan() {
  static const LookupPlan plan;
  return plan;
}
