//===- LowerNumbers.cpp - Functions of numbers as loops -------------------===//

#include "A65Builder.h"
#include "dialects/MLA/IR/A65Kernels.h"
#include "dialects/MLA/IR/TensorTypes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

using namespace mlir;
using namespace sima;

static ArrayRef<int64_t> shapeOf(Value tensor) {
  return cast<RankedTensorType>(tensor.getType()).getShape();
}

static Type elementOf(Value buffer) {
  return cast<MemRefType>(buffer.getType()).getElementType();
}

/// The scalar function `name` of lib/Numerics/Pointwise.h.
static func::FuncOp scalarFunction(A65Builder &to, const std::string &name,
                                   TypeRange operands, Type result) {
  return to.declare("simaPointwise_" + name,
                    to.getBuilder().getFunctionType(operands, {result}));
}

static Value callScalar(OpBuilder &builder, Location loc, func::FuncOp function,
                        ValueRange operands) {
  return builder.create<func::CallOp>(loc, function, operands).getResult(0);
}

LogicalResult sima::lower(mla::PointwiseOp op, A65Builder &to) {
  ArrayRef<int64_t> shape = op.getOutput().getType().getShape();
  SmallVector<BufferView> inputs;
  SmallVector<Type> types;
  for (Value input : op.getInputs()) {
    inputs.push_back(to.broadcast(input, shape));
    types.push_back(elementOf(inputs.back().buffer));
  }
  Value out = to.buffer(op.getOutput());
  BufferView result = {out, 0, A65Builder::denseStrides(shape)};
  if (op.getKind() == mla::PointwiseKind::select) {
    to.emitLoops(shape, inputs, result,
                 [](OpBuilder &b, Location loc, ValueRange in) -> Value {
                   Value zero = b.create<arith::ConstantIntOp>(loc, 0, 8);
                   Value isTrue = b.create<arith::CmpIOp>(
                       loc, arith::CmpIPredicate::ne, in[0], zero);
                   return b.create<arith::SelectOp>(loc, isTrue, in[1], in[2]);
                 });
    return success();
  }
  func::FuncOp function =
      scalarFunction(to, mla::pointwiseName(op), types, elementOf(out));
  to.emitLoops(shape, inputs, result,
               [&](OpBuilder &b, Location loc, ValueRange in) {
                 return callScalar(b, loc, function, in);
               });
  return success();
}

/// One after the other, from the neutral element on.
static void reduceInOrder(mla::ReduceNumbersOp op, A65Builder &to) {
  ArrayRef<int64_t> in = shapeOf(op.getInput());
  SmallVector<int64_t> inStrides = A65Builder::denseStrides(in);
  SmallVector<int64_t> outStrides =
      A65Builder::denseStrides(op.getOutput().getType().getShape());
  // Kept dimensions, then the reduced ones: the order within a sum stays.
  SmallVector<int64_t> extents, strides, results;
  auto add = [&](int64_t d) {
    extents.push_back(in[d]);
    strides.push_back(inStrides[d]);
    results.push_back(llvm::is_contained(op.getAxes(), d) ? 0 : outStrides[d]);
  };
  for (int64_t d = 0; d < int64_t(in.size()); ++d)
    if (!llvm::is_contained(op.getAxes(), d))
      add(d);
  for (int64_t axis : op.getAxes())
    add(axis);
  Value input = to.buffer(op.getInput()), output = to.buffer(op.getOutput());
  Type type = elementOf(output);
  TypedAttr start = mla::reductionStart(op);
  to.emitLoops({op.getOutput().getType().getNumElements()}, {},
               BufferView{output, 0, {1}},
               [&](OpBuilder &b, Location loc, ValueRange) -> Value {
                 return b.create<arith::ConstantOp>(loc, start);
               });
  func::FuncOp step =
      scalarFunction(to, mla::reductionStep(op), {type, type}, type);
  to.emitReduction(extents, op.getAxes().size(),
                   {BufferView{input, 0, strides}},
                   BufferView{output, 0, results},
                   [&](OpBuilder &b, Location loc, ValueRange values) {
                     return callScalar(b, loc, step, {values[0], values[1]});
                   });
}

/// Divides sums by their counts.
static void divide(mla::ReduceNumbersOp op, int64_t count, A65Builder &to) {
  Value output = to.buffer(op.getOutput());
  Type type = elementOf(output);
  std::string name = mla::numberName(op.getInput().getType());
  func::FuncOp function = scalarFunction(to, "div_" + name, {type, type}, type);
  BufferView sums = {output, 0, {1}};
  to.emitLoops({op.getOutput().getType().getNumElements()}, {sums}, sums,
               [&](OpBuilder &b, Location loc, ValueRange in) {
                 TypedAttr number =
                     type.isF32() ? TypedAttr(b.getF32FloatAttr(float(count)))
                                  : TypedAttr(b.getIntegerAttr(type, count));
                 Value divisor = b.create<arith::ConstantOp>(loc, number);
                 return callScalar(b, loc, function, {in[0], divisor});
               });
}

LogicalResult sima::lower(mla::ReduceNumbersOp op, A65Builder &to) {
  int64_t sums = op.getOutput().getType().getNumElements();
  int64_t count = op.getInput().getType().getNumElements() / sums;
  if (!op.getOrder())
    reduceInOrder(op, to);
  else
    to.call("simaSumRows_" + stringifySumOrder(*op.getOrder()).str(),
            {to.buffer(op.getInput()), to.buffer(op.getOutput())},
            {sums, count});
  if (op.getKind() == mla::NumberReduction::mean)
    divide(op, count, to);
  return success();
}

LogicalResult sima::lower(mla::GatherNdOp op, A65Builder &to) {
  mla::GatherShape shape = mla::gatherShape(op);
  Value extents = to.constantBytes(
      ArrayRef(reinterpret_cast<const char *>(shape.extents.data()),
               shape.extents.size() * sizeof(int64_t)));
  std::string name =
      "simaGatherNd_" + mla::numberName(op.getIndices().getType());
  to.call(name,
          {to.buffer(op.getInput()), to.buffer(op.getIndices()), extents,
           to.buffer(op.getOutput())},
          {shape.places, shape.depth, shape.sliceBytes});
  return success();
}

LogicalResult sima::lower(mla::TopKOp op, A65Builder &to) {
  int64_t count = shapeOf(op.getInput()).back(),
          k = shapeOf(op.getValues()).back(),
          rows = op.getInput().getType().getNumElements() / count;
  Value scratch = to.scratch(a65ScratchBytes(op));
  Value positions = to.part(scratch, 0, rows * k, to.getBuilder().getI64Type());
  Value heap = to.part(scratch, rows * k * int64_t(sizeof(int64_t)), count,
                       to.getBuilder().getI32Type());
  to.call(
      "simaTopK_" + mla::numberName(op.getInput().getType()),
      {to.buffer(op.getInput()), to.buffer(op.getValues()), positions, heap},
      {rows, count, k});
  Value out = to.buffer(op.getIndices());
  to.emitLoops({rows * k}, {BufferView{positions, 0, {1}}},
               BufferView{out, 0, {1}},
               [&](OpBuilder &b, Location loc, ValueRange in) -> Value {
                 if (elementOf(out).isInteger(64))
                   return in[0];
                 return b.create<arith::TruncIOp>(loc, elementOf(out), in[0]);
               });
  return success();
}
