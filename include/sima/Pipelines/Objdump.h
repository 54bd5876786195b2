//===- Objdump.h - What sima-objdump does -----------------------*- C++ -*-===//
#ifndef SIMA_PIPELINES_OBJDUMP_H
#define SIMA_PIPELINES_OBJDUMP_H

namespace sima {

/// The tool `sima-objdump [--asm | --source] FILE.elf`; returns the exit code.
int objdumpMain(int argc, char **argv);

} // namespace sima

#endif // SIMA_PIPELINES_OBJDUMP_H
