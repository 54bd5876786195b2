//===- EmitNumbers.cpp - Functions of numbers, rows and reductions --------===//
//
// Functions are made of the operations in which the runtime evaluates them, so
// that each rounds where the runtime rounds.
//
//===----------------------------------------------------------------------===//

#include "Expression.h"
#include "NumberEmitter.h"
#include "NumberOperators.h"
#include "dialects/MLA/IR/TensorTypes.h"
#include "llvm/ADT/StringSwitch.h"
#include <limits>

using namespace mlir;
using namespace sima;
using namespace sima::onnx_import;
using llvm::createStringError;
using mla::PointwiseKind;
using numerics::onnx::BinaryFunction;
using numerics::onnx::Unary;
using numerics::onnx::UnaryFunction;

static RankedTensorType typeOf(Value value) {
  return cast<RankedTensorType>(value.getType());
}

static Shape shapeOf(Value value) { return Shape(typeOf(value).getShape()); }

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

template <typename T>
static T attribute(const Node &node, StringRef name, T otherwise) {
  auto found = node.attributes.find(name);
  if (found != node.attributes.end())
    if (const T *value = std::get_if<T>(&found->second))
      return *value;
  return otherwise;
}

int64_t NumberEmitter::integer(StringRef name, int64_t otherwise) const {
  return attribute<int64_t>(node, name, otherwise);
}

std::vector<int64_t> NumberEmitter::integers(StringRef name) const {
  return attribute<std::vector<int64_t>>(node, name, {});
}

std::string NumberEmitter::text(StringRef name, StringRef otherwise) const {
  return attribute<std::string>(node, name, otherwise.str());
}

ConstantRef NumberEmitter::constant(unsigned i) const {
  return node.hasInput(i) ? graph.values[node.inputs[i]].constant : nullptr;
}

//===----------------------------------------------------------------------===//
// At each place
//===----------------------------------------------------------------------===//

Value NumberEmitter::apply(PointwiseKind kind, ValueRange operands,
                           Type element) {
  Shape shape;
  for (Value operand : operands) {
    Shape own = shapeOf(operand);
    if (own.size() > shape.size())
      shape.insert(shape.begin(), own.size() - shape.size(), 1);
    for (size_t d = 0; d < own.size(); ++d) {
      int64_t &size = shape[shape.size() - own.size() + d];
      size = std::max(size, own[d]);
    }
  }
  if (!element)
    element = mla::isComparison(kind)
                  ? builder.getI8Type()
                  : typeOf(operands.back()).getElementType();
  return builder.create<mla::PointwiseOp>(
      loc, RankedTensorType::get(shape, element), kind, operands);
}

Value NumberEmitter::scalar(float value) {
  auto type = RankedTensorType::get({1}, builder.getF32Type());
  return builder.create<mla::ConstantOp>(loc, type,
                                         DenseElementsAttr::get(type, value));
}

Value NumberEmitter::scalarLike(Value value, double number) {
  Type element = typeOf(value).getElementType();
  if (element.isF32())
    return scalar(float(number));
  auto type = RankedTensorType::get({1}, element);
  return builder.create<mla::ConstantOp>(
      loc, type,
      DenseElementsAttr::get(
          type, builder.getIntegerAttr(element, int64_t(number)).getValue()));
}

Value NumberEmitter::hardSigmoid(Value x, float alpha, float beta) {
  Value line =
      apply(PointwiseKind::add,
            {apply(PointwiseKind::mul, {x, scalar(alpha)}), scalar(beta)});
  return apply(PointwiseKind::maximum,
               {scalar(0), apply(PointwiseKind::minimum, {scalar(1), line})});
}

