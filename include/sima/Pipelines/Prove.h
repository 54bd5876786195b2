//===- Prove.h - The tool sima-verify ---------------------------*- C++ -*-===//
#ifndef SIMA_PIPELINES_PROVE_H
#define SIMA_PIPELINES_PROVE_H

namespace sima {

/// Judges an archive or an ELF file by rules; returns the exit code.
int proveMain(int argc, char **argv);

} // namespace sima

#endif // SIMA_PIPELINES_PROVE_H
