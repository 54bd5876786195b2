//===- Diagnostics.cpp - Diagnostics as errors ----------------------------===//

#include "sima/Pipelines/Diagnostics.h"
#include "sima/Support/OneLine.h"

using namespace sima;
using llvm::createStringError;

FirstError::FirstError(mlir::MLIRContext &context)
    : handler(&context, [this](mlir::Diagnostic &diagnostic) {
        if (text.empty() &&
            diagnostic.getSeverity() == mlir::DiagnosticSeverity::Error)
          text = oneLine(llvm::StringRef(diagnostic.str()).split('\n').first);
        return mlir::success();
      }) {}

llvm::Error FirstError::over(llvm::Error error,
                             const llvm::Twine &fallback) const {
  std::string own = llvm::toString(std::move(error));
  return own.empty() ? orElse(fallback) : createStringError(own);
}

llvm::Error FirstError::orElse(const llvm::Twine &fallback) const {
  return createStringError(text.empty() ? fallback : llvm::Twine(text));
}
