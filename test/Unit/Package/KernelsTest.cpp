//===- KernelsTest.cpp - Kernels of the EV74 ------------------------------===//

#include "sima/Package/Kernels.h"
#include "PackageTest.h"
#include <cmath>
#include <cstring>

using namespace sima::package;
using Buffer = std::vector<uint8_t>;

namespace {
/// A stage with the given parameters (as JSON) and the buffers to run it on.
struct Case {
  Plugin stage;
  std::vector<Buffer> inputs, outputs;

  Case(const char *kernel, const char *params, std::vector<Buffer> in,
       std::vector<int64_t> outputSizes, int64_t batch = 1)
      : inputs(std::move(in)) {
    stage.name = "s";
    stage.kernel = kernel;
    stage.params = *valueOf(parseJson(params, "p")).getIf<JsonObject>();
    stage.actualBatch = stage.desiredBatch = batch;
    for (size_t i = 0; i < inputs.size(); ++i)
      stage.inputs.push_back(
          {"in" + std::to_string(i), int64_t(inputs[i].size()), {}, ""});
    for (size_t i = 0; i < outputSizes.size(); ++i) {
      stage.outputs.push_back(
          {"out" + std::to_string(i), outputSizes[i], {}, ""});
      outputs.emplace_back(size_t(outputSizes[i]));
    }
  }
  std::string run() {
    std::vector<Bytes> views(inputs.begin(), inputs.end());
    return messageOf(runKernel({stage, views, outputs}));
  }
};
} // namespace

template <typename T> static Buffer bufferOf(std::vector<T> values) {
  Buffer bytes(values.size() * sizeof(T));
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}
static Buffer counting(size_t size) {
  Buffer bytes(size);
  for (size_t i = 0; i < size; ++i)
    bytes[i] = uint8_t(i + 1);
  return bytes;
}

TEST(Kernels, Quantize) {
  Case perTensor("quantization_transform",
                 R"({"channel_params": [[2.0, -10]], "num_bits": 8,
                     "rounding": "TONEAREST", "output_data_type": "int8",
                     "input_shapes": [[1, 6]], "output_shapes": [[1, 6]]})",
                 {bufferOf<float>({0, 0.25f, 0.75f, 1.5f, 1e9f, -INFINITY})},
                 {6});
  ASSERT_EQ(perTensor.run(), "");
  EXPECT_EQ(perTensor.outputs[0],
            bufferOf<int8_t>({-10, -10, -8, -7, 127, -128}));
  Case perChannel("quantization_transform",
                  R"({"channel_params": [[1.0, 0], [10, 1]], "num_bits": 8,
                      "rounding": "TONEAREST", "output_data_type": "int8",
                      "input_shapes": [[1, 2, 2]],
                      "output_shapes": [[1, 2, 2]]})",
                  {bufferOf<float>({1, 1, 2, 2})}, {4});
  ASSERT_EQ(perChannel.run(), "");
  EXPECT_EQ(perChannel.outputs[0], bufferOf<int8_t>({1, 11, 2, 21}));
}

TEST(Kernels, Dequantize) {
  Case c("dequantization_transform",
         R"({"channel_params": [[2.0, -10]], "input_data_type": "int8",
             "input_shapes": [[1, 3]], "output_shapes": [[1, 3]]})",
         {bufferOf<int8_t>({-10, 0, -128})}, {12});
  ASSERT_EQ(c.run(), "");
  EXPECT_EQ(c.outputs[0], bufferOf<float>({0, 5, -59}));
}

TEST(Kernels, Tessellate) {
  // One row of 3 pixels, 2 channels, in slices of 2 pixels; 2 samples.
  Case c("tessellation_transform",
         R"({"slice_shape": [1, 2, 2], "align_c16": false, "cblock": false,
             "frame_type": "int8", "input_shapes": [[2, 1, 3, 2]],
             "output_shapes": [[2, 32]]})",
         {counting(12)}, {64}, 2);
  ASSERT_EQ(c.run(), "");
  Buffer expected(64);
  for (int n : {0, 1}) {
    for (int i = 0; i < 4; ++i)
      expected[n * 32 + i] = uint8_t(n * 6 + i + 1);
    for (int i = 0; i < 2; ++i)
      expected[n * 32 + 16 + i] = uint8_t(n * 6 + 4 + i + 1);
  }
  EXPECT_EQ(c.outputs[0], expected);
}

TEST(Kernels, TessellateSplitsBytes) {
  Case c("tessellation_transform",
         R"({"slice_shape": [1, 1, 2], "align_c16": true, "cblock": true,
             "frame_type": "int16", "input_shapes": [[1, 1, 1, 2]],
             "output_shapes": [[1, 32]]})",
         {bufferOf<int16_t>({0x0201, 0x0403})}, {32});
  ASSERT_EQ(c.run(), "");
  Buffer expected(32);
  expected[0] = 1, expected[1] = 3, expected[16] = 2, expected[17] = 4;
  EXPECT_EQ(c.outputs[0], expected);
}

