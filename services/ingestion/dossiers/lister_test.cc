// Lists of dossiers, and the work that fills them.

#include "services/ingestion/dossiers/lister.h"

#include <memory>

#include "absl/strings/str_join.h"
#include "common/record/content_digest.h"
#include "gmock/gmock.h"
#include "services/ingestion/testing/log_test_base.h"

namespace chiso {
namespace {

using testing::At;
using testing::DossierOf;
using ::testing::ElementsAre;
using testing::FeedOf;
using ::testing::IsEmpty;
using testing::Soon;

namespace iv1 = ingestion::v1;

// When these lists are asked for.
const absl::Time kToday = At(8, 20);

class DossierListTest : public testing::LogTest {
 protected:
  iv1::ListDossiersResponse List(const iv1::ListDossiersRequest& request) {
    const auto response = dossiers_.List(request, kToday, Soon());
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? *response : iv1::ListDossiersResponse();
  }
  // Until all that was appended is listed.
  void AwaitListed() {
    Await(
        "SELECT count(*) = 0 FROM log l LEFT JOIN dossier_progress p ON p.log_id = l.id"
        " WHERE l.head_sequence > coalesce(p.sequence, 0)");
  }
  std::vector<std::string> Codes(iv1::DossierFilter filter, const std::string& unit = "H44.1",
                                 const std::string& period = "", int due_within_days = 0) {
    iv1::ListDossiersRequest request;
    request.set_unit_code(unit);
    request.set_filter(filter);
    request.set_period(period);
    request.set_due_within_days(due_within_days);
    std::vector<std::string> codes;
    const iv1::ListDossiersResponse response = List(request);
    for (const auto& dossier : response.dossiers()) codes.push_back(dossier.code());
    return codes;
  }
  std::vector<std::string> All(const std::string& unit = "H44.1", const std::string& period = "") {
    return Codes(iv1::DOSSIER_FILTER_UNSPECIFIED, unit, period);
  }

  static absl::Duration Idle() { return absl::ZeroDuration(); }

