#include "tools/client/view/definition_view.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

namespace chiso {
namespace {

using ::testing::HasSubstr;

scoring::v1::ListIndexDefinitionsResponse Definitions() {
  scoring::v1::ListIndexDefinitionsResponse definitions;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"pb(definitions {
             id: "766-2026"
             name_vi: "Bộ chỉ số"
             name_en: "Index"
             valid_from: "2026-01-01"
             draft: true
             legal_basis: "Quyết định 766"
             sha256: "\001\002"
             groups {
               code: "TDGQ"
               name_vi: "Tiến độ"
               name_en: "Timeliness"
               max_points: 2000
               indicators {
                 code: "ON_TIME"
                 number: "2.1"
                 name_vi: "Đúng hạn"
                 name_en: "On time, or early"
                 max_points: 2000
                 rule { target { percent: 80 } }
                 empty_base: EMPTY_BASE_ZERO
                 population: POPULATION_IN_PROCESS
                 rule_evidence { mark: MARK_CONFIRMED }
                 empty_base_evidence { mark: MARK_INFERRED }
                 population_evidence { mark: MARK_UNKNOWN }
                 copied_down: true
               }
             }
             bands { min_points: 9000 name_vi: "xuất sắc" name_en: "excellent" }
           })pb",
      &definitions));
  return definitions;
}

TEST(DefinitionView, CsvListsIndicatorsWithRuleAndMarks) {
  EXPECT_EQ(
      DefinitionCsv(Definitions().definitions(0)),
      "definition,group,code,number,name_vi,name_en,max,rule,empty_base,population,copied_down,rule_mark,"
      "empty_base_mark,population_mark,points_at,target_at,factor,local_owner\n"
      "766-2026,TDGQ,ON_TIME,2.1,Đúng hạn,\"On time, or "
      "early\",20.00,TARGET_80,ZERO,IN_PROCESS,true,CONFIRMED,"
      "INFERRED,UNKNOWN,,,,\n");
}

TEST(DefinitionView, WhatDiffersAtLevelsFactorsAndLocalOnesAreShown) {
  index::v1::IndexDefinition definition = Definitions().definitions(0);
  EXPECT_TRUE(google::protobuf::TextFormat::MergeFromString(
      R"pb(groups {
             code: "B"
             indicators {
               code: "ONLINE"
               rule {
                 target {
                   percent: 50
                   at { levels: LEVEL_COMMUNE percent: 40 }
                 }
               }
               factor: "ON_TIME"
               points_at {
                 levels: [ LEVEL_DISTRICT, LEVEL_COMMUNE ]
                 max_points: 1800
               }
               points_at { levels: LEVEL_DEPARTMENT }
               local_owner: "UBND tỉnh Tây Ninh"
             }
           }
           thin {
             from: "2025-12"
             to: "2026-05"
             evidence { mark: MARK_INFERRED }
           })pb",
      &definition));
  const std::string english = DefinitionTable(definition, Language::kEnglish);
  EXPECT_THAT(english, HasSubstr("all points from 50 %; communes: from 40 %, times the rate of 2.1"));
  EXPECT_THAT(
      english,
      HasSubstr("districts, communes: 18.00 points; not for: departments; added by UBND tỉnh Tây Ninh"));
  EXPECT_THAT(english, HasSubstr("Thin data from 2025-12 to 2026-05 (inferred): no change is computed"));
  EXPECT_THAT(DefinitionTable(definition, Language::kVietnamese),
              HasSubstr("nhân với tỷ lệ của tiêu chí 2.1"));
  EXPECT_THAT(DefinitionCsv(definition),
              HasSubstr(",DISTRICT+COMMUNE=18.00;DEPARTMENT=0.00,COMMUNE=40,ON_TIME,UBND tỉnh Tây Ninh\n"));
}

TEST(DefinitionView, TableShowsRuleEmptyBaseAndEvidence) {
  const std::string table = DefinitionTable(Definitions().definitions(0), Language::kVietnamese);
  EXPECT_THAT(table, HasSubstr("tối đa khi đạt 80 %"));
  EXPECT_THAT(table, HasSubstr("đã xác nhận / suy ra / giả định"));
  EXPECT_THAT(table, HasSubstr("Từ ngày 01/01/2026, dự thảo"));
  EXPECT_THAT(table, HasSubstr("xuất sắc từ 90,00"));
  EXPECT_THAT(table, HasSubstr("SHA-256 0102\n"));
}

TEST(DefinitionView, ListNamesAllDefinitions) {
  EXPECT_EQ(DefinitionsCsv(Definitions()),
            "id,name_vi,name_en,valid_from,valid_to,draft,sha256\n766-2026,Bộ chỉ "
            "số,Index,2026-01-01,,true,0102\n");
  EXPECT_THAT(DefinitionsTable(Definitions(), Language::kEnglish),
              HasSubstr("766-2026    2026-01-01  Index  draft"));
}

}  // namespace
}  // namespace chiso
