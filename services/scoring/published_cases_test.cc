// Published numerators, denominators and points, to the cent, under the shipped definition.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>
#include <set>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/fixed_point.h"
#include "services/scoring/core/scorer.h"
#include "services/scoring/definitions.h"

namespace chiso {
namespace {

using Row = std::map<std::string, std::string>;

std::string SourceDir() { return getenv("CHISO_SOURCE_DIR"); }

// These files quote nothing.
std::vector<Row> Cases(const std::string& file) {
  std::ifstream in(SourceDir() + "/tests/testdata/cases/" + file);
  EXPECT_TRUE(in.good()) << file;
  std::string line;
  std::getline(in, line);
  const std::vector<std::string> names = absl::StrSplit(absl::StripSuffix(line, "\r"), ',');
  std::vector<Row> rows;
  while (std::getline(in, line)) {
    const std::vector<std::string> fields = absl::StrSplit(absl::StripSuffix(line, "\r"), ',');
    EXPECT_EQ(fields.size(), names.size()) << line;
    Row& row = rows.emplace_back();
    for (size_t i = 0; i < names.size(); ++i) row[names[i]] = fields[i];
  }
  EXPECT_FALSE(rows.empty()) << file;
  return rows;
}

std::optional<int64_t> Count(const std::string& text) {
  int64_t count = 0;
  return absl::SimpleAtoi(text, &count) ? std::optional<int64_t>(count) : std::nullopt;
}

std::optional<int32_t> Hundredths(const std::string& text) {
  const std::optional<Decimal> value = Decimal::Parse(text);
  return value ? std::optional<int32_t>(value->Hundredths()) : std::nullopt;
}

core::Level LevelOf(const std::string& code) {
  if (code == "H44") return core::Level::kProvince;
  // Phú Thọ's departments have two digits after the point, its communes three.
  return code.size() == 6 ? core::Level::kDepartment : core::Level::kCommune;
}

class PublishedCases : public ::testing::Test {
 protected:
  PublishedCases() {
    for (const Row& row : Cases("indicators-2026.csv")) {
      Add(row.at("unit_code"), row.at("metric"), row.at("numerator"), row.at("denominator"));
    }
    for (const Row& row : Cases("payment-2026.csv")) {
      const std::string& code = row.at("unit_code");
      Add(code, "PAYMENT_DOSSIERS", row.at("dossiers_paid_online"), row.at("dossiers_with_fee"));
      Add(code, "PAYMENT_USED", row.at("procedures_with_online_payment"), row.at("fee_procedures_distinct"));
      Add(code, "PAYMENT_PROVIDED", row.at("fee_procedures_offering_payment"),
          row.at("fee_procedures_total"));
    }
    const Row online = Cases("online-service-2026.csv")[0];
    EXPECT_EQ(online.at("scope"), "all");
    for (core::NamedFigures& figures : Online(online)) {
      Apply(online.at("unit_code"), figures.indicator, figures.figures);
    }
    for (const std::string& code : codes_) {
      core::UnitFact fact;
      fact.origin.version = {.revision = 1, .digest = code};
      fact.unit.key.code = code;
      fact.unit.level = LevelOf(code);
      fact.unit.parent_code = code == "H44" ? "" : "H44";
      ledger_.Apply(fact);
    }
  }

  static std::vector<core::NamedFigures> Online(const Row& row) {
    const int64_t provided =
        *Count(row.at("procedures_partial_online")) + *Count(row.at("procedures_full_online"));
    return {
        {"ONLINE_PROVIDED", {provided, Count(row.at("procedures_under_authority"))}},
        {"ONLINE_USED", {Count(row.at("services_with_online_dossier")), Count(row.at("online_services"))}},
        {"ONLINE_DOSSIERS", {Count(row.at("dossiers_online")), Count(row.at("dossiers_total"))}}};
  }

  void Add(const std::string& code, const std::string& indicator, const std::string& numerator,
           const std::string& denominator) {
    Apply(code, indicator, {Count(numerator), Count(denominator)});
  }
  void Apply(const std::string& code, const std::string& indicator, core::Figures figures) {
    codes_.insert(code);
    ledger_.Apply(core::ReturnFact{.origin = {.version = {.revision = 1, .digest = "r"}},
                                   .cell = {{code, std::nullopt}, period_, core::Scope::kSubtree},
                                   .indicator = indicator,
                                   .figures = figures});
  }

  core::Score Of(const std::string& code) {
    return core::ScoreUnit(ledger_, definition_, *ledger_.units().Find({code, std::nullopt}), period_,
                           core::Scope::kSubtree);
  }
  static core::GroupScore Group(const core::Score& score, const std::string& code) {
    for (const core::GroupScore& group : score.groups) {
      if (group.code == code) return group;
    }
    ADD_FAILURE() << code;
    return {};
  }

