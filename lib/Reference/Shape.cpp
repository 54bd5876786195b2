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
