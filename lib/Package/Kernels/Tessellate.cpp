//===- Tessellate.cpp - Plain order to slices -----------------------------===//

#include "../Message.h"
#include "EV74Kernels.h"
#include "SliceCopy.h"

using namespace sima::package;

llvm::Error kernels::tessellate(const KernelCall &call,
                                const StageTypes &types) {
  llvm::Expected<Frame> frame =
      readFrame(call.stage.params, types.inputs[0].shape);
  if (!frame)
    return frame.takeError();
  std::vector<uint8_t> &to = call.outputs[0];
  if (frame->carrierBytes() != static_cast<int64_t>(to.size()))
    return makeError("the slices take " + llvm::Twine(frame->carrierBytes()) +
                     " bytes, the output has " + llvm::Twine(to.size()));
  Bytes from = call.inputs[0];
  forEachRun(*frame, [&](int64_t plain, int64_t sliced, int64_t bytes,
                         int64_t plainStep, int64_t slicedStep) {
    for (int64_t i = 0; i < bytes; ++i)
      to[sliced + i * slicedStep] = from[plain + i * plainStep];
  });
  return llvm::Error::success();
}
