//===- ConstantFolding.cpp - Nodes whose operands are constants -----------===//

#include "ConstantFolding.h"
#include "Limits.h"
#include "llvm/ADT/StringSwitch.h"
#include <cmath>
#include <limits>

using namespace sima::onnx_import;
using llvm::createStringError;
using llvm::Twine;

//===----------------------------------------------------------------------===//
// Moving elements
//===----------------------------------------------------------------------===//

llvm::SmallVector<int64_t>
sima::onnx_import::stridesOf(llvm::ArrayRef<int64_t> shape) {
  llvm::SmallVector<int64_t> strides(shape.size(), 1);
  for (size_t d = shape.size(); d-- > 1;)
    strides[d - 1] = strides[d] * shape[d];
  return strides;
}

ConstantRef sima::onnx_import::gathered(const Constant &from,
                                        llvm::ArrayRef<int64_t> shape,
                                        int64_t offset,
                                        llvm::ArrayRef<int64_t> strides) {
  auto result = std::make_shared<Constant>();
  result->type = from.type;
  result->shape = Shape(shape);
  unsigned width = storedBytes(from.type);
  int64_t count = elementCount(shape);
  result->bytes.resize(count * width);
  Shape at(shape.size(), 0);
  int64_t source = offset;
  for (int64_t i = 0; i < count; ++i) {
    std::copy_n(from.bytes.data() + source * width, width,
                result->bytes.data() + i * width);
    for (size_t d = shape.size(); d-- > 0;) {
      source += strides[d];
      if (++at[d] < shape[d])
        break;
      source -= strides[d] * shape[d];
      at[d] = 0;
    }
  }
  return result;
}

/// Strides of `from` where it is stretched to `shape`.
static llvm::SmallVector<int64_t> stretched(llvm::ArrayRef<int64_t> from,
                                            llvm::ArrayRef<int64_t> shape) {
  llvm::SmallVector<int64_t> strides(shape.size(), 0), own = stridesOf(from);
  for (size_t back = 1; back <= from.size(); ++back)
    if (from[from.size() - back] != 1)
      strides[shape.size() - back] = own[from.size() - back];
  return strides;
}

static ConstantRef withShape(const Constant &from,
                             llvm::ArrayRef<int64_t> shape) {
  auto result = std::make_shared<Constant>(from);
  result->shape = Shape(shape);
  return result;
}

namespace {
/// One node while it is folded.
struct Folding {
  NodeView &node;
  llvm::SmallVector<ConstantRef> in;

  llvm::ArrayRef<int64_t> shape(unsigned i = 0) const {
    return *node.graph.values[node.node.outputs[i]].shape;
  }
  ElementType type() const {
    return node.graph.values[node.node.outputs[0]].type;
  }
  void set(ConstantRef constant, unsigned i = 0) {
    node.setConstant(i, std::move(constant));
  }

  bool move();
  bool arithmetic();
  void concat();
  void gather();
  void split();
  void reduce();
};
} // namespace

void Folding::concat() {
  // Blocks of one operand follow each other: outer positions, then operands.
  int64_t axis = llvm::cantFail(node.integer("axis", 0));
  int64_t outer = elementCount(shape().take_front(axis));
  auto result = std::make_shared<Constant>();
  result->type = in[0]->type;
  result->shape = Shape(shape());
  for (int64_t i = 0; i < outer; ++i)
    for (const ConstantRef &part : in) {
      size_t block = part->bytes.size() / std::max<int64_t>(outer, 1);
      result->bytes += part->bytes.substr(i * block, block);
    }
  set(std::move(result));
}

void Folding::gather() {
  int64_t axis = llvm::cantFail(node.integer("axis", 0)),
          size = in[0]->shape[axis];
  int64_t outer = elementCount(llvm::ArrayRef(in[0]->shape).take_front(axis));
  int64_t inner =
      elementCount(llvm::ArrayRef(in[0]->shape).drop_front(axis + 1));
  size_t block = inner * storedBytes(in[0]->type);
  auto result = std::make_shared<Constant>();
  result->type = in[0]->type;
  result->shape = Shape(shape());
  for (int64_t i = 0; i < outer; ++i)
    for (int64_t index : in[1]->integers())
      result->bytes += in[0]->bytes.substr(
          (i * size + (index < 0 ? index + size : index)) * block, block);
  set(std::move(result));
}

void Folding::split() {
  int64_t axis = llvm::cantFail(node.integer("axis", 0)), offset = 0;
  llvm::SmallVector<int64_t> strides = stridesOf(in[0]->shape);
  for (unsigned i = 0; i < node.outputCount(); ++i) {
    if (!node.node.hasOutput(i))
      continue;
    set(gathered(*in[0], shape(i), offset * strides[axis], strides), i);
    offset += shape(i)[axis];
  }
}

