//===- PipelineBuilder.cpp - Stages from boundary operations --------------===//

#include "PipelineBuilder.h"
#include "dialects/MLA/IR/Target.h"
#include "dialects/MPK/IR/KernelKeys.h"

using namespace mlir;
using namespace sima;
using namespace sima::mla;

PipelineBuilder::PipelineBuilder(func::FuncOp function, StringRef modelName,
                                 StringRef sdkVersion)
    : function(function), modelName(modelName), sdkVersion(sdkVersion) {}

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

NamedAttribute PipelineBuilder::named(StringRef key, Attribute value) {
  return builder->getNamedAttr(key, value);
}

Attribute PipelineBuilder::shape(ArrayRef<int64_t> values) {
  return builder->getI64ArrayAttr(values);
}

Attribute PipelineBuilder::shapes(ArrayRef<SmallVector<int64_t>> list) {
  SmallVector<Attribute> attributes;
  for (ArrayRef<int64_t> values : list)
    attributes.push_back(shape(values));
  return builder->getArrayAttr(attributes);
}

SmallVector<int64_t> PipelineBuilder::shapeOf(Value value) {
  return SmallVector<int64_t>(
      cast<RankedTensorType>(value.getType()).getShape());
}

static int64_t bytesOf(Value value) { return storageBytes(value.getType()); }

//===----------------------------------------------------------------------===//
// Pipeline
//===----------------------------------------------------------------------===//

LogicalResult PipelineBuilder::build(OpBuilder &opBuilder) {
  builder = &opBuilder;
  auto takeBatch = [&](auto segment) {
    desiredBatch = segment.getDesiredBatchSize();
    actualBatch = segment.getActualBatchSize();
  };
  for (auto op : function.getOps<SegmentOp>())
    takeBatch(op);
  for (auto op : function.getOps<A65SegmentOp>())
    takeBatch(op);
  if (failed(checkBatch()))
    return failure();
  SmallVector<Attribute> inputs;
  for (BlockArgument argument : function.getArguments()) {
    auto name = function.getArgAttrOfType<StringAttr>(argument.getArgNumber(),
                                                      kNameAttr);
    Tensor tensor = {name ? name.str()
                          : "input_" + std::to_string(argument.getArgNumber()),
                     bytesOf(argument),
                     {}};
    if (argument.use_empty())
      return function.emitError("input '")
             << tensor.name << "' is read by no layer, and runtimes refuse "
             << "archives with such inputs; remove it from the model";
    tensors[argument] = tensor;
    inputs.push_back(mpk::InputAttr::get(builder->getContext(),
                                         builder->getStringAttr(tensor.name),
                                         tensor.bytes, DenseF64ArrayAttr()));
  }
  auto module = function->getParentOfType<ModuleOp>();
  auto pipeline = builder->create<mpk::PipelineOp>(
      function.getLoc(), builder->getStringAttr(modelName),
      builder->getStringAttr(sdkVersion), builder->getI64IntegerAttr(1),
      module->getAttrOfType<StringAttr>(kModelPathAttr),
      module->getAttrOfType<StringAttr>(kModelChecksumAttr),
      builder->getArrayAttr(inputs));
  OpBuilder::InsertionGuard guard(*builder);
  builder->createBlock(&pipeline.getBody());
  Block &block = function.getBody().front();
  for (Operation &op : block.without_terminator())
    if (failed(visit(op)))
      return failure();
  if (block.getTerminator()->getNumOperands() > 1)
    passThrough(block.getTerminator());
  return success();
}

/// What the user hands over and gets begins with the batch.
LogicalResult PipelineBuilder::checkBatch() {
  auto check = [&](Type type, StringRef side, unsigned index, StringAttr name) {
    ArrayRef<int64_t> shape = cast<RankedTensorType>(type).getShape();
    if (!shape.empty() && shape.front() == actualBatch)
      return success();
    std::string label = name ? name.str() : std::to_string(index);
    InFlightDiagnostic error = function.emitError(side)
                               << " '" << label << "' has shape ";
    llvm::interleave(shape, error, "x");
    return LogicalResult(error << "; runtimes take tensors that begin with the "
                                  "batch, "
                               << actualBatch
                               << ": give it that leading dimension");
  };
  FunctionType type = function.getFunctionType();
  for (auto [index, input] : llvm::enumerate(type.getInputs()))
    if (failed(check(input, "input", index,
                     function.getArgAttrOfType<StringAttr>(index, kNameAttr))))
      return failure();
  for (auto [index, output] : llvm::enumerate(type.getResults()))
    if (failed(
            check(output, "output", index,
                  function.getResultAttrOfType<StringAttr>(index, kNameAttr))))
      return failure();
  return success();
}

