//===- FlatYAML.h - One map of scalars and lists ----------------*- C++ -*-===//
//
// The subset of YAML that a target description needs: one document, one map,
// values that are scalars or lists of scalars. Everything else (nesting,
// aliases, a second document, a repeated key) is refused while parsing, so the
// depth of hostile text does not matter. It gives no meaning to the keys.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_MACHINE_FLATYAML_H
#define SIMA_LIB_MACHINE_FLATYAML_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <map>
#include <string>
#include <vector>

namespace sima {

/// A value with the line it stands in, counted from 1.
struct FlatValue {
  bool isList = false;
  /// The scalar (exactly one element), or the items of the list.
  std::vector<std::string> items;
  unsigned line = 0;
};

/// The map, sorted by key.
using FlatMap = std::map<std::string, FlatValue>;

/// Parses `text`; errors are "<where>:<line>: <message>" on one line.
llvm::Expected<FlatMap> parseFlatYAML(llvm::StringRef text,
                                      llvm::StringRef where);

/// Text from a file as a message may show it: escaped, quoted, cut to a
/// readable length.
std::string quotedForMessage(llvm::StringRef text);

} // namespace sima

#endif // SIMA_LIB_MACHINE_FLATYAML_H
