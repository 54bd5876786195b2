//===- Rules.h - Names of rules, and what they found ------------*- C++ -*-===//
#ifndef SIMA_LIB_VERIFY_RULES_H
#define SIMA_LIB_VERIFY_RULES_H

#include "sima/Verify/Verify.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"

namespace sima::verify {

/// In the order of allRules().
enum class Rule : uint8_t {
  Container,
  Notes,
  LayerMap,
  Provenance,
  Words,
  Ports,
  Relocations,
  Operands,
  Bounds,
  Halt,
  Deadlock,
  Balance,
  Overflow,
  TwoWaiters,
  Conflict,
  Uninitialised,
  Resident,
  Expansion,
  Table,
  Output,
};
inline constexpr unsigned kRules = unsigned(Rule::Output) + 1;

/// Collects findings, not more of one rule than anyone would read.
class Findings {
public:
  void add(Rule rule, std::string message);
  /// The rule was not judged, or not to its end.
  void leaveOpen(Rule rule) { open[unsigned(rule)] = true; }
  /// All rules behind `rule`, too.
  void leaveOpenBehind(Rule rule);
  bool has(Rule rule) const { return counts[unsigned(rule)] != 0; }
  bool any() const {
    return llvm::any_of(counts, [](uint64_t n) { return n != 0; });
  }
  /// Puts them into `proof`, in the order of rules.
  void moveTo(Proof &proof);

private:
  static constexpr unsigned kKept = 10;

  std::array<std::vector<std::string>, kRules> kept;
  std::array<uint64_t, kRules> counts{};
  std::array<bool, kRules> open{};
};

} // namespace sima::verify

#endif // SIMA_LIB_VERIFY_RULES_H