TEST(Kernels, DetessellateUndoesTessellate) {
  struct Form {
    const char *flags;
    int64_t carrierBytes;
    const char *shape;
    size_t plainBytes;
  };
  for (const Form &form :
       {Form{R"("slice_shape": [2, 3, 20], "align_c16": true, "cblock": true,
                "frame_type": "int8")",
             2 * 3 * 4 * 32, "[2, 3, 4, 20]", 2 * 3 * 4 * 20},
        Form{R"("slice_shape": [2, 3, 20], "align_c16": true, "cblock": false,
                "frame_type": "int16")",
             2 * 3 * 4 * 64, "[2, 3, 4, 20]", 2 * 3 * 4 * 40},
        Form{R"("slice_shape": [1, 1, 5], "align_c16": false, "cblock": false,
                "frame_type": "float32")",
             2 * 32, "[2, 5]", 40}}) {
    std::string shape = form.shape, flags = form.flags;
    std::string carrier = "[2, " + std::to_string(form.carrierBytes / 2) + "]";
    Case to("tessellation_transform",
            ("{" + flags + ", \"input_shapes\": [" + shape +
             "], \"output_shapes\": [" + carrier + "]}")
                .c_str(),
            {counting(form.plainBytes)}, {form.carrierBytes}, 2);
    ASSERT_EQ(to.run(), "");
    Case back("detessellation_transform",
              ("{" + flags + ", \"frame_shape\": " + shape +
               ", \"input_shapes\": [" + carrier + "], \"output_shapes\": [" +
               shape + "]}")
                  .c_str(),
              {to.outputs[0]}, {int64_t(form.plainBytes)}, 2);
    ASSERT_EQ(back.run(), "");
    EXPECT_EQ(back.outputs[0], counting(form.plainBytes));
  }
}

TEST(Kernels, PackAndUnpackSampleBySample) {
  Case pack("pack_transform",
            R"({"input_shapes": [[2, 2], [2, 1]], "output_shapes": [[2, 3]]})",
            {{1, 2, 3, 4}, {5, 6}}, {6}, 2);
  ASSERT_EQ(pack.run(), "");
  EXPECT_EQ(pack.outputs[0], (Buffer{1, 2, 5, 3, 4, 6}));
  Case unpack("unpack_transform",
              R"({"tensor_types": ["int8", "int8"],
                  "tensor_shapes": [[2, 2], [2, 1]], "input_shapes": [[2, 3]],
                  "output_shapes": [[2, 2], [2, 1]]})",
              {pack.outputs[0]}, {4, 2}, 2);
  ASSERT_EQ(unpack.run(), "");
  EXPECT_EQ(unpack.outputs[0], (Buffer{1, 2, 3, 4}));
  EXPECT_EQ(unpack.outputs[1], (Buffer{5, 6}));
  // Parts at multiples of 16 where only that fills the buffer.
  Case aligned("pack_transform",
               R"({"input_shapes": [[1, 2], [1, 1]],
                   "output_shapes": [[1, 32]]})",
               {{1, 2}, {5}}, {32});
  ASSERT_EQ(aligned.run(), "");
  EXPECT_EQ(aligned.outputs[0][16], 5);
}

TEST(Kernels, Cast) {
  Case narrow("cast_transform",
              R"({"in_dtype": "float32", "out_dtype": "bfloat16",
                  "input_shapes": [[1, 5]], "output_shapes": [[1, 5]]})",
              {bufferOf<uint32_t>({0x3F800000, 0x3F808000, 0x3F818000,
                                   0x7F800001, 0x7F7FFFFF})},
              {10});
  ASSERT_EQ(narrow.run(), "");
  // Exact, tie to even down, tie to even up, NaN, overflow to infinity.
  EXPECT_EQ(narrow.outputs[0],
            bufferOf<uint16_t>({0x3F80, 0x3F80, 0x3F82, 0x7FC0, 0x7F80}));
  // The source type of a cast may be left out between the float types.
  Case widen("cast_transform",
             R"({"out_dtype": "float32", "input_shapes": [[1, 2]],
                 "output_shapes": [[1, 2]]})",
             {bufferOf<uint16_t>({0x3F80, 0xC000})}, {8});
  ASSERT_EQ(widen.run(), "");
  EXPECT_EQ(widen.outputs[0], bufferOf<float>({1, -2}));
  Case integers("cast_transform",
                R"({"in_dtype": "int8", "out_dtype": "float32",
                    "input_shapes": [[1, 2]], "output_shapes": [[1, 2]]})",
                {bufferOf<int8_t>({-3, 7})}, {8});
  ASSERT_EQ(integers.run(), "");
  EXPECT_EQ(integers.outputs[0], bufferOf<float>({-3, 7}));
  Case back("cast_transform",
            R"({"in_dtype": "float32", "out_dtype": "int8",
                "input_shapes": [[1, 1]], "output_shapes": [[1, 1]]})",
            {bufferOf<float>({1})}, {1});
  EXPECT_EQ(back.run(),
            "stage 's': a cast from float32 to int8 is not supported");
}

