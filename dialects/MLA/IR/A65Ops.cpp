//===- A65Ops.cpp - What the Cortex-A65 computes --------------------------===//

#include "dialects/MLA/IR/A65Kernels.h"
#include "dialects/MLA/IR/TensorTypes.h"

using namespace mlir;
using namespace sima;
using namespace sima::mla;

llvm::StringRef DetectionPostprocessOp::whyNotMLA() {
  return "it sorts and selects, which the MLA has no instruction for";
}

/// `type` must be 1 x `rest`.
static LogicalResult expectShape(Operation *op, llvm::StringRef what,
                                 RankedTensorType type,
                                 ArrayRef<int64_t> shape) {
  if (type.getShape() == shape)
    return success();
  InFlightDiagnostic error = op->emitOpError(what) << " must be ";
  llvm::interleave(shape, error, "x");
  return error;
}

LogicalResult DetectionPostprocessOp::verify() {
  RankedTensorType boxes = getBoxes().getType(), scores = getScores().getType();
  if (boxes.getRank() != 3 || boxes.getDimSize(0) != 1 ||
      boxes.getDimSize(2) < 4)
    return emitOpError("boxes must be 1 x N x 4 or more");
  int64_t count = boxes.getDimSize(1), classes = getNumClasses();
  if (scores.getRank() != 3 || scores.getDimSize(0) != 1 ||
      scores.getDimSize(1) != count || classes < 1 ||
      (scores.getDimSize(2) != classes && scores.getDimSize(2) != classes + 1))
    return emitOpError("scores must be 1 x ")
           << count << " x " << classes << ", or one more for the background";
  if (failed(expectShape(*this, "anchors", getAnchors().getType(), {count, 4})))
    return failure();
  for (Value codes : getOperands())
    if (isPerAxis(codes.getType()) || elementBytes(codes.getType()) != 1)
      return emitOpError("takes 8-bit codes with one scale");
  if (getScales().size() != 4 ||
      llvm::any_of(getScales(), [](float scale) { return !(scale > 0); }))
    return emitOpError("needs four positive scales");
  float overlap = getIouThreshold().convertToFloat();
  if (!(overlap > 0 && overlap <= 1))
    return emitOpError("iou_threshold ") << overlap
                                         << ", must be above 0 and "
                                            "at most 1";
  RankedTensorType out = getOutBoxes().getType();
  int64_t places = out.getRank() == 3 ? out.getDimSize(1) : 0;
  if (places < 1)
    return emitOpError("boxes of the result must be 1 x D x 4");
  if (failed(expectShape(*this, "boxes of the result", out, {1, places, 4})) ||
      failed(expectShape(*this, "classes", getOutClasses().getType(),
                         {1, places})) ||
      failed(
          expectShape(*this, "scores", getOutScores().getType(), {1, places})))
    return failure();
  if (getOutCount().getType().getNumElements() != 1)
    return emitOpError("the number of boxes is one number");
  return success();
}

//===----------------------------------------------------------------------===//
// pointwise
//===----------------------------------------------------------------------===//

/// What the MLA takes are codes of 8 or 16 bits.
static constexpr llvm::StringLiteral kNumbers =
    "it computes float32 or wide integers, and the MLA codes of 8 or 16 bits";

llvm::StringRef PointwiseOp::whyNotMLA() { return kNumbers; }
llvm::StringRef ReduceNumbersOp::whyNotMLA() { return kNumbers; }
llvm::StringRef GatherNdOp::whyNotMLA() {
  return "its positions are computed at run time, and the MLA's are fixed";
}
llvm::StringRef TopKOp::whyNotMLA() {
  return "it sorts, which the MLA has no instruction for";
}

llvm::StringRef NonMaxSuppressionOp::whyNotMLA() {
  return "it sorts and selects, which the MLA has no instruction for";
}

unsigned mla::operandsOf(PointwiseKind kind) {
  if (kind == PointwiseKind::select)
    return 3;
  return kind >= PointwiseKind::add ? 2 : 1;
}

bool mla::isComparison(PointwiseKind kind) {
  return kind >= PointwiseKind::equal && kind <= PointwiseKind::greater_equal;
}

bool mla::isForFloatOnly(PointwiseKind kind) {
  return (kind >= PointwiseKind::sqrt && kind <= PointwiseKind::round) ||
         (kind >= PointwiseKind::exp_mlas &&
          kind <= PointwiseKind::softplus_eigen) ||
         kind == PointwiseKind::finite;
}

static bool isLogical(PointwiseKind kind) {
  return kind == PointwiseKind::logical_not ||
         kind == PointwiseKind::logical_and ||
         kind == PointwiseKind::logical_or;
}

/// Functions of numbers and truth values alike.
static bool isForAll(PointwiseKind kind) {
  return kind == PointwiseKind::select || kind == PointwiseKind::equal ||
         kind == PointwiseKind::not_equal;
}

