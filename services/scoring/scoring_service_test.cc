#include "services/scoring/scoring_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/record/content_digest.h"
#include "common/rpc/channel.h"
#include "common/rpc/server.h"
#include "services/scoring/testing/log.h"

namespace chiso::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

record::v1::Record Between(record::v1::Record record, const std::string& from, const std::string& to) {
  record.mutable_unit()->set_valid_from(from);
  record.mutable_unit()->set_valid_to(to);
  return record;
}

// A real server over a state with one province: two communes and one code that two units have borne.
class ScoringServiceTest : public ::testing::Test {
 protected:
  ScoringServiceTest() {
    const auto commune = [](const std::string& code) {
      return UnitRecord(code, record::v1::LEVEL_COMMUNE, "H44");
    };
    state_.Apply(
        Chunk("reference", 0,
              {UnitRecord("H44", record::v1::LEVEL_PROVINCE),
               UnitRecord("H44.01", record::v1::LEVEL_DEPARTMENT, "H44"), commune("H44.100"),
               Between(commune("H44.101"), "", "2026-08-09"), Between(commune("H44.101"), "2026-08-11", ""),
               UnitRecord("H01", record::v1::LEVEL_PROVINCE)}));
    state_.Apply(Chunk("main", 0,
                       {ReturnRecord("H44.100", "2026-08", "ON_TIME", 2348, 2971),
                        ReturnRecord("H44", "2026-08", "ON_TIME", 144625, 184513)}));
    auto server = Server::Start({.listen = "127.0.0.1:0"},
                                {{scoring::v1::ScoringService::service_full_name(), &service_}});
    EXPECT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    stub_ = scoring::v1::ScoringService::NewStub(Connect(absl::StrCat("127.0.0.1:", server_->port())));
  }

  template <typename Request, typename Response>
  grpc::Status Call(grpc::Status (scoring::v1::ScoringService::Stub::*method)(grpc::ClientContext*,
                                                                              const Request&, Response*),
                    const Request& request, Response& response) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30));
    return (stub_.get()->*method)(&context, request, &response);
  }
  grpc::Status Get(const scoring::v1::GetScoreRequest& request, index::v1::Score& score) {
    return Call(&scoring::v1::ScoringService::Stub::GetScore, request, score);
  }
  static scoring::v1::GetScoreRequest Ask(const std::string& unit, const std::string& period) {
    scoring::v1::GetScoreRequest request;
    request.set_unit_code(unit);
    request.set_period(period);
    return request;
  }
  // The codes of all units that are listed, page by page, with `;` after each page.
  std::string List(scoring::v1::ListScoresRequest request) {
    std::string codes;
    request.set_period("2026-08");
    do {
      scoring::v1::ListScoresResponse page;
      const grpc::Status status = Call(&scoring::v1::ScoringService::Stub::ListScores, request, page);
      if (!status.ok()) return status.error_message();
      for (const auto& score : page.scores()) {
        absl::StrAppend(&codes, score.unit().code(), score.unit().valid_from().empty() ? "" : "@",
                        score.unit().valid_from(), " ");
      }
      codes += ";";
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return codes;
  }

  State state_{ShippedDefinitions(), {"reference", "main"}};
  // Of logs that nobody serves.
  RecordStream logs_{Connect("127.0.0.1:1")};
  ScoringService service_{state_, logs_};
  std::unique_ptr<Server> server_;
  std::unique_ptr<scoring::v1::ScoringService::Stub> stub_;
};