/// Functions that are made of exp, tanh and erf.
Value NumberEmitter::smooth(const Unary &function, Value x) {
  using K = PointwiseKind;
  float alpha = function.alpha;
  auto mul = [&](Value a, Value b) { return apply(K::mul, {a, b}); };
  auto add = [&](Value a, Value b) { return apply(K::add, {a, b}); };
  auto expMinus1 = [&](Value a) {
    return apply(K::sub, {apply(K::exp_eigen, {a}), scalar(1)});
  };
  auto isAbove0 = [&](K kind) { return apply(kind, {x, scalar(0)}); };
  switch (function.function) {
  case UnaryFunction::Celu: {
    Value below =
        mul(scalar(alpha), expMinus1(apply(K::div, {x, scalar(alpha)})));
    return add(apply(K::maximum, {scalar(0), x}),
               apply(K::minimum, {scalar(0), below}));
  }
  case UnaryFunction::Elu:
    return apply(K::select, {isAbove0(K::greater_equal), x,
                             mul(scalar(alpha), expMinus1(x))});
  case UnaryFunction::Selu:
    return apply(K::select,
                 {isAbove0(K::greater), mul(scalar(function.beta), x),
                  mul(scalar(function.beta * alpha), expMinus1(x))});
  case UnaryFunction::Gelu: {
    constexpr float inverseRootOf2 = 0.70710678118654752440f;
    Value erf = apply(K::erf_mlas, {mul(x, scalar(inverseRootOf2))});
    return mul(mul(scalar(0.5f), x), add(erf, scalar(1)));
  }
  case UnaryFunction::GeluTanh: {
    constexpr float rootOf2OverPi = 0.7978845608028654f;
    constexpr float cubic = 0.035677408136300125f; // 0.044715 * that
    Value inner =
        mul(x, add(mul(mul(scalar(cubic), x), x), scalar(rootOf2OverPi)));
    Value half = mul(apply(K::tanh_mlas, {inner}), scalar(0.5f));
    return mul(x, add(half, scalar(0.5f)));
  }
  case UnaryFunction::Mish:
    return mul(x, apply(K::tanh_mlas, {apply(K::softplus_eigen, {x})}));
  default: // QuickGelu
    return mul(x, apply(K::logistic_mlas, {mul(scalar(alpha), x)}));
  }
}

/// The kind that is the function, for those that need no more.
static std::optional<PointwiseKind> kindOf(UnaryFunction function) {
  using K = PointwiseKind;
  switch (function) {
  case UnaryFunction::Abs:
    return K::abs;
  case UnaryFunction::Ceil:
    return K::ceil;
  case UnaryFunction::Erf:
    return K::erf_mlas;
  case UnaryFunction::Exp:
    return K::exp_mlas;
  case UnaryFunction::Floor:
    return K::floor;
  case UnaryFunction::Log:
    return K::log_eigen;
  case UnaryFunction::Neg:
    return K::neg;
  case UnaryFunction::Relu:
    return K::relu;
  case UnaryFunction::Sigmoid:
    return K::logistic_mlas;
  case UnaryFunction::Sign:
    return K::sign;
  case UnaryFunction::Softplus:
    return K::softplus_eigen;
  case UnaryFunction::Sqrt:
    return K::sqrt;
  case UnaryFunction::Tanh:
    return K::tanh_mlas;
  default:
    return std::nullopt;
  }
}

