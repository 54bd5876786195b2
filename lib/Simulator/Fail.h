//===- Fail.h - One-line errors from a format string ------------*- C++ -*-===//
//
// Makes an llvm::Error from a formatv string. The place of an instruction is
// put in front by whoever knows it (Trace, Execute). Only what callers tell
// apart has a type.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_SIMULATOR_FAIL_H
#define SIMA_LIB_SIMULATOR_FAIL_H

#include "llvm/Support/Error.h"
#include "llvm/Support/FormatVariadic.h"

namespace sima::sim {

/// An error whose message is formatv(format, args...).
template <typename... Args>
llvm::Error fail(const char *format, Args &&...args) {
  return llvm::createStringError(
      llvm::inconvertibleErrorCode(),
      llvm::formatv(format, std::forward<Args>(args)...).str());
}

/// An access outside the memory or section that it starts in.
class BoundsError : public llvm::ErrorInfo<BoundsError> {
public:
  // NOLINTNEXTLINE(readability-identifier-naming): ErrorInfo asks for it
  static char ID;
  explicit BoundsError(std::string message) : message(std::move(message)) {}
  void log(llvm::raw_ostream &os) const override { os << message; }
  std::error_code convertToErrorCode() const override {
    return llvm::inconvertibleErrorCode();
  }
  std::string message;
};

} // namespace sima::sim

#endif // SIMA_LIB_SIMULATOR_FAIL_H
