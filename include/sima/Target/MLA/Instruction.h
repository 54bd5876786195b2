//===- Instruction.h - An instruction of the MLA as data --------*- C++ -*-===//
//
// Encoding and decoding of single 64-bit words for code that knows nothing of
// LLVM's MC layer: the compiler's emission and the simulator. The enumerations
// and tables are generated from lib/Target/MLA/*.td; docs/isa.md is the
// contract. What an instruction does is not known here.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_TARGET_MLA_INSTRUCTION_H
#define SIMA_TARGET_MLA_INSTRUCTION_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sima::isa {

namespace generated {
#define GET_Opcode_DECL
#define GET_Queue_DECL
#define GET_Field_DECL
#define GET_Space_DECL
#define GET_Type_DECL
#define GET_Mode_DECL
#define GET_EltwiseKind_DECL
#define GET_PoolKind_DECL
#define GET_NormKind_DECL
#define GET_ReduceKind_DECL
#define GET_ResizeKind_DECL
#include "lib/Target/MLA/MLAGenTables.inc"
} // namespace generated

/// The frozen opcode numbers: Set, Wait, Post, Nop, Halt, Ld, St, Mv, Conv,
/// DwConv, Requant, RequantAdd, Eltwise, Pool, Norm, Copy, Lut, Lut16, Reduce,
/// Resize.
using generated::Opcode;
/// Ldq, Stq, Lnk, Mxu, Vpu.
using generated::Queue;
/// Descriptor fields: Space, Base, Type, ZeroPoint, Size0..3, Stride0..3
/// (spelled SpaceField, BaseField, TypeField, ZeroPoint, Size0, Stride0, ...).
using generated::Field;
/// Lm, Acc, Dram.
using generated::Space;
/// S8, U8, S16, S32.
using generated::Type;
/// Tflite, TfliteU8, Tflite16x8, Onnx, Shift, TfliteF64, OnnxFloat,
/// TfliteSquared, OnnxU8.
using generated::Mode;
/// EltAdd, EltSub, EltMul, EltDiv, EltMin, EltMax.
using generated::EltwiseKind;
/// PoolMax, PoolAverage.
using generated::PoolKind;
/// Softmax, LogSoftmax, NormL2, NormLayer, NormRMS, NormInstance,
/// NormLocalResponse.
using generated::NormKind;
/// ReduceMean, ReduceSum, ReduceMax, ReduceMin, ReduceArgMax.
using generated::ReduceKind;
/// ResizeNearest, ResizeBilinear.
using generated::ResizeKind;

/// Names of the fields of a word. Values are true values: strides, dilations
/// and kernel extents count from 1 although the word holds them minus one.
enum class Operand : uint8_t {
  A,          ///< descriptor: left operand of eltwise
  Acc,        ///< descriptor: accumulators
  Accumulate, ///< 0 or 1: conv adds to the old contents
  AddPar,     ///< descriptor: parameters of the addition in requant_add
  Axes,       ///< 0..7: what reduce averages, 1 rows, 2 columns, 4 channels
  B,          ///< descriptor: right operand of eltwise
  BcastA,     ///< 0 or 1: eltwise drops the channel terms of a
  BcastB,     ///< 0 or 1: eltwise drops the channel terms of b
  Desc,       ///< descriptor that `set` writes
  DilH,       ///< 1..64
  DilW,       ///< 1..64
  Dst,        ///< descriptor
  Field,      ///< Field
  Fill,       ///< 0 or 1
  Hi,         ///< -32768..32767: upper clamp of requant
  In,         ///< descriptor: left operand of conv
  IncludePad, ///< 0 or 1: the average counts padding
  K,          ///< 0..7: index of K among the divisors of tiles per quad
  KernelH,    ///< 1..128
  KernelW,    ///< 1..128
  Kind,       ///< EltwiseKind, PoolKind, NormKind, ReduceKind, ResizeKind
  Lo,         ///< -32768..32767: lower clamp of requant
  Mask,       ///< 0..255: destination quads, bit i is quad i
  Mode,       ///< Mode
  PadLeft,    ///< 0..127 in conv and dwconv, 0..31 in pool, 0..255 in ld
  PadTop,     ///< as PadLeft
  Par,        ///< descriptor: parameter table
  PerChannel, ///< 0 or 1: lut has a table for each channel
  Quad,       ///< 0..7
  Queue,      ///< Queue
  Row,        ///< 0..65535: place of the first row of dst in the whole map
  Sem,        ///< 0..31
  Src,        ///< descriptor
  SrcRow,     ///< 0..65535: place of the first row of src in the whole map
  StrideH,    ///< 1..32
  StrideW,    ///< 1..32
  Subtract,   ///< 0 or 1: requant_add subtracts
  /// 32 bits. decode() gives -2^31..2^31-1 for the signed fields zp and
  /// stride0..3, and 0..2^32-1 for the others; encode() takes the same.
  Value,
  Wt, ///< descriptor: right operand of conv
};
inline constexpr unsigned kOperandNames =
    static_cast<unsigned>(Operand::Wt) + 1;

