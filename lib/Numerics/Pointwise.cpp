//===- Pointwise.cpp - Functions of numbers -------------------------------===//
//
// Compiled for the host and, as bitcode, for the A65: plain C++ with no library
// but libm.
//
//===----------------------------------------------------------------------===//
#include "sima/Numerics/Pointwise.h"
#include "sima/Numerics/OnnxFunctions.h"
#include <limits>
#include <math.h>
#include <string.h>
#include <type_traits>

namespace onnx = sima::numerics::onnx;

/// Named like the kinds, and some of them like functions of libm.
// NOLINTBEGIN(readability-identifier-naming)
namespace function {
namespace {
template <typename T> constexpr bool isFloat = std::is_same_v<T, float>;

/// Sums, differences and products; those of integers wrap.
template <typename T> struct Wrapping {
  using Unsigned =
      typename std::conditional_t<isFloat<T>, std::type_identity<T>,
                                  std::make_unsigned<T>>::type;
  static T add(T a, T b) { return T(Unsigned(a) + Unsigned(b)); }
  static T sub(T a, T b) { return T(Unsigned(a) - Unsigned(b)); }
  static T mul(T a, T b) { return T(Unsigned(a) * Unsigned(b)); }
};

template <typename T> T abs(T a) {
  if constexpr (isFloat<T>)
    return fabsf(a);
  else
    return a < 0 ? Wrapping<T>::sub(0, a) : a;
}
template <typename T> T neg(T a) {
  if constexpr (isFloat<T>)
    return -a;
  else
    return Wrapping<T>::sub(0, a);
}
template <typename T> T square(T a) { return Wrapping<T>::mul(a, a); }
float sqrt(float a) { return sqrtf(a); }
float rsqrt(float a) { return 1.0f / sqrtf(a); }
float exp(float a) { return expf(a); }
float log(float a) { return logf(a); }
float sin(float a) { return sinf(a); }
float cos(float a) { return cosf(a); }
float tanh(float a) { return tanhf(a); }
/// As LiteRT's reference kernel: without it beyond its cut-offs.
float logistic(float a) {
  constexpr float upper = 16.619047164916992188f, lower = -9.0f;
  if (a > upper)
    return 1.0f;
  if (a < lower)
    return expf(a);
  return 1.0f / (1.0f + expf(-a));
}
float floor(float a) { return floorf(a); }
float ceil(float a) { return ceilf(a); }
/// Ties to even, without the processor's mode. Fractions below 0 become +0, as
/// in LiteRT, whose kernel adds 1 to their floor.
float round(float a) {
  constexpr float whole = 8388608.0f; // 2^23: there are no fractions beyond
  if (!(fabsf(a) < whole) || a == 0)
    return a;
  float up = fabsf(a) + whole;
  return a < 0 ? 0.0f - (up - whole) : up - whole;
}
float finite(float a) {
  constexpr float most = std::numeric_limits<float>::max();
  return a > most ? most : a < -most ? -most : a;
}
template <typename T> T sign(T a) {
  return a != a ? a : T((a > T(0)) - (a < T(0)));
}
template <typename T> T relu(T a) { return a < T(0) ? T(0) : a; }
template <typename T> T relu6(T a) {
  constexpr T top = 6;
  return a < T(0) ? T(0) : a > top ? top : a;
}
template <typename T> T relu_n1_to_1(T a) {
  return a < T(-1) ? T(-1) : a > T(1) ? T(1) : a;
}
float exp_mlas(float a) { return onnx::mlasExp(a); }
float logistic_mlas(float a) { return onnx::mlasLogistic(a); }
float tanh_mlas(float a) { return onnx::mlasTanh(a); }
float erf_mlas(float a) { return onnx::mlasErf(a); }
float exp_eigen(float a) { return onnx::eigenExp(a); }
float log_eigen(float a) { return onnx::eigenLog(a); }
float softplus_eigen(float a) { return onnx::eigenSoftplus(a); }
template <typename T> T logical_not(T a) { return T(a == 0); }

template <typename T> T add(T a, T b) { return Wrapping<T>::add(a, b); }
template <typename T> T sub(T a, T b) { return Wrapping<T>::sub(a, b); }
template <typename T> T mul(T a, T b) { return Wrapping<T>::mul(a, b); }
template <typename T> T div(T a, T b) {
  if constexpr (isFloat<T>)
    return a / b;
  else if (b == 0)
    return 0;
  else if (b == -1)
    return Wrapping<T>::sub(0, a);
  else
    return a / b;
}
/// The floor of the quotient before it is rounded: what is left of a - rest is
/// a multiple of b, but for the roundings of this difference and its quotient.
float floorDiv(float a, float b) {
  if (b == 0 || !(fabsf(a) < INFINITY && fabsf(b) < INFINITY))
    return floorf(a / b);
  float rest = fmodf(a, b);
  float quotient = (a - rest) / b;
  if (rest != 0 && (b < 0) != (rest < 0))
    quotient -= 1;
  if (quotient == 0)
    return copysignf(0, a / b);
  float whole = floorf(quotient);
  return quotient - whole > 0.5f ? whole + 1 : whole;
}
template <typename T> T floor_div(T a, T b) {
  if constexpr (isFloat<T>)
    return floorDiv(a, b);
  T quotient = div(a, b);
  bool isInexact = b != 0 && Wrapping<T>::mul(quotient, b) != a;
  return isInexact && (a < 0) != (b < 0) ? T(quotient - 1) : quotient;
}
template <typename T> T floor_mod(T a, T b) {
  if constexpr (isFloat<T>) {
    float rest = fmodf(a, b);
    return rest != 0 && (b < 0) != (rest < 0) ? rest + b : rest;
  } else {
    if (b == 0 || b == -1)
      return 0;
    T rest = a % b;
    return rest != 0 && (b < 0) != (rest < 0) ? T(rest + b) : rest;
  }
}
/// The second operand where neither is smaller or larger: of zeros, and with a
/// NaN.
template <typename T> T minimum(T a, T b) { return a < b ? a : b; }
template <typename T> T maximum(T a, T b) { return a > b ? a : b; }
template <typename T> T pow(T a, T b) {
  if constexpr (isFloat<T>) {
    return powf(a, b);
  } else {
    T result = 1;
    for (T rest = b; rest > 0; rest /= 2) {
      if (rest % 2)
        result = mul(result, a);
      a = mul(a, a);
    }
    return b < 0 ? T(0) : result;
  }
}
template <typename T> T squared_difference(T a, T b) {
  return square(sub(a, b));
}
template <typename T> T logical_and(T a, T b) { return T(a && b); }
template <typename T> T logical_or(T a, T b) { return T(a || b); }

template <typename T> bool equal(T a, T b) { return a == b; }
template <typename T> bool not_equal(T a, T b) { return a != b; }
template <typename T> bool less(T a, T b) { return a < b; }
template <typename T> bool less_equal(T a, T b) { return a <= b; }
template <typename T> bool greater(T a, T b) { return a > b; }
template <typename T> bool greater_equal(T a, T b) { return a >= b; }

template <typename To, typename From> To cast(From a) {
  if constexpr (std::is_same_v<To, int8_t>) {
    return To(a != From(0));
  } else if constexpr (isFloat<From> && !isFloat<To>) {
    constexpr float limit = sizeof(To) == 4 ? 0x1p31f : 0x1p63f;
    if (a >= limit)
      return std::numeric_limits<To>::max();
    if (a <= -limit)
      return std::numeric_limits<To>::min();
    return isnan(a) ? To(0) : To(a);
  } else {
    return To(a);
  }
}

} // namespace
} // namespace function
// NOLINTEND(readability-identifier-naming)

