#include "tools/client/view/bulletin_view.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

namespace chiso {
namespace {

using ::testing::HasSubstr;

constexpr char kBulletin[] = R"pb(
  name: "units/H53/bulletins/2023-02.1"
  unit { code: "H53" }
  unit_name: "Thành phố Tây Ninh"
  period: "2023-02"
  revision_number: 1
  basis: BASIS_OFFICIAL
  columns { code: "OVERDUE" name_vi: "Quá hạn" name_en: "Overdue" origin: ORIGIN_ONE_STOP }
  columns {
    code: "TOTAL"
    name_vi: "Điểm"
    name_en: "Total"
    origin: ORIGIN_PORTAL
    first_read_time { seconds: 1678035600 }
    last_read_time { seconds: 1678035600 }
  }
  rows {
    unit { code: "H53" }
    name: "Cơ quan chuyên môn"
    own_offices: true
    values: "8"
    values: "58.58"
  }
  rows {
    unit { code: "H53.1" }
    name: "Phường 1"
    values: ""
    values: "63.01"
  }
  summary {
    own_offices { row: 0 value: "58.58" delta: "1.70" }
    highest { row: 1 value: "63.01" }
    rose_count: 7
    overdue { column: 0 sum: "8" }
    notes {
      reason: "SOMETHING_NEW"
      column: -1
      rows { row: 9 value: "1" }
    }
  })pb";

std::string Show(Language language) {
  reporting::v1::Bulletin bulletin;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(kBulletin, &bulletin));
  return BulletinText(bulletin, language);
}

TEST(BulletinView, SaysWhoseFigureEachColumnIs) {
  const std::string text = Show(Language::kEnglish);
  EXPECT_THAT(text, HasSubstr("(1)     OVERDUE  Overdue  electronic one-stop system\n"));
  EXPECT_THAT(text, HasSubstr("(2)     TOTAL    Total    National Public Service Portal  2023-03-06\n"));
  EXPECT_THAT(text, HasSubstr("Basis: official figures as published\n"));
}

TEST(BulletinView, SaysWhatTheLetterSays) {
  const std::string text = Show(Language::kVietnamese);
  EXPECT_THAT(text, HasSubstr("Cơ quan chuyên môn: Cơ quan chuyên môn 58,58 (+1,70)\n"));
  EXPECT_THAT(text, HasSubstr("Cao nhất: Phường 1 63,01\n"));
  EXPECT_THAT(text, HasSubstr("Hồ sơ quá hạn: 8, Quá hạn\n"));
}

TEST(BulletinView, ShowsAMissingValueAsMissing) {
  EXPECT_THAT(Show(Language::kEnglish), HasSubstr("H53.1  Phường 1              -  63.01\n"));
}

TEST(BulletinView, OutlivesReasonsAndPlacesItDoesNotKnow) {
  EXPECT_THAT(Show(Language::kEnglish), HasSubstr("Note: SOMETHING_NEW: - 1\n"));
}

}  // namespace
}  // namespace chiso
