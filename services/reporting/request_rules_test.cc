#include "services/reporting/request_rules.h"

#include <gtest/gtest.h>

#include "common/testing/names.h"
#include "services/reporting/testing/scores.h"

namespace chiso {
namespace {

using testing::MakeDefinition;
using testing::MakeDefinitions;
using testing::MakeScore;
using testing::MakeUnit;

// The field that an error names: what stands before the first colon.
std::string FieldOf(const absl::Status& status) {
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
  return std::string(status.message().substr(0, status.message().find(':')));
}

reporting::v1::WriterOpening Opening() {
  reporting::v1::WriterOpening opening;
  opening.set_writer("scoring-1");
  opening.add_logs("main");
  *opening.add_definitions() = MakeDefinition();
  return opening;
}

reporting::v1::ScoreUpdate Update() {
  reporting::v1::ScoreUpdate update;
  *update.add_units() = MakeUnit("H44.1");
  update.add_removed_units()->set_code("H44.2");
  *update.add_scores() = MakeScore("H44.1", 100);
  auto& position = *update.add_positions();
  position.set_log("main");
  position.set_sequence(7);
  position.set_digest(std::string(32, 'd'));
  update.mutable_as_of_time()->set_seconds(1'790'000'000);
  return update;
}

template <typename Change>
std::string OpeningFault(Change change) {
  auto opening = Opening();
  change(opening);
  return FieldOf(CheckOpening(opening));
}

template <typename Change>
std::string UpdateFault(Change change) {
  auto update = Update();
  change(update);
  return FieldOf(CheckUpdate(update, {"main"}, MakeDefinitions()));
}

TEST(RequestRules, AnOpeningNamesWriterLogsAndDefinitions) {
  EXPECT_TRUE(CheckOpening(Opening()).ok());
  EXPECT_EQ(OpeningFault([](auto& o) { o.clear_writer(); }), "opening.writer");
  EXPECT_EQ(OpeningFault([](auto& o) { o.clear_logs(); }), "opening.logs");
  EXPECT_EQ(OpeningFault([](auto& o) { o.add_logs("main"); }), "opening.logs[1]");
  EXPECT_EQ(OpeningFault([](auto& o) { o.add_logs(""); }), "opening.logs[1]");
  EXPECT_EQ(OpeningFault([](auto& o) { o.mutable_definitions(0)->clear_id(); }), "opening.definitions[0].id");
  EXPECT_EQ(OpeningFault([](auto& o) { o.mutable_definitions(0)->set_sha256("short"); }),
            "opening.definitions[0].sha256");
  EXPECT_EQ(OpeningFault([](auto& o) { *o.add_definitions() = MakeDefinition(); }),
            "opening.definitions[1].id");
}

TEST(RequestRules, AnUpdateHoldsWellFormedUnitsScoresAndPositionsOfItsOpening) {
  EXPECT_TRUE(CheckUpdate(Update(), {"main"}, MakeDefinitions()).ok());
  EXPECT_EQ(UpdateFault([](auto& u) { u.mutable_units(0)->set_code("a b"); }), "update.units[0].code");
  EXPECT_EQ(UpdateFault([](auto& u) { u.mutable_units(0)->set_valid_from("2026"); }),
            "update.units[0].valid_from");
  EXPECT_EQ(UpdateFault([](auto& u) { u.mutable_units(0)->clear_level(); }), "update.units[0].level");
  EXPECT_EQ(UpdateFault([](auto& u) { u.mutable_units(0)->set_name(std::string("a\0b", 3)); }),
            "update.units[0].name");
  EXPECT_EQ(UpdateFault([](auto& u) { u.mutable_removed_units(0)->clear_code(); }),
            "update.removed_units[0].code");
  EXPECT_EQ(UpdateFault([](auto& u) { u.mutable_scores(0)->set_period("2026-8"); }),
            "update.scores[0].period");
  EXPECT_EQ(UpdateFault([](auto& u) { u.mutable_scores(0)->clear_scope(); }), "update.scores[0].scope");
  EXPECT_EQ(UpdateFault([](auto& u) { u.mutable_scores(0)->set_definition_id("x"); }),
            "update.scores[0].definition_id");
  EXPECT_EQ(UpdateFault([](auto& u) { u.mutable_scores(0)->clear_definition_sha256(); }),
            "update.scores[0].definition_sha256");
  EXPECT_EQ(UpdateFault([](auto& u) { u.mutable_positions(0)->set_log("other"); }),
            "update.positions[0].log");
  EXPECT_EQ(UpdateFault([](auto& u) { u.mutable_positions(0)->set_sequence(-1); }),
            "update.positions[0].sequence");
  EXPECT_EQ(UpdateFault([](auto& u) { u.mutable_positions(0)->set_digest("x"); }),
            "update.positions[0].digest");
  EXPECT_EQ(UpdateFault([](auto& u) { u.clear_as_of_time(); }), "update.as_of_time");
  EXPECT_EQ(UpdateFault([](auto& u) { u.add_removed_scores(); }), "update.removed_scores[0].unit.code");
  EXPECT_EQ(UpdateFault([](auto& u) { u.add_removed_scores()->mutable_unit()->set_code("H44"); }),
            "update.removed_scores[0].period");
}

TEST(RequestRules, PackedScoresNameADefinitionOfTheOpeningAPeriodAScopeAndUnits) {
  const auto fault = [](auto change) {
    return UpdateFault([&](auto& update) {
      reporting::v1::PackedScores& packed = *update.add_packed_scores();
      packed.set_definition(1);
      packed.set_period("2026-08");
      packed.set_scope(record::v1::SCOPE_SUBTREE);
      packed.add_scores()->mutable_unit()->set_code("H44");
      EXPECT_TRUE(CheckUpdate(update, {"main"}, MakeDefinitions()).ok());
      change(packed);
    });
  };
  EXPECT_EQ(fault([](auto& p) { p.set_definition(2); }), "update.packed_scores[0].definition");
  EXPECT_EQ(fault([](auto& p) { p.set_definition(-1); }), "update.packed_scores[0].definition");
  EXPECT_EQ(fault([](auto& p) { p.clear_period(); }), "update.packed_scores[0].period");
  EXPECT_EQ(fault([](auto& p) { p.clear_scope(); }), "update.packed_scores[0].scope");
  EXPECT_EQ(fault([](auto& p) { p.add_scores(); }), "update.packed_scores[0].scores[1].unit.code");
  EXPECT_EQ(fault([](auto& p) {
              for (int i = 0; i < 5'000; ++i) p.add_scores()->mutable_unit()->set_code("H44");
            }),
            "update.packed_scores");
}

TEST(RequestRules, AHeartbeatNeedsNoTime) {
  reporting::v1::ScoreUpdate update;
  EXPECT_TRUE(CheckUpdate(update, {"main"}, {}).ok());
  update.set_snapshot_begin(true);
  EXPECT_TRUE(CheckUpdate(update, {"main"}, {}).ok());
  update.set_snapshot_end(true);
  EXPECT_EQ(FieldOf(CheckUpdate(update, {"main"}, {})), "update.as_of_time");
}

TEST(RequestRules, ADefinitionHasAsManyIndicatorsAsAColumnHasRoomFor) {
  EXPECT_EQ(OpeningFault([](auto& o) {
              for (int i = 0; i < 100; ++i) o.mutable_definitions(0)->mutable_groups(0)->add_indicators();
            }),
            "opening.definitions[0].groups");
}

TEST(RequestRules, AHistoryIsAskedForByPeriodsKindAndDay) {
  reporting::v1::GetHistoryRequest request;
  request.set_unit_code("H44");
  request.set_from_period("2026-Q3");
  request.set_to_period("2026-08");
  request.set_kind(reporting::v1::PERIOD_KIND_MONTH);
  request.set_known_on("2026-09-02");
  EXPECT_TRUE(CheckHistoryRequest(request).ok());
  const auto fault = [&](auto change) {
    auto changed = request;
    change(changed);
    return FieldOf(CheckHistoryRequest(changed));
  };
  EXPECT_EQ(fault([](auto& r) { r.set_from_period("2026-8"); }), "from_period");
  EXPECT_EQ(fault([](auto& r) { r.set_to_period("x"); }), "to_period");
  EXPECT_EQ(fault([](auto& r) { r.set_to_period("2026-06"); }), "to_period");
  EXPECT_EQ(fault([](auto& r) { r.set_kind(static_cast<reporting::v1::PeriodKind>(9)); }), "kind");
  EXPECT_EQ(fault([](auto& r) { r.set_known_on("2026-09"); }), "known_on");
}

TEST(RequestRules, ARankingFillsInWhatWasLeftOpen) {
  reporting::v1::ListRankingRequest request;
  EXPECT_EQ(FieldOf(ParseRankingRequest(request).status()), "period");
  request.set_period("2026-08");
  const auto ranking = ParseRankingRequest(request);
  ASSERT_TRUE(ranking.ok());
  EXPECT_EQ(ranking->query.by_code, "TOTAL");
  EXPECT_EQ(ranking->query.basis, reporting::v1::BASIS_COMPUTED);
  EXPECT_EQ(ranking->query.scope, record::v1::SCOPE_SUBTREE);
  EXPECT_EQ(ranking->page_size, 5000);
  request.set_page_token(RankingToken("0123456789abcdef", 50));
  EXPECT_EQ(ParseRankingRequest(request)->digest, "0123456789abcdef");
  EXPECT_EQ(ParseRankingRequest(request)->offset, 50);
  const auto fault = [&](auto change) {
    auto changed = request;
    change(changed);
    return FieldOf(ParseRankingRequest(changed).status());
  };
  EXPECT_EQ(fault([](auto& r) { r.set_parent_code("a b"); }), "parent_code");
  EXPECT_EQ(fault([](auto& r) { r.set_by_code("tdgq"); }), "by_code");
  EXPECT_EQ(fault([](auto& r) { r.set_level(static_cast<record::v1::Level>(99)); }), "level");
  EXPECT_EQ(fault([](auto& r) { r.set_scope(static_cast<record::v1::Scope>(99)); }), "scope");
  EXPECT_EQ(fault([](auto& r) { r.set_basis(static_cast<reporting::v1::Basis>(99)); }), "basis");
  EXPECT_EQ(fault([](auto& r) { r.set_page_size(5001); }), "page_size");
  EXPECT_EQ(fault([](auto& r) { r.set_page_token("-1"); }), "page_token");
  for (const char* token :
       {"99999999999", "7", "0123456789abcdef", "0123456789abcdef.", "0123456789abcdef.-1",
        "0123456789abcdef.99999999999", "0123456789abcdeg.1", "0123456789abcdef.1.1"}) {
    EXPECT_EQ(fault([&](auto& r) { r.set_page_token(token); }), "page_token") << token;
  }
  EXPECT_EQ(fault([](auto& r) { r.add_min_positions(); }), "min_positions[0].log");
}

TEST(RequestRules, APublicationNamesItsBasisAndItsLetterIsCleanText) {
  reporting::v1::PublishBulletinRequest request;
  EXPECT_EQ(FieldOf(CheckPublishRequest(request)), "unit_code");
  request.set_unit_code("H44");
  EXPECT_EQ(FieldOf(CheckPublishRequest(request)), "period");
  request.set_period("2026-08");
  EXPECT_EQ(FieldOf(CheckPublishRequest(request)), "basis");
  request.set_basis(reporting::v1::BASIS_OFFICIAL);
  EXPECT_TRUE(CheckPublishRequest(request).ok());
  request.mutable_letter()->add_addressees("hai\ndòng");
  EXPECT_EQ(FieldOf(CheckPublishRequest(request)), "letter.addressees[0]");
}

TEST(RequestRules, ALetterHoldsNothingPersonal) {
  reporting::v1::PublishBulletinRequest request;
  request.set_unit_code("H44");
  request.set_period("2026-08");
  request.set_basis(reporting::v1::BASIS_OFFICIAL);
  for (const char* const name : testing::kOfficeNames) {
    request.mutable_letter()->set_agency(name);
    EXPECT_TRUE(CheckPublishRequest(request).ok()) << name;
  }
  for (const char* const name : testing::kPersonalNames) {
    request.mutable_letter()->set_agency(name);
    EXPECT_EQ(FieldOf(CheckPublishRequest(request)), "letter.agency") << name;
  }
  request.mutable_letter()->set_agency("UBND");
  request.mutable_letter()->add_recipients("Ông A, mark@example.vn");
  EXPECT_EQ(FieldOf(CheckPublishRequest(request)), "letter.recipients[0]");
}

TEST(RequestRules, BulletinNamesAreReadWithAndWithoutARevision) {
  const auto latest = ParseBulletinName("units/000.00.30.H53/bulletins/2023-02");
  ASSERT_TRUE(latest.ok());
  EXPECT_EQ(latest->unit_code, "000.00.30.H53");
  EXPECT_EQ(latest->period, "2023-02");
  EXPECT_EQ(latest->revision_number, 0);
  EXPECT_EQ(ParseBulletinName("units/H53/bulletins/2026-Q3.12")->revision_number, 12);
  for (const char* name : {"", "units/H53/bulletins", "units/H53/bulletins/", "units/H53/bulletins/2026-13",
                           "units/H53/bulletins/2026-08.", "units/H53/bulletins/2026-08.0",
                           "units/H53/bulletins/2026-08.-1", "units/H53/bulletins/2026-08.1.2",
                           "units/a b/bulletins/2026-08", "units/H53/bulletins/2026-08.99999999999",
                           "unit/H53/bulletins/2026-08", "units/H53/bulletins/2026-08.1/x"}) {
    EXPECT_EQ(FieldOf(ParseBulletinName(name).status()), "name") << name;
  }
}

}  // namespace
}  // namespace chiso
