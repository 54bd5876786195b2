//===- Movement.cpp - Meaning of operations that move codes ---------------===//
//
// Each function says for one output element which input element it is.
//
//===----------------------------------------------------------------------===//
#include "FeatureMap.h"
#include "OpFunctions.h"
#include <cstring>

using namespace mlir;
using namespace sima;
using namespace sima::reference;

namespace {
/// Row, column and channel. Dimension `d` of a tensor of rank n is number
/// d + 3 - n of them.
using Position = std::array<int64_t, 3>;

/// An element of an operand, of the sample at hand; or a code.
struct Source {
  std::optional<unsigned> operand;
  Position position;
  int64_t code = 0;
};
} // namespace

/// The number in Position of dimension `d` of `tensor`; negative for that of
/// the samples.
static int64_t numberOf(Value tensor, int64_t d) {
  int64_t rank = cast<RankedTensorType>(tensor.getType()).getRank();
  return rank > 1 && d == 0 ? -1 : d + 3 - rank;
}

/// `values` of the dimensions of `tensor`, as a position; `missing` where it
/// has no such dimension.
static Position alongAxes(Value tensor, ArrayRef<int64_t> values,
                          int64_t missing) {
  Position result = {missing, missing, missing};
  for (auto [d, value] : llvm::enumerate(values))
    if (int64_t number = numberOf(tensor, d); number >= 0)
      result[number] = value;
  return result;
}

static Position sizesOf(const Tensor &tensor) {
  mla::MapShape shape = mla::mapShape(tensor.type);
  return {shape.height, shape.width, shape.channels};
}

/// Number of an element within its sample.
static int64_t flat(const Position &position, const Position &sizes) {
  return (position[0] * sizes[1] + position[1]) * sizes[2] + position[2];
}

namespace {
/// The elements of one sample.
struct Sample {
  Position sizes;
  int64_t offset; ///< in bytes

  Sample(const Tensor &tensor, int64_t number) : sizes(sizesOf(tensor)) {
    offset = number * sizes[0] * sizes[1] * sizes[2] *
             mla::elementBytes(tensor.type);
  }
};
} // namespace

/// Copies to each element of `piece` of the result what `source` says.
template <typename SourceOf>
static void move(const mla::Piece &piece, Operands operands, Tensor &result,
                 SourceOf source) {
  int64_t bytes = mla::elementBytes(result.type);
  Sample out(result, piece.sample);
  SmallVector<Sample> in;
  for (const Tensor *operand : operands)
    in.emplace_back(*operand, piece.sample);
  for (int64_t r = piece.rows.begin; r < piece.rows.end; ++r)
    for (int64_t c = 0; c < out.sizes[1]; ++c)
      for (int64_t k = piece.channels.begin; k < piece.channels.end; ++k) {
        Position to = {r, c, k};
        Source from = source(to);
        uint8_t *at = &result.bytes[out.offset + flat(to, out.sizes) * bytes];
        if (!from.operand) {
          for (int64_t i = 0; i < bytes; ++i)
            at[i] = from.code >> 8 * i & 0xff;
          continue;
        }
        const Sample &sample = in[*from.operand];
        std::memcpy(at,
                    &operands[*from.operand]
                         ->bytes[sample.offset +
                                 flat(from.position, sample.sizes) * bytes],
                    bytes);
      }
}

/// The code `value` where the position less `low` is none of the input.
void reference::evaluate(mla::PadOp op, const mla::Piece &piece,
                         Operands operands, Tensor &result) {
  Position low = alongAxes(op.getInput(), op.getLow(), 0);
  Position sizes = sizesOf(*operands[0]);
  move(piece, operands, result, [&](Position to) -> Source {
    for (unsigned d = 0; d < 3; ++d) {
      to[d] -= low[d];
      if (to[d] < 0 || to[d] >= sizes[d])
        return {std::nullopt, {}, static_cast<int64_t>(op.getValue())};
    }
    return {0, to};
  });
}

