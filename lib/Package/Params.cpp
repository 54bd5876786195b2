//===- Params.cpp - Typed access to a stage's parameters ------------------===//

#include "Params.h"
#include "Message.h"
#include <cmath>
#include <limits>

using namespace sima::package;

/// The member as a T, or an error that says what it should be.
template <typename T>
static llvm::Expected<T> typedParam(const JsonObject &params,
                                    llvm::StringRef key, const char *kind) {
  const JsonValue *value = params.find(key);
  if (!value)
    return makeError("parameter '" + key + "' is missing");
  if (const T *typed = value->getIf<T>())
    return *typed;
  return makeError("parameter '" + key + "' is not " + kind);
}

llvm::Expected<bool> sima::package::boolParam(const JsonObject &params,
                                              llvm::StringRef key) {
  return typedParam<bool>(params, key, "true or false");
}

llvm::Expected<int64_t> sima::package::intParam(const JsonObject &params,
                                                llvm::StringRef key) {
  return typedParam<int64_t>(params, key, "an integer");
}

llvm::Expected<std::string> sima::package::stringParam(const JsonObject &params,
                                                       llvm::StringRef key) {
  return typedParam<std::string>(params, key, "a string");
}

llvm::Expected<ElementType> sima::package::typeParam(const JsonObject &params,
                                                     llvm::StringRef key) {
  llvm::Expected<std::string> name = stringParam(params, key);
  if (!name)
    return name.takeError();
  if (std::optional<ElementType> type = parseElementType(*name))
    return *type;
  return makeError("parameter '" + key + "' is " + quote(*name) +
                   ", which is not an element type");
}

/// The integers of one array.
static llvm::Expected<std::vector<int64_t>> readInts(const JsonValue &value,
                                                     llvm::StringRef key) {
  const auto *array = value.getIf<JsonArray>();
  if (!array)
    return makeError("parameter '" + key + "' is not a list of integers");
  if (array->size() > kMaxRank)
    return makeError("parameter '" + key + "' has " +
                     llvm::Twine(array->size()) + " dimensions, at most " +
                     llvm::Twine(kMaxRank) + " are allowed");
  std::vector<int64_t> result;
  for (const JsonValue &element : *array) {
    const int64_t *number = element.getIf<int64_t>();
    if (!number)
      return makeError("parameter '" + key + "' is not a list of integers");
    result.push_back(*number);
  }
  return result;
}

static llvm::Expected<Shape> readShape(const JsonValue &value,
                                       llvm::StringRef key) {
  llvm::Expected<Shape> shape = readInts(value, key);
  if (shape && (shape->empty() || !elementCount(*shape)))
    return makeError("parameter '" + key + "' holds the shape " +
                     shapeText(*shape) +
                     ", extents must be at least 1 and "
                     "their product at most 2^40");
  return shape;
}

llvm::Expected<std::vector<int64_t>>
sima::package::intsParam(const JsonObject &params, llvm::StringRef key) {
  const JsonValue *value = params.find(key);
  if (!value)
    return makeError("parameter '" + key + "' is missing");
  return readInts(*value, key);
}

llvm::Expected<Shape> sima::package::shapeParam(const JsonObject &params,
                                                llvm::StringRef key) {
  const JsonValue *value = params.find(key);
  if (!value)
    return makeError("parameter '" + key + "' is missing");
  return readShape(*value, key);
}

llvm::Expected<std::vector<Shape>>
sima::package::shapesParam(const JsonObject &params, llvm::StringRef key) {
  llvm::Expected<JsonArray> array =
      typedParam<JsonArray>(params, key, "a list of shapes");
  if (!array)
    return array.takeError();
  std::vector<Shape> shapes;
  for (const JsonValue &element : *array) {
    llvm::Expected<Shape> shape = readShape(element, key);
    if (!shape)
      return shape.takeError();
    shapes.push_back(std::move(*shape));
  }
  return shapes;
}

llvm::Expected<std::vector<ChannelParam>>
sima::package::channelParams(const JsonObject &params, int64_t channels) {
  llvm::Expected<JsonArray> array =
      typedParam<JsonArray>(params, "channel_params", "a list of pairs");
  if (!array)
    return array.takeError();
  std::vector<ChannelParam> result;
  for (const JsonValue &element : *array) {
    const auto *pair = element.getIf<JsonArray>();
    const int64_t *zeroPoint =
        pair && pair->size() == 2 ? (*pair)[1].getIf<int64_t>() : nullptr;
    if (!zeroPoint || *zeroPoint < std::numeric_limits<int32_t>::min() ||
        *zeroPoint > std::numeric_limits<int32_t>::max())
      return makeError("parameter 'channel_params' is not a list of [scale, "
                       "zero point] with 32-bit zero points");
    const double *real = (*pair)[0].getIf<double>();
    const int64_t *whole = (*pair)[0].getIf<int64_t>();
    double scale = real ? *real : whole ? double(*whole) : 0.0;
    // The step 1/scale must be a positive float32 too.
    float step = static_cast<float>(1.0 / scale);
    if (!(scale > 0) || !std::isfinite(step) || !(step > 0))
      return makeError("parameter 'channel_params' has a scale that is not a "
                       "positive number within float32");
    result.push_back({scale, static_cast<int32_t>(*zeroPoint)});
  }
  if (result.size() != 1 && static_cast<int64_t>(result.size()) != channels)
    return makeError("parameter 'channel_params' has " +
                     llvm::Twine(result.size()) + " pairs for " +
                     llvm::Twine(channels) + " channels");
  return result;
}
