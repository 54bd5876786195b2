//===- Target.cpp - The machine a module is compiled for ------------------===//

#include "dialects/MLA/IR/Target.h"

using namespace mlir;
using namespace sima;

FailureOr<Machine> mla::targetMachine(Operation *op) {
  auto module = dyn_cast<ModuleOp>(op);
  if (!module)
    module = op->getParentOfType<ModuleOp>();
  auto text =
      module ? module->getAttrOfType<StringAttr>(kTargetAttr) : StringAttr();
  llvm::Expected<Machine> machine =
      text ? Machine::parse(text.getValue(), kTargetAttr)
           : Machine::load("mlsoc");
  if (!machine)
    return op->emitError(llvm::toString(machine.takeError()));
  return *machine;
}

void mla::setTarget(ModuleOp module, const Machine &machine) {
  module->setAttr(kTargetAttr,
                  StringAttr::get(module.getContext(), machine.toYAML()));
}
