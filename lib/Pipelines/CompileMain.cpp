//===- CompileMain.cpp - The command line of sima-compile -----------------===//

#include "Console.h"
#include "sima/Machine/Machine.h"
#include "sima/Pipelines/Compile.h"
#include "sima/Support/CommandLine.h"
#include "sima/Support/ToolMain.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace sima;

namespace {

constexpr ToolExample kExamples[] = {
    {"sima-compile digits.tflite -o out", "writes out/digits_mpk.tar.gz"},
    {"sima-compile digits.tflite -o out --batch-size 8 --verify",
     "the largest batch up to 8; simulator and interpreter are compared first"},
    {"sima-compile digits.tflite -o out --target modalix --l2-caching "
     "single-model",
     "for another machine, and constants stay in local memory where they fit"},
    {"sima-compile digits.tflite -o out --json --layers",
     "prints the figures of network and layers as one JSON object"},
    {"sima-compile digits.tflite -o out --emit import",
     "writes out/digits.import.mlir, the network as it was read"},
    {"sima-compile digits.tflite -o out --emit schedule",
     "writes out/digits.schedule.mlir, the IR after that phase"},
    {"sima-compile digits.tflite -o out --emit elf",
     "writes out/digits.elf, the programs of the quads"}};

constexpr llvm::StringLiteral kSeeAlso[] = {"sima-run", "sima-inspect",
                                            "sima-opt", "sima-translate"};

constexpr ToolPage kPage = {
    "sima-compile",
    "Compiles a quantized network into an archive for the MLA.",
    "[options] MODEL",
    "The archive DIR/NAME_mpk.tar.gz holds one program for each quad of the "
    "accelerator, code for the A65 if the network needs it, and a manifest. "
    "The figures of the network are printed. With --emit the compilation "
    "stops at a phase and the name of the file it wrote is printed instead. "
    "When something is refused, one line says what and why, and nothing is "
    "written.",
    kExamples,
    "compiled and written",
    "the model was refused or something failed; one line says what",
    kSeeAlso};

/// The values of the options.
struct Options {
  CompileRequest request;
  LogLevel level = LogLevel::Warning;
  bool remarks = false, layers = false, json = false;
};

/// --emit: phases with what they leave, then files.
std::vector<NamedValue<std::string>> emitValues() {
  std::vector<NamedValue<std::string>> values;
  auto describe = [](llvm::StringRef name) -> std::string {
    for (const Phase &phase : phases())
      if (phase.name == name)
        return phase.description.str();
    return llvm::StringSwitch<std::string>(name)
        .Case("import", "the network as it was read")
        .Case("asm", "file: assembly text")
        .Case("elf", "file: the programs of the quads")
        .Case("mpk", "file: the manifest of the archive")
        .Case("stats", "file: cycles of the layers")
        .Case("a65", "file: loops for the A65");
  };
  for (const std::string &name : emitNames())
    values.push_back({name, name, describe(name)});
  return values;
}

void declareOutput(CommandLine &line, Options &o) {
  line.group("Output");
  line.text(o.request.outputDirectory, "-o", "DIR", "directory of the archive");
  line.text(o.request.phases.modelName, "--name", "NAME",
            "name of the model (default: of the file)");
  line.choice<std::string>(o.request.emit, "--emit", "PHASE",
                           "stop at a phase and write what there is",
                           emitValues());
  line.flag(o.request.verify, "--verify",
            "compare simulator and interpreter before writing");
}

void declareMachine(CommandLine &line, Options &o) {
  PhaseOptions &phases = o.request.phases;
  line.group("Machine and network");
  line.text(phases.target, "--target", "NAME|FILE",
            "target machine: " + llvm::join(Machine::builtinNames(), ", ") +
                ", or a YAML file",
            Machine::builtinNames());
  line.number(phases.batchSize, "--batch-size",
              "samples per execution, at most");
  line.choice<std::string>(phases.io, "--io", "TYPES",
                           "types of inputs and outputs",
                           {{"source", "source", "those of the model"},
                            {"float", "float", "float32"},
                            {"codes", "codes", "quantized codes"}});
  line.text(phases.tessellationFile, "--tessellation", "FILE",
            "YAML with parameters of boundary tensors");
  line.choice<mla::L2Caching>(
      phases.l2Caching, "--l2-caching", "MODE",
      "constants that stay in local memory between executions",
      {{"none", mla::L2Caching::none, "each execution loads them all"},
       {"single-model", mla::L2Caching::single_model,
        "those that fit, while this model alone runs"}});
  line.flag(phases.compress, "--compress",
            "store constants compressed where that is shorter");
  line.flag(phases.strictOneMLA, "--strict-one-mla",
            "more than one segment of the MLA is an error that names why");
}

void declareReport(CommandLine &line, Options &o) {
  line.group("Report");
  line.flag(o.layers, "--layers", "print cycles and bounds of each layer");
  line.flag(o.json, "--json", "print what is printed as one JSON object");
  line.choice<LogLevel>(
      o.level, "--log-level", "LEVEL", "what is said on standard error",
      {{"error", LogLevel::Error, "errors"},
       {"warning", LogLevel::Warning,
        "also what was asked for and not given, such as a smaller batch"},
       {"info", LogLevel::Info, "also why choices were made"},
       {"debug", LogLevel::Debug, "also the seconds of each phase"}});
  line.flag(o.remarks, "--remarks", "the same as --log-level info");
  line.text(o.request.reproducer, "--reproducer", "FILE",
            "where a failing pass leaves IR for sima-opt --run-reproducer");
  line.group("Resources");
  line.number(o.request.threads, "-j", "threads", 0u, 1024u, "all cores");
}

} // namespace

int sima::compileMain(int argc, char **argv) {
  ToolMain tool(argc, argv);
  Options options;
  CompileRequest &request = options.request;
  request.outputDirectory = ".";
  request.phases.target = "mlsoc";
  CommandLine line(kPage);
  line.argument(request.model, "MODEL",
                "the network: .onnx, .tflite, .sima or .mlir",
                {".onnx", ".tflite", ".sima", ".mlir"});
  declareOutput(line, options);
  declareMachine(line, options);
  declareReport(line, options);
  if (std::optional<int> code = line.parse(argc, argv))
    return tool.finish(*code);
  if (options.remarks)
    options.level = std::max(options.level, LogLevel::Info);
  Console console(request, options.level);
  mlir::FailureOr<CompileReport> report = compile(request, console.errors());
  console.finish();
  if (mlir::failed(report))
    return tool.finish(1);
  if (options.json)
    printSummaryJSON(
        *report, {!request.emit.empty(), options.layers, console.times().vec()},
        llvm::outs());
  else if (!request.emit.empty())
    llvm::outs() << report->file << "\n";
  else
    printSummary(*report, llvm::outs());
  if (options.layers && !options.json && request.emit.empty())
    printLayers(*report, llvm::outs());
  return tool.finish(0);
}
