#include "services/scoring/definitions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "absl/strings/str_replace.h"
#include "common/sha256.h"
#include "services/scoring/core/score.h"

namespace chiso {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string Shipped() { return std::string(getenv("CHISO_SOURCE_DIR")) + "/services/scoring/definitions"; }

std::string ReadFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// A folder of its own with copies of the shipped definitions.
class DefinitionsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "definitions.XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
    for (const char* file : {"766-2022.textproto", "766-2026.textproto"}) {
      fs::copy_file(fs::path(Shipped()) / file, folder_ / file);
    }
  }
  void TearDown() override { fs::remove_all(folder_); }

  void Write(const std::string& file, const std::string& text) {
    std::ofstream(folder_ / file, std::ios::binary) << text;
  }
  // Loads after replacing one text of the file, which must be there, by another.
  std::string FaultAfter(const std::string& file, const std::string& from, const std::string& to) {
    std::string text = ReadFile(folder_ / file);
    const size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    Write(file, text.replace(at, from.size(), to));
    return Fault();
  }
  std::string Fault() { return std::string(Definitions::Load(folder_.string()).status().message()); }

  fs::path folder_;
};

TEST_F(DefinitionsTest, ShippedOnesLoadInOrderWithTheDigestsOfTheirFiles) {
  const absl::StatusOr<Definitions> definitions = Definitions::Load(Shipped());
  ASSERT_TRUE(definitions.ok()) << definitions.status();
  ASSERT_EQ(definitions->all().size(), 2u);
  EXPECT_EQ(definitions->all()[0].id, "766-2022");
  EXPECT_EQ(definitions->protos()[1].id(), "766-2026");
  EXPECT_EQ(definitions->all()[1].sha256, Sha256(ReadFile(folder_ / "766-2026.textproto")));
  EXPECT_EQ(definitions->protos()[1].sha256(), definitions->all()[1].sha256);
  EXPECT_EQ(definitions->For(*Period::Parse("2025"))->id, "766-2022");
  EXPECT_EQ(definitions->For(*Period::Parse("2023-02"))->id, "766-2022");
  EXPECT_EQ(definitions->For(*Period::Parse("2026-08"))->id, "766-2026");
  EXPECT_EQ(definitions->For(*Period::Parse("2022-05")), nullptr);
  EXPECT_EQ(definitions->Find("766-2026"), &definitions->all()[1]);
  EXPECT_EQ(definitions->FindProto("766-2022"), &definitions->protos()[0]);
  EXPECT_EQ(definitions->Find("766"), nullptr);
}

TEST_F(DefinitionsTest, ShippedOnesHaveTheGroupsAndPointsOfTheDecision) {
  const absl::StatusOr<Definitions> definitions = Definitions::Load(Shipped());
  ASSERT_TRUE(definitions.ok()) << definitions.status();
  for (const core::IndexDefinition& definition : definitions->all()) {
    std::vector<std::pair<std::string, int>> groups;
    size_t indicators = 0;
    for (const core::Group& group : definition.groups) {
      groups.emplace_back(group.code, group.max_points);
      indicators += group.indicators.size();
    }
    EXPECT_THAT(groups, ::testing::ElementsAre(std::pair("CKMB", 1800), std::pair("TDGQ", 2000),
                                               std::pair("CLGQ", 1200), std::pair("TTTT", 1000),
                                               std::pair("MDSH", 2200), std::pair("MDHL", 1800)));
    EXPECT_EQ(indicators, 22u);
  }
}

TEST_F(DefinitionsTest, PointsThatDoNotAddUpAreRefusedWithFileAndField) {
  EXPECT_THAT(
      FaultAfter("766-2026.textproto", "max_points: 600", "max_points: 601"),
      StartsWith("766-2026.textproto: groups[0].max_points: is 1800, but its indicators add up to 1801"));
}

TEST_F(DefinitionsTest, UnknownMeasureIsRefusedWithFileAndField) {
  EXPECT_EQ(FaultAfter("766-2022.textproto", "numerator: \"dossiers_synchronised\"", "numerator: \"x\""),
            "766-2022.textproto: groups[0].indicators[3].numerator: no measure is called \"x\"");
}

TEST_F(DefinitionsTest, OverlapInTimeIsRefusedButForDrafts) {
  EXPECT_THAT(FaultAfter("766-2022.textproto", "valid_to: \"2025-12-31\"", "valid_to: \"2026-01-01\""),
              StartsWith("766-2026.textproto: valid_from: \"766-2022\" is in force"));
  EXPECT_EQ(FaultAfter("766-2026.textproto", "id: \"766-2026\"", "id: \"766-2026\" draft: true"), "");
  const absl::StatusOr<Definitions> definitions = Definitions::Load(folder_.string());
  ASSERT_TRUE(definitions.ok());
  EXPECT_EQ(definitions->For(*Period::Parse("2026-08")), nullptr);
  EXPECT_NE(definitions->Find("766-2026"), nullptr);
}

