//===- RequantTest.cpp - Modes and planes of requant ----------------------===//
//
// Tables as docs/isa.md lays them out, and sums of one, two and four planes.
// The scalar arithmetic is that of sima/Numerics and is tested there.
//
//===----------------------------------------------------------------------===//
#include "Kernel.h"
#include "sima/Numerics/OnnxRequant.h"
#include "sima/Numerics/ShiftRequant.h"
#include "sima/Numerics/TFLite16x8.h"
#include <bit>
#include <gtest/gtest.h>

using namespace sima;
using namespace sima::test;
using isa::Mode;
namespace tflite = numerics::tflite;

namespace {
constexpr int64_t kWeights = 16384, kResult = 32768, kPar = 60000;
/// On the diagonal of the weights, so that sums exceed a byte.
constexpr int32_t kGain = 101;
constexpr tflite::Range kClamp = {-20000, 21000};

struct Form {
  Mode mode;
  unsigned planes, biasBytes, blockBytes;
};

/// The table of docs/isa.md.
constexpr Form kForms[] = {
    {Mode::Tflite, 1, 4, 144},        {Mode::Tflite, 2, 4, 144},
    {Mode::Tflite, 4, 4, 144},        {Mode::TfliteU8, 1, 4, 144},
    {Mode::TfliteF64, 1, 4, 192},     {Mode::TfliteF64, 2, 4, 192},
    {Mode::Tflite16x8, 2, 8, 208},    {Mode::Tflite16x8, 4, 8, 208},
    {Mode::Tflite16x8F64, 2, 8, 256}, {Mode::Tflite16x8F64, 4, 8, 256},
    {Mode::Onnx, 1, 4, 128},          {Mode::Onnx, 2, 8, 192},
    {Mode::Onnx, 4, 8, 192},          {Mode::Shift, 1, 4, 80}};

/// What a channel's entry of the table says.
struct Channel {
  int64_t bias;
  int32_t multiplier;
  int8_t shift;
  float factor; ///< also as float64
};

void putBytes(Bytes &image, int64_t at, uint64_t value, unsigned bytes) {
  for (unsigned i = 0; i != bytes; ++i)
    image[at + i] = static_cast<uint8_t>(value >> 8 * i);
}

void putChannel(Bytes &image, const Form &form, unsigned ch,
                const Channel &channel) {
  int64_t block = kPar + ch / 16 * form.blockBytes, lane = ch % 16;
  int64_t scales = block + 16 * form.biasBytes;
  putBytes(image, block + form.biasBytes * lane, channel.bias, form.biasBytes);
  switch (form.mode) {
  case Mode::TfliteF64:
  case Mode::Tflite16x8F64:
    return putBytes(image, scales + 8 * lane,
                    std::bit_cast<uint64_t>(double(channel.factor)), 8);
  case Mode::Onnx:
    return putBytes(image, scales + 4 * lane,
                    std::bit_cast<uint32_t>(channel.factor), 4);
  case Mode::Shift:
    return putBytes(image, scales + lane, uint8_t(channel.shift), 1);
  default:
    putBytes(image, scales + 4 * lane, channel.multiplier, 4);
    putBytes(image, scales + 64 + lane, uint8_t(channel.shift), 1);
  }
}

int32_t expectedCode(const Form &form, const Channel &channel,
                     llvm::ArrayRef<int32_t> planes, int32_t zp) {
  int64_t sum = planes[0];
  if (planes.size() == 2)
    sum += 256ll * planes[1];
  if (planes.size() == 4)
    sum += 256ll * planes[1] + 256ll * planes[2] + 65536ll * planes[3];
  sum += channel.bias;
  if (form.biasBytes == 4)
    sum = static_cast<int32_t>(sum);
  numerics::QuantizedMultiplier m = {channel.multiplier, channel.shift};
  switch (form.mode) {
  case Mode::Tflite16x8:
    return tflite::requant16x8(sum, m, zp, kClamp);
  case Mode::TfliteF64:
  case Mode::Tflite16x8F64:
    return tflite::requantFloat64(sum, channel.factor, zp, kClamp);
  case Mode::Onnx:
    return numerics::onnx::requant(sum, channel.factor, zp, kClamp);
  case Mode::Shift:
    return numerics::shift::requant(sum, channel.shift, zp, kClamp);
  default:
    return tflite::requant(static_cast<int32_t>(sum), m, zp, kClamp);
  }
}

/// Planes of the accumulators, `stride` apart: plane p holds kGain times the
/// codes of `in` moved by p bytes.
Desc loadPlanes(TestProgram &program, const Desc &in, unsigned planes) {
  unsigned channels = in.sizes[2];
  int blocks = (channels + 15) / 16;
  Desc acc, wt;
  acc.space = isa::Space::Acc;
  acc.sizes = {in.sizes[0], in.sizes[1], channels, 1};
  acc.strides = {int32_t(in.sizes[1]) * blocks * 64, blocks * 64, 64, 8192};
  wt.base = kWeights;
  wt.sizes = {channels, 1, 1, channels};
  wt.strides = {blocks * 16, 0, 0, 16};
  program.set(11, wt);
  for (unsigned p = 0; p != planes; ++p) {
    Desc plane = acc, source = in;
    plane.base = p * acc.strides[3];
    source.base += p;
    program.set(10, source);
    program.set(12, plane);
    program.add(Opcode::Conv,
                {{Operand::Acc, 12}, {Operand::In, 10}, {Operand::Wt, 11}});
  }
  acc.sizes[3] = planes;
  program.set(12, acc);
  program.order(Queue::Mxu, Queue::Vpu);
  return acc;
}
} // namespace

