#include "services/scoring/core/ledger.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/scoring/testing/facts.h"

namespace chiso::core {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class LedgerTest : public ::testing::Test {
 protected:
  static ReturnFact Versioned(ReturnFact fact, int64_t revision, std::string digest, bool retracted = false) {
    fact.origin.version = {revision, 0, std::move(digest)};
    fact.origin.retracted = retracted;
    return fact;
  }
  static UnitFact Versioned(UnitFact fact, int64_t revision, bool retracted = false) {
    fact.origin.version.revision = revision;
    fact.origin.retracted = retracted;
    return fact;
  }
  static ReturnFact Adds(int64_t numerator) { return AReturn("P.1", "2026-08", "ADDS", numerator, 100); }

  std::optional<int64_t> Held(absl::string_view code = "P.1") const {
    const Unit* const unit = ledger_.units().Find({std::string(code), std::nullopt});
    if (unit == nullptr) return std::nullopt;
    const Figures* const figures =
        ledger_.published().ReturnOf(ledger_.offices().Of(unit->key), P("2026-08"), Scope::kSubtree, "ADDS");
    return figures == nullptr ? std::nullopt : figures->numerator;
  }
  // The codes of the offices that were touched.
  std::vector<std::string> Take() {
    const Touched touched = ledger_.TakeTouched();
    if (touched.all) return {"all"};
    std::vector<std::string> codes;
    for (const OfficeId office : touched.offices) codes.push_back(ledger_.offices().all()[office].code);
    return codes;
  }
  void ApplyTree() {
    ledger_.Apply(AUnit("P", Level::kProvince));
    ledger_.Apply(AUnit("P.1", Level::kCommune, "P"));
    ledger_.Apply(AUnit("P.2", Level::kCommune, "P"));
    ledger_.TakeTouched();
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
    fact.origin.version.order = order;
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
  other.origin.version.digest = "other";
  EXPECT_EQ(ledger_.StandingOf(other), Standing::kOlder);
}

TEST_F(LedgerTest, AKeyAsTextIsThatOfItsFinding) {
  EXPECT_EQ(KeyText(Adds(1).cell, "ADDS"), "P.1/2026-08/ADDS/subtree");
  EXPECT_EQ(KeyText(AUnit("P.1", Level::kCommune, "", "2026-07-01").unit.key), "P.1@2026-07-01");
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

TEST_F(LedgerTest, ARetractionTakesBackItsOwnSendersVersionAlone) {
  const auto from = [](ReturnFact fact, std::string sender) {
    fact.origin.sender = std::move(sender);
    return fact;
  };
  ledger_.Apply(AUnit("P.1", Level::kCommune));
  ledger_.Apply(from(Versioned(Adds(1), 1, "a"), "one"));
  ledger_.Apply(from(Versioned(Adds(2), 2, "b"), "two"));
  EXPECT_EQ(Held(), 2);
  ledger_.Apply(from(Versioned(Adds(0), 9, "c", true), "two"));
  EXPECT_EQ(Held(), 1);
  ledger_.Apply(from(Versioned(Adds(0), 2, "c", true), "one"));
  EXPECT_EQ(Held(), std::nullopt);
}

TEST_F(LedgerTest, AFigureTouchesTheOfficeOfItsCodeOnce) {
  ApplyTree();
  ledger_.Apply(Adds(1));
  EXPECT_THAT(Take(), ElementsAre("P.1"));
  EXPECT_THAT(Take(), IsEmpty());
}

TEST_F(LedgerTest, WhatIsAlreadyThereTouchesNothing) {
  ApplyTree();
  ledger_.Apply(Versioned(Adds(1), 2, "a"));
  ledger_.TakeTouched();
  ledger_.Apply(Versioned(Adds(1), 2, "a"));
  ledger_.Apply(Versioned(Adds(7), 1, "z"));
  ledger_.Apply(AUnit("P.1", Level::kCommune, "P"));
  EXPECT_THAT(Take(), IsEmpty());
}

TEST_F(LedgerTest, UnitsThatComeOrGoOrMoveOrAreRenamedTouchAll) {
  ApplyTree();
  ledger_.Apply(AUnit("Q", Level::kProvince));
  EXPECT_THAT(Take(), ElementsAre("all"));
  ledger_.Apply(Versioned(AUnit("P.1", Level::kCommune, "Q"), 2));
  EXPECT_THAT(Take(), ElementsAre("all"));
  UnitFact renamed = Versioned(AUnit("P.1", Level::kCommune, "Q"), 3);
  renamed.unit.name = "Phường Một";
  ledger_.Apply(renamed);
  EXPECT_THAT(Take(), ElementsAre("all"));
  ledger_.Apply(Versioned(AUnit("P.1", Level::kCommune, "Q"), 4, true));
  EXPECT_THAT(Take(), ElementsAre("all"));
}

TEST_F(LedgerTest, AUnitMayComeAfterItsReturns) {
  ledger_.Apply(Adds(1));
  EXPECT_EQ(Held(), std::nullopt);
  ledger_.Apply(AUnit("P.1", Level::kCommune, "P"));
  EXPECT_EQ(Held(), 1);
  EXPECT_THAT(Take(), ElementsAre("all"));
}

}  // namespace
}  // namespace chiso::core
