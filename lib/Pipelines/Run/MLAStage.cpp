//===- MLAStage.cpp - An MLA stage of a pipeline on the simulator ---------===//

#include "sima/Pipelines/MLAStage.h"
#include "Runners.h"

using namespace sima;
using namespace sima::package;
using llvm::createStringError;

/// The ports of one direction; there must be one for each tensor of the stage.
static llvm::Expected<std::vector<PortGroup>>
matchingPorts(const sim::Simulator &simulator, const Plugin &stage,
              bool isInput, size_t tensors) {
  auto groups = portGroups(simulator, isInput);
  if (groups && groups->size() != tensors)
    return createStringError(
        "stage " + stage.name + ": the ELF file has " +
        llvm::Twine(groups->size()) + (isInput ? " input" : " output") +
        " ports, the manifest names " + llvm::Twine(tensors));
  return groups;
}

llvm::Error
sima::runMLAStage(const KernelCall &call, Bytes elf,
                  const sim::Options &options,
                  llvm::function_ref<llvm::Error(sim::Simulator &)> execute) {
  auto simulator = sim::Simulator::create(
      {reinterpret_cast<const char *>(elf.data()), elf.size()}, options);
  if (!simulator)
    return simulator.takeError();
  auto inputs =
      matchingPorts(**simulator, call.stage, true, call.inputs.size());
  if (!inputs)
    return inputs.takeError();
  auto outputs =
      matchingPorts(**simulator, call.stage, false, call.outputs.size());
  if (!outputs)
    return outputs.takeError();
  for (auto [port, data] : llvm::zip(*inputs, call.inputs))
    if (llvm::Error error = setPort(**simulator, port, data))
      return error;
  if (llvm::Error error = execute(**simulator))
    return error;
  for (auto [port, buffer] : llvm::zip(*outputs, call.outputs)) {
    auto data = getPort(**simulator, port);
    if (!data)
      return data.takeError();
    if (data->size() != buffer.size())
      return createStringError("stage " + call.stage.name + ": port " +
                               port.name + " has " + llvm::Twine(data->size()) +
                               " bytes, the manifest says " +
                               llvm::Twine(buffer.size()));
    buffer = std::move(*data);
  }
  return llvm::Error::success();
}
