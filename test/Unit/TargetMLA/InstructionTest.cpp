//===- InstructionTest.cpp - Encoding, decoding, printing -----------------===//
//
// Words computed by hand from docs/isa.md, field limits and reserved bits.
//
//===----------------------------------------------------------------------===//
#include "SamplePrograms.h"
#include "llvm/ADT/Twine.h"
#include "gtest/gtest.h"

using namespace llvm;
using namespace sima::isa;
using sima::isa::testing::messageOf;

namespace {

/// A word from (width, value) pairs, most significant first; the rest is zero.
uint64_t bits(std::initializer_list<std::pair<unsigned, uint64_t>> fields) {
  uint64_t word = 0;
  unsigned at = 64;
  for (auto [width, value] : fields) {
    at -= width;
    word |= value << at;
  }
  return word;
}

struct Case {
  const char *text;
  uint64_t word;
};

const Case kCases[] = {
    {"set d3, base, 4096", bits({{6, 1}, {6, 3}, {4, 1}, {16, 0}, {32, 4096}})},
    {"set d4, zp, -128",
     bits({{6, 1}, {6, 4}, {4, 3}, {16, 0}, {32, 0xffffff80}})},
    {"set d63, stride3, -1",
     bits({{6, 1}, {6, 63}, {4, 11}, {16, 0}, {32, 0xffffffff}})},
    {"set d0, size0, 4294967295",
     bits({{6, 1}, {6, 0}, {4, 4}, {16, 0}, {32, 0xffffffff}})},
    {"set d5, space, acc", bits({{6, 1}, {6, 5}, {4, 0}, {16, 0}, {32, 1}})},
    {"set d5, type, s32", bits({{6, 1}, {6, 5}, {4, 2}, {16, 0}, {32, 3}})},
    {"set d5, type, 9", bits({{6, 1}, {6, 5}, {4, 2}, {16, 0}, {32, 9}})},
    {"wait mxu, s3", bits({{6, 2}, {3, 3}, {5, 3}})},
    {"post ldq, q1, s4", bits({{6, 3}, {3, 0}, {3, 1}, {5, 4}})},
    {"nop", bits({{6, 4}})},
    {"halt", bits({{6, 5}})},
    {"ld d7, d6, mask=0xf, fill=0, pad=0x0",
     bits({{6, 8}, {6, 7}, {6, 6}, {8, 15}})},
    {"ld d7, d6, mask=0xff, fill=1, pad=255x10",
     bits({{6, 8}, {6, 7}, {6, 6}, {8, 255}, {1, 1}, {8, 255}, {8, 10}})},
    {"ldz d7, d6, mask=0x3", bits({{6, 11}, {6, 7}, {6, 6}, {8, 3}})},
    {"st d1, d2", bits({{6, 9}, {6, 1}, {6, 2}})},
    {"mv d1, d2, mask=0x8", bits({{6, 10}, {6, 1}, {6, 2}, {8, 8}})},
    {"conv d2, d0, d1, stride=1x1, dil=1x1, pad=1x1, k=4, acc=0",
     bits({{6, 16},
           {6, 2},
           {6, 0},
           {6, 1},
           {5, 0},
           {5, 0},
           {6, 0},
           {6, 0},
           {7, 1},
           {7, 1},
           {3, 4},
           {1, 0}})},
    {"dwconv d2, d0, d1, stride=32x2, dil=64x3, pad=127x0, k=7, acc=1",
     bits({{6, 17},
           {6, 2},
           {6, 0},
           {6, 1},
           {5, 31},
           {5, 1},
           {6, 63},
           {6, 2},
           {7, 127},
           {7, 0},
           {3, 7},
           {1, 1}})},
    {"requant d3, d2, d5, mode=tflite, clamp=-128:127",
     bits({{6, 32}, {6, 3}, {6, 2}, {6, 5}, {4, 1}, {16, 0xff80}, {16, 127}})},
    {"requant_add d3, d2, d5, d6, d7, mode=tflite, subtract=1",
     bits({{6, 33}, {6, 3}, {6, 2}, {6, 5}, {6, 6}, {6, 7}, {4, 1}, {1, 1}})},
    {"eltwise d1, d2, d3, d4, mode=tflite, kind=mul, bcast_a=0, bcast_b=1",
     bits({{6, 34},
           {6, 1},
           {6, 2},
           {6, 3},
           {6, 4},
           {4, 1},
           {3, 2},
           {1, 0},
           {1, 1}})},
    {"pool d1, d2, d3, mode=tflite, kind=average, kh=7, kw=128, stride=2x1, "
     "pad=0x31, include_pad=1",
     bits({{6, 35},
           {6, 1},
           {6, 2},
           {6, 3},
           {4, 1},
           {1, 1},
           {7, 6},
           {7, 127},
           {5, 1},
           {5, 0},
           {5, 0},
           {5, 31},
           {1, 1}})},
    {"norm d1, d2, d3, mode=tflite, kind=softmax",
     bits({{6, 36}, {6, 1}, {6, 2}, {6, 3}, {4, 1}, {4, 0}})},
    {"reduce d1, d2, d3, mode=tflite, kind=mean, axes=6",
     bits({{6, 40}, {6, 1}, {6, 2}, {6, 3}, {4, 1}, {3, 0}, {3, 6}})},
    {"lut d1, d2, d3, per_channel=1",
     bits({{6, 38}, {6, 1}, {6, 2}, {6, 3}, {1, 1}})},
    {"lut16 d1, d2, d3, mode=tflite_tanh",
     bits({{6, 39}, {6, 1}, {6, 2}, {6, 3}, {4, 13}})},
    {"resize d1, d2, d3, mode=tflite, kind=bilinear, row=7, src_row=65535",
     bits({{6, 41},
           {6, 1},
           {6, 2},
           {6, 3},
           {4, 1},
           {1, 1},
           {16, 7},
           {16, 65535}})},
    {"copy d1, d2, fill=1", bits({{6, 37}, {6, 1}, {6, 2}, {1, 1}})},
};

std::string printed(uint64_t word) {
  std::string text = print(cantFail(decode(word)));
  std::replace(text.begin(), text.end(), '\t', ' ');
  return text;
}

} // namespace

