//===- KernelKeys.h - Parameters of every kernel, in order ------*- C++ -*-===//
//
// The one table of parameter keys: which keys `params` (EV74) or
// `config_params` beside the batch (MLA, A65) has, and in which order a
// manifest lists them. It knows names, not types; the kernels themselves read
// the values.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_MPK_KERNELKEYS_H
#define SIMA_MPK_KERNELKEYS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <string>

namespace sima::mpk {

/// A parameter of a kernel.
struct KernelKey {
  llvm::StringLiteral name;
  bool optional = false;
};

/// Name of the kernel that hands the results to the application.
inline constexpr llvm::StringLiteral kPassThroughKernel = "pass_through";
/// What an EV74 stage names as its executable.
inline constexpr llvm::StringLiteral kEV74Executable = "kernel_name_tbd";
/// Rows of the table for the processors whose stages name no kernel.
inline constexpr llvm::StringLiteral kMLAKeys = "MLA";
inline constexpr llvm::StringLiteral kA65Keys = "A65";

/// A kernel and its keys in the order of the manifest.
struct KernelKeys {
  llvm::StringLiteral kernel;
  llvm::ArrayRef<KernelKey> keys;
};

/// The table's row for an EV74 kernel, `kMLAKeys` or `kA65Keys`; null for a
/// name that it does not list.
const KernelKeys *findKernelKeys(llvm::StringRef kernel);

/// Empty when `names` (in any order) are keys of `row` and none that it needs
/// is missing, otherwise one line that says what is wrong.
std::string checkKernelKeys(const KernelKeys &row,
                            llvm::ArrayRef<llvm::StringRef> names);

} // namespace sima::mpk

#endif // SIMA_MPK_KERNELKEYS_H
