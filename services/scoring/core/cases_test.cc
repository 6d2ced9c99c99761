#include "services/scoring/core/cases.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/scoring/core/ledger.h"
#include "services/scoring/testing/facts.h"

namespace chiso::core {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class CasesTest : public ::testing::Test {
 protected:
  CasesTest() {
    ledger_.Apply(AUnit("P", Level::kProvince));
    ledger_.Apply(AUnit("P.1", Level::kCommune, "P"));
    ledger_.Apply(AUnit("P.2", Level::kCommune, "P"));
    ledger_.AdvanceTo(At("2026-08-20"));
    ledger_.TakeTouched();
  }

  Counts Of(std::string code, absl::string_view period = "2026-08",
            Population population = Population::kInProcess) const {
    const OfficeId office = ledger_.offices().Of({std::move(code), std::nullopt});
    const Flows* const flows = ledger_.cases().FlowsOf(office, definition_.choices);
    return flows == nullptr ? Counts() : flows->Of(Span::Of(P(period)), population);
  }
  int64_t All(std::string code, absl::string_view period = "2026-08") const {
    return Of(std::move(code), period).Of(Trait::kAll);
  }
  std::vector<std::string> Touched() {
    const core::Touched touched = ledger_.TakeTouched();
    if (touched.all) return {"all"};
    std::vector<std::string> codes;
    for (const OfficeId office : touched.offices) codes.push_back(ledger_.offices().all()[office].code);
    std::sort(codes.begin(), codes.end());
    return codes;
  }
  static DossierFact Newer(DossierFact fact, int64_t revision = 2) {
    fact.origin.version.revision = revision;
    return fact;
  }
  static AliasFact AnAlias(std::string alias, std::string unit_code, std::string sender = "") {
    AliasFact fact{.origin = {.version = {.revision = 1, .digest = "a"}},
                   .key = {std::move(sender), std::move(alias), {}},
                   .valid_to = {},
                   .unit_code = std::move(unit_code)};
    return fact;
  }