TEST_F(DefinitionsTest, DraftsComeLast) {
  ASSERT_EQ(FaultAfter("766-2022.textproto", "id: \"766-2022\"", "id: \"766-2022\" draft: true"), "");
  const absl::StatusOr<Definitions> definitions = Definitions::Load(folder_.string());
  EXPECT_EQ(definitions->all()[0].id, "766-2026");
  EXPECT_EQ(definitions->protos()[0].id(), "766-2026");
  EXPECT_EQ(definitions->protos()[1].id(), "766-2022");
}

TEST_F(DefinitionsTest, SameIdTwiceIsRefused) {
  Write("other.textproto", ReadFile(folder_ / "766-2026.textproto"));
  EXPECT_EQ(Fault(), "other.textproto: id: \"766-2026\" is there twice");
}

TEST_F(DefinitionsTest, MalformedFileIsRefusedWithItsLine) {
  EXPECT_THAT(FaultAfter("766-2026.textproto", "valid_from", "valid_since"),
              ::testing::AllOf(StartsWith("766-2026.textproto: line "), HasSubstr("valid_since")));
}

TEST_F(DefinitionsTest, MissingNameOrEvidenceIsRefused) {
  EXPECT_THAT(FaultAfter("766-2026.textproto", "number: \"1.1\"", ""),
              StartsWith("766-2026.textproto: groups[0].indicators[0].number: must be given"));
}

TEST_F(DefinitionsTest, MissingMarkIsRefused) {
  EXPECT_THAT(FaultAfter("766-2026.textproto", "mark: MARK_INFERRED", ""),
              StartsWith("766-2026.textproto: validity_evidence.mark: must be given"));
}

TEST_F(DefinitionsTest, WrongDateIsRefused) {
  EXPECT_THAT(FaultAfter("766-2022.textproto", "2025-12-31", "2025-12-32"),
              StartsWith("766-2022.textproto: valid_to: must be a date"));
}

TEST_F(DefinitionsTest, DigestIsNotTakenFromTheFile) {
  EXPECT_THAT(FaultAfter("766-2022.textproto", "id: ", "sha256: \"x\" id: "),
              StartsWith("766-2022.textproto: sha256: must not be given"));
}

