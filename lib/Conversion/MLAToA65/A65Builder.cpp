//===- A65Builder.cpp - Buffers and loops of a segment --------------------===//

#include "A65Builder.h"
#include "dialects/MLA/IR/ConstantElements.h"
#include "dialects/MLA/IR/TensorTypes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "sima/Alloc/Solve.h"
#include "sima/Conversion/MLAToA65/MLAToA65.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace sima;

A65Builder::A65Builder(mla::A65SegmentOp segment)
    : segment(segment), builder(segment.getContext()), loc(segment.getLoc()) {
  builder.getContext()
      ->loadDialect<arith::ArithDialect, func::FuncDialect,
                    linalg::LinalgDialect, LLVM::LLVMDialect,
                    memref::MemRefDialect>();
}

//===----------------------------------------------------------------------===//
// Buffers
//===----------------------------------------------------------------------===//

/// How an element is stored: quantized codes as integers, truth as a byte.
static Type elementOf(Type tensor) {
  Type element = mla::storageElementType(tensor);
  return element.isInteger(1) ? IntegerType::get(tensor.getContext(), 8)
                              : element;
}

static MemRefType bufferType(Type tensor) {
  return MemRefType::get({cast<RankedTensorType>(tensor).getNumElements()},
                         elementOf(tensor));
}

/// Results of reshapes are their operand's bytes.
static Value rootOf(Value value) {
  while (auto reshape = value.getDefiningOp<mla::ReshapeOp>())
    value = reshape.getInput();
  return value;
}

/// Gives every value that is computed and no output its place in the scratch.
LogicalResult A65Builder::placeBuffers() {
  Block &body = segment.getBody().front();
  llvm::DenseMap<Operation *, int64_t> order;
  for (Operation &op : body)
    order.try_emplace(&op, int64_t(order.size()));
  alloc::Problem problem;
  problem.memory = "memory of the A65";
  problem.alignment = kA65Alignment;
  SmallVector<Value> values;
  SmallVector<Operation *> users;
  auto add = [&](int64_t bytes, int64_t first, int64_t last,
                 const llvm::Twine &name) {
    problem.buffers.push_back(
        {name.str(), uint64_t(std::max<int64_t>(bytes, 1)), first, last});
  };
  for (Operation &op : body.without_terminator()) {
    if (isa<mla::ConstantOp, mla::ReshapeOp>(op))
      continue;
    for (OpResult result : op.getResults()) {
      int64_t last = order[&op];
      SmallVector<Value> aliases = {result};
      while (!aliases.empty())
        for (Operation *user : aliases.pop_back_val().getUsers()) {
          last = std::max(last, order[user]);
          if (auto reshape = dyn_cast<mla::ReshapeOp>(user))
            aliases.push_back(reshape.getOutput());
        }
      add(mla::storageBytes(result.getType()), order[&op], last,
          "'" + mla::nodeName(op.getLoc()) + "'");
      values.push_back(result);
    }
  }
  for (Operation &op : body.without_terminator())
    if (int64_t bytes = a65ScratchBytes(&op)) {
      add(bytes, order[&op], order[&op], "scratch");
      users.push_back(&op);
    }
  uint64_t total = 0;
  if (!problem.buffers.empty()) {
    // As little memory as a short search finds.
    problem.capacity = uint64_t(1) << 40;
    alloc::Options options;
    options.goal = alloc::Goal::Minimum;
    options.nodeBudget = 1000;
    auto solution = alloc::solve(problem, options);
    if (!solution)
      return segment.emitError(llvm::toString(solution.takeError()));
    total = llvm::alignTo(solution->peak, kA65Alignment);
    for (auto [i, value] : llvm::enumerate(values))
      buffers[value] =
          viewAt(solution->addresses[i], mla::storageBytes(value.getType()),
                 elementOf(value.getType()));
    for (auto [i, op] : llvm::enumerate(users))
      scratchAddresses[op] = solution->addresses[values.size() + i];
  }
  (*module)->setAttr(kA65ScratchAttr, builder.getI64IntegerAttr(total));
  return success();
}

