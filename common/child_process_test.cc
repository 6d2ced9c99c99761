#include "common/child_process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace chiso {
namespace {

using ::testing::HasSubstr;

class ChildProcessTest : public ::testing::Test {
 protected:
  std::string PathOf(const std::string& name) const { return absl::StrCat(folder_, "/", name); }

  std::string Read(const std::string& name) const {
    std::ostringstream content;
    content << std::ifstream(PathOf(name)).rdbuf();
    return content.str();
  }

  // Waits until the file holds a whole line; gives it as a number.
  pid_t AwaitNumber(const std::string& name) const {
    while (!absl::StrContains(Read(name), "\n")) absl::SleepFor(absl::Milliseconds(1));
    int number = 0;
    EXPECT_TRUE(absl::SimpleAtoi(Read(name), &number));
    return number;
  }

  // Whether the process still does something; who has ended may wait to be asked for its end.
  static bool Runs(pid_t pid) {
    std::ostringstream content;
    content << std::ifstream(absl::StrCat("/proc/", pid, "/stat")).rdbuf();
    const std::string stat = content.str();
    return !stat.empty() && !absl::StrContains(stat, ") Z ") && !absl::StrContains(stat, ") X ");
  }
  static void AwaitEnd(pid_t pid) {
    while (Runs(pid)) absl::SleepFor(absl::Milliseconds(1));
  }

  // A shell with these commands; what it writes goes to `out` and `err`.
  std::unique_ptr<ChildProcess> Shell(const std::string& commands,
                                      std::vector<std::string> environment = {}) const {
    return ChildProcess::Start(
               {"/bin/sh", "-c", commands},
               {.environment = std::move(environment), .out = PathOf("out"), .err = PathOf("err")})
        .value();
  }

  void SetUp() override {
    char folder[] = "/tmp/chiso-child.XXXXXX";
    ASSERT_NE(mkdtemp(folder), nullptr);
    folder_ = folder;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string folder_;
};

TEST_F(ChildProcessTest, RunsWithItsArgumentsEnvironmentAndFiles) {
  setenv("CHISO_KEPT", "kept", 1);
  setenv("CHISO_CHANGED", "old", 1);
  std::ofstream(PathOf("out")) << "before ";
  const auto child =
      Shell("cat; echo $CHISO_KEPT $CHISO_CHANGED \"$0\"; echo bad >&2; exit 7", {"CHISO_CHANGED=new"});
  EXPECT_EQ(child->Wait(), 7);
  EXPECT_EQ(child->Wait(), 7) << "the end is told once only";
  EXPECT_EQ(Read("out"), "before kept new /bin/sh\n");
  EXPECT_EQ(Read("err"), "bad\n");
}

TEST_F(ChildProcessTest, WhatCannotBeStartedIsSaid) {
  const auto missing = ChildProcess::Start({PathOf("missing")}, {});
  EXPECT_EQ(missing.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(missing.status().message()), HasSubstr(PathOf("missing")));
  EXPECT_EQ(ChildProcess::Start({"/bin/true"}, {.out = PathOf("missing/out")}).status().code(),
            absl::StatusCode::kUnavailable);
}

TEST_F(ChildProcessTest, OneThatStillRunsAtTheDeadlineHasNoCode) {
  const auto child = Shell("exec sleep 600");
  EXPECT_EQ(child->Wait(absl::Now()), std::nullopt);
  EXPECT_EQ(child->Wait(absl::Now() + absl::Milliseconds(20)), std::nullopt);
  child->Signal(SIGTERM);
  EXPECT_EQ(child->Wait(absl::Now() + absl::Minutes(1)), -SIGTERM);
}

TEST_F(ChildProcessTest, TheEndOfTheObjectEndsTheWholeGroup) {
  auto child = Shell("sleep 600 & echo $!; wait");
  const pid_t grandchild = AwaitNumber("out");
  const pid_t pid = child->pid();
  EXPECT_TRUE(Runs(grandchild));
  child.reset();
  EXPECT_FALSE(Runs(pid));
  AwaitEnd(grandchild);
}

TEST_F(ChildProcessTest, EndsWithTheThreadThatStartedIt) {
  std::unique_ptr<ChildProcess> child;
  std::thread([&] { child = Shell("exec sleep 600"); }).join();
  EXPECT_EQ(child->Wait(), -SIGKILL);
}

TEST_F(ChildProcessTest, ASignalFromAnotherThreadEndsTheWait) {
  const auto child = Shell("exec sleep 600");
  std::thread killer([&] { child->Signal(SIGKILL); });
  EXPECT_EQ(child->Wait(), -SIGKILL);
  killer.join();
  // Nobody is there any more; nobody else is hit.
  child->Signal(SIGKILL);
}

}  // namespace
}  // namespace chiso
