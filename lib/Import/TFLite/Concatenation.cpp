//===- Concatenation.cpp - CONCATENATION and PACK -------------------------===//

#include "Axes.h"
#include "OperatorTable.h"
#include "TensorType.h"
#include "dialects/MLA/IR/ConstantElements.h"
#include "sima/Numerics/TFLiteConcatenation.h"

using namespace mlir;
using namespace sima;
using namespace sima::tfl;
using llvm::createStringError;
using llvm::Twine;

/// A uint8 operand with the scale and zero point of `output`: its codes through
/// a table.
static Value rescaled(Node &node, unsigned number, Value operand,
                      RankedTensorType output) {
  auto scale = [](Type type) {
    return static_cast<float>(mla::tensorScale(type));
  };
  auto zeroPoint = [](Type type) {
    return static_cast<int32_t>(mla::tensorZeroPoint(type));
  };
  Type type = operand.getType();
  std::vector<char> codes;
  for (int32_t code = -128; code <= 127; ++code)
    codes.push_back(static_cast<char>(numerics::tflite::concatenationCode(
        code, scale(type), zeroPoint(type), scale(output), zeroPoint(output))));
  std::string name = "input" + std::to_string(number);
  auto tableType = RankedTensorType::get(
      {int64_t(codes.size())}, IntegerType::get(type.getContext(), 8));
  Value table = node.createStep<mla::ConstantOp>(
      name + "/table", tableType,
      mla::makeElements(tableType, codes, "concatenation"));
  return node.createStep<mla::LookupOp>(
      name, RankedTensorType::get(shapeOf(operand), output.getElementType()),
      "concatenation", operand, table, node.arithmetic());
}

/// All operands, quantized like the output; with `rescale` uint8 ones of other
/// scales may be among them.
static llvm::Expected<llvm::SmallVector<Value>>
operandsLike(Node &node, RankedTensorType output, bool rescale) {
  llvm::SmallVector<Value> operands;
  for (unsigned i = 0; i < node.inputCount(); ++i) {
    auto operand = node.input(i);
    if (!operand)
      return operand.takeError();
    bool same =
        getElementTypeOrSelf(operand->getType()) == output.getElementType();
    bool isUnsigned = node.arithmetic() == mla::Arithmetic::tflite_u8;
    if (!same && !(rescale && isUnsigned))
      return createStringError("input " + Twine(i) +
                               " must have the scale and zero point of the "
                               "output");
    operands.push_back(same ? *operand : rescaled(node, i, *operand, output));
  }
  return operands;
}

/// Dimensions that the output's value has and its tensor in the file, of rank
/// `rank`, has not.
static int64_t addedToOutput(RankedTensorType output, int64_t rank) {
  return output.getRank() - rank;
}

/// Joins `operands`, of shapes `shapes` in the file, along `axis` of these.
static llvm::Error setConcatenated(Node &node, RankedTensorType output,
                                   llvm::SmallVector<Value> operands,
                                   llvm::ArrayRef<Shape> shapes, int64_t axis) {
  Shape joined = shapes.front();
  joined[axis] = 0;
  for (auto [i, shape] : llvm::enumerate(shapes)) {
    bool fits = shape.size() == joined.size();
    for (size_t d = 0; fits && d < shape.size(); ++d)
      fits = int64_t(d) == axis || shape[d] == joined[d];
    if (!fits)
      return createStringError("input " + Twine(i) + " has shape " +
                               toString(shape) +
                               ", which does not join the others along "
                               "dimension " +
                               Twine(axis));
    joined[axis] += shape[axis];
  }
  auto type = node.outputType(joined);
  if (!type)
    return type.takeError();
  int64_t added = addedToOutput(output, joined.size());
  if (operands.size() > 1)
    if (llvm::Error error =
            checkWithinSample(axis + added, output.getRank(), "joins along"))
      return error;
  for (auto [i, operand] : llvm::enumerate(operands)) {
    Shape shape = shapes[i];
    shape.insert(shape.begin(), added, 1);
    operand = reshaped(node, "input" + std::to_string(i), operand, shape);
  }
  return node.setResult(
      node.create<mla::ConcatOp>(*type, operands, axis + added));
}

llvm::Error sima::tfl::importConcatenation(Node &node) {
  auto options = node.options<fb::ConcatenationOptions>();
  if (!options)
    return options.takeError();
  auto type = node.anyOutputType();
  if (!type)
    return type.takeError();
  auto axis = axisOf((*options)->axis(), node.statedShape(0).size());
  if (!axis)
    return axis.takeError();
  auto operands = operandsLike(node, *type, /*rescale=*/true);
  if (!operands)
    return operands.takeError();
  llvm::SmallVector<Shape> shapes;
  for (unsigned i = 0; i < node.inputCount(); ++i)
    shapes.push_back(node.statedShape(i));
  return setConcatenated(node, *type, *operands, shapes, *axis);
}

llvm::Error sima::tfl::importPack(Node &node) {
  auto options = node.options<fb::PackOptions>();
  if (!options)
    return options.takeError();
  auto type = node.anyOutputType();
  if (!type)
    return type.takeError();
  Shape single = node.statedShape(0);
  auto axis = axisOf((*options)->axis(), single.size() + 1);
  if (!axis)
    return axis.takeError();
  auto operands = operandsLike(node, *type, /*rescale=*/false);
  if (!operands)
    return operands.takeError();
  for (unsigned i = 0; i < node.inputCount(); ++i)
    if (Shape shape = node.statedShape(i); shape != single)
      return createStringError("input " + Twine(i) + " has shape " +
                               toString(shape) + ", input 0 has " +
                               toString(single));
  single.insert(single.begin() + *axis, 1);
  return setConcatenated(node, *type, *operands,
                         llvm::SmallVector<Shape>(operands->size(), single),
                         *axis);
}
