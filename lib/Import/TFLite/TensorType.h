//===- TensorType.h - Shapes and scales of a model's tensors ----*- C++ -*-===//
//
// Turns the shape and quantization of a tensor of the file into a type of the
// mla dialect, checking every number.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_IMPORT_TFLITE_TENSORTYPE_H
#define SIMA_LIB_IMPORT_TFLITE_TENSORTYPE_H

#include "ModelFile.h"
#include "mlir/IR/BuiltinTypes.h"

namespace sima::tfl {

/// Scales of all tensors together; per channel, one each.
inline constexpr uint64_t kMaxScales = uint64_t(1) << 24;

/// The shape of a tensor: 1 to 4 sizes of at least 1, whose product is within
/// the dialect's limit.
llvm::Expected<llvm::SmallVector<int64_t>> tensorShape(const ModelFile &model,
                                                       unsigned tensor);

/// The type of an int8, uint8 or int16 tensor: `quant.uniform` with the exact
/// value of each float32 scale; per axis only when the file has several scales.
/// uint8 codes and zero points are stored less 128. Tensors of float32, int32
/// and int64 keep their element types, truth values are i8.
llvm::Expected<mlir::RankedTensorType>
valueType(const ModelFile &model, unsigned tensor, mlir::MLIRContext *context);

/// Whether the file gives a tensor a scale.
bool isQuantized(const ModelFile &model, unsigned index);

/// Positions that an operator of codes finds: 16-bit codes of scale 1.
mlir::RankedTensorType positionsType(llvm::ArrayRef<int64_t> shape,
                                     mlir::MLIRContext *context);

/// `2x3` for messages.
std::string toString(llvm::ArrayRef<int64_t> shape);

} // namespace sima::tfl

#endif // SIMA_LIB_IMPORT_TFLITE_TENSORTYPE_H
