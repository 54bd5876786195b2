//===- OneLine.h - Any text on one line -------------------------*- C++ -*-===//
#ifndef SIMA_SUPPORT_ONELINE_H
#define SIMA_SUPPORT_ONELINE_H

#include "llvm/ADT/StringRef.h"
#include <string>

namespace sima {

/// `text` with control characters as \xx, so that names from a user's file
/// neither break a line nor reach a terminal as commands.
std::string oneLine(llvm::StringRef text);

} // namespace sima

#endif // SIMA_SUPPORT_ONELINE_H
