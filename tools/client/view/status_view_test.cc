#include "tools/client/view/status_view.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

namespace chiso {
namespace {

using google::protobuf::TextFormat;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

scoring::v1::GetStatusResponse Status() {
  scoring::v1::GetStatusResponse status;
  EXPECT_TRUE(TextFormat::ParseFromString(
      R"pb(
        logs {
          position { log: "main" sequence: 750000 }
          head_sequence: 1000000
          lag_records: 250000
          first_reading_percent: 75
          first_reading_left { seconds: 200 }
        }
        logs {
          position { log: "reference" sequence: 18 }
          head_sequence: 18
          lag { nanos: 300000000 }
          first_reading_complete: true
        }
        senders {
          sender: "igate"
          newest_receive_time { seconds: 1788134400 }
          last_arrival_time { seconds: 1788220800 }
        }
        senders {
          sender: "bureau"
          last_arrival_time { seconds: 1788220800 }
        }
        holdings {
          unit_count: 104
          office_count: 103
          dossier_count: 750000
          dossier_bytes: 49545216
          resident_bytes: 104857600
        }
        writer { epoch: 3 writing: true }
        definitions { id: "766-2026" sha256: "\001\002\003\004\005\006\007" valid_from: "2026-01-01" }
        definitions { id: "767" draft: true })pb",
      &status));
  return status;
}

TEST(StatusView, TellsHowFarTheFirstReadingHasCome) {
  const std::string english = StatusTables(Status(), Language::kEnglish);
  EXPECT_THAT(english, AllOf(HasSubstr("Scores have no time yet."), HasSubstr("Reading the records"),
                             HasSubstr("750,000"), HasSubstr("75 %, 3 min 20 s left"), HasSubstr("done")));
  const std::string vietnamese = StatusTables(Status(), Language::kVietnamese);
  EXPECT_THAT(vietnamese, AllOf(HasSubstr("Đang đọc bản ghi"), HasSubstr("750.000"),
                                HasSubstr("75 %, còn 3 phút 20 giây"), HasSubstr("đã đọc hết")));
}

TEST(StatusView, OnceReadTellsTheTimeOfTheScores) {
  scoring::v1::GetStatusResponse status = Status();
  status.set_ready(true);
  status.mutable_as_of_time()->set_seconds(1'788'220'800);
  status.mutable_lag()->set_seconds(2);
  EXPECT_THAT(StatusTables(status, Language::kEnglish),
              AllOf(HasSubstr("As of 2026-09-01 07:00, 2 s ago."), Not(HasSubstr("Reading the records"))));
  EXPECT_THAT(StatusTables(status, Language::kVietnamese),
              HasSubstr("Tính đến 01/9/2026 07:00, cách đây 2 giây."));
}

TEST(StatusView, MemoryStandsInMebibytes) {
  EXPECT_THAT(StatusTables(Status(), Language::kEnglish),
              HasSubstr("104 units, 103 offices, 750,000 dossiers in 47.3 MiB; the process takes 100.0 MiB"));
  EXPECT_THAT(StatusTables(Status(), Language::kVietnamese), HasSubstr("47,3 MiB"));
}

TEST(StatusView, TellsWhetherThisProcessWritesToReporting) {
  scoring::v1::GetStatusResponse status = Status();
  EXPECT_THAT(StatusTables(status, Language::kEnglish), HasSubstr("Writes to reporting under epoch 3."));
  status.mutable_writer()->set_writing(false);
  EXPECT_THAT(StatusTables(status, Language::kEnglish), HasSubstr("Does not write to reporting"));
  status.mutable_writer()->set_epoch(0);
  EXPECT_THAT(StatusTables(status, Language::kEnglish), HasSubstr("Has not written to reporting yet."));
}

TEST(StatusView, UnitsThatNobodyKnowsAreShownWhereThereAreAny) {
  scoring::v1::GetStatusResponse status = Status();
  EXPECT_THAT(StatusTables(status, Language::kEnglish), Not(HasSubstr("nobody knows")));
  status.set_unknown_unit_count(1);
  status.set_unknown_unit_dossier_count(1200);
  auto& unit = *status.add_unknown_units();
  unit.set_named_unit("UBND xã Một");
  unit.set_dossier_count(1200);
  unit.set_example("H44-1");
  EXPECT_THAT(StatusTables(status, Language::kEnglish),
              AllOf(HasSubstr("nobody knows, and count for nobody: 1,200, under 1 name"),
                    HasSubstr("UBND xã Một"), HasSubstr("H44-1")));
  EXPECT_THAT(StatusTables(status, Language::kVietnamese), HasSubstr("1.200"));
}

}  // namespace
}  // namespace chiso
