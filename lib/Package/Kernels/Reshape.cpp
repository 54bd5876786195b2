//===- Reshape.cpp - The same bytes under another shape -------------------===//

#include "../Message.h"
#include "../Params.h"
#include "EV74Kernels.h"
#include <cstring>

using namespace sima::package;

llvm::Error kernels::reshape(const KernelCall &call, const StageTypes &types) {
  llvm::Expected<Shape> shape = shapeParam(call.stage.params, "newshape");
  if (!shape)
    return shape.takeError();
  if (*shape != types.outputs[0].shape)
    return makeError("parameters 'newshape' and 'output_shapes' differ");
  if (call.inputs[0].size() != call.outputs[0].size())
    return makeError("input and output have different sizes");
  std::memcpy(call.outputs[0].data(), call.inputs[0].data(),
              call.inputs[0].size());
  return llvm::Error::success();
}
