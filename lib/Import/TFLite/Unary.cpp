//===- Unary.cpp - Functions of one operand -------------------------------===//
//
// Of 8-bit codes these are tables. Of int16 codes, smooth functions are tables
// to interpolate, and functions of two lines are an mla.prelu with a constant
// slope: the multipliers that LiteRT derives from scales are the same.
//
//===----------------------------------------------------------------------===//
#include "Node.h"
#include "OperatorTable.h"
#include "dialects/MLA/IR/ConstantElements.h"
#include "mlir/Dialect/Quant/QuantTypes.h"
#include "sima/Numerics/TFLiteTables.h"
#include <cmath>

using namespace mlir;
using namespace sima;
using namespace sima::tfl;
using llvm::createStringError;
namespace tflite = sima::numerics::tflite;

namespace {
/// Input, result type, and both quantizations as the numerics want them.
struct Unary {
  Value input;
  RankedTensorType result;
  tflite::Quantization in, out;

  bool isWide() const { return mla::elementBytes(input.getType()) == 2; }
};
} // namespace

/// Codes of uint8 tensors are stored 128 lower.
static tflite::Quantization quantizationOf(Type type, bool isUnsigned) {
  return {mla::tensorScale(type),
          static_cast<int32_t>(mla::tensorZeroPoint(type)),
          isUnsigned ? 128 : 0};
}

static llvm::Expected<Unary> unaryOf(Node &node) {
  auto input = node.input(0);
  if (!input)
    return input.takeError();
  auto type = node.outputType(shapeOf(*input));
  if (!type)
    return type.takeError();
  bool isUnsigned = node.arithmetic() == mla::Arithmetic::tflite_u8;
  return Unary{*input, *type, quantizationOf(input->getType(), isUnsigned),
               quantizationOf(*type, isUnsigned)};
}

/// The result is `input` through a table of `Code`.
template <typename Table>
static llvm::Error setLookup(Node &node, const Unary &unary,
                             llvm::StringRef name, const Table &table,
                             mla::Arithmetic arithmetic) {
  using Code = typename Table::value_type;
  auto type = RankedTensorType::get(
      {int64_t(table.size())},
      IntegerType::get(unary.result.getContext(), 8 * sizeof(Code)));
  llvm::ArrayRef<char> bytes(reinterpret_cast<const char *>(table.data()),
                             table.size() * sizeof(Code));
  Value constant =
      node.create<mla::ConstantOp>(type, mla::makeElements(type, bytes, name));
  return node.setResult(node.create<mla::LookupOp>(
      unary.result, name, unary.input, constant, arithmetic));
}

static llvm::Error setBytes(Node &node, const Unary &unary,
                            llvm::StringRef name,
                            const tflite::ByteTable &table) {
  return setLookup(node, unary, name, table, node.arithmetic());
}

/// A real function: a table of 8-bit codes, or one to interpolate.
static llvm::Error setFunction(Node &node, llvm::StringRef name,
                               tflite::Function function) {
  auto unary = unaryOf(node);
  if (!unary)
    return unary.takeError();
  if (!unary->isWide())
    return setBytes(node, *unary, name,
                    tflite::functionTable(function, unary->in, unary->out));
  return setLookup(node, *unary, name,
                   tflite::functionTable16(function, unary->in, unary->out),
                   mla::Arithmetic::tflite_16x8);
}

llvm::Error sima::tfl::importElu(Node &node) {
  return setFunction(node, "elu", tflite::Function::Elu);
}
llvm::Error sima::tfl::importExp(Node &node) {
  return setFunction(node, "exp", tflite::Function::Exp);
}
llvm::Error sima::tfl::importLog(Node &node) {
  return setFunction(node, "log", tflite::Function::Log);
}

llvm::Error sima::tfl::importGelu(Node &node) {
  // LiteRT takes missing options for all defaults.
  const auto *options = node.op().builtin_options_as<fb::GeluOptions>();
  return setFunction(node, "gelu",
                     options && options->approximate()
                         ? tflite::Function::GeluApproximate
                         : tflite::Function::Gelu);
}

//===----------------------------------------------------------------------===//
// LOGISTIC, TANH
//===----------------------------------------------------------------------===//

