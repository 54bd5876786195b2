//===- Phases.cpp - The named phases of a compilation ---------------------===//

#include "sima/Pipelines/Phases.h"
#include "dialects/MLA/Transforms/Passes.h"
#include "dialects/Quad/Transforms/Passes.h"
#include "mlir/Transforms/Passes.h"
#include "sima/Conversion/MLAToMPK/MLAToMPK.h"
#include "sima/Conversion/MLAToQuad/MLAToQuad.h"

using namespace mlir;
using namespace sima;

static void legalize(OpPassManager &pm, const PhaseOptions &options) {
  pm.addPass(mla::createLegalize({options.target}));
}
static void fuse(OpPassManager &pm, const PhaseOptions &) {
  pm.addPass(mla::createFuse());
}
static void partition(OpPassManager &pm, const PhaseOptions &options) {
  pm.addPass(mla::createPartition({options.io, options.strictOneMLA}));
}
static void tessellate(OpPassManager &pm, const PhaseOptions &options) {
  pm.addPass(mla::createTessellate(
      {options.tessellationFile, options.tessellationText}));
}
static void batch(OpPassManager &pm, const PhaseOptions &options) {
  pm.addPass(mla::createBatch({options.batchSize}));
}
static void schedule(OpPassManager &pm, const PhaseOptions &options) {
  pm.addPass(mla::createQuadSchedule(
      {options.l2Caching, options.compress, options.explain}));
}
static void convert(OpPassManager &pm, const PhaseOptions &options) {
  pm.addPass(createConvertMLAToQuad());
}
static void allocate(OpPassManager &pm, const PhaseOptions &) {
  pm.addNestedPass<quad::SegmentOp>(quad::createAllocate());
}
static void synchronise(OpPassManager &pm, const PhaseOptions &) {
  pm.addNestedPass<quad::SegmentOp>(quad::createInsertSync());
}
static void descriptors(OpPassManager &pm, const PhaseOptions &) {
  pm.addNestedPass<quad::SegmentOp>(quad::createAssignDescriptors());
}
static void pipeline(OpPassManager &pm, const PhaseOptions &options) {
  pm.addPass(createConvertMLAToMPK({options.modelName, "2.1.0"}));
}

ArrayRef<Phase> sima::phases() {
  static constexpr Phase all[] = {
      {"legalize", "operations that the MLA executes", legalize},
      {"fuse", "layers", fuse},
      {"partition", "segments", partition},
      {"tessellate", "layouts of boundary tensors", tessellate},
      {"batch", "samples per execution", batch},
      {"schedule", "tiles for the quads", schedule},
      {"quad", "programs of the quads", convert},
      {"allocate", "addresses", allocate},
      {"sync", "posts and waits", synchronise},
      {"descriptors", "descriptor registers", descriptors},
      {"pipeline", "stages of EV74 and MLA", pipeline},
  };
  return all;
}
