//===- GraphImporter.cpp - The graph of a model as a function -------------===//

#include "GraphImporter.h"
#include "Node.h"
#include "Numbers.h"
#include "OperatorTable.h"
#include "TensorType.h"
#include "dialects/MLA/IR/MLA.h"

using namespace mlir;
using namespace sima;
using namespace sima::tfl;
using llvm::Twine;

/// The size of dimension 0 that all inputs of the graph have, else 1. Networks
/// of numbers are of one sample: their dimensions are broadcast, and a vector
/// as long as there are samples would not be one number for each.
static int64_t samplesOf(const ModelFile &model, const Boundary &boundary) {
  for (unsigned op = 0; op < model.operatorCount(); ++op)
    if (!boundary.skipped.contains(op) && isOnNumbers(model, op))
      return 1;
  int64_t samples = 0;
  for (int32_t input : model.graphInputs()) {
    const auto *shape = model.tensor(input).shape();
    int64_t first = shape && shape->size() > 1 ? shape->Get(0) : 1;
    samples = samples == 0 || samples == first ? first : 1;
  }
  return std::max<int64_t>(samples, 1);
}

GraphImporter::GraphImporter(const ModelFile &model, const Boundary &boundary,
                             MLIRContext *context)
    : model(model), boundary(boundary), builder(context),
      constants(model, builder), samples(samplesOf(model, boundary)),
      tensorTypes(model.tensorCount()), values(model.tensorCount()) {}

//===----------------------------------------------------------------------===//
// Tensors
//===----------------------------------------------------------------------===//

llvm::Expected<RankedTensorType> GraphImporter::type(unsigned tensor) {
  if (tensorTypes[tensor])
    return tensorTypes[tensor];
  // Tensors may share a vector of scales: bound the sum.
  const fb::QuantizationParameters *entry = model.tensor(tensor).quantization();
  scales += entry && entry->scale() ? entry->scale()->size() : 0;
  if (scales > kMaxScales)
    return llvm::createStringError("model has more than " + Twine(kMaxScales) +
                                   " quantization scales");
  auto result = valueType(model, tensor, builder.getContext());
  if (!result)
    return result;
  if (!model.isConstant(tensor))
    result = RankedTensorType::get(withSamples(result->getShape()),
                                   result->getElementType());
  return tensorTypes[tensor] = *result;
}

llvm::SmallVector<int64_t>
GraphImporter::withSamples(llvm::ArrayRef<int64_t> shape) const {
  llvm::SmallVector<int64_t> framed(shape);
  if (shape.size() == 1 && samples > 1 && shape.front() == samples)
    framed.push_back(1);
  else if (samples == 1 && !shape.empty() && shape.size() < mla::kMaxRank &&
           (shape.size() == 1 || shape.front() != 1))
    framed.insert(framed.begin(), 1);
  return framed;
}

llvm::Expected<Value> GraphImporter::value(unsigned tensor) {
  if (values[tensor])
    return values[tensor];
  if (!model.isConstant(tensor))
    return llvm::createStringError("'" + printable(model.tensorName(tensor)) +
                                   "' is used before any operator computes it");
  auto tensorType = type(tensor);
  if (!tensorType)
    return tensorType.takeError();
  auto constant = mla::isQuantizedTensor(*tensorType)
                      ? constants.quantized(tensor, *tensorType)
                      : constants.numbers(tensor, *tensorType);
  if (constant)
    values[tensor] = *constant;
  return constant;
}

