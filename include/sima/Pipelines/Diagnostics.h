//===- Diagnostics.h - Diagnostics as errors --------------------*- C++ -*-===//
#ifndef SIMA_PIPELINES_DIAGNOSTICS_H
#define SIMA_PIPELINES_DIAGNOSTICS_H

#include "mlir/IR/Diagnostics.h"
#include "llvm/Support/Error.h"

namespace sima {

/// Keeps the first error that a context reports while this lives, and silences
/// the others.
class FirstError {
public:
  explicit FirstError(mlir::MLIRContext &context);

  /// `error` where it has a text, else the diagnostic, else `fallback`.
  llvm::Error over(llvm::Error error, const llvm::Twine &fallback) const;
  /// The diagnostic, else `fallback`.
  llvm::Error orElse(const llvm::Twine &fallback) const;

private:
  std::string text;
  mlir::ScopedDiagnosticHandler handler;
};

} // namespace sima

#endif // SIMA_PIPELINES_DIAGNOSTICS_H
