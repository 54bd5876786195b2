//===- ReductionTest.cpp - pool, reduce and norm in every mode ------------===//
//
// Each legal combination of kind, mode and types on random shapes, against
// plain loops around the functions of sima/Numerics; and that others are
// refused.
//
//===----------------------------------------------------------------------===//
#include "Kernel.h"
#include "sima/Numerics/OnnxQuant.h"
#include "sima/Numerics/OnnxReduce.h"
#include "sima/Numerics/OnnxRequant.h"
#include "sima/Numerics/TFLiteNorm.h"
#include "sima/Numerics/TFLiteReduce.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <bit>
#include <cmath>
#include <gtest/gtest.h>

using namespace sima;
using namespace sima::test;
using namespace sima::numerics;
using isa::Mode;
using isa::NormKind;
using isa::ReduceKind;
using isa::Type;
using llvm::ArrayRef;
using llvm::MutableArrayRef;

namespace {
constexpr int64_t kResult = 32768, kPar = 60000;
constexpr float kInScale = 0.125f, kOutScale = 0.25f;
using Row = std::vector<int32_t>;

/// Appends parameters at kPar.
class ParWriter {
public:
  explicit ParWriter(Bytes &image) : image(image) {}
  ParWriter &word(int32_t value) {
    putWord(image, at, value);
    at += 4;
    return *this;
  }
  ParWriter &real(float value) { return word(std::bit_cast<int32_t>(value)); }
  ParWriter &reals(ArrayRef<float> values) {
    for (float value : values)
      real(value);
    return *this;
  }
  ParWriter &table(const InterpolatedTable &values) {
    for (int16_t value : values) {
      image[at++] = static_cast<uint8_t>(value);
      image[at++] = static_cast<uint8_t>(value >> 8);
    }
    return *this;
  }
  ParWriter &multiplier(QuantizedMultiplier m) {
    return word(m.multiplier).word(m.shift);
  }

private:
  Bytes &image;
  int64_t at = kPar;
};

/// One element of a pixel operand of s8 or s16.
int32_t elementAt(const Bytes &image, const Desc &d, int64_t r, int64_t c,
                  int64_t ch, int64_t n = 0) {
  int64_t at = pixelAt(d, r, c, ch, n);
  if (d.type == Type::S8)
    return static_cast<int8_t>(image[at]);
  return static_cast<int16_t>(image[at] | image[at + 16] << 8);
}

Desc operand(Random &random, int64_t base, Type type, unsigned rows,
             unsigned cols, unsigned channels, unsigned outer = 1) {
  Desc d = pixels(random, base, rows, cols, channels, outer,
                  type == Type::S16 ? 2 : 1);
  d.type = type;
  d.zp = random.in(-100, 100);
  return d;
}

void addInstruction(
    TestProgram &program, Opcode opcode, const Desc &dst, const Desc &src,
    Mode mode, unsigned kind,
    std::initializer_list<std::pair<Operand, int64_t>> more = {}) {
  Desc par;
  par.base = kPar;
  program.set(0, dst);
  program.set(1, src);
  program.set(2, par);
  isa::Instruction instruction(opcode);
  instruction.set(Operand::Dst, 0);
  instruction.set(Operand::Src, 1);
  instruction.set(Operand::Par, 2);
  instruction.set(Operand::Mode, int64_t(mode));
  instruction.set(Operand::Kind, kind);
  for (auto [field, value] : more)
    instruction.set(field, value);
  program.add(instruction);
}

tflite::Range rangeOf(Type type) {
  return type == Type::S16 ? tflite::Range{-32768, 32767}
                           : tflite::Range{-128, 127};
}

/// A row of codes through a function of other types.
template <typename In, typename Out, typename Function>
Row through(const Row &row, Function function) {
  std::vector<In> in(row.begin(), row.end());
  std::vector<Out> out(row.size());
  function(ArrayRef<In>(in), MutableArrayRef<Out>(out));
  return {out.begin(), out.end()};
}

//===----------------------------------------------------------------------===//
// norm
//===----------------------------------------------------------------------===//

struct NormCase {
  NormKind kind;
  Mode mode;
  Type src, dst;
};

const std::vector<NormCase> kNormCases = [] {
  std::vector<NormCase> cases = {
      {NormKind::Softmax, Mode::Tflite, Type::S8, Type::S8},
      {NormKind::Softmax, Mode::TfliteU8, Type::S8, Type::S8},
      {NormKind::Softmax, Mode::Tflite, Type::S8, Type::S16},
      {NormKind::Softmax, Mode::Tflite16x8, Type::S16, Type::S16},
      {NormKind::Softmax, Mode::Onnx, Type::S8, Type::S8},
      {NormKind::Softmax, Mode::OnnxU8, Type::S8, Type::S8},
      {NormKind::LogSoftmax, Mode::Tflite, Type::S8, Type::S8},
      {NormKind::LogSoftmax, Mode::TfliteU8, Type::S8, Type::S8},
      {NormKind::NormL2, Mode::Tflite, Type::S8, Type::S8},
      {NormKind::NormL2, Mode::TfliteU8, Type::S8, Type::S8},
  };
  for (NormKind kind :
       {NormKind::Softmax, NormKind::LogSoftmax, NormKind::NormL2,
        NormKind::NormLayer, NormKind::NormRMS, NormKind::NormInstance,
        NormKind::NormLocalResponse}) {
    cases.push_back({kind, Mode::OnnxFloat, Type::S8, Type::S8});
    cases.push_back({kind, Mode::OnnxFloat, Type::S16, Type::S8});
    cases.push_back({kind, Mode::OnnxFloat, Type::S8, Type::S16});
  }
  return cases;
}();

/// Parameters of a norm and what it makes of a row.
class NormModel {
public:
  NormModel(const NormCase &test, const Desc &src, const Desc &dst,
            Random &random, unsigned channels)
      : test(test), src(src), dst(dst) {
    for (unsigned c = 0; c != channels; ++c) {
      factors.push_back(0.01f * random.in(-200, 200));
      offsets.push_back(0.01f * random.in(-200, 200));
    }
  }

