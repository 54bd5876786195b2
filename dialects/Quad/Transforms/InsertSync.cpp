//===- InsertSync.cpp - Posts and waits between queues --------------------===//

#include "dialects/Quad/Transforms/Passes.h"
#include "sima/Schedule/SyncProblem.h"
#include "sima/Support/Statistics.h"
#include "llvm/ADT/EquivalenceClasses.h"
#include <map>

using namespace mlir;
using namespace sima;
using namespace sima::quad;
using namespace sima::schedule;

namespace sima::quad {
#define GEN_PASS_DEF_INSERTSYNC
#include "dialects/Quad/Transforms/Passes.h.inc"
} // namespace sima::quad

namespace {

/// Numbers memories so that accesses in different ones cannot conflict: buffers
/// whose addresses overlap share a number, and so do parts of one DRAM object.
class MemorySpaces {
public:
  LogicalResult build(SegmentOp segment) {
    SmallVector<BufferOp> buffers(segment.getOps<BufferOp>());
    for (BufferOp buffer : buffers)
      if (!buffer.getAddress())
        return buffer.emitError("has no address; run --quad-allocate");
    llvm::sort(buffers, [](BufferOp a, BufferOp b) {
      return std::tuple(a.getSpace(), *a.getAddress()) <
             std::tuple(b.getSpace(), *b.getAddress());
    });
    int64_t end = 0;
    for (auto [index, buffer] : llvm::enumerate(buffers)) {
      int64_t address = *buffer.getAddress();
      if (index == 0 || buffer.getSpace() != buffers[index - 1].getSpace() ||
          address >= end) {
        ++count;
        end = 0;
      }
      end = std::max(end, address + int64_t(buffer.getBytes()));
      places[buffer.getSymNameAttr()] = {count, address, /*local=*/true,
                                         /*ordered=*/true};
    }
    for (Operation &op : segment.getBody().front()) {
      auto name = op.getAttrOfType<StringAttr>("sym_name");
      if (!name || isa<BufferOp>(op))
        continue;
      // What nobody writes needs no order.
      auto port = dyn_cast<PortOp>(op);
      bool readOnly = isa<ConstantOp>(op) ||
                      (port && port.getDirection() == Direction::input);
      places[name] = {++count, 0, /*local=*/false, !readOnly};
    }
    ++count;
    return success();
  }

  /// The access in the memory of every quad it touches.
  void append(SmallVectorImpl<PlacedAccess> &out, const Access &access,
              unsigned quad) const {
    const Place &place = places.at(access.buffer.getAttr());
    if (!place.ordered)
      return;
    uint64_t quads = access.quads ? access.quads : uint64_t(1) << quad;
    if (!place.local)
      quads = 1;
    for (; quads; quads &= quads - 1)
      out.push_back({place.number + count * unsigned(llvm::countr_zero(quads)),
                     place.address, access.footprint, access.write});
  }

private:
  struct Place {
    unsigned number;
    int64_t address;
    bool local;
    bool ordered;
  };
  llvm::DenseMap<StringAttr, Place> places;
  unsigned count = 0;
};

struct InsertSyncPass : sima::quad::impl::InsertSyncBase<InsertSyncPass> {
  using InsertSyncBase::InsertSyncBase;

  void runOnOperation() override {
    MemorySpaces spaces;
    if (failed(spaces.build(getOperation())))
      return signalPassFailure();
    for (EntryPoint entry : getOperation().entryPoints())
      if (failed(synchronise(entry, spaces)))
        return signalPassFailure();
  }

private:
  /// Nothing of an entry point runs together with the other one.
  LogicalResult synchronise(EntryPoint entry, const MemorySpaces &spaces) {
    SyncProblem problem;
    SmallVector<CoreOp> ofEntry = getOperation().coresOf(entry);
    SmallVector<InstructionOp> instructions = collect(ofEntry, problem, spaces);
    auto solution = schedule::solve(problem);
    if (!solution)
      return getOperation().emitError(llvm::toString(solution.takeError()));
    insert(ofEntry, problem, *solution, instructions);
    addStatistic(edges, solution->edges.size());
    return success();
  }

