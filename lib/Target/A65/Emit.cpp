//===- Emit.cpp - Machine code for the A65 --------------------------------===//

#include "Steps.h"
#include "sima/Target/A65/A65.h"
#include "llvm/Analysis/TargetTransformInfo.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Target/TargetMachine.h"
#include <mutex>

using namespace mlir;
using namespace sima;

static std::unique_ptr<llvm::TargetMachine> targetMachine() {
  static std::once_flag once;
  std::call_once(once, [] {
    LLVMInitializeAArch64TargetInfo();
    LLVMInitializeAArch64Target();
    LLVMInitializeAArch64TargetMC();
    LLVMInitializeAArch64AsmPrinter();
  });
  std::string wrong;
  const llvm::Target *target =
      llvm::TargetRegistry::lookupTarget("aarch64-linux-gnu", wrong);
  if (!target)
    return nullptr;
  llvm::TargetOptions options;
  options.AllowFPOpFusion = llvm::FPOpFusion::Strict;
  options.FunctionSections = true;
  return std::unique_ptr<llvm::TargetMachine>(target->createTargetMachine(
      "aarch64-linux-gnu", "cortex-a65", "", options, llvm::Reloc::PIC_, {},
      llvm::CodeGenOptLevel::Aggressive));
}

static void optimize(llvm::Module &module, llvm::TargetMachine &target) {
  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager functions;
  llvm::CGSCCAnalysisManager components;
  llvm::ModuleAnalysisManager modules;
  llvm::PassBuilder builder(&target);
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(components);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, components, modules);
  builder.buildPerModuleDefaultPipeline(llvm::OptimizationLevel::O3)
      .run(module, modules);
}

/// Code of `module` as an object or as text.
static llvm::Expected<std::string> codeOf(llvm::Module &module,
                                          llvm::TargetMachine &target,
                                          llvm::CodeGenFileType type) {
  llvm::SmallVector<char, 0> bytes;
  llvm::raw_svector_ostream os(bytes);
  llvm::legacy::PassManager passes;
  if (target.addPassesToEmitFile(passes, os, nullptr, type))
    return llvm::createStringError("this LLVM writes no AArch64 files");
  passes.run(module);
  return std::string(bytes.begin(), bytes.end());
}

static FailureOr<std::string> generate(ModuleOp module,
                                       llvm::CodeGenFileType type) {
  llvm::LLVMContext context;
  std::unique_ptr<llvm::Module> code = a65::lowerToLLVM(module, context);
  if (!code)
    return failure();
  std::unique_ptr<llvm::TargetMachine> target = targetMachine();
  if (!target)
    return module.emitError("this LLVM was built without AArch64");
  optimize(*code, *target);
  llvm::Expected<std::string> bytes = codeOf(*code, *target, type);
  if (!bytes)
    return module.emitError(llvm::toString(bytes.takeError()));
  return *bytes;
}

llvm::Expected<std::string> a65::stubObject(ArrayRef<StringRef> names) {
  std::unique_ptr<llvm::TargetMachine> target = targetMachine();
  if (!target)
    return llvm::createStringError("this LLVM was built without AArch64");
  llvm::LLVMContext context;
  llvm::Module module("stub", context);
  module.setTargetTriple(target->getTargetTriple().str());
  module.setDataLayout(target->createDataLayout());
  auto *nothing = llvm::Type::getVoidTy(context);
  for (StringRef name : names) {
    auto *function = llvm::Function::Create(
        llvm::FunctionType::get(nothing, false),
        llvm::GlobalValue::ExternalLinkage, name, module);
    llvm::ReturnInst::Create(context,
                             llvm::BasicBlock::Create(context, "", function));
  }
  return codeOf(module, *target, llvm::CodeGenFileType::ObjectFile);
}

FailureOr<std::string> a65::emitAssembly(ModuleOp module) {
  return generate(module, llvm::CodeGenFileType::AssemblyFile);
}

FailureOr<std::string> a65::emitSharedObject(ModuleOp module,
                                             StringRef soname) {
  FailureOr<std::string> object =
      generate(module, llvm::CodeGenFileType::ObjectFile);
  if (failed(object))
    return failure();
  llvm::Expected<std::string> linked = linkSharedObject(*object, soname);
  if (!linked)
    return module.emitError(llvm::toString(linked.takeError()));
  return *linked;
}
