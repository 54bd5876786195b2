//===- InspectText.cpp - An archive for people ----------------------------===//

#include "Description.h"
#include "sima/Support/Counted.h"
#include "sima/Support/Grouped.h"
#include "sima/Support/OneLine.h"
#include "sima/Target/A65/EntryPoint.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/FormatVariadic.h"

using namespace sima;
using namespace sima::package;

/// Names come from files: they are shown on one line, without control
/// characters.
static std::string shown(llvm::StringRef name) { return oneLine(name); }

namespace {
/// Prints the parts of one archive, names in columns of one width.
class Printer {
public:
  Printer(const Description &description, llvm::raw_ostream &os)
      : d(description), manifest(description.inspection.manifest), os(os) {}
  void print();

private:
  void printHead();
  void printFiles();
  void printEnds();
  void printStages();
  void printProgram(const ProgramFile &program);
  void printObject(const ProgramFile &program);
  void printNames(llvm::StringRef what, const std::vector<std::string> &names,
                  size_t count);
  void printStats(llvm::StringRef executable);
  /// "  in   images   4,915,200  float32 1x640x640x3"
  void printTensor(llvm::StringRef label, const std::string &name,
                   int64_t bytes);

  const Description &d;
  const Manifest &manifest;
  llvm::raw_ostream &os;
  size_t nameWidth = 0;
};
} // namespace

void Printer::printTensor(llvm::StringRef label, const std::string &name,
                          int64_t bytes) {
  os << llvm::formatv("  {0,-5} {1} {2,14}", label,
                      llvm::left_justify(shown(name), nameWidth),
                      grouped(bytes));
  if (const TensorType *type = d.typeOf(name))
    os << "  " << elementTypeName(type->element) << " "
       << shapeText(type->shape);
  os << "\n";
}

void Printer::printHead() {
  os << "archive     " << shown(d.path) << ", " << grouped(d.archiveBytes)
     << " bytes\n";
  os << "model       " << shown(manifest.name);
  if (manifest.modelPath)
    os << ", from " << shown(*manifest.modelPath);
  os << ", SDK version " << shown(manifest.sdkVersion) << "\n";
  if (manifest.modelChecksum)
    os << "checksum    " << shown(*manifest.modelChecksum) << "\n";
  os << "batch       " << d.actualBatch << " (asked for " << d.desiredBatch
     << ")\n";
  if (int64_t cycles = d.totalCycles())
    os << "static      " << grouped(cycles) << " cycles\n";
}

void Printer::printFiles() {
  os << "\nFiles\n";
  size_t width = 0;
  for (const ArchiveFile &file : d.inspection.archive.files)
    width = std::max(width, shown(file.name).size());
  for (const ArchiveFile &file : d.inspection.archive.files)
    os << llvm::formatv("  {0} {1,14}\n",
                        llvm::left_justify(shown(file.name), width),
                        grouped(file.data.size()));
  os << llvm::formatv("  {0} {1,14}\n", llvm::left_justify("total", width),
                      grouped(d.totalBytes()));
}

void Printer::printEnds() {
  os << "\nInputs and outputs\n";
  for (const ManifestInput &input : manifest.inputs)
    printTensor("in", input.name, input.size);
  for (const ManifestTensor &output : d.outputs)
    printTensor("out", output.name, output.size);
}

/// Values of JSON on one line, "[1, 2]".
static std::string inlineText(const JsonValue &value) {
  std::string text = printJson(value), result;
  bool isBlank = false;
  for (char c : text) {
    if (c == '\n' || (isBlank && c == ' ')) {
      isBlank = true;
      continue;
    }
    isBlank = false;
    result += c;
    if (c == ',')
      result += ' ';
  }
  return result;
}

/// The parameters that shapes of tensors do not show.
static std::string details(const Plugin &stage) {
  std::string text;
  for (llvm::StringRef key : {"channel_params", "rounding", "slice_shape",
                              "align_c16", "cblock", "begin", "end"})
    if (const JsonValue *value = stage.params.find(key))
      text += ("  " + key + " ").str() + inlineText(*value);
  return shown(text);
}

void Printer::printStages() {
  os << "\nStages\n";
  for (const Plugin &stage : manifest.plugins) {
    llvm::StringRef what = stage.kernel;
    if (stage.processor != Processor::EV74 && stage.executable)
      what = *stage.executable;
    os << llvm::formatv("  {0,2} {1,-4} {2}: {3}{4}\n", stage.sequence,
                        processorName(stage.processor), shown(stage.name),
                        shown(what), details(stage));
    for (const ManifestTensor &tensor : stage.inputs)
      printTensor("  in", tensor.name, tensor.size);
    for (const ManifestTensor &tensor : stage.outputs)
      printTensor("  out", tensor.name, tensor.size);
  }
}

