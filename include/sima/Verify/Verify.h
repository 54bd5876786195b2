//===- Verify.h - Proofs about an MLA ELF file ------------------*- C++ -*-===//
//
// What holds for a program whatever its inputs are and however long its
// instructions take: docs/verify.md has the rules. The ELF file alone goes in;
// nothing is executed and no cycle is counted. It shares the decoder with the
// simulator, and nothing with what schedules, allocates or synchronises.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_VERIFY_VERIFY_H
#define SIMA_VERIFY_VERIFY_H

#include "sima/Machine/Machine.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>
#include <vector>

namespace sima::verify {

/// A row of the table of rules.
struct RuleInfo {
  llvm::StringLiteral name; ///< "conflict"; never changes its meaning
  llvm::StringLiteral text; ///< what holds in a file that keeps the rule
};

/// All rules, in the order in which they are judged.
llvm::ArrayRef<RuleInfo> allRules();

/// A place that breaks a rule.
struct Finding {
  std::string rule;
  /// One line, which begins with the place where that is an instruction.
  std::string message;
};

/// What was looked at.
struct Figures {
  uint64_t quads = 0, entryPoints = 0;
  uint64_t words = 0;
  uint64_t instructions = 0; ///< of the engines
  uint64_t waits = 0, posts = 0;
  uint64_t operands = 0; ///< of instructions
  uint64_t bytes = 0;    ///< covered by operands, each as often as accessed
  uint64_t relocations = 0;
};

/// What is known of a file.
struct Proof {
  /// The first ones of each rule, by rule.
  std::vector<Finding> findings;
  /// By name of a rule: how many findings were left out.
  std::vector<std::pair<std::string, uint64_t>> leftOut;
  /// Rules that could not be judged, because of what others found.
  std::vector<std::string> notJudged;
  Figures figures;

  bool holds() const { return findings.empty(); }
};

/// Judges every rule about an ELF file. `target` replaces the file's own.
Proof verifyELF(llvm::StringRef elf,
                const std::optional<Machine> &target = std::nullopt);

} // namespace sima::verify

#endif // SIMA_VERIFY_VERIFY_H
