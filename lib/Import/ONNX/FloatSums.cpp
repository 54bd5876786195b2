//===- FloatSums.cpp - How far float32 sums are exact ---------------------===//

#include "FloatSums.h"
#include <algorithm>
#include <cmath>

using namespace sima::onnx_import;
using llvm::Twine;

/// The largest magnitude of the numbers that codes with one scale stand for.
static double largest(const Quantization &codes) {
  return std::max(std::abs(double(codes.real(codes.lowest()))),
                  std::abs(double(codes.real(codes.highest()))));
}

double sima::onnx_import::largestSum(const CodeOp &operation,
                                     const Tensor &input,
                                     const Constant &weights,
                                     const Quantization &codes,
                                     bool channelsLast, int64_t channels) {
  double most = largest(input.quantization), greatest = 0;
  int64_t size = weights.size();
  std::vector<double> sums(channels);
  for (int64_t i = 0; i < size; ++i) {
    int64_t c = channelsLast ? i % channels : i / (size / channels);
    size_t scale = codes.isPerAxis() ? c : 0;
    sums[c] +=
        std::abs(double(weights.integer(i) - codes.zeroPoints[scale])) * most;
  }
  for (int64_t c = 0; c < channels; ++c) {
    size_t scale = codes.isPerAxis() ? c : 0;
    if (!operation.bias.empty())
      sums[c] +=
          std::abs(double(operation.bias[c])) * input.quantization.scale();
    greatest = std::max(greatest, sums[c] * codes.scales[scale]);
  }
  return greatest;
}

double sima::onnx_import::largestSum(const Tensor &lhs, const Tensor &rhs,
                                     int64_t terms) {
  return double(terms) * largest(lhs.quantization) * largest(rhs.quantization);
}

llvm::Error sima::onnx_import::checkFloatSum(const CodeOp &operation,
                                             double sum, const Tensor &output) {
  double inCodes = sum / output.quantization.scale();
  if (operation.isFused || inCodes <= kMaxFloatSum)
    return llvm::Error::success();
  return llvm::createStringError(
      "has sums of up to " + Twine(int64_t(std::min(inCodes, 1e18))) +
      " codes of its output, which the runtime computes in float32; they are "
      "within one code up to " +
      Twine(int64_t(kMaxFloatSum)) + ": give the output a larger scale");
}
