//===- Verify.cpp - Simulator against interpreter -------------------------===//

#include "Verify.h"
#include "dialects/MLA/IR/MLA.h"
#include "dialects/Quad/IR/Quad.h"
#include "sima/Package/PipelineRunner.h"
#include "sima/Pipelines/A65Stage.h"
#include "sima/Pipelines/MLAStage.h"
#include "sima/Pipelines/TensorArray.h"
#include "sima/Reference/Interpreter.h"

using namespace mlir;
using namespace sima;

/// Inputs that --verify runs.
static constexpr unsigned kInputs = 2;

namespace {
/// Numbers in a fixed order (Numerical Recipes' generator), the same
/// everywhere.
class Random {
public:
  uint8_t byte() {
    state = state * 1664525u + 1013904223u;
    return uint8_t(state >> 24);
  }

private:
  uint32_t state = 12345;
};
} // namespace

static bool isFloat(const reference::Tensor &tensor) {
  return tensor.type.getElementType().isF32();
}

/// A tensor of random codes, or of random values from -1 to 1.
static reference::Tensor randomTensor(Type type, Random &random) {
  reference::Tensor tensor = reference::poisonedTensor(type);
  if (!isFloat(tensor)) {
    for (uint8_t &byte : tensor.bytes)
      byte = random.byte();
    return tensor;
  }
  for (size_t i = 0; i < tensor.bytes.size() / sizeof(float); ++i)
    tensor.data<float>()[i] = (float(random.byte()) - 128.0f) / 128.0f;
  return tensor;
}

/// Runs both sides on one set of inputs.
static FailureOr<uint64_t> verifyOnce(func::FuncOp function,
                                      const package::Manifest &manifest,
                                      const package::Archive &archive,
                                      const sim::Options &options,
                                      Random &random) {
  std::vector<reference::Tensor> inputs;
  std::map<std::string, package::NpyArray> arrays;
  for (BlockArgument argument : function.getArguments()) {
    inputs.push_back(randomTensor(argument.getType(), random));
    arrays[manifest.inputs[argument.getArgNumber()].name] =
        arrayOf(inputs.back());
  }
  auto expected = reference::interpret(function, inputs);
  if (!expected)
    return function.emitError(llvm::toString(expected.takeError()));
  package::StageExecutors executors;
  executors.mla = [&](const package::KernelCall &call, package::Bytes elf) {
    return runMLAStage(call, elf, options,
                       [](sim::Simulator &s) { return s.run(); });
  };
  executors.a65 = runA65Stage;
  auto found = package::runPipeline(manifest, archive, arrays, executors);
  if (!found)
    return function.emitError(llvm::toString(found.takeError()));
  uint64_t compared = 0;
  for (auto [index, want] : llvm::enumerate(*expected)) {
    reference::Elements wanted = reference::elements(want);
    const package::NpyArray &have = found->outputs[index].array;
    if (have.data.size() != want.bytes.size())
      return function.emitError("output ")
             << index << " of the archive has " << have.data.size()
             << " bytes, the interpreter gives " << want.bytes.size();
    reference::Elements got = {wanted.kind, wanted.shape, have.data};
    if (auto difference = reference::compare(wanted, got))
      return function.emitError("output ")
             << index << " of the archive differs from the interpreter: "
             << reference::describe(*difference, wanted, got)
             << "; this is a defect of the compiler, please report it";
    compared += want.bytes.size();
  }
  return compared;
}

FailureOr<uint64_t> sima::verifyArchive(ModuleOp module,
                                        const package::Archive &archive) {
  auto manifest = package::readManifest(archive.manifest().text(), "manifest");
  if (!manifest)
    return module.emitError(llvm::toString(manifest.takeError()));
  auto function = module.lookupSymbol<func::FuncOp>("main");
  if (!function)
    return module.emitError("has no function @main to compare with");
  // Each entry point is executed; the simulator compares their outputs.
  sim::Options options;
  for (auto segment : module.getOps<quad::SegmentOp>())
    options.repeat =
        std::max<unsigned>(options.repeat, segment.entryPoints().size());
  Random random;
  uint64_t compared = 0;
  for (unsigned i = 0; i < kInputs; ++i) {
    FailureOr<uint64_t> once =
        verifyOnce(function, *manifest, archive, options, random);
    if (failed(once))
      return failure();
    compared += *once;
  }
  return compared;
}
