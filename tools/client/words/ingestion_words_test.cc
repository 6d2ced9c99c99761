#include "tools/client/words/ingestion_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <set>

#include "common/text.h"

namespace chiso {
namespace {

using ::testing::EndsWith;

// Words for each value but the first, which are all different.
void ExpectWords(int size, const std::function<absl::string_view(Language, int)>& text) {
  for (const Language language : {Language::kEnglish, Language::kVietnamese}) {
    std::set<absl::string_view> texts;
    EXPECT_EQ(text(language, 0), "");
    for (int value = 1; value < size; ++value) {
      EXPECT_TRUE(IsCleanText(text(language, value))) << value;
      EXPECT_FALSE(text(language, value).empty()) << value;
      EXPECT_TRUE(texts.insert(text(language, value)).second) << text(language, value);
    }
    EXPECT_EQ(text(language, size), "");
  }
}

TEST(IngestionWords, EveryValueHasWords) {
  ExpectWords(record::v1::DossierStatus_ARRAYSIZE, [](Language language, int value) {
    return DossierStatusText(language, static_cast<record::v1::DossierStatus>(value));
  });
  ExpectWords(record::v1::Channel_ARRAYSIZE, [](Language language, int value) {
    return ChannelText(language, static_cast<record::v1::Channel>(value));
  });
  ExpectWords(record::v1::RecordKind_ARRAYSIZE, [](Language language, int value) {
    return KindText(language, static_cast<record::v1::RecordKind>(value));
  });
  ExpectWords(ingestion::v1::Reason_ARRAYSIZE, [](Language language, int value) {
    return ReasonText(language, static_cast<ingestion::v1::Reason>(value));
  });
  ExpectWords(ingestion::v1::Oddity_ARRAYSIZE, [](Language language, int value) {
    return OddityText(language, static_cast<ingestion::v1::Oddity>(value));
  });
}

// The tables go by numbers: these would not agree if a line were out of place.
TEST(IngestionWords, WordsStandAtTheirValues) {
  EXPECT_EQ(DossierStatusText(Language::kVietnamese, record::v1::DOSSIER_STATUS_WITHDRAWN),
            "Công dân yêu cầu rút hồ sơ");
  EXPECT_EQ(DossierStatusText(Language::kVietnamese, record::v1::DOSSIER_STATUS_RETURNED), "Đã trả kết quả");
  EXPECT_EQ(ChannelText(Language::kVietnamese, record::v1::CHANNEL_POSTAL), "bưu chính công ích");
  EXPECT_EQ(KindText(Language::kEnglish, record::v1::RECORD_KIND_PUBLICATION), "publications");
  EXPECT_THAT(std::string(ReasonText(Language::kEnglish, ingestion::v1::REASON_RETURNED_BEFORE_END)),
              EndsWith("before processing ended."));
  EXPECT_THAT(std::string(OddityText(Language::kEnglish, ingestion::v1::ODDITY_NEVER_COMPONENTS)),
              EndsWith("components."));
}

TEST(IngestionWords, ReasonsComeFromTheirNames) {
  for (const std::string& name : ReasonNames()) EXPECT_EQ(ReasonName(ParseReason(name)), name);
  EXPECT_EQ(ParseReason("NOTHING"), ingestion::v1::REASON_UNSPECIFIED);
  EXPECT_EQ(OddityName(ingestion::v1::ODDITY_RESULT_IS_INPUT), "RESULT_IS_INPUT");
  EXPECT_EQ(KindName(record::v1::RECORD_KIND_DOSSIER), "DOSSIER");
  EXPECT_EQ(DossierStatusName(record::v1::DOSSIER_STATUS_PROCESSING), "PROCESSING");
}

}  // namespace
}  // namespace chiso
