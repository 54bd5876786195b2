//===- Machine.cpp - Queries and loading of a target ----------------------===//
//
// The built-in targets (lib/Machine/targets/*.yaml, embedded at build time),
// loading by name or path, and the queries of Machine. Keys and limits are in
// MachineYAML.cpp.
//
//===----------------------------------------------------------------------===//
#include "sima/Machine/Machine.h"
#include "sima/Support/Files.h"
#include "llvm/ADT/SmallVectorExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"

using namespace llvm;
using namespace sima;

static constexpr uint64_t kFileLimitBytes = 64 * 1024;

namespace {
struct Builtin {
  StringRef name;
  StringRef text;
};
} // namespace

/// Sorted by name.
static constexpr Builtin kBuiltins[] = {
#include "BuiltinTargets.inc"
};

SmallVector<unsigned, 8> Machine::divisors() const {
  SmallVector<unsigned, 8> result;
  for (unsigned d = 1; d <= tilesPerQuad; ++d)
    if (tilesPerQuad % d == 0)
      result.push_back(d);
  return result;
}

bool Machine::operator==(const Machine &other) const {
  // The canonical text holds every parameter, each in one spelling.
  return toYAML() == other.toYAML();
}

ArrayRef<StringRef> Machine::builtinNames() {
  static const SmallVector<StringRef, 8> names =
      map_to_vector<8>(kBuiltins, [](const Builtin &b) { return b.name; });
  return names;
}

Expected<Machine> Machine::load(StringRef nameOrPath) {
  for (const Builtin &builtin : kBuiltins)
    if (builtin.name == nameOrPath)
      return parse(builtin.text, builtin.name);
  if (!sys::fs::exists(nameOrPath))
    return createStringError(std::errc::no_such_file_or_directory,
                             "target '%s' is neither built in (%s) nor a file",
                             nameOrPath.str().c_str(),
                             join(builtinNames(), ", ").c_str());
  auto buffer = readFile(nameOrPath, kFileLimitBytes);
  if (!buffer)
    return buffer.takeError();
  return parse((*buffer)->getBuffer(), nameOrPath);
}
