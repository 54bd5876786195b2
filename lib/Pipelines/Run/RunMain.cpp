//===- RunMain.cpp - The command line of sima-run -------------------------===//

#include "sima/Machine/Machine.h"
#include "sima/Pipelines/Run.h"
#include "sima/Support/CommandLine.h"
#include "sima/Support/ToolMain.h"

using namespace sima;

static constexpr ToolExample kExamples[] = {
    {"sima-run out/digits_mpk.tar.gz --input image=image.npy -o result",
     "executes the archive and writes what comes out to result/*.npy"},
    {"sima-run out/digits_mpk.tar.gz --input image=image.npy --compare "
     "out/digits.import.mlir",
     "compares the simulator with the interpreter, byte for byte"},
    {"sima-run out/digits.schedule.mlir --input image=image.npy",
     "interprets the network as it is after scheduling"},
    {"sima-run out/digits_mpk.tar.gz --timing-only --json",
     "cycles, stalls and memory of each stage, for programs"}};

static constexpr llvm::StringLiteral kSeeAlso[] = {"sima-compile",
                                                   "sima-inspect"};

static constexpr ToolPage kPage = {
    "sima-run",
    "Executes models and archives.",
    "[options] FILE",
    "MLIR is executed by the reference interpreter, after whichever pass; an "
    "archive stage by stage, its programs on the simulator; an ELF file on "
    "the simulator alone. Results can be compared with those of a source "
    "framework or of another stage of compilation. Cycles are those of the "
    "reference machine.",
    kExamples,
    "executed, and nothing that was compared differs",
    "the input was refused, or values differ; errors are one line",
    kSeeAlso};

/// Options of what is executed, with which data.
static void declareData(CommandLine &line, RunOptions &o) {
  line.argument(o.file, "FILE", "what to execute: .mlir, _mpk.tar.gz or .elf",
                {".mlir", ".tar.gz", ".elf"});
  line.group("Data");
  line.list(o.inputs, "--input", "NAME=FILE",
            "value of an input: an .npy file, or raw bytes");
  line.text(o.outputDirectory, "-o", "DIR", "write outputs to DIR/NAME.npy");
  line.text(o.compareWith, "--compare", "DIR|FILE",
            "compare with the tensors of an oracle in a directory, or with an "
            "MLIR file");
}

/// Options of the simulator.
static void declareMachine(CommandLine &line, RunOptions &o) {
  line.group("Simulator");
  line.text(o.target, "--target", "NAME|FILE",
            "simulate another machine than the one compiled for",
            Machine::builtinNames());
  line.number(o.repeat, "--repeat",
              "executions on the same memories: entry point first, then next "
              "if there is one",
              1u);
  line.flag(o.timingOnly, "--timing-only", "times without data");
  line.flag(o.noCheck, "--no-check", "do not look for hazards");
  line.group("Report");
  line.choice<RunClock>(
      o.clock, "--clock", "CLOCK", "which cycles to report",
      {{"both", RunClock::Both, "both clocks, in full"},
       {"static", RunClock::Static, "without stalls for DRAM"},
       {"dram", RunClock::Dram, "with everything"}});
  line.text(o.timelineFile, "--timeline", "FILE",
            "write a line of JSON for each instruction");
  line.flag(o.json, "--json", "print the report as one JSON object");
}

int sima::runMain(int argc, char **argv) {
  ToolMain tool(argc, argv);
  RunOptions options;
  CommandLine line(kPage);
  declareData(line, options);
  declareMachine(line, options);
  if (std::optional<int> code = line.parse(argc, argv))
    return tool.finish(*code);
  llvm::Expected<bool> isEqual = run(options, llvm::outs());
  if (!isEqual)
    return tool.fail(llvm::toString(isEqual.takeError()));
  return tool.finish(*isEqual ? 0 : 1);
}
