//===- TessellationParameters.cpp - Reads parameters from YAML ------------===//

#include "dialects/MLA/Transforms/TessellationParameters.h"
#include "llvm/ADT/Twine.h"
#include <set>
#include <yaml-cpp/yaml.h>

using namespace sima::mla;

namespace {

constexpr size_t kMaxBytes = 1 << 20;
constexpr size_t kMaxTensors = 4096;
constexpr int64_t kMaxExtent = int64_t(1) << 31;

llvm::Error failure(const llvm::Twine &where, const llvm::Twine &text) {
  return llvm::createStringError((where + ": " + text).str());
}

/// The scalar `node` as a bool, spelled true or false.
llvm::Expected<bool> readBool(const YAML::Node &node,
                              const std::string &where) {
  std::string text = node.IsScalar() ? node.Scalar() : "";
  if (text == "true" || text == "True")
    return true;
  if (text == "false" || text == "False")
    return false;
  return failure(where, "'" + text + "' is not true or false");
}

llvm::Error readTileShape(const YAML::Node &node, const std::string &where,
                          TensorTessellation &tensor) {
  if (!node.IsSequence() || node.size() != 4)
    return failure(where, "needs 4 numbers [n, h, w, c]");
  for (size_t i = 0; i < 4; ++i) {
    std::string text = node[i].IsScalar() ? node[i].Scalar() : "";
    if (llvm::StringRef(text).getAsInteger(10, tensor.tileShape[i]) ||
        tensor.tileShape[i] < 0 || tensor.tileShape[i] >= kMaxExtent)
      return failure(where, "'" + text + "' is not a number from 0 to " +
                                llvm::Twine(kMaxExtent - 1));
  }
  if (tensor.tileShape[0] > 1)
    return failure(where, "a tile holds 1 sample, not " +
                              llvm::Twine(tensor.tileShape[0]));
  return llvm::Error::success();
}

llvm::Error readKey(const std::string &key, const YAML::Node &value,
                    const std::string &where, TensorTessellation &tensor) {
  if (key == "tile_shape")
    return readTileShape(value, where, tensor);
  if (key == "dram_layout") {
    std::string text = value.IsScalar() ? value.Scalar() : "";
    if (text != "HWC" && text != "HWC16")
      return failure(where, "'" + text + "' is not HWC or HWC16");
    tensor.dramLayout = text == "HWC" ? DramLayout::HWC : DramLayout::HWC16;
    return llvm::Error::success();
  }
  if (key != "enable_mla" && key != "align_c16" && key != "cblock")
    return failure(where, "unknown key; use tile_shape, enable_mla, "
                          "dram_layout, align_c16 or cblock");
  llvm::Expected<bool> flag = readBool(value, where);
  if (!flag)
    return flag.takeError();
  if (key == "enable_mla")
    tensor.enableMLA = *flag;
  else if (key == "align_c16")
    tensor.alignC16 = *flag;
  else
    tensor.cblock = *flag;
  return llvm::Error::success();
}

llvm::Expected<TensorTessellation> readTensor(const std::string &name,
                                              const YAML::Node &node,
                                              const std::string &where) {
  TensorTessellation tensor;
  tensor.name = name;
  std::string place = where + ": tensor '" + name + "'";
  if (!node.IsMap())
    return failure(place, "needs a mapping of parameters");
  std::set<std::string> seen;
  for (const auto &item : node) {
    std::string key = item.first.IsScalar() ? item.first.Scalar() : "";
    std::string keyPlace = place + ": " + key;
    if (!seen.insert(key).second)
      return failure(keyPlace, "is given twice");
    if (llvm::Error error = readKey(key, item.second, keyPlace, tensor))
      return std::move(error);
  }
  return tensor;
}

llvm::Expected<std::vector<TensorTessellation>>
readAll(llvm::StringRef yaml, const std::string &where) {
  YAML::Node root = YAML::Load(yaml.str());
  std::vector<TensorTessellation> tensors;
  if (root.IsNull())
    return tensors;
  if (!root.IsMap())
    return failure(where, "needs a mapping from tensor names to parameters");
  if (root.size() > kMaxTensors)
    return failure(where, llvm::Twine(root.size()) + " tensors, at most " +
                              llvm::Twine(kMaxTensors));
  std::set<std::string> seen;
  for (const auto &item : root) {
    std::string name = item.first.IsScalar() ? item.first.Scalar() : "";
    if (!seen.insert(name).second)
      return failure(where, "tensor '" + name + "' is given twice");
    llvm::Expected<TensorTessellation> tensor =
        readTensor(name, item.second, where);
    if (!tensor)
      return tensor.takeError();
    tensors.push_back(std::move(*tensor));
  }
  return tensors;
}

/// Nesting of brackets and of indentation is bounded before the parser, which
/// recurses, sees the text.
bool nestsTooDeep(llvm::StringRef yaml) {
  int depth = 0;
  unsigned indent = 0;
  bool atStart = true;
  for (char c : yaml) {
    depth += c == '[' || c == '{' ? 1 : c == ']' || c == '}' ? -1 : 0;
    if (c == '\n') {
      atStart = true;
      indent = 0;
    } else if (atStart && (c == ' ' || c == '-' || c == '?')) {
      ++indent;
    } else {
      atStart = false;
    }
    if (depth > 16 || indent > 64)
      return true;
  }
  return false;
}

} // namespace

llvm::Expected<std::vector<TensorTessellation>>
sima::mla::parseTessellation(llvm::StringRef yaml, llvm::StringRef where) {
  if (yaml.size() > kMaxBytes)
    return failure(where, llvm::Twine(yaml.size()) + " bytes, at most " +
                              llvm::Twine(kMaxBytes));
  if (nestsTooDeep(yaml))
    return failure(where, "nests too deep");
  try {
    return readAll(yaml, where.str());
  } catch (const YAML::Exception &error) {
    return failure(where + ":" + llvm::Twine(error.mark.line + 1), error.msg);
  }
}
