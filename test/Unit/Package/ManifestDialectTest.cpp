//===- ManifestDialectTest.cpp - Manifest to mpk dialect and back ---------===//

#include "sima/Package/ManifestDialect.h"
#include "PackageTest.h"
#include "mlir/Parser/Parser.h"

using namespace sima::package;

TEST(ManifestDialect, RoundTrip) {
  mlir::MLIRContext context;
  for (const char *name :
       {"tiny_mpk.json", "tiny_batch_mpk.json", "direct_mpk.json"}) {
    Manifest manifest = inputManifest(name);
    auto module = importManifest(context, manifest);
    ASSERT_TRUE(bool(module)) << messageOf(module.takeError());
    // Through the text, which is what passes and users see.
    std::string text;
    llvm::raw_string_ostream os(text);
    (*module)->print(os);
    auto parsed = mlir::parseSourceString<mlir::ModuleOp>(text, &context);
    ASSERT_TRUE(bool(parsed));
    auto pipelines = parsed->getOps<sima::mpk::PipelineOp>();
    ASSERT_FALSE(pipelines.empty());
    EXPECT_TRUE(valueOf(exportManifest(*pipelines.begin())) == manifest)
        << name;
  }
}

// Manifests that the vendor's compiler wrote, through the dialect's text: the
// same bytes.
TEST(ManifestDialect, RoundTripOfSamples) {
  mlir::MLIRContext context;
  unsigned found = 0;
  for (const auto &[name, text] : vendorManifests()) {
    auto module = importManifest(context, valueOf(readManifest(text, name)));
    ASSERT_TRUE(bool(module)) << messageOf(module.takeError());
    std::string printed;
    llvm::raw_string_ostream os(printed);
    (*module)->print(os);
    auto parsed = mlir::parseSourceString<mlir::ModuleOp>(printed, &context);
    ASSERT_TRUE(bool(parsed)) << name;
    auto pipeline = *parsed->getOps<sima::mpk::PipelineOp>().begin();
    // Not EXPECT_EQ: it would print both texts.
    EXPECT_TRUE(writeManifest(valueOf(exportManifest(pipeline))) == text)
        << name;
    ++found;
  }
  if (!found)
    GTEST_SKIP() << "neither SIMA_SAMPLES nor SIMA_MODELS leads to samples";
}

TEST(ManifestDialect, ExportsInTheOrderOfTheTable) {
  // Dictionaries sort their keys, so the order of the struct does not survive.
  mlir::MLIRContext context;
  Manifest manifest = inputManifest("tiny_mpk.json");
  std::swap(manifest.plugins[0].params.members.front(),
            manifest.plugins[0].params.members.back());
  auto module = importManifest(context, manifest);
  ASSERT_TRUE(bool(module)) << messageOf(module.takeError());
  auto pipeline = *(*module)->getOps<sima::mpk::PipelineOp>().begin();
  EXPECT_EQ(writeManifest(valueOf(exportManifest(pipeline))),
            inputText("tiny_mpk.json"));
}

TEST(ManifestDialect, Refuses) {
  mlir::MLIRContext context;
  auto why = [&](auto change) {
    Manifest manifest = inputManifest("tiny_mpk.json");
    change(manifest);
    return messageOf(importManifest(context, manifest));
  };
  EXPECT_NE(why([](Manifest &m) {
              m.plugins[0].kernel = "magic";
            }).find("has an unknown kernel 'magic'"),
            std::string::npos);
  EXPECT_NE(why([](Manifest &m) {
              m.plugins[1].inputs[0].size = 0;
            }).find("has a tensor without"),
            std::string::npos);
  EXPECT_NE(
      why([](Manifest &m) { m.inputs[0].name = ""; }).find("needs a name"),
      std::string::npos);
  EXPECT_NE(why([](Manifest &m) { m.plugins[0].actualBatch = 0; }), "");
  EXPECT_NE(why([](Manifest &m) {
              m.plugins[0].params.add("", JsonValue());
            }).find("parameter without a name"),
            std::string::npos);
  EXPECT_NE(why([](Manifest &m) {
              m.plugins[0].params.add("num_bits", JsonValue(int64_t(8)));
            }),
            "");
}
