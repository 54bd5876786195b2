//===- Allocate.cpp - Gives buffers their addresses -----------------------===//

#include "dialects/Quad/Transforms/Passes.h"
#include "sima/Alloc/Problem.h"

using namespace mlir;
using namespace sima;
using namespace sima::quad;

namespace sima::quad {
#define GEN_PASS_DEF_ALLOCATE
#include "dialects/Quad/Transforms/Passes.h.inc"
} // namespace sima::quad

namespace {
struct AllocatePass : sima::quad::impl::AllocateBase<AllocatePass> {
  using AllocateBase::AllocateBase;

  void runOnOperation() override {
    llvm::Expected<Machine> machine =
        Machine::parse(getOperation().getTarget(), "target");
    if (!machine) {
      getOperation().emitError(llvm::toString(machine.takeError()));
      return signalPassFailure();
    }
    auto lm = allocate(Space::lm, "local memory", machine->lmBytes);
    auto acc = allocate(Space::acc, "accumulators", machine->accBytes);
    if (failed(lm) || failed(acc))
      return signalPassFailure();
    lmBytes += *lm;
    accBytes += *acc;
  }

private:
  /// Returns the bytes in use.
  FailureOr<uint64_t> allocate(Space space, StringRef memory,
                               uint64_t capacity) {
    alloc::Problem problem;
    problem.memory = memory.str();
    problem.capacity = capacity;
    SmallVector<BufferOp> buffers;
    for (auto buffer : getOperation().getOps<BufferOp>()) {
      if (buffer.getSpace() != space)
        continue;
      buffers.push_back(buffer);
      problem.buffers.push_back({buffer.getSymName().str(), buffer.getBytes(),
                                 int64_t(buffer.getFirst()),
                                 int64_t(buffer.getLast())});
    }
    auto solution = alloc::solve(problem);
    if (!solution)
      return getOperation().emitError(llvm::toString(solution.takeError()));
    for (auto [buffer, address] : llvm::zip(buffers, solution->addresses))
      buffer.setAddress(int64_t(address));
    return solution->peak;
  }
};
} // namespace
