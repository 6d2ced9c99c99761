#include "services/scoring/core/counting.h"

#include <gtest/gtest.h>

#include <functional>

#include "services/scoring/testing/facts.h"

namespace chiso::core {
namespace {

// The indicators as the index has them, by their numbers.
IndexDefinition NumberedDefinition() {
  const auto of = [](std::string code, Population population, std::string numerator, std::string denominator,
                     LevelSet levels = kBelowNation) {
    return MakeIndicator(std::move(code), 100,
                         {.population = population,
                          .numerator = std::move(numerator),
                          .denominator = std::move(denominator),
                          .levels = levels});
  };
  const LevelSet authorities = {Level::kMinistry, Level::kProvince};
  IndexDefinition definition = TestDefinition();
  definition.groups = {
      {.code = "A",
       .max_points = 100,
       .indicators = {
           of("1.1", Population::kDue, "procedures_announced_on_time", "procedures_announced", authorities),
           of("1.2", Population::kDue, "procedures_published_on_time", "procedures_due_for_publication",
              authorities),
           of("1.3", Population::kStock, "procedures_public_in_full", "procedures_public", authorities),
           of("1.4", Population::kReceived, "dossiers_synchronised", "dossiers_received_by_either_system"),
           of("2.1", Population::kInProcess, "dossiers_on_time", "dossiers"),
           of("2.2", Population::kFinished, "processing_time", "dossiers_finished"),
           of("3.1", Population::kStock, "procedures_under_authority_online", "procedures_under_authority",
              authorities),
           of("3.2", Population::kReceived, "online_services_used", "online_services"),
           of("3.4", Population::kStock, "fee_procedures_payable_online", "fee_procedures"),
           of("3.5", Population::kReceived, "fee_procedures_paid_online", "fee_procedures"),
           of("4.7", Population::kInProcess, "procedures_using_citizen_data", "procedures_for_persons"),
           of("4.8", Population::kStock, "communes_certifying_copies", "communes_managed"),
           of("5.1", Population::kInProcess, "dossiers_satisfied", "dossiers"),
           of("5.2", Population::kReceived, "petitions_on_time", "petitions"),
           of("5.3", Population::kReceived, "petitions_satisfied", "petitions")}}};
  return definition;
}

class CountingTest : public ::testing::Test {
 protected:
  CountingTest() {
    ledger_.AdvanceTo(At("2026-11-01"));
    ledger_.Apply(AUnit("P", Level::kProvince));
    ledger_.Apply(AUnit("P.1", Level::kCommune, "P"));
    ledger_.Apply(AUnit("P.2", Level::kCommune, "P"));
  }

  // `3 of 4`, `nothing of 4` where a number is empty, with `?` where a part is missing; `not reported`.
  std::string Of(std::string code, const std::string& indicator, absl::string_view period = "2026-08",
                 Scope scope = Scope::kSubtree) const {
    const std::optional<Tally> tally =
        TallyOf(ledger_, definition_, {std::move(code), {}}, period, indicator, scope);
    if (!tally) return "not reported";
    const auto text = [](const std::optional<int64_t>& count) {
      return count ? std::to_string(*count) : std::string("nothing");
    };
    return text(tally->figures.numerator) + " of " + text(tally->figures.denominator) +
           (tally->complete() ? "" : "?");
  }
  std::string Own(std::string code, const std::string& indicator,
                  absl::string_view period = "2026-08") const {
    return Of(std::move(code), indicator, period, Scope::kOwnOffices);
  }
  void Put(std::string code, const std::function<void(Procedure&)>& set) {
    ProcedureFact fact = AProcedure(std::move(code), "P");
    fact.origin.version.revision = ++revision_;
    set(fact.procedure);
    ledger_.Apply(fact);
  }
  void Put(
      std::string code, std::string unit, absl::string_view receive,
      const std::function<void(Dossier&)>& set = [](Dossier&) {}) {
    DossierFact fact = ADossier(std::move(code), std::move(unit), receive);
    fact.origin.version.revision = ++revision_;
    set(fact.dossier);
    ledger_.Apply(fact);
  }
  void Total(std::string unit, absl::string_view period, std::optional<int64_t> received,
             TotalSource source = TotalSource::kNationalPortal, Scope scope = Scope::kSubtree) {
    ledger_.Apply(TotalFact{{.version = {.revision = ++revision_, .digest = "t"}},
                            {{std::move(unit), {}}, P(period), scope},
                            source,
                            received});
  }
  void Copies(std::string unit, absl::string_view period, std::optional<int64_t> copies) {
    ledger_.Apply(CopyFact{
        {.version = {.revision = ++revision_, .digest = "c"}}, {std::move(unit), {}}, P(period), copies});
  }
  static DayNumber On(absl::string_view day) { return NumberOf(*Day(day)); }