TEST(Kernels, Slice) {
  Case c("slice_transform",
         R"({"begin": [0, 1, 1], "end": [2, 3, 3], "input_shape": [2, 3, 4],
             "output_shape": [2, 2, 2], "input_shapes": [[2, 3, 4]],
             "output_shapes": [[2, 2, 2]]})",
         {counting(24)}, {8}, 2);
  ASSERT_EQ(c.run(), "");
  EXPECT_EQ(c.outputs[0], (Buffer{6, 7, 10, 11, 18, 19, 22, 23}));
}

TEST(Kernels, Moves) {
  Case reshape("reshape_transform",
               R"({"newshape": [1, 2, 2], "input_shapes": [[1, 4]],
                   "output_shapes": [[1, 2, 2]]})",
               {counting(4)}, {4});
  ASSERT_EQ(reshape.run(), "");
  EXPECT_EQ(reshape.outputs[0], counting(4));
  Case flatten("batch_flatten_transform",
               R"({"input_shapes": [[2, 2, 2]], "output_shapes": [[2, 4]]})",
               {counting(8)}, {8}, 2);
  ASSERT_EQ(flatten.run(), "");
  EXPECT_EQ(flatten.outputs[0], counting(8));
  Case pass("pass_through", "{}", {counting(2), counting(3)}, {2, 3});
  ASSERT_EQ(pass.run(), "");
  EXPECT_EQ(pass.outputs[1], counting(3));
}

TEST(Kernels, Refuses) {
  auto quantize = [](const char *channels, const char *rest) {
    std::string params = std::string(R"({"channel_params": )") + channels +
                         R"(, "rounding": "TONEAREST",
                             "output_data_type": "int8",
                             "input_shapes": [[1, 2]],
                             "output_shapes": [[1, 2]], )" +
                         rest + "}";
    return Case("quantization_transform", params.c_str(),
                {bufferOf<float>({1, 2})}, {2})
        .run();
  };
  EXPECT_EQ(quantize("[[1.0, 0]]", R"("num_bits": 8)"), "");
  EXPECT_EQ(
      quantize("[[1.0, 0]]", R"("num_bits": 4)"),
      "stage 's': parameter 'num_bits' is 4, elements of the output have 8");
  for (const char *bad :
       {"[]", "[[1.0]]", "[[0.0, 0]]", "[[-1.0, 0]]", "[[1e-300, 0]]",
        "[[1.0, 0.5]]", "[[1.0, 99999999999]]", "[1]", "3",
        "[[1.0, 0], [1.0, 0], [1.0, 0]]"})
    EXPECT_NE(quantize(bad, R"("num_bits": 8)"), "") << bad;

  EXPECT_EQ(Case("magic", "{}", {{1}}, {1}).run(),
            "stage 's': unknown kernel 'magic'");
  EXPECT_EQ(Case("pass_through", "{}", {{1}}, {2}).run(),
            "stage 's': input and output 0 have different sizes");
  EXPECT_EQ(Case("pack_transform",
                 R"({"input_shapes": [[1, 2]], "output_shapes": [[1, 5]]})",
                 {{1, 2}}, {5})
                .run(),
            "stage 's': the tensors do not fill the 5 bytes of 'out0', neither "
            "packed nor at multiples of 16");
  EXPECT_EQ(Case("reshape_transform",
                 R"({"newshape": [1, 2], "input_shapes": [[1, 4]],
                     "output_shapes": [[1, 2]]})",
                 {counting(4)}, {2})
                .run(),
            "stage 's': input and output have different sizes");
  EXPECT_EQ(Case("slice_transform",
                 R"({"begin": [0, 3], "end": [1, 5], "input_shape": [1, 4],
                     "output_shape": [1, 2], "input_shapes": [[1, 4]],
                     "output_shapes": [[1, 2]]})",
                 {counting(4)}, {2})
                .run(),
            "stage 's': dimension 1 from 3 to 5 of 4 does not give 2");
  EXPECT_EQ(Case("tessellation_transform",
                 R"({"slice_shape": [1, 1, 1], "align_c16": false,
                     "cblock": false, "frame_type": "int8",
                     "input_shapes": [[1, 1, 1, 4]],
                     "output_shapes": [[1, 4]]})",
                 {counting(4)}, {4})
                .run(),
            "stage 's': the slices take 64 bytes, the output has 4");
  EXPECT_NE(Case("reshape_transform",
                 R"({"newshape": [1, 4611686018427387904, 4],
                     "input_shapes": [[1, 4]], "output_shapes": [[1, 4]]})",
                 {counting(4)}, {4})
                .run(),
            "");
}
