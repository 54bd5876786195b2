//===- JsonTest.cpp - Reading and printing JSON ---------------------------===//

#include "sima/Package/Json.h"
#include "PackageTest.h"
#include <limits>

using namespace sima::package;

static std::string reprint(llvm::StringRef text) {
  return printJson(valueOf(parseJson(text, "t")));
}
static std::string refusal(llvm::StringRef text) {
  return messageOf(parseJson(text, "t"));
}

TEST(Json, Layout) {
  EXPECT_EQ(reprint("{ \"b\": [1,2], \"a\": {} , \"c\":[] }"),
            "{\n    \"b\": [\n        1,\n        2\n    ],\n    \"a\": {},\n"
            "    \"c\": []\n}");
  EXPECT_EQ(reprint("null"), "null");
}

TEST(Json, Numbers) {
  // Doubles read back as themselves and look like doubles.
  for (const char *same :
       {"0.0", "1.0", "-0.0", "255.06967737092486", "0.0001", "1e-05",
        "1.5e-07", "1e+16", "1234567890123456.0", "-3.25",
        "1.7976931348623157e+308", "5e-324", "9223372036854775807", "-1"})
    EXPECT_EQ(reprint(same), same);
  EXPECT_EQ(reprint("1.50"), "1.5");
  EXPECT_EQ(reprint("1E2"), "100.0");
}

TEST(Json, Strings) {
  EXPECT_EQ(reprint(R"("a\"\\\n\u0001\u00e9\ud83d\ude00/")"),
            R"("a\"\\\n\u0001\u00e9\ud83d\ude00/")");
  EXPECT_EQ(printJson(JsonValue(std::string("\xff!"))), R"("\ufffd!")");
}

TEST(Json, Refuses) {
  EXPECT_EQ(refusal("{\"a\": 1, \"a\": 2}"), "t: duplicate key 'a'");
  EXPECT_EQ(refusal("9223372036854775808"),
            "t: integer 9223372036854775808 does not fit 64 signed bits");
  EXPECT_EQ(refusal("-99999999999999999999"),
            "t: integer '-99999999999999999999' does not fit 64 signed bits");
  for (const char *bad : {"", "NaN", "Infinity", "1e999", "[1,]", "{\"a\"}",
                          "[1] 2", "\"\xff\"", "'a'", "[1 // x\n]", "01"})
    EXPECT_NE(refusal(bad), "") << bad;
  EXPECT_EQ(refusal("{\"a\"\n:\n}").find('\n'), std::string::npos);
}

TEST(Json, Limits) {
  auto nested = [](size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_EQ(refusal(nested(64)), "");
  EXPECT_EQ(refusal(nested(65)), "t: nested deeper than 64 levels");
  EXPECT_EQ(refusal(std::string(1000000, '[')),
            "t: nested deeper than 64 levels");
  JsonLimits limits;
  limits.values = 3;
  EXPECT_EQ(messageOf(parseJson("[1,2,3]", "t", limits)),
            "t: more than 3 values");
  limits.textBytes = 4;
  EXPECT_EQ(messageOf(parseJson("[1,2]", "t", limits)),
            "t: 5 bytes of JSON, at most 4 are read");
}
