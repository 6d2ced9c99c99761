// Every published figure that is known, through the client and the real services, to the cent.

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "chiso/scoring/v1/scoring_service.grpc.pb.h"
#include "tests/suite.h"

namespace chiso::testing {
namespace {

using Row = std::map<std::string, std::string>;

std::string Level(const std::string& code) {
  if (code == "H44") return "province";
  // Phú Thọ's departments have two digits after the point, its communes three.
  return code.size() == 6 ? "department" : "commune";
}

std::vector<Row> Cases(const std::string& file) { return ReadCsv(ReadFile(TestData("cases/" + file))); }

// "5.3" and "5.30" are one figure; empty stays empty: not scored.
std::string TwoDecimals(std::string figure) {
  if (figure.empty()) return figure;
  const size_t point = figure.find('.');
  if (point == std::string::npos) return figure + ".00";
  figure.append(3 - (figure.size() - point), '0');
  return figure;
}

// One suite with all of Phú Thọ's published numerators and denominators.
class Conformance : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    suite_ = new Suite;
    std::map<std::string, std::string> units;
    std::string returns = "unit_code,period,indicator,numerator,denominator\n";
    const auto add = [&](const Row& row, const std::string& indicator, const std::string& numerator,
                         const std::string& denominator) {
      units[row.at("unit_code")] = row.at("unit");
      absl::StrAppend(&returns, row.at("unit_code"), ",2026-08,", indicator, ",", numerator, ",", denominator,
                      "\n");
    };
    for (const Row& row : Cases("indicators-2026.csv")) {
      add(row, row.at("metric"), row.at("numerator"), row.at("denominator"));
    }
    for (const Row& row : Cases("payment-2026.csv")) {
      add(row, "PAYMENT_DOSSIERS", row.at("dossiers_paid_online"), row.at("dossiers_with_fee"));
      add(row, "PAYMENT_USED", row.at("procedures_with_online_payment"), row.at("fee_procedures_distinct"));
      add(row, "PAYMENT_PROVIDED", row.at("fee_procedures_offering_payment"), row.at("fee_procedures_total"));
    }
    for (const Row& row : Cases("online-service-2026.csv")) {
      if (row.at("scope") != "all") continue;
      const int offered =
          std::stoi(row.at("procedures_partial_online")) + std::stoi(row.at("procedures_full_online"));
      add(row, "ONLINE_PROVIDED", std::to_string(offered), row.at("procedures_under_authority"));
      add(row, "ONLINE_USED", row.at("services_with_online_dossier"), row.at("online_services"));
      add(row, "ONLINE_DOSSIERS", row.at("dossiers_online"), row.at("dossiers_total"));
    }
    std::string unit_file = "unit_code,name,level,parent_code,valid_from,valid_to\n";
    for (const auto& [code, name] : units) {
      absl::StrAppend(&unit_file, code, ",", name, ",", Level(code), ",", code == "H44" ? "" : "H44", ",,\n");
    }
    // Returns first: they count as soon as their units arrive.
    suite_->ClientOk({"import", "returns", suite_->File("returns.csv", returns)});
    suite_->ClientOk({"import", "units", suite_->File("units.csv", unit_file)});
  }
  static void TearDownTestSuite() { delete suite_; }

  // The rows of `chiso scores`, by code.
  static std::map<std::string, Row> Scores(const std::string& unit) {
    static std::map<std::string, std::map<std::string, Row>> known;
    std::map<std::string, Row>& rows = known[unit];
    if (rows.empty()) {
      for (const Row& row :
           ReadCsv(suite_->ClientOk({"scores", "--unit", unit, "--period", "2026-08", "--format", "csv"}))) {
        rows[row.at("code")] = row;
      }
    }
    return rows;
  }

  static Suite* suite_;
};

Suite* Conformance::suite_ = nullptr;

