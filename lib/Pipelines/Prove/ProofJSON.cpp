//===- ProofJSON.cpp - A proof for programs -------------------------------===//
//
// The keys are part of the interface: docs/verify.md.
//
//===----------------------------------------------------------------------===//
#include "ArchiveProof.h"
#include "llvm/Support/JSON.h"

using namespace sima;
namespace json = llvm::json;

static json::Array findingsToJSON(llvm::ArrayRef<verify::Finding> findings) {
  json::Array array;
  for (const verify::Finding &finding : findings)
    array.push_back(json::Object{{"rule", finding.rule},
                                 {"message", json::fixUTF8(finding.message)}});
  return array;
}

static json::Object figuresToJSON(const verify::Figures &f) {
  return json::Object{{"quads", f.quads},
                      {"entry_points", f.entryPoints},
                      {"words", f.words},
                      {"instructions", f.instructions},
                      {"waits", f.waits},
                      {"posts", f.posts},
                      {"operands", f.operands},
                      {"bytes", f.bytes},
                      {"relocations", f.relocations}};
}

static json::Object proofToJSON(const FileProof &file) {
  json::Object leftOut;
  for (const auto &[rule, count] : file.proof.leftOut)
    leftOut[rule] = count;
  return json::Object{{"file", json::fixUTF8(file.file)},
                      {"holds", file.proof.holds()},
                      {"figures", figuresToJSON(file.proof.figures)},
                      {"findings", findingsToJSON(file.proof.findings)},
                      {"left_out", std::move(leftOut)},
                      {"not_judged", json::Array(file.proof.notJudged)}};
}

void sima::printJSON(const ArchiveProof &proof, llvm::raw_ostream &os) {
  json::Array programs;
  for (const FileProof &file : proof.programs)
    programs.push_back(proofToJSON(file));
  json::Object root{{"file", json::fixUTF8(proof.path)},
                    {"holds", proof.holds()},
                    {"broken_rules", json::Array(proof.brokenRules())},
                    {"programs", std::move(programs)},
                    {"findings", findingsToJSON(proof.findings)},
                    {"a65_programs", json::Array(proof.others)}};
  os << llvm::formatv("{0:2}", json::Value(std::move(root))) << "\n";
}