static llvm::Error setCurve(Node &node, const Unary &unary,
                            llvm::StringRef name, mla::Arithmetic arithmetic) {
  return setLookup(node, unary, name, tflite::sigmoidTable(), arithmetic);
}

static llvm::Error wrongScale(double found, llvm::StringRef wanted) {
  return createStringError("output has scale " + std::to_string(found) +
                           ", LiteRT's kernel has " + wanted);
}

llvm::Error sima::tfl::importLogistic(Node &node) {
  auto unary = unaryOf(node);
  if (!unary)
    return unary.takeError();
  double wanted = unary->isWide() ? 1.0 / 32768 : 1.0 / 256;
  if (unary->out.scale != wanted)
    return wrongScale(unary->out.scale, unary->isWide() ? "1/32768" : "1/256");
  if (unary->isWide())
    return setCurve(node, *unary, "logistic", mla::Arithmetic::tflite_logistic);
  return setFunction(node, "logistic", tflite::Function::Logistic);
}

llvm::Error sima::tfl::importTanh(Node &node) {
  auto unary = unaryOf(node);
  if (!unary)
    return unary.takeError();
  if (!unary->isWide())
    return setFunction(node, "tanh", tflite::Function::Tanh);
  int32_t exponent = 0;
  if (!tflite::isPowerOfTwoScale(unary->out.scale, &exponent) ||
      exponent != -15)
    return wrongScale(unary->out.scale, "1/32768");
  return setCurve(node, *unary, "tanh", mla::Arithmetic::tflite_tanh);
}

//===----------------------------------------------------------------------===//
// Fixed-point functions of 8 bits
//===----------------------------------------------------------------------===//

llvm::Error sima::tfl::importHardSwish(Node &node) {
  auto unary = unaryOf(node);
  if (!unary)
    return unary.takeError();
  std::optional<tflite::ByteTable> table =
      tflite::hardSwishTable(unary->in, unary->out);
  if (!table)
    return createStringError("output scale is at most 1/128 of the input's, "
                             "which LiteRT refuses");
  return setBytes(node, *unary, "hard_swish", *table);
}

llvm::Error sima::tfl::importNeg(Node &node) {
  auto unary = unaryOf(node);
  if (!unary)
    return unary.takeError();
  return setBytes(node, *unary, "neg", tflite::negTable());
}

llvm::Error sima::tfl::importSqrt(Node &node) {
  auto unary = unaryOf(node);
  if (!unary)
    return unary.takeError();
  return setBytes(node, *unary, "sqrt",
                  tflite::sqrtTable(unary->in, unary->out));
}

llvm::Error sima::tfl::importRsqrt(Node &node) {
  auto unary = unaryOf(node);
  if (!unary)
    return unary.takeError();
  if (unary->isWide())
    return setFunction(node, "rsqrt", tflite::Function::Rsqrt);
  return setBytes(node, *unary, "rsqrt",
                  tflite::rsqrtTable(unary->in, unary->out));
}

//===----------------------------------------------------------------------===//
// Two lines
//===----------------------------------------------------------------------===//

namespace {
/// A function of two lines: the slope of negative numbers is a code times a
/// scale.
struct TwoLines {
  llvm::StringRef name;
  tflite::PreluParams params;
  int32_t slopeCode;
  double slopeScale;
  mla::Activation activation = mla::Activation::none;
};
} // namespace

/// The constant slope, one code of 8 bits.
static Value slopeOf(Node &node, const Unary &unary, const TwoLines &lines) {
  MLIRContext *context = unary.result.getContext();
  auto element = quant::UniformQuantizedType::get(
      quant::QuantizationFlags::Signed, IntegerType::get(context, 8),
      Float32Type::get(context), lines.slopeScale, 0, -128, 127);
  llvm::SmallVector<int64_t, 4> shape(unary.result.getRank(), 1);
  auto storage = RankedTensorType::get(shape, IntegerType::get(context, 8));
  return node.create<mla::ConstantOp>(
      RankedTensorType::get(shape, element),
      DenseElementsAttr::get(storage, static_cast<int8_t>(lines.slopeCode)));
}