Value A65Builder::viewAt(uint64_t address, int64_t bytes, Type element) {
  auto type = MemRefType::get(
      {bytes / int64_t(element.getIntOrFloatBitWidth() / 8)}, element);
  Value shift = builder.create<arith::ConstantIndexOp>(loc, int64_t(address));
  Value view =
      builder.create<memref::ViewOp>(loc, type, arena, shift, ValueRange());
  addresses[view] = address;
  return view;
}

Value A65Builder::scratch(int64_t bytes) {
  return viewAt(scratchAddresses.at(current), bytes, builder.getI8Type());
}

/// A private constant global; large ones are resources.
static Value constantBuffer(OpBuilder &builder, Location loc, ModuleOp module,
                            MemRefType type, ArrayRef<char> bytes,
                            unsigned number) {
  std::string name = "constant_" + std::to_string(number);
  auto tensor = RankedTensorType::get(type.getShape(), type.getElementType());
  OpBuilder atModule = OpBuilder::atBlockBegin(module.getBody());
  atModule.create<memref::GlobalOp>(
      loc, name, atModule.getStringAttr("private"), type,
      DenseElementsAttr::getFromRawBuffer(tensor, bytes), /*constant=*/true,
      atModule.getI64IntegerAttr(16));
  return builder.create<memref::GetGlobalOp>(loc, type, name);
}

Value A65Builder::part(Value buffer, int64_t offset, int64_t count,
                       Type element) {
  return viewAt(addresses.at(buffer) + uint64_t(offset),
                count * int64_t(element.getIntOrFloatBitWidth() / 8), element);
}

Value A65Builder::pointer(Value buffer) {
  // Not of a view: --expand-strided-metadata takes that for its source.
  auto inArena = addresses.find(buffer);
  bool isArgument = inArena == addresses.end();
  Value address = builder.create<memref::ExtractAlignedPointerAsIndexOp>(
      loc, isArgument ? buffer : arena);
  if (!isArgument)
    address = builder.create<arith::AddIOp>(
        loc, address,
        builder.create<arith::ConstantIndexOp>(loc, int64_t(inArena->second)));
  Value number =
      builder.create<arith::IndexCastOp>(loc, builder.getI64Type(), address);
  return builder.create<LLVM::IntToPtrOp>(
      loc, LLVM::LLVMPointerType::get(builder.getContext()), number);
}

Value A65Builder::constantBytes(ArrayRef<char> bytes) {
  auto type = MemRefType::get({int64_t(bytes.size())}, builder.getI8Type());
  return constantBuffer(builder, loc, *module, type, bytes, globals++);
}

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

SmallVector<int64_t> A65Builder::denseStrides(ArrayRef<int64_t> shape) {
  SmallVector<int64_t> strides(shape.size(), 1);
  for (size_t d = shape.size(); d-- > 1;)
    strides[d - 1] = strides[d] * shape[d];
  return strides;
}

BufferView A65Builder::broadcast(Value value, ArrayRef<int64_t> shape) {
  ArrayRef<int64_t> own = cast<RankedTensorType>(value.getType()).getShape();
  SmallVector<int64_t> dense = denseStrides(own), strides(shape.size(), 0);
  for (size_t d = 0; d < own.size(); ++d)
    if (own[d] != 1)
      strides[shape.size() - own.size() + d] = dense[d];
  return {buffer(value), 0, strides};
}

/// The view over the loops that move it, and which these are: a stride is never
/// 0.
A65Builder::MappedView A65Builder::mapView(const BufferView &view,
                                           ArrayRef<int64_t> extents) {
  SmallVector<int64_t> sizes, strides;
  SmallVector<AffineExpr> loops;
  for (auto [d, stride] : llvm::enumerate(view.strides)) {
    if (stride == 0)
      continue;
    sizes.push_back(extents[d]);
    strides.push_back(stride);
    loops.push_back(builder.getAffineDimExpr(d));
  }
  auto type = MemRefType::get(
      sizes, cast<MemRefType>(view.buffer.getType()).getElementType(),
      StridedLayoutAttr::get(builder.getContext(), view.offset, strides));
  Value memref = builder.create<memref::ReinterpretCastOp>(
      loc, type, view.buffer, view.offset, sizes, strides);
  return {memref,
          AffineMap::get(extents.size(), 0, loops, builder.getContext())};
}

