#include "services/scoring/dossier_answers.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "services/scoring/core/measure.h"
#include "services/scoring/core/question.h"
#include "services/scoring/core/tally.h"
#include "services/scoring/facts.h"
#include "services/scoring/testing/log.h"

namespace chiso::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::StartsWith;

namespace sv1 = scoring::v1;

constexpr char kSender[] = "one.h44";

// Of Asia/Ho_Chi_Minh.
core::Moment At(absl::string_view text) {
  absl::Time time;
  std::string error;
  EXPECT_TRUE(absl::ParseTime("%Y-%m-%d %H:%M", text, HoChiMinh(), &time, &error)) << error;
  return absl::ToUnixSeconds(time);
}

class DossierAnswers : public ::testing::Test {
 protected:
  DossierAnswers() {
    ledger_.AdvanceTo(At("2026-11-20 12:00"));
    Say(UnitRecord("H44", record::v1::LEVEL_PROVINCE));
    for (const std::string code : {"H44.1", "H44.2"}) {
      Say(UnitRecord(code, record::v1::LEVEL_COMMUNE, "H44"));
    }
  }

  void Say(record::v1::Record record, const std::string& sender = kSender) {
    if (record.revision() == 0) record.set_revision(++revision_);
    const auto fact = FactFromProto(record, sender);
    ASSERT_TRUE(fact.ok()) << fact.status();
    ledger_.Apply(*fact);
  }
  // A record as a line of JSON.
  void Say(const std::string& json, const std::string& sender = kSender) {
    record::v1::Record record;
    ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(json, &record).ok()) << json;
    Say(record, sender);
  }
  // A dossier in process of H44.1, received on 2 November and due on the 9th; what `fields` say goes before.
  void SayDossier(const std::string& code, const std::string& fields = "",
                  const std::string& sender = kSender) {
    record::v1::Record record;
    record::v1::Dossier& dossier = *record.mutable_dossier();
    dossier.set_status(record::v1::DOSSIER_STATUS_PROCESSING);
    dossier.set_procedure_code("1.1");
    dossier.mutable_receive_time()->set_seconds(At("2026-11-02 08:00"));
    dossier.mutable_due_time()->set_seconds(At("2026-11-09 17:00"));
    record::v1::Dossier said;
    ASSERT_TRUE(google::protobuf::util::JsonStringToMessage("{" + fields + "}", &said).ok()) << fields;
    dossier.MergeFrom(said);
    dossier.set_code(code);
    if (dossier.unit_code().empty() && dossier.unit_name().empty()) dossier.set_unit_code("H44.1");
    Say(record, sender);
  }

  sv1::ListDossiersResponse List(const sv1::ListDossiersRequest& request) {
    EXPECT_TRUE(Check(request).ok()) << Check(request);
    return ListDossiers(ledger_, definition_, request);
  }
  std::string Codes(const std::string& unit, sv1::DossierFilter filter = sv1::DOSSIER_FILTER_UNSPECIFIED,
                    int days = 0) {
    sv1::ListDossiersRequest request;
    request.set_unit_code(unit);
    request.set_filter(filter);
    request.set_due_within_days(days);
    return CodesOf(List(request));
  }
  static std::string CodesOf(const sv1::ListDossiersResponse& response) {
    return absl::StrJoin(response.dossiers(), " ",
                         [](std::string* out, const auto& dossier) { out->append(dossier.code()); });
  }
  sv1::DossierExplanation Explain(const std::string& code) {
    sv1::ExplainDossierRequest request;
    request.set_code(code);
    const auto explanation = ExplainDossier(ledger_, definition_, request);
    EXPECT_TRUE(explanation.ok()) << explanation.status();
    return explanation.ok() ? *explanation : sv1::DossierExplanation();
  }
  std::vector<int> Findings(const std::string& code) {
    const sv1::DossierExplanation explanation = Explain(code);
    return {explanation.findings().begin(), explanation.findings().end()};
  }

  const core::IndexDefinition& definition_ = *ShippedDefinitions().Find("766-2026");
  core::Ledger ledger_{ShippedDefinitions().all()};
  int64_t revision_ = 1;
};

