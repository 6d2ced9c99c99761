#include "tools/client/view/ranking_view.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

namespace chiso {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

template <typename Message>
Message Parse(const char* text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message));
  return message;
}

reporting::v1::ListRankingResponse Ranking() {
  return Parse<reporting::v1::ListRankingResponse>(R"pb(
    rows {
      rank: 1
      unit { code: "H44.1" }
      name: "Phường A, cũ"
      value: "84.50"
      band: "tốt"
      status: STATUS_SCORED
      previous_total_points: 8620
      change: -170
    }
    rows {
      unit { code: "H44.2" }
      name: "Xã B"
      value: "12.00"
      status: STATUS_INCOMPLETE
      no_change_reason: "DEFINITION_CHANGED"
    }
    rows {
      unit { code: "H44.3" }
      name: "Xã C"
      status: STATUS_NOT_REPORTED
    }
  )pb");
}

TEST(RankingView, CsvLeavesEmptyWhatThereIsNot) {
  EXPECT_EQ(RankingCsv(Ranking()),
            "rank,unit,name,value,band,status,previous_total,change,no_change_reason\n"
            "1,H44.1,\"Phường A, cũ\",84.50,tốt,SCORED,86.20,-1.70,\n"
            ",H44.2,Xã B,12.00,,INCOMPLETE,,,DEFINITION_CHANGED\n"
            ",H44.3,Xã C,,,NOT_REPORTED,,,\n");
}

TEST(RankingView, TableOfComputedFiguresSaysSo) {
  const auto asked = Parse<reporting::v1::ListRankingRequest>(
      R"pb(period: "2026-08" parent_code: "H44" by_code: "TDGQ" basis: BASIS_COMPUTED)pb");
  const auto progress = Parse<reporting::v1::Progress>(R"pb(positions { log: "main" sequence: 342 })pb");
  const std::string table = RankingTable(asked, Ranking(), progress, Language::kEnglish);
  EXPECT_THAT(table, HasSubstr("Ranking by TDGQ, 2026-08, units below H44, each with all units below it"));
  EXPECT_THAT(table, HasSubstr("Internal computation, for reference. All records up to main 342."));
  EXPECT_THAT(table, HasSubstr("   -  H44.2  Xã B           12.00        incomplete\n"));
  EXPECT_THAT(table, HasSubstr("   1  H44.1  Phường A, cũ   84.50  good\n"));
}

TEST(RankingView, TableOfOfficialFiguresNamesNoComputation) {
  const auto asked = Parse<reporting::v1::ListRankingRequest>(R"pb(period: "2026"
                                                                   level: LEVEL_PROVINCE
                                                                   basis: BASIS_OFFICIAL)pb");
  const std::string table = RankingTable(asked, Ranking(), {}, Language::kVietnamese);
  EXPECT_THAT(table, HasSubstr("Số liệu do Cổng Dịch vụ công quốc gia"));
  EXPECT_THAT(table, Not(HasSubstr("nội bộ")));
  EXPECT_THAT(table, HasSubstr("84,50"));
}

TEST(RankingView, TableByTotalShowsChangesAndWhyThereAreNone) {
  const std::string table = RankingTable({}, Ranking(), {}, Language::kVietnamese);
  EXPECT_THAT(table, HasSubstr("84,50       -1,70  tốt"));
  EXPECT_THAT(table, HasSubstr("Tăng, giảm: không tính tăng, giảm: bộ chỉ số kỳ này khác kỳ trước"));
  reporting::v1::ListRankingRequest asked;
  asked.set_by_code("TDGQ");
  EXPECT_THAT(RankingTable(asked, Ranking(), {}, Language::kVietnamese), Not(HasSubstr("-1,70")));
}

TEST(RankingView, AnEmptyRankingSaysSo) {
  EXPECT_THAT(RankingTable({}, {}, {}, Language::kEnglish), HasSubstr("Nothing is known that fits."));
}

}  // namespace
}  // namespace chiso
