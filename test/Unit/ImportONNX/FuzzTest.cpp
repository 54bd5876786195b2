//===- FuzzTest.cpp - Damaged models give an error or a network -----------===//

#include "lib/Import/ONNX/Inference.h"
#include "lib/Import/ONNX/ModelFile.h"
#include "lib/Import/ONNX/NormalForm.h"
#include "lib/Import/ONNX/ProtoFormat.h"
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>
#include <random>

using namespace sima::onnx_import;

namespace {

/// A convolution whose result goes through a computed Reshape.
constexpr char network[] = R"(
  ir_version: 8
  opset_import { version: 13 }
  graph {
    node { input: "x" input: "s" input: "z" output: "q" op_type: "QuantizeLinear" }
    node { input: "q" input: "s" input: "z" output: "r" op_type: "DequantizeLinear" }
    node { input: "w" input: "s" input: "z" output: "v" op_type: "DequantizeLinear" }
    node { input: "r" input: "v" output: "c" op_type: "Conv"
           attribute { name: "pads" type: INTS ints: [1, 1, 0, 0] }
           attribute { name: "strides" type: INTS ints: [2, 2] } }
    node { input: "c" input: "s" input: "z" output: "p" op_type: "QuantizeLinear" }
    node { input: "p" output: "dims" op_type: "Shape" }
    node { input: "dims" input: "which" output: "first" op_type: "Gather" }
    node { input: "first" input: "rest" output: "shape" op_type: "Concat"
           attribute { name: "axis" type: INT i: 0 } }
    node { input: "p" input: "shape" output: "f" op_type: "Reshape" }
    node { input: "f" input: "s" input: "z" output: "y" op_type: "DequantizeLinear" }
    initializer { name: "s" data_type: 1 float_data: 0.5 }
    initializer { name: "z" data_type: 3 int32_data: 3 }
    initializer { name: "w" data_type: 3 dims: [2, 1, 2, 2] raw_data: "abcdefgh" }
    initializer { name: "which" data_type: 7 dims: [1] int64_data: 0 }
    initializer { name: "rest" data_type: 7 dims: [1] int64_data: -1 }
    input { name: "x" type { tensor_type { elem_type: 1 shape {
            dim { dim_value: 1 } dim { dim_value: 1 } dim { dim_value: 5 } dim { dim_value: 6 } } } } }
    output { name: "y" }
  })";

std::string networkBytes() {
  ::onnx::ModelProto model;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(network, &model));
  return model.SerializeAsString();
}

/// The whole way to the normal form; an empty string, or the error.
std::string import(const std::string &bytes) {
  auto graph = readModel(bytes, "");
  if (!graph)
    return llvm::toString(graph.takeError());
  if (llvm::Error error = surveyOperators(*graph))
    return llvm::toString(std::move(error));
  if (llvm::Error error = inferShapes(*graph))
    return llvm::toString(std::move(error));
  auto result = normalize(*graph);
  return result ? "" : llvm::toString(result.takeError());
}

TEST(FuzzTest, TheNetworkIsRead) { EXPECT_EQ(import(networkBytes()), ""); }

TEST(FuzzTest, DamagedModels) {
  const std::string original = networkBytes();
  std::mt19937 random(7);
  unsigned accepted = 0, refused = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string bytes = original;
    for (unsigned changes = 1 + random() % 4; changes > 0; --changes) {
      size_t at = random() % bytes.size();
      switch (random() % 4) {
      case 0:
        bytes[at] ^= char(1u << random() % 8);
        break;
      case 1:
        bytes[at] = char(random());
        break;
      case 2:
        bytes.erase(at, 1 + random() % 3);
        break;
      default:
        bytes.insert(at, 1, char(random()));
      }
      if (bytes.empty())
        bytes = "x";
    }
    std::string said = import(bytes);
    EXPECT_EQ(said.find('\n'), std::string::npos) << said;
    ++(said.empty() ? accepted : refused);
  }
  EXPECT_GT(accepted, 100u);
  EXPECT_GT(refused, 1000u);
}

} // namespace
