//===- Eltwise.cpp - The VPU instruction eltwise --------------------------===//
//
// Element by element, the sizes of dst ruling; strides of 0 and the broadcast
// bits repeat an operand. Operands and result have 8 or 16 bits each.
//
//===----------------------------------------------------------------------===//
#include "AddSub.h"
#include "Fail.h"
#include "Vector.h"
#include "sima/Machine/Cycles.h"
#include "sima/Numerics/OnnxElementwise.h"
#include "sima/Numerics/TFLiteElementwise.h"
#include <bit>

using namespace llvm;
using namespace sima;
using namespace sima::sim;
using isa::EltwiseKind;
using isa::Mode;
namespace onnx = numerics::onnx;
namespace tflite = numerics::tflite;

namespace {
/// The words of the parameter block, in order.
enum Par : unsigned {
  LeftShift,
  MultiplierA,
  ShiftA,
  MultiplierB,
  ShiftB,
  OutMultiplier,
  OutShift,
  Lo,
  Hi,
  ParWords
};

/// An instruction's parameters.
struct Bound {
  EltwiseKind kind;
  int32_t words[ParWords];
  int32_t zpA, zpB, zpOut;

  tflite::Range clamp() const { return {words[Lo], words[Hi]}; }
  numerics::QuantizedMultiplier a() const {
    return {words[MultiplierA], words[ShiftA]};
  }
  numerics::QuantizedMultiplier b() const {
    return {words[MultiplierB], words[ShiftB]};
  }
  numerics::QuantizedMultiplier out() const {
    return {words[OutMultiplier], words[OutShift]};
  }
  tflite::AddParams grid() const { return {words[LeftShift], a(), b(), out()}; }
  /// Modes of ONNX have float32 words.
  float real(Par word) const { return std::bit_cast<float>(words[word]); }
};
} // namespace

static FormulaSizes sizes(const Operation &op) {
  const Descriptor &dst = op.operands[0];
  return {{"E", dst.extent(0) * dst.extent(1) * dst.extent(2) * dst.extent(3)}};
}

/// The kinds that a mode has, as bits.
static unsigned kindsOf(Mode mode) {
  auto bits = [](std::initializer_list<EltwiseKind> kinds) {
    unsigned set = 0;
    for (EltwiseKind kind : kinds)
      set |= 1u << static_cast<unsigned>(kind);
    return set;
  };
  switch (mode) {
  case Mode::Tflite:
    return bits({EltwiseKind::EltAdd, EltwiseKind::EltSub, EltwiseKind::EltMul,
                 EltwiseKind::EltDiv, EltwiseKind::EltMin,
                 EltwiseKind::EltMax});
  case Mode::OnnxFloat:
    return kindsOf(Mode::Tflite);
  case Mode::Onnx:
  case Mode::OnnxU8:
    return bits({EltwiseKind::EltAdd, EltwiseKind::EltMul});
  case Mode::TfliteSquared:
    return bits({EltwiseKind::EltSub});
  case Mode::TflitePRelu:
    return bits({EltwiseKind::EltMul});
  case Mode::TflitePOT:
    return bits({EltwiseKind::EltAdd, EltwiseKind::EltSub});
  default:
    return 0;
  }
}

static Error verify(const VerifyContext &context, Operation &op,
                    timeline::Entry &entry) {
  if (op.kind > 7 || !(kindsOf(op.mode) >> op.kind & 1))
    return fail("kind {0} is not in the table of eltwise for mode {1}", op.kind,
                isa::modeName(op.mode));
  PixelShape shape = PixelShape::of(op.operands[0], /*withOuter=*/true);
  Expected<uint64_t> count = countCodes(context, "dst", shape);
  if (!count)
    return count.takeError();
  constexpr ElementType kTypes[] = {ElementType::S8, ElementType::S16};
  if (Error e = checkCodesOf(context, "dst", op.operands[0], shape, kTypes))
    return e;
  if (Error e = checkCodesOf(context, "a", op.operands[1], shape, kTypes,
                             op.broadcastA))
    return e;
  if (Error e = checkCodesOf(context, "b", op.operands[2], shape, kTypes,
                             op.broadcastB))
    return e;
  if (Error e = checkWords(context, "par", op.operands[3], ParWords))
    return e;
  entry.cycles = cycles::eltwise(context.machine, *count);
  return Error::success();
}

/// Writes function(a, b) to every element of dst.
template <typename F>
static Error forEachPair(Memory &lm, const Operation &op, F function) {
  PixelOperand dst(lm, op.operands[0], "dst");
  PixelOperand a(lm, op.operands[1], "a", op.broadcastA);
  PixelOperand b(lm, op.operands[2], "b", op.broadcastB);
  PixelShape shape = PixelShape::of(op.operands[0], /*withOuter=*/true);
  return forEachBlock(shape, [&](const Block &at) -> Error {
    int32_t x[kLanes], y[kLanes];
    int64_t left = a.address(at.n, at.r, at.c, at.b);
    int64_t right = b.address(at.n, at.r, at.c, at.b);
    if (!a.load(left, at.lanes, x))
      return a.unwritten(left, at.lanes);
    if (!b.load(right, at.lanes, y))
      return b.unwritten(right, at.lanes);
    for (unsigned i = 0; i != at.lanes; ++i)
      x[i] = function(x[i], y[i]);
    dst.store(dst.address(at.n, at.r, at.c, at.b), at.lanes, x);
    return Error::success();
  });
}

