#include "services/scoring/core/offices.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "services/scoring/testing/facts.h"

namespace chiso::core {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class OfficesTest : public ::testing::Test {
 protected:
  void Put(std::string code, std::string parent = "", absl::string_view from = "", absl::string_view to = "",
           Level level = Level::kCommune) {
    units_.Put(AUnit(std::move(code), level, std::move(parent), from, to).unit);
    offices_.reset();
  }
  const Offices& All() {
    if (!offices_) offices_.emplace(units_);
    return *offices_;
  }
  OfficeId Of(std::string code, absl::string_view from = "") {
    return All().Of({std::move(code), Day(from)});
  }
  static DayNumber On(absl::string_view day) { return NumberOf(*Day(day)); }
  // Each place as its code, with those below it in brackets.
  std::string TreeIn(absl::string_view period) {
    const Tree& tree = All().TreeIn(P(period));
    std::string text;
    for (size_t i = 0; i < tree.places.size(); i = tree.places[i].end) text += TextOf(tree, i);
    return text;
  }
  std::string AuthorityIn(absl::string_view period, std::string code) {
    const Tree& tree = All().TreeIn(P(period));
    return tree.places[tree.places[tree.Of(Of(std::move(code)))].authority].unit->key.code;
  }

  Units units_;
  std::optional<Offices> offices_;

 private:
  static std::string TextOf(const Tree& tree, int32_t place) {
    std::string below;
    tree.ForEachBelow(place, [&](int32_t at) { below += TextOf(tree, at); });
    return absl::StrCat(tree.places[place].unit->key.code, "(", below, ")");
  }
};

TEST_F(OfficesTest, UnitsOfOneCodeWithoutAGapAreOneOffice) {
  Put("A", "P", "", "2026-03-31");
  Put("A", "Q", "2026-04-01", "2026-06-30");
  Put("A", "", "2026-07-02");
  EXPECT_EQ(Of("A"), Of("A", "2026-04-01"));
  // A day lies between.
  EXPECT_NE(Of("A"), Of("A", "2026-07-02"));
}

TEST_F(OfficesTest, UnitsOfOneCodeThatOverlapAreOneOffice) {
  Put("A", "", "", "2026-08-31");
  Put("A", "", "2026-03-01", "2026-04-30");
  Put("A", "", "2026-09-01");
  EXPECT_EQ(Of("A"), Of("A", "2026-03-01"));
  EXPECT_EQ(Of("A"), Of("A", "2026-09-01"));
}

TEST_F(OfficesTest, OnADayTheUnitThatBeginsLastBearsTheCode) {
  Put("A", "P", "", "2026-08-31");
  Put("A", "Q", "2026-03-01", "2026-04-30");
  Put("P");
  Put("Q");
  EXPECT_THAT(All().Stands("A", On("2026-03-01")).codes, ElementsAre("A", "Q"));
  EXPECT_THAT(All().Stands("A", On("2026-05-01")).codes, ElementsAre("A", "P"));
  EXPECT_EQ(All().On("A", On("2026-09-01")), kNoOffice);
  EXPECT_EQ(All().Stands("A", On("2026-09-01")).office, kNoOffice);
}

TEST_F(OfficesTest, InAPeriodAnOfficeStandsAsItsUnitOfTheLastDayElseItsLastWithin) {
  Put("P");
  Put("Q");
  Put("A", "P", "", "2026-08-14");
  Put("A", "Q", "2026-08-15", "2026-10-10");
  EXPECT_EQ(TreeIn("2026-07"), "P(A())Q()");
  EXPECT_EQ(TreeIn("2026-08"), "P()Q(A())");
  EXPECT_EQ(TreeIn("2026-10"), "P()Q(A())");
  EXPECT_EQ(TreeIn("2026-11"), "P()Q()");
}

TEST_F(OfficesTest, ARenamedOfficeGoesOn) {
  Put("A", "", "", "2026-07-31");
  Unit renamed = AUnit("A", Level::kCommune, "", "2026-08-01").unit;
  renamed.name = "Phường Một";
  units_.Put(renamed);
  EXPECT_EQ(All().On("A", On("2026-07-31")), All().On("A", On("2026-08-01")));
  EXPECT_EQ(All().TreeIn(P("2026-Q3")).places[0].unit->name, "Phường Một");
}

TEST_F(OfficesTest, AboveAnOfficeIsWhoBearsTheParentsCodeOnTheLastDayOrOnItsOwn) {
  Put("P", "", "", "2026-08-20");
  Put("A", "P", "", "2026-08-10");
  Put("B", "P");
  // On the last day of August nobody bears P.
  EXPECT_EQ(TreeIn("2026-08"), "B()P(A())");
  EXPECT_EQ(TreeIn("2026-07"), "P(A()B())");
}

TEST_F(OfficesTest, TheAuthorityIsTheTopmostBelowTheNation) {
  Put("N", "", "", "", Level::kNation);
  Put("P", "N", "", "", Level::kProvince);
  Put("A", "P");
  Put("Q", "", "", "", Level::kProvince);
  Put("B", "Q");
  EXPECT_EQ(AuthorityIn("2026-08", "A"), "P");
  EXPECT_EQ(AuthorityIn("2026-08", "P"), "P");
  EXPECT_EQ(AuthorityIn("2026-08", "B"), "Q");
  EXPECT_EQ(AuthorityIn("2026-08", "N"), "N");
  EXPECT_EQ(All().Stands("A", On("2026-08-01")).authority, "P");
  EXPECT_EQ(All().Stands("N", On("2026-08-01")).authority, "N");
}

TEST_F(OfficesTest, WhoStandsAboveItselfIsATopLevelUnit) {
  Put("A", "C");
  Put("B", "A");
  Put("C", "B");
  Put("D", "B");
  EXPECT_EQ(TreeIn("2026-08"), "A()B(D())C()");
  EXPECT_THAT(All().Stands("D", On("2026-08-01")).codes, ElementsAre("D", "B"));
  EXPECT_THAT(All().Stands("A", On("2026-08-01")).codes, ElementsAre("A"));
}

TEST_F(OfficesTest, WhoHasTooManyAboveIsATopLevelUnit) {
  Put("U0");
  for (size_t i = 1; i <= kMaxUnitsAbove + 1; ++i) Put(absl::StrCat("U", i), absl::StrCat("U", i - 1));
  const Tree& tree = All().TreeIn(P("2026-08"));
  EXPECT_GE(tree.places[tree.Of(Of(absl::StrCat("U", kMaxUnitsAbove)))].above, 0);
  EXPECT_EQ(tree.places[tree.Of(Of(absl::StrCat("U", kMaxUnitsAbove + 1)))].above, -1);
}

TEST_F(OfficesTest, TurningDaysAreThoseOnWhichAnAnswerMayChange) {
  EXPECT_THAT(All().turning_days(), IsEmpty());
  Put("A", "", "", "2026-07-31");
  Put("A", "", "2026-08-01");
  Put("B", "", "2026-09-01", "2026-09-30");
  EXPECT_THAT(All().turning_days(), ElementsAre(On("2026-08-01"), On("2026-09-01"), On("2026-10-01")));
}

}  // namespace
}  // namespace chiso::core
