#include "tools/client/words/texts.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "common/text.h"

namespace chiso {
namespace {

std::set<std::string> Places(absl::string_view text) {
  std::set<std::string> places;
  for (size_t at = text.find('$'); at != absl::string_view::npos; at = text.find('$', at + 1)) {
    places.emplace(text.substr(at, 2));
  }
  return places;
}

TEST(Texts, EachStandsInBothLanguagesWithTheSamePlaces) {
  for (int i = 0; i < static_cast<int>(Text::kCount); ++i) {
    const absl::string_view english = Say(Language::kEnglish, static_cast<Text>(i));
    const absl::string_view vietnamese = Say(Language::kVietnamese, static_cast<Text>(i));
    EXPECT_FALSE(english.empty()) << i;
    EXPECT_FALSE(vietnamese.empty()) << english;
    EXPECT_TRUE(IsCleanText(english)) << english;
    EXPECT_TRUE(IsCleanText(vietnamese)) << vietnamese;
    EXPECT_EQ(Places(english), Places(vietnamese)) << english;
  }
}

TEST(Texts, EveryWordOfTheContractsHasAText) {
  for (const Language language : {Language::kEnglish, Language::kVietnamese}) {
    for (int value = index::v1::Status_MIN + 1; value <= index::v1::Status_MAX; ++value) {
      EXPECT_FALSE(StatusText(language, static_cast<index::v1::Status>(value)).empty()) << value;
    }
    for (int value = record::v1::Level_MIN + 1; value <= record::v1::Level_MAX; ++value) {
      EXPECT_FALSE(LevelText(language, static_cast<record::v1::Level>(value)).empty()) << value;
    }
    for (int value = reporting::v1::Origin_MIN + 1; value <= reporting::v1::Origin_MAX; ++value) {
      EXPECT_FALSE(OriginText(language, static_cast<reporting::v1::Origin>(value)).empty()) << value;
    }
  }
}

TEST(Texts, BandsComeFromTheirVietnameseNames) {
  EXPECT_EQ(BandText(Language::kEnglish, "khá"), "fair");
  EXPECT_EQ(BandText(Language::kVietnamese, "khá"), "khá");
  EXPECT_EQ(BandText(Language::kEnglish, "hạng mới"), "hạng mới");
  EXPECT_EQ(BandText(Language::kEnglish, ""), "");
}

}  // namespace
}  // namespace chiso
