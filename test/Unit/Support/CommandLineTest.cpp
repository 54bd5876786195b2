//===- CommandLineTest.cpp - Options of a tool ----------------------------===//

#include "sima/Support/CommandLine.h"
#include "sima/Support/Messages.h"
#include "gtest/gtest.h"

using namespace sima;

namespace {

constexpr ToolExample kExamples[] = {{"tool x", "does it"}};
constexpr llvm::StringLiteral kSeeAlso[] = {"other"};
constexpr ToolPage kPage = {"tool",    "Does it.", "[options] FILE", "In full.",
                            kExamples, "done",     "not done",       kSeeAlso};

/// A command line with an option of each kind.
struct Values {
  std::string file, output = ".", shape = "round";
  bool verify = false;
  unsigned jobs = 0;
  std::vector<std::string> inputs;

  void declare(CommandLine &line) {
    line.argument(file, "FILE", "what to read", {".x"});
    line.text(output, "-o", "DIR", "where to write");
    line.choice<std::string>(shape, "--shape", "SHAPE", "how it looks",
                             {{"round", "round", "like a ball"},
                              {"square", "square", "like a box"}});
    line.flag(verify, "--verify", "look twice");
    line.number(jobs, "-j", "threads", 0u, 64u, "all");
    line.list(inputs, "--input", "NAME=FILE", "an input");
  }
};

/// Words as main() gets them.
struct Words {
  explicit Words(std::vector<std::string> words) : words(std::move(words)) {
    this->words.insert(this->words.begin(), "tool");
    for (std::string &word : this->words)
      pointers.push_back(word.data());
    pointers.push_back(nullptr);
  }
  int count() const { return int(words.size()); }

  std::vector<std::string> words;
  std::vector<char *> pointers;
};

std::optional<int> parse(Values &values, std::vector<std::string> given) {
  Words words(std::move(given));
  CommandLine line(kPage);
  values.declare(line);
  return line.parse(words.count(), words.pointers.data());
}

/// Of wrong usage, which is reported.
int codeOf(std::vector<std::string> words) {
  Values values;
  return parse(values, std::move(words)).value_or(0);
}

TEST(CommandLine, ReadsEverySpelling) {
  Values values;
  EXPECT_EQ(parse(values, {"-o=out", "-shape", "square", "--verify", "-j4",
                           "--input", "a=b", "--input=c=d", "file"}),
            std::nullopt);
  EXPECT_EQ(values.output, "out");
  EXPECT_EQ(values.shape, "square");
  EXPECT_TRUE(values.verify);
  EXPECT_EQ(values.jobs, 4u);
  EXPECT_EQ(values.inputs, (std::vector<std::string>{"a=b", "c=d"}));
  EXPECT_EQ(values.file, "file");
}

TEST(CommandLine, ReadsArgumentsBehindDashes) {
  Values values;
  EXPECT_EQ(parse(values, {"--verify", "--", "--verify"}), std::nullopt);
  EXPECT_EQ(values.file, "--verify");
  EXPECT_EQ(parse(values, {"-"}), std::nullopt);
  EXPECT_EQ(values.file, "-");
}

TEST(CommandLine, RefusesWrongUsage) {
  for (const std::vector<std::string> &words :
       std::vector<std::vector<std::string>>{{},
                                             {""},
                                             {"a", "b"},
                                             {"a", "--bogus"},
                                             {"a", "-o"},
                                             {"a", "-o", "--verify"},
                                             {"a", "-j65"},
                                             {"a", "-j", "-1"},
                                             {"a", "-j", ""},
                                             {"a", "-j4x"},
                                             {"a", "--verify="},
                                             {"a", "--shape", "oval"},
                                             {"a", "-o", "x", "-o", "y"},
                                             {"a", "--="},
                                             {"a", "-="}})
    EXPECT_EQ(codeOf(words), kWrongUsageCode) << words.size();
}

TEST(CommandLine, ExtractsWhatItKnows) {
  Words words({"--one", "--color=never", "two", "--color", "auto", "--",
               "--color=never"});
  int count = words.count();
  CommandLine line(kPage);
  EXPECT_EQ(line.extract(count, words.pointers.data()), std::nullopt);
  ASSERT_EQ(count, 5);
  const char *left[] = {"tool", "--one", "two", "--", "--color=never"};
  for (int i = 0; i < count; ++i)
    EXPECT_STREQ(words.pointers[i], left[i]);
  EXPECT_EQ(words.pointers[count], nullptr);
}

TEST(CommandLine, SuggestsNearNames) {
  std::vector<std::string> names = {"--target", "--batch-size", "-o"};
  EXPECT_EQ(suggestion("--tagret", names), "; did you mean '--target'?");
  EXPECT_EQ(suggestion("--batch", names), "; did you mean '--batch-size'?");
  EXPECT_EQ(suggestion("--quux", names), "");
  EXPECT_EQ(suggestion("-x", names), "");
}

TEST(LineStream, HandsOverCompleteLines) {
  std::vector<std::string> lines;
  {
    LineStream os([&](llvm::StringRef line) { lines.push_back(line.str()); });
    os << "one" << "\ntwo\n\n" << 3;
    EXPECT_EQ(lines, (std::vector<std::string>{"one", "two", ""}));
  }
  EXPECT_EQ(lines.back(), "3");
}

} // namespace