static llvm::Error setTwoLines(Node &node, const Unary &unary,
                               const TwoLines &lines, tflite::Range clamp) {
  if (!unary.isWide())
    return setBytes(node, unary, lines.name,
                    tflite::preluTable(lines.params, unary.in.zeroPoint,
                                       lines.slopeCode, unary.out.zeroPoint,
                                       clamp));
  return node.setResult(node.create<mla::PReluOp>(
      unary.result, unary.input, slopeOf(node, unary, lines), lines.activation,
      node.arithmetic()));
}

/// RELU and its relatives, with bounds [low, high].
static llvm::Error setBounded(Node &node, llvm::StringRef name, float low,
                              float high, mla::Activation activation) {
  auto unary = unaryOf(node);
  if (!unary)
    return unary.takeError();
  tflite::Range codes = mla::codeRange(unary->result);
  return setTwoLines(
      node, *unary,
      {name, tflite::reluParams(unary->in.scale, unary->out.scale), 1, 1.0,
       activation},
      tflite::reluRange(low, high, unary->out.scale, unary->out.zeroPoint,
                        codes.lo, codes.hi));
}

llvm::Error sima::tfl::importRelu(Node &node) {
  return setBounded(node, "relu", 0.0f, HUGE_VALF, mla::Activation::relu);
}
llvm::Error sima::tfl::importRelu6(Node &node) {
  return setBounded(node, "relu6", 0.0f, 6.0f, mla::Activation::relu6);
}
llvm::Error sima::tfl::importReluN1To1(Node &node) {
  return setBounded(node, "relu_n1_to_1", -1.0f, 1.0f,
                    mla::Activation::relu_n1_to_1);
}
llvm::Error sima::tfl::importRelu0To1(Node &node) {
  // 8 bits only, so the activation, which lacks this one, is not used.
  return setBounded(node, "relu_0_to_1", 0.0f, 1.0f, mla::Activation::none);
}

llvm::Error sima::tfl::importLeakyRelu(Node &node) {
  auto unary = unaryOf(node);
  if (!unary)
    return unary.takeError();
  auto options = node.options<fb::LeakyReluOptions>();
  if (!options)
    return options.takeError();
  float alpha = (*options)->alpha();
  if (!std::isfinite(alpha))
    return createStringError("alpha is not a finite number");
  // Of int16, the slope is a constant whose scale is positive.
  if (unary->isWide() && alpha < 0.0f)
    return createStringError("alpha of int16 is below 0, which is not "
                             "imported");
  bool isZero = alpha == 0.0f;
  TwoLines lines = {
      "leaky_relu",
      tflite::leakyReluParams(unary->in.scale, alpha, unary->out.scale),
      isZero ? 0 : 1, isZero ? 1.0 : alpha};
  return setTwoLines(node, *unary, lines, mla::codeRange(unary->result));
}

llvm::Error sima::tfl::importAbs(Node &node) {
  auto unary = unaryOf(node);
  if (!unary)
    return unary.takeError();
  return setTwoLines(
      node, *unary,
      {"abs", tflite::absParams(unary->in.scale, unary->out.scale), -1, 1.0},
      mla::codeRange(unary->result));
}

//===----------------------------------------------------------------------===//
// QUANTIZE
//===----------------------------------------------------------------------===//

llvm::Error sima::tfl::importQuantize(Node &node) {
  auto input = node.input(0);
  if (!input)
    return input.takeError();
  auto type = node.outputType(shapeOf(*input));
  if (!type)
    return type.takeError();
  bool isWide = mla::elementBytes(input->getType()) == 2;
  bool bothWide = isWide && mla::elementBytes(*type) == 2;
  fb::TensorType to = node.model().tensor(node.op().outputs()->Get(0)).type();
  if (isWide && to == fb::TensorType::UINT8)
    return createStringError("makes uint8 of int16, LiteRT has no such kernel");
  if (bothWide && (mla::tensorZeroPoint(input->getType()) != 0 ||
                   mla::tensorZeroPoint(*type) != 0))
    return createStringError("has int16 tensors with zero points, LiteRT takes "
                             "0");
  return node.setResult(
      node.create<mla::RescaleOp>(*type, *input, node.arithmetic()));
}
