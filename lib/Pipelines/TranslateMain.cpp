//===- TranslateMain.cpp - The command line of sima-translate -------------===//

#include "mlir/Tools/mlir-translate/MlirTranslateMain.h"
#include "sima/Pipelines/ModuleText.h"
#include "sima/Pipelines/Registration.h"

int sima::translateMain(int argc, char **argv) {
  if (llvm::Error error = checkModuleArguments(argc, argv)) {
    llvm::errs() << "error: " << llvm::toString(std::move(error)) << "\n";
    return 1;
  }
  registerTranslations();
  return mlir::failed(
      mlir::mlirTranslateMain(argc, argv, "SiMa translation tool"));
}
