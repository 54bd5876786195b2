//===- ModelFile.cpp - An .onnx file as a graph ---------------------------===//

#include "ModelFile.h"
#include "GraphReader.h"
#include "Limits.h"
#include "ProtoFormat.h"
#include "llvm/ADT/STLExtras.h"
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/stubs/logging.h>

using namespace sima;
using namespace sima::onnx_import;
using llvm::createStringError;
using llvm::Twine;
using ::onnx::ModelProto;

/// Parses without the warnings that protobuf prints by itself.
static llvm::Error parse(llvm::StringRef bytes, ModelProto &model) {
  google::protobuf::LogSilencer silencer;
  google::protobuf::io::CodedInputStream stream(
      reinterpret_cast<const uint8_t *>(bytes.data()), int(bytes.size()));
  stream.SetRecursionLimit(kMaxMessageDepth);
  if (!model.ParseFromCodedStream(&stream) || !stream.ConsumedEntireMessage())
    return createStringError("not an ONNX model, or damaged: its " +
                             Twine(bytes.size()) +
                             " bytes are no protobuf message; transfer or "
                             "export it again");
  return llvm::Error::success();
}

static llvm::Error checkVersions(const ModelProto &model, Versions &versions) {
  if (!model.has_graph() || model.graph().node().empty())
    return createStringError("not an ONNX model, or an empty one: it has no "
                             "graph with nodes");
  if (model.ir_version() < kMinIRVersion || model.ir_version() > kMaxIRVersion)
    return createStringError("IR version " + Twine(model.ir_version()) +
                             " is not read, only " + Twine(kMinIRVersion) +
                             " to " + Twine(kMaxIRVersion));
  for (const auto &entry : model.opset_import()) {
    std::string domain = entry.domain() == "ai.onnx" ? "" : entry.domain();
    if (!versions.emplace(domain, entry.version()).second)
      return createStringError("imports two versions of domain '" +
                               printable(domain) + "'");
  }
  auto found = versions.find("");
  bool isNeeded = llvm::any_of(model.graph().node(), [](const auto &node) {
    return node.domain().empty() || node.domain() == "ai.onnx";
  });
  if (found == versions.end() && !isNeeded)
    found = versions.emplace("", kMaxOpset).first;
  if (found == versions.end())
    return createStringError(
        "imports no operator set of domain ai.onnx; read are versions " +
        Twine(kMinOpset) + " to " + Twine(kMaxOpset));
  if (found->second < kMinOpset || found->second > kMaxOpset)
    return createStringError(
        "operator set " + Twine(found->second) + " is not read, only " +
        Twine(kMinOpset) + " to " + Twine(kMaxOpset) +
        "; convert the model, for example with "
        "onnx.version_converter.convert_version(model, " +
        Twine(found->second < kMinOpset ? 13 : int(kMaxOpset)) + ")");
  return llvm::Error::success();
}

llvm::Expected<Graph> sima::onnx_import::readModel(llvm::StringRef bytes,
                                                   llvm::StringRef directory) {
  if (bytes.size() > kMaxFileBytes)
    return createStringError("file has " + Twine(bytes.size()) +
                             " bytes, the limit is " + Twine(kMaxFileBytes));
  ModelProto model;
  Versions versions;
  if (llvm::Error error = parse(bytes, model))
    return std::move(error);
  if (llvm::Error error = checkVersions(model, versions))
    return std::move(error);
  if (!model.functions().empty())
    return createStringError("model has " + Twine(model.functions_size()) +
                             " functions, which are not read; inline them with "
                             "onnx.inliner.inline_local_functions(model)");
  if (!model.training_info().empty())
    return createStringError("model has training information; export it for "
                             "inference");
  return GraphReader(*model.mutable_graph(), versions, model.ir_version(),
                     directory)
      .run();
}
