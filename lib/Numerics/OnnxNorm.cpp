//===- OnnxNorm.cpp - Rows of float32 -------------------------------------===//
//
// Sums are sequential in index order; every operation is float32 and rounds
// once, but sums of standardize, which are float64, and log and pow, which are
// float64 functions rounded to float32. exp is ONNX Runtime's.
//
//===----------------------------------------------------------------------===//
#include "sima/Numerics/OnnxFunctions.h"
#include "sima/Numerics/OnnxReduce.h"
#include <cmath>

using namespace sima::numerics;
using llvm::ArrayRef;
using llvm::MutableArrayRef;

static float expOf(float x) {
  return onnx::evaluate({onnx::UnaryFunction::Exp}, x);
}

static float sumOfSquares(ArrayRef<float> row) {
  float sum = 0;
  for (float x : row)
    sum += x * x;
  return sum;
}

static float sumOf(ArrayRef<float> row) {
  float sum = 0;
  for (float x : row)
    sum += x;
  return sum;
}

/// Subtracts the maximum from every element.
static void subtractMaximum(MutableArrayRef<float> row) {
  float maximum = *std::max_element(row.begin(), row.end());
  for (float &x : row)
    x -= maximum;
}

void onnx::softmax(MutableArrayRef<float> row) {
  if (row.empty())
    return;
  subtractMaximum(row);
  for (float &x : row)
    x = expOf(x);
  float total = sumOf(row);
  for (float &x : row)
    x /= total;
}

void onnx::logSoftmax(MutableArrayRef<float> row) {
  if (row.empty())
    return;
  subtractMaximum(row);
  float total = 0;
  for (float x : row)
    total += expOf(x);
  auto logarithm = static_cast<float>(std::log(static_cast<double>(total)));
  for (float &x : row)
    x -= logarithm;
}

void onnx::standardize(MutableArrayRef<float> row, float epsilon) {
  auto count = static_cast<double>(row.size());
  double total = 0, squares = 0;
  for (float x : row)
    total += x;
  auto mean = static_cast<float>(total / count);
  for (float &x : row) {
    x -= mean;
    squares += static_cast<double>(x) * x;
  }
  float inverse =
      1.0f / std::sqrt(static_cast<float>(squares / count) + epsilon);
  for (float &x : row)
    x *= inverse;
}

void onnx::rmsNormalize(MutableArrayRef<float> row, float epsilon) {
  float root =
      std::sqrt(sumOfSquares(row) / static_cast<float>(row.size()) + epsilon);
  for (float &x : row)
    x /= root;
}

void onnx::l2Normalize(MutableArrayRef<float> row, float epsilon) {
  float norm = std::max(std::sqrt(sumOfSquares(row)), epsilon);
  for (float &x : row)
    x = norm == 0 ? 0 : x / norm;
}

void onnx::lrn(const LrnParams &params, ArrayRef<float> in,
               MutableArrayRef<float> out) {
  auto channels = static_cast<int64_t>(in.size());
  int64_t size = std::max(params.size, 1);
  int64_t before = (size - 1) / 2;
  float factor = params.alpha / static_cast<float>(size);
  // Channels outside count as 0.
  auto term = [&](int64_t c) {
    return c < 0 || c >= channels ? 0.0f : factor * (in[c] * in[c]);
  };
  // The sum moves along the channels, one term on and one off.
  float base = params.bias;
  for (int64_t c = -before; c < std::min(size - before, channels); ++c)
    base += term(c);
  for (int64_t c = 0; c < channels; ++c) {
    if (c > 0) {
      base += term(c - before + size - 1);
      base -= term(c - before - 1);
    }
    auto power = static_cast<float>(
        std::pow(static_cast<double>(base), -static_cast<double>(params.beta)));
    out[c] = in[c] * power;
  }
}
