//===- ManifestCheckTest.cpp - Rules of a runtime -------------------------===//

#include "sima/Package/ManifestCheck.h"
#include "PackageTest.h"
#include <functional>

using namespace sima::package;

TEST(ManifestCheck, AcceptsGoodManifests) {
  for (const char *name :
       {"tiny_mpk.json", "tiny_batch_mpk.json", "direct_mpk.json"})
    EXPECT_EQ(messageOf(checkManifest(inputManifest(name))), "") << name;
}

/// Whether the changed tiny manifest is refused with `expected` in the message.
static void expectRefusal(const char *expected,
                          const std::function<void(Manifest &)> &change,
                          const char *input = "tiny_mpk.json") {
  Manifest manifest = inputManifest(input);
  change(manifest);
  std::string why = messageOf(checkManifest(manifest));
  EXPECT_NE(why.find(expected), std::string::npos) << why;
}

/// The member `key` of a stage's parameters.
static JsonValue &param(Plugin &stage, llvm::StringRef key) {
  for (auto &[name, value] : stage.params.members)
    if (name == key)
      return value;
  ADD_FAILURE() << key.str();
  return stage.params.members.front().second;
}

TEST(ManifestCheck, Keys) {
  expectRefusal("has no parameter 'comment'", [](Manifest &m) {
    m.plugins[0].params.add("comment", JsonValue("x"));
  });
  expectRefusal("needs the parameter 'output_shapes'",
                [](Manifest &m) { m.plugins[0].params.members.pop_back(); });
  expectRefusal("not at its place in the order", [](Manifest &m) {
    std::swap(m.plugins[0].params.members[0], m.plugins[0].params.members[1]);
  });
  expectRefusal("unknown kernel 'magic'",
                [](Manifest &m) { m.plugins[0].kernel = "magic"; });
  expectRefusal("only EV74 stages name a kernel",
                [](Manifest &m) { m.plugins[2].kernel = "pack_transform"; });
}

TEST(ManifestCheck, Joins) {
  expectRefusal("sequence 5, expected 2",
                [](Manifest &m) { m.plugins[1].sequence = 5; });
  expectRefusal("which nothing before it writes",
                [](Manifest &m) { m.plugins[1].inputs[0].name = "x"; });
  expectRefusal("its producer writes 48",
                [](Manifest &m) { m.plugins[1].inputs[0].size = 49; });
  expectRefusal("already has a producer",
                [](Manifest &m) { m.plugins[1].outputs[0].name = "images"; });
  expectRefusal("no stage reads the input 'more'", [](Manifest &m) {
    m.inputs.push_back({"more", 4, std::nullopt});
  });
  expectRefusal("only pass_through may hand them over",
                [](Manifest &m) { m.plugins.resize(4); });
  expectRefusal("outputs must go through a last pass_through",
                [](Manifest &m) { m.plugins.pop_back(); });
  expectRefusal("has no stages", [](Manifest &m) { m.plugins.clear(); });
}

TEST(ManifestCheck, Files) {
  expectRefusal("expected a name that ends in '_mla.elf'",
                [](Manifest &m) { m.plugins[2].executable = "a.so"; });
  expectRefusal("has a directory",
                [](Manifest &m) { m.plugins[2].executable = "a/b_mla.elf"; });
  expectRefusal("needs an executable",
                [](Manifest &m) { m.plugins[2].executable.reset(); });
  expectRefusal("expected 'kernel_name_tbd'",
                [](Manifest &m) { m.plugins[0].executable = "x"; });
  expectRefusal("pass_through has no executable",
                [](Manifest &m) { m.plugins[8].executable = "x"; });
  expectRefusal("not printable ASCII",
                [](Manifest &m) { m.name = "caf\xc3\xa9"; });
  expectRefusal("not valid UTF-8",
                [](Manifest &m) { m.plugins[8].outputs[0].name = "\xff"; });
}

TEST(ManifestCheck, Batch) {
  expectRefusal("batch 1 of 2, stage 'quantize_0' has 1 of 1",
                [](Manifest &m) { m.plugins[3].desiredBatch = 2; });
  expectRefusal("batch 4 of 2 asked for", [](Manifest &m) {
    for (Plugin &stage : m.plugins) {
      stage.actualBatch = 4;
      stage.desiredBatch = 2;
    }
  });
  expectRefusal(
      "does not begin with the batch of 1",
      [](Manifest &m) {
        for (Plugin &stage : m.plugins)
          stage.actualBatch = 1;
      },
      "tiny_batch_mpk.json");
}

TEST(ManifestCheck, Frames) {
  // Another slice cuts the frame into other, differently padded pieces.
  expectRefusal("its slices take 80", [](Manifest &m) {
    param(m.plugins[1], "slice_shape") =
        JsonArray{int64_t(3), int64_t(3), int64_t(3)};
  });
  expectRefusal("slices of 16 channels, the frame has 20", [](Manifest &m) {
    param(m.plugins[4], "slice_shape") =
        JsonArray{int64_t(1), int64_t(2), int64_t(16)};
  });
  expectRefusal(
      "frame of rank 2 only goes with a batch of 1",
      [](Manifest &m) {
        param(m.plugins[6], "frame_shape") = JsonArray{int64_t(2), int64_t(10)};
      },
      "tiny_batch_mpk.json");
  expectRefusal("'frame_type' is 'int7'", [](Manifest &m) {
    param(m.plugins[1], "frame_type") = JsonValue("int7");
  });
  expectRefusal("takes another size", [](Manifest &m) {
    param(m.plugins[0], "output_data_type") = JsonValue("int16");
  });
}

// What the vendor's compiler wrote must pass, but for parts that a network in
// its default chain does not have.
TEST(ManifestCheck, AcceptsSamples) {
  auto manifests = vendorManifests();
  for (const auto &[name, text] : manifests)
    EXPECT_EQ(messageOf(checkManifest(valueOf(readManifest(text, name)))), "")
        << name;
  if (manifests.empty())
    GTEST_SKIP() << "neither SIMA_SAMPLES nor SIMA_MODELS leads to samples";
}
