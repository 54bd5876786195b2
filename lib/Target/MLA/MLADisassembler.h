//===- MLADisassembler.h - Words to MC instructions -------------*- C++ -*-===//
//
// The MC disassembler, and the symbolizer that turns relocated addresses back
// into symbols. Internal to this library.
//
//===----------------------------------------------------------------------===//
#ifndef LIB_TARGET_MLA_MLADISASSEMBLER_H
#define LIB_TARGET_MLA_MLADISASSEMBLER_H

#include "sima/Target/MLA/Program.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/MC/MCDisassembler/MCDisassembler.h"
#include "llvm/MC/MCDisassembler/MCSymbolizer.h"
#include <memory>

namespace sima::isa {

/// Replaces the value at each relocated word by symbol + addend. Addresses are
/// byte offsets into the code of the quad. Relocations are sorted by word.
class RelocationSymbolizer : public llvm::MCSymbolizer {
public:
  RelocationSymbolizer(llvm::MCContext &ctx,
                       llvm::ArrayRef<Relocation> relocations)
      : MCSymbolizer(ctx, nullptr), relocations(relocations) {}

  bool tryAddingSymbolicOperand(llvm::MCInst &inst, llvm::raw_ostream &,
                                int64_t value, uint64_t address, bool isBranch,
                                uint64_t offset, uint64_t opSize,
                                uint64_t instSize) override;
  void tryAddingPcLoadReferenceComment(llvm::raw_ostream &, int64_t,
                                       uint64_t) override {}

private:
  llvm::ArrayRef<Relocation> relocations;
};

/// A disassembler of one quad's code.
std::unique_ptr<llvm::MCDisassembler>
createDisassembler(llvm::MCContext &ctx,
                   llvm::ArrayRef<Relocation> relocations);

/// The part of `entry.relocations` that belongs to a quad.
llvm::ArrayRef<Relocation> relocationsOf(const EntryCode &entry, unsigned quad);

} // namespace sima::isa

#endif // LIB_TARGET_MLA_MLADISASSEMBLER_H
