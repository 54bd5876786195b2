//===- OnnxTables.h - Functions of one 8-bit code in mode onnx --*- C++ -*-===//
//
// Tables of what ONNX Runtime computes for one 8-bit operand, fused
// (QLinearSigmoid, QLinearLeakyRelu, operands of QLinearConcat and
// QLinearWhere) or in float32 between DequantizeLinear and QuantizeLinear: both
// are the same function of a code.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_NUMERICS_ONNXTABLES_H
#define SIMA_NUMERICS_ONNXTABLES_H

#include "sima/Numerics/OnnxElementwise.h"
#include "sima/Numerics/OnnxFunctions.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <array>

namespace sima::numerics::onnx {

/// Results of 8-bit codes as they are stored; the entry of a code is at code +
/// 128.
using ByteTable = std::array<int8_t, 256>;

/// DequantizeLinear, `function`, QuantizeLinear, clamped. A chain of functions
/// without quantization between them is one function.
ByteTable table(const Quantization &in, const Quantization &out,
                tflite::Range clamp, llvm::function_ref<float(float)> function);

/// The table of one function.
ByteTable table(const Quantization &in, const Quantization &out,
                tflite::Range clamp, const Unary &unary);

/// The table of a change of quantization; codes themselves where both are the
/// same.
ByteTable requantTable(const Quantization &in, const Quantization &out,
                       tflite::Range clamp);

} // namespace sima::numerics::onnx

#endif // SIMA_NUMERICS_ONNXTABLES_H
