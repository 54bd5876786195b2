//===- MLAMCCodeEmitter.cpp - Encoding of instructions --------------------===//
//
// Drives the generated encoder. Ranges have been checked before.
//
//===----------------------------------------------------------------------===//
#include "lib/Target/MLA/MLAMCTarget.h"
#include "lib/Target/MLA/MLATables.h"
#include "llvm/MC/MCExpr.h"
#include "llvm/Support/EndianStream.h"

using namespace llvm;
using namespace sima::isa;

namespace {

class MLAMCCodeEmitter : public MCCodeEmitter {
public:
  void encodeInstruction(const MCInst &MI, SmallVectorImpl<char> &CB,
                         SmallVectorImpl<MCFixup> &Fixups,
                         const MCSubtargetInfo &STI) const override {
    support::endian::write<uint64_t>(CB, getBinaryCodeForInstr(MI, Fixups, STI),
                                     llvm::endianness::little);
  }

  /// Generated.
  uint64_t getBinaryCodeForInstr(const MCInst &MI,
                                 SmallVectorImpl<MCFixup> &Fixups,
                                 const MCSubtargetInfo &STI) const;

private:
  unsigned getMachineOpValue(const MCInst &MI, const MCOperand &MO,
                             SmallVectorImpl<MCFixup> &Fixups,
                             const MCSubtargetInfo &STI) const {
    return MO.isReg() ? registerNumber(MO.getReg()) : MO.getImm();
  }

  /// Fields that hold the value minus one.
  uint64_t encodeCount(const MCInst &MI, unsigned OpNo,
                       SmallVectorImpl<MCFixup> &Fixups,
                       const MCSubtargetInfo &STI) const {
    return MI.getOperand(OpNo).getImm() - 1;
  }

  template <unsigned Bits>
  uint64_t encodeSigned(const MCInst &MI, unsigned OpNo,
                        SmallVectorImpl<MCFixup> &Fixups,
                        const MCSubtargetInfo &STI) const {
    return MI.getOperand(OpNo).getImm() & maskTrailingOnes<uint64_t>(Bits);
  }

  /// A number, or 0 and a fixup for symbol + addend.
  uint64_t encodeSetValue(const MCInst &MI, unsigned OpNo,
                          SmallVectorImpl<MCFixup> &Fixups,
                          const MCSubtargetInfo &STI) const {
    const MCOperand &MO = MI.getOperand(OpNo);
    if (MO.isImm())
      return MO.getImm() & maskTrailingOnes<uint64_t>(32);
    Fixups.push_back(MCFixup::create(0, MO.getExpr(),
                                     static_cast<MCFixupKind>(FixupAddr32)));
    return 0;
  }
};

#include "lib/Target/MLA/MLAGenMCCodeEmitter.inc"

} // namespace

namespace sima::isa {

std::unique_ptr<MCCodeEmitter> createCodeEmitter() {
  return std::make_unique<MLAMCCodeEmitter>();
}

uint64_t encodeInst(const MCInst &inst) {
  static const MLAMCCodeEmitter emitter;
  SmallVector<MCFixup, 1> fixups;
  return emitter.getBinaryCodeForInstr(inst, fixups,
                                       *MCTables::get().subtarget);
}

} // namespace sima::isa
