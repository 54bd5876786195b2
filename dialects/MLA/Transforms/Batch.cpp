//===- Batch.cpp - Several samples in one execution -----------------------===//

#include "dialects/MLA/IR/Target.h"
#include "dialects/MLA/Transforms/Passes.h"
#include "mlir/IR/Diagnostics.h"
#include "sima/Schedule/SegmentPlan.h"

using namespace mlir;
using namespace sima;
using namespace sima::mla;

namespace sima::mla {
#define GEN_PASS_DEF_BATCH
#include "dialects/MLA/Transforms/Passes.h.inc"
} // namespace sima::mla

namespace {
constexpr int64_t kMaxRequest = 1024;

/// Whether `samples` samples fit local memory without spilling; `reason` says
/// why not.
bool fits(const schedule::SegmentPlan &single, int64_t samples,
          std::string &reason) {
  schedule::SegmentPlan plan = single;
  for (schedule::FeatureMap &map : plan.maps)
    map.shape.samples = samples;
  for (schedule::LayerPlan &layer : plan.layers)
    for (schedule::Operand &operand : layer.operands)
      operand.shape.samples = samples;
  ScopedDiagnosticHandler quiet(plan.segment.getContext(), [&](Diagnostic &d) {
    reason = d.str();
    return success();
  });
  return succeeded(schedule::chooseSchedule(plan, /*allowSpill=*/false));
}

/// Runtimes hand over samples at multiples of this.
constexpr int64_t kSampleAlignBytes = 16;

/// Why samples of the segment's inputs or outputs cannot follow one another;
/// empty if they can. What the EV74 orders always can.
std::string strideProblem(SegmentOp segment) {
  auto check = [&](ValueRange values, const char *side) -> std::string {
    for (auto [index, value] : llvm::enumerate(values)) {
      int64_t bytes = cast<RankedTensorType>(value.getType()).getDimSize(1);
      if (bytes % kSampleAlignBytes != 0)
        return (side + Twine(index) + " takes " + Twine(bytes) +
                " bytes a sample where the MLA's DMA moves it, and between "
                "samples runtimes need a multiple of " +
                Twine(kSampleAlignBytes) +
                "; use enable_mla: false, or dram_layout: HWC16")
            .str();
    }
    return "";
  };
  std::string problem = check(segment.getInputs(), "input ");
  return problem.empty() ? check(segment.getResults(), "output ") : problem;
}

struct BatchPass : sima::mla::impl::BatchBase<BatchPass> {
  using BatchBase::BatchBase;

  void runOnOperation() override {
    if (batchSize < 1 || batchSize > kMaxRequest) {
      getOperation().emitError("batch-size ")
          << batchSize.getValue() << " is not from 1 to " << kMaxRequest;
      return signalPassFailure();
    }
    FailureOr<Machine> machine = targetMachine(getOperation());
    if (failed(machine))
      return signalPassFailure();
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (failed(batch(function, *machine)))
        return signalPassFailure();
  }

private:
  LogicalResult batch(func::FuncOp function, const Machine &machine) {
    if (function.getOps<SegmentOp>().empty() &&
        function.getOps<A65SegmentOp>().empty())
      return success();
    int64_t desired = batchSize, actual = 1;
    if (int64_t own = ownSamples(function); own > 1 && own <= kMaxRequest) {
      if (desired != 1 && desired != own)
        return function.emitError("batch-size ")
               << desired << ": the model itself is a batch of " << own
               << "; ask for that, or compile without batch";
      desired = actual = own;
      for (auto segment : function.getOps<SegmentOp>())
        if (std::string why = strideProblem(segment); !why.empty())
          return segment.emitError("the model is a batch of ")
                 << own << ": " << why;
    } else if (desired > 1) {
      auto chosen = chooseBatch(function, machine);
      if (failed(chosen))
        return failure();
      actual = *chosen;
      setSamples(function, actual);
    }
    auto note = [&](auto segment) {
      segment.setDesiredBatchSize(desired);
      segment.setActualBatchSize(actual);
    };
    for (auto segment : function.getOps<SegmentOp>())
      note(segment);
    for (auto segment : function.getOps<A65SegmentOp>())
      note(segment);
    return success();
  }

  /// The largest batch up to the one asked for that all stages can take; a
  /// remark says why it is not more.
  FailureOr<int64_t> chooseBatch(func::FuncOp function,
                                 const Machine &machine) {
    int64_t actual = batchSize;
    std::string why = singleProblem(function);
    for (auto segment : function.getOps<SegmentOp>())
      if (why.empty())
        why = strideProblem(segment);
    actual = why.empty() ? largestTensors(function, actual, why) : 1;
    for (auto segment : function.getOps<SegmentOp>()) {
      if (actual == 1)
        break;
      FailureOr<schedule::SegmentPlan> plan =
          schedule::SegmentPlan::analyze(segment, machine);
      if (failed(plan))
        return failure();
      actual = largestFitting(*plan, actual, why);
    }
    if (actual < batchSize)
      function.emitRemark("batch ")
          << actual << " instead of " << batchSize.getValue() << ": " << why;
    return actual;
  }

