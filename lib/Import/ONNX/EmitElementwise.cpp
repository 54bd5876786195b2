//===- EmitElementwise.cpp - Operators on one or two tensors --------------===//

#include "ConstantFolding.h"
#include "Emitter.h"
#include "Limits.h"
#include "sima/Numerics/OnnxElementwise.h"

using namespace mlir;
using namespace sima;
using namespace sima::onnx_import;
using llvm::createStringError;
using llvm::Twine;

//===----------------------------------------------------------------------===//
// One tensor
//===----------------------------------------------------------------------===//

/// The names of an expression's operators, for reports: `sigmoid_mul`.
static std::string functionName(const Expression &expression) {
  std::string name;
  for (const ExpressionRef &operand : expression.operands)
    if (operand->node && name.size() < 64)
      name += functionName(*operand) + "_";
  return name + StringRef(expression.node->op).lower();
}

llvm::Error Emitter::table(const CodeOp &operation) {
  int from = operation.operands[0].tensor, to = operation.results[0];
  const Quantization &in = tensor(from).quantization;
  const Quantization &out = tensor(to).quantization;
  int64_t axis = channelAxis(*operation.function), channels = 1;
  placed(from);
  if (axis >= 0) {
    channels = tensor(from).shape[axis];
    if (channels > kMaxTables)
      return createStringError(
          "is a function with other constants for each of " + Twine(channels) +
          " channels, the limit is " + Twine(kMaxTables));
    // A table for each channel: channels have to be last.
    auto groups = storedGroups(from, [&](int64_t d) { return d == axis; });
    if (!groups)
      return groups.takeError();
    if (groups->back() != Dimensions{axis}) {
      Groups turned;
      for (const Dimensions &group : *groups) {
        Dimensions rest;
        for (int64_t d : group)
          if (d != axis)
            rest.push_back(d);
        if (!rest.empty())
          turned.push_back(rest);
      }
      turned.push_back({axis});
      groups = turned;
    }
    auto taken = take(from, *groups);
    if (!taken)
      return taken.takeError();
    values[from].value = *taken;
  }
  SmallVector<int64_t> entries;
  for (int64_t c = 0; c < channels; ++c)
    for (int64_t code = -128; code < 128; ++code)
      entries.push_back(
          out.code(evaluate(*operation.function, in.real(code), c)));
  Value value = values[from].value;
  auto type = RankedTensorType::get(
      cast<RankedTensorType>(value.getType()).getShape(), elementType(out));
  place(to,
        lookup(location(operation), functionName(*operation.function), value,
               type, entries, channels),
        Layout(values[from].layout));
  return llvm::Error::success();
}

/// Functions of 16-bit codes that an operator of two operands computes.
llvm::Error Emitter::unary(const CodeOp &operation) {
  int from = operation.operands[0].tensor, to = operation.results[0];
  Quantization units;
  units.declared = ElementType::i16;
  units.scales = {1.0f};
  units.zeroPoints = {0};
  Value value = placed(from).value;
  Location loc = location(operation);
  auto type =
      RankedTensorType::get(cast<RankedTensorType>(value.getType()).getShape(),
                            elementType(tensor(to).quantization));
  Value made;
  if (operation.op == "Neg")
    made =
        create<mla::SubOp>(operation, type, scalar(loc, units, 0), value,
                           mla::Activation::none, mla::Arithmetic::onnx_float);
  else
    made =
        create<mla::DivOp>(operation, type, scalar(loc, units, 1), value,
                           mla::Activation::none, mla::Arithmetic::onnx_float);
  place(to, made, Layout(values[from].layout));
  return llvm::Error::success();
}

llvm::Error Emitter::requantize(const CodeOp &operation) {
  int from = operation.operands[0].tensor, to = operation.results[0];
  auto value = rescaled(
      needsClamp(operation) ? partLocation(operation) : location(operation),
      placed(from).value, tensor(from).quantization, tensor(to).quantization);
  if (!value)
    return value.takeError();
  auto clampedValue = clamped(operation, *value);
  if (!clampedValue)
    return clampedValue.takeError();
  place(to, *clampedValue, Layout(values[from].layout));
  return llvm::Error::success();
}

