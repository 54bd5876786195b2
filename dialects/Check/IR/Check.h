//===- Check.h - The check dialect ------------------------------*- C++ -*-===//
#ifndef SIMA_CHECK_CHECK_H
#define SIMA_CHECK_CHECK_H

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"

#include "dialects/Check/IR/CheckDialect.h.inc"

#define GET_OP_CLASSES
#include "dialects/Check/IR/CheckOps.h.inc"

#endif // SIMA_CHECK_CHECK_H
