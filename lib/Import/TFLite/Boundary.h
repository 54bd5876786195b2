//===- Boundary.h - Where a network of codes begins and ends ----*- C++ -*-===//
//
// A model whose inputs are float32 quantizes them first, and one whose outputs
// are dequantizes them last. Those two steps are the EV74's: the imported
// network has codes at both ends.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_IMPORT_TFLITE_BOUNDARY_H
#define SIMA_LIB_IMPORT_TFLITE_BOUNDARY_H

#include "ModelFile.h"
#include "llvm/ADT/DenseSet.h"

namespace sima::tfl {

struct Boundary {
  /// One input or output of the network.
  struct Port {
    int32_t codes; ///< tensor that holds its codes
    int32_t named; ///< tensor of the graph, which the user knows
    bool isFloat() const { return codes != named; }
  };
  llvm::SmallVector<Port, 4> inputs, outputs;
  /// QUANTIZE and DEQUANTIZE operators that ports stand for.
  llvm::DenseSet<unsigned> skipped;

  /// The ports of `model`. A float32 input that anything but one QUANTIZE
  /// reads, and a float32 output that is not the result of a DEQUANTIZE that
  /// nothing else reads, stay float32 ports.
  static Boundary of(const ModelFile &model);
};

} // namespace sima::tfl

#endif // SIMA_LIB_IMPORT_TFLITE_BOUNDARY_H
