//===- Frame.cpp - The slices of a (de)tessellated frame ------------------===//

#include "Frame.h"
#include "Message.h"
#include "Params.h"

using namespace sima::package;

/// Reads what `params` says about slices into `layout`.
static llvm::Error readSlices(const JsonObject &params,
                              sima::SliceLayout &layout) {
  llvm::Expected<Shape> slice = shapeParam(params, "slice_shape");
  if (!slice)
    return slice.takeError();
  if (slice->size() != 3)
    return makeError("parameter 'slice_shape' is " + shapeText(*slice) +
                     ", expected height, width and channels");
  llvm::Expected<bool> alignC16 = boolParam(params, "align_c16");
  if (!alignC16)
    return alignC16.takeError();
  llvm::Expected<bool> cblock = boolParam(params, "cblock");
  if (!cblock)
    return cblock.takeError();
  llvm::Expected<ElementType> type = typeParam(params, "frame_type");
  if (!type)
    return type.takeError();
  layout.sliceH = (*slice)[0];
  layout.sliceW = (*slice)[1];
  layout.sliceC = (*slice)[2];
  layout.alignC16 = *alignC16;
  layout.cblock = *cblock;
  layout.elementBytes = elementBytes(*type);
  return llvm::Error::success();
}

llvm::Expected<Frame> sima::package::readFrame(const JsonObject &params,
                                               const Shape &shape) {
  if (shape.size() < 2)
    return makeError("a frame of shape " + shapeText(shape) +
                     " has no samples and channels");
  sima::SliceLayout fields;
  if (llvm::Error error = readSlices(params, fields))
    return std::move(error);
  fields.c = shape.back();
  if (shape.size() > 2)
    fields.w = shape[shape.size() - 2];
  for (size_t axis = 1; axis + 2 < shape.size(); ++axis)
    fields.h *= shape[axis];
  llvm::Expected<sima::SliceLayout> layout = sima::SliceLayout::create(fields);
  if (!layout)
    return layout.takeError();
  if (layout->totalBytes() > kMaxBufferBytes / shape.front())
    return makeError("a frame of shape " + shapeText(shape) +
                     " takes more than 2^40 bytes in slices");
  return Frame{shape.front(), *layout};
}