/// Operators that move elements of one type.
bool Folding::move() {
  llvm::StringRef op = node.node.op;
  const Constant &data = *in[0];
  llvm::SmallVector<int64_t> strides = stridesOf(data.shape);
  if (op == "Identity" || op == "Dropout" || op == "Reshape" ||
      op == "Flatten" || op == "Squeeze" || op == "Unsqueeze") {
    set(withShape(data, shape()));
  } else if (op == "Transpose") {
    llvm::SmallVector<int64_t> ordered;
    for (int64_t axis : llvm::cantFail(node.integers("perm")))
      ordered.push_back(strides[axis]);
    set(gathered(data, shape(), 0, ordered));
  } else if (op == "Expand") {
    set(gathered(data, shape(), 0, stretched(data.shape, shape())));
  } else if (op == "Slice") {
    int64_t offset = 0;
    Integers starts = llvm::cantFail(node.integers("starts")),
             steps = llvm::cantFail(node.integers("steps"));
    for (size_t d = 0; d < starts.size(); ++d) {
      offset += starts[d] * strides[d];
      strides[d] *= steps[d];
    }
    set(gathered(data, shape(), offset, strides));
  } else if (op == "Concat") {
    concat();
  } else if (op == "Gather") {
    gather();
  } else if (op == "Split") {
    split();
  } else {
    return false;
  }
  return true;
}

//===----------------------------------------------------------------------===//
// Arithmetic
//===----------------------------------------------------------------------===//

/// A result of `type`, from values in the widest type of their kind.
template <typename T>
static ConstantRef toConstant(ElementType type, llvm::ArrayRef<int64_t> shape,
                              llvm::ArrayRef<T> values) {
  if (type == ElementType::f32) {
    std::vector<float> reals(values.begin(), values.end());
    return Constant::ofFloats(Shape(shape), reals);
  }
  llvm::SmallVector<int64_t> integers;
  for (T value : values) {
    // Out of range only where the model is wrong: any defined value will do.
    bool fits = double(value) >= -9.2e18 && double(value) <= 9.2e18;
    integers.push_back(type == ElementType::boolean ? int64_t(value != 0)
                       : fits                       ? int64_t(value)
                                                    : 0);
  }
  return Constant::ofIntegers(type, Shape(shape), integers);
}

static bool isArithmetic(ElementType type) {
  return type == ElementType::f32 || type == ElementType::boolean ||
         (isInteger(type) && type != ElementType::u64);
}

static int64_t wrap(uint64_t value) { return int64_t(value); }

static int64_t apply(llvm::StringRef op, int64_t a, int64_t b) {
  uint64_t x = uint64_t(a), y = uint64_t(b);
  bool divides = b != 0 && !(a == INT64_MIN && b == -1);
  if (op == "Add" || op == "Sum")
    return wrap(x + y);
  if (op == "Sub")
    return wrap(x - y);
  if (op == "Mul")
    return wrap(x * y);
  if (op == "Div")
    return divides ? a / b : 0;
  if (op == "Mod") // the sign is that of the divisor
    return divides ? (a % b != 0 && (a < 0) != (b < 0) ? a % b + b : a % b) : 0;
  if (op == "Min")
    return std::min(a, b);
  if (op == "Max")
    return std::max(a, b);
  if (op == "Equal")
    return a == b;
  if (op == "Greater")
    return a > b;
  if (op == "GreaterOrEqual")
    return a >= b;
  if (op == "Less")
    return a < b;
  return a <= b;
}

/// The operators of float32 that are exact, or rounded once, in float64.
static double apply(llvm::StringRef op, double a, double b) {
  if (op == "Add" || op == "Sum")
    return a + b;
  if (op == "Sub")
    return a - b;
  if (op == "Mul")
    return a * b;
  if (op == "Div")
    return a / b;
  if (op == "Min")
    return std::fmin(a, b);
  if (op == "Max")
    return std::fmax(a, b);
  if (op == "Equal")
    return a == b;
  if (op == "Greater")
    return a > b;
  if (op == "GreaterOrEqual")
    return a >= b;
  if (op == "Less")
    return a < b;
  return a <= b;
}

static bool isBinary(llvm::StringRef op, bool isReal) {
  if (op == "Mod")
    return !isReal;
  return llvm::StringSwitch<bool>(op)
      .Cases("Add", "Sub", "Mul", "Div", "Min", "Max", "Sum", true)
      .Cases("Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual", true)
      .Default(false);
}

