//===- Dispatch.cpp - From an operation to its function -------------------===//
//
// The one list of operations that the interpreter knows.
//
//===----------------------------------------------------------------------===//
#include "OpFunctions.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/ThreadPool.h"
#include <atomic>

using namespace mlir;
using namespace sima;
using namespace sima::reference;

bool reference::evaluatePiece(mla::TileableOp op, const mla::Piece &piece,
                              Operands operands, Tensor &result) {
  auto compute = [&](auto concrete) {
    evaluate(concrete, piece, operands, result);
    return true;
  };
  // A line for each file of this library.
  return llvm::TypeSwitch<Operation *, bool>(op)
      .Case<mla::Conv2DOp, mla::DepthwiseConv2DOp, mla::TransposeConv2DOp,
            mla::FullyConnectedOp, mla::MatMulOp>(compute)
      .Case<mla::BinaryElementwiseOp, mla::LookupOp, mla::RescaleOp>(compute)
      .Case<mla::AvgPool2DOp, mla::MaxPool2DOp>(compute)
      .Case<mla::ReduceMeanOp, mla::ReduceSumOp, mla::ReduceMaxOp,
            mla::ReduceMinOp, mla::ArgMaxOp>(compute)
      .Case<mla::SoftmaxOp, mla::LogSoftmaxOp, mla::L2NormalizationOp,
            mla::LayerNormOp, mla::RMSNormOp, mla::InstanceNormOp, mla::LRNOp>(
          compute)
      .Case<mla::PadOp, mla::MirrorPadOp, mla::RearrangeOp, mla::StridedSliceOp,
            mla::ConcatOp, mla::GatherOp, mla::BroadcastOp>(compute)
      .Case<mla::ResizeOp>(compute)
      .Default(false);
}

/// Adds pieces of a sample that hold all of it: one, or as many as `parts`
/// along the longer of the sides that the operation can be split on.
static void addPieces(mla::TileableOp op, const mla::Piece &whole,
                      int64_t parts, SmallVectorImpl<mla::Piece> &pieces) {
  int64_t rows = op.canSplitRows() ? whole.rows.size() : 1;
  int64_t channels = op.canSplitChannels() ? whole.channels.size() : 1;
  bool byRows = rows >= parts || rows >= channels;
  parts = std::min(parts, byRows ? rows : channels);
  for (int64_t part = 0; part < parts; ++part) {
    mla::Piece piece = whole;
    mla::Range &side = byRows ? piece.rows : piece.channels;
    int64_t size = side.size();
    side = {size * part / parts, size * (part + 1) / parts};
    pieces.push_back(piece);
  }
}

static bool evaluateTileable(mla::TileableOp op, Operands operands,
                             Tensor &result, llvm::ThreadPoolInterface *pool) {
  mla::MapShape shape = mla::mapShape(result.type);
  // Handing over a smaller operation costs more than it saves.
  constexpr int64_t kWorthwhileElements = 4096;
  bool isShared = pool && shape.elements() >= kWorthwhileElements;
  int64_t threads = isShared ? pool->getMaxConcurrency() : 1;
  SmallVector<mla::Piece> pieces;
  for (int64_t sample = 0; sample < shape.samples; ++sample)
    addPieces(op, shape.whole(sample), llvm::divideCeil(threads, shape.samples),
              pieces);
  if (!isShared)
    return llvm::all_of(pieces, [&](const mla::Piece &piece) {
      return evaluatePiece(op, piece, operands, result);
    });
  std::atomic<bool> isKnown = true;
  llvm::ThreadPoolTaskGroup group(*pool);
  for (const mla::Piece &piece : pieces)
    group.async([&, piece] {
      if (!evaluatePiece(op, piece, operands, result))
        isKnown = false;
    });
  group.wait();
  return isKnown;
}

bool reference::evaluateWhole(Operation *op, Operands operands, Tensor &result,
                              llvm::ThreadPoolInterface *pool) {
  if (auto tileable = dyn_cast<mla::TileableOp>(op))
    return evaluateTileable(tileable, operands, result, pool);
  return llvm::TypeSwitch<Operation *, bool>(op)
      .Case<mla::ReshapeOp, mla::SliceOp, mla::QuantizeOp, mla::DequantizeOp,
            mla::TessellateOp, mla::DetessellateOp, mla::LoadOp, mla::StoreOp,
            mla::PackOp, mla::UnpackOp, mla::BitcastOp>([&](auto concrete) {
        evaluate(concrete, operands, result);
        return true;
      })
      .Default(false);
}