  /// Calls `visit(type, location)` for every tensor that is no constant; with
  /// `ofStages` for those outside of A65 segments, which can run sample by
  /// sample.
  template <typename Fn>
  static void forTensors(func::FuncOp function, bool ofStages, Fn visit) {
    for (BlockArgument argument : function.getArguments())
      if (auto tensor = dyn_cast<RankedTensorType>(argument.getType()))
        visit(tensor, argument.getLoc());
    function.walk<WalkOrder::PreOrder>([&](Operation *op) {
      if (!isa<ConstantOp>(op))
        for (Value value : op->getResults())
          if (auto tensor = dyn_cast<RankedTensorType>(value.getType()))
            visit(tensor, op->getLoc());
      return ofStages && isa<A65SegmentOp>(op) ? WalkResult::skip()
                                               : WalkResult::advance();
    });
  }

  /// The samples that the model itself processes: what all tensors have as
  /// leading dimension, or 0.
  static int64_t ownSamples(func::FuncOp function) {
    std::optional<int64_t> samples;
    forTensors(
        function, /*ofStages=*/false, [&](RankedTensorType tensor, Location) {
          int64_t leading = tensor.getRank() > 1 ? tensor.getDimSize(0) : 0;
          samples = !samples || *samples == leading ? leading : 0;
        });
    return samples.value_or(0);
  }

  /// Why the model itself does not process one sample, in its leading
  /// dimension; empty if it does.
  static std::string singleProblem(func::FuncOp function) {
    std::string problem;
    forTensors(function, /*ofStages=*/true,
               [&](RankedTensorType tensor, Location loc) {
                 if (!problem.empty() ||
                     (tensor.getRank() > 0 && tensor.getDimSize(0) == 1))
                   return;
                 llvm::raw_string_ostream os(problem);
                 os << "samples need tensors with a leading dimension of 1, '"
                    << tensor << "' is none";
                 if (StringRef name = nodeName(loc); !name.empty())
                   os << " ('" << name << "')";
               });
    return problem;
  }

  /// The most samples up to `limit` with which no tensor is too large.
  static int64_t largestTensors(func::FuncOp function, int64_t limit,
                                std::string &why) {
    forTensors(
        function, /*ofStages=*/true, [&](RankedTensorType tensor, Location) {
          int64_t most = std::max<int64_t>(
              1, kMaxTensorBytes / std::max<int64_t>(1, storageBytes(tensor)));
          if (most >= limit)
            return;
          limit = most;
          why.clear();
          llvm::raw_string_ostream(why)
              << "with " << most + 1 << " samples, one of '" << tensor
              << "' takes more than " << kMaxTensorBytes << " bytes";
        });
    return limit;
  }

  /// The most samples up to `limit` that fit; `why` says what more would need.
  static int64_t largestFitting(const schedule::SegmentPlan &plan,
                                int64_t limit, std::string &why) {
    std::string reason;
    if (!fits(plan, 1, reason)) {
      why = "one sample already needs feature maps in DRAM (" + reason + ")";
      return 1;
    }
    if (fits(plan, limit, reason))
      return limit;
    int64_t good = 1, bad = limit;
    while (bad - good > 1) {
      int64_t middle = good + (bad - good) / 2;
      (fits(plan, middle, reason) ? good : bad) = middle;
    }
    fits(plan, bad, reason);
    why = "with " + std::to_string(bad) + " samples, " + reason;
    return good;
  }

  /// Gives every tensor but constants `samples` as leading dimension; A65
  /// segments stay of one sample inside.
  static void setSamples(func::FuncOp function, int64_t samples) {
    if (samples == 1)
      return;
    auto batched = [&](Type type) -> Type {
      auto tensor = dyn_cast<RankedTensorType>(type);
      return tensor ? withSamples(tensor, samples) : type;
    };
    auto convertArguments = [&](Region &region) {
      for (BlockArgument argument : region.getArguments())
        argument.setType(batched(argument.getType()));
    };
    convertArguments(function.getBody());
    function.walk<WalkOrder::PreOrder>([&](Operation *op) {
      if (isa<ConstantOp>(op))
        return WalkResult::advance();
      for (Value value : op->getResults())
        value.setType(batched(value.getType()));
      if (isa<A65SegmentOp>(op))
        return WalkResult::skip();
      if (op != function)
        for (Region &region : op->getRegions())
          convertArguments(region);
      // The sample is no longer dimension 0 of 1 in a slice's range.
      if (auto slice = dyn_cast<SliceOp>(op)) {
        SmallVector<int64_t> end(slice.getEnd());
        end[0] = samples;
        slice.setEnd(end);
      }
      return WalkResult::advance();
    });
    Operation *terminator = function.getBody().front().getTerminator();
    function.setFunctionType(FunctionType::get(
        function.getContext(), function.getBody().getArgumentTypes(),
        terminator->getOperandTypes()));
  }
};
} // namespace
