//===- Grouped.h - Large numbers for people ---------------------*- C++ -*-===//
#ifndef SIMA_SUPPORT_GROUPED_H
#define SIMA_SUPPORT_GROUPED_H

#include <cstdint>
#include <string>

namespace sima {

/// "1,234,567".
inline std::string grouped(uint64_t value) {
  std::string digits = std::to_string(value);
  for (size_t at = digits.size(); at > 3;)
    digits.insert(at -= 3, ",");
  return digits;
}

} // namespace sima

#endif // SIMA_SUPPORT_GROUPED_H
