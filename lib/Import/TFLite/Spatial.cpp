//===- Spatial.cpp - Windows that slide over height and width -------------===//

#include "Spatial.h"
#include <algorithm>

using namespace sima;
using namespace sima::tfl;
using llvm::createStringError;
using llvm::Twine;

/// The dialect's limit on strides and padding; here also on what they follow
/// from.
static constexpr int64_t limit = 65535;

static llvm::Error checkNumber(int64_t value, const char *what,
                               const char *axis) {
  if (value >= 1 && value <= limit)
    return llvm::Error::success();
  return createStringError(Twine(what) + " of " + Twine(value) + " along the " +
                           axis + ", the limits are 1 and " + Twine(limit));
}

static llvm::Error padAxis(mla::Window &window, fb::Padding scheme,
                           int64_t input, const char *axis) {
  if (llvm::Error error = checkNumber(window.kernel, "window", axis))
    return error;
  if (llvm::Error error = checkNumber(window.stride, "stride", axis))
    return error;
  if (llvm::Error error = checkNumber(window.dilation, "dilation", axis))
    return error;
  if (scheme == fb::Padding::SAME) {
    int64_t outputs = (input + window.stride - 1) / window.stride;
    int64_t needed = (outputs - 1) * window.stride + window.span() - input;
    int64_t padding = std::max<int64_t>(needed, 0);
    window.padBegin = padding / 2;
    window.padEnd = padding - window.padBegin;
  }
  if (window.padEnd > limit)
    return createStringError("padding of " + Twine(window.padEnd) +
                             " along the " + axis + ", the limit is " +
                             Twine(limit));
  if (window.outputSize(input) < 1)
    return createStringError("window spans " + Twine(window.span()) +
                             " positions along the " + axis +
                             ", the input has " + Twine(input));
  return llvm::Error::success();
}

llvm::Expected<Spatial> sima::tfl::pad(Spatial spatial, fb::Padding scheme,
                                       llvm::ArrayRef<int64_t> nhwc) {
  if (scheme != fb::Padding::SAME && scheme != fb::Padding::VALID)
    return createStringError("padding scheme " + Twine(int(scheme)) +
                             " is neither SAME (0) nor VALID (1)");
  if (llvm::Error error = padAxis(spatial.h, scheme, nhwc[1], "height"))
    return std::move(error);
  if (llvm::Error error = padAxis(spatial.w, scheme, nhwc[2], "width"))
    return std::move(error);
  return spatial;
}