  void writeParameters(Bytes &image, unsigned rowLength) const {
    ParWriter par(image);
    if (test.mode == Mode::OnnxFloat)
      return writeReals(par);
    if (test.kind == NormKind::NormL2) {
      par.word(-100).word(90);
    } else if (test.kind == NormKind::LogSoftmax) {
      writeSoftmax(par, logSoftmax.softmax);
      par.multiplier(logSoftmax.toCodes);
    } else if (test.mode == Mode::Tflite16x8) {
      par.multiplier(multiplier16)
          .table(tflite::softmax16ExpTable())
          .table(tflite::softmax16ReciprocalTable());
    } else if (test.mode == Mode::Onnx || test.mode == Mode::OnnxU8) {
      onnx::SoftmaxTable table = onnx::softmaxTable(kInScale, rowLength);
      par.real(onnx::softmaxSteps(1 / 256.0f)).reals(table);
    } else {
      writeSoftmax(par, softmax);
    }
  }

  Row expected(const Row &row, unsigned channel) const {
    if (test.mode == Mode::OnnxFloat)
      return expectedReals(row, channel);
    if (test.kind == NormKind::LogSoftmax)
      return through<int8_t, int8_t>(row, [&](auto in, auto out) {
        tflite::logSoftmax(logSoftmax, in, out);
      });
    if (test.kind == NormKind::NormL2)
      return expectedL2(row);
    if (test.mode == Mode::Tflite16x8)
      return through<int16_t, int16_t>(row, [&](auto in, auto out) {
        tflite::softmax16(multiplier16, tflite::softmax16ExpTable().data(),
                          tflite::softmax16ReciprocalTable().data(), in, out);
      });
    if (test.mode == Mode::Onnx || test.mode == Mode::OnnxU8)
      return through<int8_t, int8_t>(row, [&](auto in, auto out) {
        onnx::softmax(onnx::softmaxTable(kInScale, row.size()).data(),
                      onnx::softmaxSteps(1 / 256.0f), dst.zp, in, out);
      });
    if (test.dst == Type::S16)
      return through<int8_t, int16_t>(row, [&](auto in, auto out) {
        tflite::softmaxTo16(softmax, in, out);
      });
    return through<int8_t, int8_t>(
        row, [&](auto in, auto out) { tflite::softmax(softmax, in, out); });
  }

private:
  static void writeSoftmax(ParWriter &par,
                           const tflite::SoftmaxParams &params) {
    par.word(params.inputMultiplier)
        .word(params.inputLeftShift)
        .word(params.diffMin);
  }

