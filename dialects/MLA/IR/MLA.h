//===- MLA.h - The mla dialect ----------------------------------*- C++ -*-===//
#ifndef SIMA_MLA_MLA_H
#define SIMA_MLA_MLA_H

#include "dialects/MLA/IR/Piece.h"
#include "dialects/MLA/IR/TensorTypes.h"
#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Quant/QuantOps.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "sima/Support/SliceLayout.h"

#include "dialects/MLA/IR/MLAEnums.h.inc"

#include "dialects/MLA/IR/MLADialect.h.inc"

#define GET_ATTRDEF_CLASSES
#include "dialects/MLA/IR/MLAAttributes.h.inc"

namespace sima::mla {
/// Whether `axes` of a tensor hold the dimension that is number `fromEnd` from
/// the last.
bool reducesDimension(mlir::Value tensor, llvm::ArrayRef<int64_t> axes,
                      int64_t fromEnd);
/// Product of the sizes of `axes`.
int64_t reducedCount(mlir::Value tensor, llvm::ArrayRef<int64_t> axes);
} // namespace sima::mla

#include "dialects/MLA/IR/MLAInterfaces.h.inc"

#define GET_OP_CLASSES
#include "dialects/MLA/IR/MLAOps.h.inc"

namespace sima::mla {

/// The argument and result attribute of functions that holds a tensor's name in
/// the source model.
inline constexpr llvm::StringLiteral kNameAttr = "mla.name";
/// Attribute of arguments and results whose dimensions the model has in another
/// order: dimension i of what is stored (without sizes of 1) is dimension
/// permutation[i] of the model's tensor.
inline constexpr llvm::StringLiteral kSourcePermutationAttr =
    "mla.source_permutation";

/// The attribute (unit) of arguments and results of functions that are float32
/// on the user's side of the source model: the EV74 quantizes and dequantizes.
inline constexpr llvm::StringLiteral kFloatAttr = "mla.float";

/// Attribute of arguments whose codes are unsigned in the model, "uint8" or
/// "uint16": those that are stored are less 128 or 32768.
inline constexpr llvm::StringLiteral kSourceTypeAttr = "mla.source_type";

/// The name of a source node, from a location (its innermost name), or "".
llvm::StringRef nodeName(mlir::Location loc);

/// How many operands a pointwise function takes.
unsigned operandsOf(PointwiseKind kind);
/// Whether it gives truth values of two numbers.
bool isComparison(PointwiseKind kind);
/// Whether it is no function of integers.
bool isForFloatOnly(PointwiseKind kind);

/// Offsets of one sample of `shape` in `layout`, elements of `elementBytes`;
/// the error says what does not fit.
llvm::Expected<SliceLayout> sliceLayout(LayoutAttr layout, MapShape shape,
                                        int64_t elementBytes = 1);

} // namespace sima::mla

#endif // SIMA_MLA_MLA_H
