//===- ManifestCheck.cpp - What a runtime asks of a manifest --------------===//

#include "sima/Package/ManifestCheck.h"
#include "Message.h"
#include "sima/Package/Rules.h"

using namespace sima::package;

llvm::Error sima::package::checkManifest(const Manifest &manifest) {
  llvm::Error errors = llvm::Error::success();
  for (const Finding &finding : checkManifestRules(manifest))
    if (finding.kind == Finding::Kind::Violation)
      errors = llvm::joinErrors(std::move(errors), makeError(finding.text()));
  return errors;
}
