//===- RuleError.cpp - Errors that name a rule ----------------------------===//

#include "sima/Package/RuleError.h"
#include "Message.h"

using namespace sima::package;

// NOLINTNEXTLINE(readability-identifier-naming): ErrorInfo asks for it
char RuleError::ID = 0;

std::string sima::package::messageWithRule(llvm::Error error) {
  std::string text;
  llvm::handleAllErrors(
      std::move(error),
      [&](const RuleError &found) { text = found.rule + ": " + found.message; },
      [&](const llvm::ErrorInfoBase &found) { text = found.message(); });
  return text;
}

llvm::Error sima::package::makeRuleError(llvm::StringRef rule,
                                         const llvm::Twine &message) {
  return llvm::make_error<RuleError>(rule, message.str());
}

llvm::Error sima::package::prefixError(const llvm::Twine &prefix,
                                       llvm::Error error) {
  std::string start = prefix.str();
  return llvm::handleErrors(
      std::move(error),
      [&](const RuleError &found) {
        return makeRuleError(found.rule, start + found.message);
      },
      [&](const llvm::ErrorInfoBase &found) {
        return makeError(start + found.message());
      });
}
