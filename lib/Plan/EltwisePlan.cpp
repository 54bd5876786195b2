//===- EltwisePlan.cpp - Elementwise operations of two operands -----------===//
//
// One `eltwise` instruction. A rescale of 16-bit codes is one too: their
// product with a constant 1.
//
//===----------------------------------------------------------------------===//
#include "Plans.h"
#include "dialects/MLA/IR/Activation.h"
#include "sima/Machine/Cycles.h"
#include "sima/Numerics/OnnxElementwise.h"
#include "sima/Numerics/TFLiteElementwise.h"
#include "sima/Plan/ConstantBytes.h"
#include "sima/Plan/Views.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace sima;
using namespace sima::mla;
using namespace sima::plan;
using numerics::QuantizedMultiplier;
namespace onnx = sima::numerics::onnx;
namespace tflite = sima::numerics::tflite;

namespace {
/// Mode, kind and parameter block of an instruction (docs/isa.md, eltwise).
struct Eltwise {
  quad::Mode mode = quad::Mode::tflite;
  quad::EltwiseKind kind = quad::EltwiseKind::add;
  int32_t leftShift = 0;
  QuantizedMultiplier a, b, out;
  tflite::Range clamp = {0, 0};

  static constexpr int64_t kParameterBytes = 36;

  void append(std::vector<uint8_t> &to) const {
    Bytes bytes(to);
    bytes.append(leftShift);
    bytes.append(a);
    bytes.append(b);
    bytes.append(out);
    bytes.append(clamp);
  }

  /// Modes of ONNX have float32 words.
  void setReals(float ofA, float ofB, float ofOut) {
    a.multiplier = llvm::bit_cast<int32_t>(ofA);
    b.multiplier = llvm::bit_cast<int32_t>(ofB);
    out.multiplier = llvm::bit_cast<int32_t>(ofOut);
  }

  void setGrid(const tflite::AddParams &params) {
    leftShift = params.leftShift;
    a = params.lhs;
    b = params.rhs;
    out = params.output;
  }
};
} // namespace

/// Sums and differences: on a common grid, or of operands that are shifted.
static void planSum(Eltwise &eltwise, BinaryElementwiseOp op, double a,
                    double b, double out) {
  if (op.getArithmetic() == Arithmetic::tflite_pot) {
    tflite::PowerOfTwoShifts shifts = *tflite::powerOfTwoShifts(a, b, out);
    eltwise.mode = quad::Mode::tflite_pot;
    eltwise.a.shift = shifts.lhs;
    eltwise.b.shift = shifts.rhs;
    return;
  }
  bool wide = elementBytes(op.getOutput().getType()) == 2;
  eltwise.setGrid(tflite::addParams(
      a, b, out, wide ? tflite::kAddLeftShift16 : tflite::kAddLeftShift8));
}

static onnx::Quantization onnxOf(Value value) {
  return {float(tensorScale(value.getType())),
          int32_t(tensorZeroPoint(value.getType()))};
}

static quad::EltwiseKind kindOf(BinaryElementwiseOp op) {
  return llvm::TypeSwitch<Operation *, quad::EltwiseKind>(op)
      .Case<AddOp>([](auto) { return quad::EltwiseKind::add; })
      .Case<SubOp, SquaredDifferenceOp>(
          [](auto) { return quad::EltwiseKind::sub; })
      .Case<MulOp, PReluOp>([](auto) { return quad::EltwiseKind::mul; })
      .Case<DivOp>([](auto) { return quad::EltwiseKind::div; })
      .Case<MinimumOp>([](auto) { return quad::EltwiseKind::min; })
      .Case<MaximumOp>([](auto) { return quad::EltwiseKind::max; });
}

/// Sum and product of the modes that ONNX Runtime's fused kernels have.
static void planFused(Eltwise &eltwise, BinaryElementwiseOp op) {
  onnx::Quantization a = onnxOf(op.getLhs()), b = onnxOf(op.getRhs()),
                     out = onnxOf(op.getOutput());
  int32_t offset = op.getArithmetic() == Arithmetic::onnx_u8 ? 128 : 0;
  if (isa<AddOp>(op.getOperation())) {
    onnx::AddParams params = onnx::addParams(a, b, out, offset);
    return eltwise.setReals(params.lhsFactor, params.rhsFactor,
                            params.constant);
  }
  onnx::MulParams params = onnx::mulParams(a, b, out, offset);
  eltwise.setReals(params.factor, 0, params.outZeroPoint);
}

