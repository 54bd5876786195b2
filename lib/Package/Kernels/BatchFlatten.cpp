//===- BatchFlatten.cpp - All but the first dimension made one ------------===//

#include "../Message.h"
#include "EV74Kernels.h"
#include <cstring>

using namespace sima::package;

llvm::Error kernels::batchFlatten(const KernelCall &call,
                                  const StageTypes &types) {
  const Shape &from = types.inputs[0].shape, &to = types.outputs[0].shape;
  if (to.size() != 2 || to[0] != from[0] ||
      elementCount(to) != elementCount(from))
    return makeError("a shape of " + shapeText(from) + " does not flatten to " +
                     shapeText(to));
  if (call.inputs[0].size() != call.outputs[0].size())
    return makeError("input and output have different sizes");
  std::memcpy(call.outputs[0].data(), call.inputs[0].data(),
              call.inputs[0].size());
  return llvm::Error::success();
}
