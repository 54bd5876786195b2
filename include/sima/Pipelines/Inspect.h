//===- Inspect.h - What sima-inspect does -----------------------*- C++ -*-===//
//
// Shows what an archive holds, and checks it against the rules of runtimes
// (sima/Package/Rules.h). It executes nothing and writes no file.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_PIPELINES_INSPECT_H
#define SIMA_PIPELINES_INSPECT_H

namespace sima {

/// The tool sima-inspect: parses the command line, reads, prints. Returns the
/// exit code: 0, or 1 where the archive cannot be read or, with --check, breaks
/// a rule.
int inspectMain(int argc, char **argv);

} // namespace sima

#endif // SIMA_PIPELINES_INSPECT_H
