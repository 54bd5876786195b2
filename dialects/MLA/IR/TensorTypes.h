//===- TensorTypes.h - Shapes and scales of mla tensors ---------*- C++ -*-===//
//
// Queries on tensor types that every user of the dialect needs.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_MLA_TENSORTYPES_H
#define SIMA_MLA_TENSORTYPES_H

#include "dialects/MLA/IR/Piece.h"
#include "mlir/IR/BuiltinTypes.h"
#include "sima/Numerics/TFLite.h"
#include "llvm/ADT/SmallVector.h"

namespace sima::mla {

/// Limits on a single tensor, enforced by every reader and verifier.
inline constexpr int64_t kMaxTensorBytes = int64_t(1) << 31;
inline constexpr unsigned kMaxRank = 4;

bool isStaticTensor(mlir::Type type);
/// Static tensor whose elements are `quant.uniform` over i8 or i16 storage, per
/// tensor or per axis.
bool isQuantizedTensor(mlir::Type type);
bool isBiasTensor(mlir::Type type);
bool isByteTensor(mlir::Type type);
bool isFloatTensor(mlir::Type type);
/// Static tensor of f32, i32, i64, or of i8 for truth values: for the A65.
bool isNumberTensor(mlir::Type type);

/// A feature map as samples x height x width x channels. Rank 4 is NHWC, rank 3
/// has height 1, rank 2 height and width 1, rank 1 is one row of channels.
struct MapShape {
  int64_t samples = 1, height = 1, width = 1, channels = 1;

  int64_t elementsPerSample() const { return height * width * channels; }
  int64_t elements() const { return samples * elementsPerSample(); }
  /// The whole of sample `n`.
  Piece whole(int64_t n = 0) const { return {n, {0, height}, {0, channels}}; }
  bool operator==(const MapShape &o) const = default;
  /// Whether `o` is this map with rows and columns exchanged where one of them
  /// is single: the same bytes in the same order, tessellated or not.
  bool isTurned(const MapShape &o) const {
    return samples == o.samples && channels == o.channels &&
           height == o.width && width == o.height &&
           (height == 1 || width == 1);
  }
};
MapShape mapShape(mlir::Type tensorType);

/// Scale and zero point of a per-tensor quantized tensor type.
double tensorScale(mlir::Type type);
int64_t tensorZeroPoint(mlir::Type type);
/// One scale per channel of `axis`; a per-tensor scale is repeated `count`
/// times.
llvm::SmallVector<double> channelScales(mlir::Type type, int64_t count);
/// True when the element type is quantized per axis.
bool isPerAxis(mlir::Type type);
/// Bytes of an element as it is stored.
int64_t elementBytes(mlir::Type tensorType);
/// Bytes of all elements.
int64_t storageBytes(mlir::Type tensorType);
/// The codes that an element of a quantized tensor may hold.
numerics::tflite::Range codeRange(mlir::Type tensorType);
/// Storage type of an element: i8 or i16 for quantized types, else the type
/// itself.
mlir::Type storageElementType(mlir::Type tensorType);
/// The same tensor with `samples` as leading dimension.
mlir::RankedTensorType withSamples(mlir::RankedTensorType type,
                                   int64_t samples);

} // namespace sima::mla

#endif // SIMA_MLA_TENSORTYPES_H