  const Definitions definitions_ = *Definitions::Load(SourceDir() + "/services/scoring/definitions");
  const Period period_ = *Period::Parse("2026-08");
  const core::IndexDefinition& definition_ = *definitions_.For(period_);
  core::Ledger ledger_{definitions_.all()};
  std::set<std::string> codes_;
};

TEST_F(PublishedCases, EveryIndicatorToTheCent) {
  int checked = 0;
  for (const Row& row : Cases("indicators-2026.csv")) {
    const std::string what = absl::StrCat(row.at("unit_code"), " ", row.at("metric"));
    for (const core::IndicatorScore& score : Of(row.at("unit_code")).indicators) {
      if (score.code != row.at("metric")) continue;
      EXPECT_EQ(score.points, Hundredths(row.at("published_score"))) << what;
      EXPECT_EQ(score.max_points, Hundredths(row.at("max_score"))) << what;
      const bool has_base = Count(row.at("denominator")).value_or(0) > 0;
      EXPECT_EQ(score.status, has_base ? core::Status::kScored : core::Status::kNoBase) << what;
      ++checked;
    }
  }
  EXPECT_EQ(checked, 103);
}

TEST_F(PublishedCases, EveryPaymentGroupToTheCent) {
  for (const Row& row : Cases("payment-2026.csv")) {
    const core::GroupScore group = Group(Of(row.at("unit_code")), "TTTT");
    EXPECT_EQ(group.points, Hundredths(row.at("published_score_of_10"))) << row.at("unit_code");
    EXPECT_EQ(group.status, core::Status::kScored) << row.at("unit_code");
  }
}

TEST_F(PublishedCases, EveryOnlineServiceGroupToTheCent) {
  for (const Row& row : Cases("online-service-2026.csv")) {
    const absl::StatusOr<core::Score> score =
        core::ScoreTallies(definition_, core::Level::kProvince, Online(row));
    ASSERT_TRUE(score.ok()) << score.status();
    EXPECT_EQ(Group(*score, "CLGQ").points, Hundredths(row.at("published_score_of_12"))) << row.at("scope");
  }
}

TEST_F(PublishedCases, TotalOfTheProvince) {
  const core::Score score = Of("H44");
  const std::map<std::string, int32_t> expected = {{"CKMB", 796}, {"TDGQ", 1568}, {"CLGQ", 883},
                                                   {"TTTT", 625}, {"MDSH", 822},  {"MDHL", 1297}};
  for (const auto& [code, points] : expected) EXPECT_EQ(Group(score, code).points, points) << code;
  EXPECT_EQ(score.total_status, core::Status::kScored);
  EXPECT_EQ(score.total_points, 5991);
  EXPECT_EQ(score.band, "trung bình");
}

TEST_F(PublishedCases, UnitsTakeOverThePublicationOfTheProvince) {
  const core::Score score = Of("H44.147");
  EXPECT_EQ(score.indicators[2].code, "PUBLIC_CONTENT_FULL");
  EXPECT_EQ(score.indicators[2].status, core::Status::kInherited);
  EXPECT_EQ(score.indicators[2].points, 196);
  EXPECT_EQ(score.total_status, core::Status::kIncomplete);
}

// Of 10/2025, when another definition was in force.
class PublishedOf2025 : public PublishedCases {
 protected:
  core::Score Score(core::Level level, const std::vector<core::NamedFigures>& tallies) {
    return *core::ScoreTallies(former_, level, tallies);
  }
  std::optional<int32_t> PointsOf(core::Level level, const std::string& group,
                                  const std::vector<core::NamedFigures>& tallies) {
    return Group(Score(level, tallies), group).points;
  }

