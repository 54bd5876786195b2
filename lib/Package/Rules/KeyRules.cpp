//===- KeyRules.cpp - Rule 1: keys and values of parameters ---------------===//

#include "../Params.h"
#include "RuleFunctions.h"
#include "dialects/MPK/IR/KernelKeys.h"
#include "sima/Package/TensorTypes.h"

using namespace sima;
using namespace sima::package;

/// The keys of a stage, or null where its kernel is unknown.
static const mpk::KernelKeys *keysOf(const Plugin &stage) {
  if (stage.processor != Processor::EV74)
    return mpk::findKernelKeys(processorName(stage.processor));
  if (stage.kernel == mpk::kMLAKeys || stage.kernel == mpk::kA65Keys)
    return nullptr;
  return mpk::findKernelKeys(stage.kernel);
}

static std::vector<llvm::StringRef> namesOf(const Plugin &stage) {
  std::vector<llvm::StringRef> names;
  for (const auto &member : stage.params.members)
    names.push_back(member.first);
  return names;
}

static void checkKernel(const Manifest &manifest, Reporter &report) {
  for (const Plugin &stage : manifest.plugins)
    if (stage.processor != Processor::EV74 && !stage.kernel.empty())
      report.violation(stage, "key 'kernel' is " + quote(stage.kernel) +
                                  ", only EV74 stages name a kernel");
    else if (!keysOf(stage))
      report.violation(stage,
                       "key 'kernel': unknown kernel " + quote(stage.kernel));
}

static void checkKeys(const Manifest &manifest, Reporter &report) {
  for (const Plugin &stage : manifest.plugins)
    if (const mpk::KernelKeys *row = keysOf(stage))
      if (std::string why = mpk::checkKernelKeys(*row, namesOf(stage));
          !why.empty())
        report.violation(stage, why);
}

/// Keys that the reader met and the format does not have.
static void checkUnknownKeys(const Inspection &inspection, Reporter &report) {
  for (const std::string &place : inspection.unknownKeys)
    report.violation("manifest", place + " is not a key of the format");
}

static void checkOrder(const Manifest &manifest, Reporter &report) {
  for (const Plugin &stage : manifest.plugins) {
    const mpk::KernelKeys *row = keysOf(stage);
    std::vector<llvm::StringRef> names = namesOf(stage);
    if (!row || !mpk::checkKernelKeys(*row, names).empty())
      continue;
    size_t position = 0;
    for (const mpk::KernelKey &key : row->keys)
      if (position < names.size() && names[position] == key.name)
        ++position;
    if (position != names.size())
      report.violation(stage, "parameter " + quote(names[position]) +
                                  " is not at its place in the order of the "
                                  "format");
  }
}

/// Why the parameters of a slice do not cut its input; empty if they do.
static std::string sliceProblem(const Plugin &stage, const StageTypes &types) {
  llvm::Expected<std::vector<int64_t>> begin = intsParam(stage.params, "begin");
  if (!begin)
    return llvm::toString(begin.takeError());
  llvm::Expected<std::vector<int64_t>> end = intsParam(stage.params, "end");
  if (!end)
    return llvm::toString(end.takeError());
  if (types.inputs.size() != 1 || types.outputs.size() != 1)
    return "a slice has one input and one output";
  const Shape &in = types.inputs[0].shape, &out = types.outputs[0].shape;
  bool fits = begin->size() == in.size() && end->size() == in.size() &&
              out.size() == in.size();
  for (size_t i = 0; fits && i < in.size(); ++i)
    fits = (*begin)[i] >= 0 && (*end)[i] <= in[i] && (*begin)[i] < (*end)[i] &&
           (*end)[i] - (*begin)[i] == out[i];
  if (!fits)
    return "'begin' " + shapeText(*begin) + " to 'end' " + shapeText(*end) +
           " does not cut " + shapeText(in) + " to " + shapeText(out);
  for (auto [key, shape] :
       {std::pair("input_shape", &in), std::pair("output_shape", &out)}) {
    llvm::Expected<Shape> single = shapeParam(stage.params, key);
    if (!single)
      return llvm::toString(single.takeError());
    if (*single != *shape)
      return std::string("'") + key + "' and '" + key + "s' differ";
  }
  return "";
}

/// The same for the new shape of a reshape.
static std::string reshapeProblem(const Plugin &stage,
                                  const StageTypes &types) {
  llvm::Expected<Shape> shape = shapeParam(stage.params, "newshape");
  if (!shape)
    return llvm::toString(shape.takeError());
  if (types.outputs.size() != 1 || *shape != types.outputs[0].shape)
    return "'newshape' " + shapeText(*shape) + " is not the output's shape";
  return "";
}

/// Parameters must be readable; whether they fit the sizes is rule 5.
static void checkValues(const Manifest &manifest, Reporter &report) {
  for (const Plugin &stage : manifest.plugins) {
    const mpk::KernelKeys *row = keysOf(stage);
    if (!row || !mpk::checkKernelKeys(*row, namesOf(stage)).empty())
      continue;
    llvm::Expected<StageTypes> types = stageTypes(stage);
    if (!types)
      llvm::handleAllErrors(
          types.takeError(), [](const RuleError &) {},
          [&](const llvm::ErrorInfoBase &error) {
            report.violation("", error.message());
          });
    else if (std::string why = stage.kernel == "slice_transform"
                                   ? sliceProblem(stage, *types)
                               : stage.kernel == "reshape_transform"
                                   ? reshapeProblem(stage, *types)
                                   : "";
             !why.empty())
      report.violation(stage, why);
  }
}

llvm::ArrayRef<RuleRow> sima::package::keyRules() {
  static constexpr RuleRow rows[] = {
      {"R1-kernel", "EV74 stages name a kernel of the format, others none",
       checkKernel},
      {"R1-keys",
       "objects have exactly the keys of the format; `params` those of the "
       "kernel; MLA stages no `kernel` and no `params`",
       checkKeys, checkUnknownKeys},
      {"R1-order", "parameters stand in the order of the format", checkOrder},
      {"R1-values", "values have the form and the type that their key asks for",
       checkValues},
  };
  return rows;
}
