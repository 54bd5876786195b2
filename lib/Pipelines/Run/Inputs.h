//===- Inputs.h - Tensors from and to files ---------------------*- C++ -*-===//
//
// From `--input NAME=FILE` to arrays of the type that is asked for, and from
// outputs to files. Private to sima-run's library.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_PIPELINES_RUN_INPUTS_H
#define SIMA_LIB_PIPELINES_RUN_INPUTS_H

#include "sima/Package/Npy.h"
#include "sima/Support/OutputFiles.h"

namespace sima {

/// A tensor with the name by which users know it.
struct NamedArray {
  std::string name;
  package::NpyArray array;
  /// Dimension i is dimension order[i] in the model; empty: the same order.
  std::vector<int64_t> order = {};
};

/// An input that is asked for.
struct InputSpec {
  std::string name;
  package::ElementType type = package::ElementType::Int8;
  package::Shape shape;
  bool isBuffer = false; ///< any type and shape with as many bytes will do
};

/// "int8 1x10".
std::string typeText(package::ElementType type, llvm::ArrayRef<int64_t> shape);

/// Reads one file for each of `specs`, in their order. A name may be a position
/// instead, or be left out where there is one input only. A file is .npy, or
/// raw little-endian elements; leading dimensions of 1 may be missing.
llvm::Expected<std::vector<NamedArray>>
readInputs(llvm::ArrayRef<std::string> arguments,
           llvm::ArrayRef<InputSpec> specs);

/// Adds every array as `directory`/<name>.npy, where characters that file names
/// should not have become `_`, and creates the directory. Does nothing without
/// one.
llvm::Error addOutputs(llvm::ArrayRef<NamedArray> arrays,
                       llvm::StringRef directory, OutputFiles &files);

} // namespace sima

#endif // SIMA_LIB_PIPELINES_RUN_INPUTS_H