llvm::Error Emitter::reinterpret(const CodeOp &operation) {
  int from = operation.operands[0].tensor, to = operation.results[0];
  if (tensor(from).quantization.bits() != 8 ||
      tensor(to).quantization.bits() != 8)
    return createStringError("gives the 16-bit codes of '" +
                             printable(tensor(from).name) +
                             "' another scale than they were quantized with");
  SmallVector<int64_t> identity;
  for (int64_t code = -128; code < 128; ++code)
    identity.push_back(code);
  Value value = placed(from).value;
  auto type =
      RankedTensorType::get(cast<RankedTensorType>(value.getType()).getShape(),
                            elementType(tensor(to).quantization));
  place(to, lookup(location(operation), "reinterpret", value, type, identity),
        Layout(values[from].layout));
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// Two tensors
//===----------------------------------------------------------------------===//

namespace {
/// What of the output an operand has; the rest is repeated.
struct Extent {
  SmallVector<bool> isWhole; ///< by dimension of the output
  int64_t offset;            ///< dimensions that the operand lacks
};
} // namespace

static Extent extentOf(const Tensor &operand, const Tensor &out) {
  Extent extent;
  extent.offset = out.shape.size() - operand.shape.size();
  for (int64_t d = 0; d < int64_t(out.shape.size()); ++d)
    extent.isWhole.push_back(
        out.shape[d] == 1 ||
        (d >= extent.offset &&
         operand.shape[d - extent.offset] == out.shape[d]));
  return extent;
}

llvm::Error Emitter::binary(const CodeOp &operation) {
  int to = operation.results[0];
  const Tensor &out = tensor(to);
  // The operand that has all of the output decides about the layout.
  int main = -1;
  for (int i : {1, 0})
    if (!operand(operation, i).codes &&
        llvm::all_of(extentOf(operand(operation, i), out).isWhole,
                     [](bool whole) { return whole; }))
      main = i;
  if (main < 0)
    return createStringError("stretches both operands, of shapes " +
                             toString(operand(operation, 0).shape) + " and " +
                             toString(operand(operation, 1).shape) +
                             "; expand one of them before");
  int base = operation.operands[main].tensor;
  int other = operation.operands[1 - main].tensor;
  placed(base);
  const Tensor &small = tensor(other);
  Extent extent = extentOf(small, out);
  int64_t baseOffset = out.shape.size() - tensor(base).shape.size();
  // Dimensions of the output that the main operand has too.
  auto isWhole = [&](int64_t d) { return extent.isWhole[d + baseOffset]; };
  auto groups = storedGroups(base, isWhole);
  if (!groups)
    return groups.takeError();
  auto value = take(base, *groups);
  if (!value)
    return value.takeError();
  // The other one in the same order, with 1 where it is repeated.
  Groups wanted;
  Shape sample;
  for (const Dimensions &group : *groups) {
    Dimensions &list = wanted.emplace_back();
    int64_t size = 1;
    for (int64_t d : group) {
      int64_t own = d + baseOffset - extent.offset;
      if (own >= 0 && small.shape[own] != 1) {
        list.push_back(own);
        size *= small.shape[own];
      }
    }
    sample.push_back(size);
  }
  Value second;
  if (small.codes) {
    SmallVector<int64_t> strides, own = stridesOf(small.shape);
    Shape shape;
    for (const Dimensions &group : wanted)
      for (int64_t d : group) {
        shape.push_back(small.shape[d]);
        strides.push_back(own[d]);
      }
    if (elementCount(shape) != elementCount(small.shape))
      return createStringError("has a constant with other values for each "
                               "sample");
    Shape whole = {1};
    llvm::append_range(whole, sample);
    second = constant(small, gathered(*small.codes, shape, 0, strides),
                      elementType(small.quantization), whole);
    if (small.quantization.isPerAxis())
      return createStringError("has a constant with one scale for each "
                               "channel, it needs one");
  } else {
    auto taken = take(other, wanted);
    if (!taken)
      return taken.takeError();
    second = *taken;
  }
  Value operands[2];
  operands[main] = *value;
  operands[1 - main] = second;
  if (operation.isFused && operation.op == "Add" &&
      numerics::onnx::swapsOperands(operand(operation, 0).shape,
                                    operand(operation, 1).shape))
    std::swap(operands[0], operands[1]);
  auto type =
      RankedTensorType::get(cast<RankedTensorType>(value->getType()).getShape(),
                            elementType(out.quantization));
  auto make = [&](auto op) -> Value {
    return create<decltype(op)>(operation, type, operands[0], operands[1],
                                activation(operation, out),
                                arithmetic(operation));
  };
  Value made;
  if (operation.op == "Add")
    made = make(mla::AddOp());
  else if (operation.op == "Sub")
    made = make(mla::SubOp());
  else if (operation.op == "Mul")
    made = make(mla::MulOp());
  else if (operation.op == "Div")
    made = make(mla::DivOp());
  else if (operation.op == "Min")
    made = make(mla::MinimumOp());
  else
    made = make(mla::MaximumOp());
  auto result = clamped(operation, made);
  if (!result)
    return result.takeError();
  const Layout &layout = values[base].layout;
  if (baseOffset == 0) {
    place(to, *result, Layout(layout));
    return llvm::Error::success();
  }
  // Dimensions of size 1 that only the output has are no atoms.
  SmallVector<SmallVector<int, 2>> dimensions(baseOffset);
  for (int64_t d = 0; d < layout.rank(); ++d)
    dimensions.emplace_back(layout.atomsOf(d).begin(), layout.atomsOf(d).end());
  place(to, *result, Layout(layout.atoms(), dimensions));
  return llvm::Error::success();
}
