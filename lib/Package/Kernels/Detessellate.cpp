//===- Detessellate.cpp - Slices to plain order ---------------------------===//

#include "../Message.h"
#include "../Params.h"
#include "EV74Kernels.h"
#include "SliceCopy.h"

using namespace sima::package;

llvm::Error kernels::detessellate(const KernelCall &call,
                                  const StageTypes &types) {
  llvm::Expected<Shape> shape = shapeParam(call.stage.params, "frame_shape");
  if (!shape)
    return shape.takeError();
  llvm::Expected<Frame> frame = readFrame(call.stage.params, *shape);
  if (!frame)
    return frame.takeError();
  Bytes from = call.inputs[0];
  std::vector<uint8_t> &to = call.outputs[0];
  if (frame->carrierBytes() != static_cast<int64_t>(from.size()))
    return makeError("the slices take " + llvm::Twine(frame->carrierBytes()) +
                     " bytes, the input has " + llvm::Twine(from.size()));
  if (frame->plainBytes() != static_cast<int64_t>(to.size()))
    return makeError("the frame takes " + llvm::Twine(frame->plainBytes()) +
                     " bytes, the output has " + llvm::Twine(to.size()));
  forEachRun(*frame, [&](int64_t plain, int64_t sliced, int64_t bytes,
                         int64_t plainStep, int64_t slicedStep) {
    for (int64_t i = 0; i < bytes; ++i)
      to[plain + i * plainStep] = from[sliced + i * slicedStep];
  });
  return llvm::Error::success();
}
