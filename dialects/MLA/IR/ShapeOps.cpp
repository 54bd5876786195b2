//===- ShapeOps.cpp - Verifiers and folds of shape changes ----------------===//

#include "dialects/MLA/IR/MLA.h"
#include "dialects/MLA/IR/Window.h"

using namespace mlir;
using namespace sima::mla;

//===----------------------------------------------------------------------===//
// reshape
//===----------------------------------------------------------------------===//

LogicalResult ReshapeOp::verify() {
  RankedTensorType in = getInput().getType(), out = getOutput().getType();
  if (in.getNumElements() != out.getNumElements())
    return emitOpError("input has ")
           << in.getNumElements() << " elements, the output "
           << out.getNumElements();
  if (in.getElementType() != out.getElementType())
    return emitOpError("output must have the input's quantization");
  return success();
}

OpFoldResult ReshapeOp::fold(FoldAdaptor) {
  // Where order does not matter (a module, unreachable blocks) a reshape may
  // be its own input.
  auto producer = getInput().getDefiningOp<ReshapeOp>();
  if (producer == *this)
    return {};
  if (getInput().getType() == getOutput().getType())
    return getInput();
  if (producer) {
    setOperand(producer.getInput());
    return getResult();
  }
  return {};
}

//===----------------------------------------------------------------------===//
// pad
//===----------------------------------------------------------------------===//

LogicalResult PadOp::verify() {
  RankedTensorType in = getInput().getType();
  int64_t rank = in.getRank();
  ArrayRef<int64_t> low = getLow(), high = getHigh();
  if (int64_t(low.size()) != rank || int64_t(high.size()) != rank)
    return emitOpError("low and high need a value for each of ")
           << rank << " dimensions";
  SmallVector<int64_t> expected(in.getShape());
  for (int64_t d = 0; d < rank; ++d) {
    for (int64_t padding : {low[d], high[d]})
      if (padding < 0 || padding > kMaxWindowValue)
        return emitOpError("padding ")
               << padding << " is not from 0 to " << kMaxWindowValue;
    expected[d] += low[d] + high[d];
  }
  if (rank > 1 && (low[0] || high[0]))
    return emitOpError("the first dimension, of the samples, is not padded");
  if (getOutput().getType().getShape() != ArrayRef<int64_t>(expected))
    return emitOpError("output must have the input's shape plus the padding");
  if (isPerAxis(in) ||
      in.getElementType() != getOutput().getType().getElementType())
    return emitOpError("output must have the input's quantization");
  if (int64_t value = getValue(); value < -128 || value > 127)
    return emitOpError("value ") << value << " is not a code, -128 to 127";
  return success();
}

OpFoldResult PadOp::fold(FoldAdaptor) {
  bool nothing = llvm::all_of(getLow(), [](int64_t v) { return v == 0; }) &&
                 llvm::all_of(getHigh(), [](int64_t v) { return v == 0; });
  // Where order does not matter an operation may be its own input.
  if (nothing && getInput() != getOutput())
    return getInput();
  return {};
}

/// Where the input lies along the dimension that is number `fromEnd` from the
/// last; a dimension that the tensor does not have has size 1.
static Range inner(PadOp op, int64_t fromEnd) {
  RankedTensorType in = op.getInput().getType();
  int64_t d = in.getRank() - 1 - fromEnd;
  // Of rank 2 and 3 the first dimension is that of the samples.
  if (d < (in.getRank() > 1 ? 1 : 0))
    return {0, 1};
  return {op.getLow()[d], op.getLow()[d] + in.getDimSize(d)};
}

Range PadOp::innerRows() { return inner(*this, 2); }
Range PadOp::innerColumns() { return inner(*this, 1); }
Range PadOp::innerChannels() { return inner(*this, 0); }

Piece PadOp::inputPiece(unsigned, const Piece &piece) {
  auto within = [](Range inner, const Range &range) {
    Range part = inner.intersect(range);
    return part.empty()
               ? Range()
               : Range{part.begin - inner.begin, part.end - inner.begin};
  };
  Piece in = {piece.sample, within(innerRows(), piece.rows),
              within(innerChannels(), piece.channels)};
  return in.empty() ? Piece{piece.sample, {}, {}} : in;
}
