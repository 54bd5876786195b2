//===- Pointwise.h - Functions of numbers -----------------------*- C++ -*-===//
//
// What the A65 computes of float32, int32, int64 and truth values (int8, 0 or
// 1), place by place. Float functions have one rounding an operation; those of
// libm have its error. Integers wrap; a quotient by 0 is 0. They have C names,
// so that generated code calls and inlines them: `simaPointwise_<kind>_<type>`.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_NUMERICS_POINTWISE_H
#define SIMA_NUMERICS_POINTWISE_H

#include <cstdint>

/// X(kind, type, C++ type) of every function of one operand.
#define SIMA_POINTWISE_UNARY(X)                                                \
  X(abs, f32, float)                                                           \
  X(neg, f32, float)                                                           \
  X(square, f32, float)                                                        \
  X(sqrt, f32, float)                                                          \
  X(rsqrt, f32, float)                                                         \
  X(exp, f32, float)                                                           \
  X(log, f32, float)                                                           \
  X(sin, f32, float)                                                           \
  X(cos, f32, float)                                                           \
  X(tanh, f32, float)                                                          \
  X(logistic, f32, float)                                                      \
  X(floor, f32, float)                                                         \
  X(ceil, f32, float)                                                          \
  X(round, f32, float)                                                         \
  X(finite, f32, float)                                                        \
  X(sign, f32, float)                                                          \
  X(relu, f32, float)                                                          \
  X(relu6, f32, float)                                                         \
  X(relu_n1_to_1, f32, float)                                                  \
  X(exp_mlas, f32, float)                                                      \
  X(logistic_mlas, f32, float)                                                 \
  X(tanh_mlas, f32, float)                                                     \
  X(erf_mlas, f32, float)                                                      \
  X(exp_eigen, f32, float)                                                     \
  X(log_eigen, f32, float)                                                     \
  X(softplus_eigen, f32, float)                                                \
  X(abs, i32, int32_t)                                                         \
  X(neg, i32, int32_t)                                                         \
  X(square, i32, int32_t)                                                      \
  X(sign, i32, int32_t)                                                        \
  X(relu, i32, int32_t)                                                        \
  X(relu6, i32, int32_t)                                                       \
  X(relu_n1_to_1, i32, int32_t)                                                \
  X(abs, i64, int64_t)                                                         \
  X(neg, i64, int64_t)                                                         \
  X(square, i64, int64_t)                                                      \
  X(sign, i64, int64_t)                                                        \
  X(relu, i64, int64_t)                                                        \
  X(relu6, i64, int64_t)                                                       \
  X(relu_n1_to_1, i64, int64_t)                                                \
  X(logical_not, i8, int8_t)

/// X(kind, type, C++ type) of every function of two operands with a result of
/// their type.
#define SIMA_POINTWISE_BINARY_OF(X, type, Type)                                \
  X(add, type, Type)                                                           \
  X(sub, type, Type)                                                           \
  X(mul, type, Type)                                                           \
  X(div, type, Type)                                                           \
  X(floor_div, type, Type)                                                     \
  X(floor_mod, type, Type)                                                     \
  X(minimum, type, Type)                                                       \
  X(maximum, type, Type)                                                       \
  X(pow, type, Type)                                                           \
  X(squared_difference, type, Type)
#define SIMA_POINTWISE_BINARY(X)                                               \
  SIMA_POINTWISE_BINARY_OF(X, f32, float)                                      \
  SIMA_POINTWISE_BINARY_OF(X, i32, int32_t)                                    \
  SIMA_POINTWISE_BINARY_OF(X, i64, int64_t)                                    \
  X(logical_and, i8, int8_t)                                                   \
  X(logical_or, i8, int8_t)

/// X(kind, type, C++ type) of every function of two operands that gives a truth
/// value. NaN is equal to, less and greater than nothing.
#define SIMA_POINTWISE_COMPARISON_OF(X, type, Type)                            \
  X(equal, type, Type)                                                         \
  X(not_equal, type, Type)                                                     \
  X(less, type, Type)                                                          \
  X(less_equal, type, Type)                                                    \
  X(greater, type, Type)                                                       \
  X(greater_equal, type, Type)