TEST_F(DossierAnswers, ADossierIsListedUnderTheUnitThatAnAliasGivesAsSoonAsTheAliasIsThere) {
  SayDossier("X1", R"("unit_name": "UBND xã Một")");
  SayDossier("X2", R"("unit_code": "OLD.1")");
  EXPECT_EQ(Codes("H44.1"), "");
  EXPECT_EQ(Explain("X1").unit_basis(), sv1::UNIT_BASIS_UNSPECIFIED);
  EXPECT_THAT(Findings("X1"), ElementsAre(sv1::DOSSIER_FINDING_UNIT_UNKNOWN));
  Say(R"({"unit_alias": {"alias": "UBND xã Một", "unit_code": "H44.1"}})");
  Say(R"({"unit_alias": {"sender": "one.h44", "alias": "OLD.1", "unit_code": "H44.1"}})");
  EXPECT_EQ(Codes("H44.1"), "X1 X2");
  EXPECT_THAT(Findings("X1"), ElementsAre(sv1::DOSSIER_FINDING_PROCEDURE_UNKNOWN));
  EXPECT_EQ(Explain("X1").unit_basis(), sv1::UNIT_BASIS_COMMON_ALIAS);
  EXPECT_EQ(Explain("X2").unit_basis(), sv1::UNIT_BASIS_SENDER_ALIAS);
  EXPECT_EQ(Explain("X2").named_unit(), "OLD.1");
  EXPECT_EQ(Explain("X2").unit_code(), "H44.1");
  EXPECT_EQ(Explain("X2").authority_code(), "H44");
  // An alias that is corrected moves them; the sender's own goes before one of all.
  Say(R"({"unit_alias": {"sender": "one.h44", "alias": "UBND xã Một", "unit_code": "H44.2"}})");
  EXPECT_EQ(Codes("H44.1"), "X2");
  EXPECT_EQ(Codes("H44.2"), "X1");
}

TEST_F(DossierAnswers, WhatNamesAUnitThatNobodyKnowsIsListedUnderWhatItNames) {
  SayDossier("X1", R"("unit_code": "H99.1")");
  EXPECT_EQ(Codes("H99.1"), "X1");
  EXPECT_EQ(Explain("X1").periods_size(), 0);
  Say(UnitRecord("H99.1", record::v1::LEVEL_COMMUNE));
  EXPECT_EQ(Codes("H99.1"), "X1");
  EXPECT_EQ(Explain("X1").unit_basis(), sv1::UNIT_BASIS_CODE);
  EXPECT_GT(Explain("X1").periods_size(), 0);
}

TEST_F(DossierAnswers, OverdueIsWhatIsLateByTheRulesOfTheIndex) {
  SayDossier("X1");
  // A clock that stands.
  SayDossier("X2", R"("supplements": [{"request_time": "2026-11-05T01:00:00Z"}])");
  // A new due time.
  SayDossier("X3", R"("supplements": [{"request_time": "2026-11-05T01:00:00Z",
                      "receive_time": "2026-11-19T01:00:00Z", "new_due_time": "2026-12-15T01:00:00Z"}])");
  // Asked for after the due day: once late, always late.
  SayDossier("X4", R"("supplements": [{"request_time": "2026-11-15T01:00:00Z"}])");
  // Asked for twice.
  SayDossier("X5", R"("due_time": "2026-12-15T01:00:00Z", "supplements": [
      {"request_time": "2026-11-05T01:00:00Z", "receive_time": "2026-11-06T01:00:00Z"},
      {"request_time": "2026-11-10T01:00:00Z"}])");
  // Ended in time, and late.
  SayDossier("X6", R"("status": "DOSSIER_STATUS_FINISHED", "process_end_time": "2026-11-09T16:59:59Z")");
  SayDossier("X7", R"("status": "DOSSIER_STATUS_FINISHED", "process_end_time": "2026-11-10T01:00:00Z")");
  EXPECT_EQ(Codes("H44.1", sv1::DOSSIER_FILTER_OVERDUE), "X1 X4 X5 X7");
  EXPECT_EQ(Codes("H44.1", sv1::DOSSIER_FILTER_OPEN), "X1 X2 X3 X4 X5");
  const auto late = [this](const std::string& code) {
    const sv1::DossierExplanation e = Explain(code);
    return std::tuple(e.late(), static_cast<int>(e.late_basis()), static_cast<int>(e.due_basis()),
                      e.days_late(), e.pauses_size());
  };
  EXPECT_EQ(late("X1"), std::tuple(true, sv1::LATE_BASIS_DUE_TIME, sv1::DUE_BASIS_OWN, 11, 0));
  EXPECT_EQ(late("X2"), std::tuple(false, sv1::LATE_BASIS_UNSPECIFIED, sv1::DUE_BASIS_OWN, 0, 1));
  EXPECT_EQ(late("X3"), std::tuple(false, sv1::LATE_BASIS_DUE_TIME, sv1::DUE_BASIS_SUPPLEMENT, 0, 0));
  EXPECT_EQ(late("X4"), std::tuple(true, sv1::LATE_BASIS_DUE_TIME, sv1::DUE_BASIS_OWN, 6, 1));
  EXPECT_EQ(late("X5"), std::tuple(true, sv1::LATE_BASIS_SECOND_REQUEST, sv1::DUE_BASIS_OWN, 0, 2));
  EXPECT_EQ(late("X7"), std::tuple(true, sv1::LATE_BASIS_DUE_TIME, sv1::DUE_BASIS_OWN, 1, 0));
  EXPECT_EQ(Explain("X1").late_time().seconds(), At("2026-11-10 00:00"));
  // As of an earlier time nothing is late yet.
  ledger_.AdvanceTo(At("2026-11-10 00:00"));
  EXPECT_EQ(Codes("H44.1", sv1::DOSSIER_FILTER_OVERDUE), "");
}