  const core::IndexDefinition& former_ = *definitions_.For(*Period::Parse("2025-10"));
};

// Of a department's group the sync rate alone decides, so it follows from the points of the group; with it,
// what online service can earn at most.
TEST_F(PublishedOf2025, SyncRateDecidesADepartmentsTransparencyAndLimitsItsOnlineService) {
  int full = 0, limited = 0;
  for (const Row& row : Cases("departments-an-giang-2025-10.csv")) {
    const int32_t transparency = *Hundredths(row.at("CKMB"));
    const int32_t online = *Hundredths(row.at("CLGQ"));
    const std::vector<core::NamedFigures> tallies = {
        {"DOSSIER_SYNC", {transparency, 1800}}, {"ONLINE_USED", {1, 1}}, {"ONLINE_DOSSIERS", {1, 1}}};
    EXPECT_EQ(PointsOf(core::Level::kDepartment, "CKMB", tallies), transparency) << row.at("TEN");
    const int32_t most = *PointsOf(core::Level::kDepartment, "CLGQ", tallies);
    EXPECT_LE(online, most) << row.at("TEN");
    if (2 * transparency >= 1800) {
      EXPECT_EQ(online, most) << row.at("TEN");
      ++full;
    } else {
      EXPECT_LT(online, 1000) << row.at("TEN");
      ++limited;
    }
    if (transparency == 0) EXPECT_EQ(online, most) << row.at("TEN");
  }
  EXPECT_EQ(full, 12);
  EXPECT_EQ(limited, 3);
}

TEST_F(PublishedOf2025, ADepartmentWithoutFeesHasAllPointsOfPayment) {
  const std::vector<core::NamedFigures> tallies = {
      {"PAYMENT_PROVIDED", {0, 0}}, {"PAYMENT_USED", {0, 0}}, {"PAYMENT_DOSSIERS", {0, 0}}};
  EXPECT_EQ(PointsOf(core::Level::kDepartment, "TTTT", tallies), 1000);
}

// 98 of 102 communes have exactly 8 + 2k/84.
TEST_F(PublishedOf2025, PaymentOfACommuneIsEightAndSharesOf84) {
  for (const int k : {0, 1, 17, 84}) {
    const std::vector<core::NamedFigures> tallies = {
        {"PAYMENT_PROVIDED", {84, 105}}, {"PAYMENT_USED", {k, 105}}, {"PAYMENT_DOSSIERS", {3, 10}}};
    EXPECT_EQ(PointsOf(core::Level::kCommune, "TTTT", tallies), 800 + (2 * 200 * k + 84) / (2 * 84)) << k;
  }
}

// 100 of 102 communes have 8.0 to 8.2 = 2 + 6 + 4R; departments 4 + 6 at most.
TEST_F(PublishedOf2025, CommunesEarnOnlineProvisionAndDepartmentsDoNot) {
  const std::vector<core::NamedFigures> tallies = {{"DOSSIER_SYNC", {1, 1}},
                                                   {"ONLINE_PROVIDED", {9, 10}},
                                                   {"ONLINE_USED", {1, 40}},
                                                   {"ONLINE_DOSSIERS", {1, 1}}};
  EXPECT_EQ(PointsOf(core::Level::kCommune, "CLGQ", tallies), 810);
  EXPECT_EQ(PointsOf(core::Level::kDepartment, "CLGQ", tallies), 610);
  EXPECT_EQ(Score(core::Level::kDepartment, tallies).indicators[6].status, core::Status::kNotApplicable);
}

// A city: 63.1 percent of 1.2, and 18 - 6 x (1 - 0.5016) points of the group.
TEST_F(PublishedOf2025, TransparencyOfACityWithAllButItsSyncRate) {
  const std::vector<core::NamedFigures> tallies = {{"PUBLISH_ON_TIME", {1, 1}},
                                                   {"PUBLIC_UPDATE_ON_TIME", {631, 1000}},
                                                   {"PUBLIC_CONTENT_FULL", {1, 1}},
                                                   {"DOSSIER_SYNC", {5016, 10000}}};
  EXPECT_EQ(PointsOf(core::Level::kProvince, "CKMB", tallies), 1501);
}

TEST_F(PublishedOf2025, TimelinessIsLinearAndSatisfactionFullAt90Percent) {
  const auto of = [&](int64_t share) {
    return Score(core::Level::kProvince,
                 {{"ON_TIME", {share, 10000}}, {"DOSSIER_RECEIVING_SATISFACTION", {share, 10000}}})
        .indicators;
  };
  EXPECT_EQ(of(9393)[4].points, 1879);
  EXPECT_EQ(of(9179)[4].points, 1836);
  EXPECT_EQ(of(9179)[21].points, 600);
  EXPECT_EQ(of(8999)[21].points, 600);  // 599.93
  EXPECT_EQ(of(8990)[21].points, 599);
}

// None has more than a department can have.
TEST_F(PublishedOf2025, DepartmentsEarnWhatAppliesToThem) {
  EXPECT_EQ(former_.id, "766-2022");
  for (const core::Group& group : former_.groups) {
    int32_t most = 0;
    for (const core::Indicator& indicator : group.indicators) {
      if (!core::AppliesAt(indicator, core::Level::kDepartment)) continue;
      most += core::MaxPointsAt(indicator, core::Level::kDepartment);
    }
    for (const Row& row : Cases("departments-an-giang-2025-10.csv")) {
      EXPECT_LE(*Hundredths(row.at(group.code)), most) << group.code;
    }
  }
}

TEST_F(PublishedCases, PublishedTotalsAreTheSumsOfTheirGroups) {
  const auto check = [](const Row& row, const std::string& total, const std::vector<std::string>& groups) {
    int32_t sum = 0;
    for (const std::string& group : groups) sum += *Hundredths(row.at(group));
    EXPECT_EQ(sum, *Hundredths(row.at(total)));
  };
  for (const Row& row : Cases("departments-an-giang-2025-10.csv")) {
    check(row, "TONG_SCORE", {"TDGQ", "MDHL", "MDSH", "TTTT", "CLGQ", "CKMB"});
  }
  for (const Row& row : Cases("provinces-2026-10-10.csv")) {
    check(row, "total", {"CKMB_18", "TDGQ_20", "CLGQ_dvctt_12", "MDSH_22", "MDHL_18", "TTTT_10"});
  }
}

}  // namespace
}  // namespace chiso
