// Laws over random facts: neither order nor repetition matters, and what is kept up step by step equals what
// is built from nothing. The facts hold cycles, moves, retractions, equal revisions and codes that change
// hands.

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "absl/strings/str_cat.h"
#include "services/scoring/core/activity.h"
#include "services/scoring/core/scorer.h"
#include "services/scoring/testing/facts.h"

namespace chiso::core {
namespace {

constexpr const char* kPeriods[] = {"2026-06", "2026-07", "2026-08", "2026-09", "2026-Q3", "2026-H2", "2026"};
constexpr const char* kCodes[] = {"N", "P", "Q", "P.1", "P.2", "Q.1", "Q.2", "X"};
constexpr const char* kParents[] = {"", "N", "P", "Q", "P.1", "X", "gone"};
constexpr const char* kDays[] = {"", "2026-07-01", "2026-08-15"};
constexpr const char* kLastDays[] = {"", "2026-07-31", "2026-08-20"};
constexpr const char* kSenders[] = {"one", "two"};
constexpr const char* kDossiers[] = {"P.1-1", "P.1-2", "Q.1-1", "none"};
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
Origin RandomOrigin(Random& random, const std::string& content) {
  Origin origin;
  origin.retracted = random.Below(6) == 0;
  origin.version = {1 + random.Below(3), random.Below(3), absl::StrCat(content, "/", origin.retracted)};
  origin.sender = random.OneOf(kSenders);
  return origin;
}

Fact RandomUnit(Random& random) {
  const int level = 1 + random.Below(6);
  const std::string parent = random.OneOf(kParents);
  const std::string from = random.OneOf(kDays);
  const std::string to = random.OneOf(kLastDays);
  UnitFact fact = AUnit(random.OneOf(kCodes), static_cast<Level>(level), parent, from, to);
  fact.origin = RandomOrigin(random, absl::StrCat(level, "/", parent, "/", to));
  return fact;
}

Fact RandomReturn(Random& random) {
  const auto count = [&random]() -> std::optional<int64_t> {
    return random.Below(8) == 0 ? std::nullopt : std::optional<int64_t>(random.Below(6));
  };
  ReturnFact fact = AReturn(random.OneOf(kCodes), random.OneOf(kPeriods), random.OneOf(kIndicators), count(),
                            count(), random.Below(3) == 0 ? Scope::kOwnOffices : Scope::kSubtree);
  if (random.Below(4) == 0) fact.cell.unit.valid_from = Day(random.OneOf(kDays));
  fact.origin = RandomOrigin(
      random, absl::StrCat(fact.figures.numerator.value_or(-1), "/", fact.figures.denominator.value_or(-1)));
  return fact;
}

// Within the months of the periods and a little more.
Moment RandomMoment(Random& random) {
  return StartOf(NumberOf(absl::CivilDay(2026, 5, 1))) + random.Below(170) * kDaySeconds + random.Below(3);
}
MaybeMoment MaybeRandomMoment(Random& random) {
  return random.Below(3) == 0 ? std::nullopt : MaybeMoment(RandomMoment(random));
}

Fact RandomDossier(Random& random) {
  DossierFact fact{.origin = {}, .code = random.OneOf(kDossiers), .dossier = {}};
  Dossier& dossier = fact.dossier;
  dossier.status = static_cast<DossierStatus>(random.Below(12));
  if (random.Below(3) != 0) dossier.unit_code = random.OneOf(kCodes);
  dossier.unit_name = "Quầy 1";
  dossier.procedure_code = "1";
  dossier.receive = MaybeRandomMoment(random);
  dossier.due = MaybeRandomMoment(random);
  dossier.process_end = MaybeRandomMoment(random);
  for (const DossierFlag flag : {DossierFlag::kOnline, DossierFlag::kPaidOnline, DossierFlag::kHasAmount}) {
    dossier.flags.Set(flag, random.Below(2) == 0);
  }
  if (random.Below(2) == 0) {
    dossier.supplements.push_back({MaybeRandomMoment(random), MaybeRandomMoment(random), {}});
  }
  fact.origin =
      RandomOrigin(random, absl::StrCat(static_cast<int>(dossier.status), dossier.unit_code, "/",
                                        dossier.flags.bits(), "/", dossier.receive.value_or(0), "/",
                                        dossier.due.value_or(0), "/", dossier.process_end.value_or(0), "/"));
  for (const Supplement& supplement : dossier.supplements) {
    absl::StrAppend(&fact.origin.version.digest, supplement.request.value_or(0), "/",
                    supplement.receive.value_or(0));
  }
  return fact;
}

Fact RandomLine(Random& random) {
  LineFact fact{.origin = RandomOrigin(random, ""), .dossier_code = random.OneOf(kDossiers)};
  fact.time = RandomMoment(random);
  fact.status = random.Below(2) == 0 ? DossierStatus::kFinished : DossierStatus::kReturned;
  return fact;
}

Fact RandomAnswer(Random& random) {
  AnswerFact fact{.origin = {}, .dossier_code = random.OneOf(kDossiers), .code = "1"};
  fact.dissatisfied = random.Below(2) == 0;
  fact.origin = RandomOrigin(random, fact.dissatisfied ? "no" : "yes");
  return fact;
}

Fact RandomAlias(Random& random) {
  AliasFact fact;
  fact.key = {random.Below(2) == 0 ? "" : random.OneOf(kSenders), "Quầy 1", Day(random.OneOf(kDays))};
  fact.valid_to = Day(random.OneOf(kLastDays));
  fact.unit_code = random.OneOf(kCodes);
  fact.origin = RandomOrigin(random, absl::StrCat(fact.unit_code, fact.valid_to ? fact.valid_to->day() : 0));
  return fact;
}

Fact RandomFeed(Random& random) {
  FeedFact fact;
  const Kind kinds[] = {Kind::kUnit, Kind::kReturn, Kind::kDossier, Kind::kProgress, Kind::kSatisfaction};
  fact.key = {random.OneOf(kSenders), random.OneOf(kinds), random.Below(2) == 0 ? "" : random.OneOf(kCodes)};
  if (random.Below(2) == 0) fact.feed.precedence = random.Below(3);
  fact.feed.days = {Day(random.OneOf(kDays)), Day(random.OneOf(kLastDays))};
  fact.origin = RandomOrigin(random, absl::StrCat(fact.feed.precedence.value_or(-1), "/",
                                                  fact.feed.days.first ? fact.feed.days.first->day() : 0, "/",
                                                  fact.feed.days.last ? fact.feed.days.last->day() : 0));
  return fact;
}

Fact RandomProcedure(Random& random) {
  ProcedureFact fact;
  fact.key = {"1", random.OneOf(kCodes)};
  fact.procedure.facts.has_fee = random.Below(2) == 0;
  fact.procedure.facts.max_working_days = 1 + random.Below(20);
  fact.origin = RandomOrigin(
      random, absl::StrCat(*fact.procedure.facts.has_fee, *fact.procedure.facts.max_working_days));
  return fact;
}

Fact RandomFact(Random& random) {
  switch (random.Below(12)) {
    case 0:
    case 1:
      return RandomUnit(random);
    case 2:
    case 3:
    case 4:
      return RandomReturn(random);
    case 5:
      return RandomLine(random);
    case 6:
      return RandomAnswer(random);
    case 7:
      return RandomAlias(random);
    case 8:
      return RandomFeed(random);
    case 9:
      return RandomProcedure(random);
    default:
      return RandomDossier(random);
  }
}

std::vector<Fact> RandomFacts(Random& random) {
  std::vector<Fact> facts;
  const int size = 20 + random.Below(200);
  for (int i = 0; i < size; ++i) facts.push_back(RandomFact(random));
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

// Every score of every office that has a place in the period, whether anything is reported of it or not.
Scores ScoreAll(const Ledger& ledger, const IndexDefinition& definition) {
  Scores scores;
  Tallies tallies(ledger, definition);
  for (const Period& period : AllPeriods()) {
    const Tree& tree = tallies.TreeOf(period);
    for (size_t place = 0; place < tree.places.size(); ++place) {
      for (const Scope scope : {Scope::kOwnOffices, Scope::kSubtree}) {
        scores[{tree.places[place].unit->key, period, scope}] =
            ScorePlace(tallies, static_cast<int32_t>(place), period, scope);
      }
    }
  }
  return scores;
}

class Laws : public ::testing::TestWithParam<unsigned> {
 protected:
  // The as-of time lies in the midst of what happens.
  static constexpr Moment kAsOf = 1'787'000'000;

  void Build(Ledger& ledger, const std::vector<Fact>& facts) {
    ledger.AdvanceTo(kAsOf);
    for (const Fact& fact : facts) ledger.Apply(fact);
  }

  Random random_{GetParam() +
                 1000u * static_cast<unsigned>(::testing::UnitTest::GetInstance()->random_seed())};
  const IndexDefinition definition_ = LawDefinition();
  Ledger ledger_{absl::MakeConstSpan(&definition_, 1)};
  Ledger other_{absl::MakeConstSpan(&definition_, 1)};
};

TEST_P(Laws, OrderAndRepetitionChangeNeitherScoresNorFindings) {
  std::vector<Fact> facts = RandomFacts(random_);
  Build(ledger_, facts);
  const size_t size = facts.size();
  for (size_t i = 0; i < size / 3; ++i) facts.push_back(facts[random_.Below(static_cast<int>(size))]);
  random_.Shuffle(facts);
  Build(other_, facts);
  EXPECT_EQ(ScoreAll(ledger_, definition_), ScoreAll(other_, definition_));
  EXPECT_EQ(ledger_.Findings(), other_.Findings());
}

TEST_P(Laws, BatchesAndStepsOfTimeChangeNeitherScoresNorFindings) {
  const std::vector<Fact> facts = RandomFacts(random_);
  ledger_.Apply(facts);
  ledger_.AdvanceTo(kAsOf);
  for (size_t i = 0; i < facts.size();) {
    const size_t size = std::min(facts.size() - i, static_cast<size_t>(1 + random_.Below(8)));
    other_.Apply(absl::MakeConstSpan(facts).subspan(i, size));
    i += size;
    // Back at times, as where a clock was wrong.
    other_.AdvanceTo(kAsOf - random_.Below(120) * kDaySeconds);
  }
  other_.AdvanceTo(kAsOf);
  EXPECT_EQ(ScoreAll(ledger_, definition_), ScoreAll(other_, definition_));
  EXPECT_EQ(ledger_.Findings(), other_.Findings());
}

TEST_P(Laws, ScoresChangeOnlyWhereWhatWasTouchedReaches) {
  std::vector<Fact> facts = RandomFacts(random_);
  ledger_.AdvanceTo(kAsOf);
  const size_t half = facts.size() / 2;
  ledger_.Apply(absl::MakeConstSpan(facts).first(half));
  ledger_.TakeTouched();
  Scores before = ScoreAll(ledger_, definition_);
  for (size_t i = half; i < std::min(facts.size(), half + 16); i += 2) {
    ledger_.Apply(absl::MakeConstSpan(facts).subspan(i, 2));
    const Touched touched = ledger_.TakeTouched();
    Scores after = ScoreAll(ledger_, definition_);
    Reach reach(ledger_.offices(), touched);
    for (const Period& period : AllPeriods()) {
      const Tree& tree = ledger_.offices().TreeIn(period);
      for (const Place& place : tree.places) {
        if (reach.Meets(period, tree, place.top)) continue;
        for (const Scope scope : {Scope::kOwnOffices, Scope::kSubtree}) {
          const Cell cell{place.unit->key, period, scope};
          EXPECT_EQ(before.at(cell), after.at(cell)) << cell.unit.code << " " << period.ToString();
        }
      }
    }
    before = std::move(after);
  }
}

TEST_P(Laws, ATallyRememberedEqualsOneWorkedOutAnew) {
  Build(ledger_, RandomFacts(random_));
  for (const auto& [cell, score] : ScoreAll(ledger_, definition_)) {
    EXPECT_EQ(score,
              ScoreUnit(ledger_, definition_, *ledger_.units().Find(cell.unit), cell.period, cell.scope));
  }
}

TEST_P(Laws, TotalsAreTheSumsOfTheirParts) {
  Build(ledger_, RandomFacts(random_));
  for (const auto& [cell, score] : ScoreAll(ledger_, definition_)) {
    int32_t of_indicators = 0;
    int32_t of_groups = 0;
    for (const IndicatorScore& indicator : score.indicators) {
      of_indicators += indicator.points.value_or(0);
      EXPECT_GE(indicator.points.value_or(0), 0);
      EXPECT_LE(indicator.points.value_or(0), indicator.max_points);
    }
    for (const GroupScore& group : score.groups) of_groups += group.points.value_or(0);
    // A nation has means of groups, and no indicators.
    if (score.mean_of == 0) EXPECT_EQ(of_indicators, of_groups);
    EXPECT_EQ(of_groups, score.total_points.value_or(0));
  }
}

// Others in each repetition of the tier `long`, which shuffles.
INSTANTIATE_TEST_SUITE_P(Seeds, Laws, ::testing::Range(1u, 41u));

}  // namespace
}  // namespace chiso::core
