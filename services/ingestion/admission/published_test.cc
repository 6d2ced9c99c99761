#include "services/ingestion/admission/published.h"

#include "common/period.h"
#include "gtest/gtest.h"
#include "services/ingestion/testing/records.h"

namespace chiso {
namespace {

namespace rv1 = record::v1;
using namespace testing;  // NOLINT: the samples are this file's vocabulary.

std::string FieldOf(const Finding& finding) { return finding.has_value() ? finding->field() : ""; }

KnownCodes Published(const std::vector<std::string>& publications) {
  KnownCodes known;
  for (const std::string& publication : publications) known.Add(CodeKind::kPublication, publication);
  return known;
}

TEST(PublishedTest, RecordsOfAPublishedPeriodAreTooLate) {
  const std::map<rv1::RecordKind, std::string> fields = {
      {rv1::RECORD_KIND_RETURN, "unit_return.period"},
      {rv1::RECORD_KIND_DOSSIER, "dossier.receive_time"},
      {rv1::RECORD_KIND_PETITION, "petition.receive_time"},
      {rv1::RECORD_KIND_NATIONAL_TOTAL, "national_total.period"},
      {rv1::RECORD_KIND_CERTIFIED_COPY, "certified_copy.period"},
  };
  for (const rv1::RecordKind kind : AllKinds()) {
    const auto field = fields.find(kind);
    const rv1::Record record = SampleOf(kind);
    EXPECT_EQ(FieldOf(TooLate(record, Published({"H44/2026-08"}))),
              field == fields.end() ? "" : field->second)
        << rv1::RecordKind_Name(kind);
    EXPECT_FALSE(TooLate(record, Published({"H44/2026-09", "H45/2026-08", "H4/2026-08"})).has_value());
    EXPECT_FALSE(TooLate(SampleOf(kind, "retracted: true"), Published({"H44/2026-08"})).has_value());
  }
}

TEST(PublishedTest, ThePublicationMayBeThatOfTheUnitItself) {
  const rv1::Record dossier = SampleOf(rv1::RECORD_KIND_DOSSIER);
  EXPECT_TRUE(TooLate(dossier, Published({"H44.1/2026-08"})).has_value());
  EXPECT_FALSE(TooLate(dossier, Published({"H44.2/2026-08"})).has_value());
}

TEST(PublishedTest, MonthOfADossierIsThatOfItsReceptionInVietnam) {
  rv1::Record dossier = SampleOf(rv1::RECORD_KIND_DOSSIER);
  const absl::Time september = absl::FromCivil(absl::CivilDay(2026, 9, 1), HoChiMinh());
  SetTime(dossier, "dossier.receive_time", september);
  EXPECT_FALSE(TooLate(dossier, Published({"H44/2026-08"})).has_value());
  SetTime(dossier, "dossier.receive_time", september - absl::Seconds(1));
  EXPECT_TRUE(TooLate(dossier, Published({"H44/2026-08"})).has_value());
}

}  // namespace
}  // namespace chiso