static void planTFLite(Eltwise &eltwise, BinaryElementwiseOp op) {
  double a = tensorScale(op.getLhs().getType());
  double b = tensorScale(op.getRhs().getType());
  double out = tensorScale(op.getOutput().getType());
  llvm::TypeSwitch<Operation *>(op)
      .Case<AddOp, SubOp>([&](auto) { planSum(eltwise, op, a, b, out); })
      .Case<MulOp>(
          [&](auto) { eltwise.out = tflite::mulMultiplier(a, b, out); })
      .Case<DivOp>(
          [&](auto) { eltwise.out = tflite::divMultiplier(a, b, out); })
      .Case<SquaredDifferenceOp>([&](auto) {
        eltwise.mode = quad::Mode::tflite_squared;
        eltwise.setGrid(tflite::squaredDifferenceParams(a, b, out));
      })
      .Case<PReluOp>([&](auto) {
        tflite::PreluParams params = tflite::preluParams(a, b, out);
        eltwise.mode = quad::Mode::tflite_prelu;
        eltwise.a = params.identity;
        eltwise.b = params.slope;
      });
}

static Eltwise eltwiseOf(BinaryElementwiseOp op) {
  Eltwise eltwise;
  eltwise.kind = kindOf(op);
  eltwise.clamp = activationClamp(op.getActivation(), op.getOutput().getType());
  switch (op.getArithmetic()) {
  case Arithmetic::onnx:
  case Arithmetic::onnx_u8:
    eltwise.mode = modeOf(op.getArithmetic());
    planFused(eltwise, op);
    break;
  case Arithmetic::onnx_float:
    eltwise.mode = quad::Mode::onnx_float;
    eltwise.setReals(onnxOf(op.getLhs()).scale, onnxOf(op.getRhs()).scale,
                     onnxOf(op.getOutput()).scale);
    break;
  default:
    planTFLite(eltwise, op);
  }
  return eltwise;
}

static Instr instrOf(const Eltwise &eltwise, ArrayRef<quad::ViewAttr> views) {
  Instr instr;
  instr.opcode = Opcode::Eltwise;
  instr.views.assign(views.begin(), views.end());
  instr.mode = eltwise.mode;
  instr.kind = unsigned(eltwise.kind);
  instr.parBytes = Eltwise::kParameterBytes;
  return instr;
}

namespace {
class EltwisePlan : public OpPlan {
public:
  /// Of two constants there would be nothing to compute.
  bool acceptsConstant(unsigned) const override { return true; }

  LogicalResult check(const LayerBody &body, const Machine &) const override {
    auto op = cast<BinaryElementwiseOp>(body.main.getOperation());
    if (isConstant(op, 0) && isConstant(op, 1))
      return op->emitError("layer '")
             << body.layer.getName() << "': both operands are constants";
    return success();
  }

  int64_t chunkBytes(const LayerBody &body,
                     mla::Range channels) const override {
    auto op = cast<BinaryElementwiseOp>(body.main.getOperation());
    int64_t bytes = Eltwise::kParameterBytes;
    for (unsigned operand : {0, 1})
      if (isConstant(op, operand))
        bytes += operandMapBytes(body, operand, channels);
    return bytes;
  }

  LogicalResult buildChunk(const LayerBody &body,
                           ConstantChunk &chunk) const override {
    auto op = cast<BinaryElementwiseOp>(body.main.getOperation());
    chunk.parameterOffset = chunk.bytes.size();
    eltwiseOf(op).append(chunk.bytes);
    for (unsigned operand : {0, 1})
      if (isConstant(op, operand) &&
          failed(appendOperandMap(body, operand, chunk)))
        return failure();
    return success();
  }

