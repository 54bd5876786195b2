//===- ImportedOperator.h - What an importer imports ------------*- C++ -*-===//
//
// One row of an importer's table as tools print it (`sima-translate
// --print-operators`), for the support matrix in docs/operators.md.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_IMPORT_IMPORTEDOPERATOR_H
#define SIMA_IMPORT_IMPORTEDOPERATOR_H

#include <string>
#include <vector>

namespace sima {

struct ImportedOperator {
  std::string name;               ///< as the source format spells it
  std::vector<std::string> types; ///< of activations: int8, uint8, int16, …
};

} // namespace sima

#endif // SIMA_IMPORT_IMPORTEDOPERATOR_H