  const IndexDefinition definition_ = TestDefinition();
  Ledger ledger_{absl::MakeConstSpan(&definition_, 1)};
};

TEST_F(CasesTest, ADossierIsCountedWhereItsNewestVersionSays) {
  ledger_.Apply(ADossier("P.1-1", "P.1", "2026-08-03"));
  EXPECT_EQ(All("P.1"), 1);
  EXPECT_THAT(Touched(), ElementsAre("P.1"));
  ledger_.Apply(Newer(ADossier("P.1-1", "P.2", "2026-08-03")));
  EXPECT_EQ(All("P.1"), 0);
  EXPECT_EQ(All("P.2"), 1);
  EXPECT_THAT(Touched(), ElementsAre("P.1", "P.2"));
  // An older one that arrives late changes nothing.
  ledger_.Apply(ADossier("P.1-1", "P.1", "2026-08-03"));
  EXPECT_THAT(Touched(), IsEmpty());
  DossierFact gone = Newer(ADossier("P.1-1", "", "2026-08-03"), 3);
  gone.origin.retracted = true;
  ledger_.Apply(gone);
  EXPECT_EQ(All("P.2"), 0);
}

TEST_F(CasesTest, TheSmallestPrecedenceForTheUnitInTheCodeSaysWhichVersionIsInForce) {
  DossierFact mine = ADossier("P.1-1", "P.1", "2026-08-03");
  mine.origin.sender = "mine";
  DossierFact theirs = Newer(ADossier("P.1-1", "P.2", "2026-08-03"), 9);
  theirs.origin.sender = "theirs";
  ledger_.Apply(mine);
  ledger_.Apply(theirs);
  EXPECT_EQ(All("P.2"), 1);
  FeedFact feed = AFeed(Kind::kDossier, "P.1", "mine");
  feed.feed.precedence = 1;
  ledger_.Apply(feed);
  EXPECT_EQ(All("P.1"), 1);
  EXPECT_EQ(All("P.2"), 0);
}

TEST_F(CasesTest, ADossierBecomesLateWithoutARecord) {
  DossierFact dossier = ADossier("P.1-1", "P.1", "2026-08-03");
  dossier.dossier.due = At("2026-08-20 17:00");
  ledger_.Apply(dossier);
  ledger_.TakeTouched();
  // At the moment itself it is not late yet: late is before the as-of time.
  ledger_.AdvanceTo(At("2026-08-21"));
  EXPECT_EQ(Of("P.1").late, 0);
  EXPECT_THAT(Touched(), IsEmpty());
  ledger_.AdvanceTo(At("2026-08-21") + 1);
  EXPECT_EQ(Of("P.1").late, 1);
  EXPECT_THAT(Touched(), ElementsAre("P.1"));
  // In July it was not.
  EXPECT_EQ(Of("P.1", "2026-07").late, 0);
  // Where the clock was wrong it is not late again.
  ledger_.AdvanceTo(At("2026-08-20"));
  EXPECT_EQ(Of("P.1").late, 0);
}

TEST_F(CasesTest, ALineTellsWhenADossierEnded) {
  DossierFact dossier = ADossier("P.1-1", "P.1", "2026-07-03");
  dossier.dossier.status = DossierStatus::kFinished;
  ledger_.Apply(dossier);
  EXPECT_EQ(All("P.1", "2026-08"), 0);
  LineFact line{.origin = {.version = {.revision = 1, .digest = "l"}},
                .dossier_code = "P.1-1",
                .time = At("2026-08-10"),
                .nanos = 0,
                .status = DossierStatus::kFinished};
  ledger_.Apply(line);
  EXPECT_EQ(All("P.1", "2026-08"), 1);
  // The earliest of several counts.
  line.time = At("2026-07-20");
  ledger_.Apply(line);
  EXPECT_EQ(All("P.1", "2026-08"), 0);
  line.origin.version.revision = 2;
  line.origin.retracted = true;
  ledger_.Apply(line);
  EXPECT_EQ(All("P.1", "2026-08"), 1);
}

TEST_F(CasesTest, AnAliasThatArrivesLaterPlacesTheDossiersThatItExplains) {
  DossierFact dossier = ADossier("P.1-1", "", "2026-08-03");
  dossier.dossier.unit_name = "Quầy 1";
  dossier.origin.sender = "one";
  ledger_.Apply(dossier);
  ASSERT_EQ(ledger_.cases().unplaced().size(), 1u);
  EXPECT_EQ(ledger_.cases().unplaced().at("Quầy 1").example, "P.1-1");
  EXPECT_THAT(ledger_.Findings(), ElementsAre(Finding{Finding::Kind::kUnplaced, "Quầy 1"}));
  ledger_.Apply(AnAlias("Quầy 1", "P.2"));
  EXPECT_EQ(All("P.2"), 1);
  EXPECT_THAT(ledger_.cases().unplaced(), IsEmpty());
  ledger_.TakeTouched();
  // The sender's own goes before that of all; who loses the dossier is touched too.
  ledger_.Apply(AnAlias("Quầy 1", "P.1", "one"));
  EXPECT_EQ(All("P.1"), 1);
  EXPECT_EQ(All("P.2"), 0);
  EXPECT_THAT(Touched(), ElementsAre("all"));
}

TEST_F(CasesTest, ACodeThatNoUnitBearsMayBeAnAlias) {
  ledger_.Apply(ADossier("P.1-1", "OLD", "2026-08-03"));
  EXPECT_EQ(ledger_.cases().unplaced().count("OLD"), 1u);
  ledger_.Apply(AnAlias("OLD", "P.1"));
  EXPECT_EQ(All("P.1"), 1);
  // Where a unit bears the code the alias is not asked.
  ledger_.Apply(AUnit("OLD", Level::kCommune, "P"));
  EXPECT_EQ(All("P.1"), 0);
  EXPECT_EQ(All("OLD"), 1);
}

TEST_F(CasesTest, WhereTheCodeIsGivenTheNameIsNotAsked) {
  DossierFact dossier = ADossier("P.1-1", "OLD", "2026-08-03");
  dossier.dossier.unit_name = "Quầy 1";
  ledger_.Apply(dossier);
  ledger_.Apply(AnAlias("Quầy 1", "P.1"));
  EXPECT_EQ(All("P.1"), 0);
  EXPECT_EQ(ledger_.cases().unplaced().count("OLD"), 1u);
}

TEST_F(CasesTest, AnAliasHoldsOnTheDayOfReception) {
  AliasFact alias = AnAlias("OLD", "P.1");
  alias.key.valid_from = Day("2026-08-01");
  alias.valid_to = Day("2026-08-03");
  ledger_.Apply(alias);
  ledger_.Apply(ADossier("P.1-1", "OLD", "2026-08-03 23:59"));
  ledger_.Apply(ADossier("P.1-2", "OLD", "2026-08-04"));
  ledger_.Apply(ADossier("P.1-3", "OLD", "2026-07-31 23:59"));
  EXPECT_EQ(All("P.1"), 1);
  EXPECT_EQ(ledger_.cases().unplaced().at("OLD").count, 2);
}

TEST_F(CasesTest, AnOfficeThatEndedKeepsItsPast) {
  ledger_.Apply(AUnit("P.9", Level::kCommune, "P", "2026-01-01", "2026-07-31"));
  ledger_.Apply(ADossier("P.9-1", "P.9", "2026-07-31 23:59"));
  ledger_.Apply(ADossier("P.9-2", "P.9", "2026-08-01"));
  const OfficeId office = ledger_.offices().Of({"P.9", Day("2026-01-01")});
  const Flows* const flows = ledger_.cases().FlowsOf(office, definition_.choices);
  ASSERT_NE(flows, nullptr);
  EXPECT_EQ(flows->Of(Span::Of(P("2026-07")), Population::kReceived).Of(Trait::kAll), 1);
  EXPECT_EQ(ledger_.cases().unplaced().at("P.9").count, 1);
  EXPECT_EQ(ledger_.offices().TreeIn(P("2026-08")).Of(office), -1);
}

TEST_F(CasesTest, ADissatisfiedAnswerOrAPetitionDislikesADossierOnce) {
  const auto disliked = [&] { return Of("P.1").Of(Trait::kDisliked); };
  ledger_.Apply(ADossier("P.1-1", "P.1", "2026-08-03"));
  AnswerFact answer{.origin = {.version = {.revision = 1, .digest = "a"}},
                    .dossier_code = "P.1-1",
                    .code = "1",
                    .dissatisfied = true};
  ledger_.Apply(answer);
  EXPECT_EQ(disliked(), 1);
  PetitionFact petition = APetition("P.1-9", "P.1", "2026-08-04");
  petition.petition.dossier_code = "P.1-1";
  ledger_.Apply(petition);
  EXPECT_EQ(disliked(), 1);
  answer.origin.version.revision = 2;
  answer.dissatisfied = false;
  ledger_.Apply(answer);
  EXPECT_EQ(disliked(), 1);
  petition.origin.version.revision = 2;
  petition.petition.dossier_code = "P.1-2";
  ledger_.Apply(petition);
  EXPECT_EQ(disliked(), 0);
  // The petition comes before its dossier.
  ledger_.Apply(ADossier("P.1-2", "P.1", "2026-08-03"));
  EXPECT_EQ(disliked(), 1);
  petition.origin.version.revision = 3;
  petition.origin.retracted = true;
  ledger_.Apply(petition);
  EXPECT_EQ(disliked(), 0);
}

TEST_F(CasesTest, APetitionTouchesItsOfficeWhenItsLimitHasPassed) {
  ledger_.Apply(APetition("P.1-9", "P.1", "2026-08-03"));
  ledger_.TakeTouched();
  ledger_.AdvanceTo(At("2026-08-25"));
  EXPECT_THAT(Touched(), IsEmpty());
  ledger_.AdvanceTo(At("2026-08-25") + 1);
  EXPECT_THAT(Touched(), ElementsAre("P.1"));
}

TEST_F(CasesTest, ATermIsThatOfTheAuthoritysProcedureByTheUnitsCalendar) {
  DossierFact dossier = ADossier("P.1-1", "P.1", "2026-08-03");
  dossier.dossier.procedure_code = "1.001";
  ledger_.Apply(dossier);
  EXPECT_EQ(Of("P.1").late, 0);
  ProcedureFact procedure = AProcedure("1.001", "P");
  procedure.procedure.facts.max_working_days = 3;
  ledger_.Apply(procedure);
  EXPECT_EQ(Of("P.1").late, 1);
  // Another authority's procedure of that code says nothing.
  procedure.key.unit_code = "P.1";
  procedure.procedure.facts.max_working_days = 30;
  ledger_.Apply(procedure);
  EXPECT_EQ(Of("P.1").late, 1);
  // Received on Monday 3rd; with these days off the third working day is the 20th, which is not over.
  for (int day = 4; day <= 17; ++day) {
    ledger_.Apply(CalendarFact{
        {.version = {.revision = 1, .digest = "c"}}, NumberOf(absl::CivilDay(2026, 8, day)), "P", false});
  }
  EXPECT_EQ(Of("P.1").late, 0);
}

TEST_F(CasesTest, TheMonthsAreThoseInWhichAnythingHappened) {
  const auto months = [&] {
    std::vector<std::string> names;
    for (const auto& [month, times] : ledger_.cases().months()) {
      names.push_back(Period::Month(MonthOf(month)).ToString());
    }
    return names;
  };
  DossierFact dossier = ADossier("P.1-1", "P.1", "2026-05-03");
  dossier.dossier.due = At("2026-06-10");
  dossier.dossier.status = DossierStatus::kFinished;
  dossier.dossier.process_end = At("2026-08-02");
  ledger_.Apply(dossier);
  EXPECT_THAT(months(), ElementsAre("2026-05", "2026-06", "2026-08"));
  dossier = Newer(dossier);
  dossier.origin.retracted = true;
  ledger_.Apply(dossier);
  EXPECT_THAT(months(), IsEmpty());
  ledger_.Apply(APetition("P.1-9", "P.1", "2026-08-04"));
  EXPECT_THAT(months(), ElementsAre("2026-08"));
}

}  // namespace
}  // namespace chiso::core
