//===- MPK.h - The mpk dialect ----------------------------------*- C++ -*-===//
//
// The manifest of an archive as IR. Reading, writing and running manifests is
// lib/Package.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_MPK_MPK_H
#define SIMA_MPK_MPK_H

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"

#include "dialects/MPK/IR/MPKEnums.h.inc"

#include "dialects/MPK/IR/MPKDialect.h.inc"

#define GET_ATTRDEF_CLASSES
#include "dialects/MPK/IR/MPKAttributes.h.inc"

#define GET_OP_CLASSES
#include "dialects/MPK/IR/MPKOps.h.inc"

#endif // SIMA_MPK_MPK_H
