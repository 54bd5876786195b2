//===- RunMain.cpp - The command line of sima-run -------------------------===//

#include "sima/Pipelines/Run.h"
#include "sima/Support/OneLine.h"
#include "sima/Support/ToolMain.h"
#include "llvm/Support/CommandLine.h"

using namespace llvm;
using sima::RunClock;

int sima::runMain(int argc, char **argv) {
  ToolMain tool(argc, argv);
  RunOptions o;
  cl::OptionCategory c("sima-run options");
  using Text = cl::opt<std::string, true>;
  Text file(cl::Positional, cl::Required, cl::location(o.file), cl::cat(c),
            cl::desc("<x.mlir | x_mpk.tar.gz | x.elf>"));
  cl::list<std::string> inputs("input", cl::value_desc("NAME=FILE"), cl::cat(c),
                               cl::desc("value of an input, .npy or raw"));
  Text output("o", cl::value_desc("DIR"), cl::location(o.outputDirectory),
              cl::desc("write outputs to DIR/<name>.npy"), cl::cat(c));
  Text compare("compare", cl::value_desc("DIR|MLIR"), cl::cat(c),
               cl::location(o.compareWith),
               cl::desc("compare with an oracle's tensors or an MLIR file"));
  cl::opt<unsigned, true> repeat("repeat", cl::location(o.repeat), cl::cat(c),
                                 cl::desc("executions on the same memories: "
                                          "first, then next if there is one"));
  cl::opt<bool, true> timing("timing-only", cl::location(o.timingOnly),
                             cl::desc("times without data"), cl::cat(c));
  cl::opt<bool, true> noCheck("no-check", cl::location(o.noCheck), cl::cat(c),
                              cl::desc("do not look for hazards"));
  cl::opt<bool, true> json("json", cl::location(o.json), cl::cat(c),
                           cl::desc("print the report as JSON"));
  Text timeline("timeline", cl::value_desc("FILE"), cl::cat(c),
                cl::location(o.timelineFile),
                cl::desc("write one JSON line for each instruction"));
  cl::opt<RunClock, true> clock(
      "clock", cl::location(o.clock), cl::cat(c), cl::desc("clock to report"),
      cl::values(clEnumValN(RunClock::Both, "both", "both, in full"),
                 clEnumValN(RunClock::Static, "static", "no stalls"),
                 clEnumValN(RunClock::Dram, "dram", "everything")));
  Text target("target", cl::value_desc("NAME|FILE"), cl::location(o.target),
              cl::desc("simulate another target"), cl::cat(c));
  cl::HideUnrelatedOptions(c);
  cl::ParseCommandLineOptions(argc, argv, "Executes models and archives\n");
  o.inputs.assign(inputs.begin(), inputs.end());
  Expected<bool> isEqual = run(o, outs());
  if (isEqual)
    return tool.finish(*isEqual ? 0 : 1);
  errs() << "error: " << oneLine(toString(isEqual.takeError())) << "\n";
  return tool.finish(1);
}
