#include "tools/client/cli/out_file.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "common/testing/test_file.h"

namespace chiso {
namespace {

TEST(OutFile, WithoutANameItIsStandardOutput) {
  ::testing::internal::CaptureStdout();
  OutFile out("");
  EXPECT_TRUE(out.Write("answer\n").ok());
  EXPECT_TRUE(out.Close().ok());
  EXPECT_EQ(::testing::internal::GetCapturedStdout(), "answer\n");
}

TEST(OutFile, WithANameItIsThatFile) {
  const TestFile file("");
  OutFile out(file.path());
  EXPECT_TRUE(out.Write("answer\n").ok());
  EXPECT_TRUE(out.Close().ok());
  EXPECT_EQ(std::filesystem::file_size(file.path()), 7);
}

}  // namespace
}  // namespace chiso
