//===- ProductsTest.cpp - Convolutions and products against LiteRT --------===//
//
// uint8, int16 and the int8 operators that GoldenTest.cpp leaves out. The
// vectors come from make_product_vectors.py, where the records are described.
//
//===----------------------------------------------------------------------===//
#include "VectorFile.h"
#include "sima/Numerics/TFLite16x8.h"

using namespace sima::numerics;
using namespace sima::numerics::tflite;

namespace {
/// What ends an operator; numbered as in make_product_vectors.py.
enum Arithmetic { Reduced, Double, Float64, Product, ProductReduced, Kinds };

int32_t codeOf(int32_t arithmetic, int64_t acc, double in, double filter,
               double out, int32_t zeroPoint, Range clamp) {
  switch (arithmetic) {
  case Reduced:
    return requant16x8(acc, convMultiplier(in, filter, out), zeroPoint, clamp);
  case Double:
    return requant(static_cast<int32_t>(acc), convMultiplier(in, filter, out),
                   zeroPoint, clamp);
  case Float64:
    return requantFloat64(acc, float64Factor(in, filter, out), zeroPoint,
                          clamp);
  case Product:
    return requant(static_cast<int32_t>(acc),
                   productMultiplier(in, filter, out), zeroPoint, clamp);
  default:
    return requant16x8(acc, productMultiplier(in, filter, out), zeroPoint,
                       clamp);
  }
}

TEST(Products, EqualLiteRT) {
  VectorFile reader("products.bin");
  unsigned records[Kinds] = {};
  while (!reader.atEnd()) {
    int32_t arithmetic = reader.value<int32_t>();
    ASSERT_TRUE(arithmetic >= 0 && arithmetic < Kinds);
    ++records[arithmetic];
    float in = reader.value<float>(), out = reader.value<float>();
    int32_t zeroPoint = reader.value<int32_t>();
    Activation activation = activationOf(reader.value<int32_t>());
    Range type =
        reader.value<int32_t>() ? Range{-32768, 32767} : Range{-128, 127};
    size_t count = reader.value<int32_t>();
    auto filters = reader.array<float>(count);
    auto accumulators = reader.array<int64_t>(count);
    auto expected = reader.array<int32_t>(count);
    Range clamp = activationRange(activation, out, zeroPoint, type.lo, type.hi);
    for (size_t i = 0; i < count; ++i)
      ASSERT_EQ(codeOf(arithmetic, accumulators[i], in, filters[i], out,
                       zeroPoint, clamp),
                expected[i])
          << "arithmetic " << arithmetic << ", accumulator " << accumulators[i]
          << ", scales " << in << ' ' << filters[i] << ' ' << out;
  }
  for (unsigned count : records)
    EXPECT_GE(count, 3u);
}

/// A file in which no other formula fits would be passed by any of them.
TEST(Products, VectorsTellTheFormulasApart) {
  VectorFile reader("products.bin");
  unsigned differ[Kinds][Kinds] = {};
  while (!reader.atEnd()) {
    int32_t arithmetic = reader.value<int32_t>();
    float in = reader.value<float>(), out = reader.value<float>();
    int32_t zeroPoint = reader.value<int32_t>();
    reader.array<int32_t>(2);
    size_t count = reader.value<int32_t>();
    auto filters = reader.array<float>(count);
    auto accumulators = reader.array<int64_t>(count);
    reader.array<int32_t>(count);
    for (size_t i = 0; i < count; ++i)
      for (int32_t other = 0; other < Kinds; ++other) {
        auto code = [&](int32_t kind) {
          return codeOf(kind, accumulators[i], in, filters[i], out, zeroPoint,
                        {-32768, 32767});
        };
        differ[arithmetic][other] += code(arithmetic) != code(other);
      }
  }
  for (int32_t kind : {Reduced, Double, Float64, Product})
    for (int32_t other = 0; other < Kinds; ++other) {
      if (kind != other && !(kind == Reduced && other == ProductReduced)) {
        EXPECT_GT(differ[kind][other], 0u) << kind << " and " << other;
      }
    }
}

TEST(Products, PlanesCombine) {
  EXPECT_EQ(combinePlanes({-7}), -7);
  EXPECT_EQ(combinePlanes({5, -3}), 5 - 3 * 256);
  EXPECT_EQ(combinePlanes({1, 2, 3, -4}), 1 + 256 * (2 + 3) - 4 * 65536);
  constexpr int32_t kMin = std::numeric_limits<int32_t>::min();
  EXPECT_EQ(combinePlanes({kMin, kMin, kMin, kMin}),
            int64_t{kMin} * (1 + 512 + 65536));
  EXPECT_EQ(wrappingAdd64(INT64_MAX, 1), INT64_MIN);
}
} // namespace
