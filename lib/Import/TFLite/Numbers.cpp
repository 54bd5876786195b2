//===- Numbers.cpp - Operators of float32 and integers --------------------===//

#include "Numbers.h"
#include "Axes.h"
#include "Node.h"
#include "OperatorTable.h"
#include "TensorType.h"
#include <optional>

using namespace mlir;
using namespace sima;
using namespace sima::tfl;
using fb::BuiltinOperator;

using llvm::createStringError;
using llvm::Twine;
using mla::PointwiseKind;

bool sima::tfl::isNumber(fb::TensorType type) {
  return type == fb::TensorType::FLOAT32 || type == fb::TensorType::INT32 ||
         type == fb::TensorType::INT64 || type == fb::TensorType::BOOL;
}

//===----------------------------------------------------------------------===//
// The operators
//===----------------------------------------------------------------------===//

static llvm::Error importPointwise(Node &node);
static llvm::Error importSelect(Node &node);
static llvm::Error importCast(Node &node);
static llvm::Error importQuantizeNumbers(Node &node);
static llvm::Error importDequantize(Node &node);
static llvm::Error importGatherNd(Node &node);
static llvm::Error importTopK(Node &node);
static llvm::Error importReduction(Node &node);
static llvm::Error importSoftmaxNumbers(Node &node);

namespace {
/// One operator on numbers.
struct NumberOperator {
  BuiltinOperator code;
  unsigned minInputs, maxInputs, maxOutputs;
  llvm::Error (*import)(Node &node);
  /// Inputs from this one on are constants that say what to do; the first
  /// `skipped` ones, too.
  unsigned data = 2, skipped = 0;
  PointwiseKind kind = PointwiseKind::cast; ///< of importPointwise
  bool hasRealConstants = false;            ///< constants may be float32, too
};
} // namespace

static constexpr NumberOperator unary(BuiltinOperator code,
                                      PointwiseKind kind) {
  return {code, 1, 1, 1, importPointwise, 1, 0, kind};
}
static constexpr NumberOperator binary(BuiltinOperator code,
                                       PointwiseKind kind) {
  return {code, 2, 2, 1, importPointwise, 2, 0, kind};
}