llvm::Error GraphImporter::define(unsigned tensor, Value value) {
  if (values[tensor] || model.isConstant(tensor))
    return llvm::createStringError(
        "'" + printable(model.tensorName(tensor)) +
        "' is defined twice: as input, constant or result");
  values[tensor] = value;
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// The function
//===----------------------------------------------------------------------===//

llvm::Expected<llvm::SmallVector<Type>>
GraphImporter::types(llvm::ArrayRef<Boundary::Port> ports) {
  llvm::SmallVector<Type> result;
  for (const Boundary::Port &port : ports) {
    // An output's shape may be left open: it is that of the value.
    if (&ports.front() == boundary.outputs.begin() &&
        isNumber(model.tensor(port.codes).type())) {
      result.push_back(builder.getF32Type());
      continue;
    }
    auto tensorType = type(port.codes);
    if (!tensorType)
      return tensorType.takeError();
    if (mla::isPerAxis(*tensorType))
      return llvm::createStringError(
          "graph input or output '" + printable(model.tensorName(port.named)) +
          "' is quantized per channel, it needs one scale");
    result.push_back(*tensorType);
  }
  return result;
}

llvm::Error GraphImporter::addFunction(ModuleOp module) {
  auto inputs = types(boundary.inputs);
  if (!inputs)
    return inputs.takeError();
  auto outputs = types(boundary.outputs);
  if (!outputs)
    return outputs.takeError();
  builder.setInsertionPointToEnd(module.getBody());
  function =
      builder.create<func::FuncOp>(builder.getUnknownLoc(), "main",
                                   builder.getFunctionType(*inputs, *outputs));
  auto nameOf = [&](const Boundary::Port &port) {
    return builder.getStringAttr(model.tensorName(port.named));
  };
  for (auto [i, port] : llvm::enumerate(boundary.outputs)) {
    function.setResultAttr(i, mla::kNameAttr, nameOf(port));
    if (port.isFloat())
      function.setResultAttr(i, mla::kFloatAttr, builder.getUnitAttr());
  }
  Block *entry = function.addEntryBlock();
  builder.setInsertionPointToEnd(entry);
  for (auto [i, port] : llvm::enumerate(boundary.inputs)) {
    function.setArgAttr(i, mla::kNameAttr, nameOf(port));
    if (port.isFloat())
      function.setArgAttr(i, mla::kFloatAttr, builder.getUnitAttr());
    if (model.tensor(port.codes).type() == fb::TensorType::UINT8)
      function.setArgAttr(i, mla::kSourceTypeAttr,
                          builder.getStringAttr("uint8"));
    entry->getArgument(i).setLoc(NameLoc::get(nameOf(port)));
    if (llvm::Error error = define(port.codes, entry->getArgument(i)))
      return error;
  }
  return llvm::Error::success();
}

llvm::Error GraphImporter::addOperators() {
  for (unsigned i = 0; i < model.operatorCount(); ++i) {
    const OperatorInfo *info = findOperator(model.code(i));
    Node node(*this, i);
    if (isOnNumbers(model, i) && !boundary.skipped.contains(i)) {
      if (llvm::Error error = importOnNumbers(node, i))
        return node.error(llvm::toString(std::move(error)));
      continue;
    }
    llvm::Error error = node.checkSymmetry();
    if (!error && !boundary.skipped.contains(i))
      error = node.checkOperands(info->minInputs, info->maxInputs,
                                 info->maxOutputs);
    if (!error && !boundary.skipped.contains(i))
      error = info->import(node);
    if (error)
      return node.error(llvm::toString(std::move(error)));
  }
  return llvm::Error::success();
}

llvm::Error GraphImporter::addReturn() {
  llvm::SmallVector<Value> results;
  for (const Boundary::Port &port : boundary.outputs) {
    auto result = value(port.codes);
    if (!result)
      return llvm::createStringError("graph output: " +
                                     llvm::toString(result.takeError()));
    results.push_back(*result);
  }
  builder.create<func::ReturnOp>(builder.getUnknownLoc(), results);
  function.setType(builder.getFunctionType(function.getArgumentTypes(),
                                           ValueRange(results).getTypes()));
  return llvm::Error::success();
}

llvm::Expected<OwningOpRef<ModuleOp>> GraphImporter::run() {
  OwningOpRef<ModuleOp> module = ModuleOp::create(builder.getUnknownLoc());
  if (llvm::Error error = addFunction(*module))
    return std::move(error);
  if (llvm::Error error = addOperators())
    return std::move(error);
  if (llvm::Error error = addReturn())
    return std::move(error);
  return module;
}
