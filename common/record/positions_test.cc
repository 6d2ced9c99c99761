#include "common/record/positions.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

namespace chiso {
namespace {

record::v1::Position At(const std::string& log, int64_t sequence) {
  record::v1::Position position;
  position.set_log(log);
  position.set_sequence(sequence);
  return position;
}

Positions Of(const std::vector<std::pair<std::string, int64_t>>& positions) {
  Positions result;
  for (const auto& [log, sequence] : positions) *result.Add() = At(log, sequence);
  return result;
}

TEST(PositionsTest, CoversWhereItGoesAsFarInEveryLog) {
  const Positions have = Of({{"main", 80}, {"reference", 5}});
  EXPECT_TRUE(Covers(have, {}));
  EXPECT_TRUE(Covers(have, Of({{"reference", 5}, {"main", 80}})));
  EXPECT_TRUE(Covers(have, Of({{"main", 79}})));
  EXPECT_FALSE(Covers(have, Of({{"main", 81}, {"reference", 5}})));
}

TEST(PositionsTest, ALogThatIsNotNamedStandsAtZero) {
  EXPECT_FALSE(Covers(Of({{"main", 80}}), Of({{"reference", 1}})));
  EXPECT_TRUE(Covers(Of({{"main", 80}}), Of({{"reference", 0}})));
  EXPECT_FALSE(Covers({}, Of({{"main", 1}})));
}

TEST(PositionsTest, LeadsWhereItGoesFurtherInALogThatBothName) {
  const Positions ahead = Of({{"main", 80}, {"reference", 5}});
  EXPECT_TRUE(Leads(ahead, Of({{"main", 79}, {"reference", 9}})));
  EXPECT_FALSE(Leads(ahead, Of({{"main", 80}, {"reference", 5}})));
  EXPECT_FALSE(Leads(ahead, Of({{"north", 0}})));
  EXPECT_FALSE(Leads({}, ahead));
}

TEST(PositionsTest, AdvancesAndNeverGoesBack) {
  Positions positions;
  for (const int64_t sequence : {3, 7, 5}) Advance(positions, At("main", sequence));
  Advance(positions, At("reference", 1));
  ASSERT_EQ(positions.size(), 2);
  EXPECT_EQ(positions[0].sequence(), 7);
  EXPECT_EQ(positions[1].sequence(), 1);
}

}  // namespace
}  // namespace chiso
