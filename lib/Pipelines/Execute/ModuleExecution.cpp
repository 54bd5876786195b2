//===- ModuleExecution.cpp - What a module computes, at any phase ---------===//

#include "ModuleExecution.h"
#include "../Run/Module.h"
#include "CutFunction.h"
#include "StepProgram.h"
#include "dialects/MLA/IR/MLA.h"
#include "dialects/MPK/IR/MPK.h"
#include "sima/Pipelines/ArchiveRun.h"
#include "sima/Pipelines/Diagnostics.h"
#include "sima/Pipelines/Outputs.h"
#include "sima/Pipelines/TensorArray.h"

using namespace mlir;
using namespace sima;
using llvm::createStringError;
using llvm::Error;
using llvm::Expected;
using reference::Tensor;

Execution sima::furthestExecution(ModuleOp module) {
  if (!module.getOps<mpk::PipelineOp>().empty())
    return Execution::Pipeline;
  if (!module.getOps<quad::SegmentOp>().empty())
    return Execution::Programs;
  return Execution::Function;
}

Expected<func::FuncOp> sima::functionOf(ModuleOp module) {
  return mainFunction(module, "the module");
}

//===----------------------------------------------------------------------===//
// Programs
//===----------------------------------------------------------------------===//

namespace {
/// Executes a function whose MLA segments are programs.
class Programs {
public:
  Programs(ModuleOp module, func::FuncOp function, ArrayRef<Tensor> inputs,
           ProgramState state, llvm::ThreadPoolInterface *pool)
      : module(module), function(function), state(state), pool(pool) {
    for (auto [argument, tensor] : llvm::zip(function.getArguments(), inputs))
      define(argument, tensor);
  }

  Expected<Tensors> run() {
    for (auto segment : function.getOps<mla::SegmentOp>()) {
      auto inputs = evaluate(SmallVector<Value>(segment.getOperands()));
      if (!inputs)
        return inputs.takeError();
      if (Error error = runSegment(segment, *inputs))
        return std::move(error);
    }
    Operation *end = function.getBody().front().getTerminator();
    return evaluate(SmallVector<Value>(end->getOperands()));
  }

private:
  void define(Value value, Tensor tensor) {
    values.push_back(value);
    tensors.push_back(std::move(tensor));
  }

  /// Values by the interpreter, from those that are known.
  Expected<Tensors> evaluate(ArrayRef<Value> wanted) {
    auto cut = cutFunction(function, values, wanted);
    return reference::interpret(onlyFunction(*cut), tensors, {}, pool);
  }

  Error runSegment(mla::SegmentOp graph, ArrayRef<Tensor> inputs);
  Expected<std::unique_ptr<sim::Simulator>> load(quad::SegmentOp segment);

  ModuleOp module;
  func::FuncOp function;
  ProgramState state;
  llvm::ThreadPoolInterface *pool;
  SmallVector<Value> values;
  Tensors tensors;
};
} // namespace

/// The program of a copy of `segment`, completed, in the simulator.
Expected<std::unique_ptr<sim::Simulator>>
Programs::load(quad::SegmentOp segment) {
  FirstError diagnostic(*module.getContext());
  OwningOpRef<ModuleOp> scratch = ModuleOp::create(segment.getLoc());
  OpBuilder builder = OpBuilder::atBlockEnd(scratch->getBody());
  auto copy = cast<quad::SegmentOp>(builder.clone(*segment));
  if (failed(completeProgram(copy, state.isSynchronised)))
    return diagnostic.orElse("the program cannot be completed");
  auto elf = emitELF(copy);
  if (failed(elf))
    return diagnostic.orElse("the program cannot be written");
  sim::Options options;
  // Each entry point is executed; the simulator compares their outputs.
  options.repeat = segment.entryPoints().size();
  // One token orders all instructions; queues that share a semaphore for it are
  // more than the check can tell apart.
  options.checkHazards = state.isSynchronised;
  return sim::Simulator::create(*elf, options);
}

