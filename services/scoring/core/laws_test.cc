// Laws over random facts: neither order nor repetition matters, and what is kept up step by step equals what
// is built from nothing. The facts hold cycles, moves, retractions, equal revisions and codes that change
// hands.

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "absl/strings/str_cat.h"
#include "services/scoring/core/scorer.h"
#include "services/scoring/testing/facts.h"

namespace chiso::core {
namespace {

constexpr const char* kPeriods[] = {"2026-06", "2026-07", "2026-08", "2026-09", "2026-Q3", "2026-H2", "2026"};
constexpr const char* kCodes[] = {"N", "P", "Q", "P.1", "P.2", "Q.1", "Q.2", "X"};
constexpr const char* kParents[] = {"", "N", "P", "Q", "P.1", "X", "gone"};
constexpr const char* kDays[] = {"", "2026-07-01", "2026-08-15"};
constexpr const char* kLastDays[] = {"", "2026-07-31", "2026-08-20"};
constexpr const char* kIndicators[] = {"ADDS", "SHOWN", "DISTINCT", "INHERITED", "STAYS", "UNKNOWN"};

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}
  int Below(int bound) { return std::uniform_int_distribution<int>(0, bound - 1)(engine_); }
  template <typename List>
  auto OneOf(const List& list) {
    return list[Below(static_cast<int>(std::size(list)))];
  }
  template <typename List>
  void Shuffle(List& list) {
    std::shuffle(list.begin(), list.end(), engine_);
  }

 private:
  std::mt19937 engine_;
};

// The digest says what the content is, as a real one does.
Fact RandomUnit(Random& random) {
  const int level = 1 + random.Below(6);
  const std::string parent = random.OneOf(kParents);
  const std::string from = random.OneOf(kDays);
  const std::string to = random.OneOf(kLastDays);
  UnitFact fact = AUnit(random.OneOf(kCodes), static_cast<Level>(level), parent, from, to);
  fact.retracted = random.Below(6) == 0;
  fact.version = {1 + random.Below(3), random.Below(3),
                  absl::StrCat(level, "/", parent, "/", to, "/", fact.retracted)};
  return fact;
}

Fact RandomReturn(Random& random) {
  const auto count = [&random]() -> std::optional<int64_t> {
    return random.Below(8) == 0 ? std::nullopt : std::optional<int64_t>(random.Below(6));
  };
  ReturnFact fact = AReturn(random.OneOf(kCodes), random.OneOf(kPeriods), random.OneOf(kIndicators), count(),
                            count(), random.Below(3) == 0 ? Scope::kOwnOffices : Scope::kSubtree);
  if (random.Below(4) == 0) fact.cell.unit.valid_from = Day(random.OneOf(kDays));
  fact.retracted = random.Below(8) == 0;
  fact.version = {1 + random.Below(3), random.Below(3),
                  absl::StrCat(fact.figures.numerator.value_or(-1), "/",
                               fact.figures.denominator.value_or(-1), "/", fact.retracted)};
  return fact;
}

std::vector<Fact> RandomFacts(Random& random) {
  std::vector<Fact> facts;
  const int size = 20 + random.Below(200);
  for (int i = 0; i < size; ++i) {
    facts.push_back(random.Below(4) == 0 ? RandomUnit(random) : RandomReturn(random));
  }
  return facts;
}

// An inherited indicator that is measured at two levels, one above the other, is the harder case.
IndexDefinition LawDefinition() {
  IndexDefinition definition = TestDefinition();
  definition.groups[1].indicators[1].levels = {Level::kProvince, Level::kDistrict};
  return definition;
}

using Scores = std::map<Cell, Score>;

std::set<Period> AllPeriods() {
  std::set<Period> periods = {P("2026-Q2"), P("2026-H1"), P("2026-05")};
  for (const char* period : kPeriods) periods.insert(P(period));
  return periods;
}

// Every score of every unit, whether anything is reported of it or not.
Scores ScoreAll(const Ledger& ledger, const IndexDefinition& definition) {
  Scores scores;
  Tallies tallies(ledger);
  for (const auto& [key, unit] : ledger.units().all()) {
    for (const Period& period : AllPeriods()) {
      for (const Scope scope : {Scope::kOwnOffices, Scope::kSubtree}) {
        scores[{key, period, scope}] = ScoreUnit(tallies, definition, unit, period, scope);
      }
    }
  }
  return scores;
}

