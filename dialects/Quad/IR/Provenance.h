//===- Provenance.h - Provenance in locations -------------------*- C++ -*-===//
//
// What words and constants are there for is metadata of fused locations, so
// that passes which give an operation the location of the instruction that it
// serves give it the provenance too, as they give it the source node:
//
//   loc(fused<{box = array<i64: 0, 4, 0, 16, 0, 16>, role = "compute",
//              sample = 0 : i64}>["conv2d_0"])
//
// A segment's location has `operations`, one dictionary {layer, name, node} an
// operation; a constant's `parts`, dictionaries {bytes, operation, role}.
// docs/isa.md, "ELF", says what they mean.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_QUAD_PROVENANCE_H
#define SIMA_QUAD_PROVENANCE_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/Location.h"

namespace sima::quad {

inline constexpr llvm::StringLiteral kOperations = "operations";
inline constexpr llvm::StringLiteral kParts = "parts";
inline constexpr llvm::StringLiteral kRole = "role";
inline constexpr llvm::StringLiteral kSample = "sample";
inline constexpr llvm::StringLiteral kBox = "box";
inline constexpr llvm::StringLiteral kLayer = "layer";
inline constexpr llvm::StringLiteral kName = "name";
inline constexpr llvm::StringLiteral kNode = "node";
inline constexpr llvm::StringLiteral kBytes = "bytes";
inline constexpr llvm::StringLiteral kOperation = "operation";

/// Numbers in a box: begin and end of rows, columns and channels.
inline constexpr unsigned kBoxNumbers = 6;

/// What an instruction is there for. `box` is empty of role "halt".
struct PlaceInfo {
  llvm::StringRef role;
  int64_t sample = 0;
  llvm::ArrayRef<int64_t> box;
};

/// `loc` with `metadata`.
mlir::Location withProvenance(mlir::Location loc,
                              mlir::DictionaryAttr metadata);
/// `loc` with a place.
mlir::Location withPlace(mlir::Location loc, const PlaceInfo &place);

/// The metadata, or null.
mlir::DictionaryAttr provenanceOf(mlir::Location loc);
/// The place of an instruction; none if its location has none.
std::optional<PlaceInfo> placeOf(mlir::Location loc);

/// Emits an error where the operation's location has a place that is none:
/// without a role, or with a box that is not three extents.
mlir::LogicalResult verifyPlace(mlir::Operation *op);

} // namespace sima::quad

#endif // SIMA_QUAD_PROVENANCE_H
