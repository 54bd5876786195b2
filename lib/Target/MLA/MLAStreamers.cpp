//===- MLAStreamers.cpp - MC streamers into strings -----------------------===//
//
// Puts MC's streamers together with the target's parts.
//
//===----------------------------------------------------------------------===//
#include "lib/Target/MLA/MLAStreamers.h"
#include "llvm/MC/MCELFObjectWriter.h"
#include "llvm/MC/MCObjectWriter.h"
#include "llvm/MC/TargetRegistry.h"

using namespace llvm;

namespace sima::isa {

ELFOutput::ELFOutput(MCSession &session) : session(session), os(bytes) {
  auto backend = createAsmBackend();
  auto writer = backend->createObjectWriter(os);
  mcStreamer.reset(createELFStreamer(session.context(), std::move(backend),
                                     std::move(writer), createCodeEmitter()));
  targetStreamer = new MLATargetELFStreamer(*mcStreamer);
}

Expected<std::string> ELFOutput::finish() {
  if (!session.failed())
    mcStreamer->finish();
  return take();
}

Expected<std::string> ELFOutput::take() {
  if (session.failed())
    return session.takeError();
  return std::string(bytes.begin(), bytes.end());
}

TextOutput::TextOutput(MCSession &session) : session(session), os(text) {
  auto formatted = std::make_unique<formatted_raw_ostream>(os);
  formatted_raw_ostream &stream = *formatted;
  mcStreamer.reset(createAsmStreamer(session.context(), std::move(formatted),
                                     createInstPrinter().release(),
                                     /*CE=*/nullptr, /*TAB=*/nullptr));
  targetStreamer = new MLATargetAsmStreamer(*mcStreamer, stream);
}

Expected<std::string> TextOutput::finish() {
  mcStreamer->finish();
  mcStreamer.reset(); // flushes
  if (session.failed())
    return session.takeError();
  return std::move(text);
}

} // namespace sima::isa
