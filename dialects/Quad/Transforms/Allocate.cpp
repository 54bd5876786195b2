//===- Allocate.cpp - Gives buffers their addresses -----------------------===//

#include "dialects/Quad/Transforms/MemoryProblem.h"
#include "dialects/Quad/Transforms/Passes.h"
#include "sima/Alloc/Solve.h"
#include "sima/Support/Statistics.h"

using namespace mlir;
using namespace sima;
using namespace sima::quad;

namespace sima::quad {
#define GEN_PASS_DEF_ALLOCATE
#include "dialects/Quad/Transforms/Passes.h.inc"
} // namespace sima::quad

SmallVector<BufferOp> sima::quad::buffersOf(SegmentOp segment, Space space) {
  SmallVector<BufferOp> buffers;
  for (auto buffer : segment.getOps<BufferOp>())
    if (buffer.getSpace() == space)
      buffers.push_back(buffer);
  return buffers;
}

alloc::Problem sima::quad::memoryProblem(SegmentOp segment, Space space,
                                         const Machine &machine) {
  alloc::Problem problem;
  bool local = space == Space::lm;
  problem.memory = local ? "local memory" : "accumulators";
  problem.capacity = local ? machine.lmBytes : machine.accBytes;
  for (BufferOp buffer : buffersOf(segment, space))
    problem.buffers.push_back({buffer.getSymName().str(), buffer.getBytes(),
                               int64_t(buffer.getFirst()),
                               int64_t(buffer.getLast())});
  return problem;
}

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
    auto lm = allocate(Space::lm, *machine);
    auto acc = allocate(Space::acc, *machine);
    if (failed(lm) || failed(acc))
      return signalPassFailure();
    addStatistic(lmBytes, *lm);
    addStatistic(accBytes, *acc);
  }

private:
  /// Returns the bytes in use.
  FailureOr<uint64_t> allocate(Space space, const Machine &machine) {
    alloc::Problem problem = memoryProblem(getOperation(), space, machine);
    auto solution = alloc::solve(problem);
    if (!solution)
      return getOperation().emitError(llvm::toString(solution.takeError()));
    for (auto [buffer, address] :
         llvm::zip(buffersOf(getOperation(), space), solution->addresses))
      buffer.setAddress(int64_t(address));
    return solution->peak;
  }
};
} // namespace
