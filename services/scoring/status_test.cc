#include "services/scoring/status.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/scoring/testing/log.h"

namespace chiso::testing {
namespace {

using scoring::v1::GetStatusResponse;
using ::testing::ElementsAre;

class StatusTest : public ::testing::Test {
 protected:
  GetStatusResponse Status() { return StatusOf(state_); }

  absl::Time now_ = absl::FromUnixSeconds(10'000);
  State state_{ShippedDefinitions(), {"reference", "main"}, [this] { return now_; }};
};

TEST_F(StatusTest, TellsWhatOfTheFirstReadingIsDoneAndAboutHowLongItStillTakes) {
  EXPECT_FALSE(Status().ready());
  EXPECT_FALSE(Status().logs(0).has_first_reading_left());
  now_ += absl::Seconds(30);
  state_.Apply(
      Chunk("main", 0,
            {ReturnRecord("H44", "2026-08", "ON_TIME", 1, 2), ReturnRecord("H44", "2026-07", "ON_TIME", 1, 2),
             ReturnRecord("H44", "2026-06", "ON_TIME", 1, 2)},
            /*beyond=*/1));
  GetStatusResponse status = Status();
  ASSERT_EQ(status.logs_size(), 2);
  EXPECT_EQ(status.logs(0).position().log(), "main");
  EXPECT_EQ(status.logs(0).position().sequence(), 3);
  EXPECT_EQ(status.logs(0).head_sequence(), 4);
  EXPECT_EQ(status.logs(0).lag_records(), 1);
  EXPECT_FALSE(status.logs(0).has_lag());
  EXPECT_FALSE(status.logs(0).first_reading_complete());
  EXPECT_EQ(status.logs(0).first_reading_percent(), 75);
  EXPECT_EQ(status.logs(0).first_reading_left().seconds(), 10);
  EXPECT_FALSE(status.ready());
  EXPECT_FALSE(status.has_as_of_time());
  state_.Apply(Chunk("main", 3, {ReturnRecord("H44", "2026-05", "ON_TIME", 1, 2)}));
  state_.Apply(Chunk("reference", 0, {UnitRecord("H44", record::v1::LEVEL_PROVINCE)}));
  status = Status();
  EXPECT_TRUE(status.ready());
  EXPECT_TRUE(status.logs(0).first_reading_complete());
  EXPECT_FALSE(status.logs(0).has_first_reading_left());
}

TEST_F(StatusTest, LagIsTheTimeSinceALogWasReadToItsEnd) {
  state_.Apply(Chunk("reference", 0, {UnitRecord("H44", record::v1::LEVEL_PROVINCE)}, 0, 9'000));
  state_.Apply(Chunk("main", 0, {}, 0, 9'990));
  // More than was sent is there.
  state_.Apply(Chunk("main", 0, {ReturnRecord("H44", "2026-08", "ON_TIME", 3, 4)}, /*beyond=*/6, 9'995));
  const GetStatusResponse status = Status();
  EXPECT_EQ(status.logs(0).lag().seconds(), 10);
  EXPECT_EQ(status.logs(0).lag_records(), 6);
  EXPECT_EQ(status.logs(1).lag().seconds(), 1'000);
  EXPECT_EQ(status.as_of_time().seconds(), 9'000);
  EXPECT_EQ(status.lag().seconds(), 1'000);
}

TEST_F(StatusTest, OfEachSenderTheNewestReceptionAndTheLastArrival) {
  const auto dossier = [](int64_t receive, int64_t revision) {
    return DossierRecord("H44-1", "H44", receive, revision);
  };
  state_.Apply(From("igate", 8'000, Chunk("main", 0, {dossier(7'000, 1), dossier(6'000, 2)})));
  state_.Apply(From("igate", 8'500, Chunk("main", 2, {dossier(5'000, 3)})));
  state_.Apply(From("bureau", 8'100, Chunk("reference", 0, {UnitRecord("H44", record::v1::LEVEL_PROVINCE)})));
  const GetStatusResponse status = Status();
  ASSERT_EQ(status.senders_size(), 2);
  EXPECT_EQ(status.senders(0).sender(), "bureau");
  EXPECT_FALSE(status.senders(0).has_newest_receive_time());
  EXPECT_EQ(status.senders(0).last_arrival_time().seconds(), 8'100);
  // As it said once, whatever it says now: what arrives again or in another order changes nothing.
  EXPECT_EQ(status.senders(1).newest_receive_time().seconds(), 7'000);
  EXPECT_EQ(status.senders(1).last_arrival_time().seconds(), 8'500);
  EXPECT_EQ(status.omitted_sender_count(), 0);
}

TEST_F(StatusTest, NamesTheUnitsThatNobodyKnowsThoseWithTheMostDossiersFirst) {
  std::vector<record::v1::Record> records;
  for (int unit = 0; unit < 25; ++unit) {
    for (int i = 0; i <= unit % 3; ++i) {
      records.push_back(DossierRecord(absl::StrCat("H44-", unit, "-", i), absl::StrCat("H77.", unit), 5'000));
    }
  }
  state_.Apply(Chunk("main", 0, records));
  const GetStatusResponse status = Status();
  EXPECT_EQ(status.unknown_unit_count(), 25);
  EXPECT_EQ(status.unknown_unit_dossier_count(), static_cast<int64_t>(records.size()));
  ASSERT_EQ(status.unknown_units_size(), 20);
  EXPECT_EQ(status.unknown_units(0).named_unit(), "H77.11");
  EXPECT_EQ(status.unknown_units(0).dossier_count(), 3);
  EXPECT_EQ(status.unknown_units(0).example(), "H44-11-0");
  EXPECT_EQ(status.unknown_units(19).dossier_count(), 1);
}

TEST_F(StatusTest, TellsWhatIsHeldUnderWhichDefinitionsAndWhoWrites) {
  state_.Apply(Chunk("reference", 0,
                     {UnitRecord("H44", record::v1::LEVEL_PROVINCE),
                      UnitRecord("H44.1", record::v1::LEVEL_COMMUNE, "H44")}));
  state_.Apply(Chunk("main", 0, {DossierRecord("H44-1", "H44", 5'000)}));
  state_.SetWriter({.epoch = 7, .writes = true});
  const GetStatusResponse status = Status();
  EXPECT_EQ(status.holdings().unit_count(), 2);
  EXPECT_EQ(status.holdings().office_count(), 2);
  EXPECT_EQ(status.holdings().dossier_count(), 1);
  EXPECT_GT(status.holdings().dossier_bytes(), 0);
  EXPECT_GT(status.holdings().resident_bytes(), status.holdings().dossier_bytes());
  EXPECT_EQ(status.writer().epoch(), 7);
  EXPECT_TRUE(status.writer().writing());
  std::vector<std::string> ids;
  for (const auto& definition : status.definitions()) {
    ids.push_back(definition.id());
    EXPECT_EQ(definition.sha256().size(), 32u);
  }
  EXPECT_THAT(ids, ElementsAre("766-2022", "766-2026"));
}

}  // namespace
}  // namespace chiso::testing
