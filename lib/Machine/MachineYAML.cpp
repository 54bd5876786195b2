//===- MachineYAML.cpp - Targets from and to text -------------------------===//
//
// Machine::parse and Machine::toYAML: the keys of a target, their limits and
// their canonical order. Where the text comes from is Machine.cpp; what is
// YAML at all is FlatYAML.cpp.
//
//===----------------------------------------------------------------------===//
#include "FlatYAML.h"
#include "sima/Machine/Machine.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/raw_ostream.h"
#include <numeric>

using namespace llvm;
using namespace sima;

/// Text of a target beyond this is not looked at.
static constexpr size_t kTextLimitBytes = 64 * 1024;
static constexpr size_t kNameLimit = 32;
/// `k` fields of `conv` and `dwconv` have 3 bits.
static constexpr size_t kDivisorLimit = 8;
/// Descriptors hold 32-bit addresses; LM stays below their signed half.
static constexpr uint64_t kLmLimitBytes = uint64_t(1) << 31;
static constexpr uint64_t kAccLimitBytes = uint64_t(1) << 30;
static constexpr uint64_t kMemoryFloorBytes = 1024;

namespace {
/// Takes the keys of one map one after the other; remembers the first error.
class KeyReader {
public:
  KeyReader(FlatMap map, StringRef where) : map(std::move(map)), where(where) {}

  void name(StringRef key, std::string &out);
  uint64_t integer(StringRef key, uint64_t low, uint64_t high);
  uint64_t memory(StringRef key, uint64_t high);
  unsigned rate(StringRef key);
  Rational rational(StringRef key, Rational high);
  void types(StringRef key, bool &bf16);
  void fail(StringRef key, const Twine &message);
  /// The first error; where there is none, complains of keys nobody asked for.
  Error finish();

private:
  /// The value of a scalar key, or null after an error.
  const std::string *scalar(StringRef key);
  const FlatValue *lookup(StringRef key);

  FlatMap map;
  StringRef where;
  std::vector<std::string> known;
  std::string error; ///< the first message, or empty
};
} // namespace

void KeyReader::fail(StringRef key, const Twine &message) {
  if (!error.empty())
    return;
  auto it = map.find(key.str());
  error = where.str();
  if (it != map.end())
    error += ":" + utostr(it->second.line);
  error += (": " + key + ": " + message).str();
}

const FlatValue *KeyReader::lookup(StringRef key) {
  known.push_back(key.str());
  auto it = map.find(key.str());
  if (it != map.end())
    return &it->second;
  fail(key, "the key is missing; every key of docs/machine.md is required");
  return nullptr;
}

const std::string *KeyReader::scalar(StringRef key) {
  const FlatValue *value = lookup(key);
  if (!value)
    return nullptr;
  if (value->isList) {
    fail(key, "found a list, expected one value");
    return nullptr;
  }
  return &value->items.front();
}

void KeyReader::name(StringRef key, std::string &out) {
  const std::string *text = scalar(key);
  if (!text)
    return;
  bool legal =
      !text->empty() && text->size() <= kNameLimit && isAlpha(text->front()) &&
      all_of(*text, [](char c) {
        return isDigit(c) || c == '-' || c == '_' || (c >= 'a' && c <= 'z');
      });
  if (!legal)
    return fail(key, "found " + quotedForMessage(*text) + ", expected 1 to " +
                         Twine(kNameLimit) +
                         " of a-z, 0-9, '-', '_', a letter first");
  out = *text;
}

uint64_t KeyReader::integer(StringRef key, uint64_t low, uint64_t high) {
  const std::string *text = scalar(key);
  if (!text)
    return low;
  uint64_t value = 0;
  bool isNumber = !text->empty() && all_of(*text, isDigit);
  if (!isNumber || StringRef(*text).getAsInteger(10, value) || value < low ||
      value > high) {
    fail(key, "found " + quotedForMessage(*text) + ", expected an integer " +
                  Twine(low) + ".." + Twine(high));
    return low;
  }
  return value;
}

uint64_t KeyReader::memory(StringRef key, uint64_t high) {
  uint64_t bytes = integer(key, kMemoryFloorBytes, high);
  if (bytes % Machine::kLineBytes)
    fail(key, "found " + Twine(bytes) + ", expected a multiple of " +
                  Twine(Machine::kLineBytes));
  return bytes;
}

unsigned KeyReader::rate(StringRef key) {
  uint64_t bytes = integer(key, 1, Machine::kLineBytes);
  if (!isPowerOf2_64(bytes))
    fail(key, "found " + Twine(bytes) + ", expected a power of two 1.." +
                  Twine(Machine::kLineBytes));
  return bytes;
}

/// Digits of `text` as a number of at most `limit` digits.
static bool parseDigits(StringRef text, size_t limit, int64_t &out) {
  return !text.empty() && text.size() <= limit && all_of(text, isDigit) &&
         !text.getAsInteger(10, out);
}

