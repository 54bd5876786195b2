//===- ProofText.cpp - A proof for people ---------------------------------===//

#include "ArchiveProof.h"
#include "sima/Support/Counted.h"
#include "sima/Support/OneLine.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace sima;

static void printFindings(llvm::ArrayRef<verify::Finding> findings,
                          llvm::raw_ostream &os) {
  for (const verify::Finding &finding : findings)
    os << "  " << finding.rule << ": " << oneLine(finding.message) << "\n";
}

static void printFigures(const verify::Figures &f, llvm::raw_ostream &os) {
  os << "  looked at " << counted(f.quads, "quad") << ", "
     << counted(f.entryPoints, "entry point") << ", "
     << counted(f.words, "word") << ": "
     << counted(f.instructions, "instruction") << ", "
     << counted(f.waits, "wait") << ", " << counted(f.posts, "post") << ", "
     << counted(f.operands, "operand") << " of " << f.bytes << " bytes, "
     << counted(f.relocations, "relocation") << "\n";
}

static void printProof(const FileProof &file, llvm::raw_ostream &os) {
  const verify::Proof &proof = file.proof;
  os << oneLine(file.file) << "\n";
  if (proof.figures.instructions)
    printFigures(proof.figures, os);
  printFindings(proof.findings, os);
  for (const auto &[rule, count] : proof.leftOut)
    os << "  " << rule << ": " << count << " more\n";
  if (!proof.notJudged.empty())
    os << "  not judged because of that: " << llvm::join(proof.notJudged, ", ")
       << "\n";
  if (proof.holds())
    os << "  all " << verify::allRules().size() << " rules of programs hold\n";
}

void sima::printText(const ArchiveProof &proof, llvm::raw_ostream &os) {
  for (const FileProof &file : proof.programs)
    printProof(file, os);
  for (const std::string &file : proof.others)
    os << oneLine(file) << "\n  a program of the A65: no rule is about it\n";
  if (!proof.isArchive)
    return;
  os << oneLine(proof.path) << "\n";
  printFindings(proof.findings, os);
  if (proof.findings.empty())
    os << "  ports, manifest and statistics agree with the programs\n";
}
