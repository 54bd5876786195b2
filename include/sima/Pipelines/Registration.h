//===- Registration.h - All dialects, passes, translations ------*- C++ -*-===//
#ifndef SIMA_PIPELINES_REGISTRATION_H
#define SIMA_PIPELINES_REGISTRATION_H

#include "mlir/IR/DialectRegistry.h"

namespace sima {

/// Every dialect of the project and those it uses.
void registerDialects(mlir::DialectRegistry &registry);
/// A registry of them.
const mlir::DialectRegistry &dialectRegistry();
/// Every pass, and the pipeline `--sima-compile` of all of them.
void registerPasses();
/// `--import-tflite`, `--emit-asm`, `--emit-elf`, `--emit-mpk`, `--emit-stats`,
/// `--assemble`.
void registerTranslations();

/// main() of sima-opt.
int optMain(int argc, char **argv);
/// main() of sima-translate.
int translateMain(int argc, char **argv);
/// main() of sima-lsp-server.
int lspMain(int argc, char **argv);

} // namespace sima

#endif // SIMA_PIPELINES_REGISTRATION_H
