//===- PassThrough.cpp - The results, in the application's order ----------===//

#include "../Message.h"
#include "EV74Kernels.h"
#include "llvm/ADT/STLExtras.h"

using namespace sima::package;

llvm::Error kernels::passThrough(const KernelCall &call, const StageTypes &) {
  if (call.inputs.size() != call.outputs.size())
    return makeError("it has " + llvm::Twine(call.inputs.size()) +
                     " inputs and " + llvm::Twine(call.outputs.size()) +
                     " outputs, as many are needed");
  for (size_t i = 0; i < call.inputs.size(); ++i) {
    if (call.inputs[i].size() != call.outputs[i].size())
      return makeError("input and output " + llvm::Twine(i) +
                       " have different sizes");
    llvm::copy(call.inputs[i], call.outputs[i].begin());
  }
  return llvm::Error::success();
}
