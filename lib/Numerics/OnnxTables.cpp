//===- OnnxTables.cpp - Functions of one 8-bit code in mode onnx ----------===//
//
// 256 evaluations each.
//
//===----------------------------------------------------------------------===//
#include "sima/Numerics/OnnxTables.h"

using namespace sima::numerics;
using namespace sima::numerics::onnx;

ByteTable onnx::table(const Quantization &in, const Quantization &out,
                      tflite::Range clamp,
                      llvm::function_ref<float(float)> function) {
  ByteTable entries;
  for (int32_t code = -128; code <= 127; ++code) {
    float result = function(dequantize(code, in.scale, in.zeroPoint));
    entries[code + 128] =
        static_cast<int8_t>(quantize(result, out.scale, out.zeroPoint, clamp));
  }
  return entries;
}

ByteTable onnx::table(const Quantization &in, const Quantization &out,
                      tflite::Range clamp, const Unary &unary) {
  return table(in, out, clamp, [&](float x) { return evaluate(unary, x); });
}

ByteTable onnx::requantTable(const Quantization &in, const Quantization &out,
                             tflite::Range clamp) {
  if (!(in == out))
    return table(in, out, clamp, [](float x) { return x; });
  ByteTable entries;
  for (int32_t code = -128; code <= 127; ++code)
    entries[code + 128] = static_cast<int8_t>(clampTo(code, clamp));
  return entries;
}
