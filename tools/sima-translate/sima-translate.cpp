//===- sima-translate.cpp - Between models, IR and files ------------------===//
//
// Single translations, for tests and for looking at stages. sima-compile runs
// all of them.
//
//===----------------------------------------------------------------------===//

#include "mlir/Tools/mlir-translate/MlirTranslateMain.h"
#include "sima/Pipelines/Registration.h"

int main(int argc, char **argv) {
  sima::registerTranslations();
  return mlir::failed(
      mlir::mlirTranslateMain(argc, argv, "SiMa translation tool"));
}