TEST_F(DossierAnswers, DueSoonIsWhatIsLateSoonUnlessItEnds) {
  SayDossier("X1", R"("due_time": "2026-11-20T01:00:00Z")");
  SayDossier("X2", R"("due_time": "2026-11-22T01:00:00Z")");
  SayDossier("X3", R"("due_time": "2026-11-23T01:00:00Z")");
  // Three days were paused.
  SayDossier("X4", R"("due_time": "2026-11-19T01:00:00Z", "supplements": [
      {"request_time": "2026-11-05T01:00:00Z", "receive_time": "2026-11-08T01:00:00Z"}])");
  SayDossier("X5", R"("due_time": "2026-11-22T01:00:00Z",
      "supplements": [{"request_time": "2026-11-05T01:00:00Z"}])");
  SayDossier("X6", R"("due_time": "2026-11-22T01:00:00Z", "status": "DOSSIER_STATUS_FINISHED",
      "process_end_time": "2026-11-10T01:00:00Z")");
  SayDossier("X7");
  EXPECT_EQ(Codes("H44.1", sv1::DOSSIER_FILTER_DUE_SOON), "X1");
  EXPECT_EQ(Codes("H44.1", sv1::DOSSIER_FILTER_DUE_SOON, 2), "X1 X2 X4");
  EXPECT_EQ(Codes("H44.1", sv1::DOSSIER_FILTER_DUE_SOON, 3), "X1 X2 X3 X4");
}

TEST_F(DossierAnswers, ListsHaveWhatWasReceivedOfTheUnitAloneOrWithAllBelow) {
  SayDossier("X1");
  SayDossier("X2", R"("unit_code": "H44.2", "receive_time": "2026-10-31T16:00:00Z")");
  SayDossier("X3", R"("unit_code": "H44")");
  SayDossier("X4", R"("status": "DOSSIER_STATUS_REGISTERED")");
  SayDossier("X5", R"("status": "DOSSIER_STATUS_FINISHED")");
  sv1::ListDossiersRequest request;
  request.set_unit_code("H44");
  EXPECT_EQ(CodesOf(List(request)), "X3");
  request.set_scope(record::v1::SCOPE_SUBTREE);
  EXPECT_EQ(CodesOf(List(request)), "X1 X2 X3 X5");
  request.set_status(record::v1::DOSSIER_STATUS_FINISHED);
  EXPECT_EQ(CodesOf(List(request)), "X5");
  request.clear_status();
  request.set_filter(sv1::DOSSIER_FILTER_WITHOUT_RESULT);
  EXPECT_EQ(CodesOf(List(request)), "X5");
  request.clear_filter();
  request.set_period("2026-10");
  EXPECT_EQ(CodesOf(List(request)), "X2");
  EXPECT_EQ(List(request).dossiers(0).unit_code(), "H44.2");
}

