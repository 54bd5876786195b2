//===- FileRules.cpp - Rule 3: files, and JSON as such --------------------===//

#include "RuleFunctions.h"
#include "dialects/MPK/IR/KernelKeys.h"

using namespace sima;
using namespace sima::package;

static void checkModelName(const Manifest &manifest, Reporter &report) {
  if (std::string why = checkFileName(manifest.name + "_mpk.json");
      !why.empty())
    report.violation("manifest", "key 'name': " + why);
}

/// The executable that a stage names, by its processor.
static std::string executableProblem(const Plugin &stage) {
  bool isPassThrough = stage.kernel == mpk::kPassThroughKernel;
  if (isPassThrough)
    return stage.executable ? "pass_through has no executable" : "";
  if (!stage.executable)
    return "needs an executable";
  llvm::StringRef name = *stage.executable;
  if (stage.processor == Processor::EV74)
    return name == mpk::kEV74Executable
               ? ""
               : "executable " + quote(name) + ", expected '" +
                     mpk::kEV74Executable.str() + "'";
  llvm::StringRef suffix =
      stage.processor == Processor::MLA ? "_mla.elf" : "_a65.so";
  if (std::string why = checkFileName(name); !why.empty())
    return why;
  return name.ends_with(suffix)
             ? ""
             : "executable " + quote(name) +
                   ", expected a name that ends in '" + suffix.str() + "'";
}

static void checkExecutables(const Manifest &manifest, Reporter &report) {
  for (const Plugin &stage : manifest.plugins)
    if (std::string why = executableProblem(stage); !why.empty())
      report.violation(stage, why);
}

static void checkExecutableFiles(const Inspection &inspection,
                                 Reporter &report) {
  for (const Plugin &stage : inspection.manifest.plugins)
    if (stage.processor != Processor::EV74 && stage.executable &&
        !inspection.archive.find(*stage.executable))
      report.violation(stage, "executable " + quote(*stage.executable) +
                                  " is no file of the archive");
}

llvm::ArrayRef<RuleRow> sima::package::fileRules() {
  static constexpr RuleRow rows[] = {
      {"R3-archive-name", "the archive's name ends in exactly `.tar.gz`"},
      {"R3-files",
       "files have distinct printable ASCII names, no directories, and the "
       "extensions `.json .elf .so .yaml`; one manifest, at least one program",
       checkModelName},
      {"R3-json", "the manifest is JSON in UTF-8, without NaN and infinity"},
      {"R3-depth", "JSON nests at most 64 levels"},
      {"R3-duplicates", "no object of JSON has a key twice"},
      {"R3-executable",
       "a stage's executable is a file of its processor's kind; EV74 stages "
       "have `kernel_name_tbd`, `PassThrough` null",
       checkExecutables, checkExecutableFiles},
  };
  return rows;
}
