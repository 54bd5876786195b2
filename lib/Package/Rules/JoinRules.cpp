//===- JoinRules.cpp - Rule 2: how stages are joined ----------------------===//

#include "RuleFunctions.h"
#include "dialects/MPK/IR/KernelKeys.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/ConvertUTF.h"
#include <map>
#include <set>

using namespace sima;
using namespace sima::package;

static void checkSequence(const Manifest &manifest, Reporter &report) {
  if (manifest.plugins.empty())
    report.violation("manifest", "the pipeline has no stages");
  int64_t expected = 1;
  for (const Plugin &stage : manifest.plugins) {
    if (stage.sequence != expected)
      report.violation(stage, "sequence " + llvm::Twine(stage.sequence) +
                                  ", expected " + llvm::Twine(expected));
    ++expected;
  }
}

static void checkNames(const Manifest &manifest, Reporter &report) {
  auto check = [&](const std::string &name) {
    const auto *begin = reinterpret_cast<const llvm::UTF8 *>(name.data());
    if (name.empty() || !llvm::isLegalUTF8String(&begin, begin + name.size()))
      report.violation("manifest", "the name " + quote(name) +
                                       " is empty or not valid UTF-8");
  };
  std::set<llvm::StringRef> names;
  for (const ManifestInput &input : manifest.inputs)
    check(input.name);
  for (const Plugin &stage : manifest.plugins) {
    check(stage.name);
    if (!names.insert(stage.name).second)
      report.violation(stage, "its name is that of an earlier stage");
    for (const ManifestTensor &tensor : stage.outputs)
      check(tensor.name);
  }
}

static void checkProducers(const Manifest &manifest, Reporter &report) {
  std::set<llvm::StringRef> written;
  for (const ManifestInput &input : manifest.inputs)
    if (!written.insert(input.name).second)
      report.violation("manifest", "two inputs named " + quote(input.name));
  for (const Plugin &stage : manifest.plugins) {
    if (stage.inputs.empty() || stage.outputs.empty())
      report.violation(stage, "needs at least one input and one output");
    for (const ManifestTensor &tensor : stage.inputs)
      if (!written.count(tensor.name))
        report.violation(stage, "reads " + quote(tensor.name) +
                                    ", which nothing before it writes");
    for (const ManifestTensor &tensor : stage.outputs)
      if (!written.insert(tensor.name).second)
        report.violation(stage, "writes " + quote(tensor.name) +
                                    ", which already has a producer");
  }
}

static void checkSizes(const Manifest &manifest, Reporter &report) {
  std::map<llvm::StringRef, int64_t> sizes;
  for (const ManifestInput &input : manifest.inputs)
    sizes.emplace(input.name, input.size);
  for (const Plugin &stage : manifest.plugins) {
    for (const ManifestTensor &tensor : stage.inputs)
      if (auto found = sizes.find(tensor.name);
          found != sizes.end() && found->second != tensor.size)
        report.violation(stage, "reads " + llvm::Twine(tensor.size) +
                                    " bytes of " + quote(tensor.name) +
                                    ", its producer writes " +
                                    llvm::Twine(found->second));
    for (const ManifestTensor &tensor : stage.outputs)
      sizes.emplace(tensor.name, tensor.size);
  }
}

/// The tensors that some stage reads.
static std::set<llvm::StringRef> tensorsRead(const Manifest &manifest) {
  std::set<llvm::StringRef> read;
  for (const Plugin &stage : manifest.plugins)
    for (const ManifestTensor &tensor : stage.inputs)
      read.insert(tensor.name);
  return read;
}

static void checkInputs(const Manifest &manifest, Reporter &report) {
  std::set<llvm::StringRef> read = tensorsRead(manifest);
  for (const ManifestInput &input : manifest.inputs)
    if (!read.count(input.name))
      report.violation("manifest",
                       "no stage reads the input " + quote(input.name));
}

/// It hands over what it reads, one by one.
static void checkPassThrough(const Plugin &stage, Reporter &report) {
  if (stage.inputs.size() != stage.outputs.size())
    report.violation(stage, "reads " + llvm::Twine(stage.inputs.size()) +
                                " tensors and hands over " +
                                llvm::Twine(stage.outputs.size()));
  for (const auto &[in, out] : llvm::zip(stage.inputs, stage.outputs))
    if (in.size != out.size)
      report.violation(stage, "hands over " + llvm::Twine(out.size) +
                                  " bytes of " + quote(in.name) +
                                  ", which has " + llvm::Twine(in.size));
}

static void checkOutputs(const Manifest &manifest, Reporter &report) {
  if (manifest.plugins.empty())
    return;
  std::set<llvm::StringRef> read = tensorsRead(manifest);
  const Plugin &last = manifest.plugins.back();
  if (last.outputs.size() > 1 && last.kernel != mpk::kPassThroughKernel)
    report.violation(last, "several outputs leave the pipeline, only "
                           "pass_through may hand them over");
  if (last.kernel == mpk::kPassThroughKernel)
    checkPassThrough(last, report);
  for (const Plugin &stage : llvm::drop_end(manifest.plugins)) {
    if (stage.kernel == mpk::kPassThroughKernel)
      report.violation(stage, "pass_through must be the last stage");
    for (const ManifestTensor &tensor : stage.outputs)
      if (!read.count(tensor.name))
        report.violation(stage, "nothing reads " + quote(tensor.name) +
                                    "; outputs must go through a last "
                                    "pass_through");
  }
}

llvm::ArrayRef<RuleRow> sima::package::joinRules() {
  static constexpr RuleRow rows[] = {
      {"R2-sequence", "`sequence` is 1..N without gaps", checkSequence},
      {"R2-spelling",
       "processors are `EV74`, `MLA`, `A65`; `type` is `sgpProcess` of stages, "
       "`buffer` of nodes"},
      {"R2-names", "names of stages differ; names are valid UTF-8", checkNames},
      {"R2-producers",
       "every tensor that a stage reads has exactly one producer before it",
       checkProducers},
      {"R2-sizes",
       "sizes are at least 1, a consumer's size equals its producer's",
       checkSizes},
      {"R2-inputs", "every input of the pipeline is read", checkInputs},
      {"R2-outputs",
       "`PassThrough` comes last, and wherever there is more than one output",
       checkOutputs},
  };
  return rows;
}