static constexpr NumberOperator kOperators[] = {
    unary(BuiltinOperator::ABS, PointwiseKind::abs),
    unary(BuiltinOperator::CEIL, PointwiseKind::ceil),
    unary(BuiltinOperator::COS, PointwiseKind::cos),
    unary(BuiltinOperator::EXP, PointwiseKind::exp),
    unary(BuiltinOperator::FLOOR, PointwiseKind::floor),
    unary(BuiltinOperator::LOG, PointwiseKind::log),
    unary(BuiltinOperator::LOGICAL_NOT, PointwiseKind::logical_not),
    unary(BuiltinOperator::LOGISTIC, PointwiseKind::logistic),
    unary(BuiltinOperator::NEG, PointwiseKind::neg),
    unary(BuiltinOperator::RELU, PointwiseKind::relu),
    unary(BuiltinOperator::RELU6, PointwiseKind::relu6),
    unary(BuiltinOperator::RELU_N1_TO_1, PointwiseKind::relu_n1_to_1),
    unary(BuiltinOperator::ROUND, PointwiseKind::round),
    unary(BuiltinOperator::RSQRT, PointwiseKind::rsqrt),
    unary(BuiltinOperator::SIGN, PointwiseKind::sign),
    unary(BuiltinOperator::SIN, PointwiseKind::sin),
    unary(BuiltinOperator::SQRT, PointwiseKind::sqrt),
    unary(BuiltinOperator::SQUARE, PointwiseKind::square),
    unary(BuiltinOperator::TANH, PointwiseKind::tanh),
    binary(BuiltinOperator::ADD, PointwiseKind::add),
    binary(BuiltinOperator::DIV, PointwiseKind::div),
    binary(BuiltinOperator::EQUAL, PointwiseKind::equal),
    binary(BuiltinOperator::FLOOR_DIV, PointwiseKind::floor_div),
    binary(BuiltinOperator::FLOOR_MOD, PointwiseKind::floor_mod),
    binary(BuiltinOperator::GREATER, PointwiseKind::greater),
    binary(BuiltinOperator::GREATER_EQUAL, PointwiseKind::greater_equal),
    binary(BuiltinOperator::LESS, PointwiseKind::less),
    binary(BuiltinOperator::LESS_EQUAL, PointwiseKind::less_equal),
    binary(BuiltinOperator::LOGICAL_AND, PointwiseKind::logical_and),
    binary(BuiltinOperator::LOGICAL_OR, PointwiseKind::logical_or),
    binary(BuiltinOperator::MAXIMUM, PointwiseKind::maximum),
    binary(BuiltinOperator::MINIMUM, PointwiseKind::minimum),
    binary(BuiltinOperator::MUL, PointwiseKind::mul),
    binary(BuiltinOperator::NOT_EQUAL, PointwiseKind::not_equal),
    binary(BuiltinOperator::POW, PointwiseKind::pow),
    binary(BuiltinOperator::SQUARED_DIFFERENCE,
           PointwiseKind::squared_difference),
    binary(BuiltinOperator::SUB, PointwiseKind::sub),
    {BuiltinOperator::SELECT, 3, 3, 1, importSelect, 3},
    {BuiltinOperator::SELECT_V2, 3, 3, 1, importSelect, 3},
    {BuiltinOperator::CAST, 1, 1, 1, importCast, 1},
    {BuiltinOperator::QUANTIZE, 1, 1, 1, importQuantizeNumbers, 1},
    {BuiltinOperator::DEQUANTIZE, 1, 1, 1, importDequantize, 1},
    {BuiltinOperator::GATHER_ND, 2, 2, 1, importGatherNd, 2},
    {BuiltinOperator::TOPK_V2, 2, 2, 2, importTopK, 1},
    {BuiltinOperator::NON_MAX_SUPPRESSION_V4, 5, 5, 2, importNonMaxSuppression,
     2, 0, PointwiseKind::cast, true},
    {BuiltinOperator::NON_MAX_SUPPRESSION_V5, 6, 6, 3, importNonMaxSuppression,
     2, 0, PointwiseKind::cast, true},
    {BuiltinOperator::SUM, 2, 2, 1, importReduction, 1},
    {BuiltinOperator::MEAN, 2, 2, 1, importReduction, 1},
    {BuiltinOperator::REDUCE_MAX, 2, 2, 1, importReduction, 1},
    {BuiltinOperator::REDUCE_MIN, 2, 2, 1, importReduction, 1},
    {BuiltinOperator::REDUCE_PROD, 2, 2, 1, importReduction, 1},
    {BuiltinOperator::REDUCE_ALL, 2, 2, 1, importReduction, 1},
    {BuiltinOperator::REDUCE_ANY, 2, 2, 1, importReduction, 1},
    {BuiltinOperator::SOFTMAX, 1, 1, 1, importSoftmaxNumbers, 1},
    {BuiltinOperator::LOG_SOFTMAX, 1, 1, 1, importSoftmaxNumbers, 1},
    // What moves elements is imported as for codes.
    {BuiltinOperator::BROADCAST_TO, 2, 2, 1, importBroadcastTo, 1},
    {BuiltinOperator::CONCATENATION, 1, kAnyNumber, 1, importConcatenation,
     kAnyNumber},
    {BuiltinOperator::EXPAND_DIMS, 2, 2, 1, importExpandDims, 1},
    {BuiltinOperator::GATHER, 2, 2, 1, importGather, 1},
    {BuiltinOperator::PACK, 1, kAnyNumber, 1, importPack, kAnyNumber},
    {BuiltinOperator::RESHAPE, 1, 2, 1, importReshape, 1},
    {BuiltinOperator::SLICE, 3, 3, 1, importSlice, 1},
    {BuiltinOperator::SPLIT, 2, 2, kAnyNumber, importSplit, 2, 1},
    {BuiltinOperator::SPLIT_V, 3, 3, kAnyNumber, importSplitV, 1},
    {BuiltinOperator::SQUEEZE, 1, 1, 1, importSqueeze, 1},
    {BuiltinOperator::STRIDED_SLICE, 4, 4, 1, importStridedSlice, 1},
    {BuiltinOperator::TILE, 2, 2, 1, importTile, 1},
    {BuiltinOperator::TRANSPOSE, 2, 2, 1, importTranspose, 1},
    {BuiltinOperator::UNPACK, 1, 1, kAnyNumber, importUnpack, 1},
};