LogicalResult PipelineBuilder::visit(Operation &op) {
  if (auto typed = dyn_cast<QuantizeOp>(op))
    return quantize(typed);
  if (auto typed = dyn_cast<DequantizeOp>(op))
    return dequantize(typed);
  if (auto typed = dyn_cast<TessellateOp>(op))
    return tessellate(typed);
  if (auto typed = dyn_cast<DetessellateOp>(op))
    return detessellate(typed);
  if (auto typed = dyn_cast<mla::SliceOp>(op))
    return slice(typed);
  if (auto typed = dyn_cast<SegmentOp>(op))
    return segment(typed);
  if (auto typed = dyn_cast<UnpackOp>(op))
    return unpack(typed);
  if (auto typed = dyn_cast<A65SegmentOp>(op))
    return a65Segment(typed);
  if (auto typed = dyn_cast<ReshapeOp>(op)) {
    tensors[typed.getOutput()] = tensors[typed.getInput()];
    reshape(op.getLoc(), typed.getOutput(), std::to_string(reshapes++),
            shapeOf(typed.getInput()));
    return success();
  }
  if (auto cast = dyn_cast<BitcastOp>(op)) {
    tensors[cast.getOutput()] = tensors[cast.getInput()];
    return success();
  }
  return op.emitError(op.getName().getStringRef())
         << " belongs to no stage; run --mla-partition and --mla-tessellate";
}

void PipelineBuilder::addStage(Location loc, const std::string &name,
                               mpk::Processor processor, StringRef kernel,
                               const Params &params, ArrayRef<Tensor> inputs,
                               ArrayRef<Tensor> outputs, StringRef executable) {
  auto list = [&](ArrayRef<Tensor> tensorList) {
    SmallVector<Attribute> attributes;
    for (const Tensor &tensor : tensorList)
      attributes.push_back(mpk::TensorAttr::get(
          builder->getContext(), builder->getStringAttr(tensor.name),
          tensor.bytes, tensor.shape,
          tensor.shape.empty() ? StringAttr()
                               : builder->getStringAttr("int8")));
    return builder->getArrayAttr(attributes);
  };
  auto optional = [&](StringRef text) {
    return text.empty() ? StringAttr() : builder->getStringAttr(text);
  };
  builder->create<mpk::StageOp>(
      loc, builder->getStringAttr(name), builder->getI64IntegerAttr(++sequence),
      mpk::ProcessorAttr::get(builder->getContext(), processor),
      optional(kernel), builder->getI64IntegerAttr(actualBatch),
      builder->getI64IntegerAttr(desiredBatch), list(inputs), list(outputs),
      builder->getDictionaryAttr(params), optional(executable));
}

//===----------------------------------------------------------------------===//
// EV74 stages
//===----------------------------------------------------------------------===//

/// The name of the elements' storage: "int8", "int16".
static StringAttr scalarName(OpBuilder &builder, Type codes) {
  return builder.getStringAttr("int" + Twine(8 * elementBytes(codes)));
}

/// [[scale, zero point]] with the scale as a multiplier of real values.
static Attribute channelParams(OpBuilder &builder, Type codes) {
  Attribute pair[] = {builder.getF64FloatAttr(1.0 / tensorScale(codes)),
                      builder.getI64IntegerAttr(tensorZeroPoint(codes))};
  return builder.getArrayAttr({builder.getArrayAttr(pair)});
}

LogicalResult PipelineBuilder::quantize(QuantizeOp op) {
  std::string name = "quantize_" + std::to_string(conversions++);
  Tensor out = {name, bytesOf(op.getOutput()), {}};
  Params params = {
      named("channel_params",
            channelParams(*builder, op.getOutput().getType())),
      named("num_bits", builder->getI64IntegerAttr(
                            8 * elementBytes(op.getOutput().getType()))),
      named("rounding", builder->getStringAttr("TONEAREST")),
      named("output_data_type", scalarName(*builder, op.getOutput().getType())),
      named("input_shapes", shapes({shapeOf(op.getInput())})),
      named("output_shapes", shapes({shapeOf(op.getOutput())}))};
  addStage(op.getLoc(), name, mpk::Processor::EV74, "quantization_transform",
           params, {tensors[op.getInput()]}, {out}, mpk::kEV74Executable);
  tensors[op.getOutput()] = out;
  return success();
}

