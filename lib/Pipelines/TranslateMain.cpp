//===- TranslateMain.cpp - The command line of sima-translate -------------===//

#include "mlir/Tools/mlir-translate/MlirTranslateMain.h"
#include "sima/Import/TFLite/ImportTFLite.h"
#include "sima/Pipelines/ModuleText.h"
#include "sima/Pipelines/Registration.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/JSON.h"

/// Operator -> types.
static llvm::json::Object
rows(llvm::ArrayRef<sima::ImportedOperator> operators) {
  llvm::json::Object object;
  for (const sima::ImportedOperator &row : operators)
    object[row.name] = llvm::json::Array(row.types);
  return object;
}

/// Format -> operators that its importer has a row for, as JSON.
static void printOperators() {
  llvm::json::Object formats;
  formats["tflite"] = rows(sima::importedTFLiteOperators());
  formats["tflite_numbers"] = rows(sima::importedTFLiteNumberOperators());
  llvm::outs() << llvm::formatv("{0:2}", llvm::json::Value(std::move(formats)))
               << "\n";
}

int sima::translateMain(int argc, char **argv) {
  if (llvm::Error error = checkModuleArguments(argc, argv)) {
    llvm::errs() << "error: " << llvm::toString(std::move(error)) << "\n";
    return 1;
  }
  registerTranslations();
  llvm::cl::opt<bool> operators{
      "print-operators",
      llvm::cl::desc("print the operators that are imported, as JSON"),
      llvm::cl::ValueDisallowed, llvm::cl::callback([](const bool &) {
        printOperators();
        std::exit(0);
      })};
  return mlir::failed(
      mlir::mlirTranslateMain(argc, argv, "SiMa translation tool"));
}