namespace {
template <typename Index>
void gatherNd(const int8_t *input, const Index *positions,
              const int64_t *extents, int8_t *slices, int64_t places,
              int64_t depth, int64_t bytes) {
  for (int64_t i = 0; i < places; ++i) {
    int64_t at = 0;
    for (int64_t d = 0; d < depth; ++d) {
      int64_t position = positions[i * depth + d];
      position = function::minimum(function::maximum(position, int64_t(0)),
                                   extents[d] - 1);
      at = at * extents[d] + position;
    }
    memcpy(slices + i * bytes, input + at * bytes, size_t(bytes));
  }
}

/// Heap sort: no allocation, no recursion, and a strict order of (value,
/// position) that leaves one result.
template <typename T>
void topK(const T *input, T *values, int64_t *positions, int32_t *heap,
          int64_t rows, int64_t count, int64_t k) {
  for (int64_t row = 0; row < rows; ++row, input += count) {
    auto isBehind = [&](int32_t a, int32_t b) {
      return input[a] < input[b] || (!(input[b] < input[a]) && a > b);
    };
    auto sink = [&](int64_t root, int64_t size) {
      for (int64_t child = 2 * root + 1; child < size; child = 2 * root + 1) {
        if (child + 1 < size && isBehind(heap[child], heap[child + 1]))
          ++child;
        if (!isBehind(heap[root], heap[child]))
          return;
        int32_t moved = heap[root];
        heap[root] = heap[child];
        heap[child] = moved;
        root = child;
      }
    };
    for (int64_t i = 0; i < count; ++i)
      heap[i] = int32_t(i);
    for (int64_t i = count / 2; i-- > 0;)
      sink(i, count);
    for (int64_t i = 0; i < k; ++i) {
      positions[row * k + i] = heap[0];
      values[row * k + i] = input[heap[0]];
      heap[0] = heap[count - 1 - i];
      sink(0, count - 1 - i);
    }
  }
}
} // namespace