TEST(Instruction, EveryInstructionBothWays) {
  std::set<Opcode> seen;
  for (const Case &c : kCases) {
    SCOPED_TRACE(c.text);
    Expected<Instruction> instruction = decode(c.word);
    ASSERT_TRUE(bool(instruction)) << toString(instruction.takeError());
    seen.insert(instruction->opcode);
    EXPECT_EQ(printed(c.word), c.text);
    EXPECT_EQ(cantFail(encode(*instruction)), c.word);
    Expected<std::vector<uint64_t>> words = assembleWords(c.text);
    ASSERT_TRUE(bool(words)) << toString(words.takeError());
    EXPECT_EQ(*words, std::vector<uint64_t>{c.word});
  }
  EXPECT_EQ(seen.size(), allOpcodes().size());
}

TEST(Instruction, OperandsByName) {
  Instruction conv = cantFail(decode(kCases[17].word));
  EXPECT_EQ(conv.opcode, Opcode::DwConv);
  EXPECT_EQ(conv.get(Operand::StrideH), 32);
  EXPECT_EQ(conv.get(Operand::DilW), 3);
  EXPECT_EQ(conv.get(Operand::PadTop), 127);
  EXPECT_EQ(conv.get(Operand::Accumulate), 1);
  EXPECT_FALSE(conv.has(Operand::Mode));
  EXPECT_EQ(Instruction(Opcode::Pool).get(Operand::KernelH), 1);
}

TEST(Instruction, Attributes) {
  EXPECT_EQ(mnemonic(Opcode::RequantAdd), "requant_add");
  EXPECT_EQ(queueOf(Opcode::Ld), Queue::Ldq);
  EXPECT_EQ(queueOf(Opcode::St), Queue::Stq);
  EXPECT_EQ(queueOf(Opcode::Mv), Queue::Lnk);
  EXPECT_EQ(queueOf(Opcode::DwConv), Queue::Mxu);
  EXPECT_EQ(queueOf(Opcode::Copy), Queue::Vpu);
  EXPECT_EQ(queueOf(Opcode::Wait), std::nullopt);
  EXPECT_EQ(queueName(Queue::Lnk), "lnk");
  EXPECT_EQ(fieldName(Field::ZeroPoint), "zp");
  EXPECT_EQ(spaceName(Space::Dram), "dram");
  EXPECT_EQ(typeName(Type::S16), "s16");
  EXPECT_EQ(modeName(Mode::Tflite16x8), "tflite_16x8");
  EXPECT_TRUE(isLegalMode(Opcode::Requant, Mode::Tflite));
  EXPECT_TRUE(isLegalMode(Opcode::Requant, Mode::Tflite16x8F64));
  EXPECT_FALSE(isLegalMode(Opcode::RequantAdd, Mode::Onnx));
  EXPECT_TRUE(isSignedField(Field::Stride2));
  EXPECT_FALSE(isSignedField(Field::Size2));
}

