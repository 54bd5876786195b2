//===- MPKOps.cpp - Verifiers of the mpk operations -----------------------===//
//
// What the dialect guarantees about a pipeline. What only a runtime asks for
// (value ranges of parameters, shapes against sizes) is checked where manifests
// are written.
//
//===----------------------------------------------------------------------===//
#include "dialects/MPK/IR/KernelKeys.h"
#include "dialects/MPK/IR/MPK.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;
using namespace sima::mpk;

#define GET_OP_CLASSES
#include "dialects/MPK/IR/MPKOps.cpp.inc"

//===----------------------------------------------------------------------===//
// mpk.stage
//===----------------------------------------------------------------------===//

/// The executable must be of the processor's kind.
static LogicalResult verifyExecutable(StageOp stage) {
  std::optional<StringRef> executable = stage.getExecutable();
  bool isPassThrough =
      stage.getKernel() && *stage.getKernel() == kPassThroughKernel;
  if (isPassThrough != !executable)
    return stage.emitOpError(isPassThrough ? "of pass_through has no executable"
                                           : "needs an executable");
  if (!executable)
    return success();
  StringRef suffix = stage.getProcessor() == Processor::MLA   ? ".elf"
                     : stage.getProcessor() == Processor::A65 ? ".so"
                                                              : kEV74Executable;
  if (!executable->ends_with(suffix) ||
      (suffix == kEV74Executable && *executable != suffix))
    return stage.emitOpError("on ")
           << stringifyProcessor(stage.getProcessor()) << " has executable '"
           << *executable << "', expected '" << suffix << "'";
  return success();
}

LogicalResult StageOp::verify() {
  if (getStageName().empty())
    return emitOpError("needs a name");
  if (getActualBatch() > getDesiredBatch())
    return emitOpError("runs a batch of ")
           << getActualBatch() << ", more than the " << getDesiredBatch()
           << " asked for";
  if (getInputs().empty() || getOutputs().empty())
    return emitOpError("needs at least one input and one output");

  bool isEV74 = getProcessor() == Processor::EV74;
  if (isEV74 != getKernel().has_value())
    return emitOpError(isEV74 ? "on EV74 needs a kernel"
                              : "names a kernel, only EV74 stages do");
  StringRef rowName =
      isEV74 ? *getKernel() : stringifyProcessor(getProcessor());
  const KernelKeys *row = findKernelKeys(rowName);
  if (!row || (isEV74 && (rowName == kMLAKeys || rowName == kA65Keys)))
    return emitOpError("has an unknown kernel '") << rowName << "'";
  SmallVector<StringRef> names;
  for (NamedAttribute param : getParams())
    names.push_back(param.getName());
  if (std::string why = checkKernelKeys(*row, names); !why.empty())
    return emitOpError() << why;
  return verifyExecutable(*this);
}

//===----------------------------------------------------------------------===//
// mpk.pipeline
//===----------------------------------------------------------------------===//

LogicalResult PipelineOp::verify() {
  if (getModelName().empty())
    return emitOpError("needs a model name");
  if (std::optional<StringRef> checksum = getModelChecksum())
    if (checksum->size() != 64 || !llvm::all_of(*checksum, llvm::isHexDigit))
      return emitOpError("has checksum '")
             << *checksum << "', expected 64 hexadecimal digits (SHA-256)";
  return success();
}

/// The stage must read what is known by now, at the producer's size.
static LogicalResult verifyReads(StageOp stage,
                                 const llvm::StringMap<int64_t> &sizes) {
  for (TensorAttr tensor : stage.getInputs().getAsRange<TensorAttr>()) {
    auto found = sizes.find(tensor.getName().getValue());
    if (found == sizes.end())
      return stage.emitOpError("reads ")
             << tensor.getName()
             << ", which neither an earlier stage nor the pipeline provides";
    if (found->second != tensor.getSize())
      return stage.emitOpError("reads ")
             << tensor.getSize() << " bytes of " << tensor.getName()
             << ", its producer writes " << found->second;
  }
  return success();
}

LogicalResult PipelineOp::verifyRegions() {
  llvm::StringMap<int64_t> sizes;
  for (InputAttr input : getInputs().getAsRange<InputAttr>())
    if (!sizes.try_emplace(input.getName().getValue(), input.getSize()).second)
      return emitOpError("has two inputs named ") << input.getName();

  llvm::StringSet<> stageNames;
  int64_t expected = 1;
  for (Operation &op : *getBody().begin()) {
    auto stage = dyn_cast<StageOp>(op);
    if (!stage)
      return op.emitOpError(
          "is not a stage; a pipeline holds only 'mpk.stage'");
    if (!stageNames.insert(stage.getStageName()).second)
      return stage.emitOpError("has the name of an earlier stage");
    if (static_cast<int64_t>(stage.getSequence()) != expected)
      return stage.emitOpError("has sequence ")
             << stage.getSequence() << ", expected " << expected;
    ++expected;
    if (failed(verifyReads(stage, sizes)))
      return failure();
    for (TensorAttr tensor : stage.getOutputs().getAsRange<TensorAttr>())
      if (!sizes.try_emplace(tensor.getName().getValue(), tensor.getSize())
               .second)
        return stage.emitOpError("writes ")
               << tensor.getName() << ", which already has a producer";
  }
  return success();
}