/// 16-bit codes that are the numbers themselves.
static bool isPositions(Type type) {
  return isQuantizedTensor(type) && !isPerAxis(type) &&
         elementBytes(type) == 2 && tensorScale(type) == 1 &&
         tensorZeroPoint(type) == 0;
}

/// The element types of a function that is no cast.
static LogicalResult verifyElements(PointwiseOp op) {
  PointwiseKind kind = op.getKind();
  Type out = op.getOutput().getType().getElementType();
  Type first = getElementTypeOrSelf(op.getInputs().front().getType());
  bool isTruth = isLogical(kind), isSelect = kind == PointwiseKind::select;
  for (auto [i, input] : llvm::enumerate(op.getInputs())) {
    Type element = getElementTypeOrSelf(input.getType());
    Type wanted = isSelect && i == 0 ? IntegerType::get(op.getContext(), 8)
                  : isSelect         ? out
                                     : first;
    if (!isNumberTensor(input.getType()) || element != wanted)
      return op.emitOpError("operand ") << i << " has elements of " << element
                                        << ", " << wanted << " is needed";
  }
  Type wanted = isComparison(kind) ? IntegerType::get(op.getContext(), 8)
                : isSelect         ? out
                                   : first;
  if (out != wanted)
    return op.emitOpError("gives elements of ")
           << wanted << ", the result has " << out;
  if (isForFloatOnly(kind) && !first.isF32())
    return op.emitOpError(stringifyPointwiseKind(kind)) << " is for f32";
  if (first.isSignlessInteger(8) != isTruth && !isForAll(kind))
    return op.emitOpError(stringifyPointwiseKind(kind))
           << (isTruth ? " is for truth values" : " is for numbers");
  return success();
}

LogicalResult PointwiseOp::verify() {
  if (getInputs().size() != operandsOf(getKind()))
    return emitOpError(stringifyPointwiseKind(getKind()))
           << " takes " << operandsOf(getKind()) << " operands";
  ArrayRef<int64_t> out = getOutput().getType().getShape();
  SmallVector<int64_t> shape(out.size(), 1);
  for (Value input : getInputs()) {
    ArrayRef<int64_t> in = cast<RankedTensorType>(input.getType()).getShape();
    if (in.size() > out.size())
      return emitOpError("an operand has more dimensions than the result");
    for (size_t d = 0; d < in.size(); ++d) {
      int64_t &size = shape[out.size() - in.size() + d];
      if (in[d] != 1 && size != 1 && in[d] != size)
        return emitOpError("operands do not fit together");
      size = std::max(size, in[d]);
    }
  }
  if (out != ArrayRef(shape))
    return emitOpError("the result must have the broadcast shape");
  if (getKind() != PointwiseKind::cast)
    return verifyElements(*this);
  Type from = getInputs().front().getType();
  return isNumberTensor(from) || isPositions(from)
             ? success()
             : emitOpError("casts numbers and positions");
}

/// An order is one of rows of float32 that lie one behind the other.
static LogicalResult verifyOrder(ReduceNumbersOp op) {
  if (op.getKind() != NumberReduction::sum &&
      op.getKind() != NumberReduction::mean)
    return op.emitOpError("order is for sums and means");
  if (!op.getInput().getType().getElementType().isF32())
    return op.emitOpError("order is for f32");
  int64_t next = op.getInput().getType().getRank();
  for (int64_t axis : llvm::reverse(op.getAxes()))
    if (axis != --next)
      return op.emitOpError("order is for the last dimensions");
  return success();
}

LogicalResult ReduceNumbersOp::verify() {
  SmallVector<int64_t> shape(getInput().getType().getShape());
  int64_t last = -1;
  for (int64_t axis : getAxes()) {
    if (axis <= last || axis >= int64_t(shape.size()))
      return emitOpError("axes must be ascending dimensions of the input");
    shape[axis] = 1;
    last = axis;
  }
  if (getOutput().getType().getShape() != ArrayRef(shape))
    return emitOpError("the result keeps the axes with size 1");
  if (getInput().getType().getElementType() !=
      getOutput().getType().getElementType())
    return emitOpError("input and result must have one element type");
  if (getInput().getType().getElementType().isSignlessInteger(8))
    return getKind() == NumberReduction::maximum ||
                   getKind() == NumberReduction::minimum
               ? success()
               : emitOpError("truth values have a maximum and a minimum only");
  return getOrder() ? verifyOrder(*this) : success();
}

