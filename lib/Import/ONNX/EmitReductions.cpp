//===- EmitReductions.cpp - Reductions, softmax and norms -----------------===//

#include "Emitter.h"
#include "NodeView.h"
#include <numeric>

using namespace mlir;
using namespace sima;
using namespace sima::onnx_import;
using llvm::createStringError;
using llvm::Twine;

static ArrayRef<int64_t> sampleOf(Value value) {
  return cast<RankedTensorType>(value.getType()).getShape().drop_front();
}

static std::optional<int64_t> integer(const CodeOp &operation, StringRef name) {
  auto found = operation.node->attributes.find(name);
  if (found != operation.node->attributes.end())
    if (const auto *value = std::get_if<int64_t>(&found->second))
      return *value;
  return std::nullopt;
}

static float real(const CodeOp &operation, StringRef name, float otherwise) {
  auto found = operation.node->attributes.find(name);
  if (found != operation.node->attributes.end())
    if (const auto *value = std::get_if<float>(&found->second))
      return *value;
  return otherwise;
}

/// Dimensions that a reduction removes.
static Dimensions reducedAxes(const CodeOp &operation, int64_t rank) {
  Dimensions axes;
  auto found = operation.node->attributes.find("axes");
  if (StringRef(operation.op).starts_with("Global"))
    for (int64_t d = 2; d < rank; ++d)
      axes.push_back(d);
  else
    for (int64_t d : std::get<std::vector<int64_t>>(found->second))
      axes.push_back(d);
  return axes;
}

namespace {
/// A reduction in terms of what is stored.
struct Reduced {
  SmallVector<int64_t> axes; ///< of the operand
  Shape sample;              ///< with 1 for each
  Groups groups;             ///< of the model's result
};
} // namespace

/// The dimensions of the result that those of `groups` become.
static Reduced reduce(const Groups &groups, ArrayRef<int64_t> sample,
                      const Dimensions &axes, bool keep) {
  Reduced result;
  result.sample = Shape(sample);
  for (auto [i, group] : llvm::enumerate(groups)) {
    Dimensions &left = result.groups.emplace_back();
    bool isReduced = false;
    for (int64_t d : group) {
      isReduced |= llvm::is_contained(axes, d);
      int64_t before = llvm::count_if(axes, [&](int64_t a) { return a < d; });
      if (keep)
        left.push_back(d);
      else if (!llvm::is_contained(axes, d))
        left.push_back(d - before);
    }
    if (isReduced) {
      result.axes.push_back(i + 1);
      result.sample[i] = 1;
    }
  }
  return result;
}

llvm::Error Emitter::reduce(const CodeOp &operation) {
  int from = operation.operands[0].tensor, to = operation.results[0];
  Dimensions axes = reducedAxes(operation, tensor(from).shape.size());
  placed(from);
  for (int64_t axis : axes)
    if (values[from].layout.isSamples(axis))
      return createStringError("reduces dimension 0, that of the samples");
  auto groups = storedGroups(
      from, [&](int64_t d) { return llvm::is_contained(axes, d); });
  if (!groups)
    return groups.takeError();
  auto value = take(from, *groups);
  if (!value)
    return value.takeError();
  bool keep = tensor(to).shape.size() == tensor(from).shape.size();
  Reduced what = ::reduce(*groups, sampleOf(*value), axes, keep);
  auto type = this->type(to, what.sample);
  StringRef op = operation.op;
  auto make = [&](auto op, mla::Arithmetic arithmetic) -> Value {
    return create<decltype(op)>(operation, type, *value, what.axes, arithmetic);
  };
  Value made;
  if (op == "ReduceMean" || op == "GlobalAveragePool")
    made = make(mla::ReduceMeanOp(), arithmetic(operation));
  else if (op == "ReduceSum")
    made = make(mla::ReduceSumOp(), mla::Arithmetic::onnx_float);
  else if (op == "ReduceMin")
    made = make(mla::ReduceMinOp(), mla::Arithmetic::onnx);
  else
    made = make(mla::ReduceMaxOp(), mla::Arithmetic::onnx);
  auto result = clamped(operation, made);
  if (!result)
    return result.takeError();
  place(to, *result, what.groups);
  return llvm::Error::success();
}