template <typename T>
static std::vector<T> elements(const Constant &from,
                               llvm::ArrayRef<int64_t> shape) {
  ConstantRef wide = gathered(from, shape, 0, stretched(from.shape, shape));
  std::vector<T> values;
  for (int64_t i = 0, n = wide->size(); i < n; ++i)
    if constexpr (std::is_same_v<T, double>)
      values.push_back(wide->real(i));
    else
      values.push_back(wide->integer(i));
  return values;
}

template <typename T>
static ConstantRef binary(llvm::StringRef op, const Folding &folding) {
  std::vector<T> left = elements<T>(*folding.in[0], folding.shape());
  for (const ConstantRef &operand : llvm::drop_begin(folding.in)) {
    std::vector<T> right = elements<T>(*operand, folding.shape());
    for (size_t i = 0; i < left.size(); ++i) {
      left[i] = T(apply(op, left[i], right[i]));
      if (std::is_same_v<T, double> && folding.type() == ElementType::f32)
        left[i] = T(float(left[i]));
    }
  }
  return toConstant<T>(folding.type(), folding.shape(), left);
}

static std::optional<double> apply(llvm::StringRef op, double x) {
  if (op == "Neg")
    return -x;
  if (op == "Abs")
    return std::fabs(x);
  if (op == "Floor")
    return std::floor(x);
  if (op == "Ceil")
    return std::ceil(x);
  if (op == "Round")
    return std::nearbyint(x);
  if (op == "Sqrt")
    return std::sqrt(x);
  if (op == "Reciprocal")
    return 1 / x;
  if (op == "Not")
    return x == 0;
  return std::nullopt;
}

/// Integers that every shape computation stays within; larger ones would lose
/// bits in float64.
static constexpr int64_t kExactInteger = int64_t(1) << 53;

/// Sums, products, extrema of integers along all axes: what shape computations
/// use.
void Folding::reduce() {
  llvm::StringRef op = node.node.op;
  if (shape().size() != 0 && elementCount(shape()) != 1)
    return;
  int64_t result = op == "ReduceProd" ? 1 : 0;
  bool isFirst = true;
  for (int64_t value : in[0]->integers()) {
    llvm::StringRef step = op == "ReduceProd"  ? "Mul"
                           : op == "ReduceSum" ? "Add"
                           : op == "ReduceMin" ? "Min"
                                               : "Max";
    bool takes = isFirst && (op == "ReduceMin" || op == "ReduceMax");
    result = takes ? value : apply(step, result, value);
    isFirst = false;
  }
  set(toConstant<int64_t>(type(), shape(), {result}));
}

bool Folding::arithmetic() {
  llvm::StringRef op = node.node.op;
  for (const ConstantRef &operand : in)
    if (!isArithmetic(operand->type))
      return false;
  if (!isArithmetic(type()))
    return false;
  bool isReal = llvm::any_of(in, [](const ConstantRef &operand) {
    return operand->type == ElementType::f32;
  });
  if (in.size() >= 2 && isBinary(op, isReal)) {
    set(isReal ? binary<double>(op, *this) : binary<int64_t>(op, *this));
    return true;
  }
  if (op == "Where" && in.size() == 3) {
    auto which = elements<int64_t>(*in[0], shape());
    auto yes = elements<double>(*in[1], shape());
    auto no = elements<double>(*in[2], shape());
    for (size_t i = 0; i < yes.size(); ++i)
      yes[i] = which[i] ? yes[i] : no[i];
    set(toConstant<double>(type(), shape(), yes));
    return true;
  }
  if (!isReal && op.starts_with("Reduce") && op != "ReduceMean" &&
      op != "ReduceSumSquare") {
    reduce();
    return true;
  }
  if (in.size() != 1 || (op != "Cast" && !apply(op, 0.0)))
    return false;
  std::vector<double> values;
  for (int64_t i = 0, n = in[0]->size(); i < n; ++i) {
    if (!isReal && std::abs(in[0]->integer(i)) > kExactInteger &&
        in[0]->integer(i) != INT64_MAX)
      return false;
    double value = in[0]->real(i);
    // Casts to integers cut off the fraction.
    values.push_back(op != "Cast"      ? *apply(op, value)
                     : isFloat(type()) ? value
                                       : std::trunc(value));
  }
  if (op == "Cast" && !isReal && isInteger(type())) {
    set(toConstant<int64_t>(type(), shape(), in[0]->integers()));
    return true;
  }
  set(toConstant<double>(type(), shape(), values));
  return true;
}

//===----------------------------------------------------------------------===//
// Codes
//===----------------------------------------------------------------------===//

