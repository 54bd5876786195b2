//===- Shape.cpp - Meaning of changes of shape ----------------------------===//

#include "FeatureMap.h"
#include "OpFunctions.h"
#include <cstring>

using namespace mlir;
using namespace sima;
using namespace sima::reference;

/// The same codes in the same order.
void reference::evaluate(mla::ReshapeOp, Operands operands, Tensor &result) {
  result.bytes = operands[0]->bytes;
}

/// out[i0, i1, …] = in[begin0 + i0, begin1 + i1, …].
void reference::evaluate(mla::SliceOp op, Operands operands, Tensor &result) {
  ArrayRef<int64_t> in = operands[0]->type.getShape();
  ArrayRef<int64_t> out = result.type.getShape();
  int64_t run = out.empty() ? 1 : out.back();
  for (int64_t to = 0; to < int64_t(result.bytes.size()); to += run) {
    // Split the output index into coordinates and join them in the input.
    int64_t rest = to, from = 0, stride = 1;
    for (size_t d = out.size(); d-- > 0; rest /= out[d], stride *= in[d])
      from += (op.getBegin()[d] + rest % out[d]) * stride;
    std::memcpy(&result.bytes[to], &operands[0]->bytes[from], run);
  }
}

/// out[n, r, c, k] = in where that has a position, else the code `value`.
void reference::evaluate(mla::PadOp op, const mla::Piece &piece,
                         Operands operands, Tensor &result) {
  FeatureMap<const int8_t> in = readMap(*operands[0]);
  FeatureMap<int8_t> out = writeMap(result);
  mla::Range rows = op.innerRows(), columns = op.innerColumns();
  mla::Range channels = op.innerChannels();
  forEachPosition(piece, out.shape.width, [&](int64_t n, int64_t r, int64_t c) {
    bool inside = rows.contains({r, r + 1}) && columns.contains({c, c + 1});
    for (int64_t k = piece.channels.begin; k < piece.channels.end; ++k)
      out.at(n, r, c)[k] =
          inside && channels.contains({k, k + 1})
              ? in.at(n, r - rows.begin, c - columns.begin)[k - channels.begin]
              : static_cast<int8_t>(op.getValue());
  });
}
