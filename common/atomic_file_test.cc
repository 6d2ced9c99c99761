#include "common/atomic_file.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "common/testing/test_file.h"

namespace chiso {
namespace {

std::string Content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(AtomicFileTest, ReplacesTheFileWhenAllIsThere) {
  const TestFile old("old");
  AtomicFile file(old.path());
  ASSERT_TRUE(file.Write("new\n").ok());
  EXPECT_EQ(Content(old.path()), "old");
  ASSERT_TRUE(file.Close().ok());
  EXPECT_EQ(Content(old.path()), "new\n");
  EXPECT_FALSE(std::filesystem::exists(old.path() + ".part"));
}

TEST(AtomicFileTest, WhatIsBrokenOffLeavesNothing) {
  const TestFile old("old");
  {
    AtomicFile file(old.path());
    ASSERT_TRUE(file.Write("half").ok());
  }
  EXPECT_EQ(Content(old.path()), "old");
  EXPECT_FALSE(std::filesystem::exists(old.path() + ".part"));
}

TEST(AtomicFileTest, ADeviceIsNotReplaced) {
  AtomicFile file("/dev/null");
  ASSERT_TRUE(file.Write("x").ok());
  ASSERT_TRUE(file.Close().ok());
  EXPECT_TRUE(std::filesystem::is_character_file("/dev/null"));
}

TEST(AtomicFileTest, SaysWhyItCannotBeWritten) {
  AtomicFile file("/no/such/folder/x");
  // What went wrong elsewhere in between.
  errno = EINPROGRESS;
  EXPECT_EQ(file.Write("x").message(), "/no/such/folder/x: No such file or directory");
  EXPECT_EQ(file.Close(), file.Write("x"));
}

}  // namespace
}  // namespace chiso
