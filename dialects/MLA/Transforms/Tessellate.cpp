//===- Tessellate.cpp - DRAM layouts of boundary tensors ------------------===//

#include "dialects/MLA/IR/Target.h"
#include "dialects/MLA/Transforms/Passes.h"
#include "dialects/MLA/Transforms/TessellationParameters.h"
#include "sima/Support/Files.h"
#include "sima/Support/Statistics.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace sima;
using namespace sima::mla;

namespace sima::mla {
#define GEN_PASS_DEF_TESSELLATE
#include "dialects/MLA/Transforms/Passes.h.inc"
} // namespace sima::mla

namespace {
/// The name of an argument or result of the function.
StringRef boundaryName(func::FuncOp function, bool input, unsigned index) {
  auto name = input
                  ? function.getArgAttrOfType<StringAttr>(index, kNameAttr)
                  : function.getResultAttrOfType<StringAttr>(index, kNameAttr);
  return name ? name.getValue() : "";
}

/// The layer that computes a segment's output, through reshapes.
LayerOp producerLayer(Value value) {
  while (auto reshape = value.getDefiningOp<ReshapeOp>())
    value = reshape.getInput();
  return value.getDefiningOp<LayerOp>();
}

/// The function's result that a segment's result becomes, directly, as another
/// shape or as float32.
std::optional<unsigned> resultOf(OpOperand &use) {
  Operation *user = use.getOwner();
  if (user->hasTrait<OpTrait::IsTerminator>())
    return use.getOperandNumber();
  if (isa<ReshapeOp, DequantizeOp>(user) && user->hasOneUse())
    return resultOf(*user->getResult(0).use_begin());
  return std::nullopt;
}

class Tessellator {
public:
  Tessellator(func::FuncOp function, SegmentOp segment,
              ArrayRef<TensorTessellation> parameters)
      : function(function), segment(segment), parameters(parameters) {}

  LogicalResult run() {
    for (unsigned i = 0; i < segment.getInputs().size(); ++i)
      if (failed(convertInput(i)))
        return failure();
    Operation *yield = segment.getBody().front().getTerminator();
    for (unsigned i = 0; i < yield->getNumOperands(); ++i)
      if (failed(convertOutput(i)))
        return failure();
    joinOutputs();
    return success();
  }

  /// The segment still takes and gives tensors, not bytes.
  LogicalResult checkPlain() {
    auto isPlain = [](Type type) {
      return isa<quant::UniformQuantizedType>(
          cast<RankedTensorType>(type).getElementType());
    };
    if (llvm::all_of(segment.getOperandTypes(), isPlain) &&
        llvm::all_of(segment.getResultTypes(), isPlain))
      return success();
    return segment.emitError("segment '")
           << segment.getName()
           << "' is tessellated already; the passes behind it run with "
              "sima-opt";
  }

  /// Adds all names that parameters may use for the segment's boundary tensors.
  void addNames(SmallVectorImpl<std::string> &names) {
    for (unsigned i = 0; i < segment.getInputs().size(); ++i)
      llvm::append_range(names, namesOf(true, i));
    for (unsigned i = 0; i < segment.getOutputs().size(); ++i)
      llvm::append_range(names, namesOf(false, i));
  }

  /// Slices of all boundary tensors.
  int64_t slices = 0;

private:
  //===--------------------------------------------------------------------===//
  // Names and parameters
  //===--------------------------------------------------------------------===//

  /// All names that parameters may use for a boundary tensor.
  SmallVector<std::string, 4> namesOf(bool input, unsigned index) {
    SmallVector<std::string, 4> names;
    if (input) {
      Value value = segment.getInputs()[index];
      if (auto quantize = value.getDefiningOp<QuantizeOp>())
        value = quantize.getInput();
      if (auto argument = dyn_cast<BlockArgument>(value))
        names.push_back(
            boundaryName(function, true, argument.getArgNumber()).str());
      names.push_back("placeholder_" + std::to_string(index) + "_0");
    } else {
      for (OpOperand &use : segment.getResult(index).getUses())
        if (auto output = resultOf(use))
          names.push_back(boundaryName(function, false, *output).str());
      Value value =
          segment.getBody().front().getTerminator()->getOperand(index);
      if (LayerOp layer = producerLayer(value))
        names.push_back((layer.getName() + "_output").str());
      else if (names.empty())
        names.push_back("output_" + std::to_string(index));
    }
    std::string qualified = (segment.getName() + "/" + names.back()).str();
    names.push_back(qualified);
    return names;
  }