LogicalResult PipelineBuilder::dequantize(DequantizeOp op) {
  std::string name = "dequantize_" + std::to_string(conversions++);
  // The tensor carries the name of the model's output.
  std::string tensorName = name;
  for (OpOperand &use : op.getOutput().getUses())
    if (use.getOwner()->hasTrait<OpTrait::IsTerminator>())
      if (auto source = function.getResultAttrOfType<StringAttr>(
              use.getOperandNumber(), kNameAttr))
        tensorName = name + "/" + source.str();
  Tensor out = {tensorName, bytesOf(op.getOutput()), {}};
  Params params = {
      named("channel_params", channelParams(*builder, op.getInput().getType())),
      named("input_data_type", scalarName(*builder, op.getInput().getType())),
      named("input_shapes", shapes({shapeOf(op.getInput())})),
      named("output_shapes", shapes({shapeOf(op.getOutput())}))};
  addStage(op.getLoc(), name, mpk::Processor::EV74, "dequantization_transform",
           params, {tensors[op.getInput()]}, {out}, mpk::kEV74Executable);
  tensors[op.getOutput()] = out;
  return success();
}

/// The extents of a slice as a manifest gives them: none beyond the tensor's.
static SmallVector<int64_t> sliceShape(LayoutAttr layout, Type map) {
  MapShape shape = mapShape(map);
  ArrayRef<int64_t> slice = layout.getSlice();
  return {std::min(slice[0], shape.height), std::min(slice[1], shape.width),
          std::min(slice[2], shape.channels)};
}

LogicalResult PipelineBuilder::tessellate(TessellateOp op) {
  Tensor in = tensors[op.getInput()];
  auto segment = cast<SegmentOp>(*op.getOutput().getUsers().begin());
  unsigned index = op.getOutput().getUses().begin()->getOperandNumber();
  std::string name = "tessellate_" + in.name + "_" + segment.getName().str() +
                     "/placeholder_" + std::to_string(index) +
                     "_0_tessellation_transform";
  Tensor out = {name, bytesOf(op.getOutput()), {}};
  LayoutAttr layout = op.getLayout();
  Params params = {
      named("slice_shape", shape(sliceShape(layout, op.getInput().getType()))),
      named("align_c16", builder->getBoolAttr(layout.getAlignC16())),
      named("cblock", builder->getBoolAttr(layout.getCblock())),
      named("frame_type", scalarName(*builder, op.getInput().getType())),
      named("input_shapes", shapes({shapeOf(op.getInput())})),
      named("output_shapes", shapes({shapeOf(op.getOutput())}))};
  addStage(op.getLoc(), name, mpk::Processor::EV74, "tessellation_transform",
           params, {in}, {out}, mpk::kEV74Executable);
  tensors[op.getOutput()] = out;
  return success();
}

std::string PipelineBuilder::outputLabel(SegmentOp op, unsigned index) {
  std::string name = op.getName().str();
  return op.getNumResults() == 1
             ? name
             : name + "/tuple_get_item_" + std::to_string(index);
}

/// One stage for all parts of a buffer; the first part writes it.
LogicalResult PipelineBuilder::unpack(UnpackOp op) {
  if (tensors.count(op.getOutput()))
    return success();
  std::string name = tensors[op.getInput()].name + "_ofm_unpack_transform";
  SmallVector<UnpackOp> parts;
  for (Operation &other : *op->getBlock())
    if (auto part = dyn_cast<UnpackOp>(other))
      if (part.getInput() == op.getInput())
        parts.push_back(part);
  SmallVector<Attribute> types;
  SmallVector<SmallVector<int64_t>> partShapes;
  SmallVector<Tensor> outputs;
  for (UnpackOp part : parts) {
    types.push_back(builder->getStringAttr("int8"));
    partShapes.push_back(shapeOf(part.getOutput()));
    outputs.push_back({name + "_" + std::to_string(outputs.size()),
                       bytesOf(part.getOutput()),
                       {}});
    tensors[part.getOutput()] = outputs.back();
  }
  Params params = {named("tensor_types", builder->getArrayAttr(types)),
                   named("tensor_shapes", shapes(partShapes)),
                   named("input_shapes", shapes({shapeOf(op.getInput())})),
                   named("output_shapes", shapes(partShapes))};
  addStage(op.getLoc(), name, mpk::Processor::EV74, "unpack_transform", params,
           {tensors[op.getInput()]}, outputs, mpk::kEV74Executable);
  return success();
}