TEST_F(DefinitionsTest, EmptyOrMissingFolderIsRefused) {
  fs::remove(folder_ / "766-2022.textproto");
  fs::remove(folder_ / "766-2026.textproto");
  EXPECT_EQ(Definitions::Load(folder_.string()).status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(Fault(), HasSubstr("holds no *.textproto"));
  EXPECT_THAT(std::string(Definitions::Load((folder_ / "none").string()).status().message()),
              HasSubstr("cannot be read"));
}

TEST_F(DefinitionsTest, WhatTakesThePlaceOfPointsAndMultipliesThemSaysWhatItRestsOn) {
  EXPECT_THAT(FaultAfter("766-2022.textproto", "points_at_evidence {\n      mark: MARK_INFERRED",
                         "points_at_evidence {"),
              HasSubstr("indicators[3].points_at_evidence.mark: must be given"));
  EXPECT_EQ(FaultAfter("766-2022.textproto", "points_at_evidence {",
                       "points_at_evidence {\n      mark: MARK_INFERRED"),
            "");
  EXPECT_THAT(
      FaultAfter("766-2022.textproto", "factor_evidence {\n      mark: MARK_INFERRED", "factor_evidence {"),
      HasSubstr("factor_evidence.mark: must be given"));
}

TEST_F(DefinitionsTest, ThinMonthsAreMonthsInOrder) {
  EXPECT_THAT(FaultAfter("766-2026.textproto", "from: \"2025-12\"", "from: \"2025\""),
              StartsWith("766-2026.textproto: thin[0].from: must be a month"));
  EXPECT_THAT(FaultAfter("766-2026.textproto", "from: \"2025\"", "from: \"2026-06\""),
              StartsWith("766-2026.textproto: thin[0].to: must not lie before from"));
}

class LocalIndicatorsTest : public DefinitionsTest {
 protected:
  void SetUp() override {
    DefinitionsTest::SetUp();
    fs::create_directory(folder_ / "local");
    example_ =
        ReadFile(fs::path(getenv("CHISO_SOURCE_DIR")) / "services/scoring/testdata/local-on-time.textproto");
    ASSERT_NE(example_, "");
  }
  std::string FaultOf(const std::string& from, const std::string& to) {
    std::string text = example_;
    const size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    Write("local/a.textproto", text.replace(at, from.size(), to));
    return Fault();
  }

  std::string example_;
};

TEST_F(LocalIndicatorsTest, StandBehindThoseOfTheirGroupAndEarnNothing) {
  Write("local/a.textproto", example_);
  const absl::StatusOr<Definitions> definitions = Definitions::Load(folder_.string());
  ASSERT_TRUE(definitions.ok()) << definitions.status();
  const core::IndexDefinition& definition = *definitions->Find("766-2026");
  EXPECT_EQ(definitions->For(*Period::Parse("2026-08")), &definition);
  const core::Indicator& added = definition.groups[1].indicators.back();
  EXPECT_EQ(added.code, "LOCAL_FINISHED_ON_TIME");
  EXPECT_EQ(added.population, core::Population::kFinished);
  EXPECT_EQ(definitions->FindProto("766-2026")->groups(1).indicators(2).local_owner(), "UBND tỉnh Tây Ninh");
  EXPECT_EQ(definitions->FindProto("766-2026")->groups(1).indicators(0).local_owner(), "");
  const auto score = core::ScoreTallies(definition, core::Level::kProvince,
                                        {{"ON_TIME", {1, 2}}, {"LOCAL_FINISHED_ON_TIME", {1, 4}}});
  ASSERT_TRUE(score.ok()) << score.status();
  EXPECT_EQ(score->groups[1].points, 1000);
  EXPECT_EQ(score->groups[1].status, core::Status::kScored);
  EXPECT_EQ(score->indicators[6].figures, (core::Figures{1, 4}));
  EXPECT_EQ(score->indicators[6].points, std::nullopt);
  // The other definition is as it was.
  EXPECT_EQ(definitions->Find("766-2022")->sha256, Sha256(ReadFile(folder_ / "766-2022.textproto")));
}

TEST_F(LocalIndicatorsTest, DigestCoversDefinitionAndAllThatIsAdded) {
  Write("local/b.textproto", example_);
  const std::string other = absl::StrReplaceAll(example_, {{"LOCAL_FINISHED_ON_TIME", "LOCAL_OTHER"}});
  Write("local/a.textproto", other);
  const absl::StatusOr<Definitions> definitions = Definitions::Load(folder_.string());
  ASSERT_TRUE(definitions.ok()) << definitions.status();
  EXPECT_EQ(definitions->Find("766-2026")->sha256,
            Sha256(Sha256(ReadFile(folder_ / "766-2026.textproto")) + Sha256(other) + Sha256(example_)));
  EXPECT_EQ(definitions->FindProto("766-2026")->sha256(), definitions->Find("766-2026")->sha256);
  EXPECT_EQ(definitions->Find("766-2026")->groups[1].indicators[2].code, "LOCAL_OTHER");
}

TEST_F(LocalIndicatorsTest, CanGiveTheDefinitionAnIdOfItsOwn) {
  const std::string named = "definition_id: \"766-2026\" new_definition_id: \"766-2026.tay-ninh\"";
  ASSERT_EQ(FaultOf("definition_id: \"766-2026\"", named), "");
  const absl::StatusOr<Definitions> definitions = Definitions::Load(folder_.string());
  EXPECT_EQ(definitions->For(*Period::Parse("2026-08"))->id, "766-2026.tay-ninh");
  EXPECT_EQ(definitions->Find("766-2026"), nullptr);
  Write("local/b.textproto",
        absl::StrReplaceAll(example_, {{"LOCAL_FINISHED_ON_TIME", "LOCAL_OTHER"},
                                       {"definition_id: \"766-2026\"",
                                        "definition_id: \"766-2026\" new_definition_id: \"x\""}}));
  EXPECT_EQ(Fault(), "b.textproto: new_definition_id: must be the same in all files of one definition");
}

TEST_F(LocalIndicatorsTest, AreRefusedWithFileAndField) {
  EXPECT_EQ(FaultOf("766-2026", "766-2027"), "a.textproto: definition_id: there is no such index definition");
  EXPECT_EQ(FaultOf("group: \"TDGQ\"", "group: \"TDG\""),
            "a.textproto: group: must be the code of a group of the definition");
  EXPECT_EQ(FaultOf("LOCAL_FINISHED_ON_TIME", "ON_TIME"),
            "a.textproto: indicators[0].code: \"ON_TIME\" is in the definition already");
  EXPECT_EQ(FaultOf("LOCAL_FINISHED_ON_TIME", "MDHL"),
            "a.textproto: indicators[0].code: \"MDHL\" is in the definition already");
  EXPECT_THAT(FaultOf("shown {}", "linear {}"), StartsWith("a.textproto: indicators[0].rule: must be shown"));
  EXPECT_THAT(FaultOf("max_points: 0", "max_points: 1"),
              StartsWith("a.textproto: indicators[0].rule: must be shown"));
  EXPECT_THAT(FaultOf("owner: \"UBND tỉnh Tây Ninh\"", ""), StartsWith("a.textproto: owner: must be given"));
  EXPECT_THAT(FaultOf("\"dossiers\"", "\"x\""), HasSubstr("denominator: no measure is called"));
  EXPECT_THAT(FaultOf("number: ", "numbr: "), StartsWith("a.textproto: line"));
}

}  // namespace
}  // namespace chiso
