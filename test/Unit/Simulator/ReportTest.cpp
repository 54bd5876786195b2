//===- ReportTest.cpp - Report, its forms, and the timeline dump ----------===//
//
// Layers, counts, exact sums, and that every emitted line is JSON.
//
//===----------------------------------------------------------------------===//
#include "Kernel.h"
#include "llvm/ADT/SmallVector.h"
#include <gtest/gtest.h>

using namespace sima;
using namespace sima::test;

namespace {
/// Two layers on two quads with every kind of traffic.
std::string mixedProgram() {
  TestProgram program;
  isa::Symbol in = program.input("MLA_0/in", 5000);
  isa::Symbol out = program.output("MLA_0/out", 5000);
  isa::Symbol constant = program.constant(Bytes(9000, 3));
  isa::Symbol spill = program.spill(4096);
  program.load(constant, 0, 8192, 9000, 0b11);
  program.load(in, 0, 0, 5000, 0b11);
  program.post(Queue::Ldq, 1, 9);
  program.order(Queue::Ldq, Queue::Vpu);
  program.set(0, Desc::run(isa::Space::Lm, 30000, 3000));
  program.set(1, Desc::run(isa::Space::Lm, 100, 3000));
  program.add(Opcode::Copy, {{Operand::Dst, 0}, {Operand::Src, 1}});
  program.order(Queue::Vpu, Queue::Stq);
  program.layer("MLA_0/second", "node \"two\"");
  program.store(30000, spill, 0, 3000);
  program.order(Queue::Stq, Queue::Ldq);
  program.load(spill, 0, 40000, 3000, 1);
  program.quad(1);
  program.wait(Queue::Stq, 9);
  program.store(0, out, 0, 5000);
  return program.elf();
}
} // namespace

TEST(Report, SumsAreExact) {
  Outcome outcome = simulate(mixedProgram(), {{"MLA_0/in", Bytes(5000, 1)}});
  ASSERT_EQ(outcome.error, "");
  const sim::Report &report = outcome.report;
  EXPECT_TRUE(report.computed);
  EXPECT_EQ(report.stalls.total(),
            int64_t(report.dramTotal) - int64_t(report.staticTotal));
  EXPECT_GT(report.stalls.weights, 0);
  ASSERT_EQ(report.layers.size(), 2u);
  EXPECT_EQ(report.layers[1].name, "MLA_0/second");
  EXPECT_EQ(report.layers[0].staticCycles + report.layers[1].staticCycles,
            report.staticTotal);
  EXPECT_EQ(report.layers[0].dramCycles + report.layers[1].dramCycles,
            report.dramTotal);
  EXPECT_EQ(report.layers[0].instructions + report.layers[1].instructions, 6u);
  EXPECT_EQ(report.read.weights.bytes, 9000u);
  EXPECT_EQ(report.written.outputs.bytes, 5000u);
  EXPECT_EQ(report.quads[0].lmPeakBytes, 43000u);
  EXPECT_EQ(report.quads[0].lmTouchedBytes, 5000u + 9000 + 3000 + 3000);
}

TEST(Report, SameResultTwice) {
  Outcome a = simulate(mixedProgram(), {{"MLA_0/in", Bytes(5000, 1)}});
  Outcome b = simulate(mixedProgram(), {{"MLA_0/in", Bytes(5000, 1)}});
  EXPECT_EQ(a.timeline, b.timeline);
  EXPECT_EQ(llvm::formatv("{0}", a.report.toJSON()).str(),
            llvm::formatv("{0}", b.report.toJSON()).str());
}

TEST(Report, TextNamesTotalsAndLayers) {
  Outcome outcome = simulate(mixedProgram(), {{"MLA_0/in", Bytes(5000, 1)}});
  std::string text;
  llvm::raw_string_ostream os(text);
  outcome.report.print(os);
  EXPECT_NE(text.find("target mlsoc: "), std::string::npos) << text;
  EXPECT_NE(text.find("MLA_0/second"), std::string::npos);
  EXPECT_NE(text.find("instructions"), std::string::npos);
}

TEST(Report, TimelineLinesAreJSON) {
  Outcome outcome = simulate(mixedProgram(), {{"MLA_0/in", Bytes(5000, 1)}});
  ASSERT_EQ(outcome.error, "");
  llvm::SmallVector<llvm::StringRef> lines;
  llvm::StringRef(outcome.timeline).split(lines, '\n', -1, false);
  unsigned engines = 0;
  for (llvm::StringRef line : lines) {
    auto value = llvm::json::parse(line);
    ASSERT_TRUE(bool(value)) << line.str();
    llvm::json::Object *object = value->getAsObject();
    ASSERT_NE(object, nullptr);
    for (const char *field :
         {"quad", "queue", "word", "opcode", "layer", "node", "static", "dram"})
      EXPECT_NE(object->get(field), nullptr) << field << " " << line.str();
    engines += object->get("sizes") != nullptr;
  }
  EXPECT_EQ(engines, 6u);
  llvm::StringRef copy = *llvm::find_if(lines, [](llvm::StringRef line) {
    return line.contains("\"opcode\":\"copy\"");
  });
  EXPECT_TRUE(copy.contains("\"sizes\":{\"bytes\":3000}")) << copy.str();
  EXPECT_TRUE(copy.contains("\"waits\":[0]")) << copy.str();
  EXPECT_TRUE(copy.contains("\"posts\":[{\"quad\":0,\"sem\":1}]"))
      << copy.str();
}
