//===- TranslateMain.cpp - The command line of sima-translate -------------===//

#include "mlir/Tools/mlir-translate/MlirTranslateMain.h"
#include "sima/Pipelines/Registration.h"

int sima::translateMain(int argc, char **argv) {
  registerTranslations();
  return mlir::failed(
      mlir::mlirTranslateMain(argc, argv, "SiMa translation tool"));
}
