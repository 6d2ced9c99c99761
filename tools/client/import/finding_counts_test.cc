#include "tools/client/import/finding_counts.h"

#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"

namespace chiso {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Finding UnknownUnit(const std::string& unit) {
  return {1, "DonViXuLy", "", false, "UNIT_UNKNOWN", unit, true};
}

TEST(FindingCounts, ReasonsAreCountedBySeverity) {
  FindingCounts counts;
  EXPECT_EQ(counts.ToString(Language::kEnglish), "");
  counts.Add({1, "", "", true, "DATE_MALFORMED"});
  counts.Add({2, "", "", true, "DATE_MALFORMED"});
  counts.Add({3, "", "", false, "CODE_LEGACY"});
  counts.Add({4, "", "", false});
  EXPECT_EQ(counts.ToString(Language::kEnglish),
            "Reason          Refused  Warnings\n"
            "--------------  -------  --------\n"
            "CODE_LEGACY                     1\n"
            "DATE_MALFORMED        2\n");
}

TEST(FindingCounts, UnknownUnitsAreListedOnceTheMostFrequentFirst) {
  FindingCounts counts;
  for (const char* const unit : {"Sở A", "H15.1", "Sở B", "H15.1", "a@example.vn", "Bà C 0912345678"}) {
    counts.Add(UnknownUnit(unit));
  }
  const std::string text = counts.ToString(Language::kVietnamese);
  EXPECT_THAT(text, HasSubstr("H15.1"));
  EXPECT_LT(text.find("H15.1"), text.find("Sở A"));
  EXPECT_LT(text.find("Sở A"), text.find("Sở B"));
  EXPECT_THAT(text, Not(HasSubstr("@")));
  EXPECT_THAT(text, Not(HasSubstr("Bà C")));
  EXPECT_THAT(text, HasSubstr("(không hiển thị: có thể là dữ liệu cá nhân)"));
}

TEST(FindingCounts, BeyondAHundredUnitsTheRestIsCounted) {
  FindingCounts counts;
  for (int i = 100; i < 300; ++i) counts.Add(UnknownUnit(absl::StrCat("H15.", i)));
  counts.Add(UnknownUnit("H15.299"));
  const std::string text = counts.ToString(Language::kEnglish);
  EXPECT_LT(text.find("H15.299"), text.find("H15.100"));
  EXPECT_THAT(text, HasSubstr("H15.198 "));
  EXPECT_THAT(text, Not(HasSubstr("H15.199 ")));
  EXPECT_THAT(text, HasSubstr("and 100 more      100\n"));
}

}  // namespace
}  // namespace chiso
