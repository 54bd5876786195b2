//===- VectorFile.h - Vectors that scripts wrote ----------------*- C++ -*-===//
//
// Reads the record files of Inputs/ back, field by field.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_TEST_UNIT_NUMERICS_VECTORFILE_H
#define SIMA_TEST_UNIT_NUMERICS_VECTORFILE_H

#include "sima/Numerics/TFLite.h"
#include "gtest/gtest.h"
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace sima::numerics {

/// Reads little-endian fields in order; a short file fails the test.
class VectorFile {
public:
  explicit VectorFile(const std::string &name) {
    std::ifstream stream(std::string(SIMA_NUMERICS_VECTORS "/") + name,
                         std::ios::binary);
    bytes.assign(std::istreambuf_iterator<char>(stream), {});
    EXPECT_FALSE(bytes.empty()) << name;
  }
  bool atEnd() const { return position >= bytes.size(); }

  template <typename T> std::vector<T> array(size_t count) {
    std::vector<T> values(count);
    size_t length = count * sizeof(T);
    if (length > bytes.size() - position) {
      ADD_FAILURE() << "the vector file is too short";
      position = bytes.size();
      return values;
    }
    std::memcpy(values.data(), bytes.data() + position, length);
    position += length;
    return values;
  }
  template <typename T> T value() { return array<T>(1)[0]; }

private:
  std::vector<char> bytes;
  size_t position = 0;
};

/// Order of the enumerators as in the schema of the model file.
inline tflite::Activation activationOf(int32_t code) {
  using tflite::Activation;
  constexpr Activation kCodes[] = {Activation::None, Activation::Relu,
                                   Activation::ReluN1To1, Activation::Relu6};
  return kCodes[code & 3];
}

} // namespace sima::numerics

#endif // SIMA_TEST_UNIT_NUMERICS_VECTORFILE_H
