//===- NpyTest.cpp - Arrays in files --------------------------------------===//

#include "sima/Package/Npy.h"
#include "PackageTest.h"

using namespace sima::package;

/// A version 1 file with this header and `dataBytes` bytes of data.
static std::vector<uint8_t> fileOf(llvm::StringRef header, size_t dataBytes,
                                   uint8_t version = 1) {
  std::string text = "\x93NUMPY";
  text += char(version);
  text += '\0';
  text += char(header.size() & 255);
  text += char(header.size() >> 8);
  if (version == 2)
    text.append(2, '\0');
  text += header.str();
  text.append(dataBytes, '\1');
  return {text.begin(), text.end()};
}
static std::string refusal(llvm::StringRef header, size_t dataBytes) {
  return messageOf(parseNpy(fileOf(header, dataBytes), "f"));
}

TEST(Npy, Writes) {
  NpyArray array{ElementType::Float32, {2, 3}, std::vector<uint8_t>(24)};
  std::vector<uint8_t> bytes = valueOf(printNpy(array));
  ASSERT_EQ(bytes.size(), 128u + 24u);
  llvm::StringRef text(reinterpret_cast<char *>(bytes.data()), bytes.size());
  EXPECT_EQ(text.substr(1, 5), "NUMPY");
  EXPECT_EQ(text.substr(10, 58),
            "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), ");
  EXPECT_EQ(text[127], '\n');
  NpyArray vector{ElementType::Int8, {3}, std::vector<uint8_t>(3)};
  bytes = valueOf(printNpy(vector));
  text = {reinterpret_cast<char *>(bytes.data()), bytes.size()};
  EXPECT_TRUE(text.contains("'|i1'") && text.contains("'shape': (3,), }"));
}

TEST(Npy, RoundTrip) {
  TempDirectory directory;
  for (ElementType type :
       {ElementType::Int8, ElementType::UInt8, ElementType::Int16,
        ElementType::Int32, ElementType::Int64, ElementType::Float32})
    for (Shape shape : {Shape(), Shape{5}, Shape{1, 2, 3, 4}}) {
      NpyArray array{type, shape, {}};
      int64_t bytes = *elementCount(shape) * elementBytes(type);
      for (int64_t i = 0; i < bytes; ++i)
        array.data.push_back(uint8_t(i * 7));
      std::string path = directory.file("a.npy");
      ASSERT_EQ(messageOf(writeNpy(array, path)), "");
      NpyArray back = valueOf(readNpy(path));
      EXPECT_EQ(back.type, type);
      EXPECT_EQ(back.shape, shape);
      EXPECT_EQ(back.data, array.data);
    }
}

TEST(Npy, ReadsOtherSpellings) {
  NpyArray array = valueOf(parseNpy(
      fileOf("{\"shape\": (2,2,),\"descr\":\"|u1\",'fortran_order':False}\n", 4,
             2),
      "f"));
  EXPECT_EQ(array.type, ElementType::UInt8);
  EXPECT_EQ(array.shape, (Shape{2, 2}));
}

TEST(Npy, Refuses) {
  EXPECT_EQ(messageOf(parseNpy({}, "f")), "f: not a .npy file");
  EXPECT_EQ(messageOf(parseNpy(fileOf("{}", 0, 3), "f")),
            "f: version 3 of the .npy format, only 1 and 2 are read");
  EXPECT_EQ(
      refusal("{'descr': '<f8', 'fortran_order': False, 'shape': (1,)}", 8),
      "f: element type '<f8', only int8, uint8, int16, int32, int64 and "
      "float32 in little endian are read");
  EXPECT_EQ(
      refusal("{'descr': '|i1', 'fortran_order': True, 'shape': (1,)}", 1),
      "f: Fortran order, only C order is read; save "
      "numpy.ascontiguousarray(x)");
  EXPECT_EQ(
      refusal("{'descr': '<i2', 'fortran_order': False, 'shape': (3,)}", 5),
      "f: 5 bytes of data, the shape 3 of int16 takes 6");
  EXPECT_EQ(
      refusal("{'descr': '|i1', 'fortran_order': False, 'shape': (0,)}", 0),
      "f: shape 0 has no elements or more than 2^40");
  EXPECT_EQ(refusal("{'descr': '|i1', 'fortran_order': False, 'shape': "
                    "(4294967296, 4294967296, 4294967296)}",
                    0),
            "f: shape 4294967296x4294967296x4294967296 has no elements or more "
            "than 2^40");
  for (const char *bad :
       {"", "{", "{'descr'", "{'descr': '|i1'}", "{'descr': [('a', '<i4')]}",
        "{'descr': '|i1', 'descr': '|i1'}", "{'shape': (1 2)}",
        "{'shape': (99999999999999999999,)}", "{'shape': (-1,)}",
        "{'descr': '|i1', 'fortran_order': False, 'shape': (1,)} x",
        "{'descr': '|i1' 'fortran_order': False, 'shape': (1,)}"})
    EXPECT_NE(refusal(bad, 1), "") << bad;
  // A header longer than the file.
  std::vector<uint8_t> bytes = fileOf("{}", 0);
  bytes[9] = 0x7F;
  EXPECT_NE(messageOf(parseNpy(bytes, "f")), "");
  EXPECT_NE(messageOf(printNpy({ElementType::BFloat16, {1}, {0, 0}})), "");
  EXPECT_NE(messageOf(printNpy({ElementType::Int8, {2}, {0}})), "");
  EXPECT_NE(messageOf(readNpy("/dev/zero")), "");
}
