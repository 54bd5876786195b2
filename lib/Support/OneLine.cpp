//===- OneLine.cpp - Any text on one line ---------------------------------===//

#include "sima/Support/OneLine.h"
#include "llvm/ADT/StringExtras.h"

std::string sima::oneLine(llvm::StringRef text) {
  std::string result;
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7f)
      result += c;
    else
      (result += '\\') += llvm::toHex(llvm::StringRef(&c, 1));
  }
  return result;
}
