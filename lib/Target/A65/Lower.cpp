//===- Lower.cpp - Loops to LLVM, and the entry point ---------------------===//

#include "Steps.h"
#include "mlir/Conversion/Passes.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Linalg/Passes.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "mlir/Transforms/Passes.h"
#include "sima/Conversion/MLAToA65/MLAToA65.h"
#include "sima/Target/A65/A65.h"
#include "llvm/Bitcode/BitcodeReader.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/Linker/Linker.h"

using namespace mlir;
using namespace sima;

static LogicalResult runPasses(ModuleOp module) {
  PassManager pm(module.getContext());
  pm.addNestedPass<func::FuncOp>(createConvertLinalgToLoopsPass());
  pm.addPass(createCanonicalizerPass());
  pm.addPass(createCSEPass());
  pm.addPass(createConvertSCFToCFPass());
  pm.addPass(memref::createExpandStridedMetadataPass());
  pm.addPass(createLowerAffinePass());
  pm.addPass(createConvertMathToLLVMPass());
  pm.addPass(createConvertMathToLibmPass());
  pm.addPass(createArithToLLVMConversionPass());
  pm.addPass(createFinalizeMemRefToLLVMConversionPass());
  ConvertFuncToLLVMPassOptions calls;
  calls.useBarePtrCallConv = true;
  pm.addPass(createConvertFuncToLLVMPass(calls));
  pm.addPass(createConvertControlFlowToLLVMPass());
  pm.addPass(createReconcileUnrealizedCastsPass());
  return pm.run(module);
}

/// int32_t sima_a65_run(const void *const *inputs, void *const *outputs): takes
/// the pointers apart and brings the scratch.
static void addEntryPoint(llvm::Module &module, unsigned inputs,
                          uint64_t scratch) {
  llvm::Function *body = module.getFunction(kA65Function);
  body->setLinkage(llvm::GlobalValue::InternalLinkage);
  llvm::LLVMContext &context = module.getContext();
  auto *pointer = llvm::PointerType::getUnqual(context);
  auto *i32 = llvm::Type::getInt32Ty(context);
  auto *i64 = llvm::Type::getInt64Ty(context);
  auto *entry = llvm::Function::Create(
      llvm::FunctionType::get(i32, {pointer, pointer}, false),
      llvm::GlobalValue::ExternalLinkage, a65::kEntryPoint, module);
  llvm::IRBuilder<> builder(llvm::BasicBlock::Create(context, "", entry));
  llvm::Value *block = llvm::ConstantPointerNull::get(pointer);
  llvm::FunctionCallee release;
  if (scratch > 0) {
    auto allocate = module.getOrInsertFunction(
        "aligned_alloc", llvm::FunctionType::get(pointer, {i64, i64}, false));
    release = module.getOrInsertFunction(
        "free", llvm::FunctionType::get(llvm::Type::getVoidTy(context),
                                        {pointer}, false));
    block = builder.CreateCall(
        allocate, {builder.getInt64(kA65Alignment), builder.getInt64(scratch)});
    auto *failed = llvm::BasicBlock::Create(context, "failed", entry);
    auto *ready = llvm::BasicBlock::Create(context, "ready", entry);
    builder.CreateCondBr(builder.CreateIsNull(block), failed, ready);
    builder.SetInsertPoint(failed);
    constexpr uint32_t outOfMemory = 12; // ENOMEM
    builder.CreateRet(builder.getInt32(outOfMemory));
    builder.SetInsertPoint(ready);
  }
  llvm::SmallVector<llvm::Value *> arguments;
  unsigned outputs = body->arg_size() - inputs - 1;
  for (unsigned i = 0; i < inputs + outputs; ++i) {
    bool isInput = i < inputs;
    llvm::Value *place = builder.CreateConstInBoundsGEP1_64(
        pointer, entry->getArg(isInput ? 0 : 1), isInput ? i : i - inputs);
    arguments.push_back(builder.CreateLoad(pointer, place));
  }
  arguments.push_back(block);
  builder.CreateCall(body, arguments);
  if (scratch > 0)
    builder.CreateCall(release, {block});
  builder.CreateRet(builder.getInt32(0));
}

/// Only functions for one processor are inlined into each other.
static void useProcessorOf(llvm::Module &module, const llvm::Module &kernels) {
  const llvm::Function *kernel = nullptr;
  for (const llvm::Function &function : kernels)
    if (!kernel && !function.isDeclaration())
      kernel = &function;
  for (llvm::Function &function : module)
    for (llvm::StringRef name : {"target-cpu", "target-features", "tune-cpu"})
      if (kernel && kernel->hasFnAttribute(name))
        function.addFnAttr(kernel->getFnAttribute(name));
}

/// Inputs, outputs and scratch never overlap.
static void promiseNoAlias(llvm::Function &body) {
  for (llvm::Argument &argument : body.args())
    if (argument.getType()->isPointerTy())
      argument.addAttr(llvm::Attribute::NoAlias);
}

std::unique_ptr<llvm::Module>
sima::a65::lowerToLLVM(ModuleOp module, llvm::LLVMContext &context) {
  MLIRContext *mlirContext = module.getContext();
  DialectRegistry registry;
  registerBuiltinDialectTranslation(registry);
  registerLLVMDialectTranslation(registry);
  mlirContext->appendDialectRegistry(registry);
  OwningOpRef<ModuleOp> copy = module.clone();
  auto body = copy->lookupSymbol<func::FuncOp>(kA65Function);
  auto scratch =
      copy->getOperation()->getAttrOfType<IntegerAttr>(kA65ScratchAttr);
  auto inputs =
      copy->getOperation()->getAttrOfType<IntegerAttr>(kA65InputsAttr);
  if (!body || !scratch || !inputs) {
    module.emitError("is no segment of the A65");
    return nullptr;
  }
  uint64_t bytes = uint64_t(scratch.getInt());
  unsigned count = unsigned(inputs.getInt());
  if (failed(runPasses(*copy)))
    return nullptr;
  std::unique_ptr<llvm::Module> result =
      translateModuleToLLVMIR(*copy, context, "segment");
  if (!result) {
    module.emitError("cannot be translated to LLVM");
    return nullptr;
  }
  promiseNoAlias(*result->getFunction(kA65Function));
  auto kernels = llvm::parseBitcodeFile(
      llvm::MemoryBufferRef(kernelBitcode(), "kernels"), context);
  if (!kernels) {
    module.emitError(llvm::toString(kernels.takeError()));
    return nullptr;
  }
  result->setTargetTriple((*kernels)->getTargetTriple());
  result->setDataLayout((*kernels)->getDataLayout());
  addEntryPoint(*result, count, bytes);
  useProcessorOf(*result, **kernels);
  if (llvm::Linker::linkModules(*result, std::move(*kernels),
                                llvm::Linker::LinkOnlyNeeded)) {
    module.emitError("does not fit the kernels of the A65");
    return nullptr;
  }
  for (llvm::Function &function : *result)
    if (!function.isDeclaration() && function.getName() != kEntryPoint)
      function.setLinkage(llvm::GlobalValue::InternalLinkage);
  if (auto *ident = result->getNamedMetadata("llvm.ident"))
    ident->eraseFromParent();
  return result;
}