#define SIMA_DEFINE(kind, type, Type)                                          \
  Type simaPointwise_##kind##_##type(Type a) { return function::kind(a); }
SIMA_POINTWISE_UNARY(SIMA_DEFINE)
#undef SIMA_DEFINE
#define SIMA_DEFINE(kind, type, Type)                                          \
  Type simaPointwise_##kind##_##type(Type a, Type b) {                         \
    return function::kind(a, b);                                               \
  }
SIMA_POINTWISE_BINARY(SIMA_DEFINE)
#undef SIMA_DEFINE
#define SIMA_DEFINE(kind, type, Type)                                          \
  int8_t simaPointwise_##kind##_##type(Type a, Type b) {                       \
    return int8_t(function::kind(a, b));                                       \
  }
SIMA_POINTWISE_COMPARISON(SIMA_DEFINE)
#undef SIMA_DEFINE
#define SIMA_DEFINE(from, From, to, To)                                        \
  To simaPointwise_cast_##from##_##to(From a) { return function::cast<To>(a); }
SIMA_POINTWISE_CAST(SIMA_DEFINE)
#undef SIMA_DEFINE

int32_t simaQuantize(float x, float scale, int32_t zero, int32_t lo, int32_t hi,
                     int32_t ties) {
  float steps = x / scale;
  if (isnan(steps))
    return ties ? function::minimum(function::maximum(zero, lo), hi) : lo;
  // Beyond this every code saturates, and sums stay exact.
  constexpr float limit = 131072;
  steps = steps > limit ? limit : steps < -limit ? -limit : steps;
  int32_t code = int32_t(ties ? roundf(steps) : function::round(steps)) + zero;
  return function::minimum(function::maximum(code, lo), hi);
}

float simaDequantize(int32_t code, float scale, int32_t zero) {
  return scale * float(code - zero);
}

void simaGatherNd_i32(const int8_t *input, const int32_t *positions,
                      const int64_t *extents, int8_t *slices, int64_t places,
                      int64_t depth, int64_t bytes) {
  gatherNd(input, positions, extents, slices, places, depth, bytes);
}
void simaGatherNd_i64(const int8_t *input, const int64_t *positions,
                      const int64_t *extents, int8_t *slices, int64_t places,
                      int64_t depth, int64_t bytes) {
  gatherNd(input, positions, extents, slices, places, depth, bytes);
}

void simaArgMax(const int8_t *input, int16_t *output, int64_t outer,
                int64_t count, int64_t inner, int64_t isMinimum) {
  for (int64_t i = 0; i < outer * inner; ++i) {
    const int8_t *line = input + i / inner * count * inner + i % inner;
    int64_t best = 0;
    for (int64_t c = 1; c < count; ++c)
      if (isMinimum ? line[c * inner] < line[best * inner]
                    : line[c * inner] > line[best * inner])
        best = c;
    output[i] = int16_t(best);
  }
}

// NOLINTBEGIN(bugprone-macro-parentheses): a type in a declaration
#define SIMA_DEFINE(type, Type)                                                \
  void simaTopK_##type(const Type *input, Type *values, int64_t *positions,    \
                       int32_t *scratch, int64_t rows, int64_t count,          \
                       int64_t k) {                                            \
    topK(input, values, positions, scratch, rows, count, k);                   \
  }
SIMA_DEFINE(f32, float)
SIMA_DEFINE(i32, int32_t)
SIMA_DEFINE(i64, int64_t)
SIMA_DEFINE(i8, int8_t)
#undef SIMA_DEFINE
// NOLINTEND(bugprone-macro-parentheses)
