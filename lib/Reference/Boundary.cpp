//===- Boundary.cpp - Meaning of boundary operations ----------------------===//

#include "sima/Numerics/Boundary.h"
#include "FeatureMap.h"
#include "OpFunctions.h"
#include "sima/Numerics/Pointwise.h"

using namespace mlir;
using namespace sima;
using namespace sima::reference;
using namespace sima::numerics;

/// The step of one code in float32, by way of the multiplier 1/scale that an
/// archive stores.
static float step(const Tensor &codes) {
  return boundary::stepFromManifest(1.0 / mla::tensorScale(codes.type));
}

/// q = x / step in float32, rounded to nearest with ties to even, + zero point,
/// saturated to the codes of the type.
void reference::evaluate(mla::QuantizeOp op, Operands operands,
                         Tensor &result) {
  const auto *in = operands[0]->data<float>();
  auto [lo, hi] = mla::codeRange(result.type);
  if (auto arithmetic = op.getArithmetic()) {
    auto scale = static_cast<float>(mla::tensorScale(result.type));
    for (int64_t i = 0; i < result.type.getNumElements(); ++i)
      setCode(result, i,
              simaQuantize(in[i], scale, zeroPoint(result), lo, hi,
                           *arithmetic == mla::Arithmetic::tflite));
    return;
  }
  for (int64_t i = 0; i < result.type.getNumElements(); ++i)
    setCode(result, i,
            boundary::quantize(in[i], step(result), zeroPoint(result), lo, hi));
}

/// x = step (q - zero point), one float32 product.
void reference::evaluate(mla::DequantizeOp, Operands operands, Tensor &result) {
  const Tensor &codes = *operands[0];
  auto *out = result.data<float>();
  for (int64_t i = 0; i < codes.type.getNumElements(); ++i)
    out[i] =
        boundary::dequantize(code(codes, i), step(codes), zeroPoint(codes));
}

/// The same bytes under another type.
void reference::evaluate(mla::BitcastOp, Operands operands, Tensor &result) {
  result.bytes = operands[0]->bytes;
}

/// The parts of each sample one behind the other.
void reference::evaluate(mla::PackOp, Operands operands, Tensor &result) {
  auto to = result.bytes.begin();
  for (int64_t sample = 0; sample < result.type.getDimSize(0); ++sample)
    for (const Tensor *part : operands) {
      int64_t bytes = part->type.getDimSize(1);
      to = std::copy_n(part->bytes.begin() + sample * bytes, bytes, to);
    }
}

/// The part's bytes of each sample.
void reference::evaluate(mla::UnpackOp op, Operands operands, Tensor &result) {
  int64_t whole = op.getInput().getType().getDimSize(1);
  int64_t bytes = result.type.getDimSize(1);
  for (int64_t sample = 0; sample < result.type.getDimSize(0); ++sample)
    std::copy_n(operands[0]->bytes.begin() + sample * whole + op.getOffset(),
                bytes, result.bytes.begin() + sample * bytes);
}

/// Calls `body(mapByte, byteIndex)` for every byte of every element of `map`;
/// samples of `bytes` follow one another.
template <typename Body>
static void forEachElement(mla::LayoutAttr layout, const Tensor &map,
                           const Tensor &bytes, Body body) {
  mla::MapShape shape = mla::mapShape(map.type);
  // The verifier of every operation with a layout has made this call already.
  int64_t width = mla::elementBytes(map.type);
  SliceLayout slices = llvm::cantFail(mla::sliceLayout(layout, shape, width));
  int64_t sampleBytes = bytes.type.getDimSize(1), index = 0;
  for (int64_t n = 0; n < shape.samples; ++n)
    for (int64_t h = 0; h < shape.height; ++h)
      for (int64_t w = 0; w < shape.width; ++w)
        for (int64_t c = 0; c < shape.channels; ++c)
          for (int64_t plane = 0; plane < width; ++plane)
            body(index++, n * sampleBytes + slices.offset(h, w, c) +
                              plane * slices.planeStride(c));
}

/// bytes[n, offset(h, w, c)] = map[n, h, w, c]; bytes that no element occupies
/// are zero.
static void scatter(mla::LayoutAttr layout, const Tensor &map, Tensor &bytes) {
  std::fill(bytes.bytes.begin(), bytes.bytes.end(), 0);
  forEachElement(layout, map, bytes, [&](int64_t from, int64_t to) {
    bytes.bytes[to] = map.bytes[from];
  });
}

/// map[n, h, w, c] = bytes[n, offset(h, w, c)].
static void gather(mla::LayoutAttr layout, const Tensor &bytes, Tensor &map) {
  forEachElement(layout, map, bytes, [&](int64_t to, int64_t from) {
    map.bytes[to] = bytes.bytes[from];
  });
}

/// Into slices, by the EV74.
void reference::evaluate(mla::TessellateOp op, Operands operands,
                         Tensor &result) {
  scatter(op.getLayout(), *operands[0], result);
}

/// Out of slices, by the EV74.
void reference::evaluate(mla::DetessellateOp op, Operands operands,
                         Tensor &result) {
  gather(op.getLayout(), *operands[0], result);
}

/// Out of a DRAM layout, by the MLA's DMA.
void reference::evaluate(mla::LoadOp op, Operands operands, Tensor &result) {
  gather(op.getLayout(), *operands[0], result);
}

/// Into a DRAM layout, by the MLA's DMA.
void reference::evaluate(mla::StoreOp op, Operands operands, Tensor &result) {
  scatter(op.getLayout(), *operands[0], result);
}
