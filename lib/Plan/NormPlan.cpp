//===- NormPlan.cpp - Normalisations --------------------------------------===//
//
// One instruction a tile. The parameter blocks are those of `norm` in
// docs/isa.md.
//
//===----------------------------------------------------------------------===//
#include "Plans.h"
#include "sima/Machine/Cycles.h"
#include "sima/Numerics/OnnxReduce.h"
#include "sima/Numerics/TFLiteNorm.h"
#include "sima/Plan/ConstantBytes.h"
#include "sima/Plan/Views.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace sima;
using namespace sima::mla;
using namespace sima::plan;
using namespace sima::numerics;
using quad::NormKind;

static Arithmetic arithmeticOf(const LayerBody &body) {
  return body.main->getAttrOfType<ArithmeticAttr>("arithmetic").getValue();
}

static NormKind kindOf(Operation *op) {
  return llvm::TypeSwitch<Operation *, NormKind>(op)
      .Case<LogSoftmaxOp>([](auto) { return NormKind::log_softmax; })
      .Case<L2NormalizationOp>([](auto) { return NormKind::l2; })
      .Case<LayerNormOp>([](auto) { return NormKind::layer; })
      .Case<RMSNormOp>([](auto) { return NormKind::rms; })
      .Case<InstanceNormOp>([](auto) { return NormKind::instance; })
      .Case<LRNOp>([](auto) { return NormKind::local_response; })
      .Default([](auto) { return NormKind::softmax; });
}

static double inputScale(const LayerBody &body) {
  return tensorScale(body.main->getOperand(0).getType());
}
static double outputScale(const LayerBody &body) {
  return tensorScale(body.main->getResult(0).getType());
}

//===----------------------------------------------------------------------===//
// Parameter blocks
//===----------------------------------------------------------------------===//

static void append(Bytes &bytes, const tflite::SoftmaxParams &params) {
  bytes.append<int32_t>(params.inputMultiplier);
  bytes.append<int32_t>(params.inputLeftShift);
  bytes.append<int32_t>(params.diffMin);
}

static void append(Bytes &bytes, const InterpolatedTable &table) {
  for (int16_t entry : table)
    bytes.append<int16_t>(entry);
}

/// Softmax where codes are computed with.
static void appendSoftmax(const LayerBody &body, SoftmaxOp op, Bytes &bytes) {
  double beta = op.getBeta().convertToDouble();
  switch (arithmeticOf(body)) {
  case Arithmetic::tflite_16x8:
    bytes.append(tflite::softmax16Multiplier(beta, inputScale(body)));
    append(bytes, tflite::softmax16ExpTable());
    append(bytes, tflite::softmax16ReciprocalTable());
    return;
  case Arithmetic::onnx:
  case Arithmetic::onnx_u8:
    bytes.append(onnx::softmaxSteps(float(outputScale(body))));
    for (float entry :
         onnx::softmaxTable(float(inputScale(body)),
                            mapShape(op.getInput().getType()).channels))
      bytes.append(entry);
    return;
  default:
    append(bytes, tflite::softmaxParams(beta, inputScale(body)));
  }
}

/// Blocks of the arithmetics that compute with codes.
static void appendCodeParameters(const LayerBody &body, Bytes &bytes) {
  Operation *op = body.main.getOperation();
  if (auto softmax = dyn_cast<SoftmaxOp>(op))
    return appendSoftmax(body, softmax, bytes);
  if (isa<LogSoftmaxOp>(op)) {
    tflite::LogSoftmaxParams params =
        tflite::logSoftmaxParams(inputScale(body));
    append(bytes, params.softmax);
    bytes.append(params.toCodes);
    return;
  }
  bytes.append(codeRange(op->getResult(0).getType())); // l2_normalization
}

/// The f32 constant `operand` for `channels` of the input.
static LogicalResult appendFactors(const LayerBody &body, unsigned operand,
                                   mla::Range channels, Bytes &bytes) {
  auto raw = constantBytesOf(body, body.main->getOperand(operand),
                             operand == 1 ? "scale" : "offset");
  if (failed(raw))
    return failure();
  for (int64_t c = channels.begin; c < channels.end; ++c)
    bytes.append(llvm::support::endian::read32le(raw->data() + 4 * c));
  return success();
}