/// "15/4", "3.75" or "60", in lowest terms. Digits are limited so that neither
/// part passes 10^12.
static bool parseRational(StringRef text, Rational &out) {
  constexpr size_t kPartDigits = 6;
  int64_t num = 0, den = 1;
  if (text.contains('/')) {
    auto [above, below] = text.split('/');
    if (!parseDigits(above, kPartDigits, num) ||
        !parseDigits(below, kPartDigits, den) || den == 0)
      return false;
  } else {
    auto [whole, fraction] = text.split('.');
    int64_t decimals = 0;
    if (!parseDigits(whole, kPartDigits, num) ||
        (text.contains('.') && !parseDigits(fraction, kPartDigits, decimals)))
      return false;
    for (size_t i = 0; i < fraction.size(); ++i)
      den *= 10;
    num = num * den + decimals;
  }
  int64_t common = std::gcd(num, den);
  out = {num / common, den / common};
  return true;
}

Rational KeyReader::rational(StringRef key, Rational high) {
  const std::string *text = scalar(key);
  if (!text)
    return {1, 1};
  Rational value;
  if (!parseRational(*text, value) || value.num <= 0 ||
      value.num > high.num * value.den) {
    fail(key, "found " + quotedForMessage(*text) +
                  ", expected a decimal or a fraction, of at most 6 digits in "
                  "each part, above 0 and at most " +
                  Twine(high.num));
    return {1, 1};
  }
  return value;
}

void KeyReader::types(StringRef key, bool &bf16) {
  const FlatValue *value = lookup(key);
  if (!value)
    return;
  if (!value->isList)
    return fail(key, "found one value, expected a list");
  constexpr StringRef kNames[] = {"int8", "uint8", "int16", "bf16"};
  unsigned seen[4] = {};
  for (const std::string &item : value->items) {
    const StringRef *position = llvm::find(kNames, StringRef(item));
    if (position == std::end(kNames))
      return fail(key, "found " + quotedForMessage(item) +
                           ", expected int8, uint8, int16 or bf16");
    if (seen[position - kNames]++)
      return fail(key, "found " + item + " twice");
  }
  if (!seen[0] || !seen[1] || !seen[2])
    return fail(key, "int8, uint8 and int16 must all be in the list");
  bf16 = seen[3];
}

Error KeyReader::finish() {
  for (const auto &[key, value] : map)
    if (!is_contained(known, key) && error.empty())
      error = (where + ":" + Twine(value.line) + ": unknown key " +
               quotedForMessage(key) + "; known are " + join(known, ", "))
                  .str();
  if (error.empty())
    return Error::success();
  return make_error<StringError>(error, inconvertibleErrorCode());
}

Expected<Machine> Machine::parse(StringRef yaml, StringRef where) {
  if (yaml.size() > kTextLimitBytes)
    return createStringError(std::errc::file_too_large,
                             "%s: text has %zu bytes, the limit is %zu",
                             where.str().c_str(), yaml.size(), kTextLimitBytes);
  Expected<FlatMap> map = parseFlatYAML(yaml, where);
  if (!map)
    return map.takeError();

  Machine m;
  KeyReader reader(std::move(*map), where);
  reader.name("name", m.name);
  m.clockGHz = reader.rational("clock_ghz", {100, 1});
  m.quads = reader.integer("quads", 1, 8);
  m.tilesPerQuad = reader.integer("tiles_per_quad", 1, 1024);
  if (size_t count = m.divisors().size(); count > kDivisorLimit)
    reader.fail("tiles_per_quad",
                "found " + Twine(m.tilesPerQuad) + ", which has " +
                    Twine(count) + " divisors; the limit is " +
                    Twine(kDivisorLimit) + " (the k field has 3 bits)");
  m.lmBytes = reader.memory("lm_bytes", kLmLimitBytes);
  m.accBytes = reader.memory("acc_bytes", kAccLimitBytes);
  m.vectorLanes = reader.integer("vector_lanes", 1, 65536);
  m.dramBytesPerCycle = reader.rational("dram_bytes_per_cycle", {65536, 1});
  m.dramLatencyCycles = reader.integer("dram_latency_cycles", 0, 1000000);
  m.dmaBytesPerCycle = reader.rate("dma_bytes_per_cycle");
  m.linkBytesPerCycle = reader.rate("link_bytes_per_cycle");
  reader.types("types", m.bf16);
  if (Error error = reader.finish())
    return std::move(error);
  return m;
}

static raw_ostream &operator<<(raw_ostream &os, Rational value) {
  os << value.num;
  if (value.den != 1)
    os << '/' << value.den;
  return os;
}

std::string Machine::toYAML() const {
  std::string text;
  raw_string_ostream os(text);
  os << "name: " << name << "\nclock_ghz: " << clockGHz << "\nquads: " << quads
     << "\ntiles_per_quad: " << tilesPerQuad << "\nlm_bytes: " << lmBytes
     << "\nacc_bytes: " << accBytes << "\nvector_lanes: " << vectorLanes
     << "\ndram_bytes_per_cycle: " << dramBytesPerCycle
     << "\ndram_latency_cycles: " << dramLatencyCycles
     << "\ndma_bytes_per_cycle: " << dmaBytesPerCycle
     << "\nlink_bytes_per_cycle: " << linkBytesPerCycle
     << "\ntypes: [int8, uint8, int16" << (bf16 ? ", bf16" : "") << "]\n";
  return text;
}
