//===- RuleFunctions.h - One function for each rule -------------*- C++ -*-===//
//
// Private to the rules: how a function sees an archive and says what it found.
// Each file of this folder has the rows of its chapter of the table.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_PACKAGE_RULES_RULEFUNCTIONS_H
#define SIMA_LIB_PACKAGE_RULES_RULEFUNCTIONS_H

#include "../Message.h"
#include "sima/Package/RuleError.h"
#include "sima/Package/Rules.h"
#include "llvm/ADT/ArrayRef.h"

namespace sima::package {

/// Collects what the current rule finds.
class Reporter {
public:
  explicit Reporter(std::vector<Finding> &findings) : findings(findings) {}
  void begin(llvm::StringRef id) { rule = id.str(); }

  void violation(const std::string &place, const llvm::Twine &message) {
    add(Finding::Kind::Violation, place, message);
  }
  void violation(const Plugin &stage, const llvm::Twine &message) {
    violation("stage " + quote(stage.name), message);
  }
  void note(const std::string &place, const llvm::Twine &message) {
    add(Finding::Kind::Note, place, message);
  }
  void note(const Plugin &stage, const llvm::Twine &message) {
    note("stage " + quote(stage.name), message);
  }

private:
  void add(Finding::Kind kind, const std::string &place,
           const llvm::Twine &message) {
    findings.push_back({kind, rule, place, message.str()});
  }
  std::vector<Finding> &findings;
  std::string rule;
};

/// A row with the function that checks it: of rules about manifests alone
/// `manifest`, of others `archive`, of those that only readers apply none.
struct RuleRow {
  llvm::StringLiteral id;
  llvm::StringLiteral text;
  void (*manifest)(const Manifest &, Reporter &) = nullptr;
  void (*archive)(const Inspection &, Reporter &) = nullptr;
};

llvm::ArrayRef<RuleRow> archiveRules();
llvm::ArrayRef<RuleRow> keyRules();          ///< rule 1
llvm::ArrayRef<RuleRow> joinRules();         ///< rule 2
llvm::ArrayRef<RuleRow> fileRules();         ///< rule 3
llvm::ArrayRef<RuleRow> portRules();         ///< rule 4
llvm::ArrayRef<RuleRow> batchRules();        ///< rule 5
llvm::ArrayRef<RuleRow> frameRules();        ///< rule 6
llvm::ArrayRef<RuleRow> quantizationRules(); ///< rule 7
llvm::ArrayRef<RuleRow> runtimeNotes();      ///< rules 8 and 9

} // namespace sima::package

#endif // SIMA_LIB_PACKAGE_RULES_RULEFUNCTIONS_H
