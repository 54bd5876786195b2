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
/// uint8 codes and zero points are stored less 128. Tensors of int32 and int64
/// hold positions: 16-bit codes of scale 1.
llvm::Expected<mlir::RankedTensorType>
quantizedType(const ModelFile &model, unsigned tensor,
              mlir::MLIRContext *context);

/// `2x3` for messages.
std::string toString(llvm::ArrayRef<int64_t> shape);

} // namespace sima::tfl

#endif // SIMA_LIB_IMPORT_TFLITE_TENSORTYPE_H