bool SaysNothing(const Score& score, bool or_inherited) {
  return std::all_of(score.indicators.begin(), score.indicators.end(),
                     [or_inherited](const IndicatorScore& i) {
                       return i.status == Status::kNotReported || i.status == Status::kNotApplicable ||
                              (or_inherited && i.status == Status::kInherited);
                     });
}

class Laws : public ::testing::TestWithParam<unsigned> {
 protected:
  Ledger Built(const std::vector<Fact>& facts) {
    Ledger ledger(absl::MakeConstSpan(&definition_, 1));
    for (const Fact& fact : facts) ledger.Apply(fact);
    return ledger;
  }

  Random random_{GetParam() +
                 1000u * static_cast<unsigned>(::testing::UnitTest::GetInstance()->random_seed())};
  const IndexDefinition definition_ = LawDefinition();
};

TEST_P(Laws, OrderAndRepetitionChangeNeitherScoresNorFindings) {
  std::vector<Fact> facts = RandomFacts(random_);
  const Ledger first = Built(facts);
  const size_t size = facts.size();
  for (size_t i = 0; i < size / 3; ++i) facts.push_back(facts[random_.Below(static_cast<int>(size))]);
  random_.Shuffle(facts);
  const Ledger second = Built(facts);
  EXPECT_EQ(ScoreAll(first, definition_), ScoreAll(second, definition_));
  EXPECT_EQ(first.Findings(), second.Findings());
}

TEST_P(Laws, ScoresKeptUpStepByStepEqualARebuild) {
  const std::vector<Fact> facts = RandomFacts(random_);
  Ledger ledger(absl::MakeConstSpan(&definition_, 1));
  Scores kept;
  for (size_t i = 0; i < facts.size(); ++i) {
    ledger.Apply(facts[i]);
    if (random_.Below(5) != 0 && i + 1 < facts.size()) continue;
    const Dirty dirty = ledger.TakeDirty();
    EXPECT_TRUE(std::is_sorted(dirty.cells.begin(), dirty.cells.end()));
    for (const UnitKey& key : dirty.units) {
      if (ledger.units().Find(key) != nullptr) continue;
      std::erase_if(kept, [&key](const auto& entry) { return entry.first.unit == key; });
    }
    Tallies tallies(ledger);
    for (const Cell& cell : dirty.cells) {
      const Unit* const unit = ledger.units().Find(cell.unit);
      ASSERT_NE(unit, nullptr);
      kept[cell] = ScoreUnit(tallies, definition_, *unit, cell.period, cell.scope);
    }
  }
  for (const auto& [cell, score] : ScoreAll(ledger, definition_)) {
    const auto found = kept.find(cell);
    const std::string what =
        absl::StrCat(cell.unit.code, " ", cell.period.ToString(), " ", static_cast<int>(cell.scope));
    if (found == kept.end()) {
      // Own offices without a figure of their own are not handed out for what they only inherit.
      EXPECT_TRUE(SaysNothing(score, cell.scope == Scope::kOwnOffices)) << what;
    } else if (SaysNothing(score, false)) {
      // Which of its indicators would apply is not kept up where there is nothing to apply them to.
      EXPECT_TRUE(SaysNothing(found->second, false)) << what;
    } else {
      EXPECT_EQ(found->second, score) << what;
    }
  }
}

TEST_P(Laws, ATallyRememberedEqualsOneWorkedOutAnew) {
  const Ledger ledger = Built(RandomFacts(random_));
  for (const auto& [cell, score] : ScoreAll(ledger, definition_)) {
    EXPECT_EQ(score,
              ScoreUnit(ledger, definition_, *ledger.units().Find(cell.unit), cell.period, cell.scope));
  }
}

TEST_P(Laws, TotalsAreTheSumsOfTheirParts) {
  for (const auto& [cell, score] : ScoreAll(Built(RandomFacts(random_)), definition_)) {
    int32_t of_indicators = 0;
    int32_t of_groups = 0;
    for (const IndicatorScore& indicator : score.indicators) {
      of_indicators += indicator.points.value_or(0);
      EXPECT_GE(indicator.points.value_or(0), 0);
      EXPECT_LE(indicator.points.value_or(0), indicator.max_points);
    }
    for (const GroupScore& group : score.groups) of_groups += group.points.value_or(0);
    EXPECT_EQ(of_indicators, of_groups);
    EXPECT_EQ(of_groups, score.total_points.value_or(0));
  }
}

// Others in each repetition of the tier `long`, which shuffles.
INSTANTIATE_TEST_SUITE_P(Seeds, Laws, ::testing::Range(1u, 41u));

}  // namespace
}  // namespace chiso::core
