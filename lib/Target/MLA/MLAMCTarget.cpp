//===- MLAMCTarget.cpp - The parts of the MC layer ------------------------===//
//
// Generated descriptions, the syntax of the assembler, and sessions.
//
//===----------------------------------------------------------------------===//
#include "lib/Target/MLA/MLAMCTarget.h"
#include "lib/Target/MLA/MLATables.h"
#include "llvm/MC/MCAsmInfoELF.h"
#include "llvm/MC/MCSchedule.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/TargetParser/SubtargetFeature.h"

using namespace llvm;

#define GET_REGINFO_MC_DESC
#include "lib/Target/MLA/MLAGenRegisterInfo.inc"
#define GET_INSTRINFO_MC_DESC
#define GET_INSTRINFO_NAMED_OPS
#include "lib/Target/MLA/MLAGenInstrInfo.inc"
#define GET_SUBTARGETINFO_MC_DESC
#include "lib/Target/MLA/MLAGenSubtargetInfo.inc"

namespace sima::isa {

namespace {

/// Lexical conventions of the assembly language.
struct MLAAsmInfo : MCAsmInfoELF {
  MLAAsmInfo() {
    CodePointerSize = 8;
    MinInstAlignment = kWordBytes;
    MaxInstLength = kWordBytes;
    CommentString = ";";
    SeparatorString = "\n";
    // No symbol may vanish from the file because of how its name begins.
    PrivateGlobalPrefix = "\\L";
    PrivateLabelPrefix = "\\L";
    AscizDirective = nullptr;
    HasIdentDirective = false;
    SupportsDebugInformation = false;
  }
};

} // namespace

MCTables::MCTables() : triple("mla-unknown-unknown-elf") {
  registers = std::make_unique<MCRegisterInfo>();
  InitMLAMCRegisterInfo(registers.get(), MLA::DESC0);
  instructions = std::make_unique<MCInstrInfo>();
  InitMLAMCInstrInfo(instructions.get());
  subtarget.reset(createMLAMCSubtargetInfoImpl(triple, "mla1", "mla1", ""));
  syntax = std::make_unique<MLAAsmInfo>();
}

const MCTables &MCTables::get() {
  static const MCTables tables;
  return tables;
}

MCSession::MCSession(StringRef text, StringRef where)
    : ctx(MCTables::get().triple, MCTables::get().syntax.get(),
          MCTables::get().registers.get(), MCTables::get().subtarget.get(),
          &sourceMgr, &MCTables::get().options) {
  sourceMgr.AddNewSourceBuffer(MemoryBuffer::getMemBufferCopy(text, where),
                               SMLoc());
  sourceMgr.setDiagHandler(
      [](const SMDiagnostic &diagnostic, void *self) {
        static_cast<MCSession *>(self)->record(diagnostic);
      },
      this);
  ctx.setDiagnosticHandler(
      [this](const SMDiagnostic &diagnostic, bool, const SourceMgr &,
             std::vector<const MDNode *> &) { record(diagnostic); });
  sections = std::make_unique<MCObjectFileInfo>();
  sections->initMCObjectFileInfo(ctx, /*PIC=*/false);
  ctx.setObjectFileInfo(sections.get());
}

void MCSession::record(const SMDiagnostic &diagnostic) {
  if (diagnostic.getKind() != SourceMgr::DK_Error || !firstError.empty())
    return;
  if (!diagnostic.getFilename().empty() && diagnostic.getLineNo() > 0)
    firstError = formatv("{0}:{1}:{2}: ", diagnostic.getFilename(),
                         diagnostic.getLineNo(), diagnostic.getColumnNo() + 1);
  firstError += diagnostic.getMessage().empty() ? StringRef("unknown error")
                                                : diagnostic.getMessage();
}

Error MCSession::takeError() {
  return createStringError(firstError.empty() ? "unknown assembler error"
                                              : firstError);
}

} // namespace sima::isa
