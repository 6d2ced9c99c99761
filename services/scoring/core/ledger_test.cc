#include "services/scoring/core/ledger.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/scoring/testing/facts.h"

namespace chiso::core {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class LedgerTest : public ::testing::Test {
 protected:
  static ReturnFact Versioned(ReturnFact fact, int64_t revision, std::string digest, bool retracted = false) {
    fact.version = {revision, 0, std::move(digest)};
    fact.retracted = retracted;
    return fact;
  }
  static UnitFact Versioned(UnitFact fact, int64_t revision, bool retracted = false) {
    fact.version.revision = revision;
    fact.retracted = retracted;
    return fact;
  }
  static ReturnFact Adds(int64_t numerator) { return AReturn("P.1", "2026-08", "ADDS", numerator, 100); }

  std::optional<int64_t> Held(absl::string_view code = "P.1") const {
    const Unit* const unit = ledger_.units().Find({std::string(code), std::nullopt});
    if (unit == nullptr) return std::nullopt;
    const Figures* const figures = ledger_.ReturnFor(*unit, P("2026-08"), Scope::kSubtree, "ADDS");
    return figures == nullptr ? std::nullopt : figures->numerator;
  }
  // Units and cells as text.
  std::vector<std::string> Take() {
    std::vector<std::string> texts;
    for (const Cell& cell : ledger_.TakeDirty().cells) {
      texts.push_back(cell.unit.code + "/" + cell.period.ToString() +
                      (cell.scope == Scope::kOwnOffices ? "/own" : ""));
    }
    return texts;
  }
  void ApplyTree() {
    ledger_.Apply(AUnit("P", Level::kProvince));
    ledger_.Apply(AUnit("P.1", Level::kCommune, "P"));
    ledger_.Apply(AUnit("P.2", Level::kCommune, "P"));
    ledger_.TakeDirty();
  }

