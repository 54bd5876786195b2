//===- Network.h - An imported network in memory ----------------*- C++ -*-===//
//
// What stays between import and compilation: a module without a context, so
// that several threads may execute and compile one network at a time.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_PIPELINES_NETWORK_H
#define SIMA_PIPELINES_NETWORK_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/Support/Error.h"
#include <string>

namespace sima {

/// An imported network. Values of it are never changed.
struct Network {
  std::string name; ///< of archives
  /// MLIR without the elements of resources. Text, because MLIR's reader of
  /// bytecode aborts on files that were not written by MLIR.
  std::string text;
  /// The elements of resources, one behind the other, in the order in which
  /// the module mentions them first, each at a multiple of kWeightAlignment.
  std::string weights;
  /// The machine that its user chose: a name, and YAML text for one that is not
  /// built in. Empty: none. Has no influence on what is compiled.
  std::string targetName, targetDescription;

  static constexpr uint64_t kWeightAlignment = 64;

  /// Imports a file as sima-compile does. An empty name is the file's.
  static llvm::Expected<Network> import(llvm::StringRef path,
                                        llvm::StringRef name = "");

  /// This network with all convolutions and matrix products of 8-bit codes
  /// rescaled by powers of two (docs/numerics.md), not as in its source.
  llvm::Expected<Network> withShiftRequantization() const;

  /// Writes a .sima file: a zip of the text, the weights and a description
  /// with a version and the SHA-256 of both.
  llvm::Error save(llvm::StringRef path) const;
  /// Reads what save() of this release or an older one wrote. Fails, naming
  /// the file and what is wrong with it, on any other file.
  static llvm::Expected<Network> load(llvm::StringRef path);

  /// The module in `context`, under this network's name. Fails where text and
  /// weights do not belong together.
  llvm::Expected<mlir::OwningOpRef<mlir::ModuleOp>>
  materialize(mlir::MLIRContext &context) const;
};

} // namespace sima

#endif // SIMA_PIPELINES_NETWORK_H
