//===- BatchRules.cpp - Rule 5: batch, shapes and sizes -------------------===//

#include "RuleFunctions.h"
#include "sima/Package/TensorTypes.h"
#include "llvm/ADT/STLExtras.h"

using namespace sima::package;

/// The first stage that says its batch, or null.
static const Plugin *firstWithBatch(const Manifest &manifest) {
  const auto *found =
      llvm::find_if(llvm::ArrayRef(manifest.plugins), [](const Plugin &stage) {
        return stage.processor != Processor::A65;
      });
  return found == llvm::ArrayRef(manifest.plugins).end() ? nullptr : found;
}

static void checkBatch(const Manifest &manifest, Reporter &report) {
  const Plugin *first = firstWithBatch(manifest);
  for (const Plugin &stage : manifest.plugins) {
    if (stage.processor == Processor::A65)
      continue;
    auto batch = "batch " + std::to_string(stage.actualBatch) + " of " +
                 std::to_string(stage.desiredBatch);
    if (stage.actualBatch != first->actualBatch ||
        stage.desiredBatch != first->desiredBatch)
      report.violation(stage, batch + ", stage " + quote(first->name) +
                                  " has " + llvm::Twine(first->actualBatch) +
                                  " of " + llvm::Twine(first->desiredBatch));
    if (stage.actualBatch < 1 || stage.actualBatch > stage.desiredBatch)
      report.violation(stage, batch + " asked for");
  }
}

static void noteDesired(const Manifest &manifest, Reporter &report) {
  const Plugin *first = firstWithBatch(manifest);
  if (first && first->actualBatch < first->desiredBatch)
    report.note("manifest",
                "batch " + llvm::Twine(first->actualBatch) + " of " +
                    llvm::Twine(first->desiredBatch) +
                    " asked for: the open runtime's strict decoder takes only "
                    "equal ones; ask for " +
                    llvm::Twine(first->actualBatch));
}

static void checkShapes(const Manifest &manifest, Reporter &report) {
  for (const Plugin &stage : manifest.plugins) {
    if (stage.processor == Processor::A65)
      continue;
    llvm::Expected<StageTypes> types = stageTypes(stage);
    if (!types) {
      llvm::consumeError(types.takeError());
      continue;
    }
    for (const std::vector<PortType> *ports : {&types->inputs, &types->outputs})
      for (const PortType &port : *ports)
        if (!port.shape.empty() && port.shape.front() != stage.actualBatch)
          report.violation(stage, "shape " + shapeText(port.shape) +
                                      " does not begin with the batch of " +
                                      llvm::Twine(stage.actualBatch));
  }
}

static void checkSizes(const Manifest &manifest, Reporter &report) {
  for (const Plugin &stage : manifest.plugins)
    if (llvm::Expected<StageTypes> types = stageTypes(stage); !types)
      llvm::handleAllErrors(
          types.takeError(),
          [&](const RuleError &error) { report.violation("", error.message); },
          [](const llvm::ErrorInfoBase &) {});
}

llvm::ArrayRef<RuleRow> sima::package::batchRules() {
  static constexpr RuleRow rows[] = {
      {"R5-batch",
       "all stages have the same batch, from 1 to the one asked for",
       checkBatch},
      {"R5-desired", "a note where the batch is smaller than the one asked for",
       noteDesired},
      {"R5-shapes", "every shape begins with the batch", checkShapes},
      {"R5-sizes",
       "a node's size is that of its shape and type, all samples together",
       checkSizes},
  };
  return rows;
}
