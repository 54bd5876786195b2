//===- TranslateMain.cpp - The command line of sima-translate -------------===//

#include "MLIRCommandLine.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Support/Timing.h"
#include "mlir/Support/ToolUtilities.h"
#include "mlir/Tools/mlir-translate/Translation.h"
#include "sima/Import/TFLite/ImportTFLite.h"
#include "sima/Pipelines/ModuleText.h"
#include "sima/Pipelines/Registration.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/SourceMgr.h"

using namespace sima;
namespace cl = llvm::cl;

static constexpr ToolExample kExamples[] = {
    {"sima-translate --import-tflite digits.tflite -o digits.mlir",
     "the network as IR"},
    {"sima-translate --emit-asm all.mlir -o digits.s",
     "assembly text of the programs, of IR that all passes have run on"},
    {"sima-translate --assemble digits.s -o digits.elf",
     "the ELF file that the text describes"},
    {"sima-translate --print-operators", "what the importers know, as JSON"}};

static constexpr llvm::StringLiteral kSeeAlso[] = {"sima-compile", "sima-opt",
                                                   "sima-objdump"};

static constexpr ToolPage kPage = {
    "sima-translate",
    "Translates between models, IR and files.",
    "[options] TRANSLATION [FILE]",
    "Reads FILE or standard input and prints its translation. What an archive "
    "holds is made from IR that sima-opt --sima-compile leaves; sima-compile "
    "does both in one go.",
    kExamples,
    "translated",
    "the file was refused, which diagnostics say",
    kSeeAlso};

//===----------------------------------------------------------------------===//
// --print-operators
//===----------------------------------------------------------------------===//

/// Operator -> types.
static llvm::json::Object
rows(llvm::ArrayRef<sima::ImportedOperator> operators) {
  llvm::json::Object object;
  for (const sima::ImportedOperator &row : operators)
    object[row.name] = llvm::json::Array(row.types);
  return object;
}

/// Format -> operators that its importer has a row for, as JSON.
static void printOperators() {
  llvm::json::Object formats;
  formats["tflite"] = rows(sima::importedTFLiteOperators());
  formats["tflite_numbers"] = rows(sima::importedTFLiteNumberOperators());
  llvm::outs() << llvm::formatv("{0:2}", llvm::json::Value(std::move(formats)))
               << "\n";
}

//===----------------------------------------------------------------------===//
// Translating
//===----------------------------------------------------------------------===//

namespace {

/// The options, with the meaning that they have in mlir-translate.
struct Options {
  explicit Options(cl::OptionCategory &category) : category(category) {}

  cl::OptionCategory &category;
  cl::list<const mlir::Translation *, bool, mlir::TranslationParser>
      translations{"", cl::desc("Translations")};
  cl::opt<bool> operators{
      "print-operators", cl::cat(category),
      cl::desc("print the operators that are imported, as JSON, and no more")};
  cl::opt<std::string> split{
      "split-input-file",
      cl::ValueOptional,
      cl::value_desc("marker"),
      cl::cat(category),
      cl::callback([this](const std::string &marker) {
        if (marker.empty())
          split = mlir::kDefaultSplitMarker;
      }),
      cl::desc("translate the parts between lines of the marker, // ----- if "
               "none is given, one by one")};
  cl::opt<std::string> outputMarker{
      "output-split-marker", cl::cat(category), cl::value_desc("marker"),
      cl::desc("line between the translations of parts")};
  cl::opt<bool> allowUnregistered{
      "allow-unregistered-dialect", cl::cat(category),
      cl::desc("for tests: accept operations of unknown dialects")};
  cl::opt<bool> verify{
      "verify-diagnostics", cl::cat(category),
      cl::desc("for tests: check diagnostics against expected-* comments")};
  cl::opt<bool> onlyErrors{"error-diagnostics-only", cl::cat(category),
                           cl::desc("for tests: print no other diagnostics")};
};

using Buffer = std::unique_ptr<llvm::MemoryBuffer>;

/// One translation of one part of the input.
mlir::LogicalResult translate(const Options &options,
                              const mlir::Translation &translation,
                              Buffer buffer, llvm::raw_ostream &os) {
  mlir::MLIRContext context;
  context.allowUnregisteredDialects(options.allowUnregistered);
  context.printOpOnDiagnostic(!options.verify);
  auto sources = std::make_shared<llvm::SourceMgr>();
  sources->AddNewSourceBuffer(std::move(buffer), llvm::SMLoc());
  if (options.verify) {
    mlir::SourceMgrDiagnosticVerifierHandler handler(*sources, &context);
    // Translations that should fail do: what counts is what they say.
    (void)translation(sources, os, &context);
    return handler.verify();
  }
  mlir::SourceMgrDiagnosticHandler handler(*sources, &context);
  if (options.onlyErrors)
    context.getDiagEngine().registerHandler([](mlir::Diagnostic &diagnostic) {
      return mlir::success(diagnostic.getSeverity() !=
                           mlir::DiagnosticSeverity::Error);
    });
  return translation(sources, os, &context);
}

/// All translations, each of what the one before it left.
mlir::LogicalResult translateAll(const Options &options, Buffer buffer,
                                 llvm::raw_ostream &os) {
  mlir::DefaultTimingManager timing;
  mlir::applyDefaultTimingManagerCLOptions(timing);
  mlir::TimingScope scope = timing.getRootScope();
  size_t left = options.translations.size();
  for (const mlir::Translation *translation : options.translations) {
    mlir::TimingScope inner = scope.nest(translation->getDescription());
    bool isLast = --left == 0;
    std::string text;
    llvm::raw_string_ostream textStream(text);
    auto part = [&](Buffer chunk, llvm::raw_ostream &partStream) {
      return translate(options, *translation, std::move(chunk), partStream);
    };
    if (mlir::failed(mlir::splitAndProcessBuffer(
            std::move(buffer), part, isLast ? os : textStream, options.split,
            isLast ? options.outputMarker : options.split)))
      return mlir::failure();
    buffer = llvm::MemoryBuffer::getMemBufferCopy(text);
  }
  return mlir::success();
}

} // namespace

int sima::translateMain(int argc, char **argv) {
  ToolMain tool(argc, argv);
  registerTranslations();
  MLIRCommandLine line(kPage, {".onnx", ".tflite", ".mlir", ".json", ".s"});
  Options options(line.category);
  mlir::registerAsmPrinterCLOptions();
  mlir::registerMLIRContextCLOptions();
  mlir::registerTranslationCLOptions();
  mlir::registerDefaultTimingManagerCLOptions();
  if (std::optional<int> code = line.parse(argc, argv))
    return tool.finish(*code);
  if (options.operators) {
    printOperators();
    return tool.finish(0);
  }
  if (options.translations.empty())
    return tool.finish(reportWrongUsage(
        kPage, "no translation is given, such as --import-onnx"));
  return processFile(
      tool, line.input, line.output, [&](Buffer buffer, llvm::raw_ostream &os) {
        return mlir::succeeded(translateAll(options, std::move(buffer), os));
      });
}
