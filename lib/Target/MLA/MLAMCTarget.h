//===- MLAMCTarget.h - The parts of the MC layer ----------------*- C++ -*-===//
//
// Constructors of the MLA's MC components, and the context that a use of them
// needs. Internal to this library: users see Instruction.h and Program.h.
//
//===----------------------------------------------------------------------===//
#ifndef LIB_TARGET_MLA_MLAMCTARGET_H
#define LIB_TARGET_MLA_MLAMCTARGET_H

#include "llvm/MC/MCAsmBackend.h"
#include "llvm/MC/MCAsmInfo.h"
#include "llvm/MC/MCCodeEmitter.h"
#include "llvm/MC/MCContext.h"
#include "llvm/MC/MCFixup.h"
#include "llvm/MC/MCInstPrinter.h"
#include "llvm/MC/MCInstrInfo.h"
#include "llvm/MC/MCObjectFileInfo.h"
#include "llvm/MC/MCRegisterInfo.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/MCTargetOptions.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/TargetParser/Triple.h"
#include <memory>
#include <string>

namespace sima::isa {

/// ELF constants of the container.
inline constexpr uint16_t kELFMachine = 0x109;
inline constexpr unsigned kRelocationAddr32 = 1;
inline constexpr unsigned kWordBytes = 8;

/// The one fixup: the value of `set`, bits 31..0 of the word.
enum Fixup : unsigned { FixupAddr32 = llvm::FirstTargetFixupKind };

/// What never changes: descriptions of registers, instructions and syntax.
struct MCTables {
  llvm::Triple triple;
  llvm::MCTargetOptions options;
  std::unique_ptr<llvm::MCRegisterInfo> registers;
  std::unique_ptr<llvm::MCAsmInfo> syntax;
  std::unique_ptr<llvm::MCInstrInfo> instructions;
  std::unique_ptr<llvm::MCSubtargetInfo> subtarget;

  MCTables();
  /// The only instance.
  static const MCTables &get();
};

/// A context for one run of a streamer, parser or disassembler. Errors that
/// components report are kept, the first one only.
class MCSession {
public:
  /// `buffer`: the text to parse, if there is one.
  explicit MCSession(llvm::StringRef text = "", llvm::StringRef where = "");

  llvm::MCContext &context() { return ctx; }
  llvm::SourceMgr &sources() { return sourceMgr; }
  bool failed() { return !firstError.empty() || ctx.hadError(); }
  /// The first error, "where:line:column: message".
  llvm::Error takeError();

private:
  void record(const llvm::SMDiagnostic &diagnostic);

  std::string firstError;
  llvm::SourceMgr sourceMgr;
  llvm::MCContext ctx;
  std::unique_ptr<llvm::MCObjectFileInfo> sections;
};

std::unique_ptr<llvm::MCCodeEmitter> createCodeEmitter();
std::unique_ptr<llvm::MCAsmBackend> createAsmBackend();
std::unique_ptr<llvm::MCInstPrinter> createInstPrinter();

/// The encoding of an instruction without symbols.
uint64_t encodeInst(const llvm::MCInst &inst);

/// The text of an instruction, without indentation.
std::string printInst(const llvm::MCInst &inst);

/// Appends the operands of `word` to an empty `inst`; false if it is illegal.
bool decodeInst(uint64_t word, llvm::MCInst &inst);

/// Number of a descriptor, semaphore or quad.
inline unsigned registerNumber(llvm::MCRegister reg) {
  return MCTables::get().registers->getEncodingValue(reg);
}

} // namespace sima::isa

#endif // LIB_TARGET_MLA_MLAMCTARGET_H
