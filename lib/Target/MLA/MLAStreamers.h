//===- MLAStreamers.h - MC streamers into strings ---------------*- C++ -*-===//
//
// An ELF streamer and a text streamer, each with its target streamer and the
// string it writes to. Internal to this library.
//
//===----------------------------------------------------------------------===//
#ifndef LIB_TARGET_MLA_MLASTREAMERS_H
#define LIB_TARGET_MLA_MLASTREAMERS_H

#include "lib/Target/MLA/MLAMCTarget.h"
#include "lib/Target/MLA/MLATargetStreamer.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/MC/MCStreamer.h"
#include "llvm/Support/FormattedStream.h"

namespace sima::isa {

/// Collects an ELF file.
class ELFOutput {
public:
  explicit ELFOutput(MCSession &session);

  llvm::MCStreamer &streamer() { return *mcStreamer; }
  MLATargetStreamer &target() { return *targetStreamer; }
  /// Lays out and writes the file; the error is the session's first.
  llvm::Expected<std::string> finish();
  /// The file, after a parser has finished the streamer itself.
  llvm::Expected<std::string> take();

private:
  MCSession &session;
  llvm::SmallVector<char, 0> bytes;
  llvm::raw_svector_ostream os;
  std::unique_ptr<llvm::MCStreamer> mcStreamer;
  MLATargetStreamer *targetStreamer; // owned by the streamer
};

/// Collects assembly text.
class TextOutput {
public:
  explicit TextOutput(MCSession &session);

  llvm::MCStreamer &streamer() { return *mcStreamer; }
  MLATargetStreamer &target() { return *targetStreamer; }
  llvm::Expected<std::string> finish();

private:
  MCSession &session;
  std::string text;
  llvm::raw_string_ostream os;
  std::unique_ptr<llvm::MCStreamer> mcStreamer;
  MLATargetStreamer *targetStreamer; // owned by the streamer
};

} // namespace sima::isa

#endif // LIB_TARGET_MLA_MLASTREAMERS_H
