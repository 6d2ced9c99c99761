#include "tools/client/import/exchange/revisions.h"

#include <gtest/gtest.h>

#include "common/period.h"
#include "common/version.h"
#include "tools/client/words/times.h"

namespace chiso {
namespace {

absl::Time At(int year, int month, int day, int hour = 0, int minute = 0, int second = 0) {
  return absl::FromCivil(absl::CivilSecond(year, month, day, hour, minute, second), HoChiMinh());
}

class Revisions : public ::testing::Test {
 protected:
  Revisions() {
    record::v1::Dossier& dossier = *record_.mutable_dossier();
    *dossier.mutable_submit_time() = ToTimestamp(At(2026, 8, 1));
    *dossier.mutable_receive_time() = ToTimestamp(At(2026, 8, 2));
    *dossier.mutable_due_time() = ToTimestamp(At(2026, 9, 30));
  }
  // What the record gets from a file with this time in its name.
  Version Of(absl::Time time) {
    SetRevision({{time, time}, {}}, record_);
    return {record_.revision(), record_.revision_order(), ""};
  }

  record::v1::Record record_;
  const absl::Time file_time_ = At(2026, 8, 10, 14, 30);
};

TEST_F(Revisions, AreTheLatestTimeThatTellsWhatHappened) {
  record::v1::Dossier& dossier = *record_.mutable_dossier();
  EXPECT_EQ(Of(file_time_).revision / 1'000'000, absl::ToUnixSeconds(At(2026, 8, 2)));
  record::v1::Supplement& supplement = *dossier.add_supplements();
  *supplement.mutable_request_time() = ToTimestamp(At(2026, 8, 3));
  *supplement.mutable_new_due_time() = ToTimestamp(At(2026, 10, 1));
  EXPECT_EQ(Of(file_time_).revision / 1'000'000, absl::ToUnixSeconds(At(2026, 8, 3)));
  *supplement.mutable_receive_time() = ToTimestamp(At(2026, 8, 4));
  EXPECT_EQ(Of(file_time_).revision / 1'000'000, absl::ToUnixSeconds(At(2026, 8, 4)));
  *dossier.mutable_process_end_time() = ToTimestamp(At(2026, 8, 5));
  EXPECT_EQ(Of(file_time_).revision / 1'000'000, absl::ToUnixSeconds(At(2026, 8, 5)));
  *dossier.mutable_return_time() = ToTimestamp(At(2026, 8, 6));
  EXPECT_EQ(Of(file_time_).revision / 1'000'000, absl::ToUnixSeconds(At(2026, 8, 6)));
  *dossier.mutable_refuse_time() = ToTimestamp(At(2026, 8, 7));
  EXPECT_EQ(Of(file_time_).revision / 1'000'000, absl::ToUnixSeconds(At(2026, 8, 7)));
}

TEST_F(Revisions, OfEqualTimesTheFileMadeLaterCountsWhateverTheState) {
  for (const absl::Time time : {At(2019, 1, 1), At(2026, 8, 10), At(2026, 8, 10, 23, 59, 58), At(2034, 4, 4),
                                At(2034, 4, 6), At(2099, 12, 31), At(2199, 12, 30)}) {
    record_.mutable_dossier()->set_status(record::v1::DOSSIER_STATUS_RETURNED);
    const Version earlier = Of(time);
    record_.mutable_dossier()->set_status(record::v1::DOSSIER_STATUS_REGISTERED);
    for (const absl::Duration later :
         {absl::Seconds(1), absl::Minutes(15), absl::Hours(1), absl::Hours(24)}) {
      EXPECT_LT(earlier, Of(time + later)) << time << later;
      EXPECT_EQ(earlier.revision / 1'000'000, Of(time + later).revision / 1'000'000);
    }
  }
}

TEST_F(Revisions, OfEqualTimesAndFilesTheStateThatIsFurtherOnIsGreater) {
  Version last;
  for (const record::v1::DossierStatus status :
       {record::v1::DOSSIER_STATUS_REGISTERED, record::v1::DOSSIER_STATUS_RECEIVED,
        record::v1::DOSSIER_STATUS_PROCESSING, record::v1::DOSSIER_STATUS_FINISHED,
        record::v1::DOSSIER_STATUS_WITHDRAWN, record::v1::DOSSIER_STATUS_RETURNED}) {
    record_.mutable_dossier()->set_status(status);
    EXPECT_GT(Of(file_time_), last) << status;
    last = Of(file_time_);
  }
  // These go to and fro.
  const auto of = [&](record::v1::DossierStatus status) {
    record_.mutable_dossier()->set_status(status);
    return Of(file_time_);
  };
  EXPECT_EQ(of(record::v1::DOSSIER_STATUS_PAYMENT_AWAITED), of(record::v1::DOSSIER_STATUS_PROCESSING));
  EXPECT_EQ(of(record::v1::DOSSIER_STATUS_STOPPED), of(record::v1::DOSSIER_STATUS_SUPPLEMENT_AWAITED));
}

// Without an order, the microseconds told the hours since 2020 and the stage.
TEST_F(Revisions, CountOverWhatFormerVersionsImportedOfTheSameDayAndBeforeAndNotOverLaterDays) {
  const auto former = [&](absl::Time made, int stage) {
    const int64_t hours = (made - At(2020, 1, 1)) / absl::Hours(1);
    return Version{absl::ToUnixSeconds(At(2026, 8, 2)) * 1'000'000 + hours * 8 + stage, 0, ""};
  };
  EXPECT_GT(Of(file_time_), former(file_time_, 5));
  EXPECT_GT(Of(At(2026, 8, 10)), former(At(2026, 8, 10, 23, 59), 5));
  EXPECT_LT(Of(At(2026, 8, 10, 23, 59, 59)), former(At(2026, 8, 11), 0));
}

TEST_F(Revisions, WithoutTimesAreTheFilesAndProgressHasItsOwn) {
  record_.mutable_dossier()->Clear();
  EXPECT_EQ(Of(file_time_).revision / 1'000'000, absl::ToUnixSeconds(file_time_));
  record::v1::ProgressLine& progress = *record_.mutable_progress();
  *progress.mutable_process_time() = ToTimestamp(At(2026, 8, 3));
  *progress.mutable_start_time() = ToTimestamp(At(2026, 8, 4));
  EXPECT_EQ(Of(file_time_).revision / 1'000'000, absl::ToUnixSeconds(At(2026, 8, 3)));
}

TEST_F(Revisions, GiveWayToTheOneAskedForAndTheFileMadeLaterStillCounts) {
  SetRevision({{file_time_, file_time_}, 42}, record_);
  EXPECT_EQ(record_.revision(), 42);
  const int64_t order = record_.revision_order();
  SetRevision({{file_time_ + absl::Seconds(1), file_time_ + absl::Seconds(1)}, 42}, record_);
  EXPECT_GT(record_.revision_order(), order);
}

}  // namespace
}  // namespace chiso
