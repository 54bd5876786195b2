//===- PipelineRunnerTest.cpp - Whole pipelines ---------------------------===//

#include "sima/Package/PipelineRunner.h"
#include "PackageTest.h"
#include "sima/Package/TensorTypes.h"
#include <cstring>

using namespace sima::package;

static Archive archiveOf(const Manifest &manifest) {
  Archive archive;
  archive.files.push_back({manifest.name + "_mpk.json", {}});
  for (const Plugin &stage : manifest.plugins)
    if (stage.processor != Processor::EV74)
      archive.files.push_back({*stage.executable, {42}});
  return archive;
}

/// Stands in for the simulator: byte i of each output is i modulo 64.
static llvm::Error fakeMLA(const KernelCall &call, Bytes executable) {
  EXPECT_EQ(executable, Bytes({42}));
  for (std::vector<uint8_t> &output : call.outputs)
    for (size_t i = 0; i < output.size(); ++i)
      output[i] = uint8_t(i % 64);
  return llvm::Error::success();
}

static NpyArray floats(Shape shape) {
  return {ElementType::Float32, shape,
          std::vector<uint8_t>(size_t(*elementCount(shape)) * 4)};
}

static std::vector<float> floatsOf(const NpyArray &array) {
  std::vector<float> values(array.data.size() / 4);
  std::memcpy(values.data(), array.data.data(), array.data.size());
  return values;
}

TEST(PipelineRunner, DefaultChain) {
  for (const char *name : {"tiny_mpk.json", "tiny_batch_mpk.json"}) {
    Manifest manifest = inputManifest(name);
    int64_t batch = manifest.plugins[0].actualBatch;
    llvm::Expected<RunResult> result =
        runPipeline(manifest, archiveOf(manifest),
                    {{"images", floats({batch, 4, 4, 3})}}, {fakeMLA, {}});
    ASSERT_TRUE(bool(result)) << messageOf(result.takeError());
    ASSERT_EQ(result->outputs.size(), 2u);
    const RunTensor &boxes = result->outputs[0], &scores = result->outputs[1];
    EXPECT_EQ(boxes.name, "pass_through_out_0");
    EXPECT_EQ(boxes.sourceName, "dequantize_1/boxes");
    EXPECT_EQ(boxes.array.shape, (Shape{batch, 2, 2, 20}));
    EXPECT_EQ(scores.array.shape, (Shape{batch, 1, 1, 10}));
    // Sample n begins at byte 144·n of MLA_0. Boxes: row, block of 16 channels,
    // column. Scores follow the 128 bytes of the boxes.
    for (int64_t n = 0; n < batch; ++n) {
      auto code = [&](int64_t at) { return float((144 * n + at) % 64); };
      float step = float(1.0 / 14.843318939132626);
      std::vector<float> values = floatsOf(boxes.array);
      EXPECT_EQ(values[n * 80 + 0], step * (code(0) + 68));
      EXPECT_EQ(values[n * 80 + 17], step * (code(32 + 1) + 68));
      EXPECT_EQ(values[n * 80 + 20 + 3], step * (code(16 + 3) + 68));
      EXPECT_EQ(values[n * 80 + 60 + 19], step * (code(64 + 48 + 3) + 68));
      EXPECT_EQ(floatsOf(scores.array)[n * 10 + 9],
                (code(128 + 9) + 128) / 256);
    }
  }
}

TEST(PipelineRunner, HandsOverWhatTheStageNames) {
  Manifest manifest = inputManifest("direct_mpk.json");
  NpyArray x{ElementType::Int8, {1, 2, 4, 4}, std::vector<uint8_t>(32, 5)};
  StageExecutors executors;
  executors.mla = [](const KernelCall &call, Bytes) {
    EXPECT_EQ(call.stage.name, "MLA_0");
    EXPECT_EQ(call.inputs[0].size(), 32u);
    for (size_t i = 0; i < 64; ++i)
      call.outputs[0][i] = uint8_t(i);
    return llvm::Error::success();
  };
  executors.a65 = [](const KernelCall &call, Bytes) {
    // 6 of 16 channels are left.
    EXPECT_EQ(call.inputs[0][6], 16);
    return llvm::Error::success();
  };
  RunOptions options;
  options.keepTensors = true;
  llvm::Expected<RunResult> result = runPipeline(
      manifest, archiveOf(manifest), {{"x", x}}, executors, options);
  ASSERT_TRUE(bool(result)) << messageOf(result.takeError());
  ASSERT_EQ(result->tensors.size(), 4u);
  EXPECT_EQ(result->tensors[0].name, "x");
  EXPECT_EQ(result->tensors[2].array.shape, (Shape{1, 2, 2, 6}));
  EXPECT_EQ(result->tensors[2].array.type, ElementType::Int8);
  ASSERT_EQ(result->outputs.size(), 1u);
  EXPECT_EQ(result->outputs[0].array.type, ElementType::Float32);
}

TEST(PipelineRunner, TypesOfTensors) {
  auto types = valueOf(tensorTypes(inputManifest("tiny_mpk.json")));
  EXPECT_EQ(types["images"], (TensorType{ElementType::Float32, {1, 4, 4, 3}}));
  EXPECT_EQ(types["pass_through_out_1"],
            (TensorType{ElementType::Float32, {1, 1, 1, 10}}));
  // Nobody describes the carrier that goes into the MLA.
  EXPECT_EQ(
      types.count("tessellate_quantize_0_MLA_0/placeholder_0_0_tessellation_"
                  "transform"),
      0u);
}

TEST(PipelineRunner, Refuses) {
  Manifest manifest = inputManifest("tiny_mpk.json");
  Archive archive = archiveOf(manifest);
  auto why = [&](std::map<std::string, NpyArray> inputs,
                 StageExecutors executors, RunOptions options = {}) {
    return messageOf(
        runPipeline(manifest, archive, inputs, executors, options));
  };
  NpyArray good = floats({1, 4, 4, 3});
  EXPECT_EQ(why({}, {fakeMLA, {}}), "no data for the input 'images'");
  EXPECT_EQ(why({{"images", good}, {"x", good}}, {fakeMLA, {}}),
            "the pipeline has no input 'x'");
  EXPECT_EQ(why({{"images", floats({1})}}, {fakeMLA, {}}),
            "input 'images' takes 192 bytes, 4 are given");
  NpyArray wrongType = good;
  wrongType.type = ElementType::Int32;
  EXPECT_EQ(why({{"images", wrongType}}, {fakeMLA, {}}),
            "input 'images' is float32, int32 is given");
  EXPECT_EQ(why({{"images", good}}, {}),
            "stage 'MLA_0': nothing here runs MLA stages");
  auto failing = [](const KernelCall &, Bytes) -> llvm::Error {
    return llvm::createStringError(llvm::inconvertibleErrorCode(), "hazard");
  };
  EXPECT_EQ(why({{"images", good}}, {failing, {}}), "stage 'MLA_0': hazard");
  RunOptions small;
  small.maxBytes = 200;
  EXPECT_EQ(
      why({{"images", good}}, {fakeMLA, {}}, small),
      "stage 'quantize_0': buffers of more than 200 bytes, the limit of a "
      "run");
  archive.files.pop_back();
  EXPECT_EQ(why({{"images", good}}, {fakeMLA, {}}),
            "stage 'MLA_0': the archive has no 'tiny_stage1_mla.elf'");
  manifest.plugins[1].inputs[0].name = "x";
  EXPECT_NE(why({{"images", good}}, {fakeMLA, {}}), "");
}
