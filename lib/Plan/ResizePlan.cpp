//===- ResizePlan.cpp - Resizing ------------------------------------------===//

#include "Plans.h"
#include "dialects/MLA/IR/ResizeEntries.h"
#include "sima/Machine/Cycles.h"
#include "sima/Plan/ConstantBytes.h"
#include "sima/Plan/Views.h"

using namespace mlir;
using namespace sima;
using namespace sima::mla;
using namespace sima::plan;

/// Scales of input and output, then one entry for each column and row.
static constexpr int64_t kHeaderBytes = 16;
static constexpr int64_t kEntryBytes = 16;

static ResizeOp resizeOf(const LayerBody &body) {
  return cast<ResizeOp>(body.main.getOperation());
}

static int64_t tableBytes(const LayerBody &body) {
  MapShape out = body.outputShape();
  return kHeaderBytes + kEntryBytes * (out.width + out.height);
}

namespace {
class ResizePlan : public OpPlan {
public:
  int64_t chunkBytes(const LayerBody &body, mla::Range) const override {
    return tableBytes(body);
  }

  LogicalResult buildChunk(const LayerBody &body,
                           ConstantChunk &chunk) const override {
    ResizeOp op = resizeOf(body);
    Bytes bytes(chunk.bytes);
    chunk.parameterOffset = chunk.bytes.size();
    bytes.append(static_cast<float>(tensorScale(op.getInput().getType())));
    bytes.append(static_cast<float>(tensorScale(op.getOutput().getType())));
    bytes.append(int64_t(0));
    for (ResizeAxis axis : {ResizeAxis::Columns, ResizeAxis::Rows})
      for (const ResizeEntry &entry : resizeEntries(op, axis)) {
        bytes.append(entry.lower);
        bytes.append(entry.upper);
        bytes.append(entry.lowerWeight);
        bytes.append(entry.upperWeight);
      }
    return success();
  }

  SmallVector<Instr, 2> planTile(const TileContext &tile,
                                 const Piece &piece) const override {
    ResizeOp op = resizeOf(tile.body);
    Instr instr;
    instr.opcode = Opcode::Resize;
    instr.views = {outputView(tile, piece, true),
                   operandView(tile, 0, piece, true), parameterView(tile)};
    instr.mode = modeOf(op.getArithmetic());
    // The numbers are the same ones, those of docs/isa.md.
    instr.kind = unsigned(op.getKind());
    instr.parBytes = tableBytes(tile.body);
    instr.row = piece.rows.begin;
    instr.srcRow = op.inputPiece(0, piece).rows.begin;
    return {instr};
  }

  uint64_t vectorCycles(const Machine &machine, const LayerBody &body,
                        const Piece &piece) const override {
    bool interpolates = resizeOf(body).getKind() == ResizeKind::bilinear;
    return cycles::resize(machine, outputElements(body, piece), interpolates);
  }
};
} // namespace

const OpPlan &sima::plan::resizePlan() {
  static const ResizePlan plan;
  return plan;
}
