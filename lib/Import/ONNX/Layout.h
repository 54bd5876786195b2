//===- Layout.h - How a tensor of the model is stored -----------*- C++ -*-===//
//
// The model's order of dimensions is mostly not the one in which elements are
// stored: models are NCHW, the accelerator is NHWC. A layout says where each
// dimension of the model has gone. Transposes and most reshapes change nothing
// but the layout; elements move only when an operation needs another order.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_IMPORT_ONNX_LAYOUT_H
#define SIMA_LIB_IMPORT_ONNX_LAYOUT_H

#include "Constant.h"
#include <optional>

namespace sima::onnx_import {

/// Dimensions of a tensor of the model, each by its number.
using Dimensions = llvm::SmallVector<int64_t, 4>;

/// A stored tensor is a sequence of atoms, outermost first, behind the samples;
/// a dimension of the model is some atoms. Sizes of 1 are no atoms.
class Layout {
public:
  /// Stands for the samples, of which every stored tensor has as many.
  static constexpr int kSamples = -1;

  Layout() = default;
  Layout(llvm::ArrayRef<int64_t> atoms,
         llvm::ArrayRef<llvm::SmallVector<int, 2>> dimensions)
      : sizes(atoms), dimensions(dimensions) {}
  /// A tensor of `shape` that is stored with its dimensions in `order`. If
  /// `samples` is above 1 and the size of dimension 0, that one is the samples.
  Layout(llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<int64_t> order,
         int64_t samples);

  llvm::ArrayRef<int64_t> atoms() const { return sizes; }
  /// The atoms of a dimension, or kSamples alone.
  llvm::ArrayRef<int> atomsOf(int64_t dimension) const {
    return dimensions[dimension];
  }
  int64_t rank() const { return dimensions.size(); }
  bool isSamples(int64_t dimension) const {
    return dimension < rank() &&
           llvm::is_contained(dimensions[dimension], kSamples);
  }

  /// Dimension i of the result is dimension perm[i] of this one.
  Layout transposed(llvm::ArrayRef<int64_t> perm) const;
  /// The same elements in another shape; none where they would have to move, or
  /// where samples would be cut.
  std::optional<Layout> reshaped(llvm::ArrayRef<int64_t> shape,
                                 int64_t samples) const;
  /// Whether every dimension's atoms lie together and in order: the stored
  /// tensor is the model's with dimensions in some order. Gives that order.
  std::optional<Dimensions> order() const;

  bool operator==(const Layout &o) const = default;

private:
  llvm::SmallVector<int64_t> sizes; ///< of atoms, as stored
  /// The order of all dimensions where it is known: places of size 1 matter to
  /// those who join tensors.
  std::optional<Dimensions> stated;
  llvm::SmallVector<llvm::SmallVector<int, 2>> dimensions;
};

} // namespace sima::onnx_import

#endif // SIMA_LIB_IMPORT_ONNX_LAYOUT_H
