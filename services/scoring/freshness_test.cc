#include "services/scoring/freshness.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/scoring/state.h"
#include "services/scoring/testing/log.h"

namespace chiso::testing {
namespace {

using index::v1::Freshness;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr int64_t kDay = 24 * 60 * 60;
// 2026-09-01 in Asia/Ho_Chi_Minh.
constexpr int64_t kSeptember = 1'788'195'600;
// The time of the scores: 2026-09-20.
constexpr int64_t kNow = kSeptember + 19 * kDay;

// A province with two communes.
class FreshnessTest : public ::testing::Test {
 protected:
  FreshnessTest() {
    Reference({UnitRecord("H44", record::v1::LEVEL_PROVINCE),
               UnitRecord("H44.100", record::v1::LEVEL_COMMUNE, "H44"),
               UnitRecord("H44.101", record::v1::LEVEL_COMMUNE, "H44")});
    Give("nobody", kNow, {});
  }

  void Reference(const std::vector<record::v1::Record>& records) {
    state_.Apply(From("bureau", kSeptember - 90 * kDay, Chunk("reference", reference_, records, 0, kNow)));
    reference_ += static_cast<int64_t>(records.size());
  }
  void Give(const std::string& sender, int64_t arrival, const std::vector<record::v1::Record>& records) {
    state_.Apply(From(sender, arrival, Chunk("main", main_, records, 0, kNow)));
    main_ += static_cast<int64_t>(records.size());
  }

  Freshness Of(const std::string& unit, const std::string& period = "2026-09",
               record::v1::Scope scope = record::v1::SCOPE_SUBTREE) {
    scoring::v1::GetScoreRequest request;
    request.set_unit_code(unit);
    request.set_period(period);
    request.set_scope(scope);
    const auto score = state_.GetScore(request);
    EXPECT_TRUE(score.ok()) << score.status();
    return score.ok() ? score->freshness() : Freshness();
  }
  static std::vector<std::string> Senders(const Freshness& freshness) {
    std::vector<std::string> said;
    for (const auto& sender : freshness.senders()) {
      said.push_back(
          absl::StrCat(sender.sender(), " ", (sender.newest_receive_time().seconds() - kSeptember) / kDay));
    }
    return said;
  }
  static std::vector<std::string> Silent(const Freshness& freshness) {
    std::vector<std::string> said;
    for (const auto& sender : freshness.silent_senders()) said.push_back(sender.sender());
    return said;
  }
  static std::vector<std::string> Missing(const Freshness& freshness) {
    std::vector<std::string> said;
    for (const auto& feed : freshness.missing_feeds()) {
      said.push_back(absl::StrCat(feed.sender(), " ", record::v1::RecordKind_Name(feed.kind()).substr(12),
                                  " ", feed.unit_code()));
    }
    return said;
  }

