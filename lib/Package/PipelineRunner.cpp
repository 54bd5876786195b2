//===- PipelineRunner.cpp - Executes the stages of a manifest -------------===//

#include "sima/Package/PipelineRunner.h"
#include "Message.h"
#include "dialects/MPK/IR/KernelKeys.h"
#include "sima/Package/TensorTypes.h"
#include "llvm/ADT/STLExtras.h"

using namespace sima;
using namespace sima::package;

namespace {
/// The buffers of one run, from their producer to their last consumer.
class Run {
public:
  Run(const Manifest &manifest, const Archive &archive,
      const StageExecutors &executors, const RunOptions &options)
      : manifest(manifest), archive(archive), executors(executors),
        options(options) {}

  llvm::Error prepare();
  llvm::Error addInputs(const std::map<std::string, NpyArray> &inputs);
  llvm::Error runStage(const Plugin &stage);
  RunResult finish();

private:
  llvm::Error execute(const KernelCall &call) const;
  llvm::Error reserve(const Plugin &stage, int64_t size);
  void release(const std::string &name);
  RunTensor describe(const std::string &name, std::vector<uint8_t> data) const;

  const Manifest &manifest;
  const Archive &archive;
  const StageExecutors &executors;
  const RunOptions &options;
  std::map<std::string, TensorType> types;
  std::map<std::string, std::vector<uint8_t>> buffers;
  std::map<std::string, size_t> readersLeft;
  std::map<std::string, std::string> sourceNames;
  std::vector<std::string> written; ///< every tensor, in order of execution
  uint64_t liveBytes = 0;
};
} // namespace

llvm::Error Run::prepare() {
  llvm::Expected<std::map<std::string, TensorType>> known =
      tensorTypes(manifest);
  if (!known)
    return known.takeError();
  types = std::move(*known);
  for (const Plugin &stage : manifest.plugins) {
    for (const ManifestTensor &tensor : stage.inputs)
      ++readersLeft[tensor.name];
    if (stage.kernel == mpk::kPassThroughKernel)
      for (const auto &[in, out] : llvm::zip(stage.inputs, stage.outputs))
        sourceNames[out.name] = in.name;
  }
  return llvm::Error::success();
}

llvm::Error Run::addInputs(const std::map<std::string, NpyArray> &inputs) {
  for (const auto &[name, array] : inputs)
    if (llvm::none_of(manifest.inputs, [&](const ManifestInput &input) {
          return input.name == name;
        }))
      return makeError("the pipeline has no input " + quote(name));
  for (const ManifestInput &input : manifest.inputs) {
    auto found = inputs.find(input.name);
    if (found == inputs.end())
      return makeError("no data for the input " + quote(input.name));
    const NpyArray &array = found->second;
    if (static_cast<int64_t>(array.data.size()) != input.size)
      return makeError("input " + quote(input.name) + " takes " +
                       llvm::Twine(input.size) + " bytes, " +
                       llvm::Twine(array.data.size()) + " are given");
    auto type = types.find(input.name);
    if (type != types.end() && type->second.element != array.type)
      return makeError("input " + quote(input.name) + " is " +
                       elementTypeName(type->second.element) + ", " +
                       elementTypeName(array.type) + " is given");
    if (!buffers.try_emplace(input.name, array.data).second)
      return makeError("two inputs named " + quote(input.name));
    liveBytes += array.data.size();
    written.push_back(input.name);
  }
  return llvm::Error::success();
}

llvm::Error Run::execute(const KernelCall &call) const {
  const Plugin &stage = call.stage;
  if (stage.processor == Processor::EV74)
    return runKernel(call);
  const StageExecutor &executor =
      stage.processor == Processor::MLA ? executors.mla : executors.a65;
  if (!executor)
    return makeError("stage " + quote(stage.name) + ": nothing here runs " +
                     processorName(stage.processor) + " stages");
  const ArchiveFile *file =
      stage.executable ? archive.find(*stage.executable) : nullptr;
  if (!file)
    return makeError("stage " + quote(stage.name) + ": the archive has no " +
                     quote(stage.executable.value_or("executable")));
  if (llvm::Error error = executor(call, file->data))
    return makeError("stage " + quote(stage.name) + ": " +
                     llvm::toString(std::move(error)));
  return llvm::Error::success();
}

