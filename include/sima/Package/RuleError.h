//===- RuleError.h - Errors that name a rule --------------------*- C++ -*-===//
#ifndef SIMA_PACKAGE_RULEERROR_H
#define SIMA_PACKAGE_RULEERROR_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>

namespace sima::package {

/// An error of a reader that knows which rule (Rules.h) is broken. The message
/// is that of the reader alone.
class RuleError : public llvm::ErrorInfo<RuleError> {
public:
  // NOLINTNEXTLINE(readability-identifier-naming): ErrorInfo asks for it
  static char ID;
  RuleError(llvm::StringRef rule, std::string message)
      : rule(rule), message(std::move(message)) {}
  void log(llvm::raw_ostream &os) const override { os << message; }
  std::error_code convertToErrorCode() const override {
    return llvm::inconvertibleErrorCode();
  }
  std::string rule, message;
};

/// The message of `error`, behind the id of its rule and a colon where it has
/// one.
std::string messageWithRule(llvm::Error error);

} // namespace sima::package

#endif // SIMA_PACKAGE_RULEERROR_H
