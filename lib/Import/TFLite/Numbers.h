//===- Numbers.h - Operators of float32 and integers ------------*- C++ -*-===//
//
// What a model computes of numbers, not of codes: the A65's part.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_IMPORT_TFLITE_NUMBERS_H
#define SIMA_LIB_IMPORT_TFLITE_NUMBERS_H

#include "ModelFile.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace sima::tfl {

class Node;

/// float32, int32, int64 and bool.
bool isNumber(fb::TensorType type);

/// The operators that are imported on numbers, of whatever types.
std::vector<fb::BuiltinOperator> numberOperators();

/// Whether operator `op` takes or gives numbers as data.
bool isOnNumbers(const ModelFile &model, unsigned op);

/// Why it cannot be imported all the same, a clause behind its name; empty
/// where it can.
std::string whyNotOnNumbers(const ModelFile &model, unsigned op);

/// NON_MAX_SUPPRESSION_V4 and _V5.
llvm::Error importNonMaxSuppression(Node &node);

/// Imports such an operator.
llvm::Error importOnNumbers(Node &node, unsigned op);

} // namespace sima::tfl

#endif // SIMA_LIB_IMPORT_TFLITE_NUMBERS_H
