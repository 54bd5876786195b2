//===- InspectMain.cpp - The command line of sima-inspect -----------------===//

#include "Description.h"
#include "sima/Package/RuleError.h"
#include "sima/Pipelines/Inspect.h"
#include "sima/Support/OneLine.h"
#include "sima/Support/ToolMain.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CommandLine.h"

using namespace sima;
namespace cl = llvm::cl;

static constexpr llvm::StringLiteral kOverview =
    "Shows what an archive holds, and checks it as runtimes do.\n\n"
    "  sima-inspect x_mpk.tar.gz            files, stages, programs, layers\n"
    "  sima-inspect x_mpk.tar.gz --check    every rule of docs/archive.md\n"
    "  sima-inspect --rules                 the rules\n\n"
    "Exit code 0; 1 where the archive cannot be read, in one line, or with "
    "--check\nbreaks a rule. Nothing is executed and nothing is written.";

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

int sima::inspectMain(int argc, char **argv) {
  ToolMain tool(argc, argv);
  cl::OptionCategory category("sima-inspect options");
  cl::opt<std::string> file(cl::Positional, cl::desc("ARCHIVE.tar.gz"),
                            cl::cat(category));
  cl::opt<bool> check("check", cl::desc("apply every rule of runtimes"),
                      cl::cat(category));
  cl::opt<bool> json("json", cl::desc("print one JSON object"),
                     cl::cat(category));
  cl::opt<bool> rules("rules", cl::desc("print the table of rules"),
                      cl::cat(category));
  cl::HideUnrelatedOptions(category);
  if (!cl::ParseCommandLineOptions(argc, argv, kOverview, &llvm::errs()))
    return 1;
  if (rules) {
    printRules(llvm::outs());
    return tool.finish(0);
  }
  auto fail = [&](const std::string &why) {
    llvm::outs().flush(); // what was found comes first
    llvm::errs() << "error: " << oneLine(why) << "\n";
    return tool.finish(1);
  };
  if (file.empty())
    return fail("no archive given; see --help");
  llvm::Expected<Description> description = describe(file, check);
  if (!description)
    return fail(package::messageWithRule(description.takeError()));
  if (json)
    printJSON(*description, llvm::outs());
  else if (check)
    printFindings(*description, llvm::outs());
  else
    printText(*description, llvm::outs());
  if (check && !package::isAccepted(*description->findings))
    return fail("the archive breaks " + brokenRules(*description->findings));
  return tool.finish(0);
}