/// Mode tflite.
static Error executeTFLite(Memory &lm, const Operation &op, const Bound &p) {
  switch (p.kind) {
  case EltwiseKind::EltAdd:
  case EltwiseKind::EltSub:
    return forEachPair(
        lm, op,
        AddSub{p.kind == EltwiseKind::EltAdd ? AddSub::Add : AddSub::AMinusB,
               p.grid(), p.zpA, p.zpB, p.zpOut, p.clamp()});
  case EltwiseKind::EltMul:
    return forEachPair(lm, op, [&](int32_t a, int32_t b) {
      return tflite::mul(p.out(), a, p.zpA, b, p.zpB, p.zpOut, p.clamp());
    });
  case EltwiseKind::EltDiv:
    return forEachPair(lm, op, [&](int32_t a, int32_t b) {
      return tflite::div(p.out(), a, p.zpA, b, p.zpB, p.zpOut, p.clamp());
    });
  case EltwiseKind::EltMin:
    return forEachPair(lm, op, [&](int32_t a, int32_t b) {
      return tflite::clampTo(std::min(a, b), p.clamp());
    });
  case EltwiseKind::EltMax:
    return forEachPair(lm, op, [&](int32_t a, int32_t b) {
      return tflite::clampTo(std::max(a, b), p.clamp());
    });
  }
  llvm_unreachable("verified");
}

/// Modes onnx and onnx_u8: sums and products of codes as they are.
static Error executeOnnx(Memory &lm, const Operation &op, const Bound &p) {
  int32_t offset = op.mode == Mode::OnnxU8 ? 128 : 0;
  if (p.kind == EltwiseKind::EltAdd)
    return forEachPair(
        lm, op,
        [&, params = onnx::AddParams{p.real(MultiplierA), p.real(MultiplierB),
                                     p.real(OutMultiplier),
                                     offset}](int32_t a, int32_t b) {
          return onnx::add(params, a, b, p.clamp());
        });
  return forEachPair(
      lm, op,
      [&, params = onnx::MulParams{p.real(MultiplierA), p.real(OutMultiplier),
                                   offset}](int32_t a, int32_t b) {
        return onnx::mul(params, numerics::wrappingSub(a, p.zpA),
                         numerics::wrappingSub(b, p.zpB), p.clamp());
      });
}

/// Mode onnx_float: one float32 operation between two changes of quantization.
static Error executeFloat(Memory &lm, const Operation &op, const Bound &p) {
  constexpr onnx::BinaryFunction kFunctions[] = {
      onnx::BinaryFunction::Add, onnx::BinaryFunction::Sub,
      onnx::BinaryFunction::Mul, onnx::BinaryFunction::Div,
      onnx::BinaryFunction::Min, onnx::BinaryFunction::Max};
  onnx::BinaryFunction function = kFunctions[static_cast<unsigned>(p.kind)];
  onnx::Quantization a{p.real(MultiplierA), p.zpA},
      b{p.real(MultiplierB), p.zpB}, out{p.real(OutMultiplier), p.zpOut};
  return forEachPair(lm, op, [&](int32_t x, int32_t y) {
    return onnx::binary(function, x, a, y, b, out, p.clamp());
  });
}

static Error execute(State &state, const Operation &op) {
  Memory &lm = state.lm[op.quad];
  Bound p{static_cast<EltwiseKind>(op.kind),
          {},
          op.operands[1].zp,
          op.operands[2].zp,
          op.operands[0].zp};
  if (Error e = readWords(lm, "par", op.operands[3].base, ParWords, p.words))
    return e;
  switch (op.mode) {
  case Mode::TfliteSquared:
    return forEachPair(lm, op, [&](int32_t a, int32_t b) {
      return tflite::squaredDifference(p.grid(), a, p.zpA, b, p.zpB, p.zpOut,
                                       p.clamp());
    });
  case Mode::TflitePRelu:
    return forEachPair(lm, op, [&](int32_t a, int32_t b) {
      return tflite::prelu({p.a(), p.b()}, a, p.zpA, b, p.zpB, p.zpOut,
                           p.clamp());
    });
  case Mode::TflitePOT:
    return forEachPair(
        lm, op,
        [&, f = p.kind == EltwiseKind::EltAdd
                    ? tflite::addPowerOfTwo
                    : tflite::subPowerOfTwo](int32_t a, int32_t b) {
          return f({p.words[ShiftA], p.words[ShiftB]}, a, b, p.clamp());
        });
  case Mode::Onnx:
  case Mode::OnnxU8:
    return executeOnnx(lm, op, p);
  case Mode::OnnxFloat:
    return executeFloat(lm, op, p);
  default:
    return executeTFLite(lm, op, p);
  }
}

const Engine sim::kEltwiseEngine{verify, execute, sizes};