/// Input index of output index `i` of an axis of `size` elements with `low`
/// more in front.
static int64_t mirrored(mla::MirrorMode mode, int64_t i, int64_t low,
                        int64_t size) {
  int64_t from = i - low;
  switch (mode) {
  case mla::MirrorMode::reflect:
    from = from < 0 ? -from : from;
    return from < size ? from : 2 * (size - 1) - from;
  case mla::MirrorMode::symmetric:
    from = from < 0 ? -1 - from : from;
    return from < size ? from : 2 * size - 1 - from;
  case mla::MirrorMode::edge:
    return std::clamp<int64_t>(from, 0, size - 1);
  case mla::MirrorMode::wrap:
    return (from + size) % size;
  }
  llvm_unreachable("all modes are handled");
}

void reference::evaluate(mla::MirrorPadOp op, const mla::Piece &piece,
                         Operands operands, Tensor &result) {
  Position low = alongAxes(op.getInput(), op.getLow(), 0);
  Position sizes = sizesOf(*operands[0]);
  move(piece, operands, result, [&](Position to) -> Source {
    for (unsigned d = 0; d < 3; ++d)
      to[d] = mirrored(op.getMode(), to[d], low[d], sizes[d]);
    return {0, to};
  });
}

/// The output's elements in their order are those of the permuted view; index i
/// of its dimension d is index i of dimension permutation[d] of the view.
void reference::evaluate(mla::RearrangeOp op, const mla::Piece &piece,
                         Operands operands, Tensor &result) {
  ArrayRef<int64_t> view = op.getView(), permutation = op.getPermutation();
  Position in = sizesOf(*operands[0]), out = sizesOf(result);
  SmallVector<int64_t> index(view.size());
  move(piece, operands, result, [&](const Position &to) -> Source {
    int64_t rest = flat(to, out), from = 0;
    for (size_t d = view.size(); d-- > 0; rest /= view[permutation[d]])
      index[permutation[d]] = rest % view[permutation[d]];
    for (auto [size, i] : llvm::zip_equal(view, index))
      from = from * size + i;
    return {0, {from / in[2] / in[1], from / in[2] % in[1], from % in[2]}};
  });
}

void reference::evaluate(mla::StridedSliceOp op, const mla::Piece &piece,
                         Operands operands, Tensor &result) {
  Position begin = alongAxes(op.getInput(), op.getBegin(), 0);
  Position stride = alongAxes(op.getInput(), op.getStrides(), 1);
  move(piece, operands, result, [&](Position to) -> Source {
    for (unsigned d = 0; d < 3; ++d)
      to[d] = begin[d] + to[d] * stride[d];
    return {0, to};
  });
}

void reference::evaluate(mla::ConcatOp op, const mla::Piece &piece,
                         Operands operands, Tensor &result) {
  unsigned axis = numberOf(op.getOutput(), op.getAxis());
  move(piece, operands, result, [&](Position to) -> Source {
    unsigned operand = 0;
    for (; to[axis] >= sizesOf(*operands[operand])[axis]; ++operand)
      to[axis] -= sizesOf(*operands[operand])[axis];
    return {operand, to};
  });
}

void reference::evaluate(mla::GatherOp op, const mla::Piece &piece,
                         Operands operands, Tensor &result) {
  unsigned axis = numberOf(op.getInput(), op.getAxis());
  move(piece, operands, result, [&](Position to) -> Source {
    to[axis] = op.getIndices()[to[axis]];
    return {0, to};
  });
}

void reference::evaluate(mla::BroadcastOp, const mla::Piece &piece,
                         Operands operands, Tensor &result) {
  Position sizes = sizesOf(*operands[0]);
  move(piece, operands, result, [&](Position to) -> Source {
    for (unsigned d = 0; d < 3; ++d)
      to[d] = sizes[d] == 1 ? 0 : to[d];
    return {0, to};
  });
}