llvm::Error Run::reserve(const Plugin &stage, int64_t size) {
  if (size < 0 || liveBytes > options.maxBytes ||
      static_cast<uint64_t>(size) > options.maxBytes - liveBytes)
    return makeError("stage " + quote(stage.name) + ": buffers of more than " +
                     llvm::Twine(options.maxBytes) +
                     " bytes, the limit of a "
                     "run");
  liveBytes += static_cast<uint64_t>(size);
  return llvm::Error::success();
}

void Run::release(const std::string &name) {
  auto buffer = buffers.find(name);
  liveBytes -= buffer->second.size();
  buffers.erase(buffer);
}

llvm::Error Run::runStage(const Plugin &stage) {
  std::vector<Bytes> inputs;
  for (const ManifestTensor &tensor : stage.inputs) {
    auto found = buffers.find(tensor.name);
    if (found == buffers.end())
      return makeError("stage " + quote(stage.name) + " reads " +
                       quote(tensor.name) + ", which nothing before it writes");
    if (static_cast<int64_t>(found->second.size()) != tensor.size)
      return makeError("stage " + quote(stage.name) + " reads " +
                       llvm::Twine(tensor.size) + " bytes of " +
                       quote(tensor.name) + ", which has " +
                       llvm::Twine(found->second.size()));
    inputs.push_back(found->second);
  }
  std::vector<std::vector<uint8_t>> outputs;
  for (const ManifestTensor &tensor : stage.outputs) {
    if (llvm::Error error = reserve(stage, tensor.size))
      return error;
    outputs.emplace_back(static_cast<size_t>(tensor.size));
  }
  if (llvm::Error error = execute({stage, inputs, outputs}))
    return error;
  for (const auto &[tensor, data] : llvm::zip(stage.outputs, outputs)) {
    if (static_cast<int64_t>(data.size()) != tensor.size)
      return makeError("stage " + quote(stage.name) +
                       ": its executor changed "
                       "the size of " +
                       quote(tensor.name));
    if (!buffers.try_emplace(tensor.name, std::move(data)).second)
      return makeError("stage " + quote(stage.name) + " writes " +
                       quote(tensor.name) + " a second time");
    written.push_back(tensor.name);
  }
  for (const ManifestTensor &tensor : stage.inputs)
    if (--readersLeft[tensor.name] == 0 && !options.keepTensors)
      release(tensor.name);
  return llvm::Error::success();
}

RunTensor Run::describe(const std::string &name,
                        std::vector<uint8_t> data) const {
  RunTensor tensor;
  tensor.name = name;
  auto source = sourceNames.find(name);
  tensor.sourceName = source == sourceNames.end() ? name : source->second;
  auto type = types.find(name);
  if (type != types.end()) {
    tensor.array.type = type->second.element;
    tensor.array.shape = type->second.shape;
  } else {
    tensor.array.shape = {static_cast<int64_t>(data.size())};
  }
  tensor.array.data = std::move(data);
  return tensor;
}

RunResult Run::finish() {
  RunResult result;
  for (const std::string &name : written) {
    bool isOutput = readersLeft.find(name) == readersLeft.end();
    if (options.keepTensors)
      result.tensors.push_back(describe(name, buffers.at(name)));
    if (isOutput)
      result.outputs.push_back(describe(name, std::move(buffers.at(name))));
  }
  return result;
}

llvm::Expected<RunResult>
sima::package::runPipeline(const Manifest &manifest, const Archive &archive,
                           const std::map<std::string, NpyArray> &inputs,
                           const StageExecutors &executors,
                           const RunOptions &options) {
  Run run(manifest, archive, executors, options);
  if (llvm::Error error = run.prepare())
    return std::move(error);
  if (llvm::Error error = run.addInputs(inputs))
    return std::move(error);
  for (const Plugin &stage : manifest.plugins)
    if (llvm::Error error = run.runStage(stage))
      return std::move(error);
  return run.finish();
}