static const NumberOperator *findNumberOperator(BuiltinOperator code) {
  for (const NumberOperator &row : kOperators)
    if (row.code == code)
      return &row;
  return nullptr;
}

std::vector<BuiltinOperator> sima::tfl::numberOperators() {
  std::vector<BuiltinOperator> codes;
  for (const NumberOperator &row : kOperators)
    codes.push_back(row.code);
  return codes;
}

bool sima::tfl::isOnNumbers(const ModelFile &model, unsigned op) {
  BuiltinOperator code = model.code(op);
  // Positions come of codes; what they are wanted for is another question.
  if (code == BuiltinOperator::ARG_MAX || code == BuiltinOperator::ARG_MIN ||
      code == BuiltinOperator::CUSTOM)
    return false;
  // These have no importer for codes, whatever they take.
  if (code == BuiltinOperator::GATHER_ND || code == BuiltinOperator::TOPK_V2)
    return true;
  const NumberOperator *row = findNumberOperator(code);
  llvm::SmallVector<int32_t, 4> inputs = model.opInputs(op);
  unsigned first = row ? row->skipped : 0;
  auto isOf = [&](int32_t tensor) {
    return tensor >= 0 && isNumber(model.tensor(tensor).type());
  };
  if (row && first < inputs.size() && isOf(inputs[first]))
    return true;
  return llvm::any_of(model.opOutputs(op), isOf);
}

//===----------------------------------------------------------------------===//
// What cannot be imported
//===----------------------------------------------------------------------===//

static std::string typeName(fb::TensorType type) {
  return llvm::StringRef(fb::EnumNameTensorType(type)).lower();
}

static bool isCode(fb::TensorType type) {
  return type == fb::TensorType::INT8 || type == fb::TensorType::UINT8 ||
         type == fb::TensorType::INT16;
}

std::string sima::tfl::whyNotOnNumbers(const ModelFile &model, unsigned op) {
  const NumberOperator *row = findNumberOperator(model.code(op));
  llvm::SmallVector<int32_t, 4> inputs = model.opInputs(op);
  llvm::SmallVector<int32_t, 4> outputs = model.opOutputs(op);
  auto typeOf = [&](int32_t tensor) { return model.tensor(tensor).type(); };
  std::string first =
      inputs.empty() || inputs[0] < 0 ? "" : typeName(typeOf(inputs[0]));
  if (!row)
    return first.empty() ? " on numbers" : " on " + first;
  bool mayBeCodes = row->code == BuiltinOperator::DEQUANTIZE ||
                    row->code == BuiltinOperator::QUANTIZE ||
                    row->code == BuiltinOperator::GATHER_ND ||
                    row->code == BuiltinOperator::TOPK_V2;
  // The numbers 0 to 255.
  if (row->code == BuiltinOperator::CAST && !inputs.empty() && inputs[0] >= 0 &&
      typeOf(inputs[0]) == fb::TensorType::UINT8)
    return isQuantized(model, inputs[0]) || outputs.empty() || outputs[0] < 0 ||
                   typeOf(outputs[0]) != fb::TensorType::FLOAT32
               ? " of codes"
               : "";
  for (auto [i, tensor] : llvm::enumerate(inputs)) {
    if (tensor < 0)
      continue;
    if (i < row->skipped || i >= row->data) {
      if (!model.isConstant(tensor))
        return " with operand " + std::to_string(i) +
               " computed at run time, to be exported as a constant";
      bool isReal =
          row->hasRealConstants && typeOf(tensor) == fb::TensorType::FLOAT32;
      if (!isReal && typeOf(tensor) != fb::TensorType::INT32 &&
          typeOf(tensor) != fb::TensorType::INT64)
        return " with operand " + std::to_string(i) + " of " +
               typeName(typeOf(tensor));
    } else if (!isNumber(typeOf(tensor)) &&
               !(mayBeCodes && isCode(typeOf(tensor)))) {
      return " on " + typeName(typeOf(tensor));
    }
    if (model.hasOutsideData(tensor))
      return " with data outside the FlatBuffer";
  }
  for (int32_t tensor : outputs)
    if (tensor >= 0 && !isNumber(typeOf(tensor)) &&
        !(mayBeCodes && isCode(typeOf(tensor))))
      return " to " + typeName(typeOf(tensor));
  fb::ActivationFunctionType fused = fusedActivation(model.op(op));
  if (fused > fb::ActivationFunctionType::RELU6 ||
      fused < fb::ActivationFunctionType::NONE)
    return " with a fused activation on " + first;
  return "";
}

