//===- Steps.h - From loops to a shared object ------------------*- C++ -*-===//
#ifndef SIMA_LIB_TARGET_A65_STEPS_H
#define SIMA_LIB_TARGET_A65_STEPS_H

#include "mlir/IR/BuiltinOps.h"
#include "llvm/IR/Module.h"
#include <memory>
#include <string>

namespace sima::a65 {

/// Bitcode of the functions in lib/Numerics that segments call.
llvm::StringRef kernelBitcode();

/// Lowers a copy of `module` to LLVM, with the entry point, the kernels that it
/// calls, and nothing else that is visible. Fails with a diagnostic.
std::unique_ptr<llvm::Module> lowerToLLVM(mlir::ModuleOp module,
                                          llvm::LLVMContext &context);

/// An object that defines the functions `names`, which do nothing: what a
/// library that has them looks like to the linker.
llvm::Expected<std::string> stubObject(llvm::ArrayRef<llvm::StringRef> names);

/// Links one relocatable object. Symbols that it lacks must be those of libc or
/// libm that kernels may use.
llvm::Expected<std::string> linkSharedObject(llvm::StringRef object,
                                             llvm::StringRef soname);

} // namespace sima::a65

#endif // SIMA_LIB_TARGET_A65_STEPS_H
