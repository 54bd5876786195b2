//===- RuntimeNotes.cpp - Rules 8 and 9: what to know beforehand ----------===//
//
// Nothing here is wrong with an archive: the notes say what today's runtimes
// make of it.
//
//===----------------------------------------------------------------------===//
#include "RuleFunctions.h"
#include "sima/Package/TensorTypes.h"
#include "sima/Support/Counted.h"
#include "llvm/ADT/STLExtras.h"

using namespace sima::package;

static void noteRange(const Manifest &manifest, Reporter &report) {
  for (const ManifestInput &input : manifest.inputs) {
    if (!input.range)
      continue;
    auto [lowest, highest] = *input.range;
    if (!(lowest <= 0 && highest >= 0 && highest - lowest >= 1))
      report.note("input " + quote(input.name),
                  "its input_range has no effect: it counts where it holds 0 "
                  "and spans at least 1");
  }
}

static void noteVersion(const Manifest &manifest, Reporter &report) {
  if (manifest.sdkVersion != "2.1.0")
    report.note("manifest", "model_sdk_version is " +
                                quote(manifest.sdkVersion) +
                                "; '2.1.0' is accepted most widely");
  for (const Plugin &stage : manifest.plugins)
    if (stage.kernel == "cast_transform" && stage.params.find("in_dtype")) {
      report.note(stage, "a cast without in_dtype is accepted most widely");
      return;
    }
}

static size_t countStages(const Manifest &manifest, Processor processor) {
  return llvm::count_if(manifest.plugins, [&](const Plugin &stage) {
    return stage.processor == processor;
  });
}

static void noteA65(const Manifest &manifest, Reporter &report) {
  if (size_t count = countStages(manifest, Processor::A65))
    report.note("manifest",
                sima::counted(count, "stage") +
                    " on the Cortex-A65: today's open runtime runs "
                    "none, and its strict decoder takes a .so only with a "
                    "TVM graph in it");
}

static void noteSegments(const Manifest &manifest, Reporter &report) {
  if (size_t count = countStages(manifest, Processor::MLA); count > 1)
    report.note("manifest", llvm::Twine(count) +
                                " MLA segments: today's open runtime runs "
                                "archives of one");
}

static void noteCodes(const Manifest &manifest, Reporter &report) {
  llvm::Expected<std::map<std::string, TensorType>> types =
      tensorTypes(manifest);
  if (!types)
    return llvm::consumeError(types.takeError());
  for (const ManifestInput &input : manifest.inputs) {
    auto type = types->find(input.name);
    if (type == types->end())
      continue;
    bool isByte = type->second.element == ElementType::Int8;
    if (isByte || type->second.element == ElementType::Int16)
      report.note("input " + quote(input.name),
                  isByte ? "takes int8 codes; those of a uint8 model less 128"
                         : "takes int16 codes; those of a uint16 model less "
                           "32768");
  }
}

llvm::ArrayRef<RuleRow> sima::package::runtimeNotes() {
  static constexpr RuleRow rows[] = {
      {"R8-range",
       "a note on an `input_range` without effect: it counts where lowest ≤ 0 "
       "≤ highest and highest − lowest ≥ 1",
       noteRange},
      {"R8-version",
       "a note where `model_sdk_version` is not \"2.1.0\" or a cast has "
       "`in_dtype`",
       noteVersion},
      {"R9-a65", "a note on stages of the Cortex-A65", noteA65},
      {"R9-segments", "a note on several MLA segments", noteSegments},
      {"R9-codes",
       "a note on inputs that are codes: runtimes know int8, not uint8",
       noteCodes},
  };
  return rows;
}
