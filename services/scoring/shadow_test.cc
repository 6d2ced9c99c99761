#include "services/scoring/shadow.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "absl/time/clock.h"
#include "services/scoring/testing/kept_logs.h"
#include "services/scoring/testing/log.h"

namespace chiso::testing {
namespace {

using scoring::v1::DriftStatus;

// 2026-09-01 in Asia/Ho_Chi_Minh.
constexpr int64_t kSeptember = 1'788'195'600;

class ShadowTest : public ::testing::Test {
 protected:
  ShadowTest() {
    logs_.Append("reference", {UnitRecord("H01", record::v1::LEVEL_PROVINCE),
                               UnitRecord("H44", record::v1::LEVEL_PROVINCE)});
    logs_.Append("main",
                 {DossierRecord("H01-1", "H01", kSeptember), DossierRecord("H44-1", "H44", kSeptember)});
  }
  // What was found once that holds.
  static DriftStatus Await(const Shadow& shadow, const std::function<bool(const DriftStatus&)>& holds) {
    const absl::Time give_up = absl::Now() + absl::Seconds(60);
    while (!holds(shadow.status()) && absl::Now() < give_up) absl::SleepFor(absl::Milliseconds(1));
    return shadow.status();
  }

  KeptLogs logs_;
  State state_{
      ShippedDefinitions(), {"reference", "main"}, [] { return absl::FromUnixSeconds(kSeptember + 5); }};
};

TEST_F(ShadowTest, TakesOneTopLevelUnitAfterAnotherAndThenTheFirstAgain) {
  logs_.Feed(state_, kSeptember + 1);
  Shadow shadow(state_, absl::Milliseconds(1), logs_.Reading());
  EXPECT_TRUE(shadow.status().enabled());
  const DriftStatus of_both =
      Await(shadow, [](const DriftStatus& s) { return s.last().unit_code() == "H01" && s.tree_count() > 2; });
  EXPECT_EQ(of_both.last().unit_code(), "H01");
  EXPECT_EQ(
      Await(shadow, [](const DriftStatus& s) { return s.last().unit_code() == "H44"; }).last().unit_code(),
      "H44");
  EXPECT_GT(of_both.compared_count(), 0);
  EXPECT_EQ(of_both.differing_count(), 0);
  EXPECT_FALSE(of_both.has_last_differing());
}

TEST_F(ShadowTest, RemembersWhatDiffered) {
  logs_.Feed(state_, kSeptember + 1);
  // Known to the state, at these positions, and not to the logs.
  state_.Apply(Chunk("main", 1, {DossierRecord("H44-9", "H44", kSeptember)}, 0, kSeptember + 1));
  Shadow shadow(state_, absl::Milliseconds(1), logs_.Reading());
  const DriftStatus status = Await(
      shadow, [](const DriftStatus& s) { return s.has_last_differing() && s.last().unit_code() == "H01"; });
  EXPECT_GT(status.differing_count(), 0);
  EXPECT_EQ(status.last_differing().unit_code(), "H44");
  EXPECT_EQ(status.last_differing().first().unit().code(), "H44");
  EXPECT_EQ(status.last().differing_count(), 0);
}

TEST_F(ShadowTest, WhileTheLogsAreBeingReadNothingIsCompared) {
  Shadow shadow(state_, absl::Milliseconds(1), logs_.Reading());
  EXPECT_EQ(shadow.status().tree_count(), 0);
  EXPECT_FALSE(shadow.status().has_last());
}

}  // namespace
}  // namespace chiso::testing
