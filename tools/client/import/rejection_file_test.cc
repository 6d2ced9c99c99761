#include "tools/client/import/rejection_file.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "common/testing/test_file.h"

namespace chiso {
namespace {

constexpr char kHeader[] = "file,line,element,code,field,reason,message\n";

std::string Content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  return content.str();
}

Finding Refused(int64_t line, int64_t place, const std::string& code) {
  Finding finding{line, "NgayTra", "must be a time, like this", true, "DATE_MALFORMED"};
  finding.place = place;
  finding.code = code;
  return finding;
}

TEST(RejectionFile, HasALineForEachThatASpreadsheetCanOpen) {
  const TestFile file("");
  const auto rejections = RejectionFile::Open(file.path());
  ASSERT_TRUE(rejections.ok()) << rejections.status();
  EXPECT_EQ(Content(file.path()), kHeader);
  EXPECT_TRUE((*rejections)->Add("a.json", Refused(1, 8, "H91-261102-0507")).ok());
  EXPECT_TRUE((*rejections)->Add("=b,c.csv", Refused(7, 0, "")).ok());
  EXPECT_TRUE((*rejections)->Flush().ok());
  EXPECT_EQ(Content(file.path()),
            std::string(kHeader) +
                "a.json,1,8,H91-261102-0507,NgayTra,DATE_MALFORMED,\"must be a time, like this\"\n"
                "\"'=b,c.csv\",7,,,NgayTra,DATE_MALFORMED,\"must be a time, like this\"\n");
}

TEST(RejectionFile, WhatIsImportedAgainIsListedOnce) {
  const TestFile file("");
  const auto rejections = RejectionFile::Open(file.path());
  ASSERT_TRUE(rejections.ok());
  EXPECT_TRUE((*rejections)->Add("a", Refused(1, 1, "")).ok());
  EXPECT_TRUE((*rejections)->Commit().ok());
  const std::string committed = Content(file.path());
  EXPECT_TRUE((*rejections)->Add("b", Refused(1, 1, "")).ok());
  EXPECT_TRUE((*rejections)->Rollback().ok());
  EXPECT_EQ(Content(file.path()), committed);
  EXPECT_TRUE((*rejections)->Add("a", Refused(1, 1, "")).ok());
  EXPECT_TRUE((*rejections)->Commit().ok());
  EXPECT_EQ(Content(file.path()), committed + committed.substr(sizeof(kHeader) - 1));
}

TEST(RejectionFile, OneOfAnEarlierImportIsBegunAnewAndAnotherFileIsLeftAlone) {
  const TestFile ours(std::string(kHeader) + "a,1,,,,,x\n");
  EXPECT_TRUE(RejectionFile::Open(ours.path()).ok());
  EXPECT_EQ(Content(ours.path()), kHeader);
  for (const char* const other : {"unit_code,period\n", "file,line", "{}"}) {
    const TestFile file(other);
    EXPECT_FALSE(RejectionFile::Open(file.path()).ok());
    EXPECT_EQ(Content(file.path()), other);
  }
  EXPECT_FALSE(RejectionFile::Open("/").ok());
}

}  // namespace
}  // namespace chiso
