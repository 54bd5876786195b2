//===- Footprint.cpp - The bytes that an operand covers -------------------===//
//
// Bounds in 128-bit arithmetic, and the normal form of boxes.
//
//===----------------------------------------------------------------------===//
#include "Footprint.h"
#include "Fail.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace sima;
using namespace sima::sim;

char BoundsError::ID = 0;

void Footprint::Box::extend(uint64_t first, uint64_t count, int64_t stride) {
  __int128 a = static_cast<__int128>(first) * stride;
  __int128 b = static_cast<__int128>(first + count - 1) * stride;
  low += std::min(a, b);
  if (count > 1 && stride != 0)
    dims.push_back({count, static_cast<uint64_t>(std::abs(stride))});
}

__int128 Footprint::Box::end() const {
  __int128 result = low + run;
  for (const Dim &d : dims)
    result += static_cast<__int128>(d.count - 1) * d.stride;
  return result;
}

uint64_t Footprint::end() const {
  uint64_t result = 0;
  for (const Box &box : boxes)
    result = std::max(result, static_cast<uint64_t>(box.end()));
  return result;
}

Footprint &Footprint::dim(uint64_t first, uint64_t last, int64_t stride) {
  for (Box &box : boxes)
    box.extend(first, last - first + 1, stride);
  return *this;
}

Footprint &Footprint::positions(ArrayRef<Stretches> stretches, int64_t stride) {
  SmallVector<Box, 1> from;
  std::swap(from, boxes);
  for (const Stretches &s : stretches)
    for (Box box : from) {
      box.extend(s.first, s.length, stride);
      box.extend(0, s.count, static_cast<int64_t>(s.step) * stride);
      boxes.push_back(std::move(box));
    }
  return *this;
}

Footprint &Footprint::blocks(uint64_t channels, int64_t stride,
                             unsigned laneBytes) {
  SmallVector<Box, 1> from;
  std::swap(from, boxes);
  auto add = [&](uint64_t first, uint64_t count, uint64_t offset,
                 uint64_t bytes) {
    for (Box box : from) {
      box.low += offset;
      box.run = bytes;
      box.extend(first, count, stride);
      boxes.push_back(std::move(box));
    }
  };
  uint64_t full = channels / kLanes, rest = channels % kLanes;
  if (full)
    add(0, full, 0, kLanes * laneBytes);
  if (rest && laneBytes == 2) {
    add(full, 1, 0, rest);
    add(full, 1, kLanes, rest);
  } else if (rest) {
    add(full, 1, 0, rest * laneBytes);
  }
  return *this;
}

Footprint &Footprint::bytes(uint64_t count) {
  for (Box &box : boxes)
    box.run += count;
  return *this;
}

/// Decimal text of a value that may exceed 64 bits.
static std::string decimal(__int128 value) {
  if (value == 0)
    return "0";
  std::string digits;
  for (__int128 rest = value; rest != 0; rest /= 10)
    digits.insert(
        digits.begin(),
        static_cast<char>('0' + std::abs(static_cast<int>(rest % 10))));
  return value < 0 ? "-" + digits : digits;
}

Error Footprint::check(StringRef operand, StringRef where, uint64_t begin,
                       uint64_t end) const {
  __int128 low = boxes.front().low, high = boxes.front().end();
  for (const Box &box : drop_begin(boxes)) {
    low = std::min(low, box.low);
    high = std::max(high, box.end());
  }
  if (low >= static_cast<__int128>(begin) && high <= static_cast<__int128>(end))
    return Error::success();
  return make_error<BoundsError>(
      formatv("operand {0} covers bytes {1} to {2}, {3} has {4} to {5}",
              operand, decimal(low), decimal(high - 1), where, begin, end - 1)
          .str());
}

Footprint::Box Footprint::Box::merged() const {
  Box result{low, run, {}};
  SmallVector<Dim, 4> ascending(dims);
  llvm::sort(ascending,
             [](const Dim &a, const Dim &b) { return a.stride < b.stride; });
  for (const Dim &d : ascending) {
    if (result.dims.empty() && d.stride <= result.run)
      result.run += (d.count - 1) * d.stride;
    else if (!result.dims.empty() &&
             d.stride == result.dims.back().count * result.dims.back().stride)
      result.dims.back().count *= d.count;
    else
      result.dims.push_back(d);
  }
  return result;
}
