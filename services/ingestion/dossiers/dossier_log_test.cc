// What the logs say about one dossier, and the sealing of months that are over.

#include <algorithm>
#include <thread>

#include "absl/strings/escaping.h"
#include "absl/synchronization/notification.h"
#include "gmock/gmock.h"
#include "services/ingestion/log/sealer.h"
#include "services/ingestion/testing/log_test_base.h"

namespace chiso {
namespace {

using testing::At;
using testing::DossierOf;
using ::testing::ElementsAre;
using testing::FeedOf;
using testing::ProgressOf;
using testing::Soon;

namespace iv1 = ingestion::v1;

constexpr char kCode[] = "H44.1-260803-0001";

class DossierLogTest : public testing::LogTest {
 protected:
  iv1::GetDossierResponse Get(const std::string& code = kCode) {
    const auto response = dossiers_.Get(code, "main", Soon());
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? *response : iv1::GetDossierResponse();
  }
  // The sequences of all pages, those in force with a star.
  std::vector<std::string> Revisions(int page_size) {
    std::vector<std::string> all;
    iv1::ListDossierRevisionsRequest request;
    request.set_code(kCode);
    request.set_page_size(page_size);
    do {
      const auto page = dossiers_.ListRevisions(request, "main", Soon());
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) break;
      EXPECT_LE(page->records_size(), page_size);
      for (const auto& stored : page->records()) {
        all.push_back(absl::StrCat(stored.sequence(), stored.in_force() ? "*" : ""));
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return all;
  }
};

TEST_F(DossierLogTest, DossierStandsAsItsNewestRevisionSaysWhateverTheMonthItArrivedIn) {
  Append("a", {DossierOf("H44.1-260803-0002", 9), DossierOf(kCode, 5)}, At(8, 20));
  Append("a", {DossierOf(kCode, 3), DossierOf("H44.1-260803-00010", 9)}, At(9, 1));
  const iv1::GetDossierResponse response = Get();
  EXPECT_EQ(response.dossier().record().SerializeAsString(), DossierOf(kCode, 5).SerializeAsString());
  EXPECT_EQ(response.dossier().log(), "main");
  EXPECT_EQ(response.dossier().sequence(), 2);
  EXPECT_EQ(response.dossier().sender(), "a");
  EXPECT_EQ(response.dossier().batch_id(), "1");
  EXPECT_EQ(response.dossier().arrival_time().seconds(), absl::ToUnixSeconds(At(8, 20)));
  EXPECT_TRUE(response.dossier().in_force());
  EXPECT_EQ(response.progress_size(), 0);
  EXPECT_FALSE(response.disputed());
  EXPECT_EQ(dossiers_.Get("H44.1-260803-0009", "main", Soon()).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(dossiers_.Get(kCode, "reference", Soon()).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(DossierLogTest, ProgressIsTheNewestRevisionOfEachLineInOrderOfItsTime) {
  Append("a", {ProgressOf(kCode, 2, "2026-08-05 12:00:00"), ProgressOf(kCode, 1, "2026-08-04 12:00:00"),
               ProgressOf(kCode, 1, "2026-08-05 12:00:00"),
               ProgressOf("H44.1-260803-0002", 1, "2026-08-05 12:00:00")});
  iv1::GetDossierResponse response = Get();
  EXPECT_FALSE(response.has_dossier());
  ASSERT_EQ(response.progress_size(), 2);
  EXPECT_EQ(response.progress(0).sequence(), 2);
  EXPECT_EQ(response.progress(1).sequence(), 1);
  Append("b", {DossierOf(kCode, 1)});
  response = Get();
  EXPECT_EQ(response.dossier().sequence(), 5);
  EXPECT_EQ(response.progress_size(), 2);
}

TEST_F(DossierLogTest, PrecedenceDeclaredForTheUnitOrForAllGoesBeforeTheRevision) {
  Append("a", {DossierOf(kCode, 9)});
  Append("b", {DossierOf(kCode, 1)});
  EXPECT_EQ(Get().dossier().sender(), "a");
  Append("x", {FeedOf("b", "H44.2", 1)});
  EXPECT_EQ(Get().dossier().sender(), "a");
  Append("x", {FeedOf("b", "H44.1", 5)});
  EXPECT_EQ(Get().dossier().sender(), "b");
  Append("x", {FeedOf("a", "", 4)});
  EXPECT_EQ(Get().dossier().sender(), "a");
  // The smaller of two that cover it.
  Append("x", {FeedOf("b", "", 3)});
  EXPECT_EQ(Get().dossier().sender(), "b");
  Append("x", {FeedOf("b", "", 3, 2, /*retracted=*/true)});
  EXPECT_EQ(Get().dossier().sender(), "a");
}

TEST_F(DossierLogTest, PrecedenceDeclaredForAUnitIsOneForAllBelowItByItsCode) {
  const auto in_force = [&](const std::string& code) {
    const auto response = dossiers_.Get(code, "main", Soon());
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? response->dossier().sender() : "";
  };
  const std::map<std::string, std::string> units = {{"D1", "H44"},  {"D2", "H44.1.2"},  {"D3", "000.1.H44"},
                                                    {"D4", "H441"}, {"D5", "H45.H44x"}, {"D6", "H4"}};
  for (const auto& [code, unit] : units) {
    const std::string field = absl::StrCat("unit_code: \"", unit, "\"");
    Append("a", {DossierOf(code, 9, field)});
    Append("b", {DossierOf(code, 1, field)});
  }
  Append("x", {FeedOf("b", "H44", 1)});
  for (const std::string below : {"D1", "D2", "D3"}) EXPECT_EQ(in_force(below), "b") << below;
  for (const std::string other : {"D4", "D5", "D6"}) EXPECT_EQ(in_force(other), "a") << other;
}

TEST_F(DossierLogTest, SendersThatSayDifferentThingsDisputeIt) {
  Append("a", {DossierOf(kCode, 1)});
  Append("b", {DossierOf(kCode, 2)});
  EXPECT_FALSE(Get().disputed());
  Append("b", {DossierOf(kCode, 3, "status: DOSSIER_STATUS_STOPPED")});
  EXPECT_TRUE(Get().disputed());
}

TEST_F(DossierLogTest, OfOneSendersRecordsOfEqualRevisionsTheGreaterOrderIsInForceAndNobodyDisagrees) {
  const auto ordered = [&](int64_t order, const std::string& status) {
    record::v1::Record record = DossierOf(kCode, 1, absl::StrCat("status: DOSSIER_STATUS_", status));
    record.set_revision_order(order);
    return record;
  };
  Append("a", {ordered(7, "STOPPED")});
  Append("a", {ordered(8, "FINISHED")});
  Append("a", {ordered(6, "RETURNED"), ordered(0, "REFUSED")});
  EXPECT_EQ(Get().dossier().sequence(), 2);
  EXPECT_FALSE(Get().disputed());
  Append("a", {ordered(8, "PROCESSING")});
  EXPECT_FALSE(Get().disputed());
  Append("b", {ordered(9, "STOPPED")});
  EXPECT_EQ(Get().dossier().sender(), "b");
  EXPECT_TRUE(Get().disputed());
}

TEST_F(DossierLogTest, RetractedDossierIsToldOf) {
  Append("a", {DossierOf(kCode, 1)});
  record::v1::Record retracted = DossierOf(kCode, 2);
  retracted.set_retracted(true);
  Append("a", {retracted});
  EXPECT_TRUE(Get().dossier().record().retracted());
}

TEST_F(DossierLogTest, RevisionsAreListedInTheOrderOfArrivalTheLastOneFirst) {
  Append("a", {DossierOf(kCode, 2), ProgressOf(kCode, 1, "2026-08-04 12:00:00")}, At(8, 20));
  Append("b", {DossierOf("H44.1-260803-0002", 9), DossierOf(kCode, 1)}, At(8, 21));
  // The same again, and an answer about the dossier, which is no revision of it.
  Append("a", {DossierOf(kCode, 2), testing::SampleOf(record::v1::RECORD_KIND_SATISFACTION)}, At(9, 1));
  for (const int page_size : {1, 2, 3, 4, 100}) {
    EXPECT_THAT(Revisions(page_size), ElementsAre("5", "4", "2*", "1*")) << page_size;
  }
  iv1::ListDossierRevisionsRequest request;
  request.set_code("H44.1-260803-0009");
  EXPECT_EQ(dossiers_.ListRevisions(request, "main", Soon()).status().code(), absl::StatusCode::kNotFound);
  request.set_code(kCode);
  request.set_page_token("x");
  EXPECT_EQ(dossiers_.ListRevisions(request, "main", Soon()).status().code(),
            absl::StatusCode::kInvalidArgument);
}

// As many lines as no dossier has; one revision of each, then another of every second one.
TEST_F(DossierLogTest, OfVeryManyLinesOfProgressTheLastOnesAreToldAndTheOthersCounted) {
  constexpr int kLines = 2500;
  const auto line = [](int i, int revision) {
    const absl::Time time = At(8, 3) + absl::Seconds(i);
    return ProgressOf(kCode, revision, absl::FormatTime("%Y-%m-%d %H:%M:%S", time, HoChiMinh()));
  };
  std::vector<record::v1::Record> first = {DossierOf(kCode, 1)}, second;
  for (int i = 0; i < kLines; ++i) {
    // In no order.
    first.push_back(line(i * 7 % kLines, 1));
    if (i % 2 == 0) second.push_back(line(i, 2));
  }
  Append("a", first);
  Append("b", second);
  const iv1::GetDossierResponse response = Get();
  EXPECT_EQ(response.dossier().sequence(), 1);
  EXPECT_EQ(response.progress_size(), 1000);
  EXPECT_EQ(response.omitted_progress_count(), kLines - 1000);
  for (int i = 0; i < response.progress_size(); ++i) {
    const iv1::StoredRecord& stored = response.progress(i);
    const int number = kLines - 1000 + i;
    EXPECT_EQ(stored.record().progress().process_time().seconds(),
              line(number, 1).progress().process_time().seconds());
    EXPECT_EQ(stored.record().revision(), number % 2 == 0 ? 2 : 1);
  }
  const std::vector<std::string> revisions = Revisions(1000);
  EXPECT_EQ(revisions.size(), first.size() + second.size());
  EXPECT_EQ(
      std::count_if(revisions.begin(), revisions.end(), [](const auto& text) { return text.back() == '*'; }),
      kLines + 1);
}

TEST_F(DossierLogTest, PageOfLongRevisionsStaysBelowWhatClientsTake) {
  Append("a", std::vector<record::v1::Record>(300, DossierOf(kCode, 1)));
  record::v1::Record huge = DossierOf(kCode, 1);
  huge.mutable_dossier()->set_unit_name(std::string(20'000, 'x'));
  Query(absl::StrCat("WITH huge AS (UPDATE record SET payload = '\\x",
                     absl::BytesToHexString(huge.SerializeAsString()),
                     "' RETURNING 1) SELECT count(*) FROM huge"));
  iv1::ListDossierRevisionsRequest request;
  request.set_code(kCode);
  request.set_page_size(1000);
  int seen = 0, pages = 0;
  do {
    const auto page = dossiers_.ListRevisions(request, "main", Soon());
    ASSERT_TRUE(page.ok()) << page.status();
    EXPECT_LT(page->ByteSizeLong(), 4 << 20);
    seen += page->records_size();
    ++pages;
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(seen, 300);
  EXPECT_GT(pages, 1);
}

class PartitionSealerTest : public DossierLogTest {
 protected:
  PartitionSealerTest() {
    for (const int month : {7, 8, 9}) Append("a", {DossierOf(kCode, month)}, At(month, 20));
  }
  static std::string SealedQuery(const std::string& month) {
    return absl::StrCat("SELECT to_regclass('record_2_2026", month, "_subject') IS NOT NULL");
  }
  bool IsSealed(const std::string& month) { return Query(SealedQuery(month)) == "t"; }

  Postgres other_{{conninfo_}};
};

TEST_F(PartitionSealerTest, MonthsThatAreOverAreSealedByOneOfSeveralProcesses) {
  {
    // Those who began to append in August may not have ended.
    const PartitionSealer sealer(postgres_, [] { return At(9, 1, 0) + absl::Minutes(30); });
    Await(SealedQuery("07"));
  }
  EXPECT_FALSE(IsSealed("08"));
  {
    const auto now = [] { return At(9, 1, 2); };
    const PartitionSealer first(postgres_, now);
    const PartitionSealer second(other_, now);
    Await(SealedQuery("08"));
  }
  EXPECT_FALSE(IsSealed("09"));
  EXPECT_EQ(Revisions(10).size(), 3);
  // Both kinds of months are looked up by their indexes.
  for (const char* const index :
       {"record_2_202607_subject", "record_2_202608_subject", "record_2_202609_subject_idx"}) {
    Await(absl::StrCat("SELECT idx_scan > 0 FROM pg_stat_user_indexes WHERE indexrelname = '", index, "'"));
  }
}

TEST_F(PartitionSealerTest, EndBreaksOffASealThatIsUnderWay) {
  absl::Notification locked, release;
  std::thread holder([&] {
    EXPECT_TRUE(other_
                    .Transact(Soon(),
                              [&](Transaction& transaction) {
                                transaction.work().exec("LOCK TABLE record_2_202608 IN ROW EXCLUSIVE MODE");
                                locked.Notify();
                                release.WaitForNotification();
                                return absl::OkStatus();
                              })
                    .ok());
  });
  locked.WaitForNotification();
  {
    const PartitionSealer sealer(postgres_, [] { return At(10, 20); });
    Await("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND mode = 'ShareLock')");
  }
  EXPECT_TRUE(IsSealed("09"));
  EXPECT_FALSE(IsSealed("08"));
  release.Notify();
  holder.join();
  const PartitionSealer again(postgres_, [] { return At(10, 20); });
  Await(SealedQuery("08"));
}

}  // namespace
}  // namespace chiso
