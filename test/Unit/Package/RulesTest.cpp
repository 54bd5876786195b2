//===- RulesTest.cpp - The packager keeps the rules -----------------------===//
//
// Archives that break a rule each are made and named by the lit test
// Tools/sima-inspect; here is what no archive on disk can show.
//
//===----------------------------------------------------------------------===//
#include "sima/Package/Rules.h"
#include "PackageTest.h"
#include "sima/Package/RuleError.h"
#include <set>

using namespace sima::package;

static ArchiveFile fileOf(const std::string &name, llvm::StringRef text) {
  return {name, std::vector<uint8_t>(text.begin(), text.end())};
}

/// The archive of a good manifest, with a program that is none.
static Archive archiveOf(llvm::StringRef manifest) {
  return {
      {fileOf("tiny_mpk.json", inputText(manifest)),
       fileOf("tiny_stage1_mla.elf", "no ELF"),
       fileOf("tiny_stage1_mla_stats.yaml",
              "0:\n  name: MLA_0/a_0\n  start_cycle: 0\n  end_cycle: 9\n")}};
}

TEST(Rules, HaveDistinctNames) {
  std::set<std::string> ids;
  for (const RuleInfo &rule : allRules()) {
    EXPECT_TRUE(ids.insert(rule.id.str()).second) << rule.id.str();
    EXPECT_FALSE(rule.text.empty()) << rule.id.str();
  }
}

TEST(Rules, BrokenArchiveIsNotWritten) {
  TempDirectory directory;
  auto written = writeCheckedArchive(archiveOf("tiny_mpk.json"),
                                     directory.file("tiny_mpk.tar.gz"));
  ASSERT_FALSE(bool(written));
  EXPECT_EQ(messageWithRule(written.takeError()),
            "A-programs: file 'tiny_stage1_mla.elf': cannot be read: not an "
            "ELF file");
  EXPECT_TRUE(directory.list().empty());
}

TEST(Rules, ReadersNameRules) {
  auto why = [](llvm::StringRef text) {
    return messageWithRule(readManifest(text, "m").takeError());
  };
  EXPECT_EQ(why("{\"a\": 1, \"a\": 2}"), "R3-duplicates: m: duplicate key 'a'");
  std::string deep(65, '[');
  EXPECT_EQ(why(deep), "R3-depth: m: nested deeper than 64 levels");
  EXPECT_EQ(why("{}"), "R1-keys: m: name is missing");
}

TEST(Rules, UnknownKeysAreCollected) {
  std::string text = inputText("tiny_mpk.json");
  text.insert(text.find("\"sequence\""), "\"comment\": 1, ");
  EXPECT_NE(messageOf(readManifest(text, "m")), "");
  std::vector<std::string> unknown;
  Manifest manifest = valueOf(readManifest(text, "m", &unknown));
  EXPECT_EQ(unknown, std::vector<std::string>{"comment"});
  EXPECT_TRUE(manifest == inputManifest("tiny_mpk.json"));
}
