//===- GoldenElementwiseTest.cpp - Elementwise operators against LiteRT ---===//
//
// Reads the vectors that make_elementwise_vectors.py wrote (the record formats
// stand there) and recomputes every result from the scales alone. LiteRT is the
// authority: a difference is a defect.
//
//===----------------------------------------------------------------------===//
#include "VectorFile.h"
#include "sima/Numerics/TFLiteTables.h"
#include <functional>

using namespace sima::numerics;
using namespace sima::numerics::tflite;

namespace {
/// Codes of the schema of the model file.
enum Operator : int32_t {
  kAdd = 0,
  kLogistic = 14,
  kMul = 18,
  kRelu = 19,
  kReluN1To1 = 20,
  kRelu6 = 21,
  kTanh = 28,
  kSub = 41,
  kDiv = 42,
  kExp = 47,
  kPrelu = 54,
  kMaximum = 55,
  kMinimum = 57,
  kNeg = 59,
  kLog = 73,
  kSqrt = 75,
  kRsqrt = 76,
  kLeakyRelu = 98,
  kSquaredDifference = 99,
  kAbs = 101,
  kElu = 111,
  kQuantize = 114,
  kHardSwish = 117,
  kGelu = 150,
  kRelu0To1 = 152,
};

enum Type : int32_t { kInt8, kUInt8, kInt16 };

/// Codes as they are stored: uint8 is 128 lower.
Range rangeOf(int32_t type) {
  return type == kInt16 ? Range{-32768, 32767} : Range{-128, 127};
}

/// Quantization as tensors are stored.
Quantization quantizationOf(float scale, int32_t zeroPoint, int32_t type) {
  int32_t offset = type == kUInt8 ? 128 : 0;
  return {scale, zeroPoint - offset, offset};
}

/// The fields that all records begin with.
struct Header {
  Header(VectorFile &file, unsigned operands) {
    op = file.value<int32_t>();
    number = file.value<float>();
    types = file.array<int32_t>(operands + 1);
    for (int32_t type : types) {
      float scale = file.value<float>();
      int32_t zeroPoint = file.value<int32_t>();
      tensors.push_back(quantizationOf(scale, zeroPoint, type));
    }
  }
  int32_t outType() const { return types.back(); }
  const Quantization &in(unsigned i = 0) const { return tensors[i]; }
  const Quantization &out() const { return tensors.back(); }

