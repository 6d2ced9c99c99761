#include "services/ingestion/admission/routing.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "services/ingestion/testing/records.h"

namespace chiso {
namespace {

namespace rv1 = record::v1;
using namespace testing;  // NOLINT: the samples are this file's vocabulary.

TEST(RoutingTest, TopLevelCodeOfBothCodeSystems) {
  EXPECT_EQ(TopLevelCode("H53"), "H53");
  EXPECT_EQ(TopLevelCode("H53.30.20"), "H53");
  EXPECT_EQ(TopLevelCode("000.20.30.H53"), "H53");
  EXPECT_EQ(TopLevelCode("000"), "000");
  EXPECT_EQ(TopLevelCode("H53.30.20-261008-0975"), "H53");
  EXPECT_EQ(TopLevelCode("000.20.30.H53-261008-0975"), "H53");
  EXPECT_EQ(TopLevelCode("H53-PA-1"), "H53");
  EXPECT_EQ(TopLevelCode(""), "");
}

TEST(RoutingTest, EveryKindHasItsLog) {
  const Routing routing = *Routing::Parse("H44=north");
  const std::set<rv1::RecordKind> reference = {rv1::RECORD_KIND_UNIT,         rv1::RECORD_KIND_PROCEDURE,
                                               rv1::RECORD_KIND_CALENDAR_DAY, rv1::RECORD_KIND_UNIT_CHANGE,
                                               rv1::RECORD_KIND_UNIT_ALIAS,   rv1::RECORD_KIND_FEED};
  for (const rv1::RecordKind kind : AllKinds()) {
    const bool everywhere = reference.count(kind) > 0;
    EXPECT_EQ(LogOf(SampleOf(kind), routing), everywhere ? "reference" : "north")
        << rv1::RecordKind_Name(kind);
    EXPECT_EQ(LogOf(SampleOf(kind), Routing()), everywhere ? "reference" : "main");
  }
}

TEST(RoutingTest, UnitsThatAreNotAssignedGoToTheDefaultLog) {
  const Routing routing = *Routing::Parse("H44=north,H45=south");
  const auto log = [&](const std::string& code) {
    return LogOf(SampleOf(rv1::RECORD_KIND_RETURN, absl::StrCat("unit_return { unit_code: '", code, "' }")),
                 routing);
  };
  EXPECT_EQ(log("000.01.H45"), "south");
  EXPECT_EQ(log("H46.1"), "main");
  EXPECT_EQ(log("44"), "main");
}

// Whoever processes it, and whoever sends it: all records of one key must meet in one log.
TEST(RoutingTest, RecordsAboutOneDossierMeetInTheLogOfItsCode) {
  const Routing routing = *Routing::Parse("H44=north,H45=south");
  EXPECT_EQ(LogOf(SampleOf(rv1::RECORD_KIND_DOSSIER, "dossier { unit_code: 'H45.1' }"), routing), "north");
  EXPECT_EQ(LogOf(SampleOf(rv1::RECORD_KIND_PETITION, "petition { unit_code: 'H45.1' }"), routing), "north");
  for (const std::string code : {"H45.1-260803-0001", "000.20.30.H45-260803-0001"}) {
    EXPECT_EQ(LogOf(SampleOf(rv1::RECORD_KIND_DOSSIER, "dossier { code: '" + code + "' }"), routing),
              "south");
    EXPECT_EQ(
        LogOf(SampleOf(rv1::RECORD_KIND_PROGRESS, "progress { dossier_code: '" + code + "' }"), routing),
        "south");
    EXPECT_EQ(LogOf(SampleOf(rv1::RECORD_KIND_SATISFACTION, "satisfaction { dossier_code: '" + code + "' }"),
                    routing),
              "south");
  }
}

TEST(RoutingTest, MalformedAssignmentsAreRefused) {
  for (const char* const text :
       {"H44", "H44=", "=north", "H44=reference", "H44.1=north", "H44=a,H44=b", "H44=No", "H44-1=a"}) {
    EXPECT_EQ(Routing::Parse(text).status().code(), absl::StatusCode::kInvalidArgument) << text;
  }
  EXPECT_TRUE(Routing::Parse("").ok());
}

}  // namespace
}  // namespace chiso
