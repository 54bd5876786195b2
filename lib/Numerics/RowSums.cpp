//===- RowSums.cpp - Sums of float32 in ONNX Runtime's order --------------===//
//
// Compiled for the host and, as bitcode, for the A65.
//
//===----------------------------------------------------------------------===//
#include "sima/Numerics/RowSums.h"

static float sumInLanes(const float *row, int64_t count) {
  constexpr int64_t lanes = 16;
  float sums[lanes] = {};
  for (int64_t i = 0; i < count; ++i)
    sums[i % lanes] += row[i];
  for (int64_t i = 0; i < lanes / 2; ++i)
    sums[i] += sums[i + lanes / 2];
  for (int64_t width = lanes / 2; width > 1; width /= 2)
    for (int64_t i = 0; i < width / 2; ++i)
      sums[i] = sums[2 * i] + sums[2 * i + 1];
  return sums[0];
}

void simaSumRows_lanes(const float *input, float *sums, int64_t rows,
                       int64_t count) {
  for (int64_t row = 0; row < rows; ++row)
    sums[row] = sumInLanes(input + row * count, count);
}

static constexpr int64_t kPacket = 4;

static void addPacket(float *sums, const float *elements) {
  for (int64_t i = 0; i < kPacket; ++i)
    sums[i] += elements[i];
}

/// `first` elements are before the first packet.
static float sumInPackets(const float *row, int64_t count, int64_t first) {
  int64_t packets = first < count ? (count - first) / kPacket : 0;
  float sum = row[0];
  if (packets == 0) {
    for (int64_t i = 1; i < count; ++i)
      sum += row[i];
    return sum;
  }
  const float *whole = row + first;
  float turns[2][kPacket];
  for (int64_t i = 0; i < kPacket; ++i) {
    turns[0][i] = whole[i];
    turns[1][i] = packets > 1 ? whole[kPacket + i] : 0;
  }
  for (int64_t p = 2; p < packets / 2 * 2; ++p)
    addPacket(turns[p % 2], whole + p * kPacket);
  if (packets > 1)
    addPacket(turns[0], turns[1]);
  if (packets > 1 && packets % 2)
    addPacket(turns[0], whole + (packets - 1) * kPacket);
  sum = (turns[0][0] + turns[0][2]) + (turns[0][1] + turns[0][3]);
  for (int64_t i = 0; i < first; ++i)
    sum += row[i];
  for (int64_t i = first + packets * kPacket; i < count; ++i)
    sum += row[i];
  return sum;
}

void simaSumRows_packets(const float *input, float *sums, int64_t rows,
                         int64_t count) {
  for (int64_t row = 0; row < rows; ++row) {
    int64_t begin = row * count;
    int64_t first = (kPacket - begin % kPacket) % kPacket;
    sums[row] = sumInPackets(input + begin, count, first);
  }
}
