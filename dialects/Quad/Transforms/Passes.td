//===- Passes.td - Passes of the quad dialect --------------*- tablegen -*-===//
#ifndef SIMA_QUAD_PASSES
#define SIMA_QUAD_PASSES

include "mlir/Pass/PassBase.td"

def Allocate : Pass<"quad-allocate", "::sima::quad::SegmentOp"> {
  let summary = "Gives buffers their addresses";
  let description = [{
    Local memory and accumulators, the same address in every quad. Where all buffers fit side by side no byte
    is used twice, so that no instruction waits for a reader of old contents.
  }];
  let statistics = [Statistic<"lmBytes", "lm-bytes", "local memory in use">,
                    Statistic<"accBytes", "acc-bytes", "accumulators in use">];
}

def InsertSync : Pass<"quad-insert-sync", "::sima::quad::SegmentOp"> {
  let summary = "Orders conflicting accesses of different queues by semaphores";
  let description = [{
    For each instruction finds the earlier ones (by `step`) whose accesses conflict with its own and that are
    not known to be complete; each gets a `quad.post` behind it and a `quad.wait` before the later one. The
    solution is verified pair by pair. Each entry point is a program by itself: what ran before it is complete.
  }];
  let statistics = [Statistic<"edges", "edges", "pairs of post and wait">];
}

def AssignDescriptors : Pass<"quad-assign-descriptors", "::sima::quad::SegmentOp"> {
  let summary = "Writes the `set` instructions that fill descriptor registers";
  let description = [{
    Every view gets the register whose contents differ from it least (ties: the one used longest ago); only
    fields that differ are set. All fields are 0 where a core begins.
  }];
  let statistics = [Statistic<"sets", "sets", "set instructions">];
}

#endif // SIMA_QUAD_PASSES