/// ArgMin is the ArgMax of codes in the opposite order.
llvm::Error Emitter::argument(const CodeOp &operation) {
  int from = operation.operands[0].tensor, to = operation.results[0];
  if (integer(operation, "select_last_index").value_or(0))
    return createStringError("selects the last of equal elements; the first "
                             "one is selected here");
  int64_t axis = *integer(operation, "axis");
  placed(from);
  if (values[from].layout.isSamples(axis))
    return createStringError("compares samples with each other");
  auto groups = storedGroups(from, [&](int64_t d) { return d == axis; });
  if (!groups)
    return groups.takeError();
  auto value = take(from, *groups);
  if (!value)
    return value.takeError();
  if (operation.op == "ArgMin") {
    SmallVector<int64_t> opposite;
    for (int64_t code = -128; code < 128; ++code)
      opposite.push_back(-1 - code);
    value = lookup(partLocation(operation), "opposite", *value,
                   cast<RankedTensorType>(value->getType()), opposite);
  }
  bool keep = tensor(to).shape.size() == tensor(from).shape.size();
  Reduced what = ::reduce(*groups, sampleOf(*value), {axis}, keep);
  Value made = create<mla::ArgMaxOp>(operation, this->type(to, what.sample),
                                     *value, what.axes, mla::Arithmetic::onnx);
  place(to, made, what.groups);
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// Softmax and norms
//===----------------------------------------------------------------------===//

/// The constant operand `i` of a norm as one value for each of `count`
/// channels.
static llvm::Expected<ConstantRef>
parameter(const CodeOp &operation, unsigned i, int64_t count, float otherwise) {
  ConstantRef found = i < operation.reals.size() ? operation.reals[i] : nullptr;
  if (!found && operation.node->hasInput(i))
    return createStringError("has a scale or offset that is computed at run "
                             "time");
  std::vector<float> values(count, otherwise);
  if (found && found->size() != count && found->size() != 1)
    return createStringError("has " + Twine(found->size()) +
                             " scales or offsets for " + Twine(count) +
                             " elements");
  for (int64_t c = 0; found && c < count; ++c)
    values[c] = float(found->real(found->size() == 1 ? 0 : c));
  return Constant::ofFloats({count}, values);
}

llvm::Error Emitter::normalization(const CodeOp &operation) {
  int from = operation.operands[0].tensor, to = operation.results[0];
  StringRef op = operation.op;
  int64_t rank = tensor(from).shape.size();
  // Of a row that is nearly constant the runtime's float32 differences have
  // errors that standardizing makes larger than a code of 16 bits.
  if (tensor(from).quantization.bits() == 16 &&
      (op == "LayerNormalization" || op == "InstanceNormalization"))
    return createStringError("standardizes 16-bit codes, which the runtime "
                             "does with errors of several codes; give it an "
                             "8-bit input");
  placed(from);
  // What is normalised together comes last: channels, or all from an axis on.
  Groups groups;
  bool isMap = op == "LRN" || op == "InstanceNormalization";
  if (isMap) {
    if (rank != 3 && rank != 4)
      return createStringError("has an input of shape " +
                               toString(tensor(from).shape) +
                               "; rank 3 and 4 are imported");
    groups = mapGroups(rank);
  } else {
    int64_t axis = *integer(operation, "axis");
    bool toEnd = op == "LayerNormalization" || op == "RMSNormalization" ||
                 integer(operation, "flat").value_or(0);
    Dimensions before, together;
    for (int64_t d = 0; d < rank; ++d) {
      if (d == axis || (toEnd && d > axis))
        together.push_back(d);
      else if (!values[from].layout.isSamples(d))
        before.push_back(d);
    }
    // Positions in the order in which they are stored.
    if (std::optional<Dimensions> order = values[from].layout.order()) {
      Dimensions sorted;
      for (int64_t d : *order)
        if (llvm::is_contained(before, d))
          sorted.push_back(d);
      before = sorted;
    }
    // Rows and columns stay apart where they can.
    Dimensions large;
    for (int64_t d : before)
      if (tensor(from).shape[d] != 1)
        large.push_back(d);
    if (large.empty())
      groups = {together};
    else if (large.size() == 2)
      groups = {{large[0]}, {large[1]}, together};
    else
      groups = {before, together};
  }
  auto value = take(from, groups);
  if (!value)
    return value.takeError();
  auto type =
      RankedTensorType::get(cast<RankedTensorType>(value->getType()).getShape(),
                            elementType(tensor(to).quantization));
  int64_t channels = type.getShape().back();
  auto f32 = [](float number) { return llvm::APFloat(number); };
  mla::Arithmetic how = arithmetic(operation);
  Value made;
  if (op == "Softmax") {
    made = create<mla::SoftmaxOp>(operation, type, *value, f32(1), how);
  } else if (op == "LogSoftmax") {
    made = create<mla::LogSoftmaxOp>(operation, type, *value, f32(1), how);
  } else if (op == "LpNormalization") {
    if (integer(operation, "p").value_or(2) != 2)
      return createStringError("has p " + Twine(*integer(operation, "p")) +
                               ", 2 is imported");
    made = create<mla::L2NormalizationOp>(operation, type, *value, f32(0), how);
  } else if (op == "LRN") {
    made = create<mla::LRNOp>(operation, type, *value,
                              integer(operation, "size").value_or(1),
                              f32(real(operation, "alpha", 0.0001f)),
                              f32(real(operation, "beta", 0.75f)),
                              f32(real(operation, "bias", 1.0f)), how);
  } else {
    auto scale = parameter(operation, 1, channels, 1);
    auto offset = parameter(operation, 2, channels, 0);
    if (!scale || !offset)
      return firstError(scale.takeError(), offset.takeError());
    auto epsilon = f32(real(operation, "epsilon", 1e-5f));
    Location loc = location(operation);
    Value scales = constantFloats(loc, **scale);
    if (op == "RMSNormalization")
      made =
          create<mla::RMSNormOp>(operation, type, *value, scales, epsilon, how);
    else if (op == "LayerNormalization")
      made =
          create<mla::LayerNormOp>(operation, type, *value, scales,
                                   constantFloats(loc, **offset), epsilon, how);
    else
      made = create<mla::InstanceNormOp>(operation, type, *value, scales,
                                         constantFloats(loc, **offset), epsilon,
                                         how);
  }
  auto result = clamped(operation, made);
  if (!result)
    return result.takeError();
  place(to, *result, groups);
  return llvm::Error::success();
}
