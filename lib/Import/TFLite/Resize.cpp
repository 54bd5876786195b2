//===- Resize.cpp - RESIZE_BILINEAR and RESIZE_NEAREST_NEIGHBOR -----------===//

#include "Axes.h"
#include "OperatorTable.h"
#include "TensorType.h"

using namespace mlir;
using namespace sima;
using namespace sima::tfl;
using llvm::createStringError;
using llvm::Twine;

/// Rows and columns that a map may have; positions are counted in float32 and
/// in units of 1/1024.
static constexpr int64_t kMaxSize = 65536;

/// LiteRT's kernels know both options for nearest neighbours together; no
/// network that is known to us has them.
static llvm::Expected<mla::Coordinates> coordinatesOf(bool alignCorners,
                                                      bool halfPixelCenters) {
  if (alignCorners && halfPixelCenters)
    return createStringError("has both align_corners and half_pixel_centers");
  if (alignCorners)
    return mla::Coordinates::align_corners;
  return halfPixelCenters ? mla::Coordinates::half_pixel
                          : mla::Coordinates::asymmetric;
}

template <typename Options>
static llvm::Error importResize(Node &node, mla::ResizeKind kind) {
  auto options = node.options<Options>();
  if (!options)
    return options.takeError();
  auto coordinates = coordinatesOf((*options)->align_corners(),
                                   (*options)->half_pixel_centers());
  if (!coordinates)
    return coordinates.takeError();
  auto input = node.input(0, 4);
  if (!input)
    return input.takeError();
  auto size = node.integers(1, 2);
  if (!size)
    return size.takeError();
  if (size->size() != 2)
    return createStringError("size has " + Twine(size->size()) +
                             " values, not 2");
  Shape shape(shapeOf(*input));
  llvm::SmallVector<float, 2> scales;
  for (unsigned d : {0, 1}) {
    int64_t in = shape[1 + d], out = (*size)[d];
    if (out < 1 || out > kMaxSize || in > kMaxSize)
      return createStringError("resizes " + Twine(in) + " rows or columns to " +
                               Twine(out) + ", the limits are 1 and " +
                               Twine(kMaxSize));
    scales.push_back(static_cast<float>(out) / static_cast<float>(in));
    shape[1 + d] = out;
  }
  auto type = node.outputType(shape, *input);
  if (!type)
    return type.takeError();
  return node.setResult(node.create<mla::ResizeOp>(
      *type, *input, kind, *coordinates, mla::Rounding::floor, scales,
      node.arithmetic()));
}

llvm::Error sima::tfl::importResizeBilinear(Node &node) {
  return importResize<fb::ResizeBilinearOptions>(node,
                                                 mla::ResizeKind::bilinear);
}

llvm::Error sima::tfl::importResizeNearest(Node &node) {
  return importResize<fb::ResizeNearestNeighborOptions>(
      node, mla::ResizeKind::nearest);
}