/// Which scale belongs to element `i`.
static int64_t scaleIndex(llvm::ArrayRef<int64_t> shape, int64_t axis,
                          int64_t i) {
  if (axis < 0)
    return 0;
  return i / stridesOf(shape)[axis] % shape[axis];
}

ConstantRef sima::onnx_import::dequantized(const Constant &codes,
                                           const Constant &scales,
                                           const Constant *zeroPoints,
                                           int64_t axis) {
  std::vector<float> values(codes.size());
  for (size_t i = 0; i < values.size(); ++i) {
    int64_t channel = scaleIndex(codes.shape, axis, i);
    int64_t zeroPoint = zeroPoints ? zeroPoints->integer(channel) : 0;
    values[i] =
        float(codes.integer(i) - zeroPoint) * float(scales.real(channel));
  }
  return Constant::ofFloats(codes.shape, values);
}

/// QuantizeLinear of a constant, as the runtime computes it.
static ConstantRef quantized(const Constant &values, const Constant &scales,
                             const Constant *zeroPoints, int64_t axis,
                             ElementType type) {
  auto [low, high] = codeRange(type);
  llvm::SmallVector<int64_t> codes;
  for (int64_t i = 0, n = values.size(); i < n; ++i) {
    int64_t channel = scaleIndex(values.shape, axis, i);
    int64_t zeroPoint = zeroPoints ? zeroPoints->integer(channel) : 0;
    float code =
        std::nearbyint(float(values.real(i)) / float(scales.real(channel)));
    if (std::isnan(code))
      code = float(low - zeroPoint);
    codes.push_back(int64_t(std::clamp(code, float(low - zeroPoint),
                                       float(high - zeroPoint))) +
                    zeroPoint);
  }
  return Constant::ofIntegers(type, values.shape, codes);
}

/// The constant that `value` is, or that is made by dequantizing one.
static ConstantRef constantOf(Graph &graph, int value) {
  GraphValue &entry = graph.values[value];
  if (entry.constant || entry.producer < 0)
    return entry.constant;
  Node &producer = graph.nodes[entry.producer];
  if (producer.op != "DequantizeLinear")
    return nullptr;
  NodeView view(graph, producer);
  for (int operand : producer.inputs)
    if (operand != kAbsent && !graph.values[operand].isConstant())
      return nullptr;
  if (view.input(0).constant->size() > kMaxFoldedElements)
    return nullptr;
  return dequantized(*view.input(0).constant, *view.input(1).constant,
                     view.hasInput(2) ? view.input(2).constant.get() : nullptr,
                     llvm::cantFail(view.integer("axis", -1)));
}

llvm::Error sima::onnx_import::fold(NodeView &node) {
  if (!node.node.hasOutput(0) || node.inputCount() == 0 ||
      node.graph.values[node.node.outputs[0]].isConstant() ||
      !node.graph.values[node.node.outputs[0]].shape)
    return llvm::Error::success();
  for (int output : node.node.outputs)
    if (output != kAbsent &&
        elementCount(*node.graph.values[output].shape) > kMaxFoldedElements)
      return llvm::Error::success();
  Folding folding{node, {}};
  bool plain = true;
  for (int input : node.node.inputs)
    if (input != kAbsent)
      plain &= node.graph.values[input].isConstant();
  if (node.node.op == "DequantizeLinear")
    return llvm::Error::success();
  for (int input : node.node.inputs) {
    if (input == kAbsent)
      continue;
    ConstantRef constant = constantOf(node.graph, input);
    if (!constant)
      return llvm::Error::success();
    folding.in.push_back(std::move(constant));
  }
  for (int output : node.node.outputs)
    if (output != kAbsent)
      node.graph.foldedElements +=
          elementCount(*node.graph.values[output].shape);
  if (node.graph.foldedElements > kMaxFoldedSum)
    return createStringError("makes the constants that are computed at import "
                             "have more than " +
                             Twine(kMaxFoldedSum) + " elements");
  if (node.node.op == "QuantizeLinear") {
    if (!plain)
      return llvm::Error::success();
    for (int64_t i = 0, n = folding.in[1]->size(); i < n; ++i)
      if (!(folding.in[1]->real(i) > 0))
        return createStringError("has a scale of " +
                                 std::to_string(folding.in[1]->real(i)) +
                                 ", scales are above 0");
    folding.set(quantized(*folding.in[0], *folding.in[1],
                          folding.in.size() > 2 ? folding.in[2].get() : nullptr,
                          llvm::cantFail(node.integer("axis", -1)),
                          folding.type()));
    return llvm::Error::success();
  }
  if (plain && folding.move())
    return llvm::Error::success();
  folding.arithmetic();
  return llvm::Error::success();
}
