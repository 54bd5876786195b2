//===- Views.h - Operands of planned instructions ---------------*- C++ -*-===//
#ifndef SIMA_PLAN_VIEWS_H
#define SIMA_PLAN_VIEWS_H

#include "sima/Plan/TilePlan.h"

namespace sima::plan {

/// `value` rounded up to whole blocks of 16.
inline int64_t roundUp16(int64_t value) { return (value + 15) / 16 * 16; }

quad::ViewAttr makeView(mlir::MLIRContext *context, llvm::StringRef buffer,
                        int64_t offset, llvm::ArrayRef<int64_t> sizes,
                        llvm::ArrayRef<int64_t> strides, int64_t zeroPoint = 0,
                        quad::ElementType type = quad::ElementType::s8);

/// Rows x columns x channels of a placed map, as a pixel operand of s8 or s16.
/// Sizes are left out where the instruction takes them from another operand.
quad::ViewAttr pixelView(mlir::MLIRContext *context, const PlacedMap &map,
                         const mla::Piece &piece, mla::Range columns,
                         bool withSizes);

/// The parameter block of the tile's constants.
quad::ViewAttr parameterView(const TileContext &tile);

/// Where operand number `operand` of the main operation lies: a feature map or
/// a constant in the tile's chunk.
PlacedMap operandPlace(const TileContext &tile, unsigned operand);
/// Operand number `operand` of the main operation, all its columns, as far as
/// `piece` of the output needs it.
quad::ViewAttr operandView(const TileContext &tile, unsigned operand,
                           const mla::Piece &piece, bool withSizes);
/// `piece` of the output, all columns.
quad::ViewAttr outputView(const TileContext &tile, const mla::Piece &piece,
                          bool withSizes);

/// Elements of `piece` of the layer's output.
uint64_t outputElements(const LayerBody &body, const mla::Piece &piece);

/// The mode of an instruction that computes in `arithmetic`.
quad::Mode modeOf(mla::Arithmetic arithmetic);

} // namespace sima::plan

#endif // SIMA_PLAN_VIEWS_H