TEST(Instruction, FieldLimitsNameFieldValueAndLimit) {
  Instruction conv(Opcode::Conv);
  EXPECT_EQ(messageOf(encode(Instruction(conv).set(Operand::StrideH, 33))),
            "conv: stride_h is 33; must be 1 to 32");
  EXPECT_EQ(messageOf(encode(Instruction(conv).set(Operand::StrideW, 0))),
            "conv: stride_w is 0; must be 1 to 32");
  EXPECT_EQ(messageOf(encode(Instruction(conv).set(Operand::Acc, 64))),
            "conv: acc is 64; must be 0 to 63");
  EXPECT_EQ(messageOf(encode(Instruction(conv).set(Operand::K, -1))),
            "conv: k is -1; must be 0 to 7");
  EXPECT_EQ(messageOf(encode(makeSet(0, Field::Size0, -1))),
            "set: value is -1; must be 0 to 4294967295");
  EXPECT_EQ(messageOf(encode(makeSet(0, Field::Stride0, 1ll << 31))),
            "set: value is 2147483648; must be -2147483648 to 2147483647");
  EXPECT_EQ(messageOf(encode(Instruction(Opcode::Wait, {{Operand::Queue, 5}}))),
            "wait: queue is 5, which has no meaning");
  EXPECT_EQ(messageOf(encode(
                Instruction(Opcode::Norm, {{Operand::Mode, Mode::Shift}}))),
            "mode shift is not legal in norm; legal: tflite, tflite_u8, "
            "tflite_16x8, onnx, onnx_float, onnx_u8");
  Instruction unknown;
  unknown.opcode = static_cast<Opcode>(12);
  EXPECT_EQ(messageOf(encode(unknown)), "opcode 12 has no instruction");
}

TEST(Instruction, EveryOperandHasLimits) {
  for (Opcode opcode : allOpcodes())
    for (Operand operand : operandsOf(opcode))
      for (int64_t value : {int64_t(1) << 33, -(int64_t(1) << 33)}) {
        Expected<uint64_t> word =
            encode(Instruction(opcode).set(operand, value));
        EXPECT_FALSE(bool(word)) << mnemonic(opcode).str();
        consumeError(word.takeError());
      }
}

TEST(Instruction, ReservedOpcodesAreIllegal) {
  EXPECT_EQ(messageOf(decode(0)),
            "word 0x0000000000000000: opcode 0 has no instruction");
  unsigned legal = 0;
  for (uint64_t number = 0; number < 64; ++number)
    legal += isOpcode(number);
  EXPECT_EQ(legal, 21u);
  for (uint64_t number : {0, 6, 7, 12, 18, 31, 42, 63})
    EXPECT_FALSE(tryDecode(number << 58)) << number;
}

TEST(Instruction, ReservedBitsAreChecked) {
  const std::pair<Opcode, unsigned> kReserved[] = {
      {Opcode::Set, 16},        {Opcode::Wait, 50},    {Opcode::Post, 47},
      {Opcode::Nop, 58},        {Opcode::Halt, 58},    {Opcode::Ld, 21},
      {Opcode::Ldz, 38},        {Opcode::St, 46},      {Opcode::Mv, 38},
      {Opcode::Conv, 0},        {Opcode::DwConv, 0},   {Opcode::Requant, 4},
      {Opcode::RequantAdd, 23}, {Opcode::Eltwise, 25}, {Opcode::Pool, 0},
      {Opcode::Norm, 32},       {Opcode::Copy, 45},    {Opcode::Reduce, 30},
      {Opcode::Lut, 39},        {Opcode::Lut16, 36},   {Opcode::Resize, 3}};
  for (auto [opcode, count] : kReserved) {
    Instruction instruction(opcode);
    if (instruction.has(Operand::Mode))
      instruction.set(Operand::Mode, opcode == Opcode::Lut16 ? Mode::Tflite16x8
                                                             : Mode::Tflite);
    uint64_t word = cantFail(encode(instruction));
    unsigned lowest = opcode == Opcode::Set ? 32 : 0;
    for (unsigned bit = lowest; bit < lowest + count; ++bit)
      EXPECT_FALSE(tryDecode(word | uint64_t(1) << bit))
          << mnemonic(opcode).str() << " bit " << bit;
  }
}

