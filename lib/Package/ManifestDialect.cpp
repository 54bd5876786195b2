//===- ManifestDialect.cpp - Manifest to mpk dialect and back -------------===//

#include "sima/Package/ManifestDialect.h"
#include "Message.h"
#include "dialects/MPK/IR/KernelKeys.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Verifier.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;
using namespace sima;
using namespace sima::package;

//===----------------------------------------------------------------------===//
// Manifest to dialect
//===----------------------------------------------------------------------===//

static Attribute toAttribute(Builder &b, const JsonValue &value) {
  if (const bool *flag = value.getIf<bool>())
    return b.getBoolAttr(*flag);
  if (const int64_t *integer = value.getIf<int64_t>())
    return b.getI64IntegerAttr(*integer);
  if (const double *number = value.getIf<double>())
    return b.getF64FloatAttr(*number);
  if (const auto *text = value.getIf<std::string>())
    return b.getStringAttr(*text);
  if (const auto *array = value.getIf<JsonArray>())
    return b.getArrayAttr(llvm::map_to_vector(
        *array, [&](const JsonValue &v) { return toAttribute(b, v); }));
  if (const auto *object = value.getIf<JsonObject>()) {
    NamedAttrList list;
    for (const auto &[key, member] : object->members)
      list.append(key, toAttribute(b, member));
    return list.getDictionary(b.getContext());
  }
  return b.getUnitAttr();
}

static ArrayAttr toAttribute(Builder &b,
                             const std::vector<ManifestTensor> &tensors) {
  return b.getArrayAttr(
      llvm::map_to_vector(tensors, [&](const ManifestTensor &t) -> Attribute {
        return mpk::TensorAttr::get(
            b.getContext(), b.getStringAttr(t.name), t.size, t.shape,
            t.shape.empty() ? StringAttr() : b.getStringAttr(t.dtype));
      }));
}

static void buildStage(OpBuilder &b, const Plugin &plugin) {
  auto optional = [&](bool present, StringRef text) {
    return present ? b.getStringAttr(text) : StringAttr();
  };
  b.create<mpk::StageOp>(
      b.getUnknownLoc(), b.getStringAttr(plugin.name),
      b.getI64IntegerAttr(plugin.sequence),
      mpk::ProcessorAttr::get(
          b.getContext(),
          *mpk::symbolizeProcessor(processorName(plugin.processor))),
      optional(!plugin.kernel.empty(), plugin.kernel),
      b.getI64IntegerAttr(plugin.actualBatch),
      b.getI64IntegerAttr(plugin.desiredBatch), toAttribute(b, plugin.inputs),
      toAttribute(b, plugin.outputs),
      cast<DictionaryAttr>(toAttribute(b, JsonValue(plugin.params))),
      optional(plugin.executable.has_value(), plugin.executable.value_or("")));
}

static mpk::PipelineOp buildPipeline(OpBuilder &b, const Manifest &manifest) {
  SmallVector<Attribute> inputs;
  for (const ManifestInput &input : manifest.inputs)
    inputs.push_back(mpk::InputAttr::get(
        b.getContext(), b.getStringAttr(input.name), input.size,
        input.range ? b.getDenseF64ArrayAttr(*input.range)
                    : DenseF64ArrayAttr()));
  auto optional = [&](const std::optional<std::string> &text) {
    return text ? b.getStringAttr(*text) : StringAttr();
  };
  auto pipeline = b.create<mpk::PipelineOp>(
      b.getUnknownLoc(), b.getStringAttr(manifest.name),
      b.getStringAttr(manifest.sdkVersion),
      b.getI64IntegerAttr(manifest.sequence), optional(manifest.modelPath),
      optional(manifest.modelChecksum), b.getArrayAttr(inputs));
  OpBuilder::InsertionGuard guard(b);
  b.createBlock(&pipeline.getBody());
  for (const Plugin &plugin : manifest.plugins)
    buildStage(b, plugin);
  return pipeline;
}

/// Whether an object in `value` has an empty or a repeated key, which a
/// dictionary attribute cannot hold.
static bool hasBadKeys(const JsonValue &value) {
  if (const auto *array = value.getIf<JsonArray>())
    return llvm::any_of(*array, hasBadKeys);
  const auto *object = value.getIf<JsonObject>();
  if (!object)
    return false;
  llvm::StringSet<> keys;
  return llvm::any_of(object->members, [&](const auto &member) {
    return member.first.empty() || !keys.insert(member.first).second ||
           hasBadKeys(member.second);
  });
}

/// What the attribute constructors would assert on.
static llvm::Error checkAttributes(const Manifest &manifest) {
  auto badTensor = [](const ManifestTensor &t) {
    return t.name.empty() || t.size < 1 || t.shape.empty() != t.dtype.empty();
  };
  for (const ManifestInput &input : manifest.inputs)
    if (input.name.empty() || input.size < 1 ||
        (input.range && !((*input.range)[0] <= (*input.range)[1])))
      return makeError("input " + quote(input.name) +
                       " needs a name, a size of at least 1 and an ordered "
                       "range");
  for (const Plugin &plugin : manifest.plugins) {
    if (llvm::any_of(plugin.inputs, badTensor) ||
        llvm::any_of(plugin.outputs, badTensor))
      return makeError("stage " + quote(plugin.name) +
                       " has a tensor without a name or a size of at least 1, "
                       "or with only one of shape and element type");
    if (hasBadKeys(JsonValue(plugin.params)))
      return makeError("stage " + quote(plugin.name) +
                       " has a parameter without a name or one twice");
  }
  return llvm::Error::success();
}

