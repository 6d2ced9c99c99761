#include "services/scoring/finding_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "common/testing/log_lines.h"
#include "services/scoring/testing/log.h"

namespace chiso::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr absl::Duration kOften = absl::Milliseconds(1);

record::v1::Record Of(const std::string& unit, int64_t numerator) {
  return ReturnRecord(unit, "2026-08", "ON_TIME", numerator, 10);
}

std::string Contested(const std::string& unit) {
  return absl::StrCat("warning two contents bear one revision: ", unit, "/2026-08/ON_TIME/subtree");
}

class FindingLogTest : public ::testing::Test {
 protected:
  // Two contents of one revision for each unit.
  void Contradict(const std::vector<std::string>& units, int64_t beyond = 0) {
    std::vector<record::v1::Record> records;
    for (const std::string& unit : units) {
      records.push_back(Of(unit, 1));
      records.push_back(Of(unit, 2));
    }
    Apply(records, beyond);
  }
  void Apply(const std::vector<record::v1::Record>& records, int64_t beyond = 0) {
    state_.Apply(Chunk("main", read_, records, beyond));
    read_ += static_cast<int64_t>(records.size());
  }
  // Until a search that was begun later, and has something to tell, has told it: so has the one before.
  void AwaitRound() {
    State ready(ShippedDefinitions(), {"main"});
    ready.Apply(Chunk("main", 0, {Of("H45", 1), Of("H45", 2)}));
    const size_t lines = lines_.All().size();
    const FindingLog clock(ready, kOften);
    Await(lines + 1);
  }
  // Until the log has so many lines.
  std::vector<std::string> Await(size_t lines) {
    while (lines_.All().size() < lines) absl::SleepFor(kOften);
    return lines_.All();
  }

  LogLines lines_;
  State state_{ShippedDefinitions(), {"main"}};
  int64_t read_ = 0;
};

TEST_F(FindingLogTest, EachContradictionIsToldOnce) {
  Contradict({"H44.1"});
  const FindingLog findings(state_, kOften);
  EXPECT_THAT(Await(1), ElementsAre(Contested("H44.1")));
  Contradict({"H44.2"});
  EXPECT_THAT(Await(2), ElementsAre(Contested("H44.1"), Contested("H44.2")));
}

TEST_F(FindingLogTest, UnitsThatStandAboveThemselvesAreTold) {
  Apply({UnitRecord("H44.1", record::v1::LEVEL_COMMUNE, "H44.2"),
         UnitRecord("H44.2", record::v1::LEVEL_COMMUNE, "H44.1")});
  const FindingLog findings(state_, kOften);
  EXPECT_THAT(Await(1), ElementsAre("warning units stand above themselves: H44.1,H44.2"));
}

TEST_F(FindingLogTest, OfManyTheFirstAreToldAndTheOthersCounted) {
  std::vector<std::string> units;
  for (int i = 10; i < 35; ++i) units.push_back(absl::StrCat("H44.", i));
  Contradict(units);
  const FindingLog findings(state_, kOften);
  const std::vector<std::string> lines = Await(21);
  EXPECT_THAT(lines, SizeIs(21));
  EXPECT_THAT(lines, Contains(Contested("H44.29")));
  EXPECT_THAT(lines, Not(Contains(Contested("H44.30"))));
  EXPECT_EQ(lines.back(), "warning and 5 more findings");
}

TEST_F(FindingLogTest, NothingIsToldBeforeTheLogsHaveBeenCaughtUpWith) {
  Contradict({"H44.1"}, /*beyond=*/1);
  const FindingLog findings(state_, kOften);
  AwaitRound();
  EXPECT_THAT(lines_.All(), ElementsAre(Contested("H45")));
  Apply({Of("H44.1", 3)});
  EXPECT_THAT(Await(2), ElementsAre(Contested("H45"), Contested("H44.1")));
}

TEST_F(FindingLogTest, WhatIsNoLongerContestedWhenTheLogsAreCaughtUpWithIsNotTold) {
  Contradict({"H44.1", "H44.2"}, /*beyond=*/1);
  const FindingLog findings(state_, kOften);
  AwaitRound();
  record::v1::Record newer = Of("H44.1", 5);
  newer.set_revision(2);
  Apply({newer});
  EXPECT_THAT(Await(2), ElementsAre(Contested("H45"), Contested("H44.2")));
}

}  // namespace
}  // namespace chiso::testing