class RequantTest : public testing::TestWithParam<Form> {};

TEST_P(RequantTest, EveryForm) {
  const Form &form = GetParam();
  Random random(unsigned(form.mode) * 8 + form.planes);
  for (unsigned round = 0; round != 6; ++round) {
    unsigned rows = random.in(1, 3), cols = random.in(1, 4);
    unsigned channels = random.in(1, 36), blocks = (channels + 15) / 16;
    Bytes image = random.bytes(kImageBytes);
    for (unsigned o = 0; o != channels; ++o)
      for (unsigned i = 0; i != blocks * 16; ++i)
        image[kWeights + o * blocks * 16 + i] = o == i ? kGain : 0;
    int64_t biasLimit = form.biasBytes == 8 ? 1ll << 36 : INT32_MAX;
    std::vector<Channel> table(channels);
    for (unsigned ch = 0; ch != channels; ++ch) {
      bool wide = random.in(0, 3) == 0; // else small, so that codes vary
      int64_t limit = wide ? biasLimit : 30000;
      table[ch] = {random.in(-limit, limit),
                   int32_t(random.in(1 << 30, INT32_MAX)),
                   int8_t(wide ? random.in(-24, -16) : random.in(-4, 1)),
                   float(random.in(1, 5000)) * (wide ? 0x1p-34f : 0x1p-12f)};
      putChannel(image, form, ch, table[ch]);
    }
    Desc in = pixels(random, 3, rows, cols, channels);
    Desc dst = pixels(random, kResult, rows, cols, channels, 1, 2);
    dst.type = isa::Type::S16;
    dst.zp = random.in(-300, 300);
    Bytes found = runKernel(image, [&](TestProgram &program) {
      Desc par;
      loadPlanes(program, in, form.planes);
      par.base = kPar;
      program.set(0, dst);
      program.set(1, par);
      program.add(Opcode::Requant, {{Operand::Dst, 0},
                                    {Operand::Acc, 12},
                                    {Operand::Par, 1},
                                    {Operand::Mode, int64_t(form.mode)},
                                    {Operand::Lo, kClamp.lo},
                                    {Operand::Hi, kClamp.hi}});
    });
    for (unsigned r = 0; r != rows; ++r)
      for (unsigned c = 0; c != cols; ++c)
        for (unsigned ch = 0; ch != channels; ++ch) {
          std::vector<int32_t> planes;
          for (unsigned p = 0; p != form.planes; ++p)
            planes.push_back(kGain * int8_t(image[pixelAt(in, r, c, ch) + p]));
          int64_t at = pixelAt(dst, r, c, ch);
          int32_t code = int8_t(found[at + 16]) * 256 + found[at];
          ASSERT_EQ(code, expectedCode(form, table[ch], planes, dst.zp))
              << "mode " << int(form.mode) << ", channel " << ch;
        }
  }
}

INSTANTIATE_TEST_SUITE_P(Forms, RequantTest, testing::ValuesIn(kForms));
