#include "services/reporting/bulletin/catalogue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <vector>

#include "chiso/index/v1/definition.pb.h"
#include "common/proto_text.h"
#include "services/reporting/testing/annex.h"

namespace chiso {
namespace {

using ::testing::AllOf;
using testing::Catalogue;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::SourcePath;

namespace rv1 = reporting::v1;

absl::Status LoadText(const std::string& text) {
  const std::string path = ::testing::TempDir() + "/figures.textproto";
  std::ofstream(path, std::ios::trunc) << text;
  return LoadCatalogue(path).status();
}

std::string Figure(const std::string& more) {
  return "figures { code: \"A\" name_vi: \"a\" name_en: \"a\" origin: ORIGIN_PORTAL unit: "
         "FIGURE_UNIT_PERCENT " +
         more + " }\n";
}

TEST(Catalogue, BeginsWithTheColumnsOfTheModelLetterInTheirOrder) {
  std::vector<std::string> codes;
  for (int i = 0; i < 9; ++i) codes.push_back(Catalogue().figures(i).code());
  EXPECT_THAT(codes, ElementsAre("RECEIVED", "OVERDUE_NOTIFIED", "OVERDUE_ONE_STOP", "ONLINE_RATE",
                                 "SATISFACTION_RATE", "E_RESULT_RATE", "DIGITISED_RATE", "CERTIFIED_COPIES",
                                 "PAID_ONLINE"));
}

TEST(Catalogue, EndsWithTotalThenDeltaThenRank) {
  const int size = Catalogue().figures_size();
  EXPECT_EQ(Catalogue().figures(size - 3).code(), "TOTAL");
  EXPECT_EQ(Catalogue().figures(size - 2).code(), "DELTA");
  EXPECT_EQ(Catalogue().figures(size - 1).code(), "RANK");
}

TEST(Catalogue, ListsEveryGroupAndIndicatorOfTheDefinitions) {
  for (const char* const id : {"766-2022", "766-2026"}) {
    const std::string path = SourcePath(std::string("services/scoring/definitions/") + id + ".textproto");
    index::v1::IndexDefinition definition;
    ASSERT_TRUE(ReadTextProto(path, definition).ok()) << id;
    ASSERT_EQ(definition.groups_size(), 6);
    for (const index::v1::Group& group : definition.groups()) {
      EXPECT_NE(FindFigure(Catalogue(), group.code()), nullptr) << group.code();
      for (const index::v1::Indicator& indicator : group.indicators()) {
        EXPECT_NE(FindFigure(Catalogue(), indicator.code()), nullptr) << indicator.code();
      }
    }
  }
}

TEST(Catalogue, TellsTheOneStopSystemFromThePortal) {
  EXPECT_EQ(FindFigure(Catalogue(), "RECEIVED")->origin(), rv1::ORIGIN_ONE_STOP);
  EXPECT_EQ(FindFigure(Catalogue(), "OVERDUE_ONE_STOP")->origin(), rv1::ORIGIN_ONE_STOP);
  EXPECT_EQ(FindFigure(Catalogue(), "OVERDUE_NOTIFIED")->origin(), rv1::ORIGIN_PORTAL);
  EXPECT_EQ(FindFigure(Catalogue(), "TOTAL")->origin(), rv1::ORIGIN_PORTAL);
}

TEST(Catalogue, HasNoFigureForAnUnknownCode) { EXPECT_EQ(FindFigure(Catalogue(), "NO_SUCH"), nullptr); }

TEST(Catalogue, RefusesWhatIsMalformedNamingFileAndField) {
  EXPECT_TRUE(LoadText(Figure("")).ok());
  const auto refused = [](const std::string& text, const std::string& field) {
    const absl::Status status = LoadText(text);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_THAT(std::string(status.message()), AllOf(HasSubstr("figures.textproto: "), HasSubstr(field)));
  };
  refused("", "figures");
  refused("figures { no_such_field: 1 }", "no_such_field");
  refused("figures {", "line ");
  refused("figures { code: \"a b\" }", "figures[0].code");
  refused(Figure("") + Figure(""), "figures[1].code");
  refused("figures { code: \"A\" unit: FIGURE_UNIT_COUNT name_vi: \"a\" name_en: \"a\" }",
          "figures[0].origin");
  refused("figures { code: \"A\" origin: ORIGIN_PORTAL name_vi: \"a\" name_en: \"a\" }", "figures[0].unit");
  refused(Figure("overdue: true phrase_vi: \"a\" phrase_en: \"a\""), "figures[0].overdue");
  refused(Figure("weak_below_percent: 101"), "figures[0].weak_below_percent");
  refused(Figure("weak_below_percent: 50"), "figures[0].phrase_vi");
  refused(Figure("heading_vi: \"a\""), "figures[0].heading_en");
  refused(Figure("order_en: \"a\""), "figures[0].order_vi");
  refused(Figure("phrase_vi: \"a\\nb\""), "figures[0].phrase_vi");
}

TEST(Catalogue, SaysWhereAMissingFileWasLookedFor) {
  const absl::Status status = LoadCatalogue("/no/such/catalogue.textproto").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(status.message()), HasSubstr("/no/such/catalogue.textproto"));
}

}  // namespace
}  // namespace chiso
