//===- RowSums.h - Sums of float32 in ONNX Runtime's order ------*- C++ -*-===//
//
// Which float32 is added to which decides the last bits of a sum. These are the
// orders of ONNX Runtime's kernels on x86-64 with AVX-512; found by experiment.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_NUMERICS_ROWSUMS_H
#define SIMA_NUMERICS_ROWSUMS_H

#include <cstdint>

// NOLINTBEGIN(readability-identifier-naming): <function>_<type or order>
extern "C" {
/// Sums of `rows` rows of `count` elements, at least 1, one behind the other.
/// 16 partial sums, element i in number i modulo 16, the upper eight of which
/// are added to the lower; then neighbours, three times. As in Softmax.
void simaSumRows_lanes(const float *input, float *sums, int64_t rows,
                       int64_t count);
/// Two packets of four partial sums, taken in turns from the first element on
/// whose address is a multiple of 16 bytes (`input` has one); packets are added
/// to each other, then elements 0 + 2 and 1 + 3, these, and what is before and
/// behind the packets one by one. As in ReduceSum and ReduceMean.
void simaSumRows_packets(const float *input, float *sums, int64_t rows,
                         int64_t count);
}
// NOLINTEND(readability-identifier-naming)

#endif // SIMA_NUMERICS_ROWSUMS_H
