#include "tools/client/view/score_view.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

namespace chiso {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kDefinition[] = R"pb(
  id: "766-2026"
  groups {
    code: "TDGQ"
    name_vi: "Tiến độ, kết quả giải quyết"
    name_en: "Timeliness"
    max_points: 2000
    indicators { code: "ON_TIME" number: "2.1" name_vi: "Hồ sơ đúng hạn" name_en: "On time" max_points: 2000 }
    indicators {
      code: "AVERAGE_TIME"
      number: "2.2"
      name_vi: "Thời gian"
      name_en: "Average time"
      rule { shown {} }
    }
  }
  groups {
    code: "MDHL"
    name_vi: "Mức độ hài lòng"
    name_en: "Satisfaction"
    max_points: 1200
    indicators { code: "PETITIONS" number: "5.2" name_vi: "Phản ánh" name_en: "Petitions" max_points: 600 }
    indicators { code: "DOSSIERS" number: "5.4" name_vi: "Hồ sơ" name_en: "Dossiers" max_points: 600 }
  })pb";

constexpr char kScore[] = R"pb(
  unit { code: "H44" }
  period: "2026-08"
  scope: SCOPE_SUBTREE
  definition_id: "766-2026"
  definition_sha256: "\001\002"
  indicators {
    code: "ON_TIME"
    status: STATUS_SCORED
    numerator: 144625
    denominator: 184513
    points: 1568
    max_points: 2000
    basis: TALLY_BASIS_UNITS
    parts_reported: 17
    parts_expected: 18
  }
  indicators { code: "AVERAGE_TIME" status: STATUS_NOT_REPORTED }
  indicators {
    code: "PETITIONS"
    status: STATUS_INHERITED
    points: 600
    max_points: 600
    inherited_from { code: "H01" }
  }
  indicators { code: "DOSSIERS" status: STATUS_NO_BASE denominator: 0 max_points: 600 }
  groups { code: "TDGQ" status: STATUS_INCOMPLETE points: 1568 max_points: 2000 }
  groups { code: "MDHL" status: STATUS_SCORED points: 600 max_points: 1200 }
  total_status: STATUS_INCOMPLETE
  total_points: 2168
  max_points: 10000
  positions { log: "main" sequence: 342 }
  as_of_time { seconds: 1678060800 })pb";

template <typename Message>
Message Parse(const char* text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message));
  return message;
}

std::string ShowTable(Language language) {
  return ScoreTable(Parse<index::v1::Score>(kScore), Parse<index::v1::IndexDefinition>(kDefinition),
                    language);
}

TEST(ScoreView, CsvListsIndicatorsThenGroupsThenTotal) {
  EXPECT_EQ(ScoreCsv(Parse<index::v1::Score>(kScore)),
            "unit,period,code,status,numerator,denominator,points,max\n"
            "H44,2026-08,ON_TIME,SCORED,144625,184513,15.68,20.00\n"
            "H44,2026-08,AVERAGE_TIME,NOT_REPORTED,,,,0.00\n"
            "H44,2026-08,PETITIONS,INHERITED,,,6.00,6.00\n"
            "H44,2026-08,DOSSIERS,NO_BASE,,0,,6.00\n"
            "H44,2026-08,TDGQ,INCOMPLETE,,,15.68,20.00\n"
            "H44,2026-08,MDHL,SCORED,,,6.00,12.00\n"
            "H44,2026-08,TOTAL,INCOMPLETE,,,21.68,100.00\n");
}

TEST(ScoreView, WhatIsAlwaysFullSaysSoAndNotThatItsBaseIsEmpty) {
  auto definition = Parse<index::v1::IndexDefinition>(kDefinition);
  definition.mutable_groups(1)->mutable_indicators(1)->mutable_rule()->mutable_full();
  auto score = Parse<index::v1::Score>(kScore);
  score.mutable_indicators(3)->set_points(600);
  const std::string table = ScoreTable(score, definition, Language::kEnglish);
  EXPECT_THAT(table, HasSubstr("always all points\n"));
  EXPECT_THAT(table, Not(HasSubstr("no base")));
}

