#include "services/reporting/official.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "absl/strings/str_cat.h"
#include "common/sha256.h"

namespace chiso {
namespace {

using reporting::v1::OfficialFigure;
using reporting::v1::RecordOfficialFiguresRequest;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

const absl::Time kNow = absl::FromUnixSeconds(1'790'000'000);
const std::map<std::string, reporting::v1::FigureUnit> kCodes = {
    {"TOTAL", reporting::v1::FIGURE_UNIT_POINTS},   {"TDGQ", reporting::v1::FIGURE_UNIT_POINTS},
    {"DELTA", reporting::v1::FIGURE_UNIT_POINTS},   {"RANK", reporting::v1::FIGURE_UNIT_RANK},
    {"RECEIVED", reporting::v1::FIGURE_UNIT_COUNT}, {"RATE", reporting::v1::FIGURE_UNIT_PERCENT}};

OfficialFigure Figure(const std::string& value = "58.58") {
  OfficialFigure figure;
  figure.set_unit_code("H53");
  figure.set_period("2023-02");
  figure.set_code("TOTAL");
  figure.set_value(value);
  figure.mutable_read_time()->set_seconds(1'678'000'000);
  figure.set_revision(1);
  return figure;
}

AdmittedFigures Admit(const std::vector<OfficialFigure>& figures,
                      const UnitValidities& units = {{"H53", {Validity()}}}) {
  RecordOfficialFiguresRequest request;
  for (const OfficialFigure& figure : figures) *request.add_figures() = figure;
  return AdmitFigures(request.figures(), kCodes, units, kNow);
}

// Reason and field of the only verdict; empty: there is none.
std::string Said(const OfficialFigure& figure) {
  const AdmittedFigures admitted = Admit({figure});
  if (admitted.verdicts.empty()) return "";
  EXPECT_EQ(admitted.verdicts.size(), 1u);
  EXPECT_EQ(admitted.verdicts[0].rejected(), admitted.figures.empty());
  EXPECT_FALSE(admitted.verdicts[0].message().empty());
  return admitted.verdicts[0].reason() + " " + admitted.verdicts[0].field();
}

template <typename Change>
std::string SaidAfter(Change change) {
  OfficialFigure figure = Figure();
  change(figure);
  return Said(figure);
}

TEST(Official, EachRuleHasItsReasonAndField) {
  EXPECT_EQ(Said(Figure()), "");
  EXPECT_EQ(SaidAfter([](auto& f) { f.set_unit_code("H 53"); }), "CODE_MALFORMED unit_code");
  EXPECT_EQ(SaidAfter([](auto& f) { f.clear_unit_code(); }), "CODE_MALFORMED unit_code");
  EXPECT_EQ(SaidAfter([](auto& f) { f.set_period("02/2023"); }), "PERIOD_MALFORMED period");
  EXPECT_EQ(SaidAfter([](auto& f) { f.set_code("total"); }), "CODE_MALFORMED code");
  EXPECT_EQ(SaidAfter([](auto& f) { f.set_code("NO_SUCH"); }), "CODE_UNKNOWN code");
  EXPECT_EQ(SaidAfter([](auto& f) { f.clear_read_time(); }), "TIME_MISSING read_time");
  EXPECT_EQ(SaidAfter([](auto& f) { f.mutable_read_time()->set_seconds(-1); }), "TIME_MISSING read_time");
  EXPECT_EQ(SaidAfter([](auto& f) { f.mutable_read_time()->set_nanos(1'000'000'000); }),
            "TIME_MISSING read_time");
  EXPECT_EQ(SaidAfter([](auto& f) { f.set_revision(0); }), "REVISION_OUT_OF_RANGE revision");
  EXPECT_EQ(SaidAfter([](auto& f) { f.set_revision_order(-1); }), "REVISION_OUT_OF_RANGE revision_order");
}

TEST(Official, TimesMayBeADayAheadAndNoMore) {
  const int64_t now = absl::ToUnixSeconds(kNow);
  EXPECT_EQ(SaidAfter([&](auto& f) { f.mutable_read_time()->set_seconds(now + 86'400); }), "");
  EXPECT_EQ(SaidAfter([&](auto& f) { f.mutable_read_time()->set_seconds(now + 86'401); }),
            "TIME_IN_FUTURE read_time");
  EXPECT_EQ(SaidAfter([&](auto& f) { f.set_revision((now + 86'400) * 1'000'000); }), "");
  EXPECT_EQ(SaidAfter([&](auto& f) { f.set_revision((now + 86'400) * 1'000'000 + 1); }),
            "REVISION_OUT_OF_RANGE revision");
}

TEST(Official, ValuesAreDecimalsKeptDigitByDigit) {
  for (const char* value : {"0", "58.580", "100", "100.000000", "0058.5", "0.999999"}) {
    const AdmittedFigures admitted = Admit({Figure(value)});
    ASSERT_EQ(admitted.figures.size(), 1u) << value;
    EXPECT_EQ(admitted.figures[0].value(), value);
  }
  for (const char* value : {"", "+1", "1.", ".5", "1,5", "1e3", "abc", " 1", "1.1234567", "1234567890123"}) {
    EXPECT_EQ(Said(Figure(value)), "VALUE_MALFORMED value") << value;
  }
}

TEST(Official, ValuesLieWithinTheBoundsOfTheirUnit) {
  const auto said = [](const std::string& code, const std::string& value) {
    return SaidAfter([&](auto& f) {
      f.set_code(code);
      f.set_value(value);
    });
  };
  for (const auto& [code, value] :
       std::vector<std::pair<std::string, std::string>>{{"TOTAL", "100"},
                                                        {"TDGQ", "0"},
                                                        {"DELTA", "-100"},
                                                        {"DELTA", "100"},
                                                        {"RATE", "100.00"},
                                                        {"RANK", "1"},
                                                        {"RECEIVED", "0"},
                                                        {"RECEIVED", "1000000000"}}) {
    EXPECT_EQ(said(code, value), "") << code << " " << value;
  }
  for (const auto& [code, value] :
       std::vector<std::pair<std::string, std::string>>{{"TOTAL", "100.01"},
                                                        {"TOTAL", "-1"},
                                                        {"TDGQ", "2000"},
                                                        {"DELTA", "-100.01"},
                                                        {"DELTA", "100.01"},
                                                        {"RATE", "100.01"},
                                                        {"RATE", "-0.01"},
                                                        {"RANK", "7.5"},
                                                        {"RANK", "-1"},
                                                        {"RECEIVED", "1.5"},
                                                        {"RECEIVED", "1000000001"},
                                                        {"RECEIVED", "-1"}}) {
    EXPECT_EQ(said(code, value), "VALUE_MALFORMED value") << code << " " << value;
  }
}

TEST(Official, WhatCountsOrRanksIsDigitsAlone) {
  for (const char* const code : {"RECEIVED", "RANK"}) {
    for (const char* const value : {"2.000", "12,000", "1.000", "2.247", " 5", "5 ", "+5", "-5", "-0", "1e3",
                                    "5.0", "", "1 000", "\uFF15", "0x1", "1'000", "½"}) {
      OfficialFigure figure = Figure(value);
      figure.set_code(code);
      const AdmittedFigures admitted = Admit({figure});
      ASSERT_EQ(admitted.verdicts.size(), 1u) << code << " " << value;
      EXPECT_EQ(admitted.verdicts[0].reason(), "VALUE_MALFORMED");
      EXPECT_EQ(admitted.verdicts[0].message(), "must be a whole number of digits alone") << value;
    }
  }
}

TEST(Official, ACharacterThatNobodySeesIsNamed) {
  const auto said = [](auto change) {
    OfficialFigure figure = Figure("1");
    figure.set_code("RECEIVED");
    change(figure);
    const AdmittedFigures admitted = Admit({figure});
    return admitted.verdicts.size() == 1 ? admitted.verdicts[0].message() : "";
  };
  EXPECT_THAT(said([](auto& f) { f.set_value("1\u00A0000"); }), HasSubstr("holds U+00A0 behind character 1"));
  EXPECT_THAT(said([](auto& f) { f.set_unit_code("H53\u200B"); }),
              HasSubstr("holds U+200B behind character 3"));
  EXPECT_THAT(said([](auto& f) { f.set_period("2023\uFEFF"); }),
              HasSubstr("holds U+FEFF behind character 4"));
  EXPECT_THAT(said([](auto& f) { f.set_code("\u00ADTOTAL"); }), HasSubstr("holds U+00AD behind character 0"));
}

TEST(Official, WhatWasTakenBackKeepsKeyAndRevisionAlone) {
  OfficialFigure figure = Figure("no number");
  figure.set_retracted(true);
  const AdmittedFigures admitted = Admit({figure});
  ASSERT_EQ(admitted.figures.size(), 1u);
  EXPECT_TRUE(admitted.figures[0].retracted());
  EXPECT_EQ(admitted.figures[0].value(), "");
}

TEST(Official, AnUnknownUnitIsAWarning) {
  const AdmittedFigures admitted = Admit({Figure()}, {});
  EXPECT_EQ(admitted.figures.size(), 1u);
  EXPECT_EQ(admitted.rejected_count, 0);
  ASSERT_EQ(admitted.verdicts.size(), 1u);
  EXPECT_FALSE(admitted.verdicts[0].rejected());
  EXPECT_EQ(admitted.verdicts[0].reason(), "UNIT_UNKNOWN");
}

TEST(Official, AUnitThatBearsItsCodeOnNoDayOfThePeriodIsAWarning) {
  const auto day = [](int year, int month, int day) { return absl::CivilDay(year, month, day); };
  const auto said = [&](const Validity& validity) {
    const AdmittedFigures admitted = Admit({Figure()}, {{"H53", {validity}}});
    EXPECT_EQ(admitted.figures.size(), 1u);
    return admitted.verdicts.empty() ? ""
                                     : admitted.verdicts[0].reason() + " " + admitted.verdicts[0].field();
  };
  EXPECT_EQ(said({{}, day(2023, 2, 1)}), "");
  EXPECT_EQ(said({day(2023, 2, 28), {}}), "");
  EXPECT_EQ(said({{}, day(2023, 1, 31)}), "UNIT_NOT_VALID unit_code");
  EXPECT_EQ(said({day(2023, 3, 1), {}}), "UNIT_NOT_VALID unit_code");
  const UnitValidities two = {{"H53", {{{}, day(2022, 1, 1)}, {day(2023, 1, 1), {}}}}};
  EXPECT_TRUE(Admit({Figure()}, two).verdicts.empty());
  OfficialFigure taken_back = Figure();
  taken_back.set_retracted(true);
  EXPECT_TRUE(Admit({taken_back}, {}).verdicts.empty());
}

TEST(Official, APeriodFarAheadIsAWarningBesideAllOthers) {
  OfficialFigure figure = Figure();
  figure.set_period("2199");
  const AdmittedFigures admitted = Admit({Figure(), figure}, {});
  EXPECT_EQ(admitted.figures.size(), 2u);
  ASSERT_EQ(admitted.verdicts.size(), 3u);
  EXPECT_EQ(admitted.verdicts[1].reason(), "UNIT_UNKNOWN");
  EXPECT_EQ(admitted.verdicts[2].reason(), "PERIOD_IN_FUTURE");
  EXPECT_EQ(admitted.verdicts[2].field(), "period");
  EXPECT_EQ(admitted.verdicts[2].index(), 1);
  EXPECT_FALSE(admitted.verdicts[2].rejected());
}

TEST(Official, ABadFigureDoesNotAffectItsNeighbours) {
  const AdmittedFigures admitted = Admit({Figure("1"), Figure("x"), Figure("y")});
  EXPECT_EQ(admitted.figures.size(), 1u);
  EXPECT_EQ(admitted.rejected_count, 2);
  ASSERT_EQ(admitted.verdicts.size(), 2u);
  EXPECT_EQ(admitted.verdicts[0].index(), 1);
  EXPECT_EQ(admitted.verdicts[1].index(), 2);
}

TEST(Official, OfOneKeyTheGreaterRevisionIsInForceThenTheGreaterOrderThenTheGreaterDigest) {
  OfficialFigure newer = Figure("1");
  newer.set_revision(2);
  EXPECT_GT(VersionOf(newer), VersionOf(Figure("2")));
  for (const char* const value : {"1", "2"}) {
    OfficialFigure later = Figure(value);
    later.set_revision_order(1);
    EXPECT_GT(VersionOf(later), VersionOf(Figure(value[0] == '1' ? "2" : "1")));
    EXPECT_LT(VersionOf(later), VersionOf(newer));
  }
  EXPECT_EQ(VersionOf(Figure("1")) > VersionOf(Figure("2")), Sha256("1") > Sha256("2"));
}

TEST(Official, WhatIsNotInForceAndWhatIsSoByChanceIsToldOf) {
  OfficialFigure older = Figure("1"), newer = Figure("2"), tied = Figure("3"), same = Figure("2");
  older.set_revision(4);
  for (OfficialFigure* const figure : {&newer, &tied}) figure->set_revision(5);
  same.set_revision(3);
  OfficialFigure refused = Figure("x");
  const AdmittedFigures admitted = Admit({older, refused, newer, same, tied});
  ASSERT_EQ(admitted.figures.size(), 1u);
  const auto said = [&](const FigureInForce& in_force) {
    std::vector<std::string> texts;
    const record::v1::Standings standings = StandingsOf(admitted, {&in_force, 1});
    for (const auto& standing : standings.standings()) {
      texts.push_back(absl::StrCat(standing.index(), " ", record::v1::Standing_Name(standing.standing())));
    }
    texts.push_back(absl::StrCat(standings.not_in_force_count(), " ", standings.tied_count()));
    return texts;
  };
  const bool two = VersionOf(newer) > VersionOf(tied);
  const std::string lost = "STANDING_TIE_LOST", won = "STANDING_TIE_WON", old = "STANDING_OLDER";
  std::vector<std::string> expected = {"0 " + old, "2 " + (two ? won : lost)};
  if (!two) expected.push_back("3 " + old);
  expected.push_back("4 " + (two ? lost : won));
  expected.push_back(two ? "2 2" : "3 2");
  EXPECT_EQ(said({std::nullopt, std::max(VersionOf(newer), VersionOf(tied))}), expected);
  // What is known may be newer than all of them, or say the same.
  Version known = VersionOf(Figure("4"));
  known.revision = 9;
  EXPECT_EQ(said({known, known}),
            (std::vector<std::string>{"0 " + old, "2 " + old, "3 " + old, "4 " + old, "4 0"}));
  known.digest = VersionOf(older).digest;
  EXPECT_EQ(said({known, known}), (std::vector<std::string>{"2 " + old, "3 " + old, "4 " + old, "3 0"}));
}

TEST(Official, AdmittingAnyOrderGivesTheSameFigures) {
  std::vector<OfficialFigure> figures;
  for (int i = 0; i < 40; ++i) {
    OfficialFigure figure = Figure(std::to_string(i));
    figure.set_code(i % 2 == 0 ? "TOTAL" : "TDGQ");
    figure.set_revision(1 + i % 5);
    figure.set_revision_order(i % 3);
    // A nanosecond is no other reading.
    figure.mutable_read_time()->set_nanos(i % 3);
    figure.set_retracted(i % 7 == 0);
    figures.push_back(figure);
  }
  const AdmittedFigures first = Admit(figures);
  ASSERT_EQ(first.figures.size(), 2u);
  EXPECT_EQ(first.given.size(), 40u);
  std::mt19937 random(766);
  for (int round = 0; round < 20; ++round) {
    std::shuffle(figures.begin(), figures.end(), random);
    const AdmittedFigures again = Admit(figures);
    ASSERT_EQ(again.figures.size(), 2u);
    EXPECT_EQ(again.figures[0].SerializeAsString(), first.figures[0].SerializeAsString());
    EXPECT_EQ(again.figures[1].SerializeAsString(), first.figures[1].SerializeAsString());
  }
}

TEST(Official, KnownCodesAreThoseOfDefinitionsCatalogueAndTheTotals) {
  index::v1::IndexDefinition definition;
  auto& group = *definition.add_groups();
  group.set_code("TDGQ");
  group.add_indicators()->set_code("ON_TIME");
  reporting::v1::FigureCatalogue catalogue;
  catalogue.add_figures()->set_code("RECEIVED");
  catalogue.mutable_figures(0)->set_unit(reporting::v1::FIGURE_UNIT_COUNT);
  EXPECT_THAT(FigureUnits({definition}, catalogue),
              ElementsAre(Pair("DELTA", reporting::v1::FIGURE_UNIT_POINTS),
                          Pair("ON_TIME", reporting::v1::FIGURE_UNIT_POINTS),
                          Pair("RANK", reporting::v1::FIGURE_UNIT_RANK),
                          Pair("RECEIVED", reporting::v1::FIGURE_UNIT_COUNT),
                          Pair("TDGQ", reporting::v1::FIGURE_UNIT_POINTS),
                          Pair("TOTAL", reporting::v1::FIGURE_UNIT_POINTS)));
  EXPECT_THAT(IndexCodes({definition}), ElementsAre("ON_TIME", "TDGQ"));
}

}  // namespace
}  // namespace chiso
