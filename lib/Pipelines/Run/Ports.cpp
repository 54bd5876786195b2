//===- Ports.cpp - Buffers of all samples and the ports of an ELF file ----===//

#include "Runners.h"

using namespace sima;
using llvm::createStringError;

uint64_t PortGroup::bytes() const {
  uint64_t sum = 0;
  for (uint64_t sample : sampleBytes)
    sum += sample;
  return sum;
}

llvm::Expected<std::vector<PortGroup>>
sima::portGroups(const sim::Simulator &simulator, bool isInput) {
  std::vector<PortGroup> groups;
  for (const sim::PortData &port : simulator.ports()) {
    if (port.input != isInput)
      continue;
    auto group = llvm::find_if(
        groups, [&](const PortGroup &g) { return g.name == port.name; });
    if (group == groups.end())
      group = groups.insert(groups.end(), PortGroup{port.name, {}});
    if (port.sample != group->sampleBytes.size())
      return createStringError("port " + port.name + ": found sample " +
                               llvm::Twine(port.sample) + " where sample " +
                               llvm::Twine(group->sampleBytes.size()) +
                               " is expected");
    group->sampleBytes.push_back(port.bytes);
  }
  return groups;
}

llvm::Error sima::setPort(sim::Simulator &simulator, const PortGroup &port,
                          llvm::ArrayRef<uint8_t> data) {
  if (data.size() != port.bytes())
    return createStringError(
        "port " + port.name + " takes " + llvm::Twine(port.bytes()) +
        " bytes in " + llvm::Twine(port.sampleBytes.size()) +
        " samples, found " + llvm::Twine(data.size()) + " bytes");
  for (auto [sample, bytes] : llvm::enumerate(port.sampleBytes)) {
    if (llvm::Error error =
            simulator.setInput(port.name, sample, data.take_front(bytes)))
      return error;
    data = data.drop_front(bytes);
  }
  return llvm::Error::success();
}

llvm::Expected<std::vector<uint8_t>>
sima::getPort(const sim::Simulator &simulator, const PortGroup &port) {
  std::vector<uint8_t> data;
  for (size_t sample = 0; sample < port.sampleBytes.size(); ++sample) {
    auto bytes = simulator.output(port.name, sample);
    if (!bytes)
      return bytes.takeError();
    data.insert(data.end(), bytes->begin(), bytes->end());
  }
  return data;
}
