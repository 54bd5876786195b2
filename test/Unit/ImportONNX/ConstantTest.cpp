//===- ConstantTest.cpp - Every form of a constant ------------------------===//

#include "lib/Import/ONNX/Graph.h"
#include "lib/Import/ONNX/TensorReader.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <gtest/gtest.h>

using namespace sima::onnx_import;
using ::onnx::TensorProto;

namespace {

TensorProto tensor(ElementType type, std::initializer_list<int64_t> shape) {
  TensorProto proto;
  proto.set_data_type(int(type));
  for (int64_t size : shape)
    proto.add_dims(size);
  return proto;
}

llvm::SmallVector<int64_t> read(TensorProto proto) {
  auto constant = TensorReader("").read(proto);
  if (constant)
    return (*constant)->integers();
  ADD_FAILURE() << llvm::toString(constant.takeError());
  return {};
}

std::string errorOf(TensorProto proto, llvm::StringRef directory = "") {
  auto constant = TensorReader(directory).read(proto);
  return constant ? "" : llvm::toString(constant.takeError());
}

using Values = llvm::SmallVector<int64_t>;

TEST(ConstantTest, FourBits) {
  TensorProto proto = tensor(ElementType::i4, {5});
  proto.set_raw_data(std::string("\x8f\x70\x0a", 3));
  EXPECT_EQ(read(proto), Values({-1, -8, 0, 7, -6}));
  proto.set_data_type(int(ElementType::u4));
  EXPECT_EQ(read(proto), Values({15, 8, 0, 7, 10}));
  // In a typed list, too, two elements are one entry.
  TensorProto list = tensor(ElementType::i4, {3});
  list.add_int32_data(0x8f);
  list.add_int32_data(0x07);
  EXPECT_EQ(read(list), Values({-1, -8, 7}));
}

TEST(ConstantTest, TypedLists) {
  TensorProto codes = tensor(ElementType::i8, {3});
  for (int32_t value : {-128, 0, 127})
    codes.add_int32_data(value);
  EXPECT_EQ(read(codes), Values({-128, 0, 127}));
  TensorProto wide = tensor(ElementType::i64, {2});
  wide.add_int64_data(-1);
  wide.add_int64_data(int64_t(1) << 40);
  EXPECT_EQ(read(wide), Values({-1, int64_t(1) << 40}));
  TensorProto real = tensor(ElementType::f32, {});
  real.add_float_data(0.125f);
  auto scalar = TensorReader("").read(real);
  ASSERT_TRUE(bool(scalar));
  EXPECT_EQ((*scalar)->real(0), 0.125);
}

TEST(ConstantTest, Refusals) {
  TensorProto few = tensor(ElementType::i8, {4});
  few.set_raw_data("abc");
  EXPECT_EQ(errorOf(few), "has 3 bytes of int8, its shape 4 takes 4");
  EXPECT_EQ(errorOf(tensor(ElementType::string, {1})),
            "has elements of string, which are not read");
  EXPECT_EQ(errorOf(tensor(ElementType(17), {1})),
            "has elements of type 17, which are not read");
  EXPECT_NE(errorOf(tensor(ElementType::i8, {1 << 20, 1 << 20})), "");
  EXPECT_NE(errorOf(tensor(ElementType::i8, {-1})), "");
  EXPECT_NE(errorOf(tensor(ElementType::i8, {1, 1, 1, 1, 1, 1, 1, 1, 1})), "");
}

/// A folder with a file of eight bytes, and one beside the folder.
class ExternalTest : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("onnx", root));
    folder = root;
    llvm::sys::path::append(folder, "model");
    ASSERT_FALSE(llvm::sys::fs::create_directory(folder));
    write(folder, "data.bin");
    write(root, "secret.bin");
  }
  void TearDown() override { llvm::sys::fs::remove_directories(root); }

  static void write(llvm::StringRef where, llvm::StringRef name) {
    llvm::SmallString<128> path(where);
    llvm::sys::path::append(path, name);
    std::error_code code;
    llvm::raw_fd_ostream(path, code) << "\1\2\3\4\5\6\7\10";
    ASSERT_FALSE(code);
  }
  TensorProto at(const char *location, const char *offset = nullptr,
                 const char *length = nullptr) {
    TensorProto proto = tensor(ElementType::i8, {4});
    proto.set_data_location(TensorProto::EXTERNAL);
    auto add = [&](const char *key, const char *value) {
      auto *entry = proto.add_external_data();
      entry->set_key(key);
      entry->set_value(value);
    };
    add("location", location);
    if (offset)
      add("offset", offset);
    if (length)
      add("length", length);
    return proto;
  }

  llvm::SmallString<128> root, folder;
};

TEST_F(ExternalTest, ReadsItsPart) {
  TensorProto proto = at("data.bin", "3", "4");
  auto constant = TensorReader(folder).read(proto);
  ASSERT_TRUE(bool(constant)) << llvm::toString(constant.takeError());
  EXPECT_EQ((*constant)->integers(), Values({4, 5, 6, 7}));
}

TEST_F(ExternalTest, StaysInTheFolder) {
  for (const char *location : {"../secret.bin", "/etc/passwd", "a/../../x"})
    EXPECT_NE(errorOf(at(location), folder)
                  .find("lies outside the folder of the model"),
              std::string::npos);
  llvm::SmallString<128> link(folder), target(root);
  llvm::sys::path::append(link, "link.bin");
  llvm::sys::path::append(target, "secret.bin");
  ASSERT_FALSE(llvm::sys::fs::create_link(target, link));
  EXPECT_NE(errorOf(at("link.bin"), folder)
                .find("lies outside the folder of the model"),
            std::string::npos);
}

TEST_F(ExternalTest, ChecksItsPart) {
  EXPECT_NE(errorOf(at("data.bin", "5"), folder), "");
  EXPECT_NE(errorOf(at("data.bin", "18446744073709551615"), folder), "");
  EXPECT_NE(errorOf(at("data.bin", "0", "8"), folder), "");
  EXPECT_NE(errorOf(at("data.bin", "-1"), folder), "");
  EXPECT_NE(errorOf(at("nothing.bin"), folder), "");
}

} // namespace