  int64_t reference_ = 0;
  int64_t main_ = 0;
  State state_{ShippedDefinitions(), {"reference", "main"}, [] { return absl::FromUnixSeconds(kNow + 5); }};
};

TEST_F(FreshnessTest, NamesPositionsTimeLagAndDefinition) {
  Freshness freshness = Of("H44");
  ASSERT_EQ(freshness.positions_size(), 2);
  EXPECT_EQ(freshness.positions(1).log(), "reference");
  EXPECT_EQ(freshness.positions(1).sequence(), 3);
  EXPECT_EQ(freshness.as_of_time().seconds(), kNow);
  EXPECT_EQ(freshness.lag().seconds(), 5);
  EXPECT_EQ(freshness.lag_records(), 0);
  EXPECT_EQ(freshness.definition_id(), "766-2026");
  EXPECT_EQ(freshness.definition_sha256().size(), 32u);
  state_.Apply(Chunk("main", 0, {}, /*beyond=*/7, kNow));
  EXPECT_EQ(Of("H44").lag_records(), 7);
}

TEST_F(FreshnessTest, NamesTheNewestReceptionOfWhoeverGaveDossiersOfTheUnits) {
  Give("igate", kNow,
       {DossierRecord("H44-1", "H44.100", kSeptember + kDay),
        DossierRecord("H44-2", "H44.101", kSeptember + 2 * kDay)});
  Give("other", kNow, {DossierRecord("H44-3", "H44.101", kSeptember + 3 * kDay)});
  EXPECT_THAT(Senders(Of("H44.100")), ElementsAre("igate 1"));
  EXPECT_THAT(Senders(Of("H44.101")), ElementsAre("igate 2", "other 3"));
  EXPECT_THAT(Senders(Of("H44")), ElementsAre("igate 2", "other 3"));
  EXPECT_THAT(Senders(Of("H44", "2026-09", record::v1::SCOPE_OWN_OFFICES)), IsEmpty());
}

TEST_F(FreshnessTest, WhoNamesAUnitByAnAliasGaveDossiersOfIt) {
  record::v1::Record named = DossierRecord("H44-1", "", kSeptember + 4 * kDay);
  named.mutable_dossier()->set_unit_name("UBND xã Một");
  Give("igate", kNow, {named, DossierRecord("H44-2", "OLD-7", kSeptember + 5 * kDay)});
  EXPECT_THAT(Senders(Of("H44")), IsEmpty());
  const auto alias = [](const std::string& text, const std::string& unit) {
    record::v1::Record record;
    record.set_revision(1);
    record.mutable_unit_alias()->set_alias(text);
    record.mutable_unit_alias()->set_unit_code(unit);
    return record;
  };
  Reference({alias("UBND xã Một", "H44.100"), alias("OLD-7", "H44.101")});
  EXPECT_THAT(Senders(Of("H44.100")), ElementsAre("igate 4"));
  EXPECT_THAT(Senders(Of("H44.101")), ElementsAre("igate 5"));
  EXPECT_THAT(Senders(Of("H44")), ElementsAre("igate 5"));
}

TEST_F(FreshnessTest, WhoDeclaresToGiveDailyIsSilentAfterThreeDaysWithoutAnyRecord) {
  Reference({FeedRecord("igate", record::v1::RECORD_KIND_DOSSIER, "H44"),
             FeedRecord("lists", record::v1::RECORD_KIND_PROCEDURE, "H44"),
             FeedRecord("new", record::v1::RECORD_KIND_PETITION, "H44.100")});
  Give("igate", kNow - 3 * kDay - 1, {DossierRecord("H44-1", "H44.100", kSeptember)});
  // The list of procedures may stand as it is for months.
  EXPECT_THAT(Silent(Of("H44")), ElementsAre("igate", "new"));
  EXPECT_THAT(Silent(Of("H44.101")), ElementsAre("igate"));
  const Freshness silent = Of("H44");
  EXPECT_EQ(silent.silent_senders(0).last_arrival_time().seconds(), kNow - 3 * kDay - 1);
  EXPECT_FALSE(silent.silent_senders(1).has_last_arrival_time());
  Give("igate", kNow - 3 * kDay, {DossierRecord("H44-1", "H44.100", kSeptember, 2)});
  EXPECT_THAT(Silent(Of("H44.101")), IsEmpty());
}

TEST_F(FreshnessTest, OfAPeriodThatIsOverSilenceIsJudgedByItsEnd) {
  Reference({FeedRecord("igate", record::v1::RECORD_KIND_DOSSIER, "H44")});
  Give("igate", kSeptember - 2 * kDay, {DossierRecord("H44-1", "H44.100", kSeptember - 9 * kDay)});
  EXPECT_THAT(Silent(Of("H44", "2026-09")), ElementsAre("igate"));
  EXPECT_THAT(Silent(Of("H44", "2026-08")), IsEmpty());
}

TEST_F(FreshnessTest, WhatIsDeclaredForTheWholePeriodAndNotThereIsMissing) {
  record::v1::Record later = FeedRecord("late", record::v1::RECORD_KIND_DOSSIER, "H44");
  later.mutable_feed()->set_valid_from("2026-09-02");
  Reference({FeedRecord("igate", record::v1::RECORD_KIND_DOSSIER, "H44"),
             FeedRecord("igate", record::v1::RECORD_KIND_PETITION, "H44.100"),
             FeedRecord("igate", record::v1::RECORD_KIND_SATISFACTION, "H44"), later,
             FeedRecord("portal", record::v1::RECORD_KIND_NATIONAL_TOTAL),
             FeedRecord("portal", record::v1::RECORD_KIND_PROCEDURE, "H44")});
  EXPECT_THAT(Missing(Of("H44")), ElementsAre("igate DOSSIER H44", "igate PETITION H44.100",
                                              "portal PROCEDURE H44", "portal NATIONAL_TOTAL "));
  // Of a unit that the declaration is not about.
  EXPECT_THAT(Missing(Of("H44.101")),
              ElementsAre("igate DOSSIER H44", "portal PROCEDURE H44", "portal NATIONAL_TOTAL "));
  // A dossier of August that goes on is in process in September, in one of the two communes.
  Give("igate", kNow, {DossierRecord("H44-1", "H44.100", kSeptember - kDay)});
  record::v1::Record total;
  total.set_revision(1);
  total.mutable_national_total()->set_unit_code("H44");
  total.mutable_national_total()->set_period("2026-08");
  total.mutable_national_total()->set_scope(record::v1::SCOPE_SUBTREE);
  total.mutable_national_total()->set_source(record::v1::TOTAL_SOURCE_NATIONAL_PORTAL);
  total.mutable_national_total()->set_received_count(3);
  record::v1::Record procedure;
  procedure.set_revision(1);
  procedure.mutable_procedure()->set_code("1.1");
  procedure.mutable_procedure()->set_unit_code("H44");
  Give("portal", kNow, {total});
  Reference({procedure});
  EXPECT_THAT(Missing(Of("H44")), ElementsAre("igate PETITION H44.100", "portal NATIONAL_TOTAL "));
  EXPECT_THAT(Missing(Of("H44.101")), ElementsAre("igate DOSSIER H44", "portal NATIONAL_TOTAL "));
  // The total of a month is a part of the quarter.
  EXPECT_THAT(Missing(Of("H44", "2026-Q3")), ElementsAre("igate PETITION H44.100"));
}

TEST_F(FreshnessTest, AListSaysItOnceAndOfAllUnitsUnlessAParentIsNamed) {
  Give("igate", kNow, {DossierRecord("H44-1", "H44.100", kSeptember + kDay)});
  Give("stray", kNow, {DossierRecord("H44-2", "H77", kSeptember + kDay)});
  scoring::v1::ListScoresRequest request;
  request.set_period("2026-09");
  auto page = state_.ListScores(request, 100);
  ASSERT_TRUE(page.ok());
  EXPECT_THAT(Senders(page->freshness()), ElementsAre("igate 1", "stray 1"));
  EXPECT_FALSE(page->scores(0).has_freshness());
  request.set_parent_code("H44");
  page = state_.ListScores(request, 100);
  EXPECT_THAT(Senders(page->freshness()), ElementsAre("igate 1"));
}

TEST_F(FreshnessTest, ListsAreBoundedAndSayHowManyAreLeftOut) {
  std::vector<record::v1::Record> feeds;
  for (int i = 100; i < 170; ++i) {
    const std::string sender = absl::StrCat("s", i);
    feeds.push_back(FeedRecord(sender, record::v1::RECORD_KIND_DOSSIER, "H44"));
    if (i < 160) continue;
    Give(sender, kSeptember - 30 * kDay,
         {DossierRecord(absl::StrCat("H44-", i), "H44", kSeptember - 40 * kDay)});
  }
  Reference(feeds);
  // Those ten gave a dossier that is in process, and fell silent.
  Freshness freshness = Of("H44");
  EXPECT_EQ(freshness.silent_senders_size(), 50);
  EXPECT_EQ(freshness.omitted_silent_sender_count(), 20);
  EXPECT_EQ(freshness.senders_size(), 10);
  EXPECT_EQ(freshness.missing_feeds_size(), 0);
  freshness = Of("H44", "2026-06");
  EXPECT_EQ(freshness.missing_feeds_size(), 50);
  EXPECT_EQ(freshness.omitted_missing_feed_count(), 20);
}

}  // namespace
}  // namespace chiso::testing
