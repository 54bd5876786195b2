//===- ArchiveProof.cpp - What is proved of an archive --------------------===//

#include "ArchiveProof.h"
#include "sima/Package/RuleError.h"
#include "sima/Package/Rules.h"
#include "sima/Simulator/Simulator.h"
#include "sima/Support/Files.h"
#include "sima/Target/MLA/Program.h"
#include "llvm/ADT/STLExtras.h"

using namespace sima;
using namespace sima::package;

static constexpr llvm::StringLiteral kArchive = "archive", kPorts = "ports",
                                     kManifest = "manifest",
                                     kStatistics = "statistics";

static constexpr verify::RuleInfo kArchiveRules[] = {
    {kArchive, "the archive can be read: container, names of files, manifest"},
    {kManifest, "the manifest keeps every rule of runtimes (sima-inspect "
                "--rules)"},
    {kStatistics, "the statistics name the layers of the program, with the "
                  "cycles of the static clock"},
};

std::vector<verify::RuleInfo> sima::proofRules() {
  std::vector<verify::RuleInfo> rules = verify::allRules().vec();
  rules.insert(rules.end(), std::begin(kArchiveRules), std::end(kArchiveRules));
  return rules;
}

bool ArchiveProof::holds() const {
  return findings.empty() && llvm::all_of(programs, [](const FileProof &file) {
           return file.proof.holds();
         });
}

std::vector<std::string> ArchiveProof::brokenRules() const {
  std::vector<std::string> names;
  auto breaks = [](llvm::ArrayRef<verify::Finding> findings,
                   llvm::StringRef name) {
    return llvm::any_of(
        findings, [&](const verify::Finding &f) { return f.rule == name; });
  };
  for (const verify::RuleInfo &rule : proofRules())
    if (breaks(findings, rule.name) ||
        llvm::any_of(programs, [&](const FileProof &file) {
          return breaks(file.proof.findings, rule.name);
        }))
      names.push_back(rule.name.str());
  return names;
}

/// The layers of a program as its statistics should have them.
static llvm::Expected<std::vector<LayerStats>>
layersOf(llvm::StringRef elf, const std::optional<Machine> &target) {
  sim::Options options;
  options.timingOnly = true;
  options.machine = target;
  auto simulator = sim::Simulator::create(elf, options);
  if (!simulator)
    return simulator.takeError();
  if (llvm::Error error = (*simulator)->run())
    return std::move(error);
  std::vector<std::pair<std::string, uint64_t>> layers;
  for (const sim::LayerReport &layer : (*simulator)->report().layers)
    layers.emplace_back(layer.name, layer.staticCycles);
  return placeLayers(layers);
}

/// What differs between the statistics and the layers of the program.
static std::string difference(llvm::ArrayRef<LayerStats> said,
                              llvm::ArrayRef<LayerStats> found) {
  for (const auto &[index, pair] : llvm::enumerate(llvm::zip(said, found))) {
    const auto &[a, b] = pair;
    if (!(a == b))
      return llvm::formatv("layer {0} is '{1}', cycles {2} to {3}; the program "
                           "has '{4}', {5} to {6}",
                           index, a.name, a.startCycle, a.endCycle, b.name,
                           b.startCycle, b.endCycle);
  }
  if (said.size() != found.size())
    return llvm::formatv("{0} layers, the program has {1}", said.size(),
                         found.size());
  return "";
}

static void judgeStatistics(const Inspection &inspection,
                            const ArchiveFile &file,
                            const std::optional<Machine> &target,
                            ArchiveProof &proof) {
  auto report = [&](const std::string &what) {
    proof.findings.push_back(
        {kStatistics.str(), statsFileName(file.name) + ": " + what});
  };
  const std::vector<LayerStats> *said =
      inspection.layers(statsFileName(file.name));
  if (!said)
    return report("there are none that can be read");
  auto found = layersOf(file.text(), target);
  if (!found)
    return report(llvm::toString(found.takeError()));
  if (std::string what = difference(*said, *found); !what.empty())
    report(what);
}

/// What the rules of runtimes find, the agreement of ports apart.
static void judgeManifest(const Inspection &inspection, ArchiveProof &proof) {
  for (const Finding &finding : checkRules(inspection)) {
    if (finding.kind != Finding::Kind::Violation)
      continue;
    bool isPort = llvm::StringRef(finding.rule).starts_with("R4-");
    proof.findings.push_back(
        {(isPort ? kPorts : kManifest).str(), finding.text()});
  }
}

static ArchiveProof proveArchive(const std::string &path,
                                 const std::optional<Machine> &target) {
  ArchiveProof proof;
  proof.path = path;
  auto fail = [&](llvm::Error error) {
    proof.findings.push_back(
        {kArchive.str(), messageWithRule(std::move(error))});
    return std::move(proof);
  };
  auto archive = readArchive(path);
  if (!archive)
    return fail(archive.takeError());
  auto inspection = inspect(std::move(*archive));
  if (!inspection)
    return fail(inspection.takeError());
  for (const ArchiveFile &file : inspection->archive.files) {
    llvm::StringRef name = file.name;
    if (name.ends_with(".so"))
      proof.others.push_back(file.name);
    if (!name.ends_with(".elf"))
      continue;
    proof.programs.push_back(
        {file.name, verify::verifyELF(file.text(), target)});
    if (proof.programs.back().proof.holds())
      judgeStatistics(*inspection, file, target, proof);
  }
  judgeManifest(*inspection, proof);
  return proof;
}

llvm::Expected<ArchiveProof> sima::prove(const std::string &path,
                                         const std::optional<Machine> &target) {
  auto file = readFile(path, isa::ProgramLimits::kFileBytes);
  if (!file)
    return file.takeError();
  if (llvm::StringRef(path).ends_with(".tar.gz"))
    return proveArchive(path, target);
  ArchiveProof proof;
  proof.path = path;
  proof.isArchive = false;
  proof.programs.push_back(
      {path, verify::verifyELF((*file)->getBuffer(), target)});
  return proof;
}