  uint64_t constantBytes(const LayerBody &body) const override {
    auto op = cast<BinaryElementwiseOp>(body.main.getOperation());
    uint64_t bytes = 0;
    for (unsigned operand : {0, 1})
      if (isConstant(op, operand))
        bytes += storageBytes(op->getOperand(operand).getType());
    return bytes;
  }

  SmallVector<Instr, 2> planTile(const TileContext &tile,
                                 const Piece &piece) const override {
    auto op = cast<BinaryElementwiseOp>(tile.body.main.getOperation());
    Instr instr = instrOf(eltwiseOf(op), {outputView(tile, piece, true),
                                          operandView(tile, 0, piece, false),
                                          operandView(tile, 1, piece, false),
                                          parameterView(tile)});
    int64_t channels = tile.body.outputShape().channels;
    auto isRepeated = [&](Value operand) {
      return channels > 1 && mapShape(operand.getType()).channels == 1;
    };
    instr.broadcastA = isRepeated(op.getLhs());
    instr.broadcastB = isRepeated(op.getRhs());
    return {instr};
  }

  uint64_t vectorCycles(const Machine &machine, const LayerBody &body,
                        const Piece &piece) const override {
    return cycles::eltwise(machine, outputElements(body, piece));
  }

private:
  static bool isConstant(BinaryElementwiseOp op, unsigned operand) {
    return op->getOperand(operand).getDefiningOp<ConstantOp>() != nullptr;
  }
};

/// The product of a 16-bit input, less its zero point, and 1; in onnx_float the
/// product of reals, whose second factor has the scale 1.
class RescalePlan : public OpPlan {
public:
  LogicalResult check(const LayerBody &body, const Machine &) const override {
    auto op = cast<RescaleOp>(body.main.getOperation());
    if (elementBytes(op.getInput().getType()) == 2)
      return success();
    return op.emitError("layer '")
           << body.layer.getName()
           << "': a rescale of 8-bit codes is a table; run --mla-legalize";
  }

  int64_t chunkBytes(const LayerBody &, mla::Range) const override {
    return Eltwise::kParameterBytes + kOneBytes;
  }

  LogicalResult buildChunk(const LayerBody &body,
                           ConstantChunk &chunk) const override {
    chunk.parameterOffset = chunk.bytes.size();
    eltwiseOf(body).append(chunk.bytes);
    chunk.tableOffset = chunk.bytes.size();
    chunk.bytes.push_back(1);
    return success();
  }

  SmallVector<Instr, 2> planTile(const TileContext &tile,
                                 const Piece &piece) const override {
    quad::ViewAttr one =
        makeView(tile.body.layer.getContext(), tile.constants,
                 tile.constantsOffset + tile.chunk.tableOffset, {}, {0, 0, 16});
    Instr instr =
        instrOf(eltwiseOf(tile.body),
                {outputView(tile, piece, true),
                 operandView(tile, 0, piece, false), one, parameterView(tile)});
    instr.broadcastB = true;
    return {instr};
  }

  uint64_t vectorCycles(const Machine &machine, const LayerBody &body,
                        const Piece &piece) const override {
    return cycles::eltwise(machine, outputElements(body, piece));
  }

private:
  static constexpr int64_t kOneBytes = 1;

  static Eltwise eltwiseOf(const LayerBody &body) {
    auto op = cast<RescaleOp>(body.main.getOperation());
    Eltwise eltwise;
    eltwise.kind = quad::EltwiseKind::mul;
    eltwise.clamp = codeRange(op.getOutput().getType());
    if (op.getArithmetic() == Arithmetic::onnx_float) {
      eltwise.mode = quad::Mode::onnx_float;
      eltwise.setReals(onnxOf(op.getInput()).scale, 1.0f,
                       onnxOf(op.getOutput()).scale);
      return eltwise;
    }
    eltwise.out =
        numerics::quantizeMultiplier(tensorScale(op.getInput().getType()) /
                                     tensorScale(op.getOutput().getType()));
    return eltwise;
  }
};
} // namespace

const OpPlan &sima::plan::eltwisePlan() {
  static const EltwisePlan plan;
  return plan;
}
const OpPlan &sima::plan::rescalePlan() {
  static const RescalePlan plan;
  return plan;
}
