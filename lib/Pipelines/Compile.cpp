//===- Compile.cpp - From a model file to an archive ----------------------===//

#include "sima/Pipelines/Compile.h"
#include "Verify.h"
#include "dialects/Quad/Transforms/MemoryProblem.h"
#include "sima/Alloc/Solve.h"
#include "sima/Conversion/MLAToA65/MLAToA65.h"
#include "sima/Conversion/MLAToMPK/MLAToMPK.h"
#include "sima/Package/RuleError.h"
#include "sima/Package/Rules.h"
#include "sima/Pipelines/ImportModel.h"
#include "sima/Pipelines/Network.h"
#include "sima/Pipelines/Outputs.h"
#include "sima/Pipelines/Registration.h"
#include "sima/Support/OneLine.h"
#include "sima/Support/OutputFiles.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/ThreadPool.h"
#include "llvm/Support/Threading.h"
#include <chrono>

using namespace mlir;
using namespace sima;

namespace {

/// What --emit names behind the phases.
constexpr llvm::StringLiteral kFileOutputs[] = {"asm", "elf", "mpk", "stats",
                                                "a65"};

/// One compilation.
class Compilation {
public:
  Compilation(const CompileRequest &request, llvm::raw_ostream &errors)
      : request(request), errors(errors),
        context(dialectRegistry(), MLIRContext::Threading::DISABLED),
        handler(&context, [this](Diagnostic &d) { return report(d); }) {
    if (request.threads != 1) {
      pool.emplace(llvm::hardware_concurrency(request.threads));
      context.setThreadPool(*pool);
    }
  }

  FailureOr<CompileReport> run() {
    auto begin = std::chrono::steady_clock::now();
    if (failed(checkRequest()) || failed(load()))
      return failure();
    if (request.emit == "import")
      return writeModule();
    for (const Phase &phase : phases()) {
      tell(phase.name);
      PassManager pm(&context);
      phase.build(pm, options);
      if (!request.reproducer.empty())
        pm.enableCrashReproducerGeneration(request.reproducer);
      if (failed(pm.run(*module)))
        return failure();
      if (phase.name == "partition" && failed(checkWork()))
        return failure();
      if (request.emit == phase.name)
        return writeModule();
    }
    if (failed(finish()))
      return failure();
    result.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin)
            .count();
    return result;
  }

private:
  //===--------------------------------------------------------------------===//
  // Messages
  //===--------------------------------------------------------------------===//

  void tell(StringRef phase) {
    if (request.progress)
      request.progress(phase);
  }

  /// One line per diagnostic; remarks are for those who ask.
  LogicalResult report(Diagnostic &diagnostic) {
    std::string line = oneLine(StringRef(diagnostic.str()).split('\n').first);
    if (diagnostic.getSeverity() == DiagnosticSeverity::Error) {
      if (!reported)
        errors << "error: " << line << "\n";
      reported = true;
    } else if (diagnostic.getSeverity() == DiagnosticSeverity::Remark &&
               request.remarks) {
      *request.remarks << "remark: " << line << "\n";
    }
    return success();
  }
  LogicalResult error(const llvm::Twine &text) {
    errors << "error: " << oneLine(text.str()) << "\n";
    reported = true;
    return failure();
  }

  //===--------------------------------------------------------------------===//
  // Input
  //===--------------------------------------------------------------------===//

  LogicalResult checkRequest() {
    options = request.phases;
    if (!request.emit.empty() && !llvm::is_contained(emitNames(), request.emit))
      return error("--emit '" + request.emit + "'; use one of " +
                   llvm::join(emitNames(), ", "));
    if (options.modelName.empty())
      options.modelName = request.network ? request.network->name
                                          : modelNameOf(request.model).str();
    if (llvm::Error wrong = checkModelName(options.modelName))
      return error(llvm::toString(std::move(wrong)));
    return success();
  }

  LogicalResult load() {
    tell("import");
    auto loaded = request.network
                      ? request.network->materialize(context)
                      : importModel(request.model, options.modelName, context);
    if (!loaded) {
      std::string why = llvm::toString(loaded.takeError());
      if (why.empty() && reported)
        return failure();
      return error(why.empty() ? request.model + ": cannot be read" : why);
    }
    module = std::move(*loaded);
    (*module)->setAttr(kModelNameAttr,
                       StringAttr::get(&context, options.modelName));
    return success();
  }

  /// A network must compute something.
  LogicalResult checkWork() {
    for (auto function : module->getOps<func::FuncOp>())
      if (!function.getOps<mla::SegmentOp>().empty() ||
          !function.getOps<mla::A65SegmentOp>().empty())
        return success();
    return error(request.model + ": the network computes nothing; an archive "
                                 "needs at least one layer");
  }

  //===--------------------------------------------------------------------===//
  // Output
  //===--------------------------------------------------------------------===//

  /// What an MLA segment became.
  struct MLAFiles {
    quad::SegmentOp segment;
    std::string elf, stats;
  };

