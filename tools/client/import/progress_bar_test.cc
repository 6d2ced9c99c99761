#include "tools/client/import/progress_bar.h"

#include <gtest/gtest.h>

#include <sstream>

namespace chiso {
namespace {

TEST(ProgressBar, ShowsShareRecordsRateAndTimeLeft) {
  EXPECT_EQ(ProgressLine(Language::kEnglish, {25, 100, 5000, absl::Seconds(10)}),
            "[######..................]  25 %  5,000 records, 500/s  30 s left");
  EXPECT_EQ(ProgressLine(Language::kVietnamese, {100, 100, 5000, absl::Seconds(10)}),
            "[########################] 100 %  5.000 bản ghi, 500/giây");
}

TEST(ProgressBar, ClaimsNothingBeforeItKnows) {
  EXPECT_EQ(ProgressLine(Language::kEnglish, {0, 100, 0, absl::ZeroDuration()}),
            "[........................]   0 %  0 records, 0/s");
}

TEST(ProgressBar, AFileThatGrowsDoesNotPassTheEnd) {
  EXPECT_EQ(ProgressLine(Language::kEnglish, {150, 100, 1, absl::Seconds(1)}),
            "[########################] 100 %  1 records, 1/s");
}

TEST(ProgressBar, WritesNothingWhereItIsNotVisible) {
  std::ostringstream out;
  {
    ProgressBar bar(out, false, Language::kEnglish, 100);
    bar.Update(50, 1);
  }
  EXPECT_EQ(out.str(), "");
}

}  // namespace
}  // namespace chiso