TEST_F(Conformance, EveryPublishedIndicatorToTheCent) {
  int checked = 0;
  for (const Row& row : Cases("indicators-2026.csv")) {
    const Row score = Scores(row.at("unit_code")).at(row.at("metric"));
    const std::string what = row.at("unit_code") + " " + row.at("metric");
    EXPECT_EQ(score.at("points"), TwoDecimals(row.at("published_score"))) << what;
    EXPECT_EQ(score.at("max"), TwoDecimals(row.at("max_score"))) << what;
    const bool no_base = row.at("denominator").empty() || row.at("denominator") == "0";
    EXPECT_EQ(score.at("status"), no_base ? "NO_BASE" : "SCORED") << what;
    ++checked;
  }
  EXPECT_EQ(checked, 103);
}

TEST_F(Conformance, EveryPublishedPaymentGroupToTheCent) {
  for (const Row& row : Cases("payment-2026.csv")) {
    EXPECT_EQ(Scores(row.at("unit_code")).at("TTTT").at("points"),
              TwoDecimals(row.at("published_score_of_10")))
        << row.at("unit_code");
  }
}

TEST_F(Conformance, AnotherDefinitionChangesWhatTheTwoTreatDifferently) {
  const std::string out = suite_->ClientOk(
      {"definitions", "diff", "766-2022", "766-2026", "--period", "2026-08", "--format", "csv"});
  std::map<std::string, Row> province;
  std::set<std::string> units;
  for (const Row& row : ReadCsv(out)) {
    units.insert(row.at("unit"));
    if (row.at("unit") == "H44") province[row.at("code")] = row;
  }
  EXPECT_GT(units.size(), 1u);
  ASSERT_TRUE(province.contains("TOTAL"));
  EXPECT_EQ(province.at("TOTAL").at("points_after"), "59.91");
  EXPECT_TRUE(province.contains("PAYMENT_DOSSIERS"));
  // Both are linear here.
  EXPECT_FALSE(province.contains("ON_TIME"));
  EXPECT_FALSE(province.contains("TDGQ"));
  const std::string alone = suite_->ClientOk(
      {"definitions", "diff", "766-2026", "766-2026", "--period", "2026-08", "--unit", "H44"});
  EXPECT_TRUE(absl::StrContains(alone, ": 1.")) << alone;
}

TEST_F(Conformance, TheProvinceTotalsTheSumOfItsGroups) {
  const std::map<std::string, std::string> expected = {
      {"CKMB", "7.96"}, {"TDGQ", "15.68"}, {"CLGQ", "8.83"},  {"TTTT", "6.25"},
      {"MDSH", "8.22"}, {"MDHL", "12.97"}, {"TOTAL", "59.91"}};
  for (const auto& [code, points] : expected) {
    EXPECT_EQ(Scores("H44").at(code).at("points"), points) << code;
    EXPECT_EQ(Scores("H44").at(code).at("status"), "SCORED") << code;
  }
}

TEST_F(Conformance, TheNationIsTheMeanOfTheProvincesThatAreScored) {
  suite_->ClientOk(
      {"import", "units",
       suite_->File("nation.csv",
                    "unit_code,name,level,parent_code,valid_from,valid_to\nVN,Việt Nam,nation,,,\n"
                    "H01,An Giang,province,,,\n")});
  for (const char* const code : {"CKMB", "TDGQ", "CLGQ", "TTTT", "MDSH", "MDHL", "TOTAL"}) {
    EXPECT_EQ(Scores("VN").at(code).at("points"), Scores("H44").at(code).at("points")) << code;
    EXPECT_EQ(Scores("VN").at(code).at("status"), "INCOMPLETE") << code;
  }
  const std::string table = suite_->ClientOk({"scores", "--unit", "VN", "--period", "2026-08"});
  EXPECT_TRUE(absl::StrContains(table, "H01")) << table;
}

