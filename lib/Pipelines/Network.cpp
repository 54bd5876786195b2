//===- Network.cpp - An imported network in memory ------------------------===//

#include "sima/Pipelines/Network.h"
#include "dialects/MLA/IR/MLA.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"
#include "sima/Conversion/MLAToMPK/MLAToMPK.h"
#include "sima/Pipelines/Diagnostics.h"
#include "sima/Pipelines/ImportModel.h"
#include "sima/Pipelines/ModuleText.h"
#include "sima/Pipelines/Registration.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace sima;
using llvm::createStringError;

/// The resources of constants in the order of the module, each once, with the
/// bytes that their types ask for.
using Resource = DialectResourceBlobManager::BlobEntry;
static llvm::MapVector<Resource *, uint64_t> resourcesOf(ModuleOp module) {
  llvm::MapVector<Resource *, uint64_t> resources;
  module.walk([&](mla::ConstantOp constant) {
    if (auto value = dyn_cast<DenseResourceElementsAttr>(constant.getValue())) {
      auto type = cast<RankedTensorType>(value.getType());
      uint64_t bits = type.getElementTypeBitWidth();
      DenseResourceElementsHandle handle = value.getRawHandle();
      resources.insert(
          {handle.getResource(), uint64_t(type.getNumElements()) * (bits / 8)});
    }
  });
  return resources;
}

static llvm::Expected<Network> networkOf(ModuleOp module, StringRef name) {
  Network network;
  network.name = name.str();
  for (auto [resource, bytes] : resourcesOf(module)) {
    const AsmResourceBlob *blob = resource->getBlob();
    if (!blob || blob->getData().size() != bytes)
      return createStringError("constant '" + resource->getKey() +
                               "' has no elements");
    network.weights.append(blob->getData().begin(), blob->getData().end());
    network.weights.resize(
        llvm::alignTo(network.weights.size(), Network::kWeightAlignment));
  }
  OpPrintingFlags flags;
  flags.enableDebugInfo();
  flags.elideLargeResourceString(/*largeResourceLimit=*/0);
  llvm::raw_string_ostream os(network.text);
  module->print(os, flags);
  return network;
}

llvm::Expected<Network> Network::import(StringRef path, StringRef name) {
  std::string modelName = (name.empty() ? modelNameOf(path) : name).str();
  if (llvm::Error wrong = checkModelName(modelName))
    return std::move(wrong);
  MLIRContext context(dialectRegistry(), MLIRContext::Threading::DISABLED);
  FirstError first(context);
  auto module = importModel(path, modelName, context);
  if (!module)
    return first.over(module.takeError(), path + ": cannot be read");
  return networkOf(**module, modelName);
}

llvm::Expected<OwningOpRef<ModuleOp>>
Network::materialize(MLIRContext &context) const {
  if (llvm::Error wrong = checkModuleText(text, "network '" + name + "'"))
    return std::move(wrong);
  FirstError first(context);
  // Verified when the constants have their elements.
  ParserConfig config(&context, /*verifyAfterParse=*/false);
  auto module = parseSourceString<ModuleOp>(text, config, name);
  if (!module)
    return first.orElse("network '" + name + "': its text cannot be read");
  uint64_t offset = 0;
  for (auto [resource, bytes] : resourcesOf(*module)) {
    if (bytes > weights.size() || offset > weights.size() - bytes)
      return createStringError("network '" + name + "': its weights have " +
                               llvm::Twine(weights.size()) +
                               " bytes, its constants need more");
    resource->setBlob(HeapAsmResourceBlob::allocateAndCopyWithAlign(
        ArrayRef<char>(weights.data() + offset, bytes), kWeightAlignment));
    offset = llvm::alignTo(offset + bytes, kWeightAlignment);
  }
  if (offset != weights.size())
    return createStringError("network '" + name + "': its weights have " +
                             llvm::Twine(weights.size()) +
                             " bytes, its constants " + llvm::Twine(offset));
  if (failed(verify(*module)))
    return first.orElse("network '" + name + "': is not valid");
  (*module)->setAttr(kModelNameAttr, StringAttr::get(&context, name));
  return module;
}

/// Rescales by powers of two where the codes of both operands have 8 bits.
template <typename Op> static void useShift(Op op) {
  if (mla::elementBytes(op->getOperand(0).getType()) == 1 &&
      mla::elementBytes(op->getOperand(1).getType()) == 1)
    op.setArithmetic(mla::Arithmetic::shift);
}

llvm::Expected<Network> Network::withShiftRequantization() const {
  MLIRContext context(dialectRegistry(), MLIRContext::Threading::DISABLED);
  auto module = materialize(context);
  if (!module)
    return module.takeError();
  (*module)->walk([](Operation *op) {
    llvm::TypeSwitch<Operation *>(op)
        .Case<mla::Conv2DOp, mla::DepthwiseConv2DOp, mla::TransposeConv2DOp,
              mla::FullyConnectedOp, mla::MatMulOp>(
            [](auto product) { useShift(product); });
  });
  FirstError first(context);
  if (failed(verify(**module)))
    return first.orElse("network '" + name +
                        "' cannot be rescaled by powers of two");
  auto changed = networkOf(**module, name);
  if (changed) {
    changed->targetName = targetName;
    changed->targetDescription = targetDescription;
  }
  return changed;
}
