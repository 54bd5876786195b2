//===- OnnxFunctions.cpp - Real functions in mode onnx --------------------===//
//
// Minimax approximations as ONNX Runtime evaluates them. There are two
// families: kernels of its own, which use a fused multiply-add (std::fma), and
// expressions of the Eigen library compiled without one. Coefficients are those
// of the runtime; the order of operations decides the last bit.
//
//===----------------------------------------------------------------------===//
#include "sima/Numerics/OnnxFunctions.h"
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <limits>

using namespace sima::numerics;
using namespace sima::numerics::onnx;

namespace {
/// Horner's scheme, coefficients from the highest power down.
float fusedPolynomial(float x, std::initializer_list<float> coefficients) {
  float sum = 0.0f;
  for (float coefficient : coefficients)
    sum = std::fma(sum, x, coefficient);
  return sum;
}

/// The same with every product rounded.
float polynomial(float x, std::initializer_list<float> coefficients) {
  float sum = 0.0f;
  for (float coefficient : coefficients)
    sum = sum * x + coefficient;
  return sum;
}

/// value * 2^exponent, rounded once; exponents are whole numbers.
float scaleByPowerOfTwo(float value, float exponent) {
  constexpr uint64_t bias = 1023, fractionBits = 52;
  auto bounded = static_cast<int64_t>(std::clamp(exponent, -1000.0f, 1000.0f));
  // The product of a float32 and a power of two is exact in float64.
  auto power = std::bit_cast<double>((bias + static_cast<uint64_t>(bounded))
                                     << fractionBits);
  return static_cast<float>(static_cast<double>(value) * power);
}

// ln 2 in two parts, so that a product with a small integer is exact.
constexpr float kLn2High = 6.93145752e-1f, kLn2Low = 1.42860677e-6f;
constexpr float kLog2E = 1.44269504088896341f;

/// The fraction of a positive finite number, at least 0.5 and less than 1, and
/// its exponent: frexp without a library.
struct Split {
  float fraction;
  int exponent;
};
Split split(float x) {
  constexpr float kLeastNormal = 0x1p-126f;
  constexpr int kFractionBits = 23, kBias = 126;
  int lowered = 0;
  if (x < kLeastNormal) {
    x *= 0x1p24f;
    lowered = 24;
  }
  auto bits = std::bit_cast<uint32_t>(x);
  int exponent = int(bits >> kFractionBits) - kBias;
  bits =
      (bits & ((1u << kFractionBits) - 1)) | (uint32_t(kBias) << kFractionBits);
  return {std::bit_cast<float>(bits), exponent - lowered};
}

/// x = n ln 2 + rest with an integer n; adding and subtracting 1.5 * 2^23
/// rounds to an integer.
struct Reduced {
  float n, rest;
};
Reduced reduce(float x) {
  constexpr float kRound = 12582912.0f;
  float n = std::fma(x, kLog2E, kRound) - kRound;
  float rest = std::fma(n, -kLn2High, x);
  return {n, std::fma(n, -kLn2Low, rest)};
}

float exponential(float x) {
  auto [n, rest] = reduce(std::clamp(x, -103.9720840454f, 88.7762626647950f));
  float p =
      fusedPolynomial(rest, {0x1.694000p-10f, 0x1.125edcp-7f, 0x1.555b5ap-5f,
                             0x1.555450p-3f, 0x1.fffff6p-2f, 1.0f, 1.0f});
  return scaleByPowerOfTwo(p, n);
}

float sigmoid(float x) {
  x = std::clamp(x, -18.0f, 18.0f);
  float square = x * x;
  float p =
      fusedPolynomial(square, {4.37031012579801e-11f, 1.15627324459942e-07f,
                               6.08574864600143e-05f, 8.51377133304701e-03f,
                               2.48287947061529e-01f});
  float q =
      fusedPolynomial(square, {6.10247389755681e-13f, 5.76102136993427e-09f,
                               6.29106785017040e-06f, 1.70198817374094e-03f,
                               1.16817656904453e-01f, 9.93151921023180e-01f});
  return std::max(p * x / q + 0.5f, 0.0f);
}

float hyperbolicTangent(float x) {
  x = std::clamp(x, -9.0f, 9.0f);
  float square = x * x;
  float p =
      fusedPolynomial(square, {-2.76076847742355e-16f, 2.00018790482477e-13f,
                               -8.60467152213735e-11f, 5.12229709037114e-08f,
                               1.48572235717979e-05f, 6.37261928875436e-04f,
                               4.89352455891786e-03f});
  float q =
      fusedPolynomial(square, {1.19825839466702e-06f, 1.18534705686654e-04f,
                               2.26843463243900e-03f, 4.89352518554385e-03f});
  return p * x / q;
}

float errorFunction(float x) {
  float a = std::min(std::fabs(x), 3.925f), result;
  if (a > 0.921875f) { // 1 - exp(-polynomial)
    float p = fusedPolynomial(
        a, {1.72948930e-5f, -3.83208680e-4f, 3.88393435e-3f, -2.42545605e-2f,
            1.06777847e-1f, 6.34846687e-1f, 1.28717512e-1f});
    auto [n, rest] = reduce(-std::fma(p, a, a));
    float e =
        fusedPolynomial(rest, {1.38319808e-3f, 8.37550033e-3f, 4.16689515e-2f,
                               1.66664466e-1f, 4.99999851e-1f, 1.0f, 1.0f});
    result = 1.0f - scaleByPowerOfTwo(e, n);
  } else {
    float p = fusedPolynomial(a * a, {-5.99104969e-4f, 4.99339588e-3f,
                                      -2.67667342e-2f, 1.12818025e-1f,
                                      -3.76124859e-1f, 1.28379151e-1f});
    result = std::fma(p, a, a);
  }
  return std::copysign(result, x);
}

/// Eigen's exp.
float eigenExponential(float x) {
  x = std::clamp(x, -104.0f, 88.723f);
  float n = std::floor(x * kLog2E + 0.5f);
  float rest = n * -0.693359375f + x; // another split of ln 2
  rest = n * 2.12194440e-4f + rest;
  float square = rest * rest;
  float even = polynomial(square, {1.37449637986719608306884765625e-3f,
                                   4.166965186595916748046875e-2f,
                                   0.49999988079071044921875f});
  float odd =
      square * 8.36894474923610687255859375e-3f + 0.16666518151760101318359375f;
  float tail = rest * odd + even;
  return scaleByPowerOfTwo(square * tail + (rest + 1.0f), n);
}

/// Eigen's log.
float eigenLogarithm(float x) {
  if (!(x > 0.0f) || std::isinf(x)) // -infinity, NaN or infinity
    return std::log(x);
  auto [m, exponent] = split(x);
  if (m < 0.707106781186547524f) {
    m = m - 1.0f + m;
    --exponent;
  } else {
    m -= 1.0f;
  }
  float p = polynomial(
      m, {0.18256296349849254f, 1.0000000190281063f, 1.0000000190281136f});
  float q = polynomial(m, {0.049616247954120038f, 0.59923249590823520f,
                           1.4999999999999927f, 1.0f});
  float quotient = m * p / q;
  return static_cast<float>(exponent) * 0.6931471805599453f + quotient;
}

float eigenLog1p(float x) {
  float sum = x + 1.0f;
  return sum == 1.0f ? x : x * (eigenLogarithm(sum) / (sum - 1.0f));
}

float softplus(float x) {
  return x > 0.0f ? x + eigenLog1p(eigenExponential(-x))
                  : eigenLog1p(eigenExponential(x));
}

float gelu(float x) {
  constexpr float kInverseRootOf2 = 0.70710678118654752440f;
  return 0.5f * x * (errorFunction(x * kInverseRootOf2) + 1.0f);
}

float geluTanh(float x) {
  constexpr float kRootOf2OverPi = 0.7978845608028654f;
  constexpr float kCubic = 0.035677408136300125f; // 0.044715 * sqrt(2 / pi)
  float inner = x * (kCubic * x * x + kRootOf2OverPi);
  return x * (hyperbolicTangent(inner) * 0.5f + 0.5f);
}

float hardSigmoid(float x, float alpha, float beta) {
  return std::max(std::min(alpha * x + beta, 1.0f), 0.0f);
}

float power(float x, float exponent) {
  if (exponent == 2.0f)
    return x * x;
  if (exponent == 3.0f)
    return x * x * x;
  return std::pow(x, exponent);
}

float sign(float x) { return x > 0.0f ? 1.0f : x < 0.0f ? -1.0f : 0.0f; }
} // namespace