/// "MLA_0", or "MLA_0/tuple_get_item_<i>" for part i of a joined buffer.
std::string PipelineBuilder::sourceLabel(Value bytes) {
  auto unpack = bytes.getDefiningOp<UnpackOp>();
  auto result = cast<OpResult>(unpack ? unpack.getInput() : bytes);
  auto segment = cast<SegmentOp>(result.getOwner());
  if (!unpack)
    return outputLabel(segment, result.getResultNumber());
  unsigned index = 0;
  for (Operation &other : *unpack->getBlock()) {
    auto part = dyn_cast<UnpackOp>(other);
    if (part == unpack)
      break;
    index += part && part.getInput() == unpack.getInput();
  }
  return segment.getName().str() + "/tuple_get_item_" + std::to_string(index);
}

LogicalResult PipelineBuilder::detessellate(DetessellateOp op) {
  std::string label = sourceLabel(op.getInput());
  std::string name = "detessellate_" + label + "_detessellation_transform";
  // Runtimes take frames of other ranks than 4 with a batch of 1 only.
  SmallVector<int64_t> frame = shapeOf(op.getOutput());
  if (actualBatch > 1) {
    MapShape map = mapShape(op.getOutput().getType());
    frame = {map.samples, map.height, map.width, map.channels};
  }
  Tensor out = {name, bytesOf(op.getOutput()), {}};
  LayoutAttr layout = op.getLayout();
  Params params = {
      named("slice_shape", shape(sliceShape(layout, op.getOutput().getType()))),
      named("align_c16", builder->getBoolAttr(layout.getAlignC16())),
      named("cblock", builder->getBoolAttr(layout.getCblock())),
      named("frame_type", scalarName(*builder, op.getOutput().getType())),
      named("frame_shape", shape(frame)),
      named("input_shapes", shapes({shapeOf(op.getInput())})),
      named("output_shapes", shapes({frame}))};
  addStage(op.getLoc(), name, mpk::Processor::EV74, "detessellation_transform",
           params, {tensors[op.getInput()]}, {out}, mpk::kEV74Executable);
  tensors[op.getOutput()] = out;
  if (frame != shapeOf(op.getOutput()))
    reshape(op.getLoc(), op.getOutput(), label, frame);
  return success();
}

/// Gives `value`, a tensor of shape `from` so far, its own shape.
void PipelineBuilder::reshape(Location loc, Value value, StringRef label,
                              ArrayRef<int64_t> from) {
  std::string name = ("reshape_" + label + "_reshape_transform").str();
  Tensor out = {name, bytesOf(value), {}};
  SmallVector<int64_t> to = shapeOf(value);
  Params params = {named("newshape", shape(to)),
                   named("input_shapes", shapes({SmallVector<int64_t>(from)})),
                   named("output_shapes", shapes({to}))};
  addStage(loc, name, mpk::Processor::EV74, "reshape_transform", params,
           {tensors[value]}, {out}, mpk::kEV74Executable);
  tensors[value] = out;
}

LogicalResult PipelineBuilder::slice(mla::SliceOp op) {
  Value source = op.getInput();
  while (auto cast = source.getDefiningOp<BitcastOp>())
    source = cast.getInput();
  std::string label = tensors[op.getInput()].name;
  if (auto result = dyn_cast<OpResult>(source))
    if (auto segment = dyn_cast<SegmentOp>(result.getOwner()))
      label = segment.getNumResults() == 1
                  ? segment.getName().str()
                  : segment.getName().str() + "_unpack/tuple_get_item_" +
                        std::to_string(result.getResultNumber());
  std::string name = "slice_" + label + "_slice_transform";
  Tensor out = {name, bytesOf(op.getOutput()), {}};
  SmallVector<int64_t> in = shapeOf(op.getInput()),
                       cut = shapeOf(op.getOutput());
  Params params = {named("begin", shape(op.getBegin())),
                   named("end", shape(op.getEnd())),
                   named("input_shape", shape(in)),
                   named("output_shape", shape(cut)),
                   named("input_shapes", shapes({in})),
                   named("output_shapes", shapes({cut}))};
  addStage(op.getLoc(), name, mpk::Processor::EV74, "slice_transform", params,
           {tensors[op.getInput()]}, {out}, mpk::kEV74Executable);
  tensors[op.getOutput()] = out;
  return success();
}

void PipelineBuilder::passThrough(Operation *terminator) {
  SmallVector<Tensor> inputs, outputs;
  for (auto [index, value] : llvm::enumerate(terminator->getOperands())) {
    inputs.push_back(tensors[value]);
    outputs.push_back({"pass_through_out_" + std::to_string(index),
                       tensors[value].bytes,
                       {}});
  }
  addStage(function.getLoc(), "PassThrough", mpk::Processor::EV74,
           mpk::kPassThroughKernel, {}, inputs, outputs, "");
}