TEST_F(ScoringServiceTest, GivesTheScoreWithDefinitionPositionsAndTime) {
  index::v1::Score score;
  ASSERT_TRUE(Get(Ask("H44", "2026-08"), score).ok());
  EXPECT_EQ(score.unit().code(), "H44");
  EXPECT_EQ(score.period(), "2026-08");
  EXPECT_EQ(score.scope(), record::v1::SCOPE_SUBTREE);
  EXPECT_EQ(score.definition_id(), "766-2026");
  EXPECT_EQ(score.definition_sha256().size(), 32u);
  EXPECT_EQ(score.groups(1).code(), "TDGQ");
  EXPECT_EQ(score.groups(1).points(), 1568);
  EXPECT_EQ(score.total_status(), index::v1::STATUS_INCOMPLETE);
  ASSERT_EQ(score.positions_size(), 2);
  EXPECT_EQ(score.positions(0).sequence(), 2);
  EXPECT_EQ(score.as_of_time().seconds(), 1'000);
}

TEST_F(ScoringServiceTest, NationNamesTheProvincesThatAreMissing) {
  state_.Apply(Chunk("reference", 6, {UnitRecord("VN", record::v1::LEVEL_NATION)}));
  index::v1::Score score;
  ASSERT_TRUE(Get(Ask("VN", "2026-08"), score).ok());
  EXPECT_EQ(score.total_status(), index::v1::STATUS_NOT_REPORTED);
  EXPECT_EQ(score.mean_of(), 0);
  EXPECT_EQ(score.missing_count(), 2);
  ASSERT_EQ(score.missing_units_size(), 2);
  EXPECT_EQ(score.missing_units(0).code(), "H01");
  EXPECT_EQ(score.missing_units(1).code(), "H44");
  ASSERT_TRUE(Get(Ask("H44", "2026-08"), score).ok());
  EXPECT_EQ(score.missing_count(), 0);
}

TEST_F(ScoringServiceTest, NamesWhatIsUnknown) {
  index::v1::Score score;
  const grpc::Status unit = Get(Ask("H99", "2026-08"), score);
  EXPECT_EQ(unit.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_THAT(unit.error_message(), HasSubstr("H99"));
  auto request = Ask("H44", "2026-08");
  request.set_definition_id("767-2030");
  EXPECT_EQ(Get(request, score).error_code(), grpc::StatusCode::NOT_FOUND);
  // No definition was in force then.
  EXPECT_EQ(Get(Ask("H44", "2019"), score).error_code(), grpc::StatusCode::NOT_FOUND);
}

TEST_F(ScoringServiceTest, NamesTheFieldThatIsMalformed) {
  index::v1::Score score;
  EXPECT_THAT(Get(Ask("H44", "08/2026"), score).error_message(), HasSubstr("period"));
  EXPECT_THAT(Get(Ask("H 44", "2026-08"), score).error_message(), HasSubstr("unit_code"));
  auto request = Ask("H44", "2026-08");
  request.set_unit_valid_from("2026-02-30");
  EXPECT_THAT(Get(request, score).error_message(), HasSubstr("unit_valid_from"));
  request = Ask("H44", "2026-08");
  request.set_scope(static_cast<record::v1::Scope>(9));
  const grpc::Status status = Get(request, score);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(status.error_message(), HasSubstr("scope"));
}

TEST_F(ScoringServiceTest, RequestsBeyondTheirBoundsAreRefusedWithTheField) {
  auto request = Ask("H44", "2026-08");
  for (int i = 0; i < 101; ++i) request.add_min_positions()->set_log(absl::StrCat(i));
  index::v1::Score score;
  const grpc::Status status = Get(request, score);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(status.error_message(), "min_positions: must be at most 100");
  request = Ask(std::string(100'000, 'x'), "2026-08");
  EXPECT_EQ(Get(request, score).error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
}

TEST_F(ScoringServiceTest, ACodeMeansTheUnitThatBearsItAtTheEndUnlessTheDayIsGiven) {
  index::v1::Score score;
  ASSERT_TRUE(Get(Ask("H44.101", "2026-08"), score).ok());
  EXPECT_EQ(score.unit().valid_from(), "2026-08-11");
  ASSERT_TRUE(Get(Ask("H44.101", "2026-07"), score).ok());
  EXPECT_EQ(score.unit().valid_from(), "");
  auto request = Ask("H44.101", "2026-07");
  request.set_unit_valid_from("2026-08-11");
  EXPECT_EQ(Get(request, score).error_code(), grpc::StatusCode::NOT_FOUND);
}

TEST_F(ScoringServiceTest, WaitsForTheCallersOwnRecords) {
  auto request = Ask("H44.100", "2026-09");
  record::v1::Position& position = *request.add_min_positions();
  position.set_log("main");
  position.set_sequence(3);
  std::thread follower(
      [this] { state_.Apply(Chunk("main", 2, {ReturnRecord("H44.100", "2026-09", "ON_TIME", 1, 2)})); });
  index::v1::Score score;
  EXPECT_TRUE(Get(request, score).ok());
  follower.join();
  EXPECT_EQ(score.groups(1).points(), 1000);

  request.mutable_min_positions(0)->set_sequence(99);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(50));
  EXPECT_EQ(stub_->GetScore(&context, request, &score).error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
}

TEST_F(ScoringServiceTest, TellsWhichRecordsAreNotInForceAndWhichAreSoByChance) {
  const auto on_time = [](int64_t numerator, int64_t revision) {
    return ReturnRecord("H44.100", "2026-07", "ON_TIME", numerator, 10, revision);
  };
  state_.Apply(Chunk("main", 2, {on_time(5, 3), on_time(6, 3), on_time(7, 2)}));
  scoring::v1::CompareRecordsRequest request;
  *request.add_records() = on_time(5, 3);
  *request.add_records() = on_time(6, 3);
  *request.add_records() = on_time(7, 2);
  *request.add_records() = on_time(8, 4);
  *request.add_records() = UnitRecord("H44", record::v1::LEVEL_PROVINCE);
  *request.add_records() = UnitRecord("H44", record::v1::LEVEL_MINISTRY);
  request.add_records()->mutable_dossier()->set_code("H44-260803-0001");
  request.mutable_records(6)->set_revision(1);
  request.add_min_positions()->set_log("main");
  request.mutable_min_positions(0)->set_sequence(5);
  scoring::v1::CompareRecordsResponse response;
  ASSERT_TRUE(Call(&scoring::v1::ScoringService::Stub::CompareRecords, request, response).ok());
  std::vector<std::string> said;
  for (const auto& standing : response.standings().standings()) {
    said.push_back(absl::StrCat(standing.index(), " ", record::v1::Standing_Name(standing.standing()), " ",
                                standing.key()));
  }
  const auto digest = [&](int i) { return VersionOf(request.records(i)).digest; };
  const bool five = digest(0) > digest(1), province = digest(4) > digest(5);
  std::vector<std::string> expected = {
      absl::StrCat("0 STANDING_TIE_", five ? "WON" : "LOST", " H44.100/2026-07/ON_TIME/subtree"),
      absl::StrCat("1 STANDING_TIE_", five ? "LOST" : "WON", " H44.100/2026-07/ON_TIME/subtree"),
      "2 STANDING_OLDER H44.100/2026-07/ON_TIME/subtree"};
  if (province) expected.push_back("5 STANDING_TIE_LOST H44");
  EXPECT_EQ(said, expected);
  EXPECT_EQ(response.standings().not_in_force_count(), province ? 3 : 2);
  EXPECT_EQ(response.standings().tied_count(), province ? 3 : 2);
}

TEST_F(ScoringServiceTest, ComparesABoundedNumberOfRecordsAndListsTheFirst) {
  scoring::v1::CompareRecordsRequest request;
  scoring::v1::CompareRecordsResponse response;
  const auto compare = [&] {
    return Call(&scoring::v1::ScoringService::Stub::CompareRecords, request, response).error_code();
  };
  EXPECT_EQ(compare(), grpc::StatusCode::INVALID_ARGUMENT);
  for (int i = 0; i < 1000; ++i) {
    *request.add_records() = ReturnRecord("H44.100", "2026-08", "ON_TIME", i, 2971, /*revision=*/0);
  }
  EXPECT_EQ(compare(), grpc::StatusCode::OK);
  EXPECT_EQ(response.standings().not_in_force_count(), 1000);
  EXPECT_EQ(response.standings().standings_size(), 20);
  *request.add_records() = ReturnRecord("H44.100", "2026-08", "ON_TIME", 1, 2);
  EXPECT_EQ(compare(), grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(ScoringServiceTest, ListsUnitsByCodePageByPage) {
  scoring::v1::ListScoresRequest request;
  EXPECT_EQ(List(request), "H01 H44 H44.01 H44.100 H44.101 H44.101@2026-08-11 ;");
  request.set_page_size(2);
  EXPECT_EQ(List(request), "H01 H44 ;H44.01 H44.100 ;H44.101 H44.101@2026-08-11 ;");
  request.set_page_size(5);
  EXPECT_EQ(List(request), "H01 H44 H44.01 H44.100 H44.101 ;H44.101@2026-08-11 ;");
}

TEST_F(ScoringServiceTest, UnitsThatFollowOneAnotherWithoutAGapAreListedAndScoredAsOne) {
  const auto commune = UnitRecord("H44.102", record::v1::LEVEL_COMMUNE, "H44");
  state_.Apply(
      Chunk("reference", 6, {Between(commune, "", "2026-08-10"), Between(commune, "2026-08-11", "")}));
  EXPECT_EQ(List({}), "H01 H44 H44.01 H44.100 H44.101 H44.101@2026-08-11 H44.102@2026-08-11 ;");
  index::v1::Score score;
  auto request = Ask("H44.102", "2026");
  ASSERT_TRUE(Get(request, score).ok());
  EXPECT_EQ(score.unit().valid_from(), "2026-08-11");
  ASSERT_TRUE(Get(Ask("H44.102", "2026-07"), score).ok());
  EXPECT_EQ(score.unit().valid_from(), "");
}

TEST_F(ScoringServiceTest, ListsAParentWithItsUnitsAndOneLevel) {
  scoring::v1::ListScoresRequest request;
  request.set_parent_code("H44");
  EXPECT_EQ(List(request), "H44 H44.01 H44.100 H44.101 H44.101@2026-08-11 ;");
  request.set_level(record::v1::LEVEL_DEPARTMENT);
  EXPECT_EQ(List(request), "H44.01 ;");
  request.set_parent_code("H99");
  EXPECT_THAT(List(request), HasSubstr("parent_code"));
  request.set_parent_code("");
  request.set_page_size(1001);
  EXPECT_THAT(List(request), HasSubstr("page_size"));
  request.set_page_size(1);
  request.set_page_token("?");
  EXPECT_THAT(List(request), HasSubstr("page_token"));
}

TEST_F(ScoringServiceTest, ScoresTalliesAloneUnderANamedDefinition) {
  scoring::v1::ScoreTalliesRequest request;
  request.set_definition_id("766-2026");
  request.set_level(record::v1::LEVEL_PROVINCE);
  index::v1::Tally& tally = *request.add_tallies();
  tally.set_indicator("ON_TIME");
  tally.set_numerator(144'625);
  tally.set_denominator(184'513);
  const auto method = &scoring::v1::ScoringService::Stub::ScoreTallies;
  index::v1::Score score;
  ASSERT_TRUE(Call(method, request, score).ok());
  EXPECT_EQ(score.groups(1).points(), 1568);
  EXPECT_EQ(score.total_status(), index::v1::STATUS_INCOMPLETE);
  tally.set_indicator("NO_SUCH");
  EXPECT_THAT(Call(method, request, score).error_message(), HasSubstr("tallies[0].indicator"));
  request.clear_level();
  EXPECT_THAT(Call(method, request, score).error_message(), HasSubstr("level"));
  request.set_definition_id("?");
  EXPECT_EQ(Call(method, request, score).error_code(), grpc::StatusCode::NOT_FOUND);
}

TEST_F(ScoringServiceTest, GivesDefinitionsWithTheirDigests) {
  scoring::v1::ListIndexDefinitionsResponse list;
  ASSERT_TRUE(Call(&scoring::v1::ScoringService::Stub::ListIndexDefinitions,
                   scoring::v1::ListIndexDefinitionsRequest(), list)
                  .ok());
  ASSERT_EQ(list.definitions_size(), 2);
  EXPECT_EQ(list.definitions(0).id(), "766-2022");
  scoring::v1::GetIndexDefinitionRequest request;
  request.set_id("766-2026");
  index::v1::IndexDefinition one;
  const auto method = &scoring::v1::ScoringService::Stub::GetIndexDefinition;
  ASSERT_TRUE(Call(method, request, one).ok());
  EXPECT_EQ(one.sha256(), list.definitions(1).sha256());
  request.set_id("x");
  EXPECT_EQ(Call(method, request, one).error_code(), grpc::StatusCode::NOT_FOUND);
}

TEST_F(ScoringServiceTest, DefinitionsComeInPages) {
  scoring::v1::ListIndexDefinitionsRequest request;
  request.set_page_size(1);
  std::vector<std::string> ids;
  do {
    scoring::v1::ListIndexDefinitionsResponse page;
    ASSERT_TRUE(Call(&scoring::v1::ScoringService::Stub::ListIndexDefinitions, request, page).ok());
    ASSERT_EQ(page.definitions_size(), 1);
    ids.push_back(page.definitions(0).id());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(ids, ElementsAre("766-2022", "766-2026"));
  scoring::v1::ListIndexDefinitionsResponse page;
  request.set_page_token(std::string("766-2026\0", 9));
  EXPECT_EQ(Call(&scoring::v1::ScoringService::Stub::ListIndexDefinitions, request, page).error_code(),
            grpc::StatusCode::INVALID_ARGUMENT);
}

}  // namespace
}  // namespace chiso::testing
