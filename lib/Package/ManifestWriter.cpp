//===- ManifestWriter.cpp - Manifest to text ------------------------------===//

#include "sima/Package/Manifest.h"

using namespace sima::package;

llvm::StringRef sima::package::processorName(Processor processor) {
  switch (processor) {
  case Processor::EV74:
    return "EV74";
  case Processor::MLA:
    return "MLA";
  case Processor::A65:
    return "A65";
  }
  return "";
}

template <typename T>
static JsonValue optionalValue(const std::optional<T> &value) {
  return value ? JsonValue(*value) : JsonValue();
}

static JsonValue inputNode(const ManifestInput &input) {
  JsonObject node;
  node.add("name", input.name);
  node.add("type", "buffer");
  node.add("size", input.size);
  JsonValue range;
  if (input.range)
    range = JsonArray{(*input.range)[0], (*input.range)[1]};
  node.add("input_range", std::move(range));
  return node;
}

static JsonValue pluginNode(const ManifestTensor &tensor, bool isOutput) {
  JsonObject node;
  node.add("name", tensor.name);
  if (isOutput)
    node.add("type", "buffer");
  node.add("size", tensor.size);
  if (!tensor.shape.empty()) {
    node.add("shape", JsonArray(tensor.shape.begin(), tensor.shape.end()));
    node.add("dtype", tensor.dtype);
  }
  return node;
}

static JsonValue configParams(const Plugin &plugin) {
  JsonObject config;
  if (plugin.processor != Processor::A65) {
    config.add("desired_batch_size", plugin.desiredBatch);
    config.add("actual_batch_size", plugin.actualBatch);
  }
  if (plugin.processor == Processor::EV74) {
    config.add("kernel", plugin.kernel);
    config.add("params", plugin.params);
  } else {
    for (const auto &[key, value] : plugin.params.members)
      config.add(key, value);
  }
  return config;
}

static JsonValue pluginValue(const Plugin &plugin) {
  JsonArray inputs, outputs;
  for (const ManifestTensor &tensor : plugin.inputs)
    inputs.push_back(pluginNode(tensor, /*isOutput=*/false));
  for (const ManifestTensor &tensor : plugin.outputs)
    outputs.push_back(pluginNode(tensor, /*isOutput=*/true));

  JsonObject object;
  object.add("name", plugin.name);
  object.add("sequence", plugin.sequence);
  object.add("processor", processorName(plugin.processor).str());
  object.add("config_params", configParams(plugin));
  object.add("input_nodes", std::move(inputs));
  object.add("output_nodes", std::move(outputs));
  object.add("type", "sgpProcess");
  JsonValue resources;
  if (plugin.executable) {
    JsonObject fields;
    fields.add("executable", *plugin.executable);
    resources = std::move(fields);
  }
  object.add("resources", std::move(resources));
  return object;
}

std::string sima::package::writeManifest(const Manifest &manifest) {
  JsonArray inputs, plugins;
  for (const ManifestInput &input : manifest.inputs)
    inputs.push_back(inputNode(input));
  for (const Plugin &plugin : manifest.plugins)
    plugins.push_back(pluginValue(plugin));

  JsonObject top;
  top.add("name", manifest.name);
  top.add("model_path", optionalValue(manifest.modelPath));
  top.add("model_checksum", optionalValue(manifest.modelChecksum));
  top.add("sequence", manifest.sequence);
  top.add("model_sdk_version", manifest.sdkVersion);
  top.add("input_nodes", std::move(inputs));
  top.add("plugins", std::move(plugins));
  return printJson(top);
}
