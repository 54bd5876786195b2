//===- BoundaryOps.cpp - Verifiers of boundary operations -----------------===//

#include "dialects/MLA/IR/MLA.h"
#include "sima/Support/SliceLayout.h"

using namespace mlir;
using namespace sima;
using namespace sima::mla;

LogicalResult LayoutAttr::verify(llvm::function_ref<InFlightDiagnostic()> emit,
                                 ArrayRef<int64_t> slice, bool, bool) {
  if (slice.size() != 3 || llvm::any_of(slice, [](int64_t v) { return v < 1; }))
    return emit() << "slice needs 3 extents [h, w, c] of at least 1";
  return success();
}

llvm::Expected<SliceLayout> sima::mla::sliceLayout(LayoutAttr layout,
                                                   MapShape shape,
                                                   int64_t elementBytes) {
  SliceLayout fields;
  fields.elementBytes = elementBytes;
  fields.h = shape.height;
  fields.w = shape.width;
  fields.c = shape.channels;
  fields.sliceH = layout.getSlice()[0];
  fields.sliceW = layout.getSlice()[1];
  fields.sliceC = layout.getSlice()[2];
  fields.alignC16 = layout.getAlignC16();
  fields.cblock = layout.getCblock();
  return SliceLayout::create(fields);
}

/// `bytes` must be as many samples x bytes as `map` takes in `layout`.
static LogicalResult verifyLayout(Operation *op, LayoutAttr layout, Type map,
                                  Type bytes) {
  MapShape shape = mapShape(map);
  auto slices = sliceLayout(layout, shape, elementBytes(map));
  if (!slices)
    return op->emitOpError(llvm::toString(slices.takeError()));
  // A plain buffer handed over by the user ends with its last element.
  auto tensor = cast<RankedTensorType>(bytes);
  int64_t last = shape.channels - 1;
  int64_t used = slices->offset(shape.height - 1, shape.width - 1, last) + 1;
  if (elementBytes(map) == 2)
    used += slices->planeStride(last);
  if (tensor.getDimSize(0) != shape.samples || tensor.getDimSize(1) < used ||
      tensor.getDimSize(1) > slices->totalBytes())
    return op->emitOpError("layout takes ")
           << shape.samples << "x" << slices->totalBytes() << " bytes, not "
           << tensor.getDimSize(0) << "x" << tensor.getDimSize(1);
  return success();
}

LogicalResult TessellateOp::verify() {
  return verifyLayout(*this, getLayout(), getInput().getType(),
                      getOutput().getType());
}
LogicalResult DetessellateOp::verify() {
  return verifyLayout(*this, getLayout(), getOutput().getType(),
                      getInput().getType());
}
LogicalResult LoadOp::verify() {
  if (int64_t position = getPosition(); position < 0 || position > INT32_MAX)
    return emitOpError("position ")
           << position << " is not from 0 to " << INT32_MAX;
  return verifyLayout(*this, getLayout(), getOutput().getType(),
                      getInput().getType());
}
LogicalResult StoreOp::verify() {
  return verifyLayout(*this, getLayout(), getInput().getType(),
                      getOutput().getType());
}

template <typename Op>
static LogicalResult verifyConversion(Op op, RankedTensorType codes) {
  if (op.getInput().getType().getShape() != op.getOutput().getType().getShape())
    return op.emitOpError("input and output must have one shape");
  if (isPerAxis(codes))
    return op.emitOpError("codes are quantized per tensor");
  return success();
}
LogicalResult QuantizeOp::verify() {
  return verifyConversion(*this, getOutput().getType());
}
LogicalResult DequantizeOp::verify() {
  return verifyConversion(*this, getInput().getType());
}

LogicalResult PackOp::verify() {
  RankedTensorType whole = getOutput().getType();
  int64_t bytes = 0;
  for (Value input : getInputs()) {
    auto part = cast<RankedTensorType>(input.getType());
    if (part.getDimSize(0) != whole.getDimSize(0))
      return emitOpError("a part has ")
             << part.getDimSize(0) << " samples, the whole "
             << whole.getDimSize(0);
    bytes += part.getDimSize(1);
  }
  if (bytes != whole.getDimSize(1))
    return emitOpError("parts have ")
           << bytes << " bytes a sample, the whole " << whole.getDimSize(1);
  return success();
}

LogicalResult UnpackOp::verify() {
  RankedTensorType part = getOutput().getType(), whole = getInput().getType();
  int64_t offset = getOffset();
  if (part.getDimSize(0) != whole.getDimSize(0))
    return emitOpError("the part has ")
           << part.getDimSize(0) << " samples, the whole "
           << whole.getDimSize(0);
  if (offset < 0 || offset > whole.getDimSize(1) - part.getDimSize(1))
    return emitOpError("bytes from ")
           << offset << " on, " << part.getDimSize(1)
           << " of them, do not lie in the " << whole.getDimSize(1)
           << " bytes of a sample";
  return success();
}

LogicalResult BitcastOp::verify() {
  int64_t in = storageBytes(getInput().getType());
  int64_t out = storageBytes(getOutput().getType());
  if (in != out)
    return emitOpError("input has ") << in << " bytes, the output " << out;
  return success();
}

LogicalResult SliceOp::verify() {
  RankedTensorType in = getInput().getType(), out = getOutput().getType();
  if (int64_t(getBegin().size()) != in.getRank() ||
      int64_t(getEnd().size()) != in.getRank() || out.getRank() != in.getRank())
    return emitOpError("begin, end and output need one value per dimension");
  for (int64_t d = 0; d < in.getRank(); ++d)
    if (getBegin()[d] < 0 || getEnd()[d] < getBegin()[d] ||
        getEnd()[d] > in.getDimSize(d) ||
        getEnd()[d] - getBegin()[d] != out.getDimSize(d))
      return emitOpError("range ")
             << getBegin()[d] << ".." << getEnd()[d] << " of dimension " << d
             << " does not give " << out.getDimSize(d) << " of "
             << in.getDimSize(d);
  if (in.getElementType() != out.getElementType())
    return emitOpError("output must have the input's quantization");
  return success();
}
