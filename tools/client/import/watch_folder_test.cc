#include "tools/client/import/watch_folder.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "absl/strings/str_cat.h"

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

  // Waits until the file is offered, `seconds` after the start.
  void Await(const std::string& name, double seconds) {
    Look(seconds - 2);
    ASSERT_EQ(Look(seconds), name);
  }
  void Done(const std::string& name) { EXPECT_TRUE(folder_->MoveToDone(name).value()); }
  void Refuse(const std::string& name, const std::string& findings) {
    EXPECT_TRUE(folder_->MoveToRefused(name, findings).value());
  }
  bool Exists(const std::string& name) { return fs::exists(path_ + "/" + name); }

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
  Done("a.jsonl");
  EXPECT_EQ(Look(2), "b.JSON");
  Done("b.JSON");
  EXPECT_EQ(Look(10), "");
}

TEST_F(WatchedFolder, WhatIsDoneWithLiesInItsFolderAndNothingIsWrittenOver) {
  Write("a.json", "first");
  Await("a.json", 10);
  Done("a.json");
  Write("a.json", "second");
  Await("a.json", 20);
  Done("a.json");
  EXPECT_EQ(Content("done/a.json"), "first");
  EXPECT_EQ(Content("done/a.json.2"), "second");

  Write("a.json", "third");
  Await("a.json", 30);
  Refuse("a.json", "a.json:1: no\n");
  Write("a.json", "fourth");
  Await("a.json", 40);
  Refuse("a.json", "a.json:2: no\n");
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

TEST_F(WatchedFolder, AFileThatGrowsAfterItWasTakenComesAgainHoweverOften) {
  Write("a.json", "1");
  Await("a.json", 10);
  Done("a.json");
  EXPECT_EQ(Look(20), "");
  for (int i = 0; i < 3; ++i) {
    std::ofstream(path_ + "/done/a.json", std::ios::app) << "2";
    const double start = 100 * (i + 1);
    EXPECT_EQ(Look(start), "") << "it has not settled";
    EXPECT_EQ(Look(start + 2), "done/a.json");
    EXPECT_TRUE(folder_->WasTaken("done/a.json"));
    Done("done/a.json");
    EXPECT_EQ(Look(start + 50), "");
  }
  std::ofstream(path_ + "/done/a.json", std::ios::app) << "x";
  Await("done/a.json", 500);
  Refuse("done/a.json", "no\n");
  EXPECT_FALSE(Exists("done/a.json"));
  EXPECT_EQ(Content("refused/a.json.findings.txt"), "no\n");
  // In refused it is watched too, and what is sound at last lies in done.
  std::ofstream(path_ + "/refused/a.json", std::ios::app) << "y";
  Await("refused/a.json", 600);
  Refuse("refused/a.json", "still no\n");
  EXPECT_EQ(Content("refused/a.json.findings.txt"), "still no\n");
  Write("refused/a.json", "122");
  Await("refused/a.json", 700);
  Done("refused/a.json");
  EXPECT_EQ(Content("done/a.json"), "122");
  EXPECT_FALSE(Exists("refused/a.json"));
  EXPECT_FALSE(Exists("refused/a.json.findings.txt"));
  fs::remove(path_ + "/done/a.json");
  EXPECT_EQ(Look(800), "");
  EXPECT_FALSE(folder_->WasTaken("done/a.json"));
}

TEST_F(WatchedFolder, AFileThatGrowsWhileItIsReadStaysAndComesAgain) {
  Write("a.json", "1");
  Await("a.json", 10);
  Write("a.json", "12");
  EXPECT_FALSE(folder_->MoveToDone("a.json").value());
  EXPECT_FALSE(folder_->MoveToRefused("a.json", "no\n").value());
  EXPECT_TRUE(Exists("a.json"));
  EXPECT_FALSE(Exists("refused/a.json.findings.txt"));
  Await("a.json", 20);
  Done("a.json");
  std::ofstream(path_ + "/done/a.json", std::ios::app) << "3";
  Await("done/a.json", 30);
  std::ofstream(path_ + "/done/a.json", std::ios::app) << "4";
  EXPECT_FALSE(folder_->MoveToDone("done/a.json").value());
  Await("done/a.json", 40);
}

TEST_F(WatchedFolder, OfManyThatWereTakenEachIsLookedAtInTurn) {
  const int count = static_cast<int>(WatchFolder::kTakenPerLook) + 500;
  for (int i = 0; i < count; ++i) Write(absl::StrCat(i, ".json"), "1");
  Look(0);
  for (int i = 0; i < count; ++i) {
    const std::string name = Look(2);
    ASSERT_NE(name, "");
    Done(name);
  }
  for (const char* const name : {"done/0.json", "done/999.json"})
    std::ofstream(path_ + "/" + name, std::ios::app) << "2";
  std::set<std::string> again;
  for (int i = 0; i < 8; ++i) {
    const std::string name = Look(10 + i);
    if (name.empty()) continue;
    again.insert(name);
    Done(name);
  }
  EXPECT_EQ(again, (std::set<std::string>{"done/0.json", "done/999.json"}));
}

TEST_F(WatchedFolder, AFolderThatIsNoneIsSaid) {
  EXPECT_FALSE(WatchFolder(path_ + "/none").Prepare().ok());
  Write("a.json", "x");
  EXPECT_FALSE(WatchFolder(path_ + "/a.json").Prepare().ok());
}

}  // namespace
}  // namespace chiso
