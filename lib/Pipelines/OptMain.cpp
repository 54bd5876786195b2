//===- OptMain.cpp - The command line of sima-opt -------------------------===//

#include "mlir/Tools/mlir-opt/MlirOptMain.h"
#include "sima/Pipelines/ModuleText.h"
#include "sima/Pipelines/Registration.h"

int sima::optMain(int argc, char **argv) {
  if (llvm::Error error = checkModuleArguments(argc, argv)) {
    llvm::errs() << "error: " << llvm::toString(std::move(error)) << "\n";
    return 1;
  }
  mlir::DialectRegistry registry;
  registerDialects(registry);
  registerPasses();
  return mlir::asMainReturnCode(
      mlir::MlirOptMain(argc, argv, "SiMa optimizer driver\n", registry));
}