  FailureOr<MLAFiles> emitMLA(mla::SegmentOp graph) {
    auto segment = module->lookupSymbol<quad::SegmentOp>(graph.getName());
    if (!segment)
      return LogicalResult(
          graph.emitError("has no program; run --convert-mla-to-quad"));
    auto prediction = cost::predict(segment);
    if (failed(prediction))
      return failure();
    auto elf = emitELF(segment);
    auto stats = emitStats(segment, *prediction);
    if (failed(elf) || failed(stats) ||
        failed(describe(graph, segment, std::move(*prediction))))
      return failure();
    return MLAFiles{segment, std::move(*elf), std::move(*stats)};
  }

  LogicalResult finish() {
    tell("emit");
    auto pipeline = onlyPipeline(*module);
    if (failed(pipeline))
      return failure();
    auto manifest = emitManifest(*pipeline);
    if (failed(manifest))
      return failure();
    package::Archive archive;
    auto add = [&](const std::string &suffix, const std::string &text) {
      archive.files.push_back({options.modelName + suffix,
                               std::vector<uint8_t>(text.begin(), text.end())});
    };
    add("_mpk.json", *manifest);
    std::vector<MLAFiles> programs;
    unsigned stage = 0; // of MLA and A65, as the manifest counts them
    auto function = *module->getOps<func::FuncOp>().begin();
    for (Operation &op : function.getBody().front()) {
      std::string prefix = "_stage" + std::to_string(stage + 1);
      if (auto graph = dyn_cast<mla::SegmentOp>(op)) {
        ++stage;
        auto files = emitMLA(graph);
        if (failed(files))
          return failure();
        add(prefix + "_mla.elf", files->elf);
        add(prefix + "_mla_stats.yaml", files->stats);
        programs.push_back(std::move(*files));
      } else if (auto loops = dyn_cast<mla::A65SegmentOp>(op)) {
        ++stage;
        std::string suffix = prefix + "_a65.so";
        auto object = emitA65(loops, options.modelName + suffix);
        if (failed(object))
          return failure();
        add(suffix, *object);
        result.a65Segments += 1;
        result.desiredBatch = loops.getDesiredBatchSize();
        result.actualBatch = loops.getActualBatchSize();
      }
    }
    if (!request.emit.empty())
      return writeOne(programs, archive, *manifest);
    if (request.verify) {
      tell("verify");
      FailureOr<uint64_t> compared = verifyArchive(*module, archive);
      if (failed(compared))
        return failure();
      result.verifiedBytes = *compared;
    }
    tell("package");
    SmallString<128> path;
    if (failed(outputPath("_mpk.tar.gz", path)))
      return failure();
    return writePackage(std::move(archive), path);
  }

  /// Applies the rules of runtimes and writes. A rule that is broken here is
  /// the compiler's fault.
  LogicalResult writePackage(package::Archive archive, StringRef path) {
    auto findings = package::writeCheckedArchive(std::move(archive), path);
    if (!findings) {
      llvm::Error failure = findings.takeError();
      bool isRule = failure.isA<package::RuleError>();
      std::string why = package::messageWithRule(std::move(failure));
      return error(isRule ? "the archive would break rule " + why +
                                "; this is a defect of the compiler, please "
                                "report it"
                          : why);
    }
    addNotes(*findings);
    return noteFile(path);
  }

  /// What users of the archive must know before they deploy it.
  void addNotes(ArrayRef<package::Finding> findings) {
    for (const package::Finding &finding : findings)
      if (finding.rule == "R9-a65" || finding.rule == "R9-segments" ||
          finding.rule == "R7-int16")
        result.notes.push_back(finding.text());
    for (auto function : module->getOps<func::FuncOp>())
      for (BlockArgument argument : function.getArguments())
        if (auto type = function.getArgAttrOfType<StringAttr>(
                argument.getArgNumber(), mla::kSourceTypeAttr);
            type && !getElementTypeOrSelf(argument.getType()).isF32())
          result.notes.push_back(
              ("R9-codes: the model's input " + Twine(argument.getArgNumber()) +
               " is " + type.getValue() + ", the archive's is " +
               type.getValue().drop_front() + ": hand over codes less " +
               (type.getValue() == "uint8" ? "128" : "32768"))
                  .str());
  }

  /// Adds what is known about a segment to the report.
  LogicalResult describe(mla::SegmentOp graph, quad::SegmentOp segment,
                         cost::Prediction prediction) {
    llvm::Expected<Machine> machine =
        Machine::parse(segment.getTarget(), "target");
    if (!machine)
      return error(llvm::toString(machine.takeError()));
    result.target = machine->name;
    result.layers += segment.getLayers().size();
    result.segments += 1;
    result.prediction.append(std::move(prediction));
    result.lmCapacityBytes = machine->lmBytes;
    alloc::Problem memory =
        quad::memoryProblem(segment, quad::Space::lm, *machine);
    memory.alignment = 1; // no placement goes below the bytes themselves
    result.lmLowerBoundBytes =
        std::max(result.lmLowerBoundBytes, memory.lowerBound());
    if (request.remarks && request.memoryRemarks)
      if (failed(remarkOnMemory(segment, *machine)))
        return failure();
    for (quad::BufferOp buffer : quad::buffersOf(segment, quad::Space::lm))
      result.lmPeakBytes = std::max<uint64_t>(
          result.lmPeakBytes, *buffer.getAddress() + buffer.getBytes());
    auto bounds = cost::bounds(graph, *machine);
    auto layers = cost::layerBounds(graph, *machine);
    if (failed(bounds) || failed(layers))
      return failure();
    result.bounds += *bounds;
    result.layerBounds.insert(result.layerBounds.end(), layers->begin(),
                              layers->end());
    result.desiredBatch = graph.getDesiredBatchSize();
    result.actualBatch = graph.getActualBatchSize();
    return success();
  }