/// One instruction. A default-made one is `nop`.
struct Instruction {
  /// Operands of the longest instruction.
  static constexpr unsigned kMaxOperands = 12;

  Opcode opcode = Opcode::Nop;
  /// Values in the order of the fields of the word; use get() and set().
  std::array<int64_t, kMaxOperands> values{};

  Instruction() = default;
  /// All operands that `operands` does not name are 0; strides, dilations and
  /// kernel extents 1.
  explicit Instruction(
      Opcode opcode,
      std::initializer_list<std::pair<Operand, int64_t>> operands = {});

  bool has(Operand operand) const;
  /// The instruction must have the operand.
  int64_t get(Operand operand) const;
  /// The instruction must have the operand; the value is checked by encode().
  Instruction &set(Operand operand, int64_t value);

  bool operator==(const Instruction &other) const {
    return opcode == other.opcode && values == other.values;
  }
};

/// `set desc, field, value`.
Instruction makeSet(unsigned desc, Field field, int64_t value);

/// The word of an instruction. The error names field, value and limits.
llvm::Expected<uint64_t> encode(const Instruction &instruction);

/// The instruction of a word. Opcodes without a definition, reserved bits, and
/// modes or kinds that the instruction does not know are errors.
llvm::Expected<Instruction> decode(uint64_t word);

/// The same without a message, for callers in a hurry.
std::optional<Instruction> tryDecode(uint64_t word);

/// All opcodes, ascending.
llvm::ArrayRef<Opcode> allOpcodes();
/// True for a number that decode() knows.
bool isOpcode(unsigned number);
/// The mnemonic: "requant_add".
llvm::StringRef mnemonic(Opcode opcode);
/// The operands in the order of the fields of the word.
llvm::ArrayRef<Operand> operandsOf(Opcode opcode);
/// The queue that takes the instruction; none for set, nop and halt, which the
/// sequencer does itself, and for wait and post, which name their queue.
std::optional<Queue> queueOf(Opcode opcode);
/// True if `value` is legal in the mode field of `opcode`.
bool isLegalMode(Opcode opcode, int64_t value);
/// True if the `value` of this descriptor field is signed.
bool isSignedField(Field field);

/// Spellings as in docs/isa.md; empty for a value without a name.
llvm::StringRef queueName(Queue queue);
llvm::StringRef fieldName(Field field);
llvm::StringRef spaceName(Space space);
llvm::StringRef typeName(Type type);
llvm::StringRef modeName(Mode mode);

/// Assembly text of a legal instruction, without line end.
std::string print(const Instruction &instruction);

/// The words of assembly text that holds instructions and comments only, no
/// directives, labels or symbols. The error begins with the line number.
llvm::Expected<std::vector<uint64_t>> assembleWords(llvm::StringRef text);

} // namespace sima::isa

#endif // SIMA_TARGET_MLA_INSTRUCTION_H
