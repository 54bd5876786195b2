//===- Constants.cpp - Constants of a layer as the MLA reads them ---------===//

#include "dialects/MLA/IR/ConstantElements.h"
#include "sima/Plan/ConstantBytes.h"
#include "sima/Plan/OpPlan.h"

using namespace mlir;
using namespace sima;
using namespace sima::mla;
using namespace sima::plan;

/// The bytes of a constant operand.
FailureOr<ElementBytes> sima::plan::constantBytesOf(const LayerBody &body,
                                                    Value value,
                                                    StringRef what) {
  auto constant = value.getDefiningOp<ConstantOp>();
  if (!constant)
    return body.main->emitError("layer '")
           << body.layer.getName() << "': the " << what
           << " must be a constant of the layer";
  if (std::optional<ElementBytes> bytes = elementBytes(constant.getValue()))
    return std::move(*bytes);
  return constant.emitError("the bytes of this constant are missing or have "
                            "another size than its type");
}

/// The part of operand `operand` that `channels` of the output need, all rows.
static Piece constantPiece(const LayerBody &body, unsigned operand,
                           mla::Range channels) {
  Piece piece = body.outputShape().whole();
  piece.channels = channels;
  Piece needed = body.main.inputPiece(operand, piece);
  needed.rows = {0, mapShape(body.main->getOperand(operand).getType()).height};
  return needed;
}

int64_t sima::plan::operandMapBytes(const LayerBody &body, unsigned operand,
                                    mla::Range channels) {
  Type type = body.main->getOperand(operand).getType();
  MapShape shape = mapShape(type);
  return shape.height * shape.width *
         PlacedMap::pixelBytes(
             constantPiece(body, operand, channels).channels.size(),
             elementBytes(type));
}

LogicalResult sima::plan::appendOperandMap(const LayerBody &body,
                                           unsigned operand,
                                           ConstantChunk &chunk) {
  Value value = body.main->getOperand(operand);
  MapShape shape = mapShape(value.getType());
  if (shape.samples != 1)
    return body.main->emitError("layer '")
           << body.layer.getName() << "': constant operand " << operand
           << " has " << shape.samples << " samples, it may have one";
  auto bytes = constantBytesOf(body, value, "constant operand");
  if (failed(bytes))
    return failure();
  int64_t width = elementBytes(value.getType());
  mla::Range channels = constantPiece(body, operand, chunk.channels).channels;
  int64_t pixel = PlacedMap::pixelBytes(channels.size(), width);
  int64_t pixels = shape.height * shape.width;
  chunk.operandOffsets[operand] = chunk.bytes.size();
  chunk.bytes.resize(chunk.bytes.size() + pixels * pixel);
  uint8_t *to = chunk.bytes.data() + chunk.operandOffsets[operand];
  for (int64_t p = 0; p < pixels; ++p, to += pixel)
    for (int64_t c = 0; c < channels.size(); ++c) {
      const char *from =
          bytes->data() + (p * shape.channels + channels.begin + c) * width;
      int64_t low = width == 1 ? c : c / 16 * 32 + c % 16;
      for (int64_t plane = 0; plane < width; ++plane)
        to[low + 16 * plane] = uint8_t(from[plane]);
    }
  return success();
}
