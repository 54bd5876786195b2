//===- PipelineBuilder.h - Stages from boundary operations ------*- C++ -*-===//
#ifndef SIMA_CONVERSION_MLATOMPK_PIPELINEBUILDER_H
#define SIMA_CONVERSION_MLATOMPK_PIPELINEBUILDER_H

#include "mlir/IR/Builders.h"
#include "sima/Conversion/MLAToMPK/MLAToMPK.h"

namespace sima {

/// Walks a function in order and writes one stage for each boundary operation
/// and segment.
class PipelineBuilder {
public:
  PipelineBuilder(mlir::func::FuncOp function, llvm::StringRef modelName,
                  llvm::StringRef sdkVersion);

  mlir::LogicalResult build(mlir::OpBuilder &builder);

private:
  using Params = llvm::SmallVector<mlir::NamedAttribute, 8>;
  struct Tensor {
    std::string name;
    int64_t bytes = 0;
    llvm::SmallVector<int64_t> shape; ///< where the stage has to say it
  };

  mlir::LogicalResult checkBatch();
  mlir::LogicalResult visit(mlir::Operation &op);
  mlir::LogicalResult quantize(mla::QuantizeOp op);
  mlir::LogicalResult dequantize(mla::DequantizeOp op);
  mlir::LogicalResult tessellate(mla::TessellateOp op);
  mlir::LogicalResult detessellate(mla::DetessellateOp op);
  mlir::LogicalResult unpack(mla::UnpackOp op);
  mlir::LogicalResult slice(mla::SliceOp op);
  mlir::LogicalResult a65Segment(mla::A65SegmentOp op);
  mlir::LogicalResult segment(mla::SegmentOp op);
  void reshape(mlir::Location loc, mlir::Value value, llvm::StringRef label,
               llvm::ArrayRef<int64_t> from);
  void passThrough(mlir::Operation *terminator);

  /// Adds a stage and makes its outputs known.
  void addStage(mlir::Location loc, const std::string &name,
                mpk::Processor processor, llvm::StringRef kernel,
                const Params &params, llvm::ArrayRef<Tensor> inputs,
                llvm::ArrayRef<Tensor> outputs, llvm::StringRef executable);
  mlir::Attribute shapes(llvm::ArrayRef<llvm::SmallVector<int64_t>> shapes);
  mlir::Attribute shape(llvm::ArrayRef<int64_t> values);
  llvm::SmallVector<int64_t> shapeOf(mlir::Value value);
  mlir::NamedAttribute named(llvm::StringRef key, mlir::Attribute value);
  /// What the segment's output `index` is called in names: "MLA_0", or
  /// "MLA_0/tuple_get_item_<i>" of several.
  std::string sourceLabel(mlir::Value bytes);
  std::string outputLabel(mla::SegmentOp op, unsigned index);

  mlir::func::FuncOp function;
  std::string modelName, sdkVersion;
  mlir::OpBuilder *builder = nullptr;
  llvm::DenseMap<mlir::Value, Tensor> tensors;
  int64_t desiredBatch = 1, actualBatch = 1;
  int64_t sequence = 0;
  unsigned conversions = 0; ///< quantize and dequantize stages so far
  unsigned reshapes = 0;    ///< reshape stages that the network has
  unsigned executables = 0; ///< MLA and A65 stages so far
};

} // namespace sima

#endif // SIMA_CONVERSION_MLATOMPK_PIPELINEBUILDER_H