  /// What is known about the peak of each memory: allocates once more, which
  /// gives the same answer.
  LogicalResult remarkOnMemory(quad::SegmentOp segment,
                               const Machine &machine) {
    for (quad::Space space : {quad::Space::lm, quad::Space::acc}) {
      alloc::Problem problem = quad::memoryProblem(segment, space, machine);
      llvm::Expected<alloc::Answer> answer = alloc::allocate(problem);
      if (!answer)
        return error(llvm::toString(answer.takeError()));
      *request.remarks << "remark: segment '" << segment.getSymName()
                       << "': " << alloc::describeCertificate(problem, *answer)
                       << "\n";
    }
    return success();
  }

  /// What --emit asked for; several segments are one behind the other, where
  /// that is text, and refused where it is not.
  LogicalResult writeOne(ArrayRef<MLAFiles> programs,
                         const package::Archive &archive,
                         const std::string &manifest) {
    if (request.emit == "mpk")
      return writeFile("_mpk.json", manifest);
    if (request.emit == "a65") {
      std::string text;
      for (auto function : module->getOps<func::FuncOp>())
        for (auto segment : function.getOps<mla::A65SegmentOp>()) {
          auto loops = convertToA65(segment);
          if (failed(loops))
            return failure();
          llvm::raw_string_ostream(text) << **loops;
        }
      return text.empty() ? error("--emit a65: nothing of '" + request.model +
                                  "' is for the A65")
                          : writeFile(".a65.mlir", text);
    }
    if (programs.size() != 1 && request.emit != "asm")
      return error("--emit " + request.emit + ": '" + request.model + "' has " +
                   llvm::Twine(programs.size()) +
                   " MLA segments; take the files out of the archive");
    if (request.emit == "elf")
      return writeFile(".elf", programs.front().elf);
    if (request.emit == "stats")
      return writeFile("_stats.yaml", programs.front().stats);
    std::string all;
    for (const MLAFiles &files : programs) {
      auto text = emitAssembly(files.segment);
      if (failed(text))
        return failure();
      all += *text;
    }
    return writeFile(".s", all);
  }

  /// The module as it is now, with source names.
  FailureOr<CompileReport> writeModule() {
    std::string text;
    llvm::raw_string_ostream os(text);
    OpPrintingFlags flags;
    flags.enableDebugInfo();
    module->print(os, flags);
    os << "\n";
    if (failed(writeFile("." + request.emit + ".mlir", text)))
      return failure();
    return result;
  }

  /// Creates the directory and gives the path of <name><suffix> in it.
  LogicalResult outputPath(const llvm::Twine &suffix, SmallString<128> &path) {
    std::string directory =
        request.outputDirectory.empty() ? "." : request.outputDirectory;
    if (std::error_code code = llvm::sys::fs::create_directories(directory))
      return error(directory + ": " + code.message());
    path = directory;
    llvm::sys::path::append(path, options.modelName + suffix);
    return success();
  }

  /// Writes a file that appears under its name when it is complete.
  LogicalResult writeFile(const llvm::Twine &suffix, StringRef contents) {
    SmallString<128> path;
    if (failed(outputPath(suffix, path)))
      return failure();
    OutputFiles files;
    llvm::Error failed = files.add(path, contents);
    if (!failed)
      failed = files.commit();
    if (failed)
      return error(llvm::toString(std::move(failed)));
    return noteFile(path);
  }

  LogicalResult noteFile(StringRef path) {
    result.file = path.str();
    if (std::error_code code = llvm::sys::fs::file_size(path, result.fileBytes))
      return error(path + ": " + code.message());
    return success();
  }

  const CompileRequest &request;
  llvm::raw_ostream &errors;
  std::optional<llvm::DefaultThreadPool> pool;
  MLIRContext context;
  ScopedDiagnosticHandler handler;
  OwningOpRef<ModuleOp> module;
  PhaseOptions options;
  CompileReport result;
  bool reported = false;
};

} // namespace

std::vector<std::string> sima::emitNames() {
  std::vector<std::string> names = {"import"};
  for (const Phase &phase : phases())
    names.push_back(phase.name.str());
  for (StringRef name : kFileOutputs)
    names.push_back(name.str());
  return names;
}

FailureOr<CompileReport> sima::compile(const CompileRequest &request,
                                       llvm::raw_ostream &errors) {
  return Compilation(request, errors).run();
}
