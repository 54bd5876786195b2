//===- A65.cpp - Operations of the Cortex-A65 -----------------------------===//

#include "OpFunctions.h"
#include "dialects/MLA/IR/A65Kernels.h"
#include "dialects/MLA/IR/TensorTypes.h"
#include "sima/Numerics/PointwiseTable.h"
#include "sima/Numerics/RowSums.h"
#include "llvm/ADT/TypeSwitch.h"
#include <algorithm>
#include <cstring>

using namespace mlir;
using namespace sima;
using namespace sima::reference;

using Results = ArrayRef<Tensor *>;

static void detect(mla::DetectionPostprocessOp op, Operands operands,
                   Results results) {
  SimaDetection detection = mla::detectionOf(op);
  std::vector<uint64_t> scratch(simaDetectionScratchBytes(&detection) / 8 + 1);
  simaDetectionPostprocess(
      &detection, operands[0]->data<int8_t>(), operands[1]->data<int8_t>(),
      operands[2]->data<int8_t>(), results[0]->data<float>(),
      results[1]->data<float>(), results[2]->data<float>(),
      results[3]->data<float>(), scratch.data());
}

static void suppress(mla::NonMaxSuppressionOp op, Operands operands,
                     Results results) {
  mla::NonMaxSuppressionShape shape = mla::nonMaxSuppressionOf(op);
  std::vector<uint64_t> scratch(simaNonMaxSuppressionScratchBytes(shape.boxes) /
                                8);
  simaNonMaxSuppression(operands[0]->data<float>(), operands[1]->data<float>(),
                        shape.thresholds.data(), results[0]->data<int32_t>(),
                        results[1]->data<float>(), results[2]->data<int32_t>(),
                        scratch.data(), shape.boxes, shape.places);
}

namespace {
/// Runs through the indices of a shape and counts elements of operands.
class Places {
public:
  explicit Places(ArrayRef<int64_t> shape)
      : shape(shape), index(shape.size(), 0) {}

  /// The element of a tensor of shape `own`, broadcast to this shape.
  int64_t elementOf(ArrayRef<int64_t> own) const {
    int64_t element = 0;
    size_t missing = shape.size() - own.size();
    for (size_t d = 0; d < own.size(); ++d)
      element = element * own[d] + (own[d] == 1 ? 0 : index[missing + d]);
    return element;
  }
  void next() {
    for (size_t d = shape.size(); d-- > 0;) {
      if (++index[d] < shape[d])
        return;
      index[d] = 0;
    }
  }

private:
  ArrayRef<int64_t> shape;
  SmallVector<int64_t> index;
};
} // namespace

static void pointwise(mla::PointwiseOp op, Operands operands, Results results) {
  Tensor &out = *results[0];
  int64_t count = out.type.getNumElements();
  int64_t width = mla::elementBytes(out.type);
  bool isSelect = op.getKind() == mla::PointwiseKind::select;
  numerics::PointwiseFunction function =
      isSelect ? nullptr : numerics::findPointwise(mla::pointwiseName(op));
  Places places(out.type.getShape());
  SmallVector<const uint8_t *> at(3, nullptr);
  for (int64_t i = 0; i < count; ++i, places.next()) {
    for (auto [k, operand] : llvm::enumerate(operands))
      at[k] =
          operand->bytes.data() + places.elementOf(operand->type.getShape()) *
                                      mla::elementBytes(operand->type);
    uint8_t *to = out.bytes.data() + i * width;
    if (isSelect)
      std::memcpy(to, *at[0] ? at[1] : at[2], width);
    else
      function(at[0], at[1], to);
  }
}

template <typename T> static T startOf(mla::ReduceNumbersOp op) {
  TypedAttr start = mla::reductionStart(op);
  if constexpr (std::is_same_v<T, float>)
    return cast<FloatAttr>(start).getValue().convertToFloat();
  else
    return T(cast<IntegerAttr>(start).getInt());
}

/// One after the other, in the order of indices.
template <typename T>
static void reduceInOrder(mla::ReduceNumbersOp op, const Tensor &in,
                          Tensor &out) {
  numerics::PointwiseFunction step =
      numerics::findPointwise(mla::reductionStep(op));
  auto *sums = out.data<T>();
  std::fill_n(sums, out.type.getNumElements(), startOf<T>(op));
  Places places(in.type.getShape());
  for (int64_t i = 0; i < in.type.getNumElements(); ++i, places.next()) {
    int64_t to = places.elementOf(out.type.getShape());
    step(&in.data<T>()[i], &sums[to], &sums[to]);
  }
}

