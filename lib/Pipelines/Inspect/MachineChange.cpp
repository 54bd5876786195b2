//===- MachineChange.cpp - A machine that is not quite another ------------===//
//
// Changes are made in the canonical text of a machine, so that the limits of
// its reader hold for them.
//
//===----------------------------------------------------------------------===//
#include "MachineChange.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include <numeric>

using namespace sima;
using llvm::createStringError;
using llvm::formatv;
using llvm::StringRef;

namespace {
struct Key {
  StringRef name;    ///< on the command line
  StringRef machine; ///< in a target's YAML
  bool needsCompilation;
};
} // namespace

static constexpr Key kKeys[] = {
    {"dram", "dram_bytes_per_cycle", false},
    {"latency", "dram_latency_cycles", false},
    {"dma", "dma_bytes_per_cycle", false},
    {"link", "link_bytes_per_cycle", false},
    {"tiles", "tiles_per_quad", false},
    {"lanes", "vector_lanes", false},
    {"quads", "quads", true},
    {"lm", "lm_bytes", true},
    {"acc", "acc_bytes", true},
};

llvm::ArrayRef<StringRef> sima::changeKeys() {
  static const auto names = [] {
    llvm::SmallVector<StringRef> all;
    for (const Key &key : kKeys)
      all.push_back(key.name);
    return all;
  }();
  return names;
}

/// A decimal number with up to nine digits on either side of the point.
static std::optional<Rational> parseDecimal(StringRef text) {
  auto [whole, fraction] = text.split('.');
  if (whole.empty() || whole.size() > 9 || fraction.size() > 9 ||
      (fraction.empty() && text.contains('.')) ||
      !llvm::all_of(whole, llvm::isDigit) ||
      !llvm::all_of(fraction, llvm::isDigit))
    return std::nullopt;
  Rational value{0, 1};
  for (char digit : (whole + fraction).str())
    value.num = value.num * 10 + (digit - '0');
  for (size_t i = 0; i != fraction.size(); ++i)
    value.den *= 10;
  int64_t common = std::gcd(value.num, value.den);
  return Rational{value.num / common, value.den / common};
}

static std::optional<Rational> parseSize(StringRef text) {
  int64_t unit = 1;
  for (auto [suffix, bytes] :
       {std::pair("KiB", 1 << 10), {"MiB", 1 << 20}, {"GiB", 1 << 30}})
    if (text.consume_back(suffix))
      unit = bytes;
  std::optional<Rational> value = parseDecimal(text);
  if (value && __builtin_mul_overflow(value->num, unit, &value->num))
    return std::nullopt;
  return value;
}

/// `old` after a change such as "2x", "+1MiB" or "96".
static std::optional<Rational> apply(Rational old, StringRef change) {
  bool isFactor = change.consume_back("x");
  bool isMore = !isFactor && change.consume_front("+");
  bool isLess = !isFactor && !isMore && change.consume_front("-");
  std::optional<Rational> value = parseSize(change);
  if (!value)
    return std::nullopt;
  using Wide = __int128;
  Wide num = value->num, den = value->den;
  if (isFactor) {
    num *= old.num;
    den *= old.den;
  } else if (isMore || isLess) {
    num = Wide(old.num) * value->den +
          (isMore ? 1 : -1) * Wide(value->num) * old.den;
    den *= old.den;
  }
  Wide a = num < 0 ? -num : num, b = den;
  while (b != 0)
    a = std::exchange(b, a % b);
  num /= a ? a : 1;
  den /= a ? a : 1;
  constexpr Wide limit = std::numeric_limits<int64_t>::max();
  if (num < 0 || num > limit || den > limit)
    return std::nullopt;
  return Rational{int64_t(num), int64_t(den)};
}

/// The value of a key in a target's text.
static std::optional<Rational> valueOf(StringRef yaml, const Key &key) {
  for (StringRef line : llvm::split(yaml, '\n')) {
    auto [name, value] = line.split(": ");
    if (name != key.machine)
      continue;
    auto [num, den] = value.split('/');
    Rational result{0, 1};
    if (num.getAsInteger(10, result.num) ||
        (!den.empty() && den.getAsInteger(10, result.den)))
      return std::nullopt;
    return result;
  }
  return std::nullopt;
}

static std::string withValue(StringRef yaml, const Key &key, Rational value) {
  std::string text;
  for (StringRef line : llvm::split(yaml.rtrim('\n'), '\n')) {
    if (line.split(": ").first != key.machine)
      text += line;
    else if (value.den == 1)
      text += formatv("{0}: {1}", key.machine, value.num);
    else
      text += formatv("{0}: {1}/{2}", key.machine, value.num, value.den);
    text += "\n";
  }
  return text;
}

llvm::Expected<ChangedMachine> sima::changeMachine(const Machine &machine,
                                                   StringRef text) {
  ChangedMachine result{machine, false};
  std::string yaml = machine.toYAML();
  for (StringRef part : llvm::split(text, ',')) {
    auto [name, change] = part.split('=');
    const auto *key =
        llvm::find_if(kKeys, [&](const Key &k) { return k.name == name; });
    if (key == std::end(kKeys))
      return createStringError(
          formatv("'{0}': no such property of a machine; use one of {1}, as in "
                  "dram=2x,lm=+1MiB",
                  part, llvm::join(changeKeys(), ", ")));
    std::optional<Rational> old = valueOf(yaml, *key), value;
    if (old)
      value = apply(*old, change);
    if (!value)
      return createStringError(
          formatv("'{0}': use a number ({1}=96), a factor ({1}=2x) or a "
                  "difference ({1}=+16), with KiB, MiB or GiB behind it for "
                  "bytes",
                  part, name));
    yaml = withValue(yaml, *key, *value);
    auto changed = Machine::parse(yaml, "'" + part.str() + "'");
    if (!changed)
      return changed.takeError();
    result.machine = std::move(*changed);
    result.needsCompilation |= key->needsCompilation;
  }
  return result;
}
