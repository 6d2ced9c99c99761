#include "services/scoring/core/flows.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <vector>

namespace chiso::core {
namespace {

constexpr Population kPopulations[] = {Population::kReceived, Population::kInProcess, Population::kFinished,
                                       Population::kDue, Population::kStock};
constexpr MonthNumber kFirst = 2026 * 12;
constexpr int kMonths = 14;

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}
  int Below(int bound) { return std::uniform_int_distribution<int>(0, bound - 1)(engine_); }

 private:
  std::mt19937 engine_;
};

// Nothing becomes late or ends before it is received, or late after its end.
Contribution RandomContribution(Random& random) {
  Contribution c;
  c.opened = kFirst + random.Below(kMonths);
  if (random.Below(3) != 0) c.closed = c.opened + random.Below(5);
  if (random.Below(2) == 0) c.late = c.opened + random.Below(c.closed ? *c.closed - c.opened + 1 : 5);
  if (c.closed) c.minutes = random.Below(10'000);
  c.traits.Set(Trait::kAll, true);
  for (int i = 1; i < kTraits; ++i) c.traits.Set(static_cast<Trait>(i), random.Below(2) == 0);
  for (int i = 0; i < kProcedureUses; ++i) c.traits.Set(static_cast<ProcedureUse>(i), random.Below(3) == 0);
  c.procedure = random.Below(4);
  return c;
}

bool IsIn(const Contribution& c, const Span& span, Population population) {
  switch (population) {
    case Population::kReceived:
      return span.Holds(c.opened);
    case Population::kFinished:
      return c.closed && span.Holds(*c.closed);
    case Population::kInProcess:
    case Population::kDue:
      return c.opened < span.end && (!c.closed || *c.closed >= span.first);
    case Population::kStock:
      return c.opened < span.end;
  }
  return false;
}

class FlowsLaw : public ::testing::TestWithParam<unsigned> {
 protected:
  void ExpectCounted(const Span& span) const {
    for (const Population population : kPopulations) {
      Counts expected;
      for (const Contribution& c : held_) {
        if (!IsIn(c, span, population)) continue;
        for (int i = 0; i < kTraits; ++i) expected.of_trait[i] += c.traits.Has(static_cast<Trait>(i));
        const bool late = c.late && *c.late < span.end;
        expected.late += late;
        expected.late_and_disliked += late && c.traits.Has(Trait::kDisliked);
        if (population == Population::kFinished) expected.minutes += c.minutes;
      }
      const Counts counts = flows_.Of(span, population);
      EXPECT_EQ(counts.of_trait, expected.of_trait);
      EXPECT_EQ(counts.late, expected.late) << static_cast<int>(population);
      EXPECT_EQ(counts.late_and_disliked, expected.late_and_disliked);
      EXPECT_EQ(counts.minutes, expected.minutes);
      ExpectProcedures(span, population);
    }
  }
  void ExpectProcedures(const Span& span, Population population) const {
    for (int use = 0; use < kProcedureUses; ++use) {
      std::map<ProcedureId, int> expected;
      std::map<ProcedureId, int> counted;
      for (const Contribution& c : held_) {
        if (IsIn(c, span, population) && c.traits.Has(static_cast<ProcedureUse>(use)))
          ++expected[c.procedure];
      }
      flows_.ForEachUse(span, population, static_cast<ProcedureUse>(use),
                        [&counted](ProcedureId procedure, int count) { counted[procedure] += count; });
      std::erase_if(counted, [](const auto& entry) { return entry.second == 0; });
      EXPECT_EQ(counted, expected);
    }
  }
  void ExpectAllCounted() const {
    for (MonthNumber first = kFirst; first < kFirst + kMonths; ++first) {
      for (const int length : {1, 3, 12}) ExpectCounted({first, first + length, 0, 0});
    }
  }

  Random random_{GetParam()};
  std::vector<Contribution> held_;
  Flows flows_;
};

TEST_P(FlowsLaw, CountsAreThoseOfTheContributionsOneByOne) {
  for (int i = 0; i < 60; ++i) {
    held_.push_back(RandomContribution(random_));
    flows_.Put(held_.back());
  }
  ExpectAllCounted();
}

TEST_P(FlowsLaw, TakingUndoesPutting) {
  for (int i = 0; i < 100; ++i) {
    if (held_.empty() || random_.Below(3) != 0) {
      held_.push_back(RandomContribution(random_));
      flows_.Put(held_.back());
    } else {
      const int at = random_.Below(static_cast<int>(held_.size()));
      flows_.Take(held_[at]);
      held_.erase(held_.begin() + at);
    }
  }
  ExpectAllCounted();
  for (const Contribution& c : held_) flows_.Take(c);
  held_.clear();
  EXPECT_TRUE(flows_.empty());
  ExpectAllCounted();
}

INSTANTIATE_TEST_SUITE_P(Seeds, FlowsLaw, ::testing::Range(1u, 9u));

TEST(FlowsDeathTest, TakingWhatIsNotThereEndsTheProcess) {
  Contribution c;
  c.opened = kFirst;
  c.traits.Set(Trait::kAll, true);
  Flows flows;
  flows.Put(c);
  flows.Take(c);
  EXPECT_DEATH(flows.Take(c), "");
  flows.Put(c);
  c.traits.Set(Trait::kOnline, true);
  EXPECT_DEATH(flows.Take(c), "");
}

TEST(Flows, TheFirstMonthIsThatOfAnything) {
  Contribution c;
  c.opened = kFirst + 3;
  c.closed = kFirst + 5;
  c.traits.Set(Trait::kAll, true);
  Flows flows;
  EXPECT_TRUE(flows.empty());
  flows.Put(c);
  EXPECT_EQ(flows.first_month(), kFirst + 3);
}

}  // namespace
}  // namespace chiso::core