template <typename T>
static void reduceNumbers(mla::ReduceNumbersOp op, const Tensor &in,
                          Tensor &out) {
  int64_t results = out.type.getNumElements();
  int64_t length = in.type.getNumElements() / results;
  if (!op.getOrder())
    reduceInOrder<T>(op, in, out);
  else if (*op.getOrder() == mla::SumOrder::lanes)
    simaSumRows_lanes(in.data<float>(), out.data<float>(), results, length);
  else
    simaSumRows_packets(in.data<float>(), out.data<float>(), results, length);
  if (op.getKind() != mla::NumberReduction::mean)
    return;
  numerics::PointwiseFunction divide = numerics::findPointwise(
      "div_" + mla::numberName(op.getInput().getType()));
  T count = T(length);
  auto *sums = out.data<T>();
  for (int64_t i = 0; i < results; ++i)
    divide(&sums[i], &count, &sums[i]);
}

static void reduceNumbers(mla::ReduceNumbersOp op, Operands operands,
                          Results results) {
  Type element = op.getInput().getType().getElementType();
  if (element.isF32())
    reduceNumbers<float>(op, *operands[0], *results[0]);
  else if (element.isInteger(8))
    reduceNumbers<int8_t>(op, *operands[0], *results[0]);
  else if (element.isInteger(32))
    reduceNumbers<int32_t>(op, *operands[0], *results[0]);
  else
    reduceNumbers<int64_t>(op, *operands[0], *results[0]);
}

static void gatherNd(mla::GatherNdOp op, Operands operands, Results results) {
  const Tensor &in = *operands[0], &indices = *operands[1];
  mla::GatherShape shape = mla::gatherShape(op);
  const auto *input = in.data<int8_t>();
  auto *output = results[0]->data<int8_t>();
  if (indices.type.getElementType().isInteger(32))
    simaGatherNd_i32(input, indices.data<int32_t>(), shape.extents.data(),
                     output, shape.places, shape.depth, shape.sliceBytes);
  else
    simaGatherNd_i64(input, indices.data<int64_t>(), shape.extents.data(),
                     output, shape.places, shape.depth, shape.sliceBytes);
}

static void topK(mla::TopKOp op, Operands operands, Results results) {
  const Tensor &in = *operands[0];
  Tensor &values = *results[0], &indices = *results[1];
  int64_t count = in.type.getShape().back(), k = values.type.getShape().back(),
          rows = in.type.getNumElements() / count;
  std::vector<int64_t> positions(rows * k);
  std::vector<int32_t> scratch(count);
  auto run = [&](auto function, auto sample) {
    using T = decltype(sample);
    function(in.data<T>(), values.data<T>(), positions.data(), scratch.data(),
             rows, count, k);
  };
  Type element = mla::storageElementType(in.type);
  if (element.isF32())
    run(simaTopK_f32, float());
  else if (element.isInteger(8))
    run(simaTopK_i8, int8_t());
  else if (element.isInteger(32))
    run(simaTopK_i32, int32_t());
  else
    run(simaTopK_i64, int64_t());
  bool wide = indices.type.getElementType().isInteger(64);
  for (auto [i, position] : llvm::enumerate(positions))
    if (wide)
      indices.data<int64_t>()[i] = position;
    else
      indices.data<int32_t>()[i] = int32_t(position);
}

bool reference::evaluateA65(Operation *op, Operands operands,
                            ArrayRef<Tensor *> results) {
  return llvm::TypeSwitch<Operation *, bool>(op)
      .Case([&](mla::DetectionPostprocessOp typed) {
        detect(typed, operands, results);
        return true;
      })
      .Case([&](mla::NonMaxSuppressionOp typed) {
        suppress(typed, operands, results);
        return true;
      })
      .Case([&](mla::PointwiseOp typed) {
        pointwise(typed, operands, results);
        return true;
      })
      .Case([&](mla::ReduceNumbersOp typed) {
        reduceNumbers(typed, operands, results);
        return true;
      })
      .Case([&](mla::GatherNdOp typed) {
        gatherNd(typed, operands, results);
        return true;
      })
      .Case([&](mla::TopKOp typed) {
        topK(typed, operands, results);
        return true;
      })
      .Default(false);
}
