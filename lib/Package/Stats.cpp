//===- Stats.cpp - Statistics as YAML -------------------------------------===//

#include "sima/Package/Stats.h"
#include "Message.h"
#include <limits>
#include <yaml-cpp/yaml.h>

using namespace sima::package;

std::vector<LayerStats> sima::package::placeLayers(
    llvm::ArrayRef<std::pair<std::string, uint64_t>> layers) {
  std::vector<LayerStats> placed;
  std::string pending;
  int64_t cycle = 0;
  for (const auto &[name, cycles] : layers) {
    if (cycles == 0) {
      pending += name + "+";
      continue;
    }
    placed.push_back({pending + name, cycle, cycle + int64_t(cycles) - 1});
    cycle += int64_t(cycles);
    pending.clear();
  }
  // Layers without cycles at the very end have no consumer but the output.
  if (!pending.empty() && !placed.empty())
    placed.back().name += "+" + pending.substr(0, pending.size() - 1);
  return placed;
}

llvm::Error sima::package::checkStats(llvm::ArrayRef<LayerStats> layers) {
  int64_t expected = 0;
  for (size_t i = 0; i < layers.size(); ++i) {
    const LayerStats &layer = layers[i];
    auto fail = [&](const llvm::Twine &why) {
      return makeError("layer " + llvm::Twine(i) + " " + why);
    };
    if (layer.name.empty())
      return fail("has no name");
    if (layer.startCycle != expected)
      return fail("starts at cycle " + llvm::Twine(layer.startCycle) +
                  ", expected " + llvm::Twine(expected));
    if (layer.endCycle < layer.startCycle ||
        layer.endCycle == std::numeric_limits<int64_t>::max())
      return fail("ends at cycle " + llvm::Twine(layer.endCycle) +
                  ", before it starts or out of range");
    expected = layer.endCycle + 1;
  }
  return llvm::Error::success();
}

llvm::Expected<std::string>
sima::package::writeStats(llvm::ArrayRef<LayerStats> layers) {
  if (llvm::Error error = checkStats(layers))
    return std::move(error);
  YAML::Emitter out;
  out << YAML::BeginMap;
  for (size_t i = 0; i < layers.size(); ++i)
    out << YAML::Key << i << YAML::Value << YAML::BeginMap << YAML::Key
        << "name" << YAML::Value << layers[i].name << YAML::Key << "start_cycle"
        << YAML::Value << layers[i].startCycle << YAML::Key << "end_cycle"
        << YAML::Value << layers[i].endCycle << YAML::EndMap;
  out << YAML::EndMap;
  if (!out.good())
    return makeError("statistics: " + out.GetLastError());
  return std::string(out.c_str(), out.size()) + "\n";
}

/// One layer; throws what yaml-cpp throws.
static llvm::Expected<LayerStats> readLayer(const YAML::Node &node) {
  if (!node.IsMap() || node.size() != 3 || !node["name"] ||
      !node["start_cycle"] || !node["end_cycle"])
    return makeError("does not have exactly name, start_cycle and end_cycle");
  return LayerStats{node["name"].as<std::string>(),
                    node["start_cycle"].as<int64_t>(),
                    node["end_cycle"].as<int64_t>()};
}

static llvm::Expected<std::vector<LayerStats>>
readLayers(const YAML::Node &top) {
  if (!top.IsMap())
    return makeError("not a map of layers");
  std::vector<LayerStats> layers;
  for (const auto &entry : top) {
    int64_t index = entry.first.as<int64_t>();
    if (index != static_cast<int64_t>(layers.size()))
      return makeError("layer " + llvm::Twine(index) + ", expected " +
                       llvm::Twine(layers.size()));
    llvm::Expected<LayerStats> layer = readLayer(entry.second);
    if (!layer)
      return makeError("layer " + llvm::Twine(index) + " " +
                       llvm::toString(layer.takeError()));
    layers.push_back(std::move(*layer));
  }
  if (llvm::Error error = checkStats(layers))
    return std::move(error);
  return layers;
}

llvm::Expected<std::vector<LayerStats>>
sima::package::readStats(llvm::StringRef text, llvm::StringRef where) {
  constexpr size_t kMaxTextBytes = size_t(16) << 20;
  if (text.size() > kMaxTextBytes)
    return makeError(where + ": " + llvm::Twine(text.size()) +
                     " bytes of statistics, at most " +
                     llvm::Twine(kMaxTextBytes) + " are read");
  std::string problem;
  try {
    llvm::Expected<std::vector<LayerStats>> layers =
        readLayers(YAML::Load(text.str()));
    if (layers)
      return layers;
    problem = llvm::toString(layers.takeError());
  } catch (const std::exception &error) {
    problem = quote(error.what());
  }
  return makeError(where + ": " + problem);
}
