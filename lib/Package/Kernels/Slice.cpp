//===- Slice.cpp - A rectangular part of a tensor -------------------------===//

#include "../Message.h"
#include "../Params.h"
#include "EV74Kernels.h"
#include <cstring>

using namespace sima::package;

namespace {
struct Window {
  Shape input, output;
  std::vector<int64_t> begin;
};
} // namespace

static llvm::Expected<Window> readWindow(const JsonObject &params) {
  llvm::Expected<Shape> input = shapeParam(params, "input_shape");
  if (!input)
    return input.takeError();
  llvm::Expected<Shape> output = shapeParam(params, "output_shape");
  if (!output)
    return output.takeError();
  llvm::Expected<std::vector<int64_t>> begin = intsParam(params, "begin");
  if (!begin)
    return begin.takeError();
  llvm::Expected<std::vector<int64_t>> end = intsParam(params, "end");
  if (!end)
    return end.takeError();
  if (begin->size() != input->size() || end->size() != input->size() ||
      output->size() != input->size())
    return makeError("parameters 'begin', 'end', 'input_shape' and "
                     "'output_shape' have different ranks");
  for (size_t axis = 0; axis < input->size(); ++axis)
    if ((*begin)[axis] < 0 || (*end)[axis] > (*input)[axis] ||
        (*begin)[axis] >= (*end)[axis] ||
        (*end)[axis] - (*begin)[axis] != (*output)[axis])
      return makeError("dimension " + llvm::Twine(axis) + " from " +
                       llvm::Twine((*begin)[axis]) + " to " +
                       llvm::Twine((*end)[axis]) + " of " +
                       llvm::Twine((*input)[axis]) + " does not give " +
                       llvm::Twine((*output)[axis]));
  return Window{std::move(*input), std::move(*output), std::move(*begin)};
}

llvm::Error kernels::slice(const KernelCall &call, const StageTypes &types) {
  llvm::Expected<Window> window = readWindow(call.stage.params);
  if (!window)
    return window.takeError();
  if (window->input != types.inputs[0].shape ||
      window->output != types.outputs[0].shape)
    return makeError("parameters 'input_shape' and 'input_shapes', or their "
                     "output counterparts, differ");
  int64_t bytes = static_cast<int64_t>(call.inputs[0].size()) /
                  *elementCount(window->input);
  int64_t outputCount = *elementCount(window->output);
  if (outputCount * bytes != static_cast<int64_t>(call.outputs[0].size()))
    return makeError("input and output have elements of different sizes");

  // One copy per innermost run; `index` counts through the outer dimensions.
  size_t last = window->input.size() - 1;
  int64_t runBytes = window->output[last] * bytes;
  Shape index(last, 0);
  for (int64_t to = 0; to < outputCount * bytes; to += runBytes) {
    int64_t from = 0;
    for (size_t axis = 0; axis < last; ++axis)
      from =
          (from + window->begin[axis] + index[axis]) * window->input[axis + 1];
    std::memcpy(call.outputs[0].data() + to,
                call.inputs[0].data() + (from + window->begin[last]) * bytes,
                runBytes);
    for (size_t axis = last; axis-- > 0;) {
      if (++index[axis] < window->output[axis])
        break;
      index[axis] = 0;
    }
  }
  return llvm::Error::success();
}
