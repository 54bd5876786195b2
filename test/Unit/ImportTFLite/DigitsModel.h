//===- DigitsModel.h - The bundled model in memory --------------*- C++ -*-===//
#ifndef SIMA_TEST_UNIT_IMPORTTFLITE_DIGITSMODEL_H
#define SIMA_TEST_UNIT_IMPORTTFLITE_DIGITSMODEL_H

#include "mlir/IR/Diagnostics.h"
#include "sima/Import/TFLite/ImportTFLite.h"
#include "llvm/Support/MemoryBuffer.h"
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace sima::test {

/// The bytes of the bundled model, empty (and the test failed) without it.
inline std::string readDigits() {
  auto file = llvm::MemoryBuffer::getFile(SIMA_DIGITS_MODEL);
  EXPECT_TRUE(bool(file)) << SIMA_DIGITS_MODEL;
  return file ? (*file)->getBuffer().str() : "";
}

/// A module, or the errors of an import that failed.
struct Imported {
  mlir::OwningOpRef<mlir::ModuleOp> module;
  std::vector<std::string> errors;
};

inline Imported import(llvm::StringRef bytes, mlir::MLIRContext &context) {
  Imported result;
  mlir::ScopedDiagnosticHandler handler(&context, [&](mlir::Diagnostic &found) {
    result.errors.push_back(found.str());
  });
  result.module = importTFLite(bytes, "digits.tflite", &context);
  return result;
}

} // namespace sima::test

#endif // SIMA_TEST_UNIT_IMPORTTFLITE_DIGITSMODEL_H
