//===- Module.cpp - MLIR files and their functions ------------------------===//

#include "Module.h"
#include "dialects/Check/IR/Check.h"
#include "dialects/MLA/IR/MLA.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/Parser/Parser.h"
#include "sima/Pipelines/ModuleText.h"
#include "sima/Pipelines/TensorArray.h"
#include "sima/Support/Files.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;
using namespace sima;
using namespace sima::package;
using llvm::createStringError;
using llvm::Twine;

/// `file:line:column: message` in one line.
static std::string diagnosticText(Diagnostic &diagnostic) {
  std::string text;
  if (auto at = dyn_cast<FileLineColLoc>(diagnostic.getLocation()))
    text = (at.getFilename().getValue() + ":" + Twine(at.getLine()) + ":" +
            Twine(at.getColumn()) + ": ")
               .str();
  text += diagnostic.str();
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

llvm::Expected<LoadedModule> sima::loadModule(llvm::StringRef path) {
  auto buffer = readFile(path, kMaxModuleBytes);
  if (!buffer)
    return buffer.takeError();
  if (llvm::Error error = checkModuleText((*buffer)->getBuffer(), path))
    return std::move(error);
  auto context = std::make_unique<MLIRContext>();
  context->loadDialect<func::FuncDialect, quant::QuantizationDialect,
                       mla::MLADialect, check::CheckDialect>();
  std::string first;
  ScopedDiagnosticHandler handler(context.get(), [&](Diagnostic &diagnostic) {
    if (first.empty() && diagnostic.getSeverity() == DiagnosticSeverity::Error)
      first = diagnosticText(diagnostic);
    return success();
  });
  llvm::SourceMgr sources;
  sources.AddNewSourceBuffer(
      llvm::MemoryBuffer::getMemBuffer((*buffer)->getBuffer(), path),
      llvm::SMLoc());
  auto module = parseSourceFile<ModuleOp>(sources, context.get());
  if (!module)
    return createStringError(
        first.empty() ? (path + ": not an MLIR module").str() : first);
  return LoadedModule{std::move(context), std::move(module)};
}

llvm::Expected<func::FuncOp> sima::mainFunction(ModuleOp module,
                                                llvm::StringRef path) {
  if (auto main = module.lookupSymbol<func::FuncOp>("main"))
    return main;
  auto functions = llvm::to_vector(module.getOps<func::FuncOp>());
  if (functions.size() == 1)
    return functions.front();
  return createStringError(path + ": found " + Twine(functions.size()) +
                           " functions and none is named @main");
}

llvm::Expected<std::vector<TensorSpec>>
sima::inputSpecs(func::FuncOp function) {
  std::vector<TensorSpec> specs;
  for (auto [index, type] : llvm::enumerate(function.getArgumentTypes())) {
    if (llvm::Expected<int64_t> bytes = reference::tensorBytes(type); !bytes)
      return bytes.takeError();
    auto name = function.getArgAttrOfType<StringAttr>(index, mla::kNameAttr);
    auto tensor = cast<RankedTensorType>(type);
    specs.push_back({name ? name.str() : "arg" + std::to_string(index),
                     elementType(tensor), tensor.getShape().vec()});
  }
  return specs;
}

static std::string outputName(func::FuncOp function, unsigned index) {
  if (auto name =
          function.getResultAttrOfType<StringAttr>(index, mla::kNameAttr))
    return name.str();
  Value value = function.front().getTerminator()->getOperand(index);
  if (Operation *producer = value.getDefiningOp())
    if (llvm::StringRef name = mla::nodeName(producer->getLoc()); !name.empty())
      return name.str();
  return "output_" + std::to_string(index);
}

std::vector<int64_t> sima::sourceOrder(mlir::Attribute attribute) {
  auto stated = dyn_cast_or_null<DenseI64ArrayAttr>(attribute);
  if (!stated)
    return {};
  std::vector<int64_t> order = stated.asArrayRef().vec();
  for (int64_t d = 0; d < int64_t(order.size()); ++d)
    if (!llvm::is_contained(order, d))
      return {};
  return order;
}

llvm::Expected<std::vector<NamedArray>>
sima::interpretArrays(func::FuncOp function, llvm::ArrayRef<NamedArray> inputs,
                      const reference::Observer &observer) {
  std::vector<reference::Tensor> tensors;
  for (auto [input, type] : llvm::zip(inputs, function.getArgumentTypes()))
    tensors.push_back({cast<RankedTensorType>(type), input.array.data});
  auto results = reference::interpret(function, tensors, observer);
  if (!results)
    return results.takeError();
  std::vector<NamedArray> outputs;
  for (auto [index, tensor] : llvm::enumerate(*results))
    outputs.push_back({outputName(function, index), arrayOf(tensor),
                       sourceOrder(function.getResultAttr(
                           index, mla::kSourcePermutationAttr))});
  return outputs;
}
