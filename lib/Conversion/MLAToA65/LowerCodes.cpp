//===- LowerCodes.cpp - Operations of codes that both processors know -----===//
//
// Functions of codes call those of lib/Numerics that the interpreter calls;
// what moves codes is loops over the boxes of its index map.
//
//===----------------------------------------------------------------------===//
#include "A65Builder.h"
#include "dialects/MLA/IR/A65Kernels.h"
#include "dialects/MLA/IR/IndexMap.h"
#include "dialects/MLA/IR/TensorTypes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "sima/Reference/ElementwiseFunction.h"

using namespace mlir;
using namespace sima;

template <typename Parameters>
static Value parameterBuffer(A65Builder &to, const Parameters &parameters) {
  return to.pointer(to.constantBytes(ArrayRef(
      reinterpret_cast<const char *>(&parameters), sizeof(parameters))));
}

static Value widen(OpBuilder &builder, Location loc, Value code) {
  return builder.create<arith::ExtSIOp>(loc, builder.getI32Type(), code);
}

static Value constant(OpBuilder &builder, Location loc, int64_t value) {
  return builder.create<arith::ConstantIntOp>(loc, value, 32);
}

static Value constant(OpBuilder &builder, Location loc, float value) {
  return builder.create<arith::ConstantOp>(loc, builder.getF32FloatAttr(value));
}

/// The storage of a code.
static Type codeType(Value tensor) {
  return mla::storageElementType(tensor.getType());
}

LogicalResult sima::lower(mla::BinaryElementwiseOp op, A65Builder &to) {
  Value parameters = parameterBuffer(to, reference::binaryParameters(op));
  Type i32 = to.getBuilder().getI32Type();
  func::FuncOp function = to.declare(
      "simaQuantizedBinary",
      to.getBuilder().getFunctionType({parameters.getType(), i32, i32}, {i32}));
  ArrayRef<int64_t> shape = op.getOutput().getType().getShape();
  to.emitLoops(
      shape,
      {to.broadcast(op.getLhs(), shape), to.broadcast(op.getRhs(), shape)},
      {to.buffer(op.getOutput()), 0, A65Builder::denseStrides(shape)},
      [&](OpBuilder &b, Location loc, ValueRange in) -> Value {
        Value operands[] = {parameters, widen(b, loc, in[0]),
                            widen(b, loc, in[1])};
        Value code =
            b.create<func::CallOp>(loc, function, operands).getResult(0);
        return b.create<arith::TruncIOp>(loc, codeType(op.getOutput()), code);
      });
  return success();
}

LogicalResult sima::lower(mla::RescaleOp op, A65Builder &to) {
  Value parameters = parameterBuffer(to, reference::rescaleParameters(op));
  Type i32 = to.getBuilder().getI32Type();
  func::FuncOp function = to.declare(
      "simaQuantizedRescale",
      to.getBuilder().getFunctionType({parameters.getType(), i32}, {i32}));
  to.emitLoops(
      {op.getOutput().getType().getNumElements()},
      {BufferView{to.buffer(op.getInput()), 0, {1}}},
      {to.buffer(op.getOutput()), 0, {1}},
      [&](OpBuilder &b, Location loc, ValueRange in) -> Value {
        Value operands[] = {parameters, widen(b, loc, in[0])};
        Value code =
            b.create<func::CallOp>(loc, function, operands).getResult(0);
        return b.create<arith::TruncIOp>(loc, codeType(op.getOutput()), code);
      });
  return success();
}

LogicalResult sima::lower(mla::LookupOp op, A65Builder &to) {
  Value table = to.buffer(op.getTable());
  to.emitLoops({op.getOutput().getType().getNumElements()},
               {BufferView{to.buffer(op.getInput()), 0, {1}}},
               {to.buffer(op.getOutput()), 0, {1}},
               [&](OpBuilder &b, Location loc, ValueRange in) -> Value {
                 Value place = b.create<arith::AddIOp>(
                     loc, widen(b, loc, in[0]), constant(b, loc, int64_t(128)));
                 Value index =
                     b.create<arith::IndexCastOp>(loc, b.getIndexType(), place);
                 return b.create<memref::LoadOp>(loc, table, index);
               });
  return success();
}

