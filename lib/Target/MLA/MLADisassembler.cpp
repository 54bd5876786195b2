//===- MLADisassembler.cpp - Words to MC instructions ---------------------===//
//
// Drives the generated decoder, which checks opcodes and reserved bits, and
// rejects values without a name and modes that an instruction does not know.
//
//===----------------------------------------------------------------------===//
#include "lib/Target/MLA/MLADisassembler.h"
#include "lib/Target/MLA/MLAMCTarget.h"
#include "lib/Target/MLA/MLATables.h"
#include "sima/Target/MLA/Instruction.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/MC/MCDecoderOps.h"
#include "llvm/MC/MCExpr.h"
#include "llvm/Support/Debug.h"
#include "llvm/Support/Endian.h"

// The generated decoder would trace every step through its table.
#undef LLVM_DEBUG
#define LLVM_DEBUG(X)

using namespace llvm;
using namespace sima::isa;
using DecodeStatus = MCDisassembler::DecodeStatus;

namespace {

DecodeStatus addRegister(MCInst &MI, unsigned reg) {
  MI.addOperand(MCOperand::createReg(reg));
  return MCDisassembler::Success;
}

DecodeStatus addImmediate(MCInst &MI, int64_t value) {
  MI.addOperand(MCOperand::createImm(value));
  return MCDisassembler::Success;
}

// Fields are as wide as the classes are large: no number is out of range.
static_assert(MLA::DESC63 - MLA::DESC0 == 63 && MLA::SEM31 - MLA::SEM0 == 31 &&
              MLA::QUAD7 - MLA::QUAD0 == 7);

DecodeStatus DecodeDescriptorRegisterClass(MCInst &MI, uint64_t number,
                                           uint64_t, const MCDisassembler *) {
  return addRegister(MI, MLA::DESC0 + number);
}

DecodeStatus DecodeSemaphoreRegisterClass(MCInst &MI, uint64_t number, uint64_t,
                                          const MCDisassembler *) {
  return addRegister(MI, MLA::SEM0 + number);
}

DecodeStatus DecodeQuadNumberRegisterClass(MCInst &MI, uint64_t number,
                                           uint64_t, const MCDisassembler *) {
  return addRegister(MI, MLA::QUAD0 + number);
}

DecodeStatus decodeCount(MCInst &MI, uint64_t bits, uint64_t,
                         const MCDisassembler *) {
  return addImmediate(MI, bits + 1);
}

template <unsigned Bits>
DecodeStatus decodeSigned(MCInst &MI, uint64_t bits, uint64_t,
                          const MCDisassembler *) {
  return addImmediate(MI, SignExtend64<Bits>(bits));
}

template <NameSet Set>
DecodeStatus decodeName(MCInst &MI, uint64_t bits, uint64_t,
                        const MCDisassembler *) {
  if (!lookupName(Set, bits))
    return MCDisassembler::Fail;
  return addImmediate(MI, bits);
}

DecodeStatus decodeMode(MCInst &MI, uint64_t bits, uint64_t,
                        const MCDisassembler *) {
  if (!allowsMode(*instructionOfMC(MI.getOpcode()), bits))
    return MCDisassembler::Fail;
  return addImmediate(MI, bits);
}

DecodeStatus decodeSetValue(MCInst &MI, uint64_t bits, uint64_t address,
                            const MCDisassembler *disassembler) {
  int64_t field = MI.getOperand(1).getImm();
  int64_t value = extendSetValue(field, bits);
  if (disassembler && disassembler->tryAddingSymbolicOperand(
                          MI, value, address, /*IsBranch=*/false, /*Offset=*/0,
                          /*OpSize=*/4, kWordBytes))
    return MCDisassembler::Success;
  return addImmediate(MI, value);
}

} // namespace

#include "lib/Target/MLA/MLAGenDisassemblerTables.inc"

namespace {

class MLADisassembler : public MCDisassembler {
public:
  using MCDisassembler::MCDisassembler;

  DecodeStatus getInstruction(MCInst &inst, uint64_t &size,
                              ArrayRef<uint8_t> bytes, uint64_t address,
                              raw_ostream &) const override {
    size = std::min<uint64_t>(bytes.size(), kWordBytes);
    if (size < kWordBytes)
      return Fail;
    uint64_t word = support::endian::read64le(bytes.data());
    return decodeInstruction(DecoderTableMLA64, inst, word, address, this, STI);
  }
};

} // namespace

namespace sima::isa {

bool decodeInst(uint64_t word, MCInst &inst) {
  return decodeInstruction(DecoderTableMLA64, inst, word, /*Address=*/0,
                           /*DisAsm=*/nullptr, *MCTables::get().subtarget) ==
         MCDisassembler::Success;
}

bool RelocationSymbolizer::tryAddingSymbolicOperand(MCInst &inst, raw_ostream &,
                                                    int64_t, uint64_t address,
                                                    bool, uint64_t, uint64_t,
                                                    uint64_t) {
  uint64_t word = address / kWordBytes;
  const auto *it =
      partition_point(relocations, [&](const Relocation &relocation) {
        return relocation.word < word;
      });
  if (it == relocations.end() || it->word != word)
    return false;
  const MCExpr *expr =
      MCSymbolRefExpr::create(Ctx.getOrCreateSymbol(it->symbol.name()), Ctx);
  if (it->addend)
    expr = MCBinaryExpr::createAdd(
        expr, MCConstantExpr::create(it->addend, Ctx), Ctx);
  inst.addOperand(MCOperand::createExpr(expr));
  return true;
}

std::unique_ptr<MCDisassembler>
createDisassembler(MCContext &ctx, ArrayRef<Relocation> relocations) {
  auto disassembler =
      std::make_unique<MLADisassembler>(*MCTables::get().subtarget, ctx);
  disassembler->setSymbolizer(
      std::make_unique<RelocationSymbolizer>(ctx, relocations));
  return disassembler;
}

ArrayRef<Relocation> relocationsOf(const EntryCode &entry, unsigned quad) {
  ArrayRef<Relocation> all = entry.relocations;
  const auto *begin = partition_point(all, [&](const Relocation &relocation) {
    return relocation.quad < quad;
  });
  const auto *end = partition_point(all, [&](const Relocation &relocation) {
    return relocation.quad <= quad;
  });
  return ArrayRef(begin, end);
}

} // namespace sima::isa
