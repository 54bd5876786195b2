//===- OneLineTest.cpp - Any text on one line -----------------------------===//

#include "sima/Support/OneLine.h"
#include "gtest/gtest.h"

namespace {

TEST(OneLine, EscapesControlCharactersOnly) {
  EXPECT_EQ(sima::oneLine("layer 'é\\1'"), "layer 'é\\1'");
  EXPECT_EQ(sima::oneLine("a\nb\r\x1b[2J\x7f"), "a\\0Ab\\0D\\1B[2J\\7F");
  EXPECT_EQ(sima::oneLine(llvm::StringRef("\0x", 2)), "\\00x");
}

} // namespace