TEST(Instruction, ValuesWithoutMeaningAreIllegal) {
  EXPECT_FALSE(tryDecode(bits({{6, 1}, {6, 0}, {4, 12}}))); // field
  EXPECT_FALSE(tryDecode(bits({{6, 2}, {3, 5}})));          // queue
  for (uint64_t mode : {0, 7, 8, 15})
    EXPECT_FALSE(tryDecode(bits({{6, 32}, {18, 0}, {4, mode}}))) << mode;
  for (uint64_t mode : {0, 2, 3, 4, 5, 15}) // requant_add
    EXPECT_FALSE(tryDecode(bits({{6, 33}, {30, 0}, {4, mode}}))) << mode;
  EXPECT_FALSE(tryDecode(bits({{6, 34}, {24, 0}, {4, 1}, {3, 6}}))); // kind
  EXPECT_FALSE(tryDecode(bits({{6, 36}, {18, 0}, {4, 1}, {4, 7}}))); // kind
  EXPECT_FALSE(tryDecode(bits({{6, 39}, {18, 0}, {4, 1}})));         // lut16
}

TEST(Instruction, NumbersMayStandForNames) {
  EXPECT_EQ(cantFail(assembleWords("wait 3, s3\npool d0, d1, d2, mode=1, "
                                   "kind=1, kh=1, kw=1, stride=1x1, pad=0x0, "
                                   "include_pad=0")),
            cantFail(assembleWords("wait mxu, s3\npool d0, d1, d2, mode=tflite,"
                                   " kind=average, kh=1, kw=1, stride=1x1, "
                                   "pad=0x0, include_pad=0")));
}

TEST(Instruction, ParserSaysWhatIsWrong) {
  const std::pair<const char *, const char *> kErrors[] = {
      {"jump d0", "<assembly>:1:1: unknown instruction"},
      {"nop\n\nst d0", "<assembly>:3:1: too few operands"},
      {"st d0, d64", "<assembly>:1:8: operand does not suit the instruction"},
      {"st d0, s1", "<assembly>:1:8: operand does not suit the instruction"},
      {"mv d0, d1, mask=256",
       "<assembly>:1:17: operand must be an integer from 0 to 255"},
      {"wait mxx, s1",
       "<assembly>:1:6: operand must be a queue: ldq, stq, lnk, mxu or vpu"},
      {"lut16 d0, d1, d2, mode=onnx",
       "<assembly>:1:1: mode onnx is not legal in lut16; legal: tflite_16x8, "
       "tflite_logistic, tflite_tanh"},
      {"set d0, zp, 4294967295", "<assembly>:1:1: value 4294967295 does not "
                                 "fit in 32 signed bits of zp"},
      {"set d0, size1, -1", "<assembly>:1:1: value -1 does not fit in 32 "
                            "unsigned bits of size1"},
      {"set d0, base, const.0", "<assembly>:1:1: symbols are not allowed here"},
      {".code q0", "<assembly>:1:1: directives are not allowed here"},
      {"ld d0, d1, mask=1, fill=0, pad=3",
       "<assembly>:1:32: two decimal integers expected, as in 1x2"},
      {"set d0, base, 99999999999999999999",
       "<assembly>:1:15: integer expected"},
      {"set d0, base, (1)", "<assembly>:1: unexpected character `(`"},
      {".include \"x\"", "<assembly>:1: unknown directive .include"},
      {"nop nop", "<assembly>:1:5: operand does not suit the instruction"},
      {"st d0 d1", "<assembly>:1:7: `,` or end of line expected"},
  };
  for (auto [text, message] : kErrors)
    EXPECT_EQ(messageOf(assembleWords(text)), message) << text;
}
