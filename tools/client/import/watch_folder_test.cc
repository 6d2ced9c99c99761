#include "tools/client/import/watch_folder.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace chiso {
namespace {

namespace fs = std::filesystem;

class WatchedFolder : public ::testing::Test {
 protected:
  WatchedFolder() : path_(::testing::TempDir() + "chiso-watch.XXXXXX") {
    EXPECT_NE(mkdtemp(path_.data()), nullptr);
    folder_.emplace(path_);
    EXPECT_TRUE(folder_->Prepare().ok());
  }
  ~WatchedFolder() override { fs::remove_all(path_); }

  void Write(const std::string& name, const std::string& content) {
    std::ofstream(path_ + "/" + name, std::ios::binary) << content;
  }
  std::string Content(const std::string& name) {
    std::ifstream file(path_ + "/" + name, std::ios::binary);
    std::ostringstream content;
    content << file.rdbuf();
    return content.str();
  }
  // Looks so many seconds after the start; empty: there is nothing.
  std::string Look(double seconds) {
    const auto name = folder_->Next(start_ + absl::Seconds(seconds));
    EXPECT_TRUE(name.ok()) << name.status();
    return name->value_or("");
  }

  std::string path_;
  std::optional<WatchFolder> folder_;
  const absl::Time start_ = absl::FromUnixSeconds(1'786'347'000);
};

TEST_F(WatchedFolder, AFileIsTakenOnceItHasNotChangedForTwoSeconds) {
  Write("a.json", "[");
  EXPECT_EQ(Look(0), "");
  EXPECT_EQ(Look(1.9), "");
  Write("a.json", "[{}");
  EXPECT_EQ(Look(2), "");
  EXPECT_EQ(Look(3.9), "");
  EXPECT_EQ(Look(4), "a.json");
  EXPECT_EQ(Look(5), "a.json") << "it is offered until it is moved";
}

TEST_F(WatchedFolder, AFileWrittenAnewInTheSameLengthIsANewOne) {
  Write("a.json", "[1]");
  EXPECT_EQ(Look(0), "");
  fs::last_write_time(path_ + "/a.json", fs::last_write_time(path_ + "/a.json") + std::chrono::seconds(1));
  EXPECT_EQ(Look(2), "");
  EXPECT_EQ(Look(4), "a.json");
}

TEST_F(WatchedFolder, NamesComeInTheirOrderAndOthersNotAtAll) {
  for (const char* const name : {"b.JSON", "a.jsonl", ".hidden.json", "0.json.tmp", "0.json.part", "0.csv"}) {
    Write(name, "x");
  }
  fs::create_directory(path_ + "/0.json");
  Look(0);
  EXPECT_EQ(Look(2), "a.jsonl");
  ASSERT_TRUE(folder_->MoveToDone("a.jsonl").ok());
  EXPECT_EQ(Look(2), "b.JSON");
  ASSERT_TRUE(folder_->MoveToDone("b.JSON").ok());
  EXPECT_EQ(Look(10), "");
}

TEST_F(WatchedFolder, WhatIsDoneWithLiesInItsFolderAndNothingIsWrittenOver) {
  Write("a.json", "first");
  ASSERT_TRUE(folder_->MoveToDone("a.json").ok());
  Write("a.json", "second");
  ASSERT_TRUE(folder_->MoveToDone("a.json").ok());
  EXPECT_EQ(Content("done/a.json"), "first");
  EXPECT_EQ(Content("done/a.json.2"), "second");

  Write("a.json", "third");
  ASSERT_TRUE(folder_->MoveToRefused("a.json", "a.json:1: no\n").ok());
  Write("a.json", "fourth");
  ASSERT_TRUE(folder_->MoveToRefused("a.json", "a.json:2: no\n").ok());
  EXPECT_EQ(Content("refused/a.json"), "third");
  EXPECT_EQ(Content("refused/a.json.findings.txt"), "a.json:1: no\n");
  EXPECT_EQ(Content("refused/a.json.2"), "fourth");
  EXPECT_EQ(Content("refused/a.json.2.findings.txt"), "a.json:2: no\n");
}

TEST_F(WatchedFolder, AFileThatIsPassedOverComesBackOnceItChanges) {
  Write("a.json", "x");
  Write("b.json", "x");
  Look(0);
  EXPECT_EQ(Look(2), "a.json");
  folder_->PassOver("a.json");
  EXPECT_EQ(Look(3), "b.json");
  Write("a.json", "xy");
  EXPECT_EQ(Look(4), "b.json");
  EXPECT_EQ(Look(6), "a.json");
}

TEST_F(WatchedFolder, AFolderThatIsNoneIsSaid) {
  EXPECT_FALSE(WatchFolder(path_ + "/none").Prepare().ok());
  Write("a.json", "x");
  EXPECT_FALSE(WatchFolder(path_ + "/a.json").Prepare().ok());
}

}  // namespace
}  // namespace chiso
