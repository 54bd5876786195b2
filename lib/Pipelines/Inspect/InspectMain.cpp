//===- InspectMain.cpp - The command line of sima-inspect -----------------===//

#include "Description.h"
#include "Locate.h"
#include "MachineChange.h"
#include "WhatIf.h"
#include "sima/Package/RuleError.h"
#include "sima/Pipelines/Inspect.h"
#include "sima/Support/CommandLine.h"
#include "sima/Support/ToolMain.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringExtras.h"

using namespace sima;

static constexpr ToolExample kExamples[] = {
    {"sima-inspect out/digits_mpk.tar.gz",
     "files, stages, programs, and where their cycles go"},
    {"sima-inspect --check out/digits_mpk.tar.gz",
     "applies every rule of runtimes"},
    {"sima-inspect --json out/digits_mpk.tar.gz", "the same for programs"},
    {"sima-inspect --what-if dram=2x,latency=0 out/digits_mpk.tar.gz",
     "cycles of the same programs on another machine"},
    {"sima-inspect --what-if quads=8 --model digits.tflite "
     "out/digits_mpk.tar.gz",
     "cycles of the same model, compiled for another machine"},
    {"sima-inspect --at 0,100 out/digits_mpk.tar.gz",
     "what the queues of quad 0 do in cycle 100"},
    {"sima-inspect --address .text.q0+0x40 out/digits_mpk.tar.gz",
     "what an instruction is there for, and when it runs"},
    {"sima-inspect --rules", "the table of rules"}};

static constexpr llvm::StringLiteral kSeeAlso[] = {"sima-compile", "sima-run",
                                                   "sima-objdump"};

static constexpr ToolPage kPage = {
    "sima-inspect",
    "Shows what an archive holds, and checks it as runtimes do.",
    "[options] ARCHIVE",
    "No data is computed and nothing is written. An archive of another origin "
    "is shown as far as it can be read; with --check every rule that it "
    "breaks is a line, and notes say what its users have to know.",
    kExamples,
    "shown, and no rule that was applied is broken",
    "the archive cannot be read or breaks a rule; errors are one line",
    kSeeAlso};

static void printRules(llvm::raw_ostream &os) {
  os << "| id | rule |\n|---|---|\n";
  for (const package::RuleInfo &rule : package::allRules())
    os << "| `" << rule.id << "` | " << rule.text << " |\n";
}

/// "R4-extent, R5-sizes": each rule once.
static std::string brokenRules(llvm::ArrayRef<package::Finding> findings) {
  llvm::SetVector<llvm::StringRef> rules;
  for (const package::Finding &finding : findings)
    if (finding.kind == package::Finding::Kind::Violation)
      rules.insert(finding.rule);
  return llvm::join(rules, ", ");
}

namespace {
struct Options {
  std::string file;
  WhatIfRequest whatIf;
  bool check = false, json = false, rules = false;
  LocateOptions locate;
};
} // namespace

/// What another machine would make of it.
static int answer(const Description &description, const Options &options,
                  ToolMain &tool) {
  auto result = whatIf(description, options.whatIf);
  if (!result)
    return tool.fail(llvm::toString(result.takeError()));
  if (options.json)
    printJSON(*result, llvm::outs());
  else
    printText(*result, llvm::outs());
  return tool.finish(0);
}

static int inspect(const Options &options, ToolMain &tool) {
  llvm::Expected<Description> description =
      describe(options.file, options.check);
  if (!description)
    return tool.fail(package::messageWithRule(description.takeError()));
  if (!options.whatIf.changes.empty())
    return answer(*description, options, tool);
  if (!options.check)
    description->cycles = cyclesOf(description->inspection);
  if (options.locate.isAsked())
    return tool.finish(locate(
        *description, options.locate, options.json,
        [&](llvm::StringRef why) { return tool.fail(why); },
        [&](llvm::StringRef what) { return reportWrongUsage(kPage, what); }));
  if (options.json)
    printJSON(*description, llvm::outs());
  else if (options.check)
    printFindings(*description, llvm::outs());
  else
    printText(*description, llvm::outs());
  if (options.check && !package::isAccepted(*description->findings))
    return tool.fail("the archive breaks " +
                     brokenRules(*description->findings));
  return tool.finish(0);
}

int sima::inspectMain(int argc, char **argv) {
  ToolMain tool(argc, argv);
  Options options;
  CommandLine line(kPage);
  line.argument(options.file, "ARCHIVE", "the archive, *_mpk.tar.gz",
                {".tar.gz"}, /*isRequired=*/false);
  line.flag(options.check, "--check", "apply every rule of runtimes");
  line.flag(options.json, "--json", "print one JSON object");
  line.text(options.whatIf.changes, "--what-if", "CHANGES",
            "cycles on another machine: dram=2x,latency=0; properties are " +
                llvm::join(changeKeys(), ", "));
  line.text(options.whatIf.model, "--model", "FILE",
            "the model of the archive, for a --what-if of quads, lm or acc");
  line.flag(options.rules, "--rules", "print the table of rules, and no more");
  declareLocateOptions(line, options.locate);
  if (std::optional<int> code = line.parse(argc, argv))
    return tool.finish(*code);
  if (options.rules) {
    printRules(llvm::outs());
    return tool.finish(0);
  }
  if (options.file.empty())
    return tool.finish(reportWrongUsage(kPage, "no archive given"));
  return inspect(options, tool);
}
