//===- PoolPlan.cpp - Pooling ---------------------------------------------===//

#include "FieldLimits.h"
#include "Plans.h"
#include "Windows.h"
#include "dialects/MLA/IR/Activation.h"
#include "sima/Machine/Cycles.h"
#include "sima/Plan/ConstantBytes.h"
#include "sima/Plan/PoolSegments.h"
#include "sima/Plan/Views.h"

using namespace mlir;
using namespace sima;
using namespace sima::mla;
using namespace sima::plan;

namespace {
/// What the two operations have in common, and what an average adds.
struct Pool {
  Windows windows;
  Arithmetic arithmetic;
  Activation activation;
  bool average = false, includePad = false;

  static Pool of(Operation *op) {
    if (auto average = dyn_cast<AvgPool2DOp>(op))
      return {Windows::ofPool(average), average.getArithmetic(),
              average.getActivation(), true, average.getCountIncludePad()};
    auto max = cast<MaxPool2DOp>(op);
    return {Windows::ofPool(max), max.getArithmetic(), max.getActivation()};
  }

  /// Whether reals are averaged, which needs both scales.
  bool averagesReals() const {
    return average && (arithmetic == Arithmetic::onnx ||
                       arithmetic == Arithmetic::onnx_u8 ||
                       arithmetic == Arithmetic::onnx_float);
  }

  /// Calls visit(rows, columns) for each instruction of `piece`.
  template <typename Visit>
  void forEachSegment(const LayerBody &body, const Piece &piece,
                      Visit visit) const {
    MapShape in = mapShape(body.main->getOperand(0).getType());
    auto columns = poolSegments(windows.w, {0, body.outputShape().width},
                                in.width, clip());
    for (const PoolSegment &rows :
         poolSegments(windows.h, piece.rows, in.height, clip()))
      for (const PoolSegment &column : columns)
        visit(rows, column);
  }
  bool clip() const { return !includePad; }
};

class PoolPlan : public OpPlan {
public:
  LogicalResult check(const LayerBody &body, const Machine &) const override {
    Pool pool = Pool::of(body.main);
    MapShape in = mapShape(body.main->getOperand(0).getType());
    PoolSegment h = largestPoolFields(pool.windows.h, in.height, pool.clip());
    PoolSegment w = largestPoolFields(pool.windows.w, in.width, pool.clip());
    return checkFields(body,
                       {{"window", {h.kernel, w.kernel}, kMaxPoolWindow},
                        {"stride", {h.stride, w.stride}, kMaxPoolStride},
                        {"padding", {h.padding, w.padding}, kMaxPoolPadding}});
  }

  int64_t chunkBytes(const LayerBody &body, mla::Range) const override {
    return parameterBytes(Pool::of(body.main));
  }

  LogicalResult buildChunk(const LayerBody &body,
                           ConstantChunk &chunk) const override {
    Pool pool = Pool::of(body.main);
    Type result = body.main->getResult(0).getType();
    Bytes bytes(chunk.bytes);
    if (pool.averagesReals()) {
      bytes.append(float(tensorScale(body.main->getOperand(0).getType())));
      bytes.append(float(tensorScale(result)));
    }
    bytes.append(activationClamp(pool.activation, result));
    return success();
  }

  SmallVector<Instr, 2> planTile(const TileContext &tile,
                                 const Piece &piece) const override {
    const LayerBody &body = tile.body;
    MLIRContext *context = body.layer.getContext();
    Pool pool = Pool::of(body.main);
    auto argument = cast<BlockArgument>(body.main->getOperand(0));
    const PlacedMap &input = tile.inputs[argument.getArgNumber()];
    SmallVector<Instr, 2> instrs;
    pool.forEachSegment(
        body, piece, [&](const PoolSegment &rows, const PoolSegment &columns) {
          Piece out = {piece.sample, rows.outputs, piece.channels};
          Piece in = {piece.sample, rows.inputs, piece.channels};
          Instr instr;
          instr.opcode = Opcode::Pool;
          instr.mode = modeOf(pool.arithmetic);
          instr.kind = unsigned(pool.average ? quad::PoolKind::average
                                             : quad::PoolKind::max);
          instr.includePad = pool.includePad;
          instr.parBytes = parameterBytes(pool);
          instr.views = {
              pixelView(context, tile.output, out, columns.outputs, true),
              pixelView(context, input, in, columns.inputs, true),
              parameterView(tile)};
          instr.window = {rows.kernel, columns.kernel};
          instr.strides = {rows.stride, columns.stride};
          instr.padding = {rows.padding, columns.padding};
          instrs.push_back(std::move(instr));
        });
    return instrs;
  }

  uint64_t vectorCycles(const Machine &machine, const LayerBody &body,
                        const Piece &piece) const override {
    uint64_t sum = 0;
    Pool::of(body.main).forEachSegment(
        body, piece, [&](const PoolSegment &rows, const PoolSegment &columns) {
          sum +=
              cycles::pool(machine,
                           uint64_t(rows.outputs.size()) *
                               columns.outputs.size() * piece.channels.size(),
                           rows.kernel * columns.kernel);
        });
    return sum;
  }

private:
  static int64_t parameterBytes(const Pool &pool) {
    return pool.averagesReals() ? 16 : 8;
  }
};
} // namespace

const OpPlan &sima::plan::poolPlan() {
  static const PoolPlan plan;
  return plan;
}