  void writeReals(ParWriter &par) const {
    par.real(kInScale).real(kOutScale);
    switch (test.kind) {
    case NormKind::NormLocalResponse:
      par.word(lrn.size).real(lrn.alpha).real(lrn.beta).real(lrn.bias);
      break;
    case NormKind::NormLayer:
    case NormKind::NormInstance:
      par.real(kEpsilon).reals(factors).reals(offsets);
      break;
    case NormKind::NormRMS:
      par.real(kEpsilon).reals(factors);
      break;
    case NormKind::NormL2:
      par.real(kEpsilon);
      break;
    default:
      break;
    }
  }

  Row expectedL2(const Row &row) const {
    Row out = through<int8_t, int8_t>(row, [&](auto in, auto out) {
      (test.mode == Mode::TfliteU8 ? tflite::l2NormalizeU8
                                   : tflite::l2Normalize)(src.zp, in, out);
    });
    for (int32_t &code : out)
      code = tflite::clampTo(code, {-100, 90});
    return out;
  }

  Row expectedReals(const Row &row, unsigned channel) const {
    std::vector<float> x;
    for (int32_t code : row)
      x.push_back(onnx::dequantize(code, kInScale, src.zp));
    std::vector<float> in = x;
    bool instance = test.kind == NormKind::NormInstance;
    switch (test.kind) {
    case NormKind::Softmax:
      onnx::softmax(x);
      break;
    case NormKind::LogSoftmax:
      onnx::logSoftmax(x);
      break;
    case NormKind::NormL2:
      onnx::l2Normalize(x, kEpsilon);
      break;
    case NormKind::NormLayer:
    case NormKind::NormInstance:
      onnx::standardize(x, kEpsilon);
      for (size_t i = 0; i != x.size(); ++i)
        x[i] = std::fma(x[i], factors[instance ? channel : i],
                        offsets[instance ? channel : i]);
      break;
    case NormKind::NormRMS:
      onnx::rmsNormalize(x, kEpsilon);
      for (size_t i = 0; i != x.size(); ++i)
        x[i] *= factors[i];
      break;
    case NormKind::NormLocalResponse:
      onnx::lrn(lrn, in, x);
      break;
    }
    Row out;
    for (float value : x)
      out.push_back(
          onnx::quantize(value, kOutScale, dst.zp, rangeOf(test.dst)));
    return out;
  }

