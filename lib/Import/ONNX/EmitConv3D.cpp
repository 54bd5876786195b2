//===- EmitConv3D.cpp - Convolutions of volumes ---------------------------===//
//
// Feature maps have rows and columns. A volume is one map for each depth: an
// output depth is the two-dimensional convolution of the input depths under its
// window, side by side as channels, which is the same sum. With groups, the
// depths of a group's channels are side by side.
//
//===----------------------------------------------------------------------===//

#include "ConstantFolding.h"
#include "Emitter.h"
#include "FloatSums.h"

using namespace mlir;
using namespace sima;
using namespace sima::onnx_import;
using llvm::createStringError;
using llvm::Twine;

/// Each output depth is a layer of its own.
static constexpr int64_t kMaxDepths = 1024;

static SmallVector<int64_t> list(const CodeOp &operation, StringRef name) {
  const auto &values = std::get<std::vector<int64_t>>(
      operation.node->attributes.find(name)->second);
  return {values.begin(), values.end()};
}

/// Maps of the depths `first`, `first` + `step`, … of `volume`, a value of
/// samples x depths x rows x (columns · channels), side by side in each of the
/// groups of channels.
Value Emitter::depthsAsChannels(const CodeOp &operation, Value volume,
                                ArrayRef<int64_t> map, int64_t groups,
                                int64_t first, int64_t step, int64_t count) {
  auto type = cast<RankedTensorType>(volume.getType());
  Location loc = partLocation(operation);
  SmallVector<Value> maps;
  for (int64_t k = 0; k < count; ++k) {
    Value &slice = depths[{volume.getAsOpaquePointer(), first + k * step}];
    if (!slice) {
      Shape shape(type.getShape());
      shape[1] = 1;
      slice = view(builder.create<mla::StridedSliceOp>(
                       loc, RankedTensorType::get(shape, type.getElementType()),
                       volume, SmallVector<int64_t>{0, first + k * step, 0, 0},
                       SmallVector<int64_t>{1, 1, 1, 1}),
                   map);
    }
    maps.push_back(slice);
  }
  if (count == 1)
    return maps[0];
  Shape wide = {type.getShape()[0], map[0], map[1], map[2] * count};
  auto wideType = RankedTensorType::get(wide, type.getElementType());
  Value joined = builder.create<mla::ConcatOp>(loc, wideType, maps, 3);
  if (groups == 1)
    return joined;
  return builder.create<mla::RearrangeOp>(
      loc, wideType, joined,
      SmallVector<int64_t>{map[0] * map[1], count, groups, map[2] / groups},
      SmallVector<int64_t>{0, 2, 1, 3});
}

llvm::Error Emitter::conv3D(const CodeOp &operation) {
  int from = operation.operands[0].tensor, to = operation.results[0];
  const Tensor &filter = operand(operation, 1);
  const Shape in = tensor(from).shape, out = tensor(to).shape;
  int64_t partitions = in[1] / filter.shape[1];
  if (out[2] > kMaxDepths)
    return createStringError("has " + Twine(out[2]) +
                             " output depths, the limit is " +
                             Twine(kMaxDepths));
  const Groups groups = {{2}, {3}, {4, 1}};
  auto volume = take(from, groups);
  if (!volume)
    return volume.takeError();
  auto strides = list(operation, "strides"), pads = list(operation, "pads");
  auto dilations = list(operation, "dilations");
  if (pads[0] || pads[3])
    *volume = builder.create<mla::PadOp>(
        partLocation(operation),
        type(from, {in[2] + pads[0] + pads[3], in[3], in[4] * in[1]}), *volume,
        SmallVector<int64_t>{0, pads[0], 0, 0},
        SmallVector<int64_t>{0, pads[3], 0, 0},
        tensor(from).quantization.zeroPoint());
  // OIDHW becomes OHW(DI).
  int64_t kd = filter.shape[2], kh = filter.shape[3], kw = filter.shape[4];
  int64_t channels = filter.shape[1], taps = kd * kh * kw;
  Shape filterShape = {out[1], kh, kw, kd * channels};
  ConstantRef codes = gathered(*filter.codes, {out[1], kh, kw, kd, channels}, 0,
                               {channels * taps, kw, 1, kh * kw, taps});
  double sum = largestSum(operation, tensor(from), *codes, filter.quantization,
                          /*channelsLast=*/false, out[1]);
  if (llvm::Error error = checkFloatSum(operation, sum, tensor(to)))
    return error;
  Value weights = constant(filter, codes, filterType(filter, 0), filterShape);
  Value biases = bias(operation, out[1]);
  auto mapType = type(to, {out[3], out[4], out[1]});
  SmallVector<Value> results;
  for (int64_t depth = 0; depth < out[2]; ++depth) {
    Value maps =
        depthsAsChannels(operation, *volume, {in[3], in[4], in[1]}, partitions,
                         depth * strides[0], dilations[0], kd);
    Value map = builder.create<mla::Conv2DOp>(
        partLocation(operation), mapType, maps, weights, biases,
        SmallVector<int64_t>{strides[1], strides[2]},
        SmallVector<int64_t>{dilations[1], dilations[2]},
        SmallVector<int64_t>{pads[1], pads[2], pads[4], pads[5]},
        activation(operation, tensor(to)), mla::Arithmetic::onnx, partitions);
    results.push_back(view(map, {1, out[3], out[4] * out[1]}));
  }
  Value made = results[0];
  if (results.size() > 1)
    made = create<mla::ConcatOp>(
        operation, type(to, {out[2], out[3], out[4] * out[1]}), results, 1);
  auto value = clamped(operation, made);
  if (!value)
    return value.takeError();
  place(to, *value, groups);
  return llvm::Error::success();
}