LogicalResult GatherNdOp::verify() {
  ArrayRef<int64_t> in = getInput().getType().getShape();
  ArrayRef<int64_t> places = getIndices().getType().getShape();
  Type element = getIndices().getType().getElementType();
  if (!element.isSignlessInteger(32) && !element.isSignlessInteger(64))
    return emitOpError("indices must be i32 or i64");
  if (places.empty() || places.back() > int64_t(in.size()))
    return emitOpError("indices have more positions than the input has "
                       "dimensions");
  SmallVector<int64_t> shape(places.drop_back());
  llvm::append_range(shape, in.drop_front(places.back()));
  if (getOutput().getType().getShape() != ArrayRef(shape))
    return emitOpError("the result must have the shape of the indices without "
                       "the last dimension, then that of a slice");
  if (getInput().getType().getElementType() !=
      getOutput().getType().getElementType())
    return emitOpError("input and result must have one element type");
  return success();
}

LogicalResult TopKOp::verify() {
  RankedTensorType in = getInput().getType();
  if (in.getRank() < 1)
    return emitOpError("needs a dimension");
  SmallVector<int64_t> shape(in.getShape());
  int64_t k = getValues().getType().getRank() == in.getRank()
                  ? getValues().getType().getShape().back()
                  : 0;
  if (k < 1 || k > shape.back())
    return emitOpError("takes 1 to ") << shape.back() << " elements";
  shape.back() = k;
  if (getValues().getType().getShape() != ArrayRef(shape) ||
      getIndices().getType().getShape() != ArrayRef(shape))
    return emitOpError("results must have the input's shape but for the last "
                       "dimension");
  if (getValues().getType().getElementType() != in.getElementType())
    return emitOpError("input and values must have one element type");
  Type index = getIndices().getType().getElementType();
  if (!index.isSignlessInteger(32) && !index.isSignlessInteger(64))
    return emitOpError("indices must be i32 or i64");
  return success();
}

LogicalResult NonMaxSuppressionOp::verify() {
  RankedTensorType boxes = getBoxes().getType();
  if (boxes.getRank() < 2 || boxes.getShape().back() != 4)
    return emitOpError("boxes must be N x 4");
  int64_t count = boxes.getNumElements() / 4;
  if (count > std::numeric_limits<int32_t>::max())
    return emitOpError("has ") << count << " boxes, positions are i32";
  if (getScores().getType().getNumElements() != count)
    return emitOpError("has ") << getScores().getType().getNumElements()
                               << " scores of " << count << " boxes";
  RankedTensorType indices = getIndices().getType();
  if (!indices.getElementType().isSignlessInteger(32) ||
      !getCount().getType().getElementType().isSignlessInteger(32))
    return emitOpError("positions and their number must be i32");
  if (indices.getShape() != getSelectedScores().getType().getShape())
    return emitOpError("positions and scores of the result must have one "
                       "shape");
  if (getCount().getType().getNumElements() != 1)
    return emitOpError("the number of boxes is one number");
  float overlap = getIouThreshold().convertToFloat();
  if (!(overlap >= 0 && overlap <= 1))
    return emitOpError("iou_threshold ") << overlap << ", must be 0 to 1";
  float sigma = getSoftNmsSigma().convertToFloat();
  if (!(sigma >= 0))
    return emitOpError("soft_nms_sigma ") << sigma << ", must be at least 0";
  if (getScoreThreshold().isNaN())
    return emitOpError("score_threshold is no number");
  return success();
}

//===----------------------------------------------------------------------===//
// Where operations run
//===----------------------------------------------------------------------===//

/// Whether all of `op` is of 8-bit codes.
static bool isOf8Bits(Operation *op) {
  auto isWide = [](Type type) {
    return isQuantizedTensor(type) && elementBytes(type) != 1;
  };
  return llvm::none_of(op->getOperandTypes(), isWide) &&
         llvm::none_of(op->getResultTypes(), isWide);
}

bool mla::isForA65(Operation *op) {
  if (isa<A65Op, ReshapeOp, QuantizeOp, DequantizeOp, RescaleOp,
          BinaryElementwiseOp, PadOp, MirrorPadOp, RearrangeOp, StridedSliceOp,
          ConcatOp, GatherOp, BroadcastOp>(op))
    return true;
  if (isa<ArgMaxOp>(op))
    return elementBytes(op->getOperand(0).getType()) == 1;
  // One table for all channels.
  if (auto lookup = dyn_cast<LookupOp>(op))
    return isOf8Bits(op) && lookup.getTable().getType().getRank() == 1;
  return false;
}

bool mla::isForMLA(Operation *op) {
  if (isa<A65Op, QuantizeOp, DequantizeOp>(op))
    return false;
  auto isCodes = [](Value value) {
    return isQuantizedTensor(value.getType()) ||
           value.getDefiningOp<ConstantOp>();
  };
  return llvm::all_of(op->getOperands(), isCodes) &&
         llvm::all_of(op->getResults(), isCodes);
}

//===----------------------------------------------------------------------===//
// Parameters of kernels
//===----------------------------------------------------------------------===//