  static int64_t stepOf(Operation *op) {
    return op->getAttrOfType<IntegerAttr>("step").getInt();
  }
  static int64_t layerOf(Operation *op) {
    return op->getAttrOfType<IntegerAttr>("layer").getInt();
  }

  /// All instructions in the order of `step`.
  SmallVector<InstructionOp> collect(ArrayRef<CoreOp> ofEntry,
                                     SyncProblem &problem,
                                     const MemorySpaces &spaces) {
    SmallVector<InstructionOp> instructions;
    for (CoreOp core : ofEntry) {
      problem.quads = std::max<unsigned>(problem.quads, core.getQuad() + 1);
      for (auto op : core.getOps<InstructionOp>())
        instructions.push_back(op);
    }
    llvm::stable_sort(instructions, [](InstructionOp a, InstructionOp b) {
      return stepOf(a) < stepOf(b);
    });
    for (InstructionOp op : instructions) {
      unsigned quad = op->getParentOfType<CoreOp>().getQuad();
      SyncEntry entry;
      entry.queue = quad * kQueueKinds + unsigned(op.queue());
      for (const Access &access : op.accesses())
        spaces.append(entry.accesses, access, quad);
      problem.entries.push_back(std::move(entry));
    }
    return instructions;
  }

  void insert(ArrayRef<CoreOp> ofEntry, const SyncProblem &problem,
              const SyncSolution &solution,
              ArrayRef<InstructionOp> instructions) {
    unsigned entries = problem.entries.size();
    cores.clear();
    cursors.clear();
    for (CoreOp core : ofEntry)
      cores[core.getQuad()] = core;
    auto queueOf = [&](unsigned id) {
      return id < entries ? problem.entries[id].queue
                          : solution.relays[id - entries].queue;
    };
    std::vector<SmallVector<SyncEdge, 2>> into(entries +
                                               solution.relays.size());
    std::vector<SmallVector<SyncEdge, 2>> outOf(into.size());
    for (const SyncEdge &edge : solution.edges) {
      into[edge.to].push_back(edge);
      outOf[edge.from].push_back(edge);
    }
    auto emitWaits = [&](OpBuilder &builder, unsigned id, Operation *near) {
      for (const SyncEdge &edge : into[id])
        builder.create<WaitOp>(near->getLoc(), kindOf(queueOf(id)),
                               edge.semaphore, layerOf(near));
    };
    auto emitPosts = [&](OpBuilder &builder, unsigned id, Operation *near) {
      for (const SyncEdge &edge : outOf[id])
        builder.create<PostOp>(near->getLoc(), kindOf(queueOf(id)),
                               queueOf(edge.to) / kQueueKinds, edge.semaphore,
                               layerOf(near));
    };
    unsigned relay = 0;
    for (unsigned id = 0; id < entries; ++id) {
      Operation *op = instructions[id];
      for (; relay < solution.relays.size() &&
             solution.relays[relay].before == id;
           ++relay) {
        OpBuilder builder =
            beforeStep(solution.relays[relay].queue / kQueueKinds, stepOf(op));
        emitWaits(builder, entries + relay, op);
        emitPosts(builder, entries + relay, op);
      }
      OpBuilder builder(op);
      emitWaits(builder, id, op);
      builder.setInsertionPointAfter(op);
      emitPosts(builder, id, op);
    }
  }

  static QueueKind kindOf(QueueId queue) {
    return QueueKind(queue % kQueueKinds);
  }

  /// The place in the program of `quad` directly before its first instruction
  /// that does not come before `step`, behind what was put there already. Steps
  /// must not decrease from call to call.
  OpBuilder beforeStep(unsigned quad, int64_t step) {
    Block &block = cores[quad].getBody().front();
    Operation *&place = cursors.try_emplace(quad, &block.front()).first->second;
    while (!isa<HaltOp>(place) &&
           !(isa<InstructionOp>(place) && stepOf(place) >= step))
      place = place->getNextNode();
    return OpBuilder(place);
  }

  /// Where beforeStep() last was in each quad.
  std::map<unsigned, Operation *> cursors;
  std::map<unsigned, CoreOp> cores;
};

} // namespace
