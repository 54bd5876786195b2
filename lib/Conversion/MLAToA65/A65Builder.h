//===- A65Builder.h - One function for a segment of the A65 -----*- C++ -*-===//
//
// Keeps which buffer holds which value, and writes loops. What single
// operations mean is in the files Lower*.cpp.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_CONVERSION_MLATOA65_A65BUILDER_H
#define SIMA_LIB_CONVERSION_MLATOA65_A65BUILDER_H

#include "dialects/MLA/IR/MLA.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

namespace sima {

/// Elements of a buffer in the order of a loop nest: element i0, i1, … is at
/// offset + Σ i_k · strides[k].
struct BufferView {
  mlir::Value buffer; ///< one-dimensional
  int64_t offset = 0;
  llvm::SmallVector<int64_t> strides;
};

class A65Builder {
public:
  explicit A65Builder(mla::A65SegmentOp segment);

  mlir::FailureOr<mlir::OwningOpRef<mlir::ModuleOp>> run();

  mlir::OpBuilder &getBuilder() { return builder; }
  mlir::Location getLoc() const { return loc; }

  /// The buffer of a value: one-dimensional, of its storage type.
  mlir::Value buffer(mlir::Value value) { return buffers.lookup(value); }
  /// A buffer of `bytes` for the operation that is being lowered.
  mlir::Value scratch(int64_t bytes);
  /// `count` elements of a byte buffer, from `offset` on.
  mlir::Value part(mlir::Value buffer, int64_t offset, int64_t count,
                   mlir::Type element);
  /// A buffer as C functions take it.
  mlir::Value pointer(mlir::Value buffer);
  /// Bytes that the kernels read, aligned to 16.
  mlir::Value constantBytes(llvm::ArrayRef<char> bytes);

  /// Row-major strides of `shape`.
  static llvm::SmallVector<int64_t> denseStrides(llvm::ArrayRef<int64_t> shape);
  /// The elements of `value` in the order of `shape`, with which it is
  /// broadcast: sizes of 1 and missing leading ones are repeated.
  BufferView broadcast(mlir::Value value, llvm::ArrayRef<int64_t> shape);

  /// Writes the elements that `function` gives.
  using Body = llvm::function_ref<mlir::Value(mlir::OpBuilder &, mlir::Location,
                                              mlir::ValueRange)>;
  /// One loop nest over `extents`: out = body(ins…). The element types are
  /// those of the buffers.
  void emitLoops(llvm::ArrayRef<int64_t> extents,
                 llvm::ArrayRef<BufferView> ins, BufferView out, Body body);
  /// Loops over `extents` whose last `reduced` ones change the element of `out`
  /// in order: out = body(ins…, out).
  void emitReduction(llvm::ArrayRef<int64_t> extents, unsigned reduced,
                     llvm::ArrayRef<BufferView> ins, BufferView out, Body body);

  /// Calls kernel `name`, a C function that gives nothing, with pointers to
  /// `buffers` and then `numbers` as int64_t.
  void call(llvm::StringRef name, llvm::ArrayRef<mlir::Value> buffers,
            llvm::ArrayRef<int64_t> numbers = {});
  /// A declaration of the scalar function `name`.
  mlir::func::FuncOp declare(llvm::StringRef name, mlir::FunctionType type);

private:
  mlir::LogicalResult placeBuffers();
  mlir::Value viewAt(uint64_t address, int64_t bytes, mlir::Type element);
  struct MappedView {
    mlir::Value memref;
    mlir::AffineMap map;
  };
  MappedView mapView(const BufferView &view, llvm::ArrayRef<int64_t> extents);
  void loops(llvm::ArrayRef<int64_t> extents, unsigned reduced,
             llvm::ArrayRef<BufferView> ins, BufferView out, Body body);
  mlir::LogicalResult lower(mlir::Operation &op);

  mla::A65SegmentOp segment;
  mlir::OpBuilder builder;
  mlir::Location loc;
  mlir::OwningOpRef<mlir::ModuleOp> module;
  mlir::func::FuncOp function;
  llvm::DenseMap<mlir::Value, mlir::Value> buffers;
  llvm::DenseMap<mlir::Value, uint64_t> addresses; ///< of views of the arena
  llvm::DenseMap<mlir::Operation *, uint64_t> scratchAddresses;
  mlir::Operation *current = nullptr;
  mlir::Value arena;
  unsigned globals = 0;
};

/// Bytes of scratch that the kernel of `op` needs.
int64_t a65ScratchBytes(mlir::Operation *op);

// LowerDetection.cpp
mlir::LogicalResult lower(mla::DetectionPostprocessOp op, A65Builder &to);
mlir::LogicalResult lower(mla::NonMaxSuppressionOp op, A65Builder &to);

// LowerNumbers.cpp
mlir::LogicalResult lower(mla::PointwiseOp op, A65Builder &to);
mlir::LogicalResult lower(mla::ReduceNumbersOp op, A65Builder &to);
mlir::LogicalResult lower(mla::GatherNdOp op, A65Builder &to);
mlir::LogicalResult lower(mla::TopKOp op, A65Builder &to);

// LowerCodes.cpp
mlir::LogicalResult lower(mla::BinaryElementwiseOp op, A65Builder &to);
mlir::LogicalResult lower(mla::RescaleOp op, A65Builder &to);
mlir::LogicalResult lower(mla::LookupOp op, A65Builder &to);
mlir::LogicalResult lower(mla::QuantizeOp op, A65Builder &to);
mlir::LogicalResult lower(mla::DequantizeOp op, A65Builder &to);
mlir::LogicalResult lower(mla::ArgMaxOp op, A65Builder &to);
/// Operations that have an index map.
mlir::LogicalResult lowerMovement(mlir::Operation *op, A65Builder &to);

} // namespace sima

#endif // SIMA_LIB_CONVERSION_MLATOA65_A65BUILDER_H
