//===- ImportONNX.cpp - ONNX models into the mla dialect ------------------===//

#include "sima/Import/ONNX/ImportONNX.h"
#include "DoublePairs.h"
#include "Emitter.h"
#include "Inference.h"
#include "ModelFile.h"
#include "NoOps.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Verifier.h"

using namespace mlir;
using namespace sima;
using namespace sima::onnx_import;

/// The verifiers of the dialect have the last word. Their diagnostics become
/// the one error.
static llvm::Error verifyModule(ModuleOp module) {
  std::string first;
  ScopedDiagnosticHandler handler(
      module.getContext(), [&](Diagnostic &diagnostic) {
        if (first.empty()) {
          if (auto name = dyn_cast<NameLoc>(diagnostic.getLocation()))
            first = "'" + printable(name.getName()) + "': ";
          first += diagnostic.str();
        }
        return success();
      });
  if (succeeded(verify(module)))
    return llvm::Error::success();
  return llvm::createStringError(first);
}

static llvm::Expected<OwningOpRef<ModuleOp>>
import(llvm::StringRef bytes, llvm::StringRef directory, MLIRContext *context) {
  auto graph = readModel(bytes, directory);
  if (!graph)
    return graph.takeError();
  if (llvm::Error error = surveyOperators(*graph))
    return std::move(error);
  if (llvm::Error error = inferShapes(*graph))
    return std::move(error);
  removeNoOps(*graph);
  if (llvm::Error error = joinDoublePairs(*graph))
    return std::move(error);
  auto network = normalize(*graph);
  if (!network)
    return network.takeError();
  auto module = Emitter(*graph, *network, context).run();
  if (!module)
    return module.takeError();
  if (llvm::Error error = verifyModule(**module))
    return std::move(error);
  return module;
}

OwningOpRef<ModuleOp> sima::importONNX(llvm::StringRef bytes,
                                       llvm::StringRef modelName,
                                       llvm::StringRef directory,
                                       MLIRContext *context) {
  context->loadDialect<mla::MLADialect>();
  auto module = import(bytes, directory, context);
  if (module)
    return std::move(*module);
  emitError(UnknownLoc::get(context))
      << modelName << ": " << llvm::toString(module.takeError());
  return nullptr;
}