  std::unique_ptr<DossierLister> lister_ = std::make_unique<DossierLister>(postgres_, Idle);
};

TEST_F(DossierListTest, SummaryTellsOfTheNewestRevisionWhateverTheOrderOfArrival) {
  Append("a", {DossierOf("X1", 5,
                         "status: DOSSIER_STATUS_RETURNED due_time @\"2026-08-05 23:00:00\""
                         " return_time @\"2026-08-07 01:00:00\" results { count: 1 file_count: 1 }"),
               DossierOf("X1", 4, "status: DOSSIER_STATUS_STOPPED")});
  AwaitListed();
  Append("a", {DossierOf("X1", 3, "status: DOSSIER_STATUS_STOPPED")});
  AwaitListed();
  iv1::ListDossiersRequest request;
  request.set_unit_code("H44.1");
  const iv1::ListDossiersResponse response = List(request);
  ASSERT_EQ(response.dossiers_size(), 1);
  const iv1::DossierSummary& summary = response.dossiers(0);
  EXPECT_EQ(summary.code(), "X1");
  EXPECT_EQ(summary.procedure_code(), "2.000815");
  EXPECT_EQ(summary.status(), record::v1::DOSSIER_STATUS_RETURNED);
  EXPECT_EQ(summary.receive_time().seconds(), absl::ToUnixSeconds(At(8, 3)));
  EXPECT_EQ(summary.due_time().seconds(), absl::ToUnixSeconds(At(8, 5, 23)));
  EXPECT_EQ(summary.end_time().seconds(), absl::ToUnixSeconds(At(8, 7, 1)));
  EXPECT_EQ(summary.days_late(), 2);
  EXPECT_TRUE(summary.has_result_file());
  EXPECT_EQ(summary.sender(), "a");
  EXPECT_EQ(summary.revision(), 5);
  ASSERT_EQ(response.positions_size(), 2);
  EXPECT_EQ(response.positions(0).log(), "main");
  EXPECT_EQ(response.positions(0).sequence(), 3);
  EXPECT_EQ(response.positions(1).log(), "reference");
}

TEST_F(DossierListTest, EqualRevisionsAreSettledByTheDigest) {
  const auto one = DossierOf("X1", 1, "procedure_code: \"1.1\"");
  const auto other = DossierOf("X1", 1, "procedure_code: \"1.2\"");
  for (const auto& records : {std::vector{one, other}, std::vector{other, one}}) {
    Append(absl::StrCat("s", batches_), records);
  }
  AwaitListed();
  EXPECT_EQ(Query("SELECT count(*) FROM dossier"), "2");
  EXPECT_EQ(Query("SELECT count(DISTINCT procedure_code) FROM dossier"), "1");
  EXPECT_EQ(All().size(), 1);
}

TEST_F(DossierListTest, OfEqualRevisionsTheGreaterOrderIsListedWhateverTheDigestAndTheOrderOfArrival) {
  for (const int first : {1, 2}) {
    for (const std::string code : {"X1", "X2", "X3"}) {
      const auto ordered = [&](int order) {
        record::v1::Record record =
            DossierOf(code + absl::StrCat(first), 1, absl::StrCat("procedure_code: \"", order, "\""));
        record.set_revision_order(order);
        return record;
      };
      Append("a", {ordered(first)});
      AwaitListed();
      Append("a", {ordered(3 - first)});
      // Of two senders too.
      Append("b", {ordered(0)});
    }
  }
  AwaitListed();
  iv1::ListDossiersRequest request;
  request.set_unit_code("H44.1");
  const iv1::ListDossiersResponse response = List(request);
  EXPECT_EQ(response.dossiers_size(), 6);
  for (const iv1::DossierSummary& summary : response.dossiers()) {
    EXPECT_EQ(summary.procedure_code(), "2") << summary.code();
    EXPECT_EQ(summary.sender(), "a") << summary.code();
  }
}

TEST_F(DossierListTest, VersionsStandBesideTheNewestOfTheirSender) {
  const auto ordered = [](const std::string& code, int64_t order, const std::string& procedure) {
    record::v1::Record record = DossierOf(code, 5, absl::StrCat("procedure_code: \"", procedure, "\""));
    record.set_revision_order(order);
    return record;
  };
  const std::vector<record::v1::Record> versions = {ordered("X1", 2, "1"), ordered("X1", 1, "2"),
                                                    ordered("X2", 2, "1"), ordered("X2", 2, "2"),
                                                    ordered("X2", 1, "1"), ordered("X3", 1, "1")};
  Append("a", versions);
  Append("b", {ordered("X3", 9, "9")});
  iv1::CompareDossiersRequest request;
  request.set_sender("a");
  for (const record::v1::Record& record : versions) {
    const Version version = VersionOf(record);
    iv1::DossierVersion& asked = *request.add_versions();
    asked.set_code(record.dossier().code());
    asked.set_revision(version.revision);
    asked.set_revision_order(version.order);
    asked.set_digest(version.digest);
  }
  request.add_versions()->set_code("X4");
  AwaitListed();
  const auto response = dossiers_.Compare(
      request, [](const std::string&) { return "main"; }, Soon());
  ASSERT_TRUE(response.ok()) << response.status();
  std::vector<std::string> said;
  for (const auto& standing : response->standings().standings()) {
    said.push_back(absl::StrCat(standing.index(), " ", record::v1::Standing_Name(standing.standing()), " ",
                                standing.key()));
  }
  const bool first = VersionOf(versions[2]) > VersionOf(versions[3]);
  std::vector<std::string> expected = {"1 STANDING_OLDER X1",
                                       absl::StrCat("2 STANDING_TIE_", first ? "WON" : "LOST", " X2"),
                                       absl::StrCat("3 STANDING_TIE_", first ? "LOST" : "WON", " X2")};
  // What says the same as the newest is as good as it.
  if (!first) expected.push_back("4 STANDING_OLDER X2");
  EXPECT_EQ(said, expected);
  ASSERT_EQ(response->positions_size(), 2);
  EXPECT_EQ(response->positions(0).sequence(), 7);
}

TEST_F(DossierListTest, WhatWinsATieByItsDigestAloneIsToldWhenItArrives) {
  const auto said = [&](const record::v1::Record& record) {
    Append("a", {record});
    AwaitListed();
    iv1::CompareDossiersRequest request;
    request.set_sender("a");
    iv1::DossierVersion& asked = *request.add_versions();
    const Version version = VersionOf(record);
    asked.set_code(record.dossier().code());
    asked.set_revision(version.revision);
    asked.set_digest(version.digest);
    const auto response = dossiers_.Compare(
        request, [](const std::string&) { return "main"; }, Soon());
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() && response->standings().standings_size() > 0
               ? record::v1::Standing_Name(response->standings().standings(0).standing())
               : "";
  };
  record::v1::Record less = DossierOf("X1", 1, "procedure_code: \"1\""),
                     more = DossierOf("X1", 1, "procedure_code: \"2\"");
  if (VersionOf(less) > VersionOf(more)) std::swap(less, more);
  EXPECT_EQ(said(less), "");
  EXPECT_EQ(said(more), "STANDING_TIE_WON");
  EXPECT_EQ(said(less), "STANDING_TIE_LOST");
  more.set_revision(2);
  EXPECT_EQ(said(more), "");
}

TEST_F(DossierListTest, FiltersCompareDaysInVietnam) {
  const std::string ended = " status: DOSSIER_STATUS_FINISHED ";
  Append(
      "a",
      {DossierOf("open", 1), DossierOf("open-due-today", 1, "due_time @\"2026-08-20 00:00:00\""),
       DossierOf("open-due-yesterday", 1, "due_time @\"2026-08-19 23:59:59\""),
       DossierOf("open-due-in-3", 1, "due_time @\"2026-08-23 23:59:59\""),
       DossierOf("paused", 1, "due_time @\"2026-08-19 09:00:00\" status: DOSSIER_STATUS_SUPPLEMENT_AWAITED"),
       DossierOf("ended-late", 1,
                 ended + "due_time @\"2026-08-05 23:00:00\" process_end_time @\"2026-08-06 00:00:00\""),
       DossierOf("ended-in-time", 1,
                 ended + "due_time @\"2026-08-05 01:00:00\" process_end_time @\"2026-08-05 23:00:00\""),
       DossierOf("ended-unknown", 1, ended + "due_time @\"2026-08-05 01:00:00\""),
       DossierOf("ended-with-file", 1, ended + "results { count: 2 file_count: 1 }"),
       DossierOf("stopped", 1, "status: DOSSIER_STATUS_STOPPED due_time @\"2026-08-05 01:00:00\"")});
  AwaitListed();
  EXPECT_EQ(All().size(), 10);
  EXPECT_THAT(Codes(iv1::DOSSIER_FILTER_OPEN),
              ElementsAre("open", "open-due-in-3", "open-due-today", "open-due-yesterday", "paused"));
  EXPECT_THAT(Codes(iv1::DOSSIER_FILTER_OVERDUE), ElementsAre("ended-late", "open-due-yesterday", "paused"));
  EXPECT_THAT(Codes(iv1::DOSSIER_FILTER_DUE_SOON), ElementsAre("open-due-today"));
  EXPECT_THAT(Codes(iv1::DOSSIER_FILTER_DUE_SOON, "H44.1", "", 3),
              ElementsAre("open-due-in-3", "open-due-today"));
  EXPECT_THAT(Codes(iv1::DOSSIER_FILTER_WITHOUT_RESULT),
              ElementsAre("ended-in-time", "ended-late", "ended-unknown"));
}

TEST_F(DossierListTest, ListIsOfOneUnitAndOfAPeriodOfReception) {
  record::v1::Record named = DossierOf("X3", 1, "unit_name: \"Phường Việt Trì\"");
  named.mutable_dossier()->clear_unit_code();
  Append("a", {DossierOf("X1", 1, "receive_time @\"2026-07-31 23:59:59\""),
               DossierOf("X2", 1, "receive_time @\"2026-08-01 00:00:00\""), named,
               DossierOf("X4", 1, "unit_code: \"H44.11\""), DossierOf("X5", 1, "unit_code: \"H44\"")});
  AwaitListed();
  EXPECT_THAT(All(), ElementsAre("X1", "X2"));
  EXPECT_THAT(All("H44"), ElementsAre("X5"));
  EXPECT_THAT(All("H44.1", "2026-07"), ElementsAre("X1"));
  EXPECT_THAT(All("H44.1", "2026-Q3"), ElementsAre("X1", "X2"));
  EXPECT_THAT(All("H44.1", "2026-08"), ElementsAre("X2"));
  EXPECT_EQ(Query("SELECT count(*) FROM dossier WHERE unit_code = ''"), "1");
}

TEST_F(DossierListTest, OneOfSeveralSendersCountsAsForASingleDossier) {
  Append("a", {DossierOf("X1", 9), DossierOf("X2", 1)});
  Append("b", {DossierOf("X1", 1, "unit_code: \"H44.2\""), DossierOf("X2", 2)});
  AwaitListed();
  const auto check = [&](const std::vector<std::string>& here, const std::vector<std::string>& there) {
    EXPECT_EQ(All("H44.1"), here);
    EXPECT_EQ(All("H44.2"), there);
    EXPECT_EQ(dossiers_.Get("X1", "main", Soon())->dossier().record().dossier().unit_code(),
              there.empty() ? "H44.1" : "H44.2");
  };
  check({"X1", "X2"}, {});
  Append("x", {FeedOf("b", "H44.2", 5)});
  check({"X2"}, {"X1"});
  Append("x", {FeedOf("a", "", 4)});
  check({"X1", "X2"}, {});
  Append("x", {FeedOf("a", "", 4, 2, /*retracted=*/true)});
  check({"X2"}, {"X1"});
  // For a unit with all below it.
  Append("x", {FeedOf("a", "H44", 3)});
  check({"X1", "X2"}, {});
}

TEST_F(DossierListTest, RetractedDossierIsNotListed) {
  Append("a", {DossierOf("X1", 1), DossierOf("X2", 1)});
  AwaitListed();
  record::v1::Record retracted = DossierOf("X1", 2);
  retracted.set_retracted(true);
  Append("a", {retracted});
  AwaitListed();
  EXPECT_THAT(All(), ElementsAre("X2"));
}

TEST_F(DossierListTest, PagesAreInOrderOfTheCode) {
  std::vector<std::string> codes;
  std::vector<record::v1::Record> records;
  for (int i = 0; i < 25; ++i) codes.push_back(absl::StrCat("X", 100 + i));
  for (const std::string& code : codes) records.insert(records.begin(), DossierOf(code, 1));
  Append("a", records);
  AwaitListed();
  for (const int page_size : {1, 7, 25, 26}) {
    iv1::ListDossiersRequest request;
    request.set_unit_code("H44.1");
    request.set_page_size(page_size);
    std::vector<std::string> seen;
    do {
      const iv1::ListDossiersResponse page = List(request);
      EXPECT_LE(page.dossiers_size(), page_size);
      for (const auto& dossier : page.dossiers()) seen.push_back(dossier.code());
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty() && seen.size() < 100);
    EXPECT_EQ(seen, codes) << page_size;
  }
}

TEST_F(DossierListTest, SeveralProcessesListEachDossierOnceAndAnEmptiedListFillsAgain) {
  Postgres other_postgres({conninfo_});
  // However busy the process is, its lister goes on.
  const DossierLister other(other_postgres, [] { return absl::Now() - absl::UnixEpoch(); });
  constexpr int kBatches = 4;
  for (int i = 0; i < kBatches; ++i) {
    std::vector<record::v1::Record> records;
    for (int j = 0; j < 1000; ++j) records.push_back(DossierOf(absl::StrCat("X", i * 1000 + j), 1));
    Append("a", records);
  }
  AwaitListed();
  EXPECT_EQ(Query("SELECT count(*) FROM dossier"), "4000");
  lister_.reset();
  Query("DELETE FROM dossier");
  Query("DELETE FROM dossier_progress");
  AwaitListed();
  EXPECT_EQ(Query("SELECT count(*) FROM dossier"), "4000");
}

TEST_F(DossierListTest, LogMadeLaterIsListedToo) {
  ASSERT_TRUE(log_.EnsureLogs({"north"}, Soon()).ok());
  ingestion::v1::Batch batch;
  batch.set_sender("a");
  batch.set_batch_id("north");
  *batch.add_records() = DossierOf("H44.1-260803-0001", 1);
  std::vector<AdmittedBatch> admitted;
  admitted.push_back(Admit(batch, batch.SerializeAsString(), *Routing::Parse("H44=north"), testing::kNow));
  ASSERT_TRUE(log_.Append(admitted, kToday, Soon())[0].ok());
  AwaitListed();
  EXPECT_THAT(All(), ElementsAre("H44.1-260803-0001"));
}

TEST_F(DossierListTest, WithoutAListerTheListStaysAsItWas) {
  lister_.reset();
  Append("a", {DossierOf("X1", 1)});
  EXPECT_THAT(All(), IsEmpty());
  iv1::ListDossiersRequest request;
  request.set_unit_code("H44.1");
  EXPECT_EQ(List(request).positions(0).sequence(), 0);
}

}  // namespace
}  // namespace chiso