SimaDetection mla::detectionOf(DetectionPostprocessOp op) {
  RankedTensorType boxes = op.getBoxes().getType(),
                   scores = op.getScores().getType(),
                   anchors = op.getAnchors().getType();
  SimaDetection detection = {};
  detection.boxes = boxes.getDimSize(1);
  detection.encoding = boxes.getDimSize(2);
  detection.classes = int64_t(op.getNumClasses());
  detection.scores = scores.getDimSize(2);
  detection.detections = op.getOutBoxes().getType().getDimSize(1);
  detection.boxScale = float(tensorScale(boxes));
  detection.scoreScale = float(tensorScale(scores));
  detection.anchorScale = float(tensorScale(anchors));
  detection.boxZero = int32_t(tensorZeroPoint(boxes));
  detection.scoreZero = int32_t(tensorZeroPoint(scores));
  detection.anchorZero = int32_t(tensorZeroPoint(anchors));
  detection.yScale = op.getScales()[0];
  detection.xScale = op.getScales()[1];
  detection.hScale = op.getScales()[2];
  detection.wScale = op.getScales()[3];
  detection.scoreThreshold = op.getScoreThreshold().convertToFloat();
  detection.overlapThreshold = op.getIouThreshold().convertToFloat();
  return detection;
}

std::string mla::numberName(Type tensor) {
  Type element = storageElementType(tensor);
  return (element.isF32() ? "f" : "i") +
         std::to_string(element.getIntOrFloatBitWidth());
}

std::string mla::pointwiseName(PointwiseOp op) {
  std::string from = numberName(op.getInputs().front().getType());
  std::string name = stringifyPointwiseKind(op.getKind()).str() + "_" + from;
  return op.getKind() == PointwiseKind::cast
             ? name + "_" + numberName(op.getOutput().getType())
             : name;
}

std::string mla::reductionStep(ReduceNumbersOp op) {
  std::string type = numberName(op.getInput().getType());
  if (type == "i8")
    return op.getKind() == NumberReduction::maximum ? "logical_or_i8"
                                                    : "logical_and_i8";
  switch (op.getKind()) {
  case NumberReduction::sum:
  case NumberReduction::mean:
    return "add_" + type;
  case NumberReduction::maximum:
    return "maximum_" + type;
  case NumberReduction::minimum:
    return "minimum_" + type;
  case NumberReduction::product:
    return "mul_" + type;
  }
  llvm_unreachable("all kinds are handled");
}

/// The extreme number: the lowest one, or the largest.
static TypedAttr extreme(Type type, bool isLowest) {
  if (auto real = dyn_cast<FloatType>(type))
    return FloatAttr::get(
        type, llvm::APFloat::getLargest(real.getFloatSemantics(), isLowest));
  unsigned width = type.getIntOrFloatBitWidth();
  // Truth values are 0 and 1.
  if (width == 8)
    return IntegerAttr::get(type, isLowest ? 0 : 1);
  return IntegerAttr::get(type, isLowest
                                    ? llvm::APInt::getSignedMinValue(width)
                                    : llvm::APInt::getSignedMaxValue(width));
}

TypedAttr mla::reductionStart(ReduceNumbersOp op) {
  Type type = op.getInput().getType().getElementType();
  switch (op.getKind()) {
  case NumberReduction::sum:
  case NumberReduction::mean:
    return Builder(op.getContext()).getZeroAttr(type);
  case NumberReduction::maximum:
    return extreme(type, /*isLowest=*/true);
  case NumberReduction::minimum:
    return extreme(type, /*isLowest=*/false);
  case NumberReduction::product:
    return Builder(op.getContext()).getOneAttr(type);
  }
  llvm_unreachable("all kinds are handled");
}

NonMaxSuppressionShape mla::nonMaxSuppressionOf(NonMaxSuppressionOp op) {
  NonMaxSuppressionShape shape;
  shape.boxes = op.getScores().getType().getNumElements();
  shape.places = op.getIndices().getType().getNumElements();
  shape.thresholds = {op.getIouThreshold().convertToFloat(),
                      op.getScoreThreshold().convertToFloat(),
                      op.getSoftNmsSigma().convertToFloat()};
  return shape;
}

GatherShape mla::gatherShape(GatherNdOp op) {
  ArrayRef<int64_t> in = op.getInput().getType().getShape();
  RankedTensorType indices = op.getIndices().getType();
  GatherShape shape;
  shape.depth = indices.getShape().back();
  shape.places = indices.getNumElements() / shape.depth;
  shape.extents = llvm::to_vector(in.take_front(shape.depth));
  shape.sliceBytes = elementBytes(op.getInput().getType());
  for (int64_t size : in.drop_front(shape.depth))
    shape.sliceBytes *= size;
  return shape;
}