llvm::Expected<OwningOpRef<ModuleOp>>
sima::package::importManifest(MLIRContext &context, const Manifest &manifest) {
  if (llvm::Error error = checkAttributes(manifest))
    return std::move(error);
  context.loadDialect<mpk::MPKDialect>();
  OpBuilder b(&context);
  OwningOpRef<ModuleOp> module(ModuleOp::create(b.getUnknownLoc()));
  b.setInsertionPointToEnd(module->getBody());
  mpk::PipelineOp pipeline = buildPipeline(b, manifest);
  std::string first;
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
    if (first.empty())
      first = diagnostic.str();
    return success();
  });
  if (failed(verify(pipeline)))
    return makeError(first);
  return module;
}

//===----------------------------------------------------------------------===//
// Dialect to manifest
//===----------------------------------------------------------------------===//

static llvm::Expected<JsonValue> toJson(Attribute attribute) {
  if (auto flag = dyn_cast<BoolAttr>(attribute))
    return JsonValue(flag.getValue());
  if (auto integer = dyn_cast<IntegerAttr>(attribute);
      integer && integer.getType().isSignlessInteger() &&
      integer.getValue().getBitWidth() <= 64)
    return JsonValue(integer.getValue().getSExtValue());
  if (auto number = dyn_cast<FloatAttr>(attribute);
      number && number.getType().isF64() && number.getValue().isFinite())
    return JsonValue(number.getValueAsDouble());
  if (auto text = dyn_cast<StringAttr>(attribute))
    return JsonValue(text.str());
  if (isa<UnitAttr>(attribute))
    return JsonValue();
  if (auto array = dyn_cast<ArrayAttr>(attribute)) {
    JsonArray result;
    for (Attribute element : array) {
      llvm::Expected<JsonValue> value = toJson(element);
      if (!value)
        return value.takeError();
      result.push_back(std::move(*value));
    }
    return JsonValue(std::move(result));
  }
  if (auto dictionary = dyn_cast<DictionaryAttr>(attribute)) {
    JsonObject result;
    for (NamedAttribute member : dictionary) {
      llvm::Expected<JsonValue> value = toJson(member.getValue());
      if (!value)
        return value.takeError();
      result.add(member.getName().getValue(), std::move(*value));
    }
    return JsonValue(std::move(result));
  }
  std::string text;
  llvm::raw_string_ostream(text) << attribute;
  return makeError("attribute " + quote(text) + " has no form in a manifest");
}

static std::vector<ManifestTensor> toTensors(ArrayAttr attributes) {
  std::vector<ManifestTensor> result;
  for (auto tensor : attributes.getAsRange<mpk::TensorAttr>())
    result.push_back(
        {tensor.getName().str(), tensor.getSize(), tensor.getShape().vec(),
         tensor.getDtype() ? tensor.getDtype().str() : std::string()});
  return result;
}

static std::optional<std::string> toText(std::optional<StringRef> text) {
  return text ? std::optional<std::string>(text->str()) : std::nullopt;
}

static llvm::Expected<Plugin> toPlugin(mpk::StageOp stage) {
  Plugin plugin;
  plugin.name = stage.getStageName().str();
  plugin.sequence = static_cast<int64_t>(stage.getSequence());
  switch (stage.getProcessor()) {
  case mpk::Processor::EV74:
    plugin.processor = Processor::EV74;
    break;
  case mpk::Processor::MLA:
    plugin.processor = Processor::MLA;
    break;
  case mpk::Processor::A65:
    plugin.processor = Processor::A65;
    break;
  }
  plugin.desiredBatch = static_cast<int64_t>(stage.getDesiredBatch());
  plugin.actualBatch = static_cast<int64_t>(stage.getActualBatch());
  plugin.kernel = stage.getKernel().value_or("").str();
  plugin.inputs = toTensors(stage.getInputs());
  plugin.outputs = toTensors(stage.getOutputs());
  plugin.executable = toText(stage.getExecutable());
  const mpk::KernelKeys *row = mpk::findKernelKeys(
      plugin.kernel.empty() ? processorName(plugin.processor)
                            : llvm::StringRef(plugin.kernel));
  if (!row)
    return makeError("stage " + quote(plugin.name) + " has an unknown kernel");
  for (const mpk::KernelKey &key : row->keys) {
    Attribute attribute = stage.getParams().get(key.name);
    if (!attribute)
      continue;
    llvm::Expected<JsonValue> value = toJson(attribute);
    if (!value)
      return makeError("stage " + quote(plugin.name) + ": " +
                       llvm::toString(value.takeError()));
    plugin.params.add(key.name, std::move(*value));
  }
  return plugin;
}

llvm::Expected<Manifest>
sima::package::exportManifest(mpk::PipelineOp pipeline) {
  Manifest manifest;
  manifest.name = pipeline.getModelName().str();
  manifest.modelPath = toText(pipeline.getModelPath());
  manifest.modelChecksum = toText(pipeline.getModelChecksum());
  manifest.sequence = static_cast<int64_t>(pipeline.getSequence());
  manifest.sdkVersion = pipeline.getSdkVersion().str();
  for (auto input : pipeline.getInputs().getAsRange<mpk::InputAttr>()) {
    manifest.inputs.push_back(
        {input.getName().str(), input.getSize(), std::nullopt});
    if (DenseF64ArrayAttr range = input.getRange())
      manifest.inputs.back().range = {range[0], range[1]};
  }
  for (auto stage : pipeline.getBody().front().getOps<mpk::StageOp>()) {
    llvm::Expected<Plugin> plugin = toPlugin(stage);
    if (!plugin)
      return plugin.takeError();
    manifest.plugins.push_back(std::move(*plugin));
  }
  return manifest;
}