  TensorTessellation parametersOf(bool input, unsigned index) {
    SmallVector<std::string, 4> names = namesOf(input, index);
    TensorTessellation result;
    for (const TensorTessellation &tensor : parameters)
      if (tensor.name == (input ? "inputs" : "outputs"))
        result = tensor;
    for (const TensorTessellation &tensor : parameters)
      if (llvm::is_contained(names, tensor.name))
        result = tensor;
    result.name = names.front();
    return result;
  }

  //===--------------------------------------------------------------------===//
  // Layouts
  //===--------------------------------------------------------------------===//

  FailureOr<LayoutAttr> layoutFor(const TensorTessellation &tensor,
                                  MapShape shape, int64_t width, bool input) {
    if (tensor.enableMLA && width > 1)
      return segment.emitError("tensor '")
             << tensor.name << "': enable_mla is for 8-bit tensors; elements "
             << "of " << 8 * width << " bits are split by the EV74";
    // An input is one slice that the DMA reads in long runs; an output is
    // sliced by rows in blocks of 16 channels, as the vector unit writes it.
    bool align = !input, cblock = !input;
    std::array<int64_t, 3> slice = {input ? shape.height : 1, shape.width,
                                    shape.channels};
    if (tensor.dramLayout || tensor.enableMLA) {
      align = tensor.dramLayout.value_or(input ? DramLayout::HWC
                                               : DramLayout::HWC16) ==
              DramLayout::HWC16;
      cblock = false;
    }
    // Padded outputs keep their channels together, so that a slice of fewer is
    // not padded unless asked for.
    bool fewer = !input && !tensor.enableMLA && tensor.tileShape[3] &&
                 tensor.tileShape[3] < shape.channels;
    if (fewer && !tensor.dramLayout)
      align = cblock = false;
    align = tensor.alignC16.value_or(align);
    cblock = tensor.cblock.value_or(cblock);
    if (fewer && (align || cblock))
      return segment.emitError("tensor '")
             << tensor.name << "': tile_shape " << tensor.tileShape[3]
             << " for c; an output with padded channels keeps all "
             << shape.channels << ": use align_c16: false and cblock: false";
    if (tensor.enableMLA)
      slice[0] = shape.height;
    const int64_t extents[3] = {shape.height, shape.width, shape.channels};
    for (unsigned d = 0; d < 3; ++d) {
      int64_t wanted = tensor.tileShape[d + 1];
      if (!wanted)
        continue;
      if (wanted > extents[d])
        return segment.emitError("tensor '")
               << tensor.name << "': tile_shape " << wanted << " for "
               << "hwc"[d] << " exceeds the tensor's " << extents[d];
      if (!tensor.enableMLA)
        slice[d] = wanted;
    }
    if (tensor.enableMLA &&
        (cblock || tensor.alignC16.value_or(align) != align))
      return segment.emitError("tensor '")
             << tensor.name << "': cblock is for the EV74; with enable_mla the "
             << "layout is HWC or HWC16";
    auto layout = LayoutAttr::get(function.getContext(), slice, align, cblock);
    auto sized = sliceLayout(layout, shape, width);
    if (!sized)
      return segment.emitError("tensor '")
             << tensor.name << "': " << llvm::toString(sized.takeError());
    if (sized->totalBytes() > kMaxTensorBytes / shape.samples)
      return segment.emitError("tensor '")
             << tensor.name << "': " << shape.samples << " samples of "
             << sized->totalBytes() << " bytes exceed the limit of "
             << kMaxTensorBytes << " bytes of a tensor";
    slices += sized->slices().size();
    return layout;
  }

  /// Bytes per sample of a tensor that the MLA reads or writes in place.
  static int64_t plainBytes(LayoutAttr layout, MapShape shape, int64_t width) {
    int64_t channels =
        layout.getAlignC16() ? (shape.channels + 15) / 16 * 16 : shape.channels;
    return shape.height * shape.width * channels * width;
  }

