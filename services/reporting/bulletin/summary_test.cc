#include "services/reporting/bulletin/summary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "services/reporting/bulletin/bulletin.h"
#include "services/reporting/testing/annex.h"

namespace chiso {
namespace {

using testing::AnnexOfFebruary;
using testing::Catalogue;
using ::testing::ElementsAre;
using testing::InputOf;
using ::testing::IsEmpty;
using testing::UnitWith;

namespace rv1 = reporting::v1;

// The names and values of the rows that a part of the summary mentions: "name value delta".
std::vector<std::string> Say(const rv1::Bulletin& bulletin,
                             const google::protobuf::RepeatedPtrField<rv1::BulletinMention>& mentions) {
  std::vector<std::string> said;
  for (const rv1::BulletinMention& mention : mentions) {
    said.push_back(bulletin.rows(mention.row()).name() + " " + mention.value() +
                   (mention.delta().empty() ? "" : " " + mention.delta()));
  }
  return said;
}

rv1::Bulletin Build(BulletinInput input) { return BuildBulletin(input, Catalogue()).value(); }

// A bulletin of units A, B, C, … with these figures each.
rv1::Bulletin Of(const std::vector<std::map<std::string, std::string>>& rows, bool own_offices = false) {
  std::vector<BulletinUnit> units;
  for (const auto& figures : rows) {
    const std::string name(1, static_cast<char>('A' + units.size()));
    units.push_back(UnitWith(name, name, figures));
  }
  units.front().own_offices = own_offices;
  return Build(InputOf(units));
}

std::vector<std::string> Reasons(const rv1::Bulletin& bulletin) {
  std::vector<std::string> reasons;
  for (const rv1::BulletinNote& note : bulletin.summary().notes()) reasons.push_back(note.reason());
  return reasons;
}

TEST(Summary, OfTheModelLettersAnnexIsWhatItsTableSays) {
  const rv1::Bulletin bulletin = Build(AnnexOfFebruary());
  const rv1::BulletinSummary& summary = bulletin.summary();
  EXPECT_EQ(summary.own_offices().value(), "58.58");
  EXPECT_EQ(summary.own_offices().delta(), "+1.70");
  EXPECT_THAT(Say(bulletin, summary.highest()), ElementsAre("UBND xã Tân Bình 63.01 +6.09"));
  EXPECT_THAT(Say(bulletin, summary.lowest()), ElementsAre("UBND xã Bình Minh 54.67 -1.15"));
  EXPECT_THAT(Say(bulletin, summary.fell()),
              ElementsAre("UBND xã Thạnh Tân 55.55 -8.54", "UBND xã Bình Minh 54.67 -1.15"));
  EXPECT_EQ(summary.rose_count(), 8);
  EXPECT_EQ(summary.unchanged_count(), 0);
  EXPECT_EQ(summary.unknown_count(), 0);
  ASSERT_EQ(summary.overdue_size(), 2);
  EXPECT_EQ(summary.overdue(0).sum(), "76");
  EXPECT_EQ(summary.overdue(1).sum(), "4");
  ASSERT_EQ(summary.weaknesses_size(), 2);
  EXPECT_EQ(bulletin.columns(summary.weaknesses(0).column()).code(), "E_RESULT_RATE");
  EXPECT_THAT(Say(bulletin, summary.weaknesses(0).lowest()),
              ElementsAre("UBND xã Bình Minh 0", "UBND xã Thạnh Tân 0"));
  EXPECT_EQ(summary.weaknesses(0).below_count(), 5);
  EXPECT_EQ(summary.weaknesses(0).threshold(), "50");
  EXPECT_EQ(bulletin.columns(summary.weaknesses(1).column()).code(), "DIGITISED_RATE");
  EXPECT_THAT(Say(bulletin, summary.weaknesses(1).lowest()), ElementsAre("UBND Phường Ninh Sơn 70.20"));
  EXPECT_EQ(summary.weaknesses(1).below_count(), 3);
}

TEST(Summary, OwnOfficesAreNeitherHighestNorLowestNorFallen) {
  const rv1::Bulletin bulletin =
      Of({{{"TOTAL", "99"}, {"DELTA", "-9"}}, {{"TOTAL", "50"}, {"DELTA", "1"}}}, /*own_offices=*/true);
  EXPECT_EQ(bulletin.summary().own_offices().value(), "99");
  EXPECT_EQ(bulletin.summary().own_offices().delta(), "-9.00");
  EXPECT_THAT(Say(bulletin, bulletin.summary().highest()), ElementsAre("B 50 +1.00"));
  EXPECT_THAT(Say(bulletin, bulletin.summary().lowest()), ElementsAre("B 50 +1.00"));
  EXPECT_THAT(bulletin.summary().fell(), IsEmpty());
}

TEST(Summary, WithoutOwnOfficesSaysNothingOfThem) {
  EXPECT_FALSE(Of({{{"TOTAL", "50"}}}).summary().has_own_offices());
}

TEST(Summary, NamesAllUnitsThatShareTheHighestOrLowestTotal) {
  const rv1::Bulletin bulletin = Of(
      {{{"TOTAL", "60"}}, {{"TOTAL", "50.0"}}, {{"TOTAL", "60.00"}}, {{"TOTAL", "50"}}, {{"TOTAL", "55"}}});
  EXPECT_THAT(Say(bulletin, bulletin.summary().highest()), ElementsAre("A 60", "C 60.00"));
  EXPECT_THAT(Say(bulletin, bulletin.summary().lowest()), ElementsAre("B 50.0", "D 50"));
}

TEST(Summary, ComparesAsNumbersNotAsText) {
  const rv1::Bulletin bulletin = Of({{{"TOTAL", "9.5"}}, {{"TOTAL", "10.5"}}, {{"TOTAL", "100"}}});
  EXPECT_THAT(Say(bulletin, bulletin.summary().highest()), ElementsAre("C 100"));
  EXPECT_THAT(Say(bulletin, bulletin.summary().lowest()), ElementsAre("A 9.5"));
}

TEST(Summary, AMissingTotalIsNotTheLowest) {
  const rv1::Bulletin bulletin = Of({{{"RECEIVED", "5"}}, {{"TOTAL", "50"}}, {{"TOTAL", "60"}}});
  EXPECT_THAT(Say(bulletin, bulletin.summary().lowest()), ElementsAre("B 50"));
}

TEST(Summary, CountsRiseStandstillFallAndWhatIsNotKnown) {
  const rv1::Bulletin bulletin = Of({{{"TOTAL", "50"}, {"DELTA", "0.01"}},
                                     {{"TOTAL", "50"}, {"DELTA", "0.00"}},
                                     {{"TOTAL", "50"}, {"DELTA", "-0.01"}},
                                     {{"TOTAL", "50"}},
                                     {{"TOTAL", "50"}, {"DELTA", "-7"}}});
  const rv1::BulletinSummary& summary = bulletin.summary();
  EXPECT_EQ(summary.rose_count(), 1);
  EXPECT_EQ(summary.unchanged_count(), 1);
  EXPECT_EQ(summary.unknown_count(), 1);
  EXPECT_THAT(Say(bulletin, summary.fell()), ElementsAre("E 50 -7.00", "C 50 -0.01"));
}

TEST(Summary, SumsOverdueDossiersOfAllRowsAndTheirOwnOffices) {
  const rv1::Bulletin bulletin =
      Of({{{"OVERDUE_NOTIFIED", "57"}}, {{"OVERDUE_NOTIFIED", "2"}}, {{"RECEIVED", "100"}}},
         /*own_offices=*/true);
  ASSERT_EQ(bulletin.summary().overdue_size(), 1);
  EXPECT_EQ(bulletin.summary().overdue(0).sum(), "59");
}

TEST(Summary, ARateAtItsThresholdIsNotWeak) {
  const rv1::Bulletin bulletin =
      Of({{{"DIGITISED_RATE", "80"}}, {{"DIGITISED_RATE", "79.99"}}, {{"RECEIVED", "1"}}});
  ASSERT_EQ(bulletin.summary().weaknesses_size(), 1);
  EXPECT_EQ(bulletin.summary().weaknesses(0).below_count(), 1);
  EXPECT_THAT(Say(bulletin, bulletin.summary().weaknesses(0).lowest()), ElementsAre("B 79.99"));
  EXPECT_THAT(Of({{{"DIGITISED_RATE", "80"}}}).summary().weaknesses(), IsEmpty());
}

TEST(Summary, PutsTheWeakestCriterionFirst) {
  const rv1::Bulletin bulletin = Of({{{"ONLINE_RATE", "49"}, {"DIGITISED_RATE", "10"}}});
  ASSERT_EQ(bulletin.summary().weaknesses_size(), 2);
  EXPECT_EQ(bulletin.columns(bulletin.summary().weaknesses(0).column()).code(), "DIGITISED_RATE");
}

TEST(Summary, NotesThatTwoCountsOfOverdueDossiersAreFarApart) {
  EXPECT_THAT(Reasons(Of({{{"OVERDUE_NOTIFIED", "76"}, {"OVERDUE_ONE_STOP", "4"}}})),
              ElementsAre("TWO_DEFINITIONS_OF_OVERDUE"));
  EXPECT_THAT(Reasons(Of({{{"OVERDUE_NOTIFIED", "1"}, {"OVERDUE_ONE_STOP", "0"}}})),
              ElementsAre("TWO_DEFINITIONS_OF_OVERDUE"));
  EXPECT_THAT(Reasons(Of({{{"OVERDUE_NOTIFIED", "8"}, {"OVERDUE_ONE_STOP", "4"}}})), IsEmpty());
  EXPECT_THAT(Reasons(Of({{{"OVERDUE_NOTIFIED", "0"}, {"OVERDUE_ONE_STOP", "0"}}})), IsEmpty());
  // A unit that gave only one of the figures is no sign of another definition.
  EXPECT_THAT(
      Reasons(Of({{{"OVERDUE_NOTIFIED", "4"}, {"OVERDUE_ONE_STOP", "4"}}, {{"OVERDUE_NOTIFIED", "90"}}})),
      IsEmpty());
}

TEST(Summary, NotesRatesThatCannotBeSharesOfTheDossiersReceived) {
  const rv1::Bulletin bulletin = Of({{{"RECEIVED", "49"}, {"E_RESULT_RATE", "74.6"}},
                                     {{"RECEIVED", "63"}, {"E_RESULT_RATE", "74.6"}},
                                     {{"E_RESULT_RATE", "74.6"}}});
  ASSERT_THAT(Reasons(bulletin), ElementsAre("SHARE_NOT_OF_RECEIVED"));
  const rv1::BulletinNote& note = bulletin.summary().notes(0);
  EXPECT_EQ(bulletin.columns(note.column()).code(), "E_RESULT_RATE");
  EXPECT_THAT(Say(bulletin, note.rows()), ElementsAre("A 74.6"));
}

TEST(Summary, NotesNeighboursThatAreLessThanATenthApart) {
  const rv1::Bulletin bulletin = Of({{{"TOTAL", "58.55"}},
                                     {{"TOTAL", "60.22"}},
                                     {{"TOTAL", "58.58"}},
                                     {{"TOTAL", "60.31"}},
                                     {{"TOTAL", "60.41"}}});
  ASSERT_THAT(Reasons(bulletin), ElementsAre("CLOSE_RANKS", "CLOSE_RANKS"));
  EXPECT_THAT(Say(bulletin, bulletin.summary().notes(0).rows()), ElementsAre("D 60.31", "B 60.22"));
  EXPECT_THAT(Say(bulletin, bulletin.summary().notes(1).rows()), ElementsAre("C 58.58", "A 58.55"));
}

TEST(Summary, EqualTotalsShareARankAndAreNoCloseNeighbours) {
  EXPECT_THAT(Reasons(Of({{{"TOTAL", "60"}}, {{"TOTAL", "60"}}})), IsEmpty());
  EXPECT_THAT(Reasons(Of({{{"TOTAL", "60"}}, {{"TOTAL", "60.09"}}, {{"TOTAL", "60"}}})),
              ElementsAre("CLOSE_RANKS"));
}

TEST(Share, IsPossibleWhereAWholeNumberOfCasesRoundsToIt) {
  EXPECT_TRUE(CanBeShareOf("75", 144));     // 108
  EXPECT_TRUE(CanBeShareOf("69.54", 371));  // 258
  EXPECT_TRUE(CanBeShareOf("74.60", 63));   // 47
  EXPECT_TRUE(CanBeShareOf("33.33", 3));
  EXPECT_TRUE(CanBeShareOf("66.67", 3));
  EXPECT_TRUE(CanBeShareOf("0", 44));
  EXPECT_TRUE(CanBeShareOf("100", 44));
}

TEST(Share, IsImpossibleWhereNoWholeNumberOfCasesDoes) {
  EXPECT_FALSE(CanBeShareOf("74.6", 49));
  EXPECT_FALSE(CanBeShareOf("78.06", 144));
  EXPECT_FALSE(CanBeShareOf("70.20", 371));
  EXPECT_FALSE(CanBeShareOf("66.66", 3));
  EXPECT_FALSE(CanBeShareOf("0.01", 44));
  EXPECT_FALSE(CanBeShareOf("100.01", 44));
  EXPECT_FALSE(CanBeShareOf("150", 2));
  EXPECT_FALSE(CanBeShareOf("-1", 44));
}

TEST(Share, DependsOnTheDigitsThatWereRecorded) {
  // 44 of 59 is 74.576…: one digit cannot tell it from 74.6, two digits can.
  EXPECT_TRUE(CanBeShareOf("74.6", 59));
  EXPECT_FALSE(CanBeShareOf("74.60", 59));
}

TEST(Share, RoundsAHalfUp) {
  // 1 of 8 is 12.5.
  EXPECT_TRUE(CanBeShareOf("13", 8));
  EXPECT_FALSE(CanBeShareOf("12", 8));
}

TEST(Share, OfNoCasesIsNothing) {
  EXPECT_TRUE(CanBeShareOf("0", 0));
  EXPECT_FALSE(CanBeShareOf("100", 0));
}

TEST(Share, IsExactForLargeBases) {
  EXPECT_TRUE(CanBeShareOf("33.333333", 999'999'999'999));
  EXPECT_TRUE(CanBeShareOf("99.999999", 100'000'000));
  EXPECT_FALSE(CanBeShareOf("99.999999", 40'000'000));
}

TEST(Delta, IsWrittenWithItsSignAndTwoDecimals) {
  EXPECT_EQ(SignedDelta(*Decimal::Parse("1.7")), "+1.70");
  EXPECT_EQ(SignedDelta(*Decimal::Parse("-1.15")), "-1.15");
  EXPECT_EQ(SignedDelta(Decimal()), "0.00");
  EXPECT_EQ(AtLeastTwoDecimals("1.705"), "1.705");
  EXPECT_EQ(AtLeastTwoDecimals("62"), "62.00");
}

}  // namespace
}  // namespace chiso
