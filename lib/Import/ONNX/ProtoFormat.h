//===- ProtoFormat.h - The messages of an .onnx file ------------*- C++ -*-===//
//
// The one place that includes the generated header of Debian's libonnx, which
// is used for protobuf alone: no checker, no shape inference.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_IMPORT_ONNX_PROTOFORMAT_H
#define SIMA_LIB_IMPORT_ONNX_PROTOFORMAT_H

#include <onnx/onnx_pb.h>

#endif // SIMA_LIB_IMPORT_ONNX_PROTOFORMAT_H
