//===- RunELF.cpp - An ELF file by itself ---------------------------------===//
//
// Ports are buffers: what their bytes mean is known to the manifest only.
//
//===----------------------------------------------------------------------===//
#include "Runners.h"
#include "sima/Support/Files.h"
#include "sima/Target/MLA/Program.h"
#include "llvm/Support/Path.h"

using namespace sima;
using namespace sima::package;

static Shape bufferShape(const PortGroup &port) {
  uint64_t samples = std::max<size_t>(port.sampleBytes.size(), 1);
  bool isUniform = llvm::all_equal(port.sampleBytes);
  return isUniform ? Shape{int64_t(samples), int64_t(port.bytes() / samples)}
                   : Shape{int64_t(port.bytes())};
}

/// Reads and sets all inputs.
static llvm::Expected<std::vector<NamedArray>>
setInputs(const sima::RunOptions &options, sim::Simulator &simulator) {
  auto ports = portGroups(simulator, true);
  if (!ports)
    return ports.takeError();
  std::vector<TensorSpec> specs;
  for (const PortGroup &port : *ports)
    specs.push_back({port.name, ElementType::Int8, bufferShape(port), true});
  auto inputs = readInputs(options.inputs, specs);
  if (!inputs)
    return inputs.takeError();
  for (auto [port, input] : llvm::zip(*ports, *inputs))
    if (llvm::Error error = setPort(simulator, port, input.array.data))
      return std::move(error);
  return inputs;
}

llvm::Expected<bool> sima::runELF(const sima::RunOptions &options,
                                  llvm::raw_ostream &os) {
  auto elf = readFile(options.file, isa::ProgramLimits::kFileBytes);
  if (!elf)
    return elf.takeError();
  auto settings = simulatorOptions(options);
  if (!settings)
    return settings.takeError();
  auto simulator =
      sim::Simulator::create((*elf)->getBuffer(), std::move(*settings));
  if (!simulator)
    return simulator.takeError();
  std::vector<NamedArray> inputs;
  if (!options.timingOnly) {
    auto given = setInputs(options, **simulator);
    if (!given)
      return given.takeError();
    inputs = std::move(*given);
  }
  RunResults results;
  if (llvm::Error error = runSimulator(**simulator, options, results.timeline))
    return std::move(error);

  results.stages.emplace_back(llvm::sys::path::stem(options.file).str(),
                              **simulator);
  if (options.timingOnly)
    return finish(options, {}, std::move(results), os);
  auto ports = portGroups(**simulator, false);
  if (!ports)
    return ports.takeError();
  for (const PortGroup &port : *ports) {
    auto data = getPort(**simulator, port);
    if (!data)
      return data.takeError();
    results.outputs.push_back(
        {port.name, {ElementType::Int8, bufferShape(port), std::move(*data)}});
  }
  return finish(options, inputs, std::move(results), os);
}
