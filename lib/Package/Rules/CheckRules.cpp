//===- CheckRules.cpp - Applies the table of rules ------------------------===//

#include "RuleFunctions.h"
#include "llvm/ADT/STLExtras.h"

using namespace sima::package;

std::string Finding::text() const {
  return rule + ": " + place + (place.empty() ? "" : ": ") + message;
}

/// The chapters of the table, in order.
static std::vector<llvm::ArrayRef<RuleRow>> chapters() {
  return {archiveRules(), keyRules(),          joinRules(),
          fileRules(),    portRules(),         batchRules(),
          frameRules(),   quantizationRules(), runtimeNotes()};
}

std::vector<RuleInfo> sima::package::allRules() {
  std::vector<RuleInfo> rules;
  for (llvm::ArrayRef<RuleRow> chapter : chapters())
    for (const RuleRow &row : chapter)
      rules.push_back({row.id, row.text});
  return rules;
}

std::vector<Finding>
sima::package::checkManifestRules(const Manifest &manifest) {
  std::vector<Finding> findings;
  Reporter reporter(findings);
  for (llvm::ArrayRef<RuleRow> chapter : chapters())
    for (const RuleRow &row : chapter)
      if (row.manifest) {
        reporter.begin(row.id);
        row.manifest(manifest, reporter);
      }
  return findings;
}

std::vector<Finding> sima::package::checkRules(const Inspection &inspection) {
  std::vector<Finding> findings;
  Reporter reporter(findings);
  for (llvm::ArrayRef<RuleRow> chapter : chapters())
    for (const RuleRow &row : chapter) {
      reporter.begin(row.id);
      if (row.manifest)
        row.manifest(inspection.manifest, reporter);
      if (row.archive)
        row.archive(inspection, reporter);
    }
  return findings;
}

bool sima::package::isAccepted(llvm::ArrayRef<Finding> findings) {
  return llvm::none_of(findings, [](const Finding &finding) {
    return finding.kind == Finding::Kind::Violation;
  });
}

llvm::Expected<std::vector<Finding>>
sima::package::writeCheckedArchive(Archive archive, llvm::StringRef path) {
  // Names of files follow the user's, so this is no matter of rules.
  if (llvm::Error error = checkArchive(archive))
    return makeError("cannot write " + quote(path) + ": " +
                     llvm::toString(std::move(error)));
  llvm::Expected<Inspection> inspection = inspect(std::move(archive));
  if (!inspection)
    return inspection.takeError();
  std::vector<Finding> findings = checkRules(*inspection);
  const auto *broken =
      llvm::find_if(llvm::ArrayRef(findings), [](const Finding &finding) {
        return finding.kind == Finding::Kind::Violation;
      });
  if (broken != llvm::ArrayRef(findings).end())
    return makeRuleError(broken->rule, broken->place + ": " + broken->message);
  if (llvm::Error error = writeArchive(inspection->archive, path))
    return std::move(error);
  return findings;
}
