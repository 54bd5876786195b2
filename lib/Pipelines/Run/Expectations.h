//===- Expectations.h - What tensors should be ------------------*- C++ -*-===//
//
// The values that `--compare` names: a directory that the oracle script wrote
// (index.json and one .npy a tensor), or an MLIR file, interpreted. Private to
// sima-run's library.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_PIPELINES_RUN_EXPECTATIONS_H
#define SIMA_LIB_PIPELINES_RUN_EXPECTATIONS_H

#include "Inputs.h"
#include "llvm/ADT/STLExtras.h"
#include <map>
#include <optional>

namespace sima {

/// An expected tensor. Per-tensor scale and zero point where they are known.
struct ExpectedTensor {
  std::string name;
  package::NpyArray array;
  std::optional<double> scale;
  int32_t zeroPoint = 0;
  /// By how much codes may differ: 1 where the source framework leaves the
  /// order of a float sum open.
  int64_t tolerance = 0;
};

/// Expected tensors by name, and which of them are the outputs.
class Expectations {
public:
  /// Loads `path`; an MLIR file is interpreted on `inputs`.
  static llvm::Expected<Expectations> load(llvm::StringRef path,
                                           llvm::ArrayRef<NamedArray> inputs);

  /// The tensor of that name, or null.
  const ExpectedTensor *find(llvm::StringRef name) const;
  bool isOutput(llvm::StringRef name) const {
    return llvm::is_contained(outputs, name);
  }
  /// Output `index` of `count`: by name, else by position where there are as
  /// many expected outputs; else null.
  const ExpectedTensor *findOutput(llvm::StringRef name, size_t index,
                                   size_t count) const;

private:
  static llvm::Expected<Expectations> loadOracle(llvm::StringRef directory);
  static llvm::Expected<Expectations>
  interpretFile(llvm::StringRef path, llvm::ArrayRef<NamedArray> inputs);
  void add(ExpectedTensor tensor);

  std::map<std::string, ExpectedTensor> tensors;
  std::vector<std::string> outputs;
};

} // namespace sima

#endif // SIMA_LIB_PIPELINES_RUN_EXPECTATIONS_H
