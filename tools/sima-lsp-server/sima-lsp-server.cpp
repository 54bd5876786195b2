//===- sima-lsp-server.cpp - The dialects in an editor --------------------===//

#include "mlir/Tools/mlir-lsp-server/MlirLspServerMain.h"
#include "sima/Pipelines/Registration.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  sima::registerDialects(registry);
  return mlir::failed(mlir::MlirLspServerMain(argc, argv, registry));
}
