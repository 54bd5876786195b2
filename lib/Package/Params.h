//===- Params.h - Typed access to a stage's parameters ----------*- C++ -*-===//
//
// Every function fails in one line that names the parameter. Not for the fixed
// keys of a manifest, which ManifestReader.cpp reads.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_PACKAGE_PARAMS_H
#define SIMA_LIB_PACKAGE_PARAMS_H

#include "sima/Package/ElementType.h"
#include "sima/Package/Json.h"

namespace sima::package {

/// Longest shape that a parameter may hold.
inline constexpr size_t kMaxRank = 8;

llvm::Expected<bool> boolParam(const JsonObject &params, llvm::StringRef key);
llvm::Expected<int64_t> intParam(const JsonObject &params, llvm::StringRef key);
llvm::Expected<std::string> stringParam(const JsonObject &params,
                                        llvm::StringRef key);
/// A string that names an element type.
llvm::Expected<ElementType> typeParam(const JsonObject &params,
                                      llvm::StringRef key);
/// Integers of any sign, at most `kMaxRank` of them.
llvm::Expected<std::vector<int64_t>> intsParam(const JsonObject &params,
                                               llvm::StringRef key);
/// Extents of at least 1 whose product is a possible buffer.
llvm::Expected<Shape> shapeParam(const JsonObject &params, llvm::StringRef key);
/// A list of shapes.
llvm::Expected<std::vector<Shape>> shapesParam(const JsonObject &params,
                                               llvm::StringRef key);

/// [[scale, zero point]…]: one pair, or one per channel.
struct ChannelParam {
  double scale; ///< codes per unit, finite and above 0
  int32_t zeroPoint;
};
llvm::Expected<std::vector<ChannelParam>>
channelParams(const JsonObject &params, int64_t channels);

} // namespace sima::package

#endif // SIMA_LIB_PACKAGE_PARAMS_H
