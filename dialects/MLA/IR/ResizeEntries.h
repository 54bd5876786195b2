//===- ResizeEntries.h - What the rows and columns of a resize read -------===//
#ifndef SIMA_MLA_RESIZEENTRIES_H
#define SIMA_MLA_RESIZEENTRIES_H

#include "dialects/MLA/IR/MLA.h"
#include "sima/Numerics/OnnxResize.h"
#include "sima/Numerics/TFLiteResize.h"
#include <vector>

namespace sima::mla {

enum class ResizeAxis { Rows, Columns };

/// Positions of the input and their weights for an output position, as the
/// `resize` instruction reads them: weights are the bits of an integer in units
/// of 1/1024 or, in arithmetics that interpolate in float32, of a float. The
/// nearest position is both lower and upper.
using ResizeEntry = numerics::ResizeTap<uint32_t>;

/// The operation's attributes as the scalar functions take them.
numerics::tflite::ResizeGrid tfliteGrid(ResizeOp op);
numerics::onnx::ResizeAxis onnxAxis(ResizeOp op, ResizeAxis axis);
numerics::onnx::NearestMode onnxRounding(ResizeOp op);

/// One entry for each output position along `axis`.
std::vector<ResizeEntry> resizeEntries(ResizeOp op, ResizeAxis axis);

} // namespace sima::mla

#endif // SIMA_MLA_RESIZEENTRIES_H
