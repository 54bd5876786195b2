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
      for (auto segment : function.getOps<SegmentOp>())
        if (failed(batch(function, segment, *machine)))
          return signalPassFailure();
  }

private:
  LogicalResult batch(func::FuncOp function, SegmentOp segment,
                      const Machine &machine) {
    int64_t desired = batchSize, actual = 1;
    if (int64_t own = ownSamples(function);
        own > 1 && own <= kMaxRequest && (desired == 1 || desired == own)) {
      desired = actual = own;
      if (std::string why = strideProblem(segment); !why.empty())
        return segment.emitError("the model is a batch of ")
               << own << ": " << why;
    } else if (batchSize > 1 && !function.getOps<A65SegmentOp>().empty()) {
      segment.emitRemark("batch 1 instead of ")
          << batchSize.getValue()
          << ": operations of the A65 take one sample at a time";
    } else if (batchSize > 1) {
      if (failed(checkSingle(function)))
        return failure();
      if (std::string why = strideProblem(segment); !why.empty()) {
        segment.emitRemark("batch 1 instead of ")
            << batchSize.getValue() << ": " << why;
      } else {
        FailureOr<schedule::SegmentPlan> plan =
            schedule::SegmentPlan::analyze(segment, machine);
        if (failed(plan))
          return failure();
        actual = largestFitting(*plan);
        setSamples(function, actual);
      }
    }
    segment.setDesiredBatchSize(desired);
    segment.setActualBatchSize(actual);
    return success();
  }

  /// Calls `visit(type, location)` for every tensor that is no constant.
  template <typename Fn>
  static void forTensors(func::FuncOp function, Fn visit) {
    for (BlockArgument argument : function.getArguments())
      if (auto tensor = dyn_cast<RankedTensorType>(argument.getType()))
        visit(tensor, argument.getLoc());
    function.walk([&](Operation *op) {
      if (!isa<ConstantOp>(op))
        for (Value value : op->getResults())
          if (auto tensor = dyn_cast<RankedTensorType>(value.getType()))
            visit(tensor, op->getLoc());
    });
  }

  /// The samples that the model itself processes: what all tensors have as
  /// leading dimension, or 0.
  static int64_t ownSamples(func::FuncOp function) {
    std::optional<int64_t> samples;
    forTensors(function, [&](RankedTensorType tensor, Location) {
      int64_t leading = tensor.getRank() > 1 ? tensor.getDimSize(0) : 0;
      samples = !samples || *samples == leading ? leading : 0;
    });
    return samples.value_or(0);
  }

  /// The model itself must process one sample, in its leading dimension.
  LogicalResult checkSingle(func::FuncOp function) {
    LogicalResult result = success();
    forTensors(function, [&](RankedTensorType tensor, Location loc) {
      if (failed(result) || (tensor.getRank() > 0 && tensor.getDimSize(0) == 1))
        return;
      result = emitError(loc)
               << "batch-size " << batchSize.getValue()
               << " needs tensors with a leading dimension of 1, " << tensor
               << " has none; compile without batch";
    });
    return result;
  }

  int64_t largestFitting(const schedule::SegmentPlan &plan) {
    std::string reason;
    if (!fits(plan, 1, reason)) {
      plan.segment->emitRemark("batch 1 instead of ")
          << batchSize.getValue()
          << ": one sample already needs feature maps in DRAM (" << reason
          << ")";
      return 1;
    }
    if (fits(plan, batchSize, reason))
      return batchSize;
    int64_t good = 1, bad = batchSize;
    while (bad - good > 1) {
      int64_t middle = good + (bad - good) / 2;
      (fits(plan, middle, reason) ? good : bad) = middle;
    }
    fits(plan, bad, reason);
    plan.segment->emitRemark("batch ")
        << good << " instead of " << batchSize.getValue() << ": with " << bad
        << " samples, " << reason;
    return good;
  }

  /// Gives every tensor but constants `samples` as leading dimension.
  void setSamples(func::FuncOp function, int64_t samples) {
    auto batched = [&](Type type) -> Type {
      auto tensor = dyn_cast<RankedTensorType>(type);
      return tensor ? withSamples(tensor, samples) : type;
    };
    auto convertArguments = [&](Region &region) {
      for (BlockArgument argument : region.getArguments())
        argument.setType(batched(argument.getType()));
    };
    convertArguments(function.getBody());
    function.walk([&](Operation *op) {
      if (isa<ConstantOp>(op))
        return;
      for (Value value : op->getResults())
        value.setType(batched(value.getType()));
      if (op != function)
        for (Region &region : op->getRegions())
          convertArguments(region);
      // The sample is no longer dimension 0 of 1 in a slice's range.
      if (auto slice = dyn_cast<SliceOp>(op)) {
        SmallVector<int64_t> end(slice.getEnd());
        end[0] = samples;
        slice.setEnd(end);
      }
    });
    Operation *terminator = function.getBody().front().getTerminator();
    function.setFunctionType(FunctionType::get(
        function.getContext(), function.getBody().getArgumentTypes(),
        terminator->getOperandTypes()));
  }
};
} // namespace
