//===- ImportTFLite.cpp - TFLite models into the mla dialect --------------===//

#include "sima/Import/TFLite/ImportTFLite.h"
#include "GraphImporter.h"
#include "ModelFile.h"
#include "Numbers.h"
#include "OperatorTable.h"
#include "Survey.h"
#include "dialects/MLA/IR/MLA.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Verifier.h"
#include "llvm/Support/Alignment.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace mlir;
using namespace sima;

/// The verifiers of the dialect have the last word. Their diagnostics become
/// the one error.
static llvm::Error verifyModule(ModuleOp module) {
  std::string first;
  ScopedDiagnosticHandler handler(module.getContext(),
                                  [&](Diagnostic &diagnostic) {
                                    if (first.empty())
                                      first = diagnostic.str();
                                    return success();
                                  });
  if (succeeded(verify(module)))
    return llvm::Error::success();
  return llvm::createStringError(first);
}

static llvm::Expected<OwningOpRef<ModuleOp>>
import(llvm::ArrayRef<uint8_t> bytes, MLIRContext *context) {
  auto model = tfl::ModelFile::open(bytes);
  if (!model)
    return model.takeError();
  tfl::Boundary boundary = tfl::Boundary::of(*model);
  if (llvm::Error error = tfl::checkSupported(*model, boundary))
    return std::move(error);
  auto module = tfl::GraphImporter(*model, boundary, context).run();
  if (!module)
    return module.takeError();
  if (llvm::Error error = verifyModule(**module))
    return std::move(error);
  return module;
}

std::vector<ImportedOperator> sima::importedTFLiteOperators() {
  constexpr std::pair<unsigned, const char *> types[] = {
      {tfl::kInt8, "int8"}, {tfl::kUInt8, "uint8"}, {tfl::kInt16, "int16"}};
  std::vector<ImportedOperator> operators;
  for (const tfl::OperatorInfo &info : tfl::importedOperators()) {
    operators.push_back({tfl::fb::EnumNameBuiltinOperator(info.code), {}});
    for (auto [bit, name] : types)
      if (info.types & bit)
        operators.back().types.push_back(name);
  }
  return operators;
}

std::vector<ImportedOperator> sima::importedTFLiteNumberOperators() {
  std::vector<ImportedOperator> operators;
  for (tfl::fb::BuiltinOperator code : tfl::numberOperators())
    operators.push_back({tfl::fb::EnumNameBuiltinOperator(code), {}});
  return operators;
}

OwningOpRef<ModuleOp> sima::importTFLite(llvm::StringRef bytes,
                                         llvm::StringRef modelName,
                                         MLIRContext *context) {
  context->loadDialect<mla::MLADialect>();
  // Tables are read in place, which needs the alignment that they were written
  // for.
  const llvm::Align alignment(16);
  std::unique_ptr<llvm::MemoryBuffer> copy;
  if (!llvm::isAddrAligned(alignment, bytes.data())) {
    copy = llvm::MemoryBuffer::getMemBufferCopy(bytes, modelName);
    bytes = copy->getBuffer();
  }
  auto module = import(llvm::arrayRefFromStringRef(bytes), context);
  if (module)
    return std::move(*module);
  emitError(UnknownLoc::get(context))
      << modelName << ": " << llvm::toString(module.takeError());
  return nullptr;
}
