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

/// Calls `body` for each sample. `arguments` are pointers to the first one, of
/// `strides` bytes a sample.
static void callForSamples(llvm::IRBuilder<> &builder, llvm::Function *body,
                           llvm::ArrayRef<llvm::Value *> arguments,
                           llvm::ArrayRef<int64_t> strides, int64_t samples) {
  if (samples == 1) {
    builder.CreateCall(body, arguments);
    return;
  }
  llvm::BasicBlock *before = builder.GetInsertBlock();
  llvm::LLVMContext &context = builder.getContext();
  auto *loop = llvm::BasicBlock::Create(context, "sample", before->getParent());
  auto *after = llvm::BasicBlock::Create(context, "after", before->getParent());
  builder.CreateBr(loop);
  builder.SetInsertPoint(loop);
  llvm::PHINode *sample = builder.CreatePHI(builder.getInt64Ty(), 2);
  llvm::SmallVector<llvm::Value *> shifted;
  for (auto [argument, stride] : llvm::zip_equal(arguments, strides))
    shifted.push_back(builder.CreateGEP(
        builder.getInt8Ty(), argument,
        builder.CreateMul(sample, builder.getInt64(uint64_t(stride)))));
  builder.CreateCall(body, shifted);
  llvm::Value *next = builder.CreateAdd(sample, builder.getInt64(1));
  sample->addIncoming(builder.getInt64(0), before);
  sample->addIncoming(next, loop);
  builder.CreateCondBr(
      builder.CreateICmpULT(next, builder.getInt64(uint64_t(samples))), loop,
      after);
  builder.SetInsertPoint(after);
}

namespace {
/// What the entry point has to know of the function that it calls.
struct Segment {
  unsigned inputs = 0;
  int64_t samples = 1;
  uint64_t scratchBytes = 0;
  /// Of inputs, outputs and the scratch, which all samples share.
  llvm::SmallVector<int64_t> strides;

  /// Nothing if `module` is none of convertToA65().
  static std::optional<Segment> of(ModuleOp module) {
    auto body = module.lookupSymbol<func::FuncOp>(kA65Function);
    auto number = [&](llvm::StringRef name) {
      return module->getAttrOfType<IntegerAttr>(name);
    };
    IntegerAttr scratch = number(kA65ScratchAttr),
                inputs = number(kA65InputsAttr),
                samples = number(kA65SamplesAttr);
    if (!body || !scratch || !inputs || !samples)
      return std::nullopt;
    Segment segment{unsigned(inputs.getInt()),
                    samples.getInt(),
                    uint64_t(scratch.getInt()),
                    {}};
    for (Type type : body.getArgumentTypes().drop_back()) {
      auto buffer = cast<MemRefType>(type);
      segment.strides.push_back(buffer.getNumElements() *
                                buffer.getElementTypeBitWidth() / 8);
    }
    segment.strides.push_back(0);
    return segment;
  }
};
} // namespace

/// int32_t sima_a65_run(const void *const *inputs, void *const *outputs): takes
/// the pointers apart and brings the scratch.
static void addEntryPoint(llvm::Module &module, const Segment &segment) {
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
  if (segment.scratchBytes > 0) {
    auto allocate = module.getOrInsertFunction(
        "aligned_alloc", llvm::FunctionType::get(pointer, {i64, i64}, false));
    release = module.getOrInsertFunction(
        "free", llvm::FunctionType::get(llvm::Type::getVoidTy(context),
                                        {pointer}, false));
    block =
        builder.CreateCall(allocate, {builder.getInt64(kA65Alignment),
                                      builder.getInt64(segment.scratchBytes)});
    auto *failed = llvm::BasicBlock::Create(context, "failed", entry);
    auto *ready = llvm::BasicBlock::Create(context, "ready", entry);
    builder.CreateCondBr(builder.CreateIsNull(block), failed, ready);
    builder.SetInsertPoint(failed);
    constexpr uint32_t outOfMemory = 12; // ENOMEM
    builder.CreateRet(builder.getInt32(outOfMemory));
    builder.SetInsertPoint(ready);
  }
  llvm::SmallVector<llvm::Value *> arguments;
  for (unsigned i = 0; i + 1 < body->arg_size(); ++i) {
    bool isInput = i < segment.inputs;
    llvm::Value *place = builder.CreateConstInBoundsGEP1_64(
        pointer, entry->getArg(isInput ? 0 : 1),
        isInput ? i : i - segment.inputs);
    arguments.push_back(builder.CreateLoad(pointer, place));
  }
  arguments.push_back(block);
  callForSamples(builder, body, arguments, segment.strides, segment.samples);
  if (segment.scratchBytes > 0)
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
  std::optional<Segment> segment = Segment::of(module);
  if (!segment) {
    module.emitError("is no segment of the A65");
    return nullptr;
  }
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
  addEntryPoint(*result, *segment);
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
