//===- ManifestTest.cpp - Reading and writing manifests -------------------===//

#include "PackageTest.h"

using namespace sima::package;

static void expectSameBytes(llvm::StringRef name, const std::string &text) {
  llvm::Expected<Manifest> manifest = readManifest(text, name);
  if (!manifest) {
    ADD_FAILURE() << llvm::toString(manifest.takeError());
    return;
  }
  // Not EXPECT_EQ: it would print both texts.
  EXPECT_TRUE(writeManifest(*manifest) == text) << name.str();
}

TEST(Manifest, RoundTrip) {
  for (const char *name :
       {"tiny_mpk.json", "tiny_batch_mpk.json", "direct_mpk.json"})
    expectSameBytes(name, inputText(name));
}

// Manifests that the vendor's compiler wrote, where they are at hand.
TEST(Manifest, RoundTripOfSamples) {
  auto manifests = vendorManifests();
  for (const auto &[name, text] : manifests)
    expectSameBytes(name, text);
  if (manifests.empty())
    GTEST_SKIP() << "neither SIMA_SAMPLES nor SIMA_MODELS leads to samples";
}

TEST(Manifest, Content) {
  Manifest manifest = inputManifest("tiny_mpk.json");
  EXPECT_EQ(manifest.name, "tiny");
  EXPECT_EQ(manifest.modelPath, std::nullopt);
  EXPECT_EQ((*manifest.inputs[0].range)[1], 1.0);
  ASSERT_EQ(manifest.plugins.size(), 9u);
  const Plugin &quantize = manifest.plugins[0];
  EXPECT_EQ(quantize.kernel, "quantization_transform");
  EXPECT_EQ(*quantize.params.find("num_bits")->getIf<int64_t>(), 8);
  EXPECT_EQ(manifest.plugins[2].processor, Processor::MLA);
  EXPECT_EQ(*manifest.plugins[2].executable, "tiny_stage1_mla.elf");
  EXPECT_EQ(manifest.plugins[8].executable, std::nullopt);

  Manifest direct = inputManifest("direct_mpk.json");
  EXPECT_EQ(direct.plugins[0].inputs[0].dtype, "int8");
  EXPECT_EQ(direct.plugins[2].processor, Processor::A65);
  EXPECT_EQ(direct.plugins[2].params.members.size(), 3u);
}

/// The reader's message after `from` became `to` in the text of tiny.
static std::string refusal(llvm::StringRef from, llvm::StringRef to) {
  std::string text = inputText("tiny_mpk.json");
  size_t at = text.find(from.str());
  if (at == std::string::npos)
    return "not in the text";
  text.replace(at, from.size(), to.str());
  return messageOf(readManifest(text, "m"));
}

TEST(Manifest, Refuses) {
  EXPECT_EQ(refusal("\"model_path\": null,", ""), "m: model_path is missing");
  EXPECT_EQ(refusal("\"model_path\": null,", "\"model_path\": 1,"),
            "m: model_path is not a string or null");
  EXPECT_EQ(refusal("\"sequence\": 1,", "\"sequence\": 1.0,"),
            "m: sequence is not an integer");
  EXPECT_EQ(refusal("\"sequence\": 1,", "\"sequence\": 1, \"note\": 1,"),
            "m: note is not a key of the format");
  EXPECT_EQ(refusal("\"size\": 192", "\"size\": 0"),
            "m: input_nodes[0].size is 0, at least 1 is needed");
  EXPECT_EQ(refusal("\"EV74\"", "\"EV-74\""),
            "m: plugins[0].processor is 'EV-74', expected 'EV74', 'MLA' or "
            "'A65'");
  EXPECT_EQ(refusal("sgpProcess", "process"),
            "m: plugins[0].type is 'process', expected 'sgpProcess'");
  EXPECT_EQ(refusal("\"kernel\": \"quantization_transform\",", ""),
            "m: plugins[0].config_params.kernel is missing");
  EXPECT_EQ(refusal("\"type\": \"buffer\"", "\"type\": \"tensor\""),
            "m: input_nodes[0].type is 'tensor', expected 'buffer'");
  EXPECT_EQ(messageOf(readManifest("[]", "m")),
            "m: the manifest is not an object");
}
