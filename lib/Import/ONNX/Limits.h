//===- Limits.h - Limits of one ONNX model ----------------------*- C++ -*-===//
//
// Far above real networks; they keep the work that a small hostile file can
// cause in proportion to its size.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_IMPORT_ONNX_LIMITS_H
#define SIMA_LIB_IMPORT_ONNX_LIMITS_H

#include <cstdint>

namespace sima::onnx_import {

/// Protobuf counts bytes in signed 32-bit numbers.
inline constexpr uint64_t kMaxFileBytes = (uint64_t(1) << 31) - 1;
inline constexpr int kMaxMessageDepth = 32; ///< of nesting; ONNX has about 8
inline constexpr unsigned kMaxNodes = 65536;
inline constexpr unsigned kMaxOperands = 4096;  ///< inputs or outputs of a node
inline constexpr unsigned kMaxAttributes = 256; ///< of a node
inline constexpr unsigned kMaxListedValues = 65536; ///< in one attribute
inline constexpr unsigned kMaxNameBytes = 4096;
/// Rank of a tensor before layouts are chosen; the dialect has its own limit.
inline constexpr unsigned kMaxSourceRank = 8;
inline constexpr int64_t kMaxElements = int64_t(1) << 31; ///< of a tensor
/// All constants together, after 4-bit ones are unpacked and folding.
inline constexpr uint64_t kMaxConstantBytes = uint64_t(1) << 33;
/// A constant that is computed at import: shapes, scales, small weights.
inline constexpr int64_t kMaxFoldedElements = int64_t(1) << 26;
/// All of these together.
inline constexpr int64_t kMaxFoldedSum = int64_t(1) << 28;
/// Channels of an elementwise function that has a table for each.
inline constexpr int64_t kMaxTables = 65536;

inline constexpr int64_t kMinOpset = 11, kMaxOpset = 23;
inline constexpr int64_t kMinIRVersion = 3, kMaxIRVersion = 13;

} // namespace sima::onnx_import

#endif // SIMA_LIB_IMPORT_ONNX_LIMITS_H