TEST_F(Conformance, ScoresListIndicatorsThenGroupsThenTotal) {
  const auto rows =
      ReadCsv(suite_->ClientOk({"scores", "--unit", "H44", "--period", "2026-08", "--format", "csv"}));
  ASSERT_GT(rows.size(), 7u);
  EXPECT_EQ(rows.back().at("code"), "TOTAL");
  EXPECT_EQ(rows[rows.size() - 7].at("code"), "CKMB");
  EXPECT_EQ(rows.front().at("code"), "PUBLISH_ON_TIME");
}

TEST_F(Conformance, UnitsWithoutAllReturnsAreIncompleteAndNotRanked) {
  EXPECT_EQ(Scores("H44.147").at("TOTAL").at("status"), "INCOMPLETE");
  const auto rows =
      ReadCsv(suite_->ClientOk({"ranking", "--period", "2026-08", "--parent", "H44", "--format", "csv"}));
  EXPECT_EQ(rows.size(), 18u);
  for (const Row& row : rows) {
    EXPECT_EQ(row.at("rank"), "") << row.at("unit");
    EXPECT_EQ(row.at("status"), "INCOMPLETE") << row.at("unit");
  }
}

TEST_F(Conformance, RankingByTimelinessOrdersByPoints) {
  const auto rows = ReadCsv(suite_->ClientOk(
      {"ranking", "--period", "2026-08", "--parent", "H44", "--by", "TDGQ", "--format", "csv"}));
  ASSERT_EQ(rows.size(), 18u);
  EXPECT_EQ(rows[0].at("unit"), "H44.107");
  EXPECT_EQ(rows[0].at("value"), "18.45");
  // Two units without a point for timeliness share the last rank; one without any figure is not ranked.
  EXPECT_EQ(rows[15].at("rank"), "16");
  EXPECT_EQ(rows[16].at("rank"), "16");
  EXPECT_EQ(rows[17].at("rank"), "");
  EXPECT_EQ(rows[17].at("status"), "NOT_REPORTED");
}

TEST_F(Conformance, NationalRankingEqualsThePublishedOne) {
  std::string units = "unit_code,name,level,parent_code,valid_from,valid_to\n";
  std::string figures = "unit_code,period,code,value,read_at\n";
  const auto provinces = Cases("provinces-2026-10-10.csv");
  for (const Row& row : provinces) {
    absl::StrAppend(&units, row.at("code"), ",", row.at("province"), ",province,,,\n");
    const std::map<std::string, std::string> columns = {
        {"TOTAL", "total"},  {"DELTA", "score_delta"},  {"CKMB", "CKMB_18"},
        {"TDGQ", "TDGQ_20"}, {"CLGQ", "CLGQ_dvctt_12"}, {"MDSH", "MDSH_22"},
        {"MDHL", "MDHL_18"}, {"TTTT", "TTTT_10"},       {"RANK", "rank_of_34"}};
    for (const auto& [code, column] : columns) {
      absl::StrAppend(&figures, row.at("code"), ",2026,", code, ",", row.at(column), ",2026-10-10\n");
    }
  }
  suite_->ClientOk({"import", "units", suite_->File("provinces.csv", units)});
  suite_->ClientOk({"import", "official", suite_->File("official.csv", figures)});
  const auto rows = ReadCsv(suite_->ClientOk(
      {"ranking", "--period", "2026", "--level", "province", "--basis", "official", "--format", "csv"}));
  ASSERT_EQ(rows.size(), provinces.size());
  for (size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(rows[i].at("unit"), provinces[i].at("code"));
    EXPECT_EQ(rows[i].at("rank"), provinces[i].at("rank_of_34"));
    EXPECT_EQ(rows[i].at("value"), TwoDecimals(provinces[i].at("total")));
  }
}