llvm::Error sima::tfl::importOnNumbers(Node &node, unsigned op) {
  const NumberOperator *row = findNumberOperator(node.model().code(op));
  if (llvm::Error error =
          node.checkOperands(row->minInputs, row->maxInputs, row->maxOutputs))
    return error;
  return row->import(node);
}

//===----------------------------------------------------------------------===//
// Pointwise
//===----------------------------------------------------------------------===//

/// The function that a fused activation is.
static std::optional<PointwiseKind> activationOf(const Node &node) {
  switch (node.activation()) {
  case mla::Activation::relu:
    return PointwiseKind::relu;
  case mla::Activation::relu6:
    return PointwiseKind::relu6;
  case mla::Activation::relu_n1_to_1:
    return PointwiseKind::relu_n1_to_1;
  case mla::Activation::none:
    return std::nullopt;
  }
  llvm_unreachable("all activations are handled");
}

/// What LiteRT's kernel does to the results of an arithmetic operator: a fused
/// activation, and a clamp of float32 to finite numbers, activation or not.
static llvm::SmallVector<PointwiseKind, 2> finishing(const Node &node,
                                                     Type type) {
  llvm::SmallVector<PointwiseKind, 2> kinds;
  std::optional<PointwiseKind> activation = activationOf(node);
  if (activation)
    kinds.push_back(*activation);
  bool isArithmetic = node.code() == BuiltinOperator::ADD ||
                      node.code() == BuiltinOperator::SUB ||
                      node.code() == BuiltinOperator::MUL ||
                      node.code() == BuiltinOperator::DIV;
  bool isBounded = activation && *activation != PointwiseKind::relu;
  if (isArithmetic && !isBounded && mla::isFloatTensor(type))
    kinds.push_back(PointwiseKind::finite);
  return kinds;
}

static llvm::Error setPointwise(Node &node, PointwiseKind kind,
                                llvm::SmallVector<Value> operands) {
  auto type = node.anyOutputType();
  if (!type)
    return type.takeError();
  // Constants may have fewer dimensions, and leading ones of 1 more.
  for (Value &operand : operands) {
    auto own = cast<RankedTensorType>(operand.getType());
    llvm::SmallVector<int64_t> shape(own.getShape());
    while (int64_t(shape.size()) > type->getRank() && shape.front() == 1)
      shape.erase(shape.begin());
    if (shape != llvm::SmallVector<int64_t>(own.getShape()))
      operand = node.createView(
          RankedTensorType::get(shape, own.getElementType()), operand);
  }
  llvm::SmallVector<PointwiseKind, 2> steps = finishing(node, *type);
  auto op = node.createChecked<mla::PointwiseOp>(
      steps.empty() ? "" : mla::stringifyPointwiseKind(kind), *type, kind,
      operands);
  if (!op)
    return op.takeError();
  // The name is that of the last step.
  Value value = *op;
  for (PointwiseKind step : steps)
    value = step == steps.back()
                ? node.create<mla::PointwiseOp>(*type, step, value)
                : node.createStep<mla::PointwiseOp>(
                      mla::stringifyPointwiseKind(step), *type, step, value);
  return node.setResult(value);
}

