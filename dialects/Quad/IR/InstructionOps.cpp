//===- InstructionOps.cpp - Verifiers of sequencer words ------------------===//

#include "dialects/Quad/IR/Quad.h"

using namespace mlir;
using namespace sima;
using namespace sima::quad;

LogicalResult SetOp::verify() {
  if (getReg() >= Machine::kDescriptors)
    return emitOpError("register ")
           << getReg() << ", a quad has " << Machine::kDescriptors;
  if (getSymbol() && getField() != Field::base)
    return emitOpError("only base can refer to a symbol");
  return success();
}

static LogicalResult verifySemaphore(Operation *op, uint32_t semaphore) {
  if (semaphore >= Machine::kSemaphores)
    return op->emitOpError("semaphore ")
           << semaphore << ", a quad has " << Machine::kSemaphores;
  return success();
}

LogicalResult WaitOp::verify() {
  return verifySemaphore(*this, getSemaphore());
}
LogicalResult PostOp::verify() {
  if (getQuad() >= kMaxQuads)
    return emitOpError("raises a semaphore of quad ")
           << getQuad() << ", a machine has at most " << kMaxQuads;
  return verifySemaphore(*this, getSemaphore());
}
