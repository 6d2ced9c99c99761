#include "tools/client/import/standing_tally.h"

#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "common/record/standings.h"

namespace chiso {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

TEST(StandingTally, SaysNothingWhereAllIsInForce) {
  StandingTally tally;
  tally.Add(record::v1::Standings());
  EXPECT_EQ(tally.ToString(Language::kEnglish, true), "");
}

TEST(StandingTally, CountsWhatIsNotInForceAndNamesTheFirstKeys) {
  StandingTally tally;
  for (int chunk = 0; chunk < 2; ++chunk) {
    record::v1::Standings standings;
    for (int i = 0; i < 700; ++i) AddStanding(i, absl::StrCat("K", i), Standing::kOlder, standings);
    tally.Add(standings);
  }
  EXPECT_EQ(tally.not_in_force(), 1400);
  EXPECT_THAT(tally.ToString(Language::kEnglish, true),
              AllOf(StartsWith("stored, not in force: 1,400"), HasSubstr(" for K0, K1, K2, K3, K4, …\n"),
                    Not(HasSubstr("as new as"))));
  EXPECT_THAT(tally.ToString(Language::kEnglish, false), StartsWith("would not be in force: 1,400"));
  EXPECT_THAT(tally.ToString(Language::kVietnamese, true), StartsWith("đã lưu, không có hiệu lực: 1.400"));
}

TEST(StandingTally, TellsOfContentsOfOneAgeWhicheverOfThemIsInForce) {
  StandingTally tally;
  record::v1::Standings standings;
  AddStanding(0, "won", Standing::kTieWon, standings);
  AddStanding(1, "lost", Standing::kTieLost, standings);
  tally.Add(standings);
  EXPECT_THAT(tally.ToString(Language::kEnglish, true),
              AllOf(StartsWith("stored, not in force: 1"), HasSubstr(" for lost\n"),
                    HasSubstr("as new as other content"), HasSubstr(": 2: won, lost\n")));
}

}  // namespace
}  // namespace chiso
