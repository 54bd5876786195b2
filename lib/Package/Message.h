//===- Message.h - One-line errors ------------------------------*- C++ -*-===//
#ifndef SIMA_LIB_PACKAGE_MESSAGE_H
#define SIMA_LIB_PACKAGE_MESSAGE_H

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"

namespace sima::package {

/// An error with this text.
inline llvm::Error makeError(const llvm::Twine &message) {
  return llvm::make_error<llvm::StringError>(message,
                                             llvm::inconvertibleErrorCode());
}

/// An error with this text that names the broken rule.
llvm::Error makeRuleError(llvm::StringRef rule, const llvm::Twine &message);

/// The same error with `prefix` in front of its text; keeps its rule.
llvm::Error prefixError(const llvm::Twine &prefix, llvm::Error error);

/// Text from a file, fit for a message: quoted, escaped, at most 120
/// characters.
inline std::string quote(llvm::StringRef text) {
  std::string result = "'";
  llvm::raw_string_ostream os(result);
  constexpr size_t kMaxChars = 120;
  llvm::printEscapedString(text.take_front(kMaxChars), os);
  os << (text.size() > kMaxChars ? "...'" : "'");
  return result;
}

} // namespace sima::package

#endif // SIMA_LIB_PACKAGE_MESSAGE_H