/// Fewer loops for the same order: loops of one step go, and those that
/// continue the next one in all views are merged with it.
static void mergeLoops(SmallVectorImpl<int64_t> &extents,
                       SmallVectorImpl<BufferView *> &views) {
  auto drop = [&](size_t d) {
    extents.erase(extents.begin() + d);
    for (BufferView *view : views)
      view->strides.erase(view->strides.begin() + d);
  };
  for (size_t d = extents.size(); d-- > 0;)
    if (extents[d] == 1 && extents.size() > 1)
      drop(d);
  for (size_t d = extents.size(); d-- > 1;)
    if (llvm::all_of(views, [&](BufferView *view) {
          return view->strides[d - 1] == view->strides[d] * extents[d];
        })) {
      extents[d] *= extents[d - 1];
      drop(d - 1);
    }
}

void A65Builder::loops(ArrayRef<int64_t> extents, unsigned reduced,
                       ArrayRef<BufferView> ins, BufferView out, Body body) {
  unsigned rank = extents.size();
  SmallVector<Value> inputs;
  SmallVector<AffineMap> maps;
  for (const BufferView &view : ins) {
    MappedView mapped = mapView(view, extents);
    inputs.push_back(mapped.memref);
    maps.push_back(mapped.map);
  }
  out.strides.truncate(rank - reduced);
  MappedView output = mapView(out, extents);
  maps.push_back(output.map);
  SmallVector<utils::IteratorType> iterators(rank - reduced,
                                             utils::IteratorType::parallel);
  iterators.append(reduced, utils::IteratorType::reduction);
  builder.create<linalg::GenericOp>(
      loc, inputs, ValueRange{output.memref}, maps, iterators,
      [&](OpBuilder &inner, Location at, ValueRange elements) {
        if (!reduced)
          elements = elements.drop_back();
        inner.create<linalg::YieldOp>(at, body(inner, at, elements));
      });
}

void A65Builder::emitLoops(ArrayRef<int64_t> extents, ArrayRef<BufferView> ins,
                           BufferView out, Body body) {
  SmallVector<int64_t> counts(extents);
  SmallVector<BufferView> inputs(ins);
  SmallVector<BufferView *> views = {&out};
  for (BufferView &view : inputs)
    views.push_back(&view);
  if (counts.empty()) {
    counts.push_back(1);
    for (BufferView *view : views)
      view->strides.push_back(1);
  }
  mergeLoops(counts, views);
  loops(counts, 0, inputs, out, body);
}

void A65Builder::emitReduction(ArrayRef<int64_t> extents, unsigned reduced,
                               ArrayRef<BufferView> ins, BufferView out,
                               Body body) {
  loops(extents, reduced, ins, std::move(out), body);
}

//===----------------------------------------------------------------------===//
// Kernels
//===----------------------------------------------------------------------===//

func::FuncOp A65Builder::declare(StringRef name, FunctionType type) {
  if (auto known = module->lookupSymbol<func::FuncOp>(name))
    return known;
  OpBuilder atModule = OpBuilder::atBlockBegin(module->getBody());
  auto declared = atModule.create<func::FuncOp>(loc, name, type);
  declared.setPrivate();
  return declared;
}

void A65Builder::call(StringRef name, ArrayRef<Value> pointers,
                      ArrayRef<int64_t> numbers) {
  SmallVector<Value> operands;
  for (Value buffer : pointers)
    operands.push_back(pointer(buffer));
  for (int64_t number : numbers)
    operands.push_back(builder.create<arith::ConstantIntOp>(loc, number, 64));
  func::FuncOp callee = declare(
      name, builder.getFunctionType(ValueRange(operands).getTypes(), {}));
  builder.create<func::CallOp>(loc, callee, operands);
}

//===----------------------------------------------------------------------===//
// The function
//===----------------------------------------------------------------------===//

