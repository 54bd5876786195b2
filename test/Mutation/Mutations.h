//===- Mutations.h - Damaged copies of a file -------------------*- C++ -*-===//
//
// One function for each form of file. A mutant depends on the random numbers,
// the file and the other files alone.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_TEST_MUTATION_MUTATIONS_H
#define SIMA_TEST_MUTATION_MUTATIONS_H

#include "Random.h"
#include <string>
#include <vector>

namespace sima::mutation {

/// What mutants are made of.
struct Corpus {
  std::string name;                ///< file name; its extension tells the form
  std::string original;            ///< contents
  std::vector<std::string> others; ///< contents of other files, for splices
};

/// A damaged copy of `corpus.original`, by the extension of `corpus.name`:
/// `.mlir`, `.s`, `.yaml` and `.json` as text, `.tar.gz` as an archive, any
/// other as binary.
std::string mutate(const Corpus &corpus, Random &random);

/// A copy with 1 to 4 changes: bits, words at the edges of their types,
/// pieces copied, inserted and removed, the end cut off; or another file.
std::string mutateBinary(const Corpus &corpus, Random &random);

/// Like mutateBinary, but half of the changes keep the form: a scalar becomes
/// one of another type or an extreme one, lines are doubled, removed, swapped.
std::string mutateText(const Corpus &corpus, Random &random);

/// Changes the compressed file, the tar stream, or a member of it that is
/// packed again, so that the readers behind the archive get to see damage.
std::string mutateArchive(const Corpus &corpus, Random &random);

} // namespace sima::mutation

#endif // SIMA_TEST_MUTATION_MUTATIONS_H