//===----------------------------------------------------------------------===//
// MLA
//===----------------------------------------------------------------------===//

/// {scalar, shape} of a tensor of codes.
static Attribute scalarType(OpBuilder &builder, ArrayRef<int64_t> shape) {
  return builder.getDictionaryAttr(
      {builder.getNamedAttr("scalar", builder.getStringAttr("int8")),
       builder.getNamedAttr("shape", builder.getI64ArrayAttr(shape))});
}

/// The tensor that the user or an EV74 stage sees behind `bytes`: the other
/// side of a bitcast, or the bytes themselves.
static SmallVector<int64_t> plainShape(Value bytes) {
  Value seen = bytes;
  if (auto cast = bytes.getDefiningOp<BitcastOp>())
    seen = cast.getInput();
  for (Operation *user : bytes.getUsers())
    if (auto cast = dyn_cast<BitcastOp>(user))
      seen = cast.getOutput();
  return SmallVector<int64_t>(
      cast<RankedTensorType>(seen.getType()).getShape());
}

LogicalResult PipelineBuilder::segment(SegmentOp op) {
  FailureOr<Machine> machine = targetMachine(op);
  if (failed(machine))
    return failure();
  // Where the user's tensor goes straight into the MLA, its stage says what the
  // tensors are.
  bool direct = llvm::any_of(op.getInputs(), [](Value input) {
    auto cast = input.getDefiningOp<BitcastOp>();
    return cast && isa<BlockArgument>(cast.getInput());
  });
  SmallVector<Tensor> inputs, outputs;
  SmallVector<Attribute> inputTypes, outputTypes;
  auto describe = [&](Tensor tensor, Value bytes,
                      SmallVectorImpl<Attribute> &types) {
    if (direct) {
      tensor.shape = plainShape(bytes);
      types.push_back(scalarType(*builder, tensor.shape));
    }
    return tensor;
  };
  for (Value input : op.getInputs())
    inputs.push_back(describe(tensors[input], input, inputTypes));
  for (Value result : op.getResults()) {
    std::string name = op.getName().str();
    if (op.getNumResults() > 1)
      name += "_" + std::to_string(outputs.size());
    tensors[result] = {name, bytesOf(result), {}};
    outputs.push_back(describe(tensors[result], result, outputTypes));
  }
  Params params = {named("number_of_quads_to_user",
                         builder->getI64IntegerAttr(machine->quads))};
  if (direct) {
    params.push_back(named("input_types", builder->getArrayAttr(inputTypes)));
    params.push_back(named("output_types", builder->getArrayAttr(outputTypes)));
  }
  std::string executable =
      modelName + "_stage" + std::to_string(++executables) + "_mla.elf";
  addStage(op.getLoc(), op.getName().str(), mpk::Processor::MLA, "", params,
           inputs, outputs, executable);
  return success();
}

//===----------------------------------------------------------------------===//
// A65
//===----------------------------------------------------------------------===//

/// "int8", "float32": the storage of a tensor's elements.
static std::string elementName(Type tensor) {
  Type element = storageElementType(tensor);
  if (element.isF32())
    return "float32";
  return element.isInteger(1)
             ? "bool"
             : "int" + std::to_string(element.getIntOrFloatBitWidth());
}

LogicalResult PipelineBuilder::a65Segment(A65SegmentOp op) {
  SmallVector<Tensor> inputs, outputs;
  SmallVector<Attribute> names, inputTypes, outputTypes;
  auto describe = [&](Value value) {
    return builder->getDictionaryAttr(
        {named("scalar", builder->getStringAttr(elementName(value.getType()))),
         named("shape", shape(shapeOf(value)))});
  };
  for (Value input : op.getInputs()) {
    inputs.push_back(tensors[input]);
    names.push_back(builder->getStringAttr(inputs.back().name));
    inputTypes.push_back(describe(input));
  }
  for (Value result : op.getResults()) {
    std::string name = op.getName().str();
    if (op.getNumResults() > 1)
      name += "_" + std::to_string(outputs.size());
    tensors[result] = {name, bytesOf(result), {}};
    outputs.push_back(tensors[result]);
    outputTypes.push_back(describe(result));
  }
  Params params = {named("input_names", builder->getArrayAttr(names)),
                   named("input_types", builder->getArrayAttr(inputTypes)),
                   named("output_types", builder->getArrayAttr(outputTypes))};
  addStage(op.getLoc(), op.getName().str(), mpk::Processor::A65, "", params,
           inputs, outputs,
           modelName + "_stage" + std::to_string(++executables) + "_a65.so");
  return success();
}