TEST_F(DossierAnswers, PagesNeitherRepeatNorLose) {
  std::string all;
  for (int i = 100; i < 150; ++i) {
    SayDossier(absl::StrCat("X", i), absl::StrCat("\"unit_code\": \"H44.", i % 2 + 1, "\""));
    absl::StrAppend(&all, i == 100 ? "" : " ", "X", i);
  }
  for (const int size : {1, 7, 50, 0}) {
    sv1::ListDossiersRequest request;
    request.set_unit_code("H44");
    request.set_scope(record::v1::SCOPE_SUBTREE);
    request.set_page_size(size);
    std::vector<std::string> pages;
    do {
      const sv1::ListDossiersResponse page = List(request);
      EXPECT_LE(page.dossiers_size(), size == 0 ? 100 : size);
      pages.push_back(CodesOf(page));
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    EXPECT_EQ(absl::StrJoin(pages, " "), all) << size;
  }
  // A page ends where enough have been looked at, and the next one goes on there.
  std::string token;
  int found = 0;
  int pages = 0;
  do {
    const auto next = ledger_.cases().Walk({ledger_.offices().On("H44.1", core::DayAt(ledger_.as_of()))}, "",
                                           definition_.choices, token, 10,
                                           [&found](const core::CaseView&) { return ++found, true; });
    token = next.value_or("");
    ++pages;
  } while (!token.empty());
  EXPECT_EQ(found, 25);
  EXPECT_EQ(pages, 3);
}

TEST_F(DossierAnswers, PointsAtRiskAreWhatTheUnitLosesForDossiersInTime) {
  SayDossier("X1", R"("due_time": "2026-12-15T01:00:00Z")");
  SayDossier("X2", R"("due_time": "2026-12-15T01:00:00Z")");
  SayDossier("X3");
  SayDossier("X4", R"("unit_code": "H44.2", "due_time": "2026-12-15T01:00:00Z")");
  // 20 × 2/3 - 20 × 1/3, and 20 × 1/1 - 20 × 0/1.
  EXPECT_EQ(Explain("X1").points_at_risk(), 6'666'667);
  EXPECT_EQ(Explain("X4").points_at_risk(), 20'000'000);
  EXPECT_FALSE(Explain("X3").has_points_at_risk());
  sv1::ListDossiersRequest request;
  request.set_unit_code("H44.1");
  EXPECT_EQ(List(request).dossiers(1).points_at_risk(), 6'666'667);
  // Where a return is in force, records give no points.
  record::v1::Record record = ReturnRecord("H44.2", "2026-11", "ON_TIME", 5, 10);
  record.mutable_unit_return()->set_scope(record::v1::SCOPE_OWN_OFFICES);
  Say(record);
  EXPECT_FALSE(Explain("X4").has_points_at_risk());
}

TEST_F(DossierAnswers, TheEndIsTheFirstInItsOrderAndSaysWhichItIs) {
  const std::string finished = R"("status": "DOSSIER_STATUS_FINISHED")";
  SayDossier(
      "X1",
      finished + R"(, "process_end_time": "2026-11-05T01:00:00Z", "return_time": "2026-11-06T01:00:00Z")");
  SayDossier("X2", finished + R"(, "return_time": "2026-11-06T01:00:00Z")");
  SayDossier("X3", finished);
  Say(R"({"progress": {"dossier_code": "X3", "process_time": "2026-11-04T01:00:00Z", "status": "DOSSIER_STATUS_FINISHED"}})");
  SayDossier("X4", finished);
  SayDossier("X5");
  EXPECT_EQ(Explain("X1").end_basis(), sv1::END_BASIS_PROCESS_END_TIME);
  EXPECT_EQ(Explain("X2").end_basis(), sv1::END_BASIS_RETURN_TIME);
  EXPECT_EQ(Explain("X3").end_basis(), sv1::END_BASIS_LINE_FINISHED);
  EXPECT_EQ(Explain("X4").end_basis(), sv1::END_BASIS_UNKNOWN);
  EXPECT_EQ(Explain("X5").end_basis(), sv1::END_BASIS_UNSPECIFIED);
  EXPECT_EQ(Explain("X3").end_time().seconds(), At("2026-11-04 08:00"));
  Say(R"({"procedure": {"code": "1.1", "unit_code": "H44", "max_working_days": 3}})");
  EXPECT_THAT(Findings("X4"), ElementsAre(sv1::DOSSIER_FINDING_END_UNKNOWN));
  EXPECT_THAT(Findings("X5"), IsEmpty());
}

TEST_F(DossierAnswers, ATermInWorkingDaysIsToldAsOne) {
  Say(R"({"procedure": {"code": "2.2", "unit_code": "H44", "max_working_days": 3}})");
  record::v1::Record record;
  record.mutable_dossier()->set_code("X1");
  record.mutable_dossier()->set_unit_code("H44.1");
  record.mutable_dossier()->set_procedure_code("2.2");
  record.mutable_dossier()->set_status(record::v1::DOSSIER_STATUS_PROCESSING);
  record.mutable_dossier()->mutable_receive_time()->set_seconds(At("2026-11-05 08:00"));
  Say(record);
  const sv1::DossierExplanation explanation = Explain("X1");
  EXPECT_EQ(explanation.due_basis(), sv1::DUE_BASIS_PROCEDURE);
  // Thursday, and Tuesday.
  EXPECT_EQ(explanation.due_time().seconds(), At("2026-11-11 00:00") - 1);
  EXPECT_THAT(Findings("X1"), IsEmpty());
}

TEST_F(DossierAnswers, WhatIsNotInForceOrNotReceivedSaysSo) {
  Say(R"({"progress": {"dossier_code": "X1", "process_time": "2026-11-04T01:00:00Z", "status": "DOSSIER_STATUS_FINISHED"}})");
  EXPECT_THAT(Findings("X1"), ElementsAre(sv1::DOSSIER_FINDING_NOT_IN_FORCE));
  SayDossier("X1");
  SayDossier("X2", R"("status": "DOSSIER_STATUS_REGISTERED")");
  EXPECT_THAT(Findings("X2"), ElementsAre(sv1::DOSSIER_FINDING_NOT_RECEIVED));
  Say(R"({"retracted": true, "revision": "1000", "dossier": {"code": "X1"}})");
  EXPECT_THAT(Findings("X1"), ElementsAre(sv1::DOSSIER_FINDING_NOT_IN_FORCE));
  EXPECT_EQ(Explain("X1").sender(), kSender);
  EXPECT_EQ(Explain("X1").revision(), 1000);
  EXPECT_EQ(Codes("H44.1"), "");
  sv1::ExplainDossierRequest request;
  request.set_code("X9");
  EXPECT_EQ(ExplainDossier(ledger_, definition_, request).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(DossierAnswers, TheSenderIsTheOneThatGoesBefore) {
  Say(R"({"feed": {"sender": "b", "kind": "RECORD_KIND_DOSSIER", "unit_code": "H44", "precedence": 1}})");
  SayDossier("H44.1-1", R"("unit_code": "H44.2")", "b");
  SayDossier("H44.1-1", R"("unit_code": "H44.1")", "a");
  EXPECT_EQ(Explain("H44.1-1").sender(), "b");
  EXPECT_EQ(Codes("H44.2"), "H44.1-1");
}

TEST_F(DossierAnswers, ADossierCountsInEveryPeriodFromItsReceptionToItsEnd) {
  SayDossier("X1", R"("receive_time": "2026-08-31T16:59:59Z", "status": "DOSSIER_STATUS_FINISHED",
      "process_end_time": "2026-10-01T01:00:00Z", "due_time": "2026-09-15T01:00:00Z", "channel": "CHANNEL_ONLINE",
      "results": {"file_count": 1})");
  std::vector<std::string> told;
  const sv1::DossierExplanation explanation = Explain("X1");
  for (const sv1::DossierPeriod& period : explanation.periods()) {
    std::string text = absl::StrCat(period.period(), period.late() ? " late" : "", ":");
    for (const int population : period.populations()) absl::StrAppend(&text, " ", population);
    for (const sv1::IndicatorShare& share : period.shares()) {
      if (share.indicator() == "ON_TIME" || share.indicator() == "ONLINE_DOSSIERS") {
        absl::StrAppend(&text, " ", share.numerator(), "/", share.denominator());
      }
    }
    told.push_back(text);
  }
  EXPECT_THAT(told,
              ElementsAre("2026 late: 1 2 3 0/1 1/1", "2026-H2 late: 1 2 3 0/1 1/1",
                          "2026-Q3 late: 1 2 0/1 1/1", "2026-08: 1 2 1/1 1/1", "2026-09 late: 2 0/1 0/0",
                          "2026-Q4 late: 2 3 0/1 0/0", "2026-10 late: 2 3 0/1 0/0"));
}

TEST_F(DossierAnswers, RequestsAreWellFormed) {
  const auto field = [](auto change) {
    sv1::ListDossiersRequest request;
    request.set_unit_code("H44");
    change(request);
    return std::string(Check(request).message());
  };
  EXPECT_THAT(field([](auto& r) { r.set_unit_code("H 44"); }), StartsWith("unit_code: "));
  EXPECT_THAT(field([](auto& r) { r.set_period("2026-13"); }), StartsWith("period: "));
  EXPECT_THAT(field([](auto& r) { r.set_filter(static_cast<sv1::DossierFilter>(99)); }),
              StartsWith("filter: "));
  EXPECT_THAT(field([](auto& r) { r.set_scope(static_cast<record::v1::Scope>(99)); }), StartsWith("scope: "));
  EXPECT_THAT(field([](auto& r) { r.set_due_within_days(366); }), StartsWith("due_within_days: "));
  EXPECT_THAT(field([](auto& r) { r.set_page_size(1001); }), StartsWith("page_size: "));
  EXPECT_THAT(field([](auto& r) { r.set_page_token("?"); }), StartsWith("page_token: "));
  EXPECT_EQ(field([](auto& r) { r.set_due_within_days(365); }), "");
  sv1::ExplainDossierRequest request;
  EXPECT_THAT(std::string(Check(request).message()), StartsWith("code: "));
}

// What the dossiers of an office give to its indicators adds up to its figures, in each worked case.
TEST(DossierExplanations, AddUpToTheFiguresOfEachWorkedCase) {
  namespace fs = std::filesystem;
  const core::IndexDefinition& definition = *ShippedDefinitions().Find("766-2026");
  int compared = 0;
  for (const auto& file :
       fs::directory_iterator(absl::StrCat(getenv("CHISO_SOURCE_DIR"), "/tests/testdata/cases/tallies"))) {
    if (file.path().extension() != ".jsonl") continue;
    SCOPED_TRACE(file.path().filename().string());
    core::Ledger ledger(ShippedDefinitions().all());
    ledger.AdvanceTo(At("2026-11-20 12:00"));
    std::set<std::string> codes;
    std::ifstream lines(file.path());
    for (std::string line; std::getline(lines, line);) {
      record::v1::Record record;
      ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(line, &record).ok()) << line;
      const auto fact = FactFromProto(record, kSender);
      if (!fact.ok()) continue;
      ledger.Apply(*fact);
      if (record.has_dossier()) codes.insert(record.dossier().code());
    }
    std::map<std::tuple<std::string, std::string, std::string>, std::pair<int64_t, int64_t>> sums;
    for (const std::string& code : codes) {
      sv1::ExplainDossierRequest request;
      request.set_code(code);
      const auto explanation = ExplainDossier(ledger, definition, request);
      ASSERT_TRUE(explanation.ok()) << explanation.status();
      for (const sv1::DossierPeriod& period : explanation->periods()) {
        for (const sv1::IndicatorShare& share : period.shares()) {
          auto& sum = sums[{explanation->unit_code(), period.period(), share.indicator()}];
          sum.first += share.numerator();
          sum.second += share.denominator();
        }
      }
    }
    core::Tallies tallies(ledger, definition);
    for (const auto& [key, sum] : sums) {
      const auto& [unit, text, code] = key;
      const Period period = *Period::Parse(text);
      const int32_t place = tallies.TreeOf(period).Of(ledger.offices().In(unit, period));
      for (const core::Group& group : definition.groups) {
        for (const core::Indicator& indicator : group.indicators) {
          if (indicator.code != code || core::SubjectOf(indicator) != core::Subject::kDossiers) continue;
          const auto& tally = tallies.Of(place, period, core::Scope::kOwnOffices, indicator);
          if (!tally || tally->basis != core::TallyBasis::kRecords) continue;
          ++compared;
          EXPECT_EQ(sum, std::pair(*tally->figures.numerator, *tally->figures.denominator))
              << unit << " " << text << " " << code;
        }
      }
    }
  }
  EXPECT_GT(compared, 500);
}

}  // namespace
}  // namespace chiso::testing
