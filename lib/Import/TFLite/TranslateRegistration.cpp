//===- TranslateRegistration.cpp - sima-translate --import-tflite ---------===//

#include "dialects/MLA/IR/MLA.h"
#include "mlir/Tools/mlir-translate/Translation.h"
#include "sima/Import/TFLite/ImportTFLite.h"
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
  return importTFLite(file->getBuffer(), file->getBufferIdentifier(), context);
}

void sima::registerTFLiteImport() {
  TranslateToMLIRRegistration registration(
      "import-tflite", "import a quantized TFLite model as mla dialect", import,
      [](DialectRegistry &registry) { registry.insert<mla::MLADialect>(); });
}
