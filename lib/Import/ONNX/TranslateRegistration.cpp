//===- TranslateRegistration.cpp - sima-translate --import-onnx -----------===//

#include "dialects/MLA/IR/MLA.h"
#include "mlir/Tools/mlir-translate/Translation.h"
#include "sima/Import/ONNX/ImportONNX.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/WithColor.h"

using namespace mlir;
using namespace sima;

static OwningOpRef<Operation *> import(llvm::SourceMgr &sources,
                                       MLIRContext *context) {
  // The message names the file; a place in it would mean nothing.
  ScopedDiagnosticHandler handler(context, [](Diagnostic &diagnostic) {
    llvm::WithColor::error() << diagnostic << '\n';
  });
  const llvm::MemoryBuffer *file =
      sources.getMemoryBuffer(sources.getMainFileID());
  llvm::StringRef path = file->getBufferIdentifier();
  return importONNX(file->getBuffer(), path, llvm::sys::path::parent_path(path),
                    context);
}

void sima::registerONNXImport() {
  TranslateToMLIRRegistration registration(
      "import-onnx", "import a quantized ONNX model as mla dialect", import,
      [](DialectRegistry &registry) { registry.insert<mla::MLADialect>(); });
}
