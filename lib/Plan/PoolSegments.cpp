//===- PoolSegments.cpp - Windows that instructions hold ------------------===//

#include "sima/Plan/PoolSegments.h"
#include <algorithm>

using namespace sima;
using namespace sima::mla;
using namespace sima::plan;

/// Positions of padding before the window of output `out`.
static int64_t paddingOf(const Window &window, int64_t out) {
  return std::max<int64_t>(0, window.padBegin - out * window.stride);
}

/// Output `out` alone; its stride does not matter.
static PoolSegment single(const Window &window, int64_t out, int64_t input,
                          bool clip) {
  Range outputs = {out, out + 1};
  Range inputs = window.inputRange(outputs, input);
  if (clip)
    return {outputs, inputs, inputs.size(), 1, 0};
  return {outputs, inputs, window.kernel, 1, paddingOf(window, out)};
}

llvm::SmallVector<PoolSegment> sima::plan::poolSegments(const Window &window,
                                                        Range outputs,
                                                        int64_t input,
                                                        bool clip) {
  bool fits =
      window.kernel <= kMaxPoolWindow && window.stride <= kMaxPoolStride;
  llvm::SmallVector<PoolSegment> segments;
  for (int64_t out = outputs.begin; out < outputs.end; ++out) {
    int64_t padding = paddingOf(window, out);
    if (fits && padding <= kMaxPoolPadding) {
      Range rest = {out, outputs.end};
      segments.push_back({rest, window.inputRange(rest, input), window.kernel,
                          window.stride, padding});
      break;
    }
    segments.push_back(single(window, out, input, clip));
  }
  return segments;
}

PoolSegment sima::plan::largestPoolFields(const Window &window, int64_t input,
                                          bool clip) {
  PoolSegment largest = {{}, {}, 1, 1, 0};
  for (const PoolSegment &segment :
       poolSegments(window, {0, window.outputSize(input)}, input, clip)) {
    largest.kernel = std::max(largest.kernel, segment.kernel);
    largest.stride = std::max(largest.stride, segment.stride);
    largest.padding = std::max(largest.padding, segment.padding);
  }
  return largest;
}
