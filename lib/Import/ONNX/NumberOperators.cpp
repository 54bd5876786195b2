//===- NumberOperators.cpp - Operators on float32 and integers ------------===//

#include "NumberOperators.h"
#include "Expression.h"
#include "llvm/ADT/StringSwitch.h"

using namespace sima::onnx_import;

bool sima::onnx_import::isNumber(ElementType type) {
  return type == ElementType::f32 || type == ElementType::i32 ||
         type == ElementType::i64 || type == ElementType::boolean;
}

bool sima::onnx_import::isForNumbersOnly(const Node &node) {
  return llvm::StringSwitch<bool>(node.op)
      .Cases("Equal", "Greater", "GreaterOrEqual", "Less", true)
      .Cases("LessOrEqual", "And", "Or", "Not", "Where", true)
      .Cases("Cast", "Cos", "Sin", "Mod", true)
      .Cases("TopK", "GatherND", true)
      .Default(false);
}

std::optional<unsigned> sima::onnx_import::numberOperands(const Node &node) {
  constexpr unsigned all = 4096;
  if (node.op == "Clip")
    return 3;
  if (unaryOf(node))
    return 1;
  if (binaryOf(node))
    return all;
  return llvm::StringSwitch<std::optional<unsigned>>(node.op)
      .Cases("Equal", "Greater", "GreaterOrEqual", "Less", 2)
      .Cases("LessOrEqual", "And", "Or", "Mod", 2)
      .Cases("Gather", "GatherND", 2)
      .Case("Where", 3)
      .Case("Concat", all)
      .Cases("Not", "Cast", "Cos", "Sin", 1)
      .Cases("Identity", "Dropout", "Reshape", "Flatten", "Squeeze", 1)
      .Cases("Unsqueeze", "Transpose", "Slice", "Split", "Expand", 1)
      .Cases("Tile", "Pad", 1)
      .Cases("ReduceMax", "ReduceMin", "ReduceSum", "ReduceMean", 1)
      .Cases("ArgMax", "ArgMin", "TopK", 1)
      .Cases("Softmax", "LogSoftmax", 1)
      .Default(std::nullopt);
}

Shape sima::onnx_import::numberShape(llvm::ArrayRef<int64_t> shape) {
  constexpr size_t limit = 4;
  Shape stored(shape);
  if (stored.empty())
    stored.push_back(1);
  while (stored.size() > limit) {
    stored[1] *= stored[0];
    stored.erase(stored.begin());
  }
  return stored;
}