TEST(ScoreView, TableSaysHowEachValueCameAbout) {
  const std::string table = ShowTable(Language::kEnglish);
  EXPECT_THAT(table, HasSubstr("partial: sum of 17 of 18 units"));
  EXPECT_THAT(table, HasSubstr("shown only; not reported"));
  EXPECT_THAT(table, HasSubstr("from H01"));
  EXPECT_THAT(table, HasSubstr("no base: not scored"));
  EXPECT_THAT(table, HasSubstr("144,625"));
}

TEST(ScoreView, TableCountsAsLostOnlyWhatIsKnown) {
  const std::string table = ShowTable(Language::kEnglish);
  // 4.32 points of a partial tally may still come.
  EXPECT_THAT(table, Not(HasSubstr("4.32")));
  EXPECT_THAT(table, HasSubstr("5.4  Dossiers                                  0       -    6.00  6.00"));
}

TEST(ScoreView, WhatDoesNotApplyLosesNothing) {
  auto score = Parse<index::v1::Score>(kScore);
  EXPECT_THAT(ScoreTable(score, Parse<index::v1::IndexDefinition>(kDefinition), Language::kEnglish),
              Not(HasSubstr("7.77")));
  score.mutable_indicators(3)->set_max_points(777);
  EXPECT_THAT(ScoreTable(score, Parse<index::v1::IndexDefinition>(kDefinition), Language::kEnglish),
              HasSubstr("7.77  7.77"));
  score.mutable_indicators(3)->set_status(index::v1::STATUS_NOT_APPLICABLE);
  EXPECT_THAT(ScoreTable(score, Parse<index::v1::IndexDefinition>(kDefinition), Language::kEnglish),
              Not(HasSubstr("7.77  7.77")));
}

TEST(ScoreView, TableNamesItsOrigin) {
  const std::string table = ShowTable(Language::kEnglish);
  EXPECT_THAT(table, HasSubstr("Internal computation, for reference. Definition 766-2026, SHA-256 0102."));
  EXPECT_THAT(table, HasSubstr("All records up to main 342."));
}

TEST(ScoreView, VietnameseTableSpeaksAsOfficialsDo) {
  const std::string table = ShowTable(Language::kVietnamese);
  EXPECT_THAT(table, HasSubstr("Điểm của H44, 2026-08, đơn vị và toàn bộ đơn vị trực thuộc"));
  EXPECT_THAT(table, HasSubstr("Tiến độ, kết quả giải quyết (TDGQ)"));
  EXPECT_THAT(table, HasSubstr("15,68"));
  EXPECT_THAT(table, HasSubstr("144.625"));
  EXPECT_THAT(table, HasSubstr("Số liệu tính toán nội bộ, tham khảo."));
}

TEST(ScoreView, NationIsShownByGroupsWithTheProvincesThatAreMissing) {
  auto score = Parse<index::v1::Score>(kScore);
  const auto definition = Parse<index::v1::IndexDefinition>(kDefinition);
  EXPECT_THAT(ScoreTable(score, definition, Language::kEnglish), Not(HasSubstr("Mean of")));
  score.set_mean_of(32);
  score.set_missing_count(2);
  score.add_missing_units()->set_code("H01");
  score.add_missing_units()->set_code("H44");
  const std::string table = ScoreTable(score, definition, Language::kEnglish);
  EXPECT_THAT(table, HasSubstr("Mean of 32 provinces.\nMissing, because not complete (2): H01, H44\n"));
  EXPECT_THAT(table, HasSubstr("(TDGQ)"));
  EXPECT_THAT(table, Not(HasSubstr("144,625")));
  score.set_missing_count(101);
  EXPECT_THAT(ScoreTable(score, definition, Language::kVietnamese),
              HasSubstr("Chưa tính, do chưa đủ số liệu (101): H01, H44, …\n"));
}

}  // namespace
}  // namespace chiso
