//===- EmitNext.cpp - The cores of entry point next -----------------------===//

#include "EmitNext.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;
using namespace sima;

/// The buffers of resident constants.
static llvm::StringSet<> residentBuffers(const schedule::SegmentPlan &plan) {
  llvm::StringSet<> names;
  for (const schedule::LayerPlan &layer : plan.layers)
    for (unsigned chunk = 0;
         layer.resident && chunk < layer.constantSpans.size(); ++chunk)
      names.insert(schedule::constantBufferName(layer.name, chunk));
  return names;
}

void sima::emitNext(quad::SegmentOp segment,
                    const schedule::SegmentPlan &plan) {
  llvm::StringSet<> resident = residentBuffers(plan);
  OpBuilder builder(segment.getContext());
  for (quad::CoreOp first : segment.coresOf(quad::EntryPoint::first)) {
    builder.setInsertionPointToEnd(&segment.getBody().front());
    auto next = cast<quad::CoreOp>(builder.clone(*first));
    next.setEntry(quad::EntryPoint::next);
    for (quad::LdOp load :
         llvm::make_early_inc_range(next.getOps<quad::LdOp>()))
      if (resident.contains(load.getDst().getBuffer().getValue()))
        load.erase();
  }
}