Error Programs::runSegment(mla::SegmentOp graph, ArrayRef<Tensor> inputs) {
  auto segment = module.lookupSymbol<quad::SegmentOp>(graph.getName());
  if (!segment)
    return createStringError("segment '" + graph.getName() +
                             "' has no program");
  auto simulator = load(segment);
  if (!simulator)
    return simulator.takeError();
  for (auto port : segment.getOps<quad::PortOp>()) {
    if (port.getDirection() != quad::Direction::input)
      continue;
    ArrayRef<uint8_t> bytes(inputs[port.getOrdinal()].bytes);
    size_t extent = port.getExtent(), begin = port.getSample() * extent;
    if (begin + extent > bytes.size())
      return createStringError("port '" + port.getSymName() +
                               "' lies beyond its tensor");
    if (Error error = (*simulator)
                          ->setInput(port.getName(), port.getSample(),
                                     bytes.slice(begin, extent)))
      return error;
  }
  if (Error error = (*simulator)->run())
    return error;
  Tensors results;
  for (Type type : graph.getResultTypes())
    results.push_back(reference::poisonedTensor(type));
  for (auto port : segment.getOps<quad::PortOp>()) {
    if (port.getDirection() != quad::Direction::output)
      continue;
    auto bytes = (*simulator)->output(port.getName(), port.getSample());
    if (!bytes)
      return bytes.takeError();
    std::vector<uint8_t> &all = results[port.getOrdinal()].bytes;
    size_t begin = port.getSample() * port.getExtent();
    if (begin + bytes->size() > all.size())
      return createStringError("port '" + port.getSymName() +
                               "' lies beyond its tensor");
    llvm::copy(*bytes, all.begin() + begin);
  }
  for (auto [value, tensor] : llvm::zip(graph.getResults(), results))
    define(value, std::move(tensor));
  return Error::success();
}

//===----------------------------------------------------------------------===//
// Pipeline
//===----------------------------------------------------------------------===//

static std::vector<uint8_t> bytesOf(llvm::StringRef text) {
  return {text.bytes_begin(), text.bytes_end()};
}

/// The files of the module's stages, under the names that the manifest has.
static FailureOr<package::Archive>
archiveOf(ModuleOp module, func::FuncOp function, package::Manifest &manifest) {
  auto pipeline = onlyPipeline(module);
  if (failed(pipeline))
    return failure();
  auto text = emitManifest(*pipeline);
  if (failed(text))
    return failure();
  auto read = package::readManifest(*text, "manifest");
  if (!read)
    return pipeline->emitError(llvm::toString(read.takeError()));
  manifest = std::move(*read);
  package::Archive archive;
  archive.files.push_back({"model_mpk.json", bytesOf(*text)});
  SmallVector<std::string> names;
  for (const package::Plugin &plugin : manifest.plugins)
    if (plugin.executable && plugin.processor != package::Processor::EV74)
      names.push_back(*plugin.executable);
  size_t stage = 0;
  for (Operation &op : function.getBody().front()) {
    if (!isa<mla::SegmentOp, mla::A65SegmentOp>(op))
      continue;
    if (stage == names.size())
      return op.emitError("is no stage of the pipeline");
    std::string name = names[stage++];
    FailureOr<std::string> file = failure();
    if (auto a65 = dyn_cast<mla::A65SegmentOp>(op))
      file = emitA65(a65, name);
    else if (auto segment = module.lookupSymbol<quad::SegmentOp>(
                 cast<mla::SegmentOp>(op).getName()))
      file = emitELF(segment);
    if (failed(file))
      return failure();
    archive.files.push_back({name, bytesOf(*file)});
  }
  return archive;
}

static Expected<Tensors> runPipelineOf(ModuleOp module, func::FuncOp function,
                                       ArrayRef<Tensor> inputs) {
  FirstError diagnostic(*module.getContext());
  package::Manifest manifest;
  auto archive = archiveOf(module, function, manifest);
  if (failed(archive))
    return diagnostic.orElse("the archive cannot be made");
  if (manifest.inputs.size() != inputs.size())
    return createStringError(
        "the pipeline has " + llvm::Twine(manifest.inputs.size()) +
        " inputs, the function " + llvm::Twine(inputs.size()));
  std::map<std::string, package::NpyArray> arrays;
  for (auto [input, tensor] : llvm::zip(manifest.inputs, inputs))
    arrays[input.name] = arrayOf(tensor);
  ArchiveRunOptions options;
  for (auto segment : module.getOps<quad::SegmentOp>())
    options.simulator.repeat = std::max<unsigned>(options.simulator.repeat,
                                                  segment.entryPoints().size());
  auto run = executeArchive(manifest, *archive, arrays, options);
  if (!run)
    return run.takeError();
  Tensors results;
  for (auto [output, type] :
       llvm::zip(run->tensors.outputs, function.getResultTypes()))
    results.push_back(
        {cast<RankedTensorType>(type), std::move(output.array.data)});
  return results;
}

Expected<Tensors> sima::execute(ModuleOp module, Execution execution,
                                ArrayRef<Tensor> inputs, ProgramState state,
                                llvm::ThreadPoolInterface *pool) {
  auto function = functionOf(module);
  if (!function)
    return function.takeError();
  switch (execution) {
  case Execution::Function:
    return reference::interpret(*function, inputs, {}, pool);
  case Execution::Programs:
    return Programs(module, *function, inputs, state, pool).run();
  case Execution::Pipeline:
    return runPipelineOf(module, *function, inputs);
  }
  llvm_unreachable("all executions are handled");
}
