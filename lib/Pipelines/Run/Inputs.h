//===- Inputs.h - Tensors from and to files ---------------------*- C++ -*-===//
//
// From `--input NAME=FILE` to arrays of the type that is asked for, and from
// outputs to files. Private to sima-run's library.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_PIPELINES_RUN_INPUTS_H
#define SIMA_LIB_PIPELINES_RUN_INPUTS_H

#include "sima/Pipelines/NamedArray.h"
#include "sima/Support/OutputFiles.h"

namespace sima {

/// Reads one file for each of `specs`, in their order. A name may be a position
/// instead, or be left out where there is one input only. A file is .npy, or
/// raw little-endian elements; leading dimensions of 1 may be missing.
llvm::Expected<std::vector<NamedArray>>
readInputs(llvm::ArrayRef<std::string> arguments,
           llvm::ArrayRef<TensorSpec> specs);

/// Adds every array as `directory`/<name>.npy, where characters that file names
/// should not have become `_`, and creates the directory. Does nothing without
/// one.
llvm::Error addOutputs(llvm::ArrayRef<NamedArray> arrays,
                       llvm::StringRef directory, OutputFiles &files);

} // namespace sima

#endif // SIMA_LIB_PIPELINES_RUN_INPUTS_H