TEST_F(Conformance, DepartmentsOfAnGiangRankInThePublishedOrder) {
  std::string units = "unit_code,name,level,parent_code,valid_from,valid_to\nH01,Tỉnh An Giang,province,,,\n";
  std::string figures = "unit_code,period,code,value,read_at\n";
  const auto departments = Cases("departments-an-giang-2025-10.csv");
  for (const Row& row : departments) {
    absl::StrAppend(&units, row.at("MA_COQUAN"), ",", row.at("TEN"), ",department,H01,,\n");
    const std::map<std::string, std::string> columns = {
        {"TOTAL", "TONG_SCORE"}, {"RANK", "ROW_STT"}, {"CKMB", "CKMB"}, {"TDGQ", "TDGQ"},
        {"CLGQ", "CLGQ"},        {"TTTT", "TTTT"},    {"MDSH", "MDSH"}, {"MDHL", "MDHL"}};
    for (const auto& [code, column] : columns) {
      absl::StrAppend(&figures, row.at("MA_COQUAN"), ",2025-10,", code, ",", row.at(column), ",2025-11-05\n");
    }
  }
  suite_->ClientOk({"import", "units", suite_->File("departments.csv", units)});
  suite_->ClientOk({"import", "official", suite_->File("departments-official.csv", figures)});
  const auto rows = ReadCsv(suite_->ClientOk(
      {"ranking", "--period", "2025-10", "--parent", "H01", "--basis", "official", "--format", "csv"}));
  ASSERT_EQ(rows.size(), departments.size());
  // The published ranks are those among all units of the province; the order is the same.
  for (size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(rows[i].at("unit"), departments[i].at("MA_COQUAN"));
    EXPECT_EQ(rows[i].at("value"), TwoDecimals(departments[i].at("TONG_SCORE")));
  }
  EXPECT_EQ(rows[0].at("band"), "xuất sắc");
  EXPECT_EQ(rows[14].at("band"), "yếu");
}

TEST_F(Conformance, ASingleProcedureByItsTallies) {
  const auto stub = scoring::v1::ScoringService::NewStub(suite_->Channel("scoring"));
  scoring::v1::ScoreTalliesRequest request;
  request.set_definition_id("766-2026");
  request.set_level(record::v1::LEVEL_PROVINCE);
  const auto add = [&request](const std::string& indicator, int64_t numerator, int64_t denominator) {
    index::v1::Tally* const tally = request.add_tallies();
    tally->set_indicator(indicator);
    tally->set_numerator(numerator);
    tally->set_denominator(denominator);
  };
  // Procedure 2.000815 of Phú Thọ: 43,136 of 43,138 dossiers online, published as 12 of 12.
  add("ONLINE_PROVIDED", 52, 56);
  add("ONLINE_USED", 1, 1);
  add("ONLINE_DOSSIERS", 43136, 43138);
  grpc::ClientContext context;
  index::v1::Score score;
  const grpc::Status status = stub->ScoreTallies(&context, request, &score);
  ASSERT_TRUE(status.ok()) << status.error_message();
  for (const index::v1::GroupScore& group : score.groups()) {
    if (group.code() == "CLGQ") {
      EXPECT_EQ(group.points(), 1200);
      EXPECT_EQ(group.status(), index::v1::STATUS_SCORED);
    } else if (group.code() == "MDSH") {
      // The 2 points of certified copies are always given.
      EXPECT_EQ(group.points(), 200);
      EXPECT_EQ(group.status(), index::v1::STATUS_INCOMPLETE);
    } else {
      EXPECT_EQ(group.status(), index::v1::STATUS_NOT_REPORTED) << group.code();
    }
  }
  EXPECT_EQ(score.total_status(), index::v1::STATUS_INCOMPLETE);
}

TEST_F(Conformance, ImportingAgainChangesNothing) {
  const std::vector<std::string> ask = {"scores", "--unit", "H44", "--period", "2026-08", "--format", "csv"};
  const std::string before = suite_->ClientOk(ask);
  suite_->ClientOk({"import", "returns", suite_->folder() + "/returns.csv"});
  suite_->ClientOk({"import", "units", suite_->folder() + "/units.csv"});
  EXPECT_EQ(suite_->ClientOk(ask), before);
}

}  // namespace
}  // namespace chiso::testing
