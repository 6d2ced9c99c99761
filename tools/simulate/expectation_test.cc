#include "tools/simulate/expectation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace chiso {
namespace {

using absl::CivilMonth;
using absl::CivilSecond;
using enum record::v1::DossierStatus;
using ::testing::HasSubstr;
using ::testing::Not;

// With a fee, a result, and two working days.
constexpr SimulatedProcedure kProcedure = {"1.000001", "Ví dụ", "F", "Ví dụ", 1,    2,
                                           10'000,     true,    500, 2,       false};
// With neither.
constexpr SimulatedProcedure kPlain = {"1.000002", "Ví dụ", "F", "Ví dụ", 1, 2, 0, false, 500, 2, false};

class ExpectationTest : public ::testing::Test {
 protected:
  // Received on 29 September, a Tuesday, due on 1 October, and ended then.
  static SimulatedDossier ADossier() {
    SimulatedDossier dossier;
    dossier.procedure = &kProcedure;
    dossier.submit_time = CivilSecond(2026, 9, 29, 8, 0, 0);
    dossier.receive_time = CivilSecond(2026, 9, 29, 9, 0, 0);
    dossier.due_time = CivilSecond(2026, 10, 1, 17, 0, 0);
    dossier.stages = {{*dossier.receive_time, DOSSIER_STATUS_RECEIVED, true, true}};
    return dossier;
  }
  static SimulatedDossier Ended(SimulatedDossier dossier, CivilSecond time,
                                record::v1::DossierStatus status = DOSSIER_STATUS_FINISHED) {
    dossier.stages.push_back({time, status, true, true});
    return dossier;
  }
  void Add(const SimulatedDossier& dossier) { expectation_.Add(dossier, {"H44.1", "H44.1", false, "H44"}); }
  // The numbers like `1/2`; empty: no line.
  std::string Of(const std::string& month, const std::string& code, const std::string& unit = "H44.1",
                 const std::string& scope = "own") {
    const std::string begin = absl::StrCat(unit, ",", month, ",", scope, ",", code, ",");
    const std::string csv = expectation_.ToCsv();
    for (absl::string_view line : absl::StrSplit(csv, '\n')) {
      if (absl::ConsumePrefix(&line, begin)) return absl::StrReplaceAll(line, {{",", "/"}});
    }
    return "";
  }

  Expectation expectation_{CivilMonth(2026, 9), 2};
};

TEST_F(ExpectationTest, ADossierIsInProcessFromItsReceptionToItsEnd) {
  Add(Ended(ADossier(), CivilSecond(2026, 10, 1, 16, 0, 30)));
  EXPECT_EQ(Of("2026-09", "ON_TIME"), "1/1");
  EXPECT_EQ(Of("2026-10", "ON_TIME"), "1/1");
  EXPECT_EQ(Of("2026-09", "ONLINE_DOSSIERS"), "0/1");
  EXPECT_EQ(Of("2026-10", "ONLINE_DOSSIERS"), "");
  EXPECT_EQ(Of("2026-09", "AVERAGE_TIME"), "");
  // Two days and seven hours, in whole minutes.
  EXPECT_EQ(Of("2026-10", "AVERAGE_TIME"), "3300/1");
}

TEST_F(ExpectationTest, LateIsFromTheDayAfterTheDueDayOn) {
  Add(Ended(ADossier(), CivilSecond(2026, 10, 1, 23, 59, 59)));
  Add(Ended(ADossier(), CivilSecond(2026, 10, 2, 0, 0, 0)));
  EXPECT_EQ(Of("2026-09", "ON_TIME"), "2/2");
  EXPECT_EQ(Of("2026-10", "ON_TIME"), "1/2");
  EXPECT_EQ(Of("2026-10", "DOSSIER_RECEIVING_SATISFACTION"), "1/2");
}

TEST_F(ExpectationTest, ANewDueTimeCountsInsteadAndASecondRequestIsLateAtOnce) {
  SimulatedDossier dossier = ADossier();
  dossier.supplements = {{CivilSecond(2026, 9, 30, 9, 0, 0), CivilSecond(2026, 9, 30, 10, 0, 0),
                          CivilSecond(2026, 10, 5, 17, 0, 0)}};
  Add(Ended(dossier, CivilSecond(2026, 10, 5, 16, 0, 0)));
  EXPECT_EQ(Of("2026-10", "ON_TIME"), "1/1");
  dossier.supplements.push_back({CivilSecond(2026, 9, 30, 11, 0, 0), CivilSecond(2026, 9, 30, 12, 0, 0),
                                 CivilSecond(2026, 10, 6, 17, 0, 0)});
  Add(Ended(dossier, CivilSecond(2026, 10, 5, 16, 0, 0)));
  EXPECT_EQ(Of("2026-09", "ON_TIME"), "1/2");
  EXPECT_EQ(Of("2026-10", "ON_TIME"), "1/2");
}

TEST_F(ExpectationTest, FeesResultsAndComponentsCountWhereThereAreAny) {
  SimulatedDossier dossier = ADossier();
  dossier.channel = record::v1::CHANNEL_ONLINE;
  dossier.pay_time = dossier.submit_time;
  dossier.account_verified = true;
  dossier.result_file = true;
  dossier.digitised = 1;
  dossier.reused = 1;
  Add(Ended(Ended(dossier, CivilSecond(2026, 9, 30, 9, 0, 0)), CivilSecond(2026, 10, 8, 9, 0, 0),
            DOSSIER_STATUS_RETURNED));
  // What was handed over later had ended before.
  EXPECT_EQ(Of("2026-10", "ON_TIME"), "");
  for (const char* code :
       {"ONLINE_DOSSIERS", "PAYMENT_DOSSIERS", "ORIGINAL_RESULT_AVAILABLE", "SO_HOA_GIAY_TO_GIAI_QUYET",
        "REUSED_DIGITIZED_DATA", "SYNCED_WITH_DVCQG_PERSONAL_STORAGE", "CITIZEN_DATA_CONNECTED_DOSSIER"}) {
    EXPECT_EQ(Of("2026-09", code), "1/1") << code;
  }
  // Exempt, and withdrawn without a result.
  dossier.fee_exempt = true;
  dossier.account_verified = false;
  Add(Ended(dossier, CivilSecond(2026, 9, 30, 9, 0, 0), DOSSIER_STATUS_WITHDRAWN));
  EXPECT_EQ(Of("2026-09", "PAYMENT_DOSSIERS"), "1/1");
  EXPECT_EQ(Of("2026-09", "ORIGINAL_RESULT_AVAILABLE"), "1/2");
  EXPECT_EQ(Of("2026-09", "ONLINE_DOSSIERS"), "1/2");
  EXPECT_EQ(Of("2026-09", "SYNCED_WITH_DVCQG_PERSONAL_STORAGE"), "1/2");
  EXPECT_EQ(Of("2026-09", "CITIZEN_DATA_CONNECTED_DOSSIER"), "1/2");
}

TEST_F(ExpectationTest, ABaseWithoutCasesIsZeroBesideDossiersAndAbsentWithoutAny) {
  SimulatedDossier dossier = ADossier();
  dossier.procedure = &kPlain;
  dossier.channel = record::v1::CHANNEL_ONLINE;
  Add(Ended(dossier, CivilSecond(2026, 9, 30, 9, 0, 0)));
  EXPECT_EQ(Of("2026-09", "PAYMENT_DOSSIERS"), "0/0");
  EXPECT_EQ(Of("2026-09", "ORIGINAL_RESULT_AVAILABLE"), "0/0");
  // Nothing is to be handed over.
  EXPECT_EQ(Of("2026-09", "ONLINE_DOSSIERS"), "1/1");
  EXPECT_THAT(expectation_.ToCsv(), Not(HasSubstr("2026-10")));
}

TEST_F(ExpectationTest, TheAuthorityHasTheSumOfItsUnits) {
  Add(Ended(ADossier(), CivilSecond(2026, 9, 30, 9, 0, 0)));
  expectation_.Add(Ended(ADossier(), CivilSecond(2026, 9, 30, 9, 0, 0)), {"H44.2", "H44.2", false, "H44"});
  EXPECT_EQ(Of("2026-09", "ON_TIME"), "1/1");
  EXPECT_EQ(Of("2026-09", "ON_TIME", "H44", "subtree"), "2/2");
}

TEST_F(ExpectationTest, WhatIsNotReceivedOrNamesNoUnitCountsForNobody) {
  SimulatedDossier unread = ADossier();
  unread.receive_time.reset();
  unread.stages = {{unread.submit_time, DOSSIER_STATUS_REFUSED, true, true}};
  Add(unread);
  SimulatedDossier lost = Ended(ADossier(), CivilSecond(2026, 9, 30, 9, 0, 0));
  lost.fault = SimulatedFault::kUnitUnknown;
  Add(lost);
  EXPECT_EQ(expectation_.ToCsv(), "unit,period,scope,code,numerator,denominator\n");
}

TEST_F(ExpectationTest, TheNationalPortalCountsWhatWasReceivedWhateverItIsCalled) {
  Add(Ended(ADossier(), CivilSecond(2026, 10, 1, 9, 0, 0)));
  SimulatedDossier lost = Ended(ADossier(), CivilSecond(2026, 9, 30, 9, 0, 0));
  lost.fault = SimulatedFault::kUnitUnknown;
  Add(lost);
  EXPECT_EQ(Of("2026-09", "DOSSIER_SYNC"), "1/2");
  EXPECT_EQ(Of("2026-10", "DOSSIER_SYNC"), "");
  EXPECT_EQ(expectation_.TotalsCsv(),
            "unit_code,period,scope,source,received_count\n"
            "H44,2026-09,subtree,national_portal,2\n"
            "H44,2026-10,subtree,national_portal,0\n"
            "H44.1,2026-09,own,national_portal,2\n"
            "H44.1,2026-10,own,national_portal,0\n");
}

}  // namespace
}  // namespace chiso