#define SIMA_POINTWISE_COMPARISON(X)                                           \
  SIMA_POINTWISE_COMPARISON_OF(X, f32, float)                                  \
  SIMA_POINTWISE_COMPARISON_OF(X, i32, int32_t)                                \
  SIMA_POINTWISE_COMPARISON_OF(X, i64, int64_t)                                \
  X(equal, i8, int8_t)                                                         \
  X(not_equal, i8, int8_t)

/// X(from, From, to, To) of every conversion. Float32 is cut towards zero and
/// saturates, NaN is 0; a truth value is whether a number is not 0.
#define SIMA_POINTWISE_CAST_FROM(X, from, From)                                \
  X(from, From, f32, float)                                                    \
  X(from, From, i64, int64_t)                                                  \
  X(from, From, i32, int32_t)                                                  \
  X(from, From, i8, int8_t)
#define SIMA_POINTWISE_CAST(X)                                                 \
  SIMA_POINTWISE_CAST_FROM(X, f32, float)                                      \
  SIMA_POINTWISE_CAST_FROM(X, i64, int64_t)                                    \
  SIMA_POINTWISE_CAST_FROM(X, i32, int32_t)                                    \
  SIMA_POINTWISE_CAST_FROM(X, i16, int16_t)                                    \
  SIMA_POINTWISE_CAST_FROM(X, i8, int8_t)

// NOLINTBEGIN(readability-identifier-naming): <function>_<type or order>
extern "C" {
#define SIMA_DECLARE(kind, type, Type)                                         \
  Type simaPointwise_##kind##_##type(Type a);
SIMA_POINTWISE_UNARY(SIMA_DECLARE)
#undef SIMA_DECLARE
#define SIMA_DECLARE(kind, type, Type)                                         \
  Type simaPointwise_##kind##_##type(Type a, Type b);
SIMA_POINTWISE_BINARY(SIMA_DECLARE)
#undef SIMA_DECLARE
#define SIMA_DECLARE(kind, type, Type)                                         \
  int8_t simaPointwise_##kind##_##type(Type a, Type b);
SIMA_POINTWISE_COMPARISON(SIMA_DECLARE)
#undef SIMA_DECLARE
#define SIMA_DECLARE(from, From, to, To)                                       \
  To simaPointwise_cast_##from##_##to(From a);
SIMA_POINTWISE_CAST(SIMA_DECLARE)
#undef SIMA_DECLARE

/// float32 to a code: x / scale, rounded to even (`ties` 0) or away from zero
/// (1), + zero, clamped to [lo, hi]. A NaN is `lo` with ties to even, as in
/// ONNX Runtime, and 0 else.
int32_t simaQuantize(float x, float scale, int32_t zero, int32_t lo, int32_t hi,
                     int32_t ties);
/// scale * (code - zero) in float32.
float simaDequantize(int32_t code, float scale, int32_t zero);

/// slices[place][…] of `input`: `places` rows of `depth` positions, each along
/// one of `extents`; a slice has `bytes`. Positions outside count as the
/// nearest one inside.
void simaGatherNd_i32(const int8_t *input, const int32_t *positions,
                      const int64_t *extents, int8_t *slices, int64_t places,
                      int64_t depth, int64_t bytes);
void simaGatherNd_i64(const int8_t *input, const int64_t *positions,
                      const int64_t *extents, int8_t *slices, int64_t places,
                      int64_t depth, int64_t bytes);

/// Position of the first extreme of 8-bit codes along the middle of [outer,
/// count, inner].
void simaArgMax(const int8_t *input, int16_t *output, int64_t outer,
                int64_t count, int64_t inner, int64_t isMinimum);

/// The `k` largest of each of `rows` rows of `count`, the largest first, of
/// equal ones the one with the lower position. `scratch` holds `count` int32.
void simaTopK_f32(const float *input, float *values, int64_t *positions,
                  int32_t *scratch, int64_t rows, int64_t count, int64_t k);
void simaTopK_i32(const int32_t *input, int32_t *values, int64_t *positions,
                  int32_t *scratch, int64_t rows, int64_t count, int64_t k);
void simaTopK_i64(const int64_t *input, int64_t *values, int64_t *positions,
                  int32_t *scratch, int64_t rows, int64_t count, int64_t k);
void simaTopK_i8(const int8_t *input, int8_t *values, int64_t *positions,
                 int32_t *scratch, int64_t rows, int64_t count, int64_t k);
}
// NOLINTEND(readability-identifier-naming)

#endif // SIMA_NUMERICS_POINTWISE_H