static llvm::Expected<llvm::SmallVector<Value>> operandsOf(Node &node,
                                                           unsigned count) {
  llvm::SmallVector<Value> operands;
  for (unsigned i = 0; i < count; ++i) {
    auto operand = node.input(i);
    if (!operand)
      return operand.takeError();
    operands.push_back(*operand);
  }
  return operands;
}

static llvm::Error setPointwise(Node &node, PointwiseKind kind,
                                unsigned count) {
  auto operands = operandsOf(node, count);
  if (!operands)
    return operands.takeError();
  return setPointwise(node, kind, std::move(*operands));
}

static llvm::Error importPointwise(Node &node) {
  const NumberOperator *row = findNumberOperator(node.code());
  return setPointwise(node, row->kind, row->minInputs);
}

static llvm::Error importSelect(Node &node) {
  auto operands = operandsOf(node, 3);
  if (!operands)
    return operands.takeError();
  // The conditions of a vector are those of rows, where SELECT_V2 broadcasts
  // them along the last dimension.
  llvm::SmallVector<int64_t> conditions = node.statedShape(0),
                             rows = node.statedShape(1);
  if (node.code() == BuiltinOperator::SELECT && conditions.size() == 1 &&
      rows.size() > 1) {
    llvm::SmallVector<int64_t> shape(rows.size(), 1);
    shape.front() = conditions.front();
    operands->front() = node.createView(
        RankedTensorType::get(shape, getElementTypeOrSelf(operands->front())),
        operands->front());
  }
  return setPointwise(node, PointwiseKind::select, std::move(*operands));
}

static llvm::Error importCast(Node &node) {
  if (node.model().tensor(node.inputTensor(0)).type() == fb::TensorType::UINT8)
    return importDequantize(node);
  return setPointwise(node, PointwiseKind::cast, 1);
}

//===----------------------------------------------------------------------===//
// Codes and numbers
//===----------------------------------------------------------------------===//

static llvm::Error importQuantizeNumbers(Node &node) {
  auto input = node.input(0);
  if (!input)
    return input.takeError();
  auto type = node.outputType(shapeOf(*input));
  if (!type)
    return type.takeError();
  if (!mla::isFloatTensor(input->getType()) || !mla::isQuantizedTensor(*type))
    return createStringError("converts float32 to codes only");
  return node.setResult(node.create<mla::QuantizeOp>(
      *type, *input,
      mla::ArithmeticAttr::get(type->getContext(), mla::Arithmetic::tflite)));
}

static llvm::Error importDequantize(Node &node) {
  auto input = node.input(0);
  if (!input)
    return input.takeError();
  auto type = node.outputType(shapeOf(*input));
  if (!type)
    return type.takeError();
  if (!mla::isQuantizedTensor(input->getType()) || !mla::isFloatTensor(*type))
    return createStringError("converts codes to float32 only");
  return node.setResult(node.create<mla::DequantizeOp>(*type, *input));
}

//===----------------------------------------------------------------------===//
// Positions
//===----------------------------------------------------------------------===//

/// The operand in the shape that the file states.
static Value asStated(Node &node, Value value, unsigned input) {
  auto type = cast<RankedTensorType>(value.getType());
  llvm::SmallVector<int64_t> shape = node.statedShape(input);
  if (shape.empty() || ArrayRef(shape) == type.getShape())
    return value;
  return node.createView(RankedTensorType::get(shape, type.getElementType()),
                         value);
}