  const IndexDefinition definition_ = NumberedDefinition();
  Ledger ledger_{absl::MakeConstSpan(&definition_, 1)};
  int64_t revision_ = 0;
};

TEST_F(CountingTest, AnEmptyCountIsNotReportedUnlessItIsDeclared) {
  EXPECT_EQ(Own("P.1", "2.1"), "not reported");
  ledger_.Apply(AFeed(Kind::kDossier, "P.1"));
  EXPECT_EQ(Own("P.1", "2.1"), "0 of 0");
  // What is there counts with or without a declaration.
  Put("P.2-1", "P.2", "2026-08-03");
  EXPECT_EQ(Own("P.2", "2.1"), "1 of 1");
}

TEST_F(CountingTest, WhatIsThereWithoutTheFurtherConditionIsReportedWithBaseZero) {
  Put("P.1-1", "P.1", "2026-08-03");
  Put("1", [](Procedure& p) { p.online = true; });
  EXPECT_EQ(Own("P.1", "3.5"), "0 of 0");
}

TEST_F(CountingTest, ASubtreeIsTheSumOverItsOfficesAndLacksThoseThatSayNothing) {
  Put("P.1-1", "P.1", "2026-08-03", [](Dossier& d) { d.due = At("2026-08-10"); });
  EXPECT_EQ(Of("P", "2.1"), "0 of 1?");
  ledger_.Apply(AFeed(Kind::kDossier, "P.2"));
  EXPECT_EQ(Of("P", "2.1"), "0 of 1");
  Put("P-1", "P", "2026-08-03");
  EXPECT_EQ(Of("P", "2.1"), "1 of 2");
}

TEST_F(CountingTest, OneDossierCountsInManyMonthsAndLateFromWhenItIs) {
  Put("P.1-1", "P.1", "2026-06-20", [](Dossier& d) {
    d.due = At("2026-07-10");
    d.status = DossierStatus::kFinished;
    d.process_end = At("2026-08-05");
  });
  EXPECT_EQ(Own("P.1", "2.1", "2026-06"), "1 of 1");
  EXPECT_EQ(Own("P.1", "2.1", "2026-07"), "0 of 1");
  EXPECT_EQ(Own("P.1", "2.1", "2026-08"), "0 of 1");
  EXPECT_EQ(Own("P.1", "2.1", "2026-09"), "not reported");
  EXPECT_EQ(Own("P.1", "2.1", "2026"), "0 of 1");
}

TEST_F(CountingTest, TheTimeIsThatOfTheFinishedInWholeMinutes) {
  Put("P.1-1", "P.1", "2026-07-31 10:00", [](Dossier& d) {
    d.status = DossierStatus::kFinished;
    d.process_end = At("2026-08-01 11:30") + 59;
  });
  EXPECT_EQ(Own("P.1", "2.2"), "1530 of 1");
  EXPECT_EQ(Own("P.1", "2.2", "2026-07"), "not reported");
}

TEST_F(CountingTest, LateAndDislikedDossiersAreDissatisfactionOnce) {
  Put("P.1-1", "P.1", "2026-08-03", [](Dossier& d) { d.due = At("2026-08-10"); });
  Put("P.1-2", "P.1", "2026-08-03");
  Put("P.1-3", "P.1", "2026-08-03");
  for (const char* code : {"P.1-1", "P.1-2"}) {
    ledger_.Apply(AnswerFact{{.version = {.revision = 1, .digest = "a"}}, code, "1", true});
  }
  EXPECT_EQ(Own("P.1", "5.1"), "1 of 3");
}

TEST_F(CountingTest, AnnouncementsCountInTheirMonthWhateverTheDaysInForce) {
  Put("1", [](Procedure& p) {
    p.announced = On("2026-08-24");
    p.effective = On("2026-08-31");
    p.in_force = {{}, Day("2026-08-25")};
  });
  Put("2", [](Procedure& p) {
    p.announced = On("2026-08-25");
    p.effective = On("2026-08-31");
  });
  Put("3", [](Procedure& p) { p.announced = On("2026-08-25"); });
  EXPECT_EQ(Of("P", "1.1"), "1 of 2");
  EXPECT_EQ(Of("P", "1.1", "2026-07"), "0 of 0");
  EXPECT_EQ(Of("P.1", "1.1"), "not reported");
}

TEST_F(CountingTest, PublicationsCountByTheirDeadlineOrWhereTheyWere) {
  // The deadline is Monday 2026-08-10.
  const auto publish = [&](std::optional<DayNumber> published) {
    Put("1", [&](Procedure& p) {
      p.announced = On("2026-08-03");
      p.published = published;
    });
    return Of("P", "1.2") + ", " + Of("P", "1.2", "2026-09");
  };
  EXPECT_EQ(publish({}), "0 of 1, 0 of 0");
  EXPECT_EQ(publish(On("2026-08-10")), "1 of 1, 0 of 0");
  EXPECT_EQ(publish(On("2026-08-11")), "0 of 1, 0 of 0");
  EXPECT_EQ(publish(On("2026-09-01")), "0 of 1, 0 of 1");
  // Published before the month of its deadline: it counts in both.
  EXPECT_EQ(publish(On("2026-07-31")), "1 of 1, 0 of 0");
  EXPECT_EQ(Of("P", "1.2", "2026-07"), "1 of 1");
}

TEST_F(CountingTest, ADeadlineThatIsNotOverDoesNotCountYet) {
  Put("1", [](Procedure& p) { p.announced = On("2026-08-03"); });
  ledger_.AdvanceTo(At("2026-08-10 23:59"));
  EXPECT_EQ(Of("P", "1.2"), "0 of 0");
  ledger_.AdvanceTo(At("2026-08-11"));
  EXPECT_EQ(Of("P", "1.2"), "0 of 1");
}

TEST_F(CountingTest, WhatIsPublicIsInForceOnTheLastDayAndPublishedBeforeToday) {
  Put("1", [](Procedure& p) {
    p.published = On("2026-08-31");
    p.published_in_full = true;
  });
  Put("2", [](Procedure& p) { p.published = On("2026-07-01"); });
  Put("3", [](Procedure& p) {
    p.published = On("2026-07-01");
    p.in_force = {{}, Day("2026-08-30")};
  });
  Put("4", [](Procedure& p) { p.published_in_full = true; });
  EXPECT_EQ(Of("P", "1.3"), "1 of 2");
  EXPECT_EQ(Of("P", "1.3", "2026-07"), "0 of 2");
  // On the day of publication itself it is not public yet.
  ledger_.AdvanceTo(At("2026-08-31 23:00"));
  EXPECT_EQ(Of("P", "1.3"), "0 of 1");
}

TEST_F(CountingTest, OnlineProvidedIsTheListOfTheAuthority) {
  Put("1", [](Procedure& p) { p.online = true; });
  Put("2", [](Procedure&) {});
  Put("3", [](Procedure& p) {
    p.online = true;
    p.in_force = {Day("2026-09-01"), {}};
  });
  EXPECT_EQ(Of("P", "3.1"), "1 of 2");
  EXPECT_EQ(Own("P", "3.1"), "1 of 2");
  EXPECT_EQ(Of("P", "3.1", "2026-09"), "2 of 3");
}

TEST_F(CountingTest, AProcedureThatTwoOfficesUseCountsOnce) {
  Put("1", [](Procedure& p) { p.online = true; });
  Put("2", [](Procedure& p) { p.online = true; });
  Put("3", [](Procedure& p) { p.facts.has_fee = true; });
  for (const char* unit : {"P.1", "P.2"}) {
    Put(std::string(unit) + "-1", unit, "2026-08-03", [](Dossier& d) {
      d.procedure_code = "1";
      d.flags.Set(DossierFlag::kOnline, true);
    });
  }
  EXPECT_EQ(Of("P", "3.2"), "1 of 2");
  EXPECT_EQ(Own("P.1", "3.2"), "1 of 2");
  // Used offline, or in another month, it is not used.
  Put("P.2-2", "P.2", "2026-08-03", [](Dossier& d) { d.procedure_code = "2"; });
  Put("P.2-3", "P.2", "2026-07-31", [](Dossier& d) {
    d.procedure_code = "2";
    d.flags.Set(DossierFlag::kOnline, true);
  });
  EXPECT_EQ(Of("P", "3.2"), "1 of 2");
}

TEST_F(CountingTest, OnlyProceduresOfTheLevelsCount) {
  Put("1", [](Procedure& p) {
    p.online = true;
    p.levels = {Level::kProvince};
  });
  Put("2", [](Procedure& p) {
    p.online = true;
    p.levels = {Level::kCommune};
  });
  ledger_.Apply(AFeed(Kind::kDossier, ""));
  EXPECT_EQ(Own("P", "3.2"), "0 of 1");
  EXPECT_EQ(Own("P.1", "3.2"), "0 of 1");
  EXPECT_EQ(Of("P", "3.2"), "0 of 2");
}

TEST_F(CountingTest, ADistinctCountNeedsBothProceduresAndDossiers) {
  ledger_.Apply(AFeed(Kind::kDossier, "P.1"));
  EXPECT_EQ(Own("P.1", "3.2"), "not reported");
  // That of the procedures speaks of the authority.
  ledger_.Apply(AFeed(Kind::kProcedure, "P.1"));
  EXPECT_EQ(Own("P.1", "3.2"), "not reported");
  ledger_.Apply(AFeed(Kind::kProcedure, "P"));
  EXPECT_EQ(Own("P.1", "3.2"), "0 of 0");
}

TEST_F(CountingTest, APayableProcedureIsOneThatSaysSoOrWasPaidForBefore) {
  Put("1", [](Procedure& p) {
    p.facts.has_fee = true;
    p.payable_online = true;
  });
  Put("2", [](Procedure& p) { p.facts.has_fee = true; });
  Put("3", [](Procedure& p) { p.payable_online = true; });
  Put("P.1-1", "P.1", "2026-07-03", [](Dossier& d) {
    d.procedure_code = "2";
    d.flags.Set(DossierFlag::kHasAmount, true);
  });
  EXPECT_EQ(Own("P.1", "3.4", "2026-08"), "2 of 2");
  EXPECT_EQ(Own("P.1", "3.4", "2026-06"), "not reported");
  ledger_.Apply(AFeed(Kind::kDossier, ""));
  EXPECT_EQ(Own("P.1", "3.4", "2026-06"), "1 of 2");
}

TEST_F(CountingTest, AProcedurePaidOnlineWasReceivedInThePeriod) {
  Put("1", [](Procedure& p) { p.facts.has_fee = true; });
  Put("P.1-1", "P.1", "2026-07-03", [](Dossier& d) {
    d.procedure_code = "1";
    d.flags.Set(DossierFlag::kPaidOnline, true);
  });
  ledger_.Apply(AFeed(Kind::kDossier, ""));
  EXPECT_EQ(Own("P.1", "3.5", "2026-07"), "1 of 1");
  EXPECT_EQ(Own("P.1", "3.5", "2026-08"), "0 of 1");
}

TEST_F(CountingTest, CitizenDataCountForProceduresForPersonsOfDossiersInProcess) {
  Put("1", [](Procedure& p) { p.for_persons = true; });
  Put("2", [](Procedure&) {});
  Put("P.1-1", "P.1", "2026-07-03", [](Dossier& d) {
    d.procedure_code = "1";
    d.flags.Set(DossierFlag::kAccountVerified, true);
  });
  EXPECT_EQ(Own("P.1", "4.7"), "1 of 1");
  EXPECT_EQ(Own("P.1", "4.7", "2026-06"), "not reported");
}

TEST_F(CountingTest, TheGreaterOfTheTwoTotalsIsTheBase) {
  Put("P.1-1", "P.1", "2026-08-03");
  EXPECT_EQ(Of("P", "1.4"), "not reported");
  Total("P", "2026-08", 5);
  EXPECT_EQ(Of("P", "1.4"), "1 of 5?");
  Total("P", "2026-08", 9, TotalSource::kNationalReporting);
  EXPECT_EQ(Of("P", "1.4"), "1 of 9?");
  // One that is explicitly empty gives way.
  Total("P", "2026-08", std::nullopt, TotalSource::kNationalReporting);
  EXPECT_EQ(Of("P", "1.4"), "1 of 5?");
  Total("P", "2026-08", std::nullopt);
  EXPECT_EQ(Of("P", "1.4"), "1 of nothing?");
}

TEST_F(CountingTest, ATotalIsTheSumOfItsMonthsElseOfItsUnits) {
  Put("P.1-1", "P.1", "2026-08-03");
  for (const char* month : {"2026-07", "2026-08"}) Total("P", month, 5);
  EXPECT_EQ(Of("P", "1.4", "2026-Q3"), "not reported");
  Total("P", "2026-09", std::nullopt);
  EXPECT_EQ(Of("P", "1.4", "2026-Q3"), "1 of 10?");
  Total("P", "2026-08", 2, TotalSource::kNationalReporting, Scope::kOwnOffices);
  Total("P.1", "2026-08", 20, TotalSource::kNationalReporting);
  EXPECT_EQ(Of("P", "1.4"), "1 of 5?");
  Total("P.2", "2026-08", 30, TotalSource::kNationalReporting);
  EXPECT_EQ(Of("P", "1.4"), "1 of 52?");
}

TEST_F(CountingTest, ATotalOfASubtreeSpeaksForAllBelowWhoseDossiersAreThere) {
  // A return of the province's own offices makes its subtree a sum over units.
  ledger_.Apply(AReturn("P", "2026-08", "1.4", 7, 9, Scope::kOwnOffices));
  Put("P.1-1", "P.1", "2026-08-03");
  Total("P.1", "2026-08", 5);
  EXPECT_EQ(Of("P", "1.4"), "8 of 14?");
  Put("P.2-1", "P.2", "2026-08-03");
  Total("P.2", "2026-08", 5);
  EXPECT_EQ(Of("P", "1.4"), "9 of 19");
}

TEST_F(CountingTest, DeclaredTotalsThatDoNotComeAreABaseOfZero) {
  ledger_.Apply(AFeed(Kind::kNationalTotal, ""));
  EXPECT_EQ(Own("P.1", "1.4"), "not reported");
  Put("P.1-1", "P.1", "2026-08-03");
  EXPECT_EQ(Own("P.1", "1.4"), "1 of 0");
}

TEST_F(CountingTest, CommunesThatCertifiedACopyUpToThePeriodCount) {
  Copies("P.1", "2026-06", 3);
  EXPECT_EQ(Of("P", "4.8"), "1 of 1?");
  Copies("P.2", "2026-09", 3);
  EXPECT_EQ(Of("P", "4.8"), "1 of 1?");
  EXPECT_EQ(Of("P", "4.8", "2026-09"), "2 of 2");
  Copies("P.2", "2026-08", 0);
  EXPECT_EQ(Of("P", "4.8"), "1 of 2");
  // A record whose period ends later does not count.
  Copies("P.2", "2026", 9);
  EXPECT_EQ(Of("P", "4.8"), "1 of 2");
}

TEST_F(CountingTest, PetitionsCountInTheMonthOfTheirReceptionAndAreJudgedAtItsEnd) {
  ledger_.Apply(APetition("P.1-1", "P.1", "2026-08-03"));
  ledger_.Apply(APetition("P.1-2", "P.1", "2026-08-20"));
  PetitionFact repeated = APetition("P.1-3", "P.1", "2026-08-20");
  repeated.petition.repeated = true;
  ledger_.Apply(repeated);
  // The limit of the first ends with the 24th, those of the others in September.
  EXPECT_EQ(Own("P.1", "5.2"), "2 of 3");
  EXPECT_EQ(Own("P.1", "5.3"), "1 of 3");
  EXPECT_EQ(Own("P.1", "5.2", "2026-Q3"), "0 of 3");
  EXPECT_EQ(Own("P.1", "5.2", "2026-09"), "not reported");
}

TEST_F(CountingTest, AReturnGoesBeforeTheRecords) {
  Put("P.1-1", "P.1", "2026-08-03");
  ledger_.Apply(AReturn("P.1", "2026-08", "2.1", 7, 9, Scope::kOwnOffices));
  EXPECT_EQ(Own("P.1", "2.1"), "7 of 9");
  EXPECT_EQ(Of("P", "2.1"), "7 of 9?");
}

}  // namespace
}  // namespace chiso::core