  RankedTensorType byteType(int64_t samples, int64_t bytes) {
    return RankedTensorType::get({samples, bytes},
                                 IntegerType::get(function.getContext(), 8));
  }

  //===--------------------------------------------------------------------===//
  // Rewriting
  //===--------------------------------------------------------------------===//

  LogicalResult convertInput(unsigned index) {
    TensorTessellation tensor = parametersOf(true, index);
    Value value = segment.getInputs()[index];
    MapShape shape = mapShape(value.getType());
    int64_t width = elementBytes(value.getType());
    FailureOr<LayoutAttr> layout = layoutFor(tensor, shape, width, true);
    if (failed(layout))
      return failure();
    OpBuilder builder(segment);
    Value bytes;
    if (tensor.enableMLA) {
      int64_t size = plainBytes(*layout, shape, width);
      if (size != shape.elementsPerSample() * width)
        return segment.emitError("tensor '")
               << tensor.name << "': dram_layout HWC16 takes " << size
               << " bytes, the user hands over "
               << shape.elementsPerSample() * width
               << "; use HWC for inputs whose channels are not a multiple of "
                  "16";
      bytes = builder.create<BitcastOp>(value.getLoc(),
                                        byteType(shape.samples, size), value);
    } else {
      auto sized = llvm::cantFail(sliceLayout(*layout, shape, width));
      bytes = builder.create<TessellateOp>(
          value.getLoc(), byteType(shape.samples, sized.totalBytes()), value,
          *layout);
    }
    segment.getInputsMutable()[index].set(bytes);
    BlockArgument argument = segment.getBody().getArgument(index);
    Type mapType = argument.getType();
    argument.setType(bytes.getType());
    builder.setInsertionPointToStart(&segment.getBody().front());
    auto load =
        builder.create<LoadOp>(argument.getLoc(), mapType, argument, *layout);
    argument.replaceAllUsesExcept(load.getOutput(), load);
    return success();
  }

  LogicalResult convertOutput(unsigned index) {
    TensorTessellation tensor = parametersOf(false, index);
    Operation *yield = segment.getBody().front().getTerminator();
    Value value = yield->getOperand(index);
    auto type = cast<RankedTensorType>(value.getType());
    MapShape shape = mapShape(type);
    int64_t width = elementBytes(type);
    FailureOr<LayoutAttr> layout = layoutFor(tensor, shape, width, false);
    if (failed(layout))
      return failure();
    int64_t size =
        tensor.enableMLA
            ? plainBytes(*layout, shape, width)
            : llvm::cantFail(sliceLayout(*layout, shape, width)).totalBytes();
    OpBuilder builder(yield);
    auto store = builder.create<StoreOp>(
        value.getLoc(), byteType(shape.samples, size), value, *layout);
    yield->setOperand(index, store.getOutput());
    Value result = segment.getResult(index);
    result.setType(store.getOutput().getType());
    setInsertionPointBeforeUsers(builder, result);
    Value outside = result;
    llvm::SmallPtrSet<Operation *, 2> created;
    auto remember = [&](Value v) {
      outside = v;
      created.insert(v.getDefiningOp());
    };
    if (!tensor.enableMLA) {
      remember(builder.create<DetessellateOp>(value.getLoc(), type, result,
                                              *layout));
    } else {
      SmallVector<int64_t> padded(type.getShape());
      padded.back() = size / (shape.height * shape.width * width);
      auto paddedType = RankedTensorType::get(padded, type.getElementType());
      remember(builder.create<BitcastOp>(value.getLoc(), paddedType, result));
      if (paddedType != type)
        remember(builder.create<SliceOp>(
            value.getLoc(), type, outside,
            SmallVector<int64_t>(type.getRank(), 0), type.getShape()));
    }
    result.replaceAllUsesExcept(outside, created);
    return success();
  }

  /// Directly before the first user, so that stages stand in the order of
  /// outputs.
  void setInsertionPointBeforeUsers(OpBuilder &builder, Value result) {
    builder.setInsertionPointAfter(segment);
    Operation *first = nullptr;
    for (Operation *user : result.getUsers())
      if (!first || user->isBeforeInBlock(first))
        first = user;
    if (first)
      builder.setInsertionPoint(first);
  }