LogicalResult A65Builder::lower(Operation &op) {
  current = &op;
  loc = op.getLoc();
  return llvm::TypeSwitch<Operation *, LogicalResult>(&op)
      .Case<mla::ReshapeOp>([&](mla::ReshapeOp reshape) {
        buffers[reshape.getOutput()] = buffers.lookup(reshape.getInput());
        return success();
      })
      .Case<mla::ConstantOp>([&](mla::ConstantOp constant) {
        std::optional<mla::ElementBytes> bytes =
            mla::elementBytes(constant.getValue());
        if (!bytes)
          return LogicalResult(constant.emitError("has no elements"));
        buffers[constant.getOutput()] =
            constantBuffer(builder, loc, *module,
                           bufferType(constant.getType()), *bytes, globals++);
        return success();
      })
      .Case<mla::DetectionPostprocessOp, mla::NonMaxSuppressionOp,
            mla::PointwiseOp, mla::ReduceNumbersOp, mla::GatherNdOp,
            mla::TopKOp, mla::BinaryElementwiseOp, mla::RescaleOp,
            mla::LookupOp, mla::QuantizeOp, mla::DequantizeOp, mla::ArgMaxOp>(
          [&](auto concrete) { return sima::lower(concrete, *this); })
      .Case<mla::PadOp, mla::MirrorPadOp, mla::RearrangeOp, mla::StridedSliceOp,
            mla::ConcatOp, mla::GatherOp, mla::BroadcastOp>(
          [&](auto concrete) { return lowerMovement(concrete, *this); })
      .Default([](Operation *other) {
        return other->emitError(other->getName().getStringRef())
               << " has no code for the A65";
      });
}

FailureOr<OwningOpRef<ModuleOp>> A65Builder::run() {
  module = ModuleOp::create(loc);
  Block &body = segment.getBody().front();
  SmallVector<Type> types;
  for (BlockArgument argument : body.getArguments())
    types.push_back(bufferType(argument.getType()));
  auto outputs = body.getTerminator()->getOperands();
  for (Value output : outputs)
    types.push_back(bufferType(output.getType()));
  builder.setInsertionPointToEnd(module->getBody());
  // The size of the scratch is known when the buffers have their places; a
  // pointer needs none.
  types.push_back(MemRefType::get({int64_t(1) << 40}, builder.getI8Type()));
  function = builder.create<func::FuncOp>(loc, kA65Function,
                                          builder.getFunctionType(types, {}));
  Block *entry = function.addEntryBlock();
  builder.setInsertionPointToEnd(entry);
  arena = entry->getArguments().back();
  if (failed(placeBuffers()))
    return failure();
  for (auto [i, argument] : llvm::enumerate(body.getArguments()))
    buffers[argument] = entry->getArgument(i);
  // A value that is one output and no other is computed in place.
  unsigned first = body.getNumArguments();
  SmallVector<bool> isDirect;
  llvm::DenseMap<Value, Value> direct;
  for (auto [i, output] : llvm::enumerate(outputs)) {
    Value root = rootOf(output);
    Operation *op = root.getDefiningOp();
    bool own = op && !isa<mla::ConstantOp>(op) &&
               direct.try_emplace(root, entry->getArgument(first + i)).second;
    isDirect.push_back(own);
    if (own)
      buffers[root] = entry->getArgument(first + i);
  }
  for (Operation &op : body.without_terminator())
    if (failed(lower(op)))
      return failure();
  for (auto [i, output] : llvm::enumerate(outputs)) {
    if (isDirect[i])
      continue;
    int64_t count = cast<RankedTensorType>(output.getType()).getNumElements();
    emitLoops({count}, {BufferView{buffer(output), 0, {1}}},
              BufferView{entry->getArgument(first + i), 0, {1}},
              [](OpBuilder &, Location, ValueRange in) { return in[0]; });
  }
  builder.create<func::ReturnOp>(loc);
  (*module)->setAttr(kA65InputsAttr, builder.getI64IntegerAttr(first));
  (*module)->setAttr(kA65SamplesAttr,
                     builder.getI64IntegerAttr(segment.getRuns()));
  return std::move(module);
}

FailureOr<OwningOpRef<ModuleOp>> sima::convertToA65(mla::A65SegmentOp segment) {
  return A65Builder(segment).run();
}
