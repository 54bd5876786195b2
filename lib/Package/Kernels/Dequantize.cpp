//===- Dequantize.cpp - codes to float32 at the model's edge --------------===//

#include "../Message.h"
#include "../Params.h"
#include "EV74Kernels.h"
#include "sima/Numerics/Boundary.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MathExtras.h"

using namespace sima::package;

llvm::Error kernels::dequantize(const KernelCall &call,
                                const StageTypes &types) {
  bool wide = types.inputs[0].element == ElementType::Int16;
  if (!wide && types.inputs[0].element != ElementType::Int8)
    return makeError("parameter 'input_data_type' must be 'int8' or 'int16'");
  if (types.inputs[0].shape != types.outputs[0].shape)
    return makeError("input and output shapes differ");
  int64_t channelCount = types.inputs[0].shape.back();
  llvm::Expected<std::vector<ChannelParam>> channels =
      channelParams(call.stage.params, channelCount);
  if (!channels)
    return channels.takeError();
  std::vector<float> steps;
  for (const ChannelParam &channel : *channels)
    steps.push_back(numerics::boundary::stepFromManifest(channel.scale));
  Bytes from = call.inputs[0];
  uint8_t *to = call.outputs[0].data();
  size_t count = from.size() / (wide ? 2 : 1);
  for (size_t i = 0, channel = 0; i < count; ++i) {
    int32_t code =
        wide ? int16_t(llvm::support::endian::read16le(from.data() + 2 * i))
             : int8_t(from[i]);
    float x = numerics::boundary::dequantize(code, steps[channel],
                                             (*channels)[channel].zeroPoint);
    llvm::support::endian::write32le(to + 4 * i, llvm::bit_cast<uint32_t>(x));
    if (++channel == channels->size())
      channel = 0;
  }
  return llvm::Error::success();
}