  const IndexDefinition definition_ = TestDefinition();
  Ledger ledger_{absl::MakeConstSpan(&definition_, 1)};
};

TEST_F(LedgerTest, GreatestRevisionIsInForceInAnyOrder) {
  ledger_.Apply(AUnit("P.1", Level::kCommune));
  ledger_.Apply(Versioned(Adds(2), 2, "b"));
  ledger_.Apply(Versioned(Adds(1), 1, "z"));
  EXPECT_EQ(Held(), 2);
  ledger_.Apply(Versioned(Adds(3), 3, "a"));
  EXPECT_EQ(Held(), 3);
}

TEST_F(LedgerTest, OfEqualRevisionsTheGreaterDigestIsAndAFindingIsRaised) {
  ledger_.Apply(AUnit("P.1", Level::kCommune));
  ledger_.Apply(Versioned(Adds(1), 5, "m"));
  EXPECT_THAT(ledger_.Findings(), IsEmpty());
  ledger_.Apply(Versioned(Adds(2), 5, "a"));
  EXPECT_EQ(Held(), 1);
  ledger_.Apply(Versioned(Adds(3), 5, "z"));
  EXPECT_EQ(Held(), 3);
  const Finding contested{Finding::Kind::kContested, "P.1/2026-08/ADDS/subtree"};
  EXPECT_THAT(ledger_.Findings(), ElementsAre(contested));
  ledger_.Apply(Versioned(Adds(3), 5, "z"));
  EXPECT_THAT(ledger_.Findings(), ElementsAre(contested));
  // A newer revision settles it.
  ledger_.Apply(Versioned(Adds(4), 6, "a"));
  EXPECT_THAT(ledger_.Findings(), IsEmpty());
  ledger_.Apply(Versioned(Adds(2), 5, "a"));
  EXPECT_THAT(ledger_.Findings(), IsEmpty());
}

TEST_F(LedgerTest, OfEqualRevisionsTheGreaterOrderIsInForceAndContradictsNothing) {
  const auto ordered = [](int64_t numerator, int64_t order, std::string digest) {
    ReturnFact fact = Versioned(Adds(numerator), 5, std::move(digest));
    fact.version.order = order;
    return fact;
  };
  ledger_.Apply(AUnit("P.1", Level::kCommune));
  ledger_.Apply(ordered(1, 2, "m"));
  ledger_.Apply(ordered(2, 1, "z"));
  EXPECT_EQ(Held(), 1);
  ledger_.Apply(ordered(3, 3, "a"));
  EXPECT_EQ(Held(), 3);
  EXPECT_THAT(ledger_.Findings(), IsEmpty());
  ledger_.Apply(ordered(4, 3, "b"));
  EXPECT_EQ(Held(), 4);
  EXPECT_THAT(ledger_.Findings(),
              ElementsAre(Finding{Finding::Kind::kContested, "P.1/2026-08/ADDS/subtree"}));
}

TEST_F(LedgerTest, AFactStandsBesideTheOneInForceOfItsKey) {
  const auto standing = [&](int64_t numerator, int64_t revision, std::string digest) {
    return ledger_.StandingOf(Versioned(Adds(numerator), revision, std::move(digest)));
  };
  EXPECT_EQ(standing(1, 1, "a"), Standing::kInForce);
  ledger_.Apply(Versioned(Adds(1), 5, "m"));
  EXPECT_EQ(standing(1, 5, "m"), Standing::kInForce);
  EXPECT_EQ(standing(2, 4, "z"), Standing::kOlder);
  EXPECT_EQ(standing(2, 5, "a"), Standing::kTieLost);
  // What says the same is in force whatever its age; what is newer will be.
  EXPECT_EQ(standing(1, 4, "m"), Standing::kInForce);
  EXPECT_EQ(standing(2, 5, "z"), Standing::kInForce);
  EXPECT_EQ(standing(2, 6, "a"), Standing::kInForce);
  ledger_.Apply(Versioned(Adds(2), 5, "a"));
  EXPECT_EQ(standing(1, 5, "m"), Standing::kTieWon);
  EXPECT_EQ(ledger_.StandingOf(Versioned(AUnit("P.1", Level::kCommune), 1)), Standing::kInForce);
  ledger_.Apply(Versioned(AUnit("P.1", Level::kCommune), 2, true));
  UnitFact other = Versioned(AUnit("P.1", Level::kCommune), 1);
  other.version.digest = "other";
  EXPECT_EQ(ledger_.StandingOf(other), Standing::kOlder);
}

TEST_F(LedgerTest, AKeyAsTextIsThatOfItsFinding) {
  EXPECT_EQ(KeyText(Adds(1)), "P.1/2026-08/ADDS/subtree");
  EXPECT_EQ(KeyText(AUnit("P.1", Level::kCommune, "", "2026-07-01")), "P.1@2026-07-01");
}

TEST_F(LedgerTest, DigestsCompareAsBytes) {
  ledger_.Apply(AUnit("P.1", Level::kCommune));
  ledger_.Apply(Versioned(Adds(1), 5, "\xff"));
  ledger_.Apply(Versioned(Adds(2), 5, "\x01"));
  EXPECT_EQ(Held(), 1);
}

TEST_F(LedgerTest, RepetitionIsNoContradiction) {
  ledger_.Apply(Versioned(Adds(1), 5, "m"));
  ledger_.Apply(Versioned(Adds(1), 5, "m"));
  EXPECT_THAT(ledger_.Findings(), IsEmpty());
}

TEST_F(LedgerTest, RetractionIsContentLikeAnyOther) {
  ledger_.Apply(AUnit("P.1", Level::kCommune));
  ledger_.Apply(Versioned(Adds(1), 2, "m", true));
  ledger_.Apply(Versioned(Adds(1), 1, "m"));
  EXPECT_EQ(Held(), std::nullopt);
  ledger_.Apply(Versioned(Adds(3), 3, "m"));
  EXPECT_EQ(Held(), 3);
  ledger_.Apply(Versioned(AUnit("P.1", Level::kCommune), 2, true));
  EXPECT_EQ(ledger_.units().Find({"P.1", std::nullopt}), nullptr);
  ledger_.Apply(Versioned(AUnit("P.1", Level::kCommune), 3));
  EXPECT_EQ(Held(), 3);
}

TEST_F(LedgerTest, CycleIsAFindingUntilItIsBroken) {
  ledger_.Apply(AUnit("B", Level::kCommune, "A"));
  EXPECT_THAT(ledger_.Findings(), IsEmpty());
  ledger_.Apply(AUnit("A", Level::kCommune, "B", "2026-01-01"));
  EXPECT_THAT(ledger_.Findings(), ElementsAre(Finding{Finding::Kind::kCycle, "A@2026-01-01,B"}));
  ledger_.Apply(Versioned(AUnit("B", Level::kCommune, ""), 2));
  EXPECT_THAT(ledger_.Findings(), IsEmpty());
}

TEST_F(LedgerTest, ReturnDirtiesItsUnitAllAboveAndAllEnclosingPeriods) {
  ApplyTree();
  ledger_.Apply(Adds(1));
  EXPECT_THAT(Take(), UnorderedElementsAre("P/2026-08", "P/2026-Q3", "P/2026-H2", "P/2026", "P.1/2026-08",
                                           "P.1/2026-Q3", "P.1/2026-H2", "P.1/2026"));
  EXPECT_THAT(Take(), IsEmpty());
}

TEST_F(LedgerTest, ReturnOfOwnOfficesDirtiesThemToo) {
  ApplyTree();
  ledger_.Apply(AReturn("P", "2026", "ADDS", 1, 2, Scope::kOwnOffices));
  EXPECT_THAT(Take(), ElementsAre("P/2026/own", "P/2026"));
}

TEST_F(LedgerTest, InheritedReturnDirtiesTheWholeSubtree) {
  ApplyTree();
  ledger_.Apply(AReturn("P.2", "2026", "ADDS", 1, 2, Scope::kOwnOffices));
  ledger_.TakeDirty();
  ledger_.Apply(AReturn("P", "2026", "INHERITED", 1, 2));
  EXPECT_THAT(Take(), ElementsAre("P/2026", "P.1/2026", "P.2/2026/own", "P.2/2026"));
}

TEST_F(LedgerTest, SameFiguresAgainDirtyNothing) {
  ApplyTree();
  ledger_.Apply(Versioned(Adds(1), 1, "a"));
  ledger_.TakeDirty();
  ledger_.Apply(Versioned(Adds(1), 2, "b"));
  EXPECT_THAT(Take(), IsEmpty());
  ledger_.Apply(Versioned(Adds(1), 3, "b", true));
  EXPECT_EQ(Take().size(), 8u);
}

TEST_F(LedgerTest, UnitThatComesAfterItsReturnsDirtiesThem) {
  ledger_.Apply(AReturn("P.1", "2026", "ADDS", 1, 2));
  ledger_.Apply(AUnit("P", Level::kProvince));
  EXPECT_THAT(Take(), IsEmpty());
  ledger_.Apply(AUnit("P.1", Level::kCommune, "P"));
  EXPECT_THAT(Take(), ElementsAre("P/2026", "P.1/2026"));
}

TEST_F(LedgerTest, MoveDirtiesTheOldAndTheNewParent) {
  ApplyTree();
  ledger_.Apply(AUnit("Q", Level::kProvince));
  ledger_.Apply(AReturn("P.1", "2026", "ADDS", 1, 2));
  ledger_.TakeDirty();
  ledger_.Apply(Versioned(AUnit("P.1", Level::kCommune, "Q"), 2));
  EXPECT_THAT(Take(), ::testing::IsSupersetOf({"P/2026", "P.1/2026", "Q/2026"}));
}

TEST_F(LedgerTest, ShortenedUnitDirtiesTheTimeItLost) {
  ledger_.Apply(AUnit("P", Level::kProvince));
  ledger_.Apply(AReturn("P", "2026-08", "ADDS", 1, 2));
  ledger_.TakeDirty();
  ledger_.Apply(Versioned(AUnit("P", Level::kProvince, "", "", "2026-06-30"), 2));
  EXPECT_THAT(Take(), ::testing::Contains("P/2026-08"));
}

TEST_F(LedgerTest, NewNameIsHandedOutWithoutScores) {
  ApplyTree();
  ledger_.Apply(Adds(1));
  ledger_.TakeDirty();
  UnitFact renamed = Versioned(AUnit("P.1", Level::kCommune, "P"), 2);
  renamed.unit.name = "Phường Một";
  ledger_.Apply(renamed);
  const Dirty dirty = ledger_.TakeDirty();
  EXPECT_THAT(dirty.units, ElementsAre(UnitKey{"P.1", std::nullopt}));
  EXPECT_THAT(dirty.cells, IsEmpty());
}

TEST_F(LedgerTest, RemovedUnitIsHandedOutAndItsParentIsDirty) {
  ApplyTree();
  ledger_.Apply(AReturn("P.1", "2026", "ADDS", 1, 2));
  ledger_.TakeDirty();
  ledger_.Apply(Versioned(AUnit("P.1", Level::kCommune, "P"), 2, true));
  const Dirty dirty = ledger_.TakeDirty();
  EXPECT_THAT(dirty.units, ElementsAre(UnitKey{"P.1", std::nullopt}));
  EXPECT_THAT(dirty.cells, ::testing::Contains(Cell{{"P", std::nullopt}, P("2026"), Scope::kSubtree}));
}

TEST_F(LedgerTest, MarkAllDirtyHandsOutAllUnitsAndAllThatRestsOnAnything) {
  ApplyTree();
  ledger_.Apply(AReturn("P.1", "2026", "ADDS", 1, 2));
  ledger_.TakeDirty();
  ledger_.MarkAllDirty();
  const Dirty dirty = ledger_.TakeDirty();
  EXPECT_EQ(dirty.units.size(), 3u);
  EXPECT_EQ(dirty.cells.size(), 2u);
}

TEST_F(LedgerTest, MarkAllDirtyHandsOutWhatWasThereOnceToo) {
  ApplyTree();
  ledger_.Apply(AReturn("P.1", "2026-08", "ADDS", 1, 2));
  // Shortened so that the period is lost, and another taken back.
  ledger_.Apply(Versioned(AUnit("P.1", Level::kCommune, "P", "", "2026-06-30"), 2, false));
  ledger_.Apply(Versioned(AUnit("P.2", Level::kCommune, "P"), 2, true));
  ledger_.TakeDirty();
  ledger_.MarkAllDirty();
  const Dirty dirty = ledger_.TakeDirty();
  EXPECT_THAT(dirty.units, ::testing::Contains(UnitKey{"P.2", std::nullopt}));
  EXPECT_THAT(dirty.cells, ::testing::Contains(Cell{{"P.1", std::nullopt}, P("2026-08"), Scope::kSubtree}));
}

}  // namespace
}  // namespace chiso::core
