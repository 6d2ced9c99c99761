#include "tools/client/view/freshness_view.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace chiso {
namespace {

using google::protobuf::TextFormat;
using ::testing::HasSubstr;

index::v1::Freshness Freshness() {
  index::v1::Freshness freshness;
  EXPECT_TRUE(TextFormat::ParseFromString(
      R"pb(
        lag_records: 1200
        senders {
          sender: "igate"
          newest_receive_time { seconds: 1788134400 }
          last_arrival_time { seconds: 1788220800 }
        }
        silent_senders {
          sender: "vnpt"
          last_arrival_time { seconds: 1788134400 }
        }
        silent_senders { sender: "new" }
        missing_feeds { sender: "igate" kind: RECORD_KIND_PETITION unit_code: "H44" }
        missing_feeds { sender: "portal" kind: RECORD_KIND_DOSSIER })pb",
      &freshness));
  return freshness;
}

TEST(FreshnessView, SaysNothingWhereThereIsNothingToSay) {
  EXPECT_EQ(FreshnessText({}, Language::kEnglish), "");
}

TEST(FreshnessView, ALineEachForWhatAnAnswerMayLack) {
  EXPECT_EQ(FreshnessText(Freshness(), Language::kEnglish),
            "Records that are not read yet: 1,200.\n"
            "Newest reception: igate 2026-08-31 07:00.\n"
            "Silent for more than 3 days, with the last arrival: vnpt (2026-08-31 07:00), new (never).\n"
            "Declared, and nothing there: petitions H44 (igate), dossiers (portal).\n");
  EXPECT_EQ(FreshnessText(Freshness(), Language::kVietnamese),
            "Bản ghi chưa đọc: 1.200.\n"
            "Hồ sơ tiếp nhận mới nhất: igate 31/8/2026 07:00.\n"
            "Không gửi quá 3 ngày, kèm lần nhận cuối: vnpt (31/8/2026 07:00), new (chưa lần nào).\n"
            "Đã khai báo nhưng chưa có số liệu: phản ánh, kiến nghị H44 (igate), hồ sơ (portal).\n");
}

TEST(FreshnessView, NamesFiveAndSaysHowManyMoreThereAre) {
  index::v1::Freshness freshness;
  for (int i = 0; i < 8; ++i) freshness.add_silent_senders()->set_sender(absl::StrCat("s", i));
  freshness.set_omitted_silent_sender_count(12);
  EXPECT_THAT(FreshnessText(freshness, Language::kEnglish), HasSubstr("s4 (never), and 15 more."));
}

}  // namespace
}  // namespace chiso
