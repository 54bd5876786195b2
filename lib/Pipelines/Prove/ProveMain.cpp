//===- ProveMain.cpp - The command line of sima-verify --------------------===//

#include "ArchiveProof.h"
#include "sima/Pipelines/Prove.h"
#include "sima/Support/CommandLine.h"
#include "sima/Support/ToolMain.h"
#include "llvm/ADT/StringExtras.h"

using namespace sima;

static constexpr ToolExample kExamples[] = {
    {"sima-verify out/digits_mpk.tar.gz",
     "judges every program of an archive, and the archive"},
    {"sima-verify --json out/digits_mpk.tar.gz", "the same for programs"},
    {"sima-verify --rules", "the table of rules"}};

static constexpr llvm::StringLiteral kSeeAlso[] = {
    "sima-inspect", "sima-run", "sima-objdump", "sima-compile"};

static constexpr ToolPage kPage = {
    "sima-verify",
    "Proves that an archive is safe to run, whatever its inputs are.",
    "[options] FILE",
    "Judges the programs of an archive, or one ELF file, by rules: no "
    "conflicting accesses, no read of what was never written, no deadlock, "
    "every operand in its bounds, and more. Nothing is executed; what is shown "
    "holds for all inputs and however long transfers take. Each rule has a "
    "page in docs/rules.",
    kExamples,
    "every rule holds",
    "the file cannot be read or breaks a rule; errors are one line",
    kSeeAlso};

static void printRules(llvm::raw_ostream &os) {
  os << "| rule | what holds |\n|---|---|\n";
  for (const verify::RuleInfo &rule : proofRules())
    os << "| `" << rule.name << "` | " << rule.text << " |\n";
}

namespace {
struct Options {
  std::string file, target;
  bool json = false, rules = false;
};
} // namespace

static int judge(const Options &options, ToolMain &tool) {
  std::optional<Machine> target;
  if (!options.target.empty()) {
    auto machine = Machine::load(options.target);
    if (!machine)
      return tool.fail(llvm::toString(machine.takeError()));
    target = std::move(*machine);
  }
  auto proof = sima::prove(options.file, target);
  if (!proof)
    return tool.fail(llvm::toString(proof.takeError()));
  if (options.json)
    printJSON(*proof, llvm::outs());
  else
    printText(*proof, llvm::outs());
  if (proof->holds())
    return tool.finish(0);
  return tool.fail(options.file + ": breaks " +
                   llvm::join(proof->brokenRules(), ", "));
}

int sima::proveMain(int argc, char **argv) {
  ToolMain tool(argc, argv);
  Options options;
  CommandLine line(kPage);
  line.argument(options.file, "FILE",
                "the archive, *_mpk.tar.gz, or an ELF file of the MLA",
                {".tar.gz", ".elf"}, /*isRequired=*/false);
  line.flag(options.json, "--json", "print one JSON object");
  line.text(options.target, "--target", "NAME|FILE",
            "judge for this machine instead of the file's own",
            llvm::to_vector(Machine::builtinNames()));
  line.flag(options.rules, "--rules", "print the table of rules, and no more");
  if (std::optional<int> code = line.parse(argc, argv))
    return tool.finish(*code);
  if (options.rules) {
    printRules(llvm::outs());
    return tool.finish(0);
  }
  if (options.file.empty())
    return tool.finish(reportWrongUsage(kPage, "no file given"));
  return judge(options, tool);
}