  static constexpr float kEpsilon = 0.5f;
  NormCase test;
  Desc src, dst;
  std::vector<float> factors, offsets;
  tflite::SoftmaxParams softmax = tflite::softmaxParams(1.0, kInScale);
  tflite::LogSoftmaxParams logSoftmax = tflite::logSoftmaxParams(kInScale);
  QuantizedMultiplier multiplier16 =
      tflite::softmax16Multiplier(1.0, kInScale / 4096);
  onnx::LrnParams lrn{3, 0.5f, 0.75f, 1.0f};
};

class NormTest : public testing::TestWithParam<int> {};

TEST_P(NormTest, EqualsPlainLoops) {
  const NormCase &test = kNormCases[GetParam()];
  Random random(700 + GetParam());
  unsigned rows = random.in(1, 4), cols = random.in(1, 4);
  unsigned channels = random.in(1, 40), outer = random.in(1, 2);
  Desc src = operand(random, 3, test.src, rows, cols, channels, outer);
  Desc dst = operand(random, kResult, test.dst, rows, cols, channels, outer);
  NormModel model(test, src, dst, random, channels);
  Bytes image = random.bytes(kImageBytes);
  model.writeParameters(image, channels);
  Bytes found = runKernel(image, [&](TestProgram &program) {
    addInstruction(program, Opcode::Norm, dst, src, test.mode,
                   unsigned(test.kind));
  });
  bool instance = test.kind == NormKind::NormInstance;
  // A row is the channels of a position or the positions of a channel.
  unsigned count = instance ? channels : rows * cols;
  unsigned length = instance ? rows * cols : channels;
  for (unsigned n = 0; n != outer; ++n)
    for (unsigned k = 0; k != count; ++k) {
      auto at = [&](const Bytes &bytes, const Desc &d, unsigned i) {
        unsigned position = instance ? i : k, channel = instance ? k : i;
        return elementAt(bytes, d, position / cols, position % cols, channel,
                         n);
      };
      Row row;
      for (unsigned i = 0; i != length; ++i)
        row.push_back(at(image, src, i));
      Row expected = model.expected(row, k);
      for (unsigned i = 0; i != length; ++i)
        ASSERT_EQ(at(found, dst, i), expected[i])
            << "row " << k << ", element " << i;
    }
}

INSTANTIATE_TEST_SUITE_P(Legal, NormTest,
                         testing::Range(0, int(kNormCases.size())));

//===----------------------------------------------------------------------===//
// reduce
//===----------------------------------------------------------------------===//

struct ReduceCase {
  ReduceKind kind;
  Mode mode;
  Type src, dst;
  int32_t minimum = 0; ///< of argmax
};

constexpr Mode kModes[] = {Mode::Tflite, Mode::TfliteU8, Mode::Tflite16x8,
                           Mode::Onnx,   Mode::OnnxU8,   Mode::OnnxFloat};

const std::vector<ReduceCase> kReduceCases = [] {
  std::vector<ReduceCase> cases;
  for (Mode mode : kModes) {
    for (Type type : {Type::S8, Type::S16}) {
      cases.push_back({ReduceKind::ReduceMean, mode, type, type});
      cases.push_back({ReduceKind::ReduceMax, mode, type, type});
      cases.push_back({ReduceKind::ReduceMin, mode, type, type});
      for (int32_t minimum : {0, 1})
        cases.push_back(
            {ReduceKind::ReduceArgMax, mode, type, Type::S16, minimum});
    }
  }
  cases.push_back({ReduceKind::ReduceSum, Mode::Tflite, Type::S8, Type::S8});
  cases.push_back({ReduceKind::ReduceSum, Mode::TfliteU8, Type::S8, Type::S8});
  cases.push_back(
      {ReduceKind::ReduceSum, Mode::OnnxFloat, Type::S16, Type::S8});
  return cases;
}();

bool isOnnx(Mode mode) {
  return mode == Mode::Onnx || mode == Mode::OnnxU8 || mode == Mode::OnnxFloat;
}

constexpr QuantizedMultiplier kMultiplier = {1518500250, -4};
constexpr float kFactor = 0.03f;

void writeParameters(Bytes &image, const ReduceCase &test) {
  ParWriter par(image);
  if (test.kind == ReduceKind::ReduceArgMax) {
    par.word(test.minimum);
    return;
  }
  if (test.kind == ReduceKind::ReduceMean ||
      test.kind == ReduceKind::ReduceSum) {
    if (isOnnx(test.mode))
      par.real(kFactor);
    else
      par.multiplier(kMultiplier);
  }
  par.word(-100).word(90);
}

int32_t reduceOf(const ReduceCase &test, const Row &codes, int32_t inZero,
                 int32_t outZero) {
  constexpr tflite::Range clamp = {-100, 90};
  auto largest = std::max_element(codes.begin(), codes.end());
  auto smallest = std::min_element(codes.begin(), codes.end());
  int64_t sum = 0;
  for (int32_t code : codes)
    sum += test.kind == ReduceKind::ReduceSum && test.mode == Mode::Tflite
               ? static_cast<uint8_t>(code) - inZero
               : code - inZero;
  switch (test.kind) {
  case ReduceKind::ReduceMax:
    return tflite::clampTo(*largest, clamp);
  case ReduceKind::ReduceMin:
    return tflite::clampTo(*smallest, clamp);
  case ReduceKind::ReduceArgMax:
    return (test.minimum ? smallest : largest) - codes.begin();
  default:
    if (isOnnx(test.mode))
      return onnx::requant(sum, kFactor, outZero, clamp);
    return tflite::requant(static_cast<int32_t>(sum), kMultiplier, outZero,
                           clamp);
  }
}

class ReduceTest : public testing::TestWithParam<int> {};

TEST_P(ReduceTest, EqualsPlainLoops) {
  const ReduceCase &test = kReduceCases[GetParam()];
  for (unsigned axes = 0; axes != 8; ++axes) {
    Random random(8 * GetParam() + axes);
    std::array<unsigned, 4> in = {unsigned(random.in(1, 5)),
                                  unsigned(random.in(1, 5)),
                                  unsigned(random.in(1, 40)), 2};
    std::array<unsigned, 4> out = in;
    for (unsigned d = 0; d != 3; ++d)
      if (axes >> d & 1)
        out[d] = 1;
    Desc src = operand(random, 3, test.src, in[0], in[1], in[2], in[3]);
    Desc dst = operand(random, kResult, test.dst, out[0], out[1], out[2], 2);
    Bytes image = random.bytes(kImageBytes);
    writeParameters(image, test);
    Bytes found = runKernel(image, [&](TestProgram &program) {
      addInstruction(program, Opcode::Reduce, dst, src, test.mode,
                     unsigned(test.kind), {{Operand::Axes, axes}});
    });
    auto begin = [&](unsigned d, unsigned at) {
      return axes >> d & 1 ? 0 : at;
    };
    auto end = [&](unsigned d, unsigned at) {
      return axes >> d & 1 ? in[d] : at + 1;
    };
    for (unsigned n = 0; n != 2; ++n)
      for (unsigned r = 0; r != out[0]; ++r)
        for (unsigned c = 0; c != out[1]; ++c)
          for (unsigned ch = 0; ch != out[2]; ++ch) {
            Row codes;
            for (unsigned y = begin(0, r); y != end(0, r); ++y)
              for (unsigned x = begin(1, c); x != end(1, c); ++x)
                for (unsigned k = begin(2, ch); k != end(2, ch); ++k)
                  codes.push_back(elementAt(image, src, y, x, k, n));
            ASSERT_EQ(elementAt(found, dst, r, c, ch, n),
                      reduceOf(test, codes, src.zp, dst.zp))
                << "axes " << axes;
          }
  }
}

INSTANTIATE_TEST_SUITE_P(Legal, ReduceTest,
                         testing::Range(0, int(kReduceCases.size())));

//===----------------------------------------------------------------------===//
// pool
//===----------------------------------------------------------------------===//

struct PoolCase {
  bool average;
  Mode mode;
  Type src, dst;
};

const std::vector<PoolCase> kPoolCases = [] {
  std::vector<PoolCase> cases;
  for (Mode mode : kModes) {
    for (Type type : {Type::S8, Type::S16})
      cases.push_back({false, mode, type, type});
    cases.push_back({true, mode, Type::S8, Type::S8});
  }
  cases.push_back({true, Mode::Tflite, Type::S16, Type::S16});
  cases.push_back({true, Mode::Tflite16x8, Type::S16, Type::S16});
  cases.push_back({true, Mode::OnnxFloat, Type::S16, Type::S8});
  return cases;
}();

int32_t averageOf(const PoolCase &test, const Row &codes, int32_t divisor,
                  int32_t inZero, int32_t outZero) {
  constexpr tflite::Range clamp = {-100, 90};
  int32_t sum = 0, differences = 0;
  float reals = 0;
  for (int32_t code : codes) {
    sum += code;
    differences += code - inZero;
    reals += onnx::dequantize(code, kInScale, inZero);
  }
  switch (test.mode) {
  case Mode::TfliteU8:
    return tflite::averagePoolU8(sum, divisor, clamp);
  case Mode::Onnx:
  case Mode::OnnxU8:
    return onnx::averagePool(reals, divisor, kOutScale, outZero,
                             test.mode == Mode::OnnxU8 ? 128 : 0, clamp);
  case Mode::OnnxFloat:
    return onnx::requant(differences,
                         onnx::meanScale(kInScale, kOutScale, divisor), outZero,
                         clamp);
  default:
    return tflite::averagePool(sum, divisor, clamp);
  }
}

class PoolTest : public testing::TestWithParam<int> {};

TEST_P(PoolTest, EqualsPlainLoops) {
  const PoolCase &test = kPoolCases[GetParam()];
  Random random(900 + GetParam());
  unsigned inRows = random.in(3, 7), inCols = random.in(3, 7);
  unsigned kh = random.in(1, 3), kw = random.in(1, 3);
  unsigned pt = random.in(0, kh - 1), pl = random.in(0, kw - 1);
  unsigned rows = (inRows + pt - 1) / 2 + 1, cols = inCols + pl;
  unsigned channels = random.in(1, 36);
  bool includePad = random.in(0, 1);
  Desc src = operand(random, 3, test.src, inRows, inCols, channels);
  Desc dst = operand(random, kResult, test.dst, rows, cols, channels);
  Bytes image = random.bytes(kImageBytes);
  ParWriter par(image);
  if (test.average && isOnnx(test.mode))
    par.real(kInScale).real(kOutScale);
  par.word(-100).word(90);
  Bytes found = runKernel(image, [&](TestProgram &program) {
    addInstruction(program, Opcode::Pool, dst, src, test.mode, test.average,
                   {{Operand::KernelH, kh},
                    {Operand::KernelW, kw},
                    {Operand::StrideH, 2},
                    {Operand::StrideW, 1},
                    {Operand::PadTop, pt},
                    {Operand::PadLeft, pl},
                    {Operand::IncludePad, includePad}});
  });
  for (unsigned r = 0; r != rows; ++r)
    for (unsigned c = 0; c != cols; ++c)
      for (unsigned ch = 0; ch != channels; ++ch) {
        Row codes;
        for (unsigned i = 0; i != kh; ++i)
          for (unsigned j = 0; j != kw; ++j) {
            int y = int(2 * r + i) - int(pt), x = int(c + j) - int(pl);
            if (y >= 0 && x >= 0 && y < int(inRows) && x < int(inCols))
              codes.push_back(elementAt(image, src, y, x, ch));
          }
        int32_t divisor = includePad ? kh * kw : codes.size();
        int32_t expected =
            test.average
                ? averageOf(test, codes, divisor, src.zp, dst.zp)
                : tflite::clampTo(*std::max_element(codes.begin(), codes.end()),
                                  {-100, 90});
        ASSERT_EQ(elementAt(found, dst, r, c, ch), expected);
      }
}

INSTANTIATE_TEST_SUITE_P(Legal, PoolTest,
                         testing::Range(0, int(kPoolCases.size())));

//===----------------------------------------------------------------------===//
// What is refused
//===----------------------------------------------------------------------===//

void expectRefused(Opcode opcode, Mode mode, unsigned kind, Type src, Type dst,
                   llvm::StringRef part) {
  Random random(1);
  TestProgram program;
  addInstruction(program, opcode, operand(random, kResult, dst, 1, 1, 16),
                 operand(random, 0, src, 1, 1, 16), mode, kind);
  Outcome outcome = simulate(program.elf());
  EXPECT_TRUE(llvm::StringRef(outcome.error).contains(part)) << outcome.error;
}

TEST(ReductionErrors, CombinationsOutsideTheTable) {
  expectRefused(Opcode::Norm, Mode::Tflite16x8, unsigned(NormKind::LogSoftmax),
                Type::S16, Type::S16,
                "kind 1 is not in the table of norm for mode tflite_16x8");
  expectRefused(Opcode::Norm, Mode::Tflite, unsigned(NormKind::NormLayer),
                Type::S8, Type::S8,
                "kind 3 is not in the table of norm for mode tflite");
  expectRefused(Opcode::Reduce, Mode::Onnx, unsigned(ReduceKind::ReduceSum),
                Type::S8, Type::S8,
                "kind 1 is not in the table of reduce for mode onnx");
}

TEST(ReductionErrors, Types) {
  expectRefused(Opcode::Norm, Mode::TfliteU8, unsigned(NormKind::Softmax),
                Type::S8, Type::S16,
                "operand dst has type s16, the instruction takes s8 in its "
                "mode");
  expectRefused(Opcode::Norm, Mode::Tflite16x8, unsigned(NormKind::Softmax),
                Type::S8, Type::S16, "operand src has type s8");
  expectRefused(Opcode::Reduce, Mode::Tflite, unsigned(ReduceKind::ReduceMax),
                Type::S8, Type::S16,
                "operands dst and src have types s16 and s8, an extremum "
                "keeps the type");
  expectRefused(Opcode::Reduce, Mode::Tflite,
                unsigned(ReduceKind::ReduceArgMax), Type::S8, Type::S8,
                "operand dst has type s8");
  expectRefused(Opcode::Pool, Mode::Onnx, 1, Type::S16, Type::S16,
                "operand dst has type s16");
  expectRefused(Opcode::Pool, Mode::Tflite, 1, Type::S8, Type::S16,
                "takes one type in its mode");
  expectRefused(Opcode::Pool, Mode::Tflite, 0, Type::U8, Type::S8,
                "operand src has type u8, the instruction takes s8 or s16");
}
} // namespace