void Printer::printStats(llvm::StringRef executable) {
  const std::vector<LayerStats> *layers =
      d.inspection.layers(statsFileName(executable));
  os << (layers ? "  statistics of " + counted(layers->size(), "layer") + "\n"
                : std::string("  no statistics\n"));
}

void Printer::printNames(llvm::StringRef what,
                         const std::vector<std::string> &names, size_t count) {
  os << "  " << what << (names.empty() ? " nothing" : "");
  for (const auto &[index, name] : llvm::enumerate(names))
    os << (index ? ", " : " ") << shown(name);
  os << (count > names.size() ? ", ...\n" : "\n");
}

void Printer::printObject(const ProgramFile &program) {
  const isa::ELFSummary &summary = *program.summary;
  bool isOwn = program.isA65Program();
  os << "  shared object for AArch64, "
     << (isOwn ? "entry point " + a65::kEntryPoint.str()
               : std::string("not of this compiler"))
     << "\n  bytes: code " << grouped(summary.codeBytes) << ", constants "
     << grouped(summary.constantBytes) << "\n";
  if (!isOwn)
    printNames("exports", summary.exports, summary.exportCount);
  printNames("needs", summary.needed, summary.neededCount);
  if (!summary.imports.empty())
    printNames("calls", summary.imports, summary.importCount);
}

void Printer::printProgram(const ProgramFile &program) {
  os << "\nProgram " << shown(program.file) << "\n";
  if (!program.problem.empty())
    os << "  " << shown(program.problem) << "\n";
  if (!program.summary)
    return;
  const isa::ELFSummary &summary = *program.summary;
  if (const std::optional<MLACode> &code = program.code)
    os << "  ISA version " << code->isaVersion << ", target "
       << shown(code->target) << ", " << counted(code->quads, "quad") << ", "
       << counted(code->entryPoints, "entry point") << "\n"
       << "  bytes: code " << grouped(code->codeBytes) << ", constants "
       << grouped(code->constantBytes) << ", spill "
       << grouped(code->spillBytes) << "\n";
  else if (program.problem.empty() && summary.isAArch64Object())
    printObject(program);
  else if (program.problem.empty())
    os << "  ELF for " << summary.machineName() << ", type " << summary.type
       << ", flags " << summary.flags << ", "
       << counted(summary.sections, "section")
       << ": not a program of this compiler\n";
  for (const PortDescription &port : portsOf(summary)) {
    os << llvm::formatv(
        "  {0,-5} {1} {2,14}  a sample, {3}\n", port.isInput ? "in" : "out",
        llvm::left_justify(shown(port.name), nameWidth),
        grouped(port.sampleBytes), counted(port.samples, "sample"));
  }
  if (llvm::StringRef(program.file).ends_with(".elf"))
    printStats(program.file);
}

void Printer::print() {
  auto widen = [&](llvm::StringRef name) {
    nameWidth = std::max(nameWidth, shown(name).size());
  };
  for (const ManifestInput &input : manifest.inputs)
    widen(input.name);
  for (const Plugin &stage : manifest.plugins)
    for (const ManifestTensor &tensor : stage.outputs)
      widen(tensor.name);
  printHead();
  printFiles();
  printEnds();
  printStages();
  for (const ProgramFile &program : d.inspection.programs)
    printProgram(program);
  for (const ProgramCycles &program : d.cycles)
    printCycles(program, os);
  for (const std::string &place : d.inspection.unknownKeys)
    os << "note: " << shown(place) << " is not a key of the format\n";
}

void sima::printText(const Description &description, llvm::raw_ostream &os) {
  Printer(description, os).print();
}

void sima::printFindings(const Description &description,
                         llvm::raw_ostream &os) {
  const std::vector<Finding> &findings = *description.findings;
  size_t notes = llvm::count_if(findings, [](const Finding &finding) {
    return finding.kind == Finding::Kind::Note;
  });
  for (const Finding &finding : findings)
    os << (finding.kind == Finding::Kind::Note ? "note: " : "violation: ")
       << shown(finding.text()) << "\n";
  os << shown(description.path) << ": " << allRules().size() << " rules, "
     << counted(findings.size() - notes, "violation") << ", "
     << counted(notes, "note") << "\n";
}
