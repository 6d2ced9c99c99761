#include "services/scoring/core/nation.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "services/scoring/testing/facts.h"

namespace chiso::core {
namespace {

class NationTest : public ::testing::Test {
 protected:
  // The points of both groups, in hundredths.
  UnitScore Province(const std::string& code, std::optional<int32_t> a, std::optional<int32_t> b,
                     Status total_status = Status::kScored) {
    Score score;
    score.groups = {{.code = "A", .status = total_status, .points = a, .max_points = 6000},
                    {.code = "B", .status = total_status, .points = b, .max_points = 4000}};
    score.total_status = total_status;
    score.total_points = a.value_or(0) + b.value_or(0);
    return {{code, std::nullopt}, score};
  }

  const IndexDefinition definition_ = TestDefinition();
};

TEST_F(NationTest, EachGroupIsTheUnweightedMeanRoundedAndThenSummed) {
  const Score nation = ScoreNation(
      definition_, {Province("P", 1000, 2000), Province("Q", 1000, 2000), Province("R", 1001, 2001)});
  EXPECT_EQ(nation.groups[0].points, 1000);  // 1000.33
  EXPECT_EQ(nation.groups[1].points, 2000);
  const Score half = ScoreNation(definition_, {Province("P", 1000, 2000), Province("Q", 1001, 2001)});
  EXPECT_EQ(half.groups[0].points, 1001);  // 1000.5, half up
  EXPECT_EQ(half.groups[1].points, 2001);
  // The mean of the totals would be 3001.
  EXPECT_EQ(half.total_points, 3002);
  EXPECT_EQ(half.total_status, Status::kScored);
  EXPECT_EQ(half.groups[0].status, Status::kScored);
  EXPECT_EQ(half.groups[0].max_points, 6000);
  EXPECT_EQ(half.mean_of, 2);
  EXPECT_TRUE(half.missing.empty());
  EXPECT_EQ(half.band, "yếu");
}

TEST_F(NationTest, ProvincesThatAreNotScoredAreMissingAndNamed) {
  const Score nation =
      ScoreNation(definition_, {Province("R", 500, 500, Status::kIncomplete), Province("P", 1000, 2000),
                                Province("Q", {}, {}, Status::kNotReported)});
  EXPECT_EQ(nation.total_status, Status::kIncomplete);
  EXPECT_EQ(nation.groups[0].status, Status::kIncomplete);
  EXPECT_EQ(nation.groups[0].points, 1000);
  EXPECT_EQ(nation.total_points, 3000);
  EXPECT_EQ(nation.mean_of, 1);
  EXPECT_EQ(nation.missing, (std::vector<UnitKey>{{"Q", std::nullopt}, {"R", std::nullopt}}));
  EXPECT_EQ(nation.band, "");
}

TEST_F(NationTest, WithoutAnyScoredProvinceThereIsNoMean) {
  for (const Score& nation : {ScoreNation(definition_, {}),
                              ScoreNation(definition_, {Province("P", 1000, 2000, Status::kIncomplete)})}) {
    EXPECT_EQ(nation.total_status, Status::kNotReported);
    EXPECT_EQ(nation.total_points, std::nullopt);
    EXPECT_EQ(nation.groups[0].status, Status::kNotApplicable);
    EXPECT_EQ(nation.groups[0].points, std::nullopt);
  }
}

TEST_F(NationTest, GroupWithoutPointsCountsAsZero) {
  const Score nation = ScoreNation(definition_, {Province("P", 1000, {}), Province("Q", 1000, 2000)});
  EXPECT_EQ(nation.groups[1].points, 1000);
  EXPECT_EQ(nation.total_status, Status::kScored);
}

TEST_F(NationTest, NoIndicatorApplies) {
  const Score nation = ScoreNation(definition_, {Province("P", 1000, 2000)});
  ASSERT_EQ(nation.indicators.size(), 5u);
  for (const IndicatorScore& indicator : nation.indicators) {
    EXPECT_EQ(indicator.status, Status::kNotApplicable);
  }
}

}  // namespace
}  // namespace chiso::core