/// Blocks of onnx_float: both scales, what the kind adds, then the factors of
/// the channels that the tile's rows have.
static LogicalResult appendRealParameters(const LayerBody &body,
                                          mla::Range channels, Bytes &bytes) {
  Operation *op = body.main.getOperation();
  bytes.append(float(inputScale(body)));
  bytes.append(float(outputScale(body)));
  if (auto epsilon = op->getAttrOfType<FloatAttr>("epsilon"))
    bytes.append(epsilon.getValue().convertToFloat());
  if (auto lrn = dyn_cast<LRNOp>(op)) {
    bytes.append<int32_t>(lrn.getSize());
    bytes.append(lrn.getAlpha().convertToFloat());
    bytes.append(lrn.getBeta().convertToFloat());
    bytes.append(lrn.getBias().convertToFloat());
  }
  for (unsigned operand = 1; operand < op->getNumOperands(); ++operand)
    if (failed(appendFactors(body, operand, channels, bytes)))
      return failure();
  return success();
}

/// Bytes of the block for `channels` of the output.
static int64_t parameterBytes(const LayerBody &body, int64_t channels) {
  constexpr int64_t kTableBytes = 2 * kInterpolatedTableEntries;
  Operation *op = body.main.getOperation();
  int64_t factors = 4 * channels * (op->getNumOperands() - 1);
  Arithmetic arithmetic = arithmeticOf(body);
  bool onReals = arithmetic == Arithmetic::onnx_float;
  switch (kindOf(op)) {
  case NormKind::softmax:
    if (onReals)
      return 8;
    if (arithmetic == Arithmetic::tflite_16x8)
      return 8 + 2 * kTableBytes;
    return arithmetic == Arithmetic::onnx || arithmetic == Arithmetic::onnx_u8
               ? 4 + 4 * 256
               : 12;
  case NormKind::log_softmax:
    return onReals ? 8 : 20;
  case NormKind::l2:
    return onReals ? 12 : 8;
  case NormKind::layer:
  case NormKind::rms:
  case NormKind::instance:
    return 12 + factors;
  case NormKind::local_response:
    return 24;
  }
  llvm_unreachable("covered switch");
}

//===----------------------------------------------------------------------===//
// The plan
//===----------------------------------------------------------------------===//

namespace {
class NormPlan : public OpPlan {
public:
  bool acceptsConstant(unsigned operand) const override { return operand > 0; }

  int64_t chunkBytes(const LayerBody &body,
                     mla::Range channels) const override {
    return parameterBytes(body, channels.size());
  }

  LogicalResult buildChunk(const LayerBody &body,
                           ConstantChunk &chunk) const override {
    Bytes bytes(chunk.bytes);
    if (arithmeticOf(body) == Arithmetic::onnx_float)
      return appendRealParameters(body, chunk.channels, bytes);
    appendCodeParameters(body, bytes);
    return success();
  }

  uint64_t constantBytes(const LayerBody &body) const override {
    return 4 * body.outputShape().channels * (body.main->getNumOperands() - 1);
  }

  SmallVector<Instr, 2> planTile(const TileContext &tile,
                                 const Piece &piece) const override {
    Instr instr;
    instr.opcode = Opcode::Norm;
    instr.mode = modeOf(arithmeticOf(tile.body));
    instr.views = {outputView(tile, piece, false),
                   operandView(tile, 0, piece, true), parameterView(tile)};
    instr.kind = unsigned(kindOf(tile.body.main));
    instr.parBytes = parameterBytes(tile.body, piece.channels.size());
    return {instr};
  }

  uint64_t vectorCycles(const Machine &machine, const LayerBody &body,
                        const Piece &piece) const override {
    return cycles::norm(machine, outputElements(body, piece));
  }
};
} // namespace

const OpPlan &sima::plan::normPlan() {
  static const NormPlan plan;
  return plan;
}
