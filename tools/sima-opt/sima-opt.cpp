//===- sima-opt.cpp - Runs passes on IR -----------------------------------===//

#include "mlir/Tools/mlir-opt/MlirOptMain.h"
#include "sima/Pipelines/Registration.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  sima::registerDialects(registry);
  sima::registerPasses();
  return mlir::asMainReturnCode(
      mlir::MlirOptMain(argc, argv, "SiMa optimizer driver\n", registry));
}