NumberEmitter::Result NumberEmitter::unary(const Unary &function, Value x) {
  using K = PointwiseKind;
  UnaryFunction which = function.function;
  bool isForIntegers =
      which == UnaryFunction::Abs || which == UnaryFunction::Neg ||
      which == UnaryFunction::Sign || which == UnaryFunction::Relu;
  if (!typeOf(x).getElementType().isF32() && !isForIntegers)
    return createStringError("takes integers; float32 is imported");
  if (std::optional<K> kind = kindOf(which))
    return apply(*kind, {x});
  float alpha = function.alpha, beta = function.beta;
  switch (which) {
  case UnaryFunction::HardSigmoid:
    return hardSigmoid(x, alpha, beta);
  case UnaryFunction::HardSwish:
    return apply(K::mul, {x, hardSigmoid(x, 1.0f / 6.0f, 0.5f)});
  case UnaryFunction::LeakyRelu:
    return apply(K::select, {apply(K::greater_equal, {x, scalar(0)}), x,
                             apply(K::mul, {scalar(alpha), x})});
  case UnaryFunction::Reciprocal:
    return apply(K::div, {scalar(1), x});
  case UnaryFunction::Round: {
    // The operation makes +0 of fractions below 0.
    Value opposite = apply(K::round, {apply(K::neg, {x})});
    return apply(K::select, {apply(K::less, {x, scalar(0)}),
                             apply(K::neg, {opposite}), apply(K::round, {x})});
  }
  case UnaryFunction::Softsign: {
    Value above = apply(K::add, {scalar(1), apply(K::abs, {x})});
    return apply(K::mul, {apply(K::div, {scalar(1), above}), x});
  }
  case UnaryFunction::ThresholdedRelu:
    return apply(K::select,
                 {apply(K::greater, {x, scalar(alpha)}), x, scalar(0)});
  default:
    return smooth(function, x);
  }
}

/// The greater or lesser one, or else the one that is no number: the operation
/// gives the second one where it cannot decide.
Value NumberEmitter::extreme(PointwiseKind kind, Value a, Value b) {
  Value result = apply(kind, {a, b});
  if (!typeOf(a).getElementType().isF32())
    return result;
  Value isNoNumber = apply(PointwiseKind::not_equal, {a, a});
  return apply(PointwiseKind::select, {isNoNumber, a, result});
}

/// Bounds are inputs or, before operator set 11, attributes; without one it is
/// the greatest or least finite number.
NumberEmitter::Result NumberEmitter::clip(Values operands) {
  Value result = operands[0].value;
  bool isFloat = typeOf(result).getElementType().isF32();
  for (unsigned i : {1u, 2u}) {
    const char *name = i == 1 ? "min" : "max";
    Value bound;
    if (i < operands.size() && operands[i].value)
      bound = operands[i].value;
    else if (!node.hasInput(i) && node.attributes.count(name))
      bound = scalarLike(result, attribute<float>(node, name, 0));
    else if (isFloat)
      bound = scalar(i == 1 ? -std::numeric_limits<float>::max()
                            : std::numeric_limits<float>::max());
    if (bound)
      result = apply(i == 1 ? PointwiseKind::maximum : PointwiseKind::minimum,
                     {bound, result});
  }
  return result;
}

/// A constant power of 2 or 3 is a product.
NumberEmitter::Result NumberEmitter::power(Value base,
                                           const NumberValue &exponent,
                                           unsigned exponentInput) {
  using K = PointwiseKind;
  if (typeOf(base).getElementType() != typeOf(exponent.value).getElementType())
    return createStringError("has a base and an exponent of other types");
  ConstantRef known = constant(exponentInput);
  bool isScalar = known && known->size() == 1;
  if (isScalar && (known->real(0) == 2 || known->real(0) == 3)) {
    Value square = apply(K::mul, {base, base});
    return known->real(0) == 2 ? square : apply(K::mul, {square, base});
  }
  return apply(K::pow, {base, exponent.value});
}

NumberEmitter::Result NumberEmitter::binary(BinaryFunction function,
                                            Values operands) {
  using K = PointwiseKind;
  auto kind = [&] {
    switch (function) {
    case BinaryFunction::Sub:
      return K::sub;
    case BinaryFunction::Mul:
      return K::mul;
    case BinaryFunction::Div:
      return K::div;
    case BinaryFunction::Min:
      return K::minimum;
    case BinaryFunction::Max:
      return K::maximum;
    default:
      return K::add;
    }
  };
  Value result = operands[0].value;
  for (const NumberValue &operand : operands.drop_front()) {
    if (!operand.value)
      return createStringError("lacks an operand");
    if (function == BinaryFunction::Pow)
      return power(result, operand, 1);
    if (function == BinaryFunction::PRelu) {
      Value isPositive =
          apply(K::greater_equal, {result, scalarLike(result, 0)});
      return apply(K::select, {isPositive, result,
                               apply(K::mul, {result, operand.value})});
    }
    if (kind() == K::minimum || kind() == K::maximum)
      result = extreme(kind(), result, operand.value);
    else
      result = apply(kind(), {result, operand.value});
  }
  return result;
}

