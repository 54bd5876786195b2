//===- Survey.h - What of a model cannot be imported ------------*- C++ -*-===//
//
// Looks at all operators before anything is imported, so that one message tells
// everything a user would have to change. Damaged models are not its concern:
// what it cannot judge it leaves to the import.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_IMPORT_TFLITE_SURVEY_H
#define SIMA_LIB_IMPORT_TFLITE_SURVEY_H

#include "Boundary.h"

namespace sima::tfl {

/// Success, or one error that lists every unsupported operator with its nodes
/// and every unsupported graph input and output.
llvm::Error checkSupported(const ModelFile &model, const Boundary &boundary);

} // namespace sima::tfl

#endif // SIMA_LIB_IMPORT_TFLITE_SURVEY_H