  /// The EV74 takes several outputs as one buffer.
  void joinOutputs() {
    auto samplesOf = [](Value bytes) {
      return cast<RankedTensorType>(bytes.getType()).getDimSize(0);
    };
    if (segment.getNumResults() < 2 ||
        !llvm::all_of(segment.getResults(), [&](Value result) {
          return samplesOf(result) == samplesOf(segment.getResult(0)) &&
                 llvm::all_of(result.getUsers(), [](Operation *user) {
                   return isa<DetessellateOp>(user);
                 });
        }))
      return;
    Operation *yield = segment.getBody().front().getTerminator();
    SmallVector<Value> parts(yield->getOperands());
    int64_t bytes = 0;
    for (Value part : parts)
      bytes += cast<RankedTensorType>(part.getType()).getDimSize(1);
    int64_t samples =
        cast<RankedTensorType>(parts.front().getType()).getDimSize(0);
    OpBuilder builder(yield);
    Value joined = builder.create<PackOp>(segment.getLoc(),
                                          byteType(samples, bytes), parts);
    yield->setOperands(joined);
    builder.setInsertionPoint(segment);
    auto replacement =
        builder.create<SegmentOp>(segment.getLoc(), TypeRange(joined.getType()),
                                  segment.getInputs(), segment->getAttrs());
    replacement.getBody().takeBody(segment.getBody());
    int64_t offset = 0;
    for (Value result : segment.getResults()) {
      auto part = builder.create<UnpackOp>(result.getLoc(), result.getType(),
                                           replacement.getResult(0), offset);
      offset += cast<RankedTensorType>(result.getType()).getDimSize(1);
      result.replaceAllUsesWith(part.getOutput());
    }
    segment.erase();
  }

  func::FuncOp function;
  SegmentOp segment;
  ArrayRef<TensorTessellation> parameters;
};

struct TessellatePass : sima::mla::impl::TessellateBase<TessellatePass> {
  using TessellateBase::TessellateBase;

  void runOnOperation() override {
    std::vector<TensorTessellation> parameters;
    if (failed(readParameters(parameters)))
      return signalPassFailure();
    for (auto function : getOperation().getOps<func::FuncOp>()) {
      if (failed(checkSegments(function, parameters)))
        return signalPassFailure();
      for (auto segment : llvm::to_vector(function.getOps<SegmentOp>())) {
        Tessellator tessellator(function, segment, parameters);
        if (failed(tessellator.run()))
          return signalPassFailure();
        addStatistic(slices, tessellator.slices);
      }
    }
  }

private:
  /// No segment is tessellated yet, and every name that a parameter uses is one
  /// of some segment.
  static LogicalResult checkSegments(func::FuncOp function,
                                     ArrayRef<TensorTessellation> parameters) {
    if (function.isDeclaration())
      return success();
    llvm::SmallVector<std::string> known = {"inputs", "outputs"};
    for (auto segment : function.getOps<SegmentOp>()) {
      Tessellator tessellator(function, segment, parameters);
      if (failed(tessellator.checkPlain()))
        return failure();
      tessellator.addNames(known);
    }
    for (const TensorTessellation &tensor : parameters)
      if (!llvm::is_contained(known, tensor.name))
        return function.emitError("tessellation names '")
               << tensor.name << "', which is not a boundary tensor; there are "
               << llvm::join(known, ", ");
    return success();
  }

  LogicalResult readParameters(std::vector<TensorTessellation> &parameters) {
    auto append = [&](StringRef text, StringRef where) -> LogicalResult {
      auto parsed = parseTessellation(text, where);
      if (!parsed)
        return getOperation().emitError(llvm::toString(parsed.takeError()));
      llvm::append_range(parameters, *parsed);
      return success();
    };
    if (!file.empty()) {
      auto text = readFile(file, 1 << 20);
      if (!text)
        return getOperation().emitError(llvm::toString(text.takeError()));
      if (failed(append((*text)->getBuffer(), file)))
        return failure();
    }
    if (params.empty())
      return success();
    // The option parser takes one pair of braces away.
    std::string text = StringRef(params).trim().starts_with("{")
                           ? params.getValue()
                           : "{" + params + "}";
    return append(text, "params");
  }
};
} // namespace
