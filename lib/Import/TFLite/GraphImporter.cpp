//===- GraphImporter.cpp - The graph of a model as a function -------------===//

#include "GraphImporter.h"
#include "Node.h"
#include "OperatorTable.h"
#include "TensorType.h"
#include "dialects/MLA/IR/MLA.h"

using namespace mlir;
using namespace sima;
using namespace sima::tfl;
using llvm::Twine;

GraphImporter::GraphImporter(const ModelFile &model, MLIRContext *context)
    : model(model), builder(context), constants(model, builder),
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
  auto result = quantizedType(model, tensor, builder.getContext());
  if (result)
    tensorTypes[tensor] = *result;
  return result;
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
  auto constant = constants.quantized(tensor, *tensorType);
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
GraphImporter::types(llvm::ArrayRef<int32_t> tensors) {
  llvm::SmallVector<Type> result;
  for (int32_t tensor : tensors) {
    auto tensorType = type(tensor);
    if (!tensorType)
      return tensorType.takeError();
    if (mla::isPerAxis(*tensorType))
      return llvm::createStringError(
          "graph input or output '" + printable(model.tensorName(tensor)) +
          "' is quantized per channel, it needs one scale");
    result.push_back(*tensorType);
  }
  return result;
}

llvm::Error GraphImporter::addFunction(ModuleOp module) {
  auto inputs = types(model.graphInputs());
  if (!inputs)
    return inputs.takeError();
  auto outputs = types(model.graphOutputs());
  if (!outputs)
    return outputs.takeError();
  builder.setInsertionPointToEnd(module.getBody());
  function =
      builder.create<func::FuncOp>(builder.getUnknownLoc(), "main",
                                   builder.getFunctionType(*inputs, *outputs));
  auto nameOf = [&](int32_t tensor) {
    return builder.getStringAttr(model.tensorName(tensor));
  };
  for (auto [i, tensor] : llvm::enumerate(model.graphOutputs()))
    function.setResultAttr(i, mla::kNameAttr, nameOf(tensor));
  Block *entry = function.addEntryBlock();
  builder.setInsertionPointToEnd(entry);
  for (auto [i, tensor] : llvm::enumerate(model.graphInputs())) {
    function.setArgAttr(i, mla::kNameAttr, nameOf(tensor));
    entry->getArgument(i).setLoc(NameLoc::get(nameOf(tensor)));
    if (llvm::Error error = define(tensor, entry->getArgument(i)))
      return error;
  }
  return llvm::Error::success();
}

llvm::Error GraphImporter::addOperators() {
  for (unsigned i = 0; i < model.operatorCount(); ++i) {
    const OperatorInfo *info = findOperator(model.code(i));
    Node node(*this, i);
    llvm::Error error = node.checkOperands(info->minInputs, info->maxInputs);
    if (!error)
      error = info->import(node);
    if (error)
      return node.error(llvm::toString(std::move(error)));
  }
  return llvm::Error::success();
}

llvm::Error GraphImporter::addReturn() {
  llvm::SmallVector<Value> results;
  for (int32_t tensor : model.graphOutputs()) {
    auto result = value(tensor);
    if (!result)
      return llvm::createStringError("graph output: " +
                                     llvm::toString(result.takeError()));
    results.push_back(*result);
  }
  builder.create<func::ReturnOp>(builder.getUnknownLoc(), results);
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