LogicalResult sima::lower(mla::QuantizeOp op, A65Builder &to) {
  RankedTensorType type = op.getOutput().getType();
  auto scale = static_cast<float>(mla::tensorScale(type));
  auto [lo, hi] = mla::codeRange(type);
  bool isAway = op.getArithmetic() == mla::Arithmetic::tflite;
  OpBuilder &builder = to.getBuilder();
  Type i32 = builder.getI32Type(), f32 = builder.getF32Type();
  func::FuncOp function = to.declare(
      "simaQuantize",
      builder.getFunctionType({f32, f32, i32, i32, i32, i32}, {i32}));
  to.emitLoops(
      {type.getNumElements()}, {BufferView{to.buffer(op.getInput()), 0, {1}}},
      {to.buffer(op.getOutput()), 0, {1}},
      [&, lo = lo, hi = hi](OpBuilder &b, Location loc,
                            ValueRange in) -> Value {
        Value operands[] = {in[0],
                            constant(b, loc, scale),
                            constant(b, loc, mla::tensorZeroPoint(type)),
                            constant(b, loc, int64_t(lo)),
                            constant(b, loc, int64_t(hi)),
                            constant(b, loc, int64_t(isAway))};
        Value code =
            b.create<func::CallOp>(loc, function, operands).getResult(0);
        return b.create<arith::TruncIOp>(loc, codeType(op.getOutput()), code);
      });
  return success();
}

LogicalResult sima::lower(mla::DequantizeOp op, A65Builder &to) {
  RankedTensorType type = op.getInput().getType();
  auto scale = static_cast<float>(mla::tensorScale(type));
  OpBuilder &builder = to.getBuilder();
  Type i32 = builder.getI32Type(), f32 = builder.getF32Type();
  func::FuncOp function = to.declare(
      "simaDequantize", builder.getFunctionType({i32, f32, i32}, {f32}));
  to.emitLoops(
      {type.getNumElements()}, {BufferView{to.buffer(op.getInput()), 0, {1}}},
      {to.buffer(op.getOutput()), 0, {1}},
      [&](OpBuilder &b, Location loc, ValueRange in) -> Value {
        Value operands[] = {widen(b, loc, in[0]), constant(b, loc, scale),
                            constant(b, loc, mla::tensorZeroPoint(type))};
        return b.create<func::CallOp>(loc, function, operands).getResult(0);
      });
  return success();
}

LogicalResult sima::lower(mla::ArgMaxOp op, A65Builder &to) {
  ArrayRef<int64_t> shape = op.getInput().getType().getShape();
  int64_t axis = op.getAxes().front(), outer = 1, inner = 1;
  for (auto [d, size] : llvm::enumerate(shape))
    (int64_t(d) < axis ? outer : inner) *= int64_t(d) == axis ? 1 : size;
  to.call("simaArgMax", {to.buffer(op.getInput()), to.buffer(op.getOutput())},
          {outer, shape[axis], inner, op.getMinimum()});
  return success();
}

LogicalResult sima::lowerMovement(Operation *op, A65Builder &to) {
  mla::IndexMap map = *mla::indexMapOf(op);
  int64_t samples = mla::mapShape(op->getResult(0).getType()).samples;
  Value out = to.buffer(op->getResult(0));
  Type element = cast<MemRefType>(out.getType()).getElementType();
  for (const mla::IndexBox &box : map.boxes) {
    SmallVector<int64_t> extents = {samples};
    BufferView target = {
        out, box.nest.start[To], {map.output.elementsPerSample()}};
    BufferView from;
    if (box.operand)
      from = {to.buffer(op->getOperand(*box.operand)),
              box.nest.start[From],
              {map.operands[*box.operand].elementsPerSample()}};
    for (const Loop &loop : box.nest.loops) {
      extents.push_back(loop.extent);
      target.strides.push_back(loop.stride[To]);
      from.strides.push_back(loop.stride[From]);
    }
    if (box.operand)
      to.emitLoops(extents, {from}, target,
                   [](OpBuilder &, Location, ValueRange in) { return in[0]; });
    else
      to.emitLoops(extents, {}, target,
                   [&](OpBuilder &b, Location loc, ValueRange) -> Value {
                     if (element.isF32())
                       return constant(b, loc, float(map.value));
                     return b.create<arith::ConstantOp>(
                         loc, b.getIntegerAttr(element, map.value));
                   });
  }
  return success();
}
