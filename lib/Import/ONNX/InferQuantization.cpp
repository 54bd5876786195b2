//===- InferQuantization.cpp - QuantizeLinear and DequantizeLinear --------===//
//
// Afterwards `axis` is counted from the front; it is -1 where there is one
// scale. Scales of shape [1] are single ones.
//
//===----------------------------------------------------------------------===//

#include "SourceOperators.h"

using namespace sima::onnx_import;
using llvm::createStringError;
using llvm::Twine;

/// Checks scale and zero point, whose number decides about the axis.
static llvm::Error inferScales(NodeView &node) {
  if (node.type(1) != ElementType::f32)
    return createStringError("has a scale of " + typeName(node.type(1)) +
                             ", float is needed");
  auto block = node.integer("block_size", 0);
  if (!block)
    return block.takeError();
  if (*block != 0)
    return createStringError("has one scale for each " + Twine(*block) +
                             " elements; quantize per channel or per tensor");
  int64_t scales = elementCount(node.shape(1));
  if (node.hasInput(2) && elementCount(node.shape(2)) != scales)
    return createStringError("has " + Twine(scales) + " scales and " +
                             Twine(elementCount(node.shape(2))) +
                             " zero points");
  if (scales == 1 && node.rank(1) <= 1) {
    node.setAttribute("axis", int64_t(-1));
    return llvm::Error::success();
  }
  auto stated = node.integer("axis", 1);
  if (!stated)
    return stated.takeError();
  auto axis = NodeView::axis(*stated, node.rank(0));
  if (!axis)
    return axis.takeError();
  if (node.rank(1) != 1 || node.shape(0)[*axis] != scales)
    return createStringError("has scales of shape " + toString(node.shape(1)) +
                             ", dimension " + Twine(*axis) +
                             " of the tensor has size " +
                             Twine(node.shape(0)[*axis]));
  node.setAttribute("axis", *axis);
  return llvm::Error::success();
}

llvm::Error sima::onnx_import::inferQuantize(NodeView &node) {
  if (llvm::Error error = inferScales(node))
    return error;
  if (node.type(0) != ElementType::f32)
    return createStringError("quantizes " + typeName(node.type(0)) +
                             ", float is needed");
  auto stated = node.integer("output_dtype", 0);
  if (!stated)
    return stated.takeError();
  ElementType type = ElementType::u8;
  if (node.hasInput(2))
    type = node.type(2);
  else if (*stated > 0 && *stated <= 255)
    type = ElementType(*stated);
  if (!isCode(type))
    return createStringError("quantizes to " + typeName(type) +
                             "; read are int4, uint4, int8, uint8, int16 and "
                             "uint16");
  return node.setOutput(0, node.shape(0), type);
}

llvm::Error sima::onnx_import::inferDequantize(NodeView &node) {
  if (llvm::Error error = inferScales(node))
    return error;
  if (!isCode(node.type(0)) && node.type(0) != ElementType::i32)
    return createStringError("dequantizes " + typeName(node.type(0)) +
                             "; read are int4, uint4, int8, uint8, int16, "
                             "uint16 and int32");
  if (node.hasInput(2) && node.type(2) != node.type(0))
    return createStringError("has codes of " + typeName(node.type(0)) +
                             " and a zero point of " + typeName(node.type(2)));
  return node.setOutput(0, node.shape(0), ElementType::f32);
}
