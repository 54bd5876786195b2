//===- RunKernel.cpp - From a kernel's name to its function ---------------===//

#include "../Message.h"
#include "EV74Kernels.h"

using namespace sima::package;

namespace {
struct Row {
  llvm::StringLiteral name;
  llvm::Error (*run)(const KernelCall &, const StageTypes &);
  /// The only number of nodes the kernel has; 0: any.
  size_t inputs, outputs;
};
} // namespace

static constexpr Row kKernels[] = {
    {"quantization_transform", kernels::quantize, 1, 1},
    {"dequantization_transform", kernels::dequantize, 1, 1},
    {"tessellation_transform", kernels::tessellate, 1, 1},
    {"detessellation_transform", kernels::detessellate, 1, 1},
    {"pack_transform", kernels::pack, 0, 1},
    {"unpack_transform", kernels::unpack, 1, 0},
    {"cast_transform", kernels::cast, 1, 1},
    {"slice_transform", kernels::slice, 1, 1},
    {"reshape_transform", kernels::reshape, 1, 1},
    {"batch_flatten_transform", kernels::batchFlatten, 1, 1},
    {"pass_through", kernels::passThrough, 0, 0},
};

/// The number of buffers and their sizes must be those of the stage's nodes.
static llvm::Error checkBuffers(const KernelCall &call, const Row &row) {
  const Plugin &stage = call.stage;
  if (call.inputs.size() != stage.inputs.size() ||
      call.outputs.size() != stage.outputs.size() ||
      (row.inputs && row.inputs != stage.inputs.size()) ||
      (row.outputs && row.outputs != stage.outputs.size()))
    return makeError("kernel '" + row.name + "' does not take " +
                     llvm::Twine(stage.inputs.size()) + " inputs and " +
                     llvm::Twine(stage.outputs.size()) + " outputs");
  for (size_t i = 0; i < call.inputs.size(); ++i)
    if (static_cast<int64_t>(call.inputs[i].size()) != stage.inputs[i].size)
      return makeError("input " + quote(stage.inputs[i].name) + " has " +
                       llvm::Twine(call.inputs[i].size()) + " bytes, " +
                       llvm::Twine(stage.inputs[i].size) + " are declared");
  for (size_t i = 0; i < call.outputs.size(); ++i)
    if (static_cast<int64_t>(call.outputs[i].size()) != stage.outputs[i].size)
      return makeError("output " + quote(stage.outputs[i].name) +
                       " has a buffer of another size");
  return llvm::Error::success();
}

llvm::Error sima::package::runKernel(const KernelCall &call) {
  auto run = [&]() -> llvm::Error {
    for (const Row &row : kKernels) {
      if (row.name != call.stage.kernel)
        continue;
      if (llvm::Error error = checkBuffers(call, row))
        return error;
      llvm::Expected<StageTypes> types = stageTypes(call.stage);
      if (!types)
        return types.takeError();
      return row.run(call, *types);
    }
    return makeError("unknown kernel " + quote(call.stage.kernel));
  };
  if (llvm::Error error = run()) {
    std::string why = llvm::toString(std::move(error));
    std::string prefix = "stage " + quote(call.stage.name) + ": ";
    return makeError(llvm::StringRef(why).starts_with(prefix) ? why
                                                              : prefix + why);
  }
  return llvm::Error::success();
}
