//===- Npy.h - Arrays in NumPy's .npy format --------------------*- C++ -*-===//
//
// Inputs and outputs of a pipeline as files. Versions 1 and 2 of the format, C
// order, little endian, the element types below; nothing else of it.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_PACKAGE_NPY_H
#define SIMA_PACKAGE_NPY_H

#include "sima/Package/ElementType.h"
#include "llvm/Support/Error.h"
#include <string>

namespace sima::package {

/// A dense array; rank 0 has one element.
struct NpyArray {
  ElementType type = ElementType::Int8;
  Shape shape;
  std::vector<uint8_t> data; ///< C order, little endian
};

/// Parses the bytes of a file: int8, uint8, int16, int32, int64 and float32.
/// Errors are one line that begins with `where`; extents of 0, Fortran order
/// and a length other than header and shape give are refused.
llvm::Expected<NpyArray> parseNpy(llvm::ArrayRef<uint8_t> bytes,
                                  llvm::StringRef where);

/// The bytes of a version 1 file. Fails for bfloat16, which the format lacks,
/// and where the data does not have the shape's size.
llvm::Expected<std::vector<uint8_t>> printNpy(const NpyArray &array);

/// `parseNpy` of a file of at most `maxBytes`.
llvm::Expected<NpyArray> readNpy(llvm::StringRef path,
                                 uint64_t maxBytes = uint64_t(1) << 32);

/// `printNpy` into a file.
llvm::Error writeNpy(const NpyArray &array, llvm::StringRef path);

} // namespace sima::package

#endif // SIMA_PACKAGE_NPY_H
