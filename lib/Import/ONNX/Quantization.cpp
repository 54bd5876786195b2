//===- Quantization.cpp - Scales and zero points --------------------------===//

#include "Quantization.h"
#include <cmath>

using namespace sima::onnx_import;
using llvm::createStringError;
using llvm::Twine;

static int64_t shiftOf(ElementType type) {
  return type == ElementType::u8 ? 128 : type == ElementType::u16 ? 32768 : 0;
}

int64_t Quantization::shift() const { return shiftOf(declared); }

int64_t Quantization::code(float real) const {
  float steps = std::nearbyint(real / scale());
  if (std::isnan(steps))
    return lowest();
  return int64_t(std::clamp(steps, float(lowest() - zeroPoint()),
                            float(highest() - zeroPoint()))) +
         zeroPoint();
}

llvm::Expected<Quantization>
sima::onnx_import::readQuantization(const NodeView &node,
                                    ElementType declared) {
  const GraphValue &scale = node.input(1);
  if (!scale.isConstant() || (node.hasInput(2) && !node.input(2).isConstant()))
    return createStringError("has a scale or zero point that is computed at "
                             "run time; quantize the model statically");
  Quantization result;
  result.declared = declared;
  auto axis = node.integer("axis", -1);
  if (!axis)
    return axis.takeError();
  result.axis = *axis;
  result.isOverridable =
      scale.isOverridable || (node.hasInput(2) && node.input(2).isOverridable);
  auto [low, high] = codeRange(declared);
  for (int64_t i = 0, n = scale.constant->size(); i < n; ++i) {
    float value = float(scale.constant->real(i));
    if (!std::isfinite(value) || value <= 0)
      return createStringError("has a scale of " + std::to_string(value) +
                               ", scales are finite and above 0");
    int64_t zero = node.hasInput(2) ? node.input(2).constant->integer(i) : 0;
    if (zero < low || zero > high)
      return createStringError("has zero point " + Twine(zero) + ", " +
                               typeName(declared) + " codes are " + Twine(low) +
                               " to " + Twine(high));
    result.scales.push_back(value);
    result.zeroPoints.push_back(zero - shiftOf(declared));
  }
  return result;
}

ConstantRef sima::onnx_import::storedCodes(const ConstantRef &codes) {
  int64_t shift = shiftOf(codes->type);
  if (shift == 0 && codes->type != ElementType::u4 &&
      codes->type != ElementType::i4)
    return codes;
  // Only the highest bit of each code changes, and the name of the type.
  auto result = std::make_shared<Constant>(*codes);
  unsigned width = storedBytes(codes->type);
  result->type = width == 1 ? ElementType::i8 : ElementType::i16;
  if (shift)
    for (size_t i = width - 1; i < result->bytes.size(); i += width)
      result->bytes[i] ^= char(0x80);
  return result;
}