static llvm::Error importGatherNd(Node &node) {
  auto input = node.input(0);
  if (!input)
    return input.takeError();
  auto indices = node.input(1);
  if (!indices)
    return indices.takeError();
  auto type = node.anyOutputType();
  if (!type)
    return type.takeError();
  Value from = asStated(node, *input, 0), at = asStated(node, *indices, 1);
  ArrayRef<int64_t> places = shapeOf(at);
  if (places.empty() || places.back() > int64_t(shapeOf(from).size()))
    return createStringError("indices of shape " + toString(places) +
                             " have more positions than the input dimensions");
  llvm::SmallVector<int64_t> shape(places.drop_back());
  llvm::append_range(shape, shapeOf(from).drop_front(places.back()));
  if (shape.size() > mla::kMaxRank || shape.empty())
    return createStringError("gives rank " + Twine(shape.size()) +
                             ", imported are ranks 1 to " +
                             Twine(mla::kMaxRank));
  auto gathered =
      RankedTensorType::get(shape, getElementTypeOrSelf(from.getType()));
  if (gathered.getNumElements() != type->getNumElements())
    return createStringError("output has shape " + toString(type->getShape()) +
                             ", the operator gives " + toString(shape));
  Type index = getElementTypeOrSelf(at.getType());
  if (gathered.getElementType() != type->getElementType() ||
      !(index.isSignlessInteger(32) || index.isSignlessInteger(64)))
    return createStringError("output must have the type of the input, and "
                             "indices those of integers");
  // The name is that of the value in its final shape.
  if (gathered == *type)
    return node.setResult(node.create<mla::GatherNdOp>(*type, from, at));
  Value result =
      node.createStep<mla::GatherNdOp>("gathered", gathered, from, at);
  return node.setResult(node.create<mla::ReshapeOp>(*type, result));
}

static llvm::Error importTopK(Node &node) {
  auto input = node.input(0);
  if (!input)
    return input.takeError();
  if (node.outputCount() != 2)
    return createStringError("has " + Twine(node.outputCount()) +
                             " outputs, gives 2");
  auto values = node.anyOutputType(0), indices = node.anyOutputType(1);
  if (!values)
    return values.takeError();
  if (!indices)
    return indices.takeError();
  auto op = node.createChecked<mla::TopKOp>("", *values, *indices, *input);
  if (!op)
    return op.takeError();
  if (llvm::Error error = node.setResult(op->getValues(), 0))
    return error;
  return node.setResult(op->getIndices(), 1);
}

//===----------------------------------------------------------------------===//
// Reductions
//===----------------------------------------------------------------------===//

/// Reduces `axes` of `value`, which stay with size 1.
static Value reduced(Node &node, mla::NumberReduction kind, Value value,
                     llvm::ArrayRef<int64_t> axes, llvm::StringRef step) {
  auto type = cast<RankedTensorType>(value.getType());
  llvm::SmallVector<int64_t> shape(type.getShape());
  for (int64_t axis : axes)
    shape[axis] = 1;
  return node.createStep<mla::ReduceNumbersOp>(
      step, RankedTensorType::get(shape, type.getElementType()), kind, value,
      axes, mla::SumOrderAttr());
}

/// What an operator does with numbers, or with truth values.
static mla::NumberReduction reductionOf(BuiltinOperator code, bool isTruth) {
  switch (code) {
  case BuiltinOperator::SUM:
    return isTruth ? mla::NumberReduction::maximum : mla::NumberReduction::sum;
  case BuiltinOperator::REDUCE_PROD:
    return isTruth ? mla::NumberReduction::minimum
                   : mla::NumberReduction::product;
  case BuiltinOperator::REDUCE_MAX:
  case BuiltinOperator::REDUCE_ANY:
    return mla::NumberReduction::maximum;
  case BuiltinOperator::REDUCE_MIN:
  case BuiltinOperator::REDUCE_ALL:
    return mla::NumberReduction::minimum;
  default:
    return mla::NumberReduction::mean;
  }
}

