//===- QuantizationRules.cpp - Rule 7: codes at the edge ------------------===//

#include "../Params.h"
#include "RuleFunctions.h"
#include "sima/Package/TensorTypes.h"
#include "llvm/ADT/STLExtras.h"

using namespace sima::package;

/// The key that names the codes of a stage that quantizes or dequantizes; empty
/// for other stages.
static llvm::StringRef codesKey(const Plugin &stage) {
  if (stage.kernel == "quantization_transform")
    return "output_data_type";
  return stage.kernel == "dequantization_transform" ? "input_data_type" : "";
}

/// Calls `visit(stage, type of its codes)` where the type can be read.
static void forEachStage(
    const Manifest &manifest,
    llvm::function_ref<void(const Plugin &, std::optional<ElementType>)>
        visit) {
  for (const Plugin &stage : manifest.plugins) {
    llvm::StringRef key = codesKey(stage);
    if (key.empty())
      continue;
    llvm::Expected<ElementType> type = typeParam(stage.params, key);
    if (type)
      visit(stage, *type);
    else
      llvm::consumeError(type.takeError());
  }
}

static void checkScale(const Manifest &manifest, Reporter &report) {
  for (const Plugin &stage : manifest.plugins) {
    if (codesKey(stage).empty() || !stage.params.find("channel_params"))
      continue;
    llvm::Expected<std::vector<ChannelParam>> pairs =
        channelParams(stage.params, /*channels=*/1);
    if (!pairs)
      report.violation(stage, llvm::toString(pairs.takeError()) +
                                  "; one pair for the tensor is expected");
  }
}

static bool isCode(std::optional<ElementType> type) {
  return type == ElementType::Int8 || type == ElementType::Int16;
}

static void checkType(const Manifest &manifest, Reporter &report) {
  forEachStage(manifest, [&](const Plugin &stage,
                             std::optional<ElementType> type) {
    if (!isCode(type))
      report.violation(stage, "key '" + codesKey(stage) + "' is '" +
                                  elementTypeName(*type) +
                                  "', codes are int8 (or int16)");
    const JsonValue *bits = stage.params.find("num_bits");
    const int64_t *number = bits ? bits->getIf<int64_t>() : nullptr;
    if (bits && isCode(type) && (!number || *number != 8 * elementBytes(*type)))
      report.violation(
          stage, "key 'num_bits' is " +
                     (number ? std::to_string(*number) : "not an integer") +
                     ", " + elementTypeName(*type).str() + " codes have " +
                     std::to_string(8 * elementBytes(*type)));
  });
}

static void noteWide(const Manifest &manifest, Reporter &report) {
  forEachStage(manifest,
               [&](const Plugin &stage, std::optional<ElementType> type) {
                 if (type == ElementType::Int16)
                   report.note(stage, "codes are int16; the open runtime's "
                                      "strict decoder takes int8 only");
               });
}

static void checkRounding(const Manifest &manifest, Reporter &report) {
  for (const Plugin &stage : manifest.plugins) {
    const JsonValue *rounding = stage.params.find("rounding");
    if (stage.kernel != "quantization_transform" || !rounding)
      continue;
    const auto *name = rounding->getIf<std::string>();
    if (!name || *name != "TONEAREST")
      report.violation(stage, "key 'rounding' is " +
                                  (name ? quote(*name) : "not a string") +
                                  ", expected 'TONEAREST'");
  }
}

/// Both lists of types, and shape and type on each node; where they are there,
/// R5-sizes compares them with the sizes.
static void checkDirectStage(const Plugin &stage, llvm::StringRef input,
                             Reporter &report) {
  std::string because = " is missing, and the pipeline's input " +
                        quote(input) + " goes straight into the MLA";
  for (llvm::StringRef key : {"input_types", "output_types"})
    if (!stage.params.find(key))
      report.violation(stage, "key '" + key + "'" + because);
  for (const std::vector<ManifestTensor> *nodes :
       {&stage.inputs, &stage.outputs})
    for (const ManifestTensor &node : *nodes)
      if (node.shape.empty())
        report.violation(stage,
                         "'shape' of node " + quote(node.name) + because);
}

/// The shapes that nodes and lists of types give must be the same.
static void checkNodeTypes(const Plugin &stage, Reporter &report) {
  llvm::Expected<StageTypes> types = stageTypes(stage);
  if (!types)
    return llvm::consumeError(types.takeError());
  auto check = [&](const std::vector<ManifestTensor> &nodes,
                   const std::vector<PortType> &ports) {
    for (const auto &[node, port] : llvm::zip(nodes, ports))
      if (!node.shape.empty() && !port.shape.empty() &&
          (node.shape != port.shape ||
           parseElementType(node.dtype) != port.element))
        report.violation(
            stage, "node " + quote(node.name) + " is " + shapeText(node.shape) +
                       " of " + quote(node.dtype) + ", the list of types has " +
                       shapeText(port.shape) + " of '" +
                       elementTypeName(*port.element) + "'");
  };
  check(stage.inputs, types->inputs);
  check(stage.outputs, types->outputs);
}

static void checkDirect(const Manifest &manifest, Reporter &report) {
  for (const Plugin &stage : manifest.plugins) {
    if (stage.processor != Processor::MLA)
      continue;
    for (const ManifestInput &input : manifest.inputs)
      if (llvm::any_of(stage.inputs, [&](const ManifestTensor &node) {
            return node.name == input.name;
          })) {
        checkDirectStage(stage, input.name, report);
        break;
      }
    checkNodeTypes(stage, report);
  }
}

llvm::ArrayRef<RuleRow> sima::package::quantizationRules() {
  static constexpr RuleRow rows[] = {
      {"R7-scale",
       "(de)quantization has one [scale, zero point] for the tensor, the "
       "scale a positive number within float32",
       checkScale},
      {"R7-type", "its codes are int8, or int16, of `num_bits` 8, or 16",
       checkType},
      {"R7-int16", "a note on codes of 16 bits", noteWide},
      {"R7-rounding", "it rounds `TONEAREST`", checkRounding},
      {"R7-direct",
       "an MLA stage that reads an input of the pipeline has `input_types` and "
       "`output_types`, its nodes have `shape` and `dtype`, and they agree",
       checkDirect},
  };
  return rows;
}
