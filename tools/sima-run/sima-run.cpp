//===- sima-run.cpp - Executes models and archives ------------------------===//

#include "sima/Pipelines/Run.h"
#include "llvm/Support/InitLLVM.h"

int main(int argc, char **argv) {
  llvm::InitLLVM init(argc, argv);
  return sima::runMain(argc, argv);
}
