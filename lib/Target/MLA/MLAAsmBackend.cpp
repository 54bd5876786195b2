//===- MLAAsmBackend.cpp - Fixups and the ELF flavour ---------------------===//
//
// Every address is left to the loader: no fixup is ever resolved here.
//
//===----------------------------------------------------------------------===//
#include "lib/Target/MLA/MLAMCTarget.h"
#include "sima/Target/MLA/Instruction.h"
#include "llvm/BinaryFormat/ELF.h"
#include "llvm/MC/MCELFObjectWriter.h"
#include "llvm/MC/MCFixupKindInfo.h"
#include "llvm/MC/MCObjectWriter.h"
#include "llvm/Support/EndianStream.h"

using namespace llvm;

namespace sima::isa {
namespace {

class MLAELFTargetWriter : public MCELFObjectTargetWriter {
public:
  MLAELFTargetWriter()
      : MCELFObjectTargetWriter(/*Is64Bit=*/true, ELF::ELFOSABI_NONE,
                                kELFMachine, /*HasRelocationAddend=*/true) {}

  unsigned getRelocType(MCContext &ctx, const MCValue &, const MCFixup &fixup,
                        bool) const override {
    if (fixup.getTargetKind() != FixupAddr32)
      ctx.reportError(fixup.getLoc(), "only `set ..., base` takes a symbol");
    return kRelocationAddr32;
  }

  bool needsRelocateWithSymbol(const MCValue &, const MCSymbol &,
                               unsigned) const override {
    return true;
  }
};

class MLAAsmBackend : public MCAsmBackend {
public:
  MLAAsmBackend() : MCAsmBackend(llvm::endianness::little) {}

  std::unique_ptr<MCObjectTargetWriter>
  createObjectTargetWriter() const override {
    return std::make_unique<MLAELFTargetWriter>();
  }

  unsigned getNumFixupKinds() const override { return 1; }

  const MCFixupKindInfo &getFixupKindInfo(MCFixupKind kind) const override {
    static const MCFixupKindInfo addr32{"addr32", 0, 32, 0};
    return static_cast<unsigned>(kind) == FixupAddr32
               ? addr32
               : MCAsmBackend::getFixupKindInfo(kind);
  }

  bool shouldForceRelocation(const MCAssembler &, const MCFixup &,
                             const MCValue &,
                             const MCSubtargetInfo *) override {
    return true;
  }

  void applyFixup(const MCAssembler &, const MCFixup &, const MCValue &,
                  MutableArrayRef<char>, uint64_t, bool,
                  const MCSubtargetInfo *) const override {}

  bool writeNopData(raw_ostream &os, uint64_t count,
                    const MCSubtargetInfo *) const override {
    if (count % kWordBytes)
      return false;
    uint64_t nop = cantFail(encode(Instruction(Opcode::Nop)));
    for (uint64_t i = 0; i < count; i += kWordBytes)
      support::endian::write<uint64_t>(os, nop, llvm::endianness::little);
    return true;
  }
};

} // namespace

std::unique_ptr<MCAsmBackend> createAsmBackend() {
  return std::make_unique<MLAAsmBackend>();
}

} // namespace sima::isa
