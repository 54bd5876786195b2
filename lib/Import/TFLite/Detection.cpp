//===- Detection.cpp - TFLite_Detection_PostProcess -----------------------===//

#include "Node.h"
#include "OperatorTable.h"
#include "TensorType.h"
#include <cmath>
#include <flatbuffers/flexbuffers.h>

using namespace mlir;
using namespace sima;
using namespace sima::tfl;
using llvm::createStringError;
using llvm::Twine;

namespace {
/// The operator's options.
struct Options {
  int64_t detections = 0, categories = 0, classes = 0;
  bool isRegular = false;
  float scales[4] = {}; ///< y, x, height, width
  float scoreThreshold = 0, overlapThreshold = 0;
};
} // namespace

/// The options as a map, or nothing if the bytes are none.
static std::optional<Options> readOptions(const fb::Operator &op) {
  const flatbuffers::Vector<uint8_t> *bytes = op.custom_options();
  if (!bytes || bytes->size() < 3 ||
      !flexbuffers::VerifyBuffer(bytes->data(), bytes->size(), nullptr))
    return std::nullopt;
  flexbuffers::Reference root =
      flexbuffers::GetRoot(bytes->data(), bytes->size());
  if (!root.IsMap())
    return std::nullopt;
  flexbuffers::Map map = root.AsMap();
  Options options;
  options.detections = map["max_detections"].AsInt64();
  options.categories = map["max_classes_per_detection"].AsInt64();
  options.classes = map["num_classes"].AsInt64();
  options.isRegular = map["use_regular_nms"].AsBool();
  const char *scales[4] = {"y_scale", "x_scale", "h_scale", "w_scale"};
  for (unsigned i = 0; i < 4; ++i)
    options.scales[i] = map[scales[i]].AsFloat();
  options.scoreThreshold = map["nms_score_threshold"].AsFloat();
  options.overlapThreshold = map["nms_iou_threshold"].AsFloat();
  return options;
}

bool sima::tfl::isKnownCustom(const ModelFile &model, unsigned op) {
  return model.operatorName(op) == "CUSTOM TFLite_Detection_PostProcess";
}

std::string sima::tfl::whyNotCustom(const ModelFile &model, unsigned op) {
  std::optional<Options> options = readOptions(model.op(op));
  if (!options)
    return " with options that are no FlexBuffer map";
  // Which of several equal scores come first depends there on the sort of the
  // C++ library that LiteRT was built with.
  if (options->isRegular)
    return " with use_regular_nms";
  if (options->categories != 1)
    return " with max_classes_per_detection " +
           std::to_string(options->categories) + ", imported is 1";
  return "";
}

/// Fails where a box could have a negative height or width, which LiteRT
/// refuses when it comes to it.
static llvm::Error checkAnchors(Node &node, unsigned tensor) {
  auto type = node.inputType(2);
  if (!type)
    return type.takeError();
  llvm::ArrayRef<uint8_t> codes = node.model().data(tensor);
  for (size_t i = 0; i < codes.size(); ++i)
    if (i % 4 >= 2 && int64_t(codes[i]) - 128 < mla::tensorZeroPoint(*type))
      return createStringError("anchor " + Twine(i / 4) +
                               " has a negative height or width");
  return llvm::Error::success();
}

llvm::Error sima::tfl::importDetectionPostprocess(Node &node) {
  Options options = *readOptions(node.op());
  llvm::SmallVector<Value, 3> inputs;
  for (unsigned i = 0; i < 3; ++i) {
    auto value = node.input(i);
    if (!value)
      return value.takeError();
    inputs.push_back(*value);
  }
  if (!node.model().isConstant(node.inputTensor(2)))
    return createStringError("anchors are computed at run time, imported are "
                             "constant ones");
  if (llvm::Error error = checkAnchors(node, node.inputTensor(2)))
    return error;
  if (node.outputCount() != 4)
    return createStringError("has " + Twine(node.outputCount()) +
                             " outputs, it needs 4");
  constexpr int64_t kMostDetections = 1 << 20;
  if (options.detections < 1 || options.detections > kMostDetections)
    return createStringError("max_detections " + Twine(options.detections) +
                             ", imported are 1 to " + Twine(kMostDetections));
  if (options.classes < 1 || options.classes > kMostDetections)
    return createStringError("num_classes " + Twine(options.classes) +
                             ", imported are 1 to " + Twine(kMostDetections));
  for (float scale : options.scales)
    if (!std::isfinite(scale) || scale <= 0)
      return createStringError("has a scale of " + std::to_string(scale) +
                               ", scales are finite and above 0");
  if (!(options.overlapThreshold > 0 && options.overlapThreshold <= 1))
    return createStringError("nms_iou_threshold " +
                             std::to_string(options.overlapThreshold) +
                             ", it must be above 0 and at most 1");
  if (!std::isfinite(options.scoreThreshold))
    return createStringError("nms_score_threshold is not finite");
  int64_t n = options.detections;
  llvm::SmallVector<int64_t> shapes[4] = {{1, n, 4}, {1, n}, {1, n}, {1}};
  llvm::SmallVector<Type, 4> types;
  // The model may leave the sizes of outputs open.
  for (llvm::ArrayRef<int64_t> shape : shapes)
    types.push_back(
        RankedTensorType::get(node.withSamples(shape),
                              Float32Type::get(inputs.front().getContext())));
  auto op = node.create<mla::DetectionPostprocessOp>(
      types[0], types[1], types[2], types[3], inputs[0], inputs[1], inputs[2],
      options.classes, llvm::ArrayRef<float>(options.scales),
      llvm::APFloat(options.scoreThreshold),
      llvm::APFloat(options.overlapThreshold));
  // What operands have to do with each other the operation knows.
  std::string wrong;
  ScopedDiagnosticHandler handler(op->getContext(),
                                  [&](Diagnostic &diagnostic) {
                                    wrong = diagnostic.str();
                                    return success();
                                  });
  if (failed(op.verify()))
    return createStringError(wrong);
  for (auto [i, result] : llvm::enumerate(op->getResults()))
    if (llvm::Error error = node.setResult(result, i))
      return error;
  return llvm::Error::success();
}
