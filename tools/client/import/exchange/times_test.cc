#include "tools/client/import/exchange/times.h"

#include <gtest/gtest.h>

#include "common/period.h"
#include "tools/client/words/times.h"

namespace chiso {
namespace {

absl::Time At(int year, int month, int day, int hour = 0, int minute = 0, int second = 0) {
  return absl::FromCivil(absl::CivilSecond(year, month, day, hour, minute, second), HoChiMinh());
}

TEST(ExchangeTimes, AreReadInHoChiMinhTimeAndOnlyWhereTheyExist) {
  EXPECT_EQ(ParseExchangeTime("20260810143005"), absl::FromUnixSeconds(1786347005));
  EXPECT_EQ(ParseExchangeTime("20260810"), At(2026, 8, 10));
  EXPECT_EQ(ParseExchangeTime("20240229000000"), At(2024, 2, 29));
  for (const char* const text :
       {"", "2026081014300", "202608101430055", "20260230000000", "20260810240000", "20260810146000",
        "20260810143060", "2026-08-10", "00010101000000", " 2026081", "2026081a"}) {
    EXPECT_FALSE(ParseExchangeTime(text)) << text;
  }
}

TEST(ExchangeTimes, TheTimeInANameIsARunOfDigitsOfItsOwn) {
  EXPECT_EQ(TimeInName("/in/20250101/DongBo-20260810-20260811143000.json"), At(2026, 8, 11, 14, 30));
  EXPECT_EQ(TimeInName("hoso_20260810.json"), At(2026, 8, 10));
  EXPECT_EQ(TimeInName("hoso_99999999_20260810.json"), At(2026, 8, 10));
  EXPECT_FALSE(TimeInName("20260810/hoso.json"));
  EXPECT_FALSE(TimeInName("hoso_202608101.json"));
}

class Revisions : public ::testing::Test {
 protected:
  Revisions() {
    record::v1::Dossier& dossier = *record_.mutable_dossier();
    *dossier.mutable_submit_time() = ToTimestamp(At(2026, 8, 1));
    *dossier.mutable_receive_time() = ToTimestamp(At(2026, 8, 2));
    *dossier.mutable_due_time() = ToTimestamp(At(2026, 9, 30));
  }
  int64_t Of(absl::Time file_time) { return RevisionOf(record_, {file_time, {}}); }

  record::v1::Record record_;
  const absl::Time file_time_ = At(2026, 8, 10, 14, 30);
};

TEST_F(Revisions, AreTheLatestTimeThatTellsWhatHappened) {
  record::v1::Dossier& dossier = *record_.mutable_dossier();
  EXPECT_EQ(Of(file_time_) / 1'000'000, absl::ToUnixSeconds(At(2026, 8, 2)));
  record::v1::Supplement& supplement = *dossier.add_supplements();
  *supplement.mutable_request_time() = ToTimestamp(At(2026, 8, 3));
  *supplement.mutable_new_due_time() = ToTimestamp(At(2026, 10, 1));
  EXPECT_EQ(Of(file_time_) / 1'000'000, absl::ToUnixSeconds(At(2026, 8, 3)));
  *supplement.mutable_receive_time() = ToTimestamp(At(2026, 8, 4));
  EXPECT_EQ(Of(file_time_) / 1'000'000, absl::ToUnixSeconds(At(2026, 8, 4)));
  *dossier.mutable_process_end_time() = ToTimestamp(At(2026, 8, 5));
  EXPECT_EQ(Of(file_time_) / 1'000'000, absl::ToUnixSeconds(At(2026, 8, 5)));
  *dossier.mutable_return_time() = ToTimestamp(At(2026, 8, 6));
  EXPECT_EQ(Of(file_time_) / 1'000'000, absl::ToUnixSeconds(At(2026, 8, 6)));
  *dossier.mutable_refuse_time() = ToTimestamp(At(2026, 8, 7));
  EXPECT_EQ(Of(file_time_) / 1'000'000, absl::ToUnixSeconds(At(2026, 8, 7)));
}

TEST_F(Revisions, OfEqualTimesFollowTheAgeOfTheFileInHours) {
  EXPECT_EQ(Of(At(2020, 1, 1)) % 1'000'000, 0);
  EXPECT_EQ(Of(At(2020, 1, 2, 3, 59)) % 1'000'000, 27 * 8);
  EXPECT_EQ(Of(At(2019, 1, 1)) % 1'000'000, 0);
  EXPECT_EQ(Of(At(2190, 1, 1)) % 1'000'000, 124'999 * 8);
  EXPECT_LT(Of(file_time_), Of(file_time_ + absl::Hours(1)));
  EXPECT_EQ(Of(file_time_) / 1'000'000, Of(file_time_ + absl::Hours(1)) / 1'000'000);
}

TEST_F(Revisions, OfEqualTimesAndFilesTheStateThatIsFurtherOnIsGreater) {
  int64_t last = 0;
  for (const record::v1::DossierStatus status :
       {record::v1::DOSSIER_STATUS_REGISTERED, record::v1::DOSSIER_STATUS_RECEIVED,
        record::v1::DOSSIER_STATUS_PROCESSING, record::v1::DOSSIER_STATUS_FINISHED,
        record::v1::DOSSIER_STATUS_WITHDRAWN, record::v1::DOSSIER_STATUS_RETURNED}) {
    record_.mutable_dossier()->set_status(status);
    EXPECT_GT(Of(file_time_), last) << status;
    last = Of(file_time_);
    // A file that was made later corrects whatever it was.
    EXPECT_LT(last, Of(file_time_ + absl::Hours(1)));
  }
  // These go to and fro.
  const auto of = [&](record::v1::DossierStatus status) {
    record_.mutable_dossier()->set_status(status);
    return Of(file_time_);
  };
  EXPECT_EQ(of(record::v1::DOSSIER_STATUS_PAYMENT_AWAITED), of(record::v1::DOSSIER_STATUS_PROCESSING));
  EXPECT_EQ(of(record::v1::DOSSIER_STATUS_STOPPED), of(record::v1::DOSSIER_STATUS_SUPPLEMENT_AWAITED));
  record_.mutable_dossier()->set_status(record::v1::DOSSIER_STATUS_REGISTERED);
  EXPECT_GT(Of(file_time_ + absl::Hours(1)), last);
}

TEST_F(Revisions, WithoutTimesAreTheFilesAndProgressHasItsOwn) {
  record_.mutable_dossier()->Clear();
  EXPECT_EQ(Of(file_time_) / 1'000'000, absl::ToUnixSeconds(file_time_));
  record::v1::ProgressLine& progress = *record_.mutable_progress();
  *progress.mutable_process_time() = ToTimestamp(At(2026, 8, 3));
  *progress.mutable_start_time() = ToTimestamp(At(2026, 8, 4));
  EXPECT_EQ(Of(file_time_) / 1'000'000, absl::ToUnixSeconds(At(2026, 8, 3)));
}

TEST_F(Revisions, GiveWayToTheOneAskedFor) { EXPECT_EQ(RevisionOf(record_, {file_time_, 42}), 42); }

}  // namespace
}  // namespace chiso