NumberEmitter::Result NumberEmitter::pointwise(PointwiseKind kind,
                                               Values operands) {
  SmallVector<Value> values;
  for (const NumberValue &operand : operands)
    values.push_back(operand.value);
  if (values.size() != mla::operandsOf(kind) ||
      llvm::is_contained(values, Value()))
    return createStringError("lacks an operand");
  return apply(kind, values);
}

NumberEmitter::Result NumberEmitter::modulo(Values operands) {
  if (integer("fmod", 0) || typeOf(operands[0].value).getElementType().isF32())
    return createStringError("has the sign of the dividend (fmod); that of "
                             "the divisor, of integers, is imported");
  return pointwise(PointwiseKind::floor_mod, operands);
}

/// Stored shapes of operands have to fit together as the model's do.
llvm::Error NumberEmitter::checkBroadcast(Values operands) {
  Shape wanted = numberShape(resultShapes[0]);
  for (const NumberValue &operand : operands) {
    if (!operand.value)
      continue;
    Shape own = shapeOf(operand.value);
    bool fits = own.size() <= wanted.size();
    for (size_t d = 0; fits && d < own.size(); ++d) {
      int64_t size = wanted[wanted.size() - own.size() + d];
      fits = own[d] == size || own[d] == 1;
    }
    if (!fits || operand.shape.size() > resultShapes[0].size())
      return createStringError("broadcasts shape " + toString(operand.shape) +
                               " to " + toString(resultShapes[0]) +
                               "; 4 dimensions are imported");
  }
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// Reductions
//===----------------------------------------------------------------------===//

/// Whether dimensions are reduced, neighbours that are alike as one.
static SmallVector<bool> reducedPattern(ArrayRef<int64_t> shape,
                                        ArrayRef<int64_t> axes) {
  SmallVector<bool> pattern;
  for (size_t d = 0; d < shape.size(); ++d) {
    bool isReduced = llvm::is_contained(axes, int64_t(d));
    if (pattern.empty() || pattern.back() != isReduced)
      pattern.push_back(isReduced);
  }
  return pattern;
}

NumberEmitter::Result NumberEmitter::reduce(mla::NumberReduction kind,
                                            const NumberValue &x) {
  std::vector<int64_t> axes = integers("axes");
  SmallVector<bool> pattern = reducedPattern(x.shape, axes);
  bool isSum =
      kind == mla::NumberReduction::sum || kind == mla::NumberReduction::mean;
  Type element = typeOf(x.value).getElementType();
  bool needsOrder = element.isF32() && isSum;
  bool isLast = pattern.empty() || (pattern.back() && pattern.size() <= 2);
  bool isFirst = !pattern.empty() && !pattern.back() && pattern.size() <= 2;
  if (needsOrder && !isLast && !isFirst)
    return createStringError("adds float32 in an order that is not known; "
                             "reduce the first or the last dimensions");
  if (kind == mla::NumberReduction::mean && !element.isF32())
    return createStringError("is a mean of integers; cast them to float32");
  // Joined to [kept and reduced in turns]: at most four in all.
  Shape joined;
  SmallVector<int64_t> reduced;
  for (auto [d, size] : llvm::enumerate(x.shape)) {
    if (size == 1)
      continue;
    bool isReduced = llvm::is_contained(axes, int64_t(d));
    bool wasReduced =
        !reduced.empty() && reduced.back() == int64_t(joined.size()) - 1;
    if (!joined.empty() && isReduced == wasReduced) {
      joined.back() *= size;
      continue;
    }
    if (isReduced)
      reduced.push_back(int64_t(joined.size()));
    joined.push_back(size);
  }
  if (joined.empty())
    joined.push_back(1);
  if (joined.size() > mla::kMaxRank)
    return createStringError("reduces every other of more than 4 dimensions");
  Shape kept = joined;
  for (int64_t axis : reduced)
    kept[axis] = 1;
  mla::SumOrderAttr order;
  if (isSum && element.isF32() && isLast && !reduced.empty())
    order =
        mla::SumOrderAttr::get(builder.getContext(), mla::SumOrder::packets);
  return Value(builder.create<mla::ReduceNumbersOp>(
      loc, RankedTensorType::get(kept, element), kind, view(x.value, joined),
      reduced, order));
}

/// As the runtime: x - max, exp, their sum in 16 lanes, and a factor; or x -
/// max less the logarithm of the sum.
NumberEmitter::Result NumberEmitter::softmax(const NumberValue &x) {
  using K = PointwiseKind;
  int64_t axis = integer("axis", -1);
  Shape shape = x.shape;
  if (integer("flat", 0)) {
    int64_t rows = elementCount(ArrayRef(shape).take_front(axis));
    shape = {rows, elementCount(shape) / rows};
    axis = 1;
  }
  Value rows = asRows(x.value, shape, axis);
  auto reduceRow = [&](mla::NumberReduction kind, Value value,
                       mla::SumOrderAttr order) -> Value {
    return builder.create<mla::ReduceNumbersOp>(
        loc,
        RankedTensorType::get({shapeOf(value)[0], 1}, builder.getF32Type()),
        kind, value, ArrayRef<int64_t>{1}, order);
  };
  Value top = reduceRow(mla::NumberReduction::maximum, rows, {});
  Value shifted = apply(K::sub, {rows, top});
  Value powers = apply(K::exp_mlas, {shifted});
  Value sum = reduceRow(
      mla::NumberReduction::sum, powers,
      mla::SumOrderAttr::get(builder.getContext(), mla::SumOrder::lanes));
  Value result;
  if (node.op == "LogSoftmax")
    result = apply(K::sub, {shifted, apply(K::log, {sum})});
  else
    result = apply(K::mul, {powers, apply(K::div, {scalar(1), sum})});
  return fromRows(result, shape, axis);
}

/// The first of equal extremes.
NumberEmitter::Result NumberEmitter::argument(const NumberValue &x) {
  if (integer("select_last_index", 0))
    return createStringError("selects the last of equal elements; the first "
                             "one is selected here");
  Value rows = asRows(x.value, x.shape, integer("axis", 0));
  if (node.op == "ArgMin") {
    if (!typeOf(rows).getElementType().isF32())
      return createStringError("is an ArgMin of integers; cast them to "
                               "float32");
    rows = apply(PointwiseKind::neg, {rows});
  }
  int64_t count = shapeOf(rows)[0];
  auto top = builder.create<mla::TopKOp>(
      loc, RankedTensorType::get({count, 1}, typeOf(rows).getElementType()),
      RankedTensorType::get({count, 1}, builder.getI64Type()), rows);
  return Value(top.getIndices());
}

llvm::Expected<SmallVector<Value>>
NumberEmitter::topK(const NumberValue &x, ArrayRef<Type> elements) {
  int64_t axis = integer("axis", -1);
  if (!integer("sorted", 1))
    return createStringError("gives its results in no order; set sorted to 1");
  Value rows = asRows(x.value, x.shape, axis);
  bool isSmallest = !integer("largest", 1);
  Type element = typeOf(rows).getElementType();
  if (isSmallest && !element.isF32())
    return createStringError("takes the smallest integers; cast them to "
                             "float32");
  if (isSmallest)
    rows = apply(PointwiseKind::neg, {rows});
  Shape shape = {shapeOf(rows)[0], resultShapes[0][axis]};
  auto top = builder.create<mla::TopKOp>(
      loc, RankedTensorType::get(shape, element),
      RankedTensorType::get(shape, builder.getI64Type()), rows);
  Value values = top.getValues();
  if (isSmallest)
    values = apply(PointwiseKind::neg, {values});
  return SmallVector<Value>{fromRows(values, resultShapes[0], axis),
                            fromRows(top.getIndices(), resultShapes[0], axis)};
}

//===----------------------------------------------------------------------===//
// Operators
//===----------------------------------------------------------------------===//

static std::optional<PointwiseKind> plainKind(StringRef op) {
  using K = PointwiseKind;
  return llvm::StringSwitch<std::optional<K>>(op)
      .Case("Equal", K::equal)
      .Case("Greater", K::greater)
      .Case("GreaterOrEqual", K::greater_equal)
      .Case("Less", K::less)
      .Case("LessOrEqual", K::less_equal)
      .Case("And", K::logical_and)
      .Case("Or", K::logical_or)
      .Case("Not", K::logical_not)
      .Case("Where", K::select)
      .Case("Sin", K::sin)
      .Case("Cos", K::cos)
      .Default(std::nullopt);
}

static std::optional<mla::NumberReduction> reductionKind(StringRef op) {
  using R = mla::NumberReduction;
  return llvm::StringSwitch<std::optional<R>>(op)
      .Case("ReduceMax", R::maximum)
      .Case("ReduceMin", R::minimum)
      .Case("ReduceSum", R::sum)
      .Case("ReduceMean", R::mean)
      .Default(std::nullopt);
}

/// Operators that act at each place, whose operands are broadcast.
static bool isPointwise(const Node &node) {
  return unaryOf(node) || binaryOf(node) || plainKind(node.op) ||
         node.op == "Mod" || node.op == "Cast";
}

NumberEmitter::Result NumberEmitter::single(Values operands) {
  StringRef op = node.op;
  const NumberValue &x = operands[0];
  if (isPointwise(node))
    if (llvm::Error error = checkBroadcast(operands))
      return std::move(error);
  if (op == "Clip")
    return clip(operands);
  if (auto function = unaryOf(node))
    return unary(*function, x.value);
  if (auto function = binaryOf(node))
    return binary(*function, operands);
  if (auto kind = plainKind(op))
    return pointwise(*kind, operands);
  if (auto kind = reductionKind(op))
    return reduce(*kind, x);
  if (op == "Mod")
    return modulo(operands);
  if (op == "Softmax" || op == "LogSoftmax")
    return softmax(x);
  if (op == "ArgMax" || op == "ArgMin")
    return argument(x);
  if (op == "Transpose")
    return transpose(x);
  if (op == "Slice")
    return slice(x);
  if (op == "Concat")
    return concat(operands);
  if (op == "Expand")
    return expand(x);
  if (op == "Tile")
    return tile(x);
  if (op == "Pad")
    return pad(x);
  if (op == "Gather")
    return gather(operands);
  if (op == "GatherND")
    return gatherNd(operands);
  return x.value; // another shape, or nothing at all
}

llvm::Expected<SmallVector<Value>> NumberEmitter::run(Values operands,
                                                      ArrayRef<Shape> shapes,
                                                      ArrayRef<Type> elements) {
  resultShapes = shapes;
  if (operands.empty() || !operands[0].value)
    return createStringError("lacks its operand");
  if (node.op == "TopK")
    return topK(operands[0], elements);
  if (node.op == "Split")
    return split(operands[0], shapes);
  if (node.op == "Cast") {
    if (typeOf(operands[0].value).getElementType() == elements[0])
      return SmallVector<Value>{operands[0].value};
    return SmallVector<Value>{
        apply(PointwiseKind::cast, {operands[0].value}, elements[0])};
  }
  auto value = single(operands);
  if (!value)
    return value.takeError();
  return SmallVector<Value>{*value};
}