static llvm::Error importReduction(Node &node) {
  auto input = node.input(0);
  if (!input)
    return input.takeError();
  auto stated = node.integers(1);
  if (!stated)
    return stated.takeError();
  llvm::SmallVector<int64_t> axes;
  for (int64_t axis : *stated) {
    auto dimension = node.axis(axis);
    if (!dimension)
      return dimension.takeError();
    if (!llvm::is_contained(axes, *dimension))
      axes.push_back(*dimension);
  }
  llvm::sort(axes);
  auto type = node.anyOutputType();
  if (!type)
    return type.takeError();
  Type element = getElementTypeOrSelf(*input);
  mla::NumberReduction kind =
      reductionOf(node.code(), element.isSignlessInteger(8));
  // LiteRT adds int32 up in 64 bits for a mean.
  bool isWide =
      kind == mla::NumberReduction::mean && element.isSignlessInteger(32);
  auto convert = [&](Value value, Type to, llvm::StringRef step) -> Value {
    return node.createStep<mla::PointwiseOp>(
        step, RankedTensorType::get(shapeOf(value), to), PointwiseKind::cast,
        value);
  };
  Value kept =
      isWide
          ? convert(*input, IntegerType::get(element.getContext(), 64), "wide")
          : *input;
  kept = reduced(node, kind, kept, axes, "reduce");
  if (isWide)
    kept = convert(kept, element, "narrow");
  if (cast<RankedTensorType>(kept.getType()).getNumElements() !=
          type->getNumElements() ||
      getElementTypeOrSelf(kept.getType()) != type->getElementType())
    return createStringError("output has shape " + toString(type->getShape()) +
                             ", the operator gives " + toString(shapeOf(kept)) +
                             " without the axes");
  return node.setResult(node.create<mla::ReshapeOp>(*type, kept));
}

/// exp(x - max) / sum, or x - max - log(sum): what LiteRT's reference kernels
/// compute, in their order.
static llvm::Error importSoftmaxNumbers(Node &node) {
  auto input = node.input(0);
  if (!input)
    return input.takeError();
  auto type = node.outputType(shapeOf(*input));
  if (!type)
    return type.takeError();
  if (!mla::isFloatTensor(*type))
    return createStringError("is computed of float32 only");
  bool isLog = node.code() == BuiltinOperator::LOG_SOFTMAX;
  float beta = 1;
  if (!isLog) {
    auto options = node.options<fb::SoftmaxOptions>();
    if (!options)
      return options.takeError();
    beta = (*options)->beta();
  }
  int64_t last = int64_t(type->getRank()) - 1;
  auto apply = [&](PointwiseKind kind, ValueRange operands,
                   llvm::StringRef step) -> Value {
    return node.createStep<mla::PointwiseOp>(step, operands.front().getType(),
                                             kind, operands);
  };
  Value top =
      reduced(node, mla::NumberReduction::maximum, *input, {last}, "max");
  Value shifted = apply(PointwiseKind::sub, {*input, top}, "shifted");
  if (beta != 1) {
    auto scalar = RankedTensorType::get({1}, type->getElementType());
    Value factor = node.createStep<mla::ConstantOp>(
        "beta", scalar, DenseElementsAttr::get(scalar, beta));
    shifted = apply(PointwiseKind::mul, {shifted, factor}, "scaled");
  }
  Value powers = apply(PointwiseKind::exp, {shifted}, "exp");
  Value sum = reduced(node, mla::NumberReduction::sum, powers, {last}, "sum");
  if (isLog)
    sum = apply(PointwiseKind::log, {sum}, "log");
  return node.setResult(node.create<mla::PointwiseOp>(
      *type, isLog ? PointwiseKind::sub : PointwiseKind::div,
      ValueRange{isLog ? shifted : powers, sum}));
}
