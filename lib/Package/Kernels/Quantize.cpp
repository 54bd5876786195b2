//===- Quantize.cpp - float32 to codes at the model's edge ----------------===//

#include "../Message.h"
#include "../Params.h"
#include "EV74Kernels.h"
#include "sima/Numerics/Boundary.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MathExtras.h"

using namespace sima::package;

/// The parameters that only one value is defined for.
static llvm::Error checkMode(const JsonObject &params, int64_t expectedBits) {
  llvm::Expected<int64_t> bits = intParam(params, "num_bits");
  if (!bits)
    return bits.takeError();
  if (*bits != expectedBits)
    return makeError("parameter 'num_bits' is " + llvm::Twine(*bits) +
                     ", elements of the output have " +
                     llvm::Twine(expectedBits));
  llvm::Expected<std::string> rounding = stringParam(params, "rounding");
  if (!rounding)
    return rounding.takeError();
  if (*rounding != "TONEAREST")
    return makeError("parameter 'rounding' is " + quote(*rounding) +
                     ", only 'TONEAREST' is supported");
  return llvm::Error::success();
}

llvm::Error kernels::quantize(const KernelCall &call, const StageTypes &types) {
  const JsonObject &params = call.stage.params;
  bool wide = types.outputs[0].element == ElementType::Int16;
  if (!wide && types.outputs[0].element != ElementType::Int8)
    return makeError("parameter 'output_data_type' must be 'int8' or 'int16'");
  if (llvm::Error error = checkMode(params, wide ? 16 : 8))
    return error;
  if (types.inputs[0].shape != types.outputs[0].shape)
    return makeError("input and output shapes differ");
  int64_t channelCount = types.inputs[0].shape.back();
  llvm::Expected<std::vector<ChannelParam>> channels =
      channelParams(params, channelCount);
  if (!channels)
    return channels.takeError();
  std::vector<float> steps;
  for (const ChannelParam &channel : *channels)
    steps.push_back(numerics::boundary::stepFromManifest(channel.scale));
  const uint8_t *from = call.inputs[0].data();
  std::vector<uint8_t> &to = call.outputs[0];
  int32_t highest = wide ? INT16_MAX : INT8_MAX;
  size_t count = to.size() / (wide ? 2 : 1);
  for (size_t i = 0, channel = 0; i < count; ++i) {
    float x =
        llvm::bit_cast<float>(llvm::support::endian::read32le(from + 4 * i));
    int32_t code = numerics::boundary::quantize(x, steps[channel],
                                                (*channels)[channel].zeroPoint,
                                                -highest - 1, highest);
    if (wide)
      llvm::support::endian::write16le(&to[2 * i], uint16_t(code));
    else
      to[i] = uint8_t(code);
    if (++channel == channels->size())
      channel = 0;
  }
  return llvm::Error::success();
}
