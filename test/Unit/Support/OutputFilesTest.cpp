//===- OutputFilesTest.cpp - All files or none ----------------------------===//

#include "sima/Support/OutputFiles.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/MemoryBuffer.h"
#include "gtest/gtest.h"
#include <csignal>
#include <set>
#include <sys/resource.h>

using namespace sima;
namespace fs = llvm::sys::fs;

namespace {

class OutputFilesTest : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_FALSE(fs::createUniqueDirectory("outputs", directory));
  }
  void TearDown() override { fs::remove_directories(directory); }

  std::string path(const char *name) const {
    return (directory + "/" + name).str();
  }
  std::set<std::string> names() const {
    std::set<std::string> found;
    std::error_code code;
    for (fs::directory_iterator it(directory, code), end; it != end && !code;
         it.increment(code))
      found.insert(llvm::StringRef(it->path()).rsplit('/').second.str());
    return found;
  }
  static std::string content(const std::string &path) {
    auto buffer = llvm::MemoryBuffer::getFile(path);
    return buffer ? (*buffer)->getBuffer().str() : "(none)";
  }

  llvm::SmallString<128> directory;
};

std::string message(llvm::Error error) {
  return llvm::toString(std::move(error));
}

using Names = std::set<std::string>;

TEST_F(OutputFilesTest, AppearAtCommit) {
  OutputFiles files;
  EXPECT_EQ(message(files.add(path("a"), "one")), "");
  EXPECT_EQ(message(files.add(path("b"), "")), "");
  EXPECT_FALSE(names().contains("a"));
  EXPECT_EQ(message(files.commit()), "");
  EXPECT_EQ(names(), (Names{"a", "b"}));
  EXPECT_EQ(content(path("a")), "one");
}

TEST_F(OutputFilesTest, VanishWithoutCommit) {
  {
    OutputFiles files;
    EXPECT_EQ(message(files.add(path("a"), "one")), "");
    EXPECT_EQ(names().size(), 1u);
  }
  EXPECT_EQ(names(), Names());
}

TEST_F(OutputFilesTest, RefusesDirectories) {
  OutputFiles files;
  EXPECT_EQ(message(files.add(directory, "one")),
            "cannot write '" + directory.str().str() + "': Is a directory");
  EXPECT_EQ(message(files.add(path("none/a"), "one")),
            "cannot write '" + path("none/a") + "': No such file or directory");
}

TEST_F(OutputFilesTest, NoneOfThemWhenOneCannotBeNamed) {
  OutputFiles files;
  EXPECT_EQ(message(files.add(path("a"), "one")), "");
  EXPECT_EQ(message(files.add(path("b"), "two")), "");
  ASSERT_FALSE(fs::create_directory(path("a")));
  EXPECT_NE(message(files.commit()).find("cannot write '" + path("a")),
            std::string::npos);
  EXPECT_EQ(names(), Names{"a"}); // the directory
}

/// A limit on the size of files is as good as a full disk.
TEST_F(OutputFilesTest, FullDisk) {
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit old, small;
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &old), 0);
  small = old;
  small.rlim_cur = 1000;
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  std::string found;
  {
    OutputFiles files;
    found = message(files.add(path("a"), std::string(5000, 'x')));
  }
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &old), 0);
  EXPECT_EQ(found, "cannot write '" + path("a") + "': File too large");
  EXPECT_EQ(names(), Names());
}

TEST_F(OutputFilesTest, DevicesAreWrittenNotReplaced) {
  OutputFiles files;
  EXPECT_EQ(message(files.add("/dev/null", "one")), "");
  EXPECT_EQ(message(files.commit()), "");
  fs::file_status status;
  ASSERT_FALSE(fs::status("/dev/null", status));
  EXPECT_EQ(status.type(), fs::file_type::character_file);
  OutputFiles full;
  EXPECT_EQ(message(full.add("/dev/full", "one")), "");
  EXPECT_EQ(message(full.commit()),
            "cannot write '/dev/full': No space left on device");
}

} // namespace