float onnx::mlasExp(float x) { return std::isnan(x) ? x : exponential(x); }
float onnx::mlasLogistic(float x) { return std::isnan(x) ? x : sigmoid(x); }
float onnx::mlasTanh(float x) {
  return std::isnan(x) ? x : hyperbolicTangent(x);
}
float onnx::mlasErf(float x) { return std::isnan(x) ? x : errorFunction(x); }
float onnx::eigenExp(float x) {
  return std::isnan(x) ? x : eigenExponential(x);
}
float onnx::eigenLog(float x) { return std::isnan(x) ? x : eigenLogarithm(x); }
float onnx::eigenSoftplus(float x) { return std::isnan(x) ? x : softplus(x); }

float onnx::evaluate(const Unary &unary, float x) {
  float alpha = unary.alpha, beta = unary.beta;
  if (std::isnan(x))
    return x;
  switch (unary.function) {
  case UnaryFunction::Abs:
    return std::fabs(x);
  case UnaryFunction::Ceil:
    return std::ceil(x);
  case UnaryFunction::Celu:
    return std::max(x, 0.0f) +
           std::min(alpha * (eigenExponential(x / alpha) - 1.0f), 0.0f);
  case UnaryFunction::Clip:
    return std::min(std::max(x, alpha), beta);
  case UnaryFunction::Elu:
    return x >= 0.0f ? x : alpha * (eigenExponential(x) - 1.0f);
  case UnaryFunction::Erf:
    return errorFunction(x);
  case UnaryFunction::Exp:
    return exponential(x);
  case UnaryFunction::Floor:
    return std::floor(x);
  case UnaryFunction::Gelu:
    return gelu(x);
  case UnaryFunction::GeluTanh:
    return geluTanh(x);
  case UnaryFunction::HardSigmoid:
    return hardSigmoid(x, alpha, beta);
  case UnaryFunction::HardSwish:
    return x * hardSigmoid(x, 1.0f / 6.0f, 0.5f);
  case UnaryFunction::LeakyRelu:
    return x >= 0.0f ? x : alpha * x;
  case UnaryFunction::Log:
    return eigenLogarithm(x);
  case UnaryFunction::Mish:
    return x * hyperbolicTangent(softplus(x));
  case UnaryFunction::Neg:
    return -x;
  case UnaryFunction::Pow:
    return power(x, alpha);
  case UnaryFunction::QuickGelu:
    return x * sigmoid(alpha * x);
  case UnaryFunction::Reciprocal:
    return 1.0f / x;
  case UnaryFunction::Relu:
    return std::max(x, 0.0f);
  case UnaryFunction::Round:
    return std::nearbyint(x);
  case UnaryFunction::Selu:
    return x > 0.0f ? beta * x : beta * alpha * (eigenExponential(x) - 1.0f);
  case UnaryFunction::Sigmoid:
    return sigmoid(x);
  case UnaryFunction::Sign:
    return sign(x);
  case UnaryFunction::Softplus:
    return softplus(x);
  case UnaryFunction::Softsign:
    return 1.0f / (1.0f + std::fabs(x)) * x;
  case UnaryFunction::Sqrt:
    return std::sqrt(x);
  case UnaryFunction::Tanh:
    return hyperbolicTangent(x);
  case UnaryFunction::ThresholdedRelu:
    break;
  }
  return x > alpha ? x : 0.0f;
}