  int32_t op;
  float number;
  std::vector<int32_t> types;
  std::vector<Quantization> tensors;
};

std::ostream &operator<<(std::ostream &os, const Header &header) {
  os << "operator " << header.op << ", number " << header.number;
  for (auto [type, q] : llvm::zip(header.types, header.tensors))
    os << ", type " << type << " scale " << q.scale << " zero " << q.zeroPoint;
  return os;
}

using Unary = std::function<int32_t(int32_t)>;

Unary lookUp(const ByteTable &table) {
  return [table](int32_t code) { return table[code + 128]; };
}

/// A piecewise linear function; RELU's relatives have their own clamp.
Unary piecewise(const Header &h, PreluParams params, int32_t slope) {
  Range clamp = rangeOf(h.outType());
  auto bounds = [&](float low, float high) {
    return reluRange(low, high, h.out().scale, h.out().zeroPoint, clamp.lo,
                     clamp.hi);
  };
  if (h.op == kRelu)
    clamp = bounds(0.0f, std::numeric_limits<float>::infinity());
  if (h.op == kRelu6)
    clamp = bounds(0.0f, 6.0f);
  if (h.op == kReluN1To1)
    clamp = bounds(-1.0f, 1.0f);
  if (h.op == kRelu0To1)
    clamp = bounds(0.0f, 1.0f);
  int32_t inZero = h.in().zeroPoint, outZero = h.out().zeroPoint;
  if (h.types[0] != kInt16 && h.outType() != kInt16)
    return lookUp(preluTable(params, inZero, slope, outZero, clamp));
  return [=](int32_t code) {
    return prelu(params, code, inZero, slope, 0, outZero, clamp);
  };
}

/// A function that is a table in all types.
Unary tabulated(const Header &h, Function function) {
  if (h.types[0] != kInt16)
    return lookUp(functionTable(function, h.in(), h.out()));
  return [table = functionTable16(function, h.in(), h.out())](int32_t code) {
    return interpolate(static_cast<int16_t>(code), table.data());
  };
}

Unary curve(CurveParams params, decltype(logistic16) function) {
  return [=, table = sigmoidTable()](int32_t code) {
    return function(params, table.data(), static_cast<int16_t>(code));
  };
}

Unary unaryFunction(const Header &h) {
  bool wide = h.types[0] == kInt16;
  double in = h.in().scale, out = h.out().scale;
  switch (h.op) {
  case kLogistic:
    return wide ? curve(logistic16Params(in), logistic16)
                : tabulated(h, Function::Logistic);
  case kTanh:
    return wide ? curve(tanh16Params(in), tanh16)
                : tabulated(h, Function::Tanh);
  case kGelu:
    return tabulated(h, h.number != 0.0f ? Function::GeluApproximate
                                         : Function::Gelu);
  case kElu:
    return tabulated(h, Function::Elu);
  case kExp:
    return tabulated(h, Function::Exp);
  case kLog:
    return tabulated(h, Function::Log);
  case kRsqrt:
    return wide ? tabulated(h, Function::Rsqrt)
                : lookUp(rsqrtTable(h.in(), h.out()));
  case kSqrt:
    return lookUp(sqrtTable(h.in(), h.out()));
  case kHardSwish:
    return lookUp(hardSwishTable(h.in(), h.out()).value_or(ByteTable()));
  case kNeg:
    if (wide)
      return [](int32_t code) { return static_cast<int16_t>(-code); };
    return lookUp(negTable());
  case kAbs:
    return piecewise(h, absParams(in, out), -1);
  case kLeakyRelu:
    return piecewise(h, leakyReluParams(in, h.number, out), 1);
  case kRelu:
  case kRelu6:
  case kReluN1To1:
  case kRelu0To1:
    return piecewise(h, reluParams(in, out), 1);
  case kQuantize:
    return piecewise(h, requantizeParams(in, out), 1);
  default:
    return Unary();
  }
}

/// 32-bit FNV-1a over codes in their own type.
uint32_t digest(uint32_t hash, int32_t stored, const Header &h) {
  int32_t code = stored + h.out().storageOffset;
  for (int bytes = h.outType() == kInt16 ? 2 : 1; bytes > 0; --bytes) {
    hash = (hash ^ static_cast<uint8_t>(code)) * 16777619u;
    code >>= 8;
  }
  return hash;
}

constexpr uint32_t kDigestOfNothing = 2166136261u;

TEST(GoldenElementwise, UnaryOf8Bits) {
  VectorFile file("unary.bin");
  while (!file.atEnd()) {
    Header h(file, 1);
    int32_t first = file.value<int32_t>() - h.in().storageOffset;
    auto count = file.value<int32_t>();
    Unary function = unaryFunction(h);
    ASSERT_TRUE(function) << h;
    for (int32_t code = first; code < first + count; ++code) {
      int32_t expected = 0;
      if (h.outType() == kInt16)
        expected = file.value<int16_t>();
      else if (h.outType() == kUInt8)
        expected = file.value<uint8_t>() - 128;
      else
        expected = file.value<int8_t>();
      ASSERT_EQ(function(code), expected) << h << ", code " << code;
    }
  }
}

TEST(GoldenElementwise, UnaryOf16Bits) {
  VectorFile file("unary16.bin");
  while (!file.atEnd()) {
    Header h(file, 1);
    auto first = file.value<int32_t>();
    auto blocks = file.array<uint32_t>(file.value<int32_t>());
    Unary function = unaryFunction(h);
    ASSERT_TRUE(function) << h;
    for (uint32_t expected : blocks) {
      uint32_t hash = kDigestOfNothing;
      for (int32_t code = first; code < first + 256; ++code)
        hash = digest(hash, function(code), h);
      ASSERT_EQ(hash, expected) << h << ", codes from " << first;
      first += 256;
    }
  }
}

using Binary = std::function<int32_t(int32_t, int32_t)>;

/// ADD and SUB of int16 take power-of-two shifts where the model's option says
/// so, which is 4 in the number of the record.
Binary addOrSub(const Header &h, Range clamp, int32_t a, int32_t b, int32_t q) {
  double lhs = h.in(0).scale, rhs = h.in(1).scale, out = h.out().scale;
  bool wide = h.types[0] == kInt16;
  if (h.number >= 4.0f) {
    PowerOfTwoShifts shifts =
        powerOfTwoShifts(lhs, rhs, out).value_or(PowerOfTwoShifts());
    return [=, f = h.op == kAdd ? addPowerOfTwo : subPowerOfTwo](
               int32_t x, int32_t y) { return f(shifts, x, y, clamp); };
  }
  AddParams params =
      addParams(lhs, rhs, out, wide ? kAddLeftShift16 : kAddLeftShift8);
  return [=, f = h.op == kAdd ? add : sub](int32_t x, int32_t y) {
    return f(params, x, a, y, b, q, clamp);
  };
}

Binary binaryFunction(const Header &h) {
  double lhs = h.in(0).scale, rhs = h.in(1).scale, out = h.out().scale;
  int32_t a = h.in(0).zeroPoint, b = h.in(1).zeroPoint, q = h.out().zeroPoint;
  Range type = rangeOf(h.outType());
  Range clamp = activationRange(activationOf(static_cast<int32_t>(h.number)),
                                out, q, type.lo, type.hi);
  switch (h.op) {
  case kAdd:
  case kSub:
    return addOrSub(h, clamp, a, b, q);
  case kMul:
    return [=, m = mulMultiplier(lhs, rhs, out)](int32_t x, int32_t y) {
      return mul(m, x, a, y, b, q, clamp);
    };
  case kDiv:
    return [=, m = divMultiplier(lhs, rhs, out)](int32_t x, int32_t y) {
      return div(m, x, a, y, b, q, clamp);
    };
  case kSquaredDifference:
    return
        [=, p = squaredDifferenceParams(lhs, rhs, out)](int32_t x, int32_t y) {
          return squaredDifference(p, x, a, y, b, q, clamp);
        };
  case kPrelu:
    return [=, p = preluParams(lhs, rhs, out)](int32_t x, int32_t y) {
      return prelu(p, x, a, y, b, q, type);
    };
  case kMinimum:
    return [](int32_t x, int32_t y) { return std::min(x, y); };
  case kMaximum:
    return [](int32_t x, int32_t y) { return std::max(x, y); };
  default:
    return Binary();
  }
}

TEST(GoldenElementwise, AllPairsOf8Bits) {
  VectorFile file("binary.bin");
  while (!file.atEnd()) {
    Header h(file, 2);
    auto expected = file.array<uint32_t>(256);
    Binary function = binaryFunction(h);
    ASSERT_TRUE(function) << h;
    for (int32_t x = -128; x <= 127; ++x) {
      uint32_t hash = kDigestOfNothing;
      for (int32_t y = -128; y <= 127; ++y)
        if (h.op != kDiv || y != h.in(1).zeroPoint)
          hash = digest(hash, function(x, y), h);
      ASSERT_EQ(hash, expected[x + 128]) << h << ", left code " << x;
    }
  }
}

TEST(GoldenElementwise, PairsOf16Bits) {
  VectorFile file("binary16.bin");
  while (!file.atEnd()) {
    Header h(file, 2);
    auto count = file.value<int32_t>();
    auto lhs = file.array<int16_t>(count);
    std::vector<int16_t> rhs;
    if (h.types[1] == kInt16)
      rhs = file.array<int16_t>(count);
    else
      for (int8_t slope : file.array<int8_t>(count))
        rhs.push_back(slope);
    auto expected = file.array<int16_t>(count);
    Binary function = binaryFunction(h);
    ASSERT_TRUE(function) << h;
    for (int32_t i = 0; i < count; ++i)
      ASSERT_EQ(function(lhs[i], rhs[i]), expected[i])
          << h << ": " << lhs[i] << " and " << rhs[i];
  }
}
} // namespace
