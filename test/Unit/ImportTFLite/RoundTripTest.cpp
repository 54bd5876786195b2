//===- RoundTripTest.cpp - The imported module is valid, exact text -------===//

#include "DigitsModel.h"
#include "dialects/MLA/IR/MLA.h"
#include "mlir/Parser/Parser.h"

using namespace mlir;
using namespace sima;
using namespace sima::test;

namespace {

std::string print(ModuleOp module) {
  std::string text;
  llvm::raw_string_ostream os(text);
  module->print(os, OpPrintingFlags().enableDebugInfo());
  return text;
}

TEST(RoundTripTest, TextHoldsEverything) {
  std::string bytes = readDigits();
  MLIRContext context;
  Imported imported = import(bytes, context);
  ASSERT_TRUE(imported.module);
  std::string text = print(*imported.module);
  MLIRContext other;
  other.loadDialect<mla::MLADialect>();
  auto parsed = parseSourceString<ModuleOp>(text, &other);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(print(*parsed), text);
}

TEST(RoundTripTest, SameBytesSameText) {
  std::string bytes = readDigits();
  MLIRContext first, second;
  Imported a = import(bytes, first);
  // Bytes at an odd address are read alike.
  std::string shifted = "x" + bytes;
  Imported b = import(llvm::StringRef(shifted).drop_front(), second);
  ASSERT_TRUE(a.module && b.module);
  EXPECT_EQ(print(*a.module), print(*b.module));
}

TEST(RoundTripTest, NamesOfNodes) {
  MLIRContext context;
  Imported imported = import(readDigits(), context);
  ASSERT_TRUE(imported.module);
  llvm::SmallVector<std::string> names;
  imported.module->walk([&](mla::Conv2DOp op) {
    names.push_back(mla::nodeName(op.getLoc()).str());
  });
  EXPECT_EQ(names, (llvm::SmallVector<std::string>{
                       "conv1", "block/conv_a", "block/conv_b", "pointwise"}));
}

} // namespace
