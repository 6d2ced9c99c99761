#include "tools/client/import/finding_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "absl/strings/str_cat.h"

namespace chiso {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Findings, NameFileLineAndColumn) {
  std::ostringstream out;
  FindingReport report("a.csv", out);
  report.Add({2, "period", "must be a period", true});
  report.Add({3, "", "has 2 fields", true});
  report.Add({4, "unit_code", "is not known yet", false});
  report.Close();
  EXPECT_EQ(out.str(),
            "a.csv:2: period: must be a period\na.csv:3: has 2 fields\na.csv:4: warning: unit_code: is not "
            "known yet\n");
  EXPECT_EQ(report.refused(), 2);
  EXPECT_EQ(report.warnings(), 1);
}

TEST(Findings, NameTheElementByItsPlaceAndItsCode) {
  std::ostringstream out;
  FindingReport report("a.json", out);
  Finding finding{1, "NgayTra", "must be a time", true};
  finding.place = 8;
  report.Add(finding);
  finding.code = "H91.10-261102-0507";
  report.Add(finding);
  finding.rejected = false;
  report.Add(finding);
  EXPECT_EQ(out.str(),
            "a.json:1: NgayTra: must be a time (element 8)\n"
            "a.json:1: NgayTra: must be a time (element 8, H91.10-261102-0507)\n"
            "a.json:1: warning: NgayTra: must be a time (element 8, H91.10-261102-0507)\n");
}

TEST(Findings, BeyondTheFirstAreCountedByReason) {
  std::ostringstream out;
  FindingReport report("a.csv", out);
  for (int line = 2; line < 502; ++line) {
    report.Add({line, "period", "must be a period", true});
    report.Add(
        {line, "", absl::StrCat("says something else than line ", line - 1, " about the same key"), true});
  }
  report.Close();
  EXPECT_EQ(report.refused(), 1000);
  EXPECT_THAT(out.str(), HasSubstr("a.csv: and 450 more from line 52 on: period: must be a period\n"));
  EXPECT_THAT(out.str(), HasSubstr("a.csv: and 450 more from line 52 on: says something else than line 51"));
  EXPECT_THAT(out.str(), Not(HasSubstr("a.csv:300:")));
}

TEST(Findings, WhatIsCountedOnlyIsNeverSaidAndHidesNothing) {
  std::ostringstream out;
  FindingReport report("a.json", out);
  for (int line = 1; line <= 500; ++line) {
    report.Add({line, "DonViXuLy", "is not known yet", false, "UNIT_UNKNOWN", "H15", true});
  }
  report.Add({501, "NgayTra", "is early", false});
  report.Close();
  EXPECT_EQ(out.str(), "a.json:501: warning: NgayTra: is early\n");
  EXPECT_EQ(report.warnings(), 501);
}

TEST(Findings, WarningsDoNotHideErrors) {
  std::ostringstream out;
  FindingReport report("a.csv", out);
  for (int line = 2; line < 10'000; ++line) report.Add({line, "unit_code", "is not known yet", false});
  report.Add({10'000, "period", "must be a period", true});
  report.Close();
  EXPECT_THAT(out.str(), HasSubstr("a.csv:10000: period: must be a period\n"));
}

}  // namespace
}  // namespace chiso
