//===- TranslateRegistration.cpp - Translations from IR to files ----------===//

#include "mlir/Parser/Parser.h"
#include "mlir/Tools/mlir-translate/Translation.h"
#include "sima/Conversion/MLAToA65/MLAToA65.h"
#include "sima/Import/ONNX/ImportONNX.h"
#include "sima/Import/TFLite/ImportTFLite.h"
#include "sima/Package/ManifestDialect.h"
#include "sima/Package/RuleError.h"
#include "sima/Pipelines/ModuleText.h"
#include "sima/Pipelines/Outputs.h"
#include "sima/Pipelines/Registration.h"
#include "sima/Target/A65/A65.h"
#include "sima/Target/MLA/Program.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;
using namespace sima;

/// Registers `--<name>`: `emit` makes the text from a module. MLIR's own
/// registration would parse what was not checked.
static void registerEmission(StringRef name, StringRef description,
                             FailureOr<std::string> (*emit)(ModuleOp)) {
  TranslateFunction translate =
      [emit](const std::shared_ptr<llvm::SourceMgr> &sources, raw_ostream &os,
             MLIRContext *context) -> LogicalResult {
    if (!isGoodModuleText(*sources->getMemoryBuffer(sources->getMainFileID())))
      return failure();
    DialectRegistry registry;
    registerDialects(registry);
    context->appendDialectRegistry(registry);
    auto module = parseSourceFile<ModuleOp>(sources, context);
    if (!module)
      return failure();
    FailureOr<std::string> text = emit(*module);
    if (failed(text))
      return failure();
    os << *text;
    return success();
  };
  TranslateRegistration(name, description, translate);
}

/// `--assemble`: text to an ELF file, without IR between.
static void registerAssembler() {
  TranslateFunction assemble =
      [](const std::shared_ptr<llvm::SourceMgr> &sources, raw_ostream &os,
         MLIRContext *context) -> LogicalResult {
    const llvm::MemoryBuffer *buffer =
        sources->getMemoryBuffer(sources->getMainFileID());
    auto elf =
        isa::assemble(buffer->getBuffer(), buffer->getBufferIdentifier());
    if (!elf)
      return emitError(UnknownLoc::get(context),
                       llvm::toString(elf.takeError()));
    os << *elf;
    return success();
  };
  TranslateRegistration("assemble", "assembly text to an ELF file", assemble);
}

/// `--import-mpk`: the text of a manifest to an `mpk.pipeline`.
static void registerManifestImport() {
  TranslateToMLIRRegistration(
      "import-mpk", "read the manifest of an archive",
      [](const std::shared_ptr<llvm::SourceMgr> &sources,
         MLIRContext *context) -> OwningOpRef<Operation *> {
        const llvm::MemoryBuffer *buffer =
            sources->getMemoryBuffer(sources->getMainFileID());
        auto fail = [&](llvm::Error error) {
          emitError(UnknownLoc::get(context),
                    package::messageWithRule(std::move(error)));
          return nullptr;
        };
        auto manifest = package::readManifest(buffer->getBuffer(),
                                              buffer->getBufferIdentifier());
        if (!manifest)
          return fail(manifest.takeError());
        auto module = package::importManifest(*context, *manifest);
        if (!module)
          return fail(module.takeError());
        return OwningOpRef<Operation *>(module->release());
      },
      registerDialects);
}

void sima::registerTranslations() {
  registerONNXImport();
  registerTFLiteImport();
  registerManifestImport();
  registerAssembler();
  registerEmission("emit-asm", "assembly text of the MLA segment",
                   [](ModuleOp module) -> FailureOr<std::string> {
                     auto segment = onlySegment(module);
                     if (failed(segment))
                       return failure();
                     return emitAssembly(*segment);
                   });
  registerEmission("emit-elf", "ELF file of the MLA segment",
                   [](ModuleOp module) -> FailureOr<std::string> {
                     auto segment = onlySegment(module);
                     if (failed(segment))
                       return failure();
                     return emitELF(*segment);
                   });
  registerEmission("emit-stats", "statistics file of the MLA segment",
                   [](ModuleOp module) -> FailureOr<std::string> {
                     auto segment = onlySegment(module);
                     if (failed(segment))
                       return failure();
                     auto prediction = cost::predict(*segment);
                     if (failed(prediction))
                       return failure();
                     return emitStats(*segment, *prediction);
                   });
  registerEmission("emit-a65", "loops of the A65 segment",
                   [](ModuleOp module) -> FailureOr<std::string> {
                     auto segment = onlyA65Segment(module);
                     if (failed(segment))
                       return failure();
                     auto loops = convertToA65(*segment);
                     if (failed(loops))
                       return failure();
                     std::string text;
                     llvm::raw_string_ostream(text) << **loops;
                     return text;
                   });
  registerEmission("emit-a65-asm", "AArch64 assembly of the A65 segment",
                   [](ModuleOp module) -> FailureOr<std::string> {
                     auto segment = onlyA65Segment(module);
                     if (failed(segment))
                       return failure();
                     auto loops = convertToA65(*segment);
                     if (failed(loops))
                       return failure();
                     return a65::emitAssembly(**loops);
                   });
  registerEmission("emit-a65-so", "shared object of the A65 segment",
                   [](ModuleOp module) -> FailureOr<std::string> {
                     auto segment = onlyA65Segment(module);
                     if (failed(segment))
                       return failure();
                     return emitA65(*segment, "liba65.so");
                   });
  registerEmission("emit-mpk", "manifest of the archive",
                   [](ModuleOp module) -> FailureOr<std::string> {
                     auto pipeline = onlyPipeline(module);
                     if (failed(pipeline))
                       return failure();
                     return emitManifest(*pipeline);
                   });
}
