#include "tools/client/view/history_view.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

namespace chiso {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

reporting::v1::GetHistoryResponse History(const char* text) {
  reporting::v1::GetHistoryResponse history;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &history));
  return history;
}

constexpr char kBoth[] = R"pb(
  entries {
    period: "2026-02"
    unit { code: "H44" }
    name: "Tỉnh Phú Thọ"
    delta_points: -115
    known_from: "2026-03-02"
    score {
      total_status: STATUS_SCORED
      total_points: 5991
      band: "trung bình"
      definition_id: "766-2026"
      positions { log: "main" sequence: 342 }
    }
    official_figures { code: "TDGQ" value: "15.68" }
    official_figures {
      code: "TOTAL"
      value: "61.5"
      read_time { seconds: 1678035600 }
    }
  }
  entries {
    period: "2026-01"
    unit { code: "H44" }
    name: "Tỉnh Phú Thọ"
    definition_changed: true
    score { total_status: STATUS_INCOMPLETE total_points: 4000 definition_id: "766-2026" }
  })pb";

TEST(HistoryView, CsvHasARowForEachPeriod) {
  EXPECT_EQ(HistoryCsv(History(kBoth)),
            "unit,period,status,total,delta,definition,official_total,official_read_at,note,known_from\n"
            "H44,2026-02,SCORED,59.91,-1.15,766-2026,61.5,2023-03-06,,2026-03-02\n"
            "H44,2026-01,INCOMPLETE,40.00,,766-2026,,,DEFINITION_CHANGED,\n");
}

TEST(HistoryView, TableKeepsComputedAndOfficialApart) {
  reporting::v1::Progress progress;
  progress.mutable_as_of_time()->set_seconds(1678035600);
  progress.add_positions()->set_log("main");
  progress.mutable_positions(0)->set_sequence(350);
  const std::string table = HistoryTable({}, History(kBoth), progress, Language::kVietnamese);
  EXPECT_THAT(table, HasSubstr("59,91"));
  EXPECT_THAT(table, HasSubstr("-1,15"));
  EXPECT_THAT(table, HasSubstr("61,5  06/3/2023"));
  EXPECT_THAT(table, HasSubstr("đủ số liệu, trung bình"));
  EXPECT_THAT(table, HasSubstr("bộ chỉ số kỳ này khác kỳ trước"));
  EXPECT_THAT(
      table,
      HasSubstr("Số liệu tính toán nội bộ, tham khảo. Tính đến 06/3/2023. Tất cả bản ghi đến main 350."));
  EXPECT_THAT(table, HasSubstr("Điểm công bố: Số liệu do Cổng Dịch vụ công quốc gia"));
}

TEST(HistoryView, WhatWasKnownOnADayRestsOnWhatThatDaysScoresDo) {
  reporting::v1::Progress progress;
  progress.add_positions()->set_log("main");
  progress.mutable_positions(0)->set_sequence(350);
  reporting::v1::GetHistoryRequest asked;
  asked.set_unit_code("H44");
  asked.set_known_on("2026-03-05");
  const std::string table = HistoryTable(asked, History(kBoth), progress, Language::kEnglish);
  EXPECT_THAT(table, HasSubstr("as known at the end of 2026-03-05"));
  EXPECT_THAT(table, HasSubstr("All records up to main 342."));
  EXPECT_THAT(HistoryTable(asked, History(kBoth), progress, Language::kVietnamese),
              HasSubstr("theo số liệu có đến hết ngày 05/3/2026"));
}

TEST(HistoryView, SpeaksOfNoFigureThatIsNotThere) {
  const std::string table = HistoryTable({}, History(R"pb(entries {
                                                            period: "2026"
                                                            official_figures { code: "TOTAL" value: "61.5" }
                                                          })pb"),
                                         {}, Language::kEnglish);
  EXPECT_THAT(table, Not(HasSubstr("Internal computation")));
  EXPECT_THAT(table, HasSubstr("Official total: Published by"));
}

TEST(HistoryView, AnEmptyHistorySaysSo) {
  EXPECT_THAT(HistoryTable({}, {}, {}, Language::kEnglish), HasSubstr("Nothing is known that fits."));
}

}  // namespace
}  // namespace chiso
