//===- FrameRules.cpp - Rule 6: slices and their carriers -----------------===//

#include "../Frame.h"
#include "../Params.h"
#include "RuleFunctions.h"

using namespace sima;
using namespace sima::package;

namespace {
/// A stage of (de)tessellation with its frame.
struct FrameStage {
  const Plugin &stage;
  Shape shape;
  Frame frame;
  const ManifestTensor &carrier; ///< in slices
  const ManifestTensor &plain;
};
} // namespace

static bool readsSlices(const Plugin &stage) {
  return stage.kernel == "detessellation_transform";
}

static llvm::Expected<Shape> frameShape(const Plugin &stage) {
  if (readsSlices(stage))
    return shapeParam(stage.params, "frame_shape");
  llvm::Expected<std::vector<Shape>> shapes =
      shapesParam(stage.params, "input_shapes");
  if (!shapes)
    return shapes.takeError();
  if (shapes->size() != 1)
    return makeError("parameter 'input_shapes' does not hold one shape");
  return shapes->front();
}

/// Calls `visit` with each stage whose frame can be read, `refuse` with the
/// reason of others.
static void forEachFrame(
    const Manifest &manifest,
    llvm::function_ref<void(const FrameStage &)> visit,
    llvm::function_ref<void(const Plugin &, const std::string &)> refuse = {}) {
  for (const Plugin &stage : manifest.plugins) {
    bool reads = readsSlices(stage);
    if ((!reads && stage.kernel != "tessellation_transform") ||
        stage.inputs.size() != 1 || stage.outputs.size() != 1)
      continue;
    llvm::Expected<Shape> shape = frameShape(stage);
    llvm::Expected<Frame> frame =
        shape ? readFrame(stage.params, *shape)
              : llvm::Expected<Frame>(shape.takeError());
    if (!frame) {
      std::string why = llvm::toString(frame.takeError());
      if (refuse)
        refuse(stage, why);
      continue;
    }
    const ManifestTensor &in = stage.inputs[0], &out = stage.outputs[0];
    visit({stage, *shape, *frame, reads ? in : out, reads ? out : in});
  }
}

static void checkFrame(const Manifest &manifest, Reporter &report) {
  forEachFrame(
      manifest, [](const FrameStage &) {},
      [&](const Plugin &stage, const std::string &why) {
        report.violation(stage, why);
      });
}

static void checkCarrier(const Manifest &manifest, Reporter &report) {
  forEachFrame(manifest, [&](const FrameStage &f) {
    auto check = [&](const ManifestTensor &node, int64_t bytes,
                     const llvm::Twine &what) {
      if (node.size != bytes)
        report.violation(f.stage, quote(node.name) + " has " +
                                      llvm::Twine(node.size) + " bytes, " +
                                      what + llvm::Twine(bytes));
    };
    check(f.carrier, f.frame.carrierBytes(), "its slices take ");
    check(f.plain, f.frame.plainBytes(),
          "the frame " + shapeText(f.shape) + " takes ");
  });
}

static void checkChannels(const Manifest &manifest, Reporter &report) {
  forEachFrame(manifest, [&](const FrameStage &f) {
    const SliceLayout &layout = f.frame.layout;
    if (readsSlices(f.stage) && layout.padsChannels() &&
        layout.sliceC != layout.c)
      report.violation(f.stage, "slices of " + llvm::Twine(layout.sliceC) +
                                    " channels, the frame has " +
                                    llvm::Twine(layout.c));
  });
}

static void checkRank(const Manifest &manifest, Reporter &report) {
  forEachFrame(manifest, [&](const FrameStage &f) {
    if (readsSlices(f.stage) && f.shape.size() == 2 && f.stage.actualBatch != 1)
      report.violation(f.stage,
                       "frame " + shapeText(f.shape) +
                           ": a frame of rank 2 only goes with a batch of 1, "
                           "the batch is " +
                           llvm::Twine(f.stage.actualBatch));
  });
}

llvm::ArrayRef<RuleRow> sima::package::frameRules() {
  static constexpr RuleRow rows[] = {
      {"R6-frame", "frames and slices are extents that fit each other",
       checkFrame},
      {"R6-carrier",
       "a buffer of slices has the bytes of its slices, each from a multiple "
       "of 16: with `align_c16` or `cblock` N·H·W·roundup16(C)·element bytes; "
       "a frame N·H·W·C",
       checkCarrier},
      {"R6-channels",
       "with `align_c16` or `cblock` slices have all channels of the frame",
       checkChannels},
      {"R6-rank", "`frame_shape` has rank 2 only with a batch of 1", checkRank},
  };
  return rows;
}
