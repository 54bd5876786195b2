//===- Archive.cpp - What an archive may hold -----------------------------===//

#include "sima/Package/Archive.h"
#include "Message.h"
#include "llvm/ADT/StringSet.h"

using namespace sima::package;

static constexpr llvm::StringLiteral kManifestSuffix = "_mpk.json";

const ArchiveFile *Archive::find(llvm::StringRef name) const {
  for (const ArchiveFile &file : files)
    if (file.name == name)
      return &file;
  return nullptr;
}

const ArchiveFile &Archive::manifest() const {
  return *llvm::find_if(files, [](const ArchiveFile &file) {
    return llvm::StringRef(file.name).ends_with(kManifestSuffix);
  });
}

std::string sima::package::checkFileName(llvm::StringRef name) {
  constexpr size_t kMaxNameBytes = 255;
  if (name.empty() || name.size() > kMaxNameBytes)
    return "file name of " + std::to_string(name.size()) +
           " bytes, expected 1 to 255";
  if (!llvm::all_of(name, [](char c) { return c > 0x20 && c < 0x7F; }))
    return "file name " + quote(name) +
           " has characters that are not printable ASCII";
  if (name.contains('/') || name.contains('\\'))
    return "file name " + quote(name) + " has a directory";
  for (llvm::StringRef extension : {".json", ".elf", ".so", ".yaml"})
    if (name.ends_with(extension) && name.size() > extension.size())
      return "";
  return "file name " + quote(name) +
         " has none of the extensions .json, .elf, .so and .yaml";
}

llvm::Error sima::package::checkArchive(const Archive &archive) {
  constexpr llvm::StringLiteral kRule = "R3-files";
  llvm::StringSet<> names;
  size_t manifests = 0, jsons = 0, executables = 0;
  for (const ArchiveFile &file : archive.files) {
    llvm::StringRef name = file.name;
    if (std::string why = checkFileName(name); !why.empty())
      return makeRuleError(kRule, why);
    if (!names.insert(name).second)
      return makeRuleError(kRule, "two files named " + quote(name));
    manifests += name.ends_with(kManifestSuffix);
    jsons += name.ends_with(".json");
    executables += name.ends_with(".elf") || name.ends_with(".so");
  }
  if (manifests != 1 || jsons != 1)
    return makeRuleError(kRule,
                         llvm::Twine(manifests) + " manifests among " +
                             llvm::Twine(jsons) +
                             " .json files, expected exactly one *_mpk.json");
  if (!executables)
    return makeRuleError(kRule, "no .elf and no .so file");
  return llvm::Error::success();
}
