#include "services/ingestion/admission/admitted_batch.h"

#include <set>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/ingestion/testing/records.h"

namespace chiso {
namespace {

namespace rv1 = record::v1;
using namespace testing;  // NOLINT: the samples are this file's vocabulary.
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// The codes that admission leaves to the log to look up, for a batch of this record twice.
std::vector<std::string> Mentioned(const rv1::Record& record, const KnownCodes& known) {
  ingestion::v1::Batch batch;
  batch.set_sender("a");
  for (int i = 0; i < 2; ++i) *batch.add_records() = record;
  const AdmittedBatch admitted = Admit(batch, batch.SerializeAsString(), Routing(), kNow, known);
  std::vector<std::string> codes;
  for (const auto& [kind, mentions] : admitted.mentions) {
    for (const auto& [code, who] : mentions) {
      EXPECT_EQ(who.size(), 2);
      codes.push_back(code);
    }
  }
  return codes;
}

TEST(AdmittedBatchTest, MentionsOnlyCodesThatAreNotKnown) {
  const rv1::Record dossier = SampleOf(rv1::RECORD_KIND_DOSSIER);
  KnownCodes known;
  EXPECT_THAT(Mentioned(dossier, known), ElementsAre("H44.1", "2.000815"));
  known.Add(CodeKind::kUnit, "H44.1");
  EXPECT_THAT(Mentioned(dossier, known), ElementsAre("2.000815"));
  known.Add(CodeKind::kProcedure, "2.000815");
  EXPECT_THAT(Mentioned(dossier, known), IsEmpty());
}

TEST(AdmittedBatchTest, OfAHugeRefusedRecordTheKeyAloneIsKept) {
  rv1::Record huge = SampleOf(rv1::RECORD_KIND_DOSSIER);
  for (int i = 0; i < 100'000; ++i) huge.mutable_dossier()->add_supplements();
  ingestion::v1::Batch batch;
  batch.set_sender("a");
  *batch.add_records() = huge;
  const AdmittedBatch admitted = Admit(batch, batch.SerializeAsString(), Routing(), kNow);
  ASSERT_EQ(admitted.rejections.size(), 1u);
  rv1::Record kept;
  ASSERT_TRUE(kept.ParseFromString(admitted.rejections[0].record));
  EXPECT_EQ(kept.dossier().code(), huge.dossier().code());
  EXPECT_EQ(kept.revision(), huge.revision());
  EXPECT_EQ(kept.dossier().supplements_size(), 0);
}

TEST(AdmittedBatchTest, MentionsNoAliasThatAllSendersHave) {
  rv1::Record dossier = SampleOf(rv1::RECORD_KIND_DOSSIER, "dossier { unit_name: 'Sở Y tế' }");
  dossier.mutable_dossier()->clear_unit_code();
  KnownCodes known;
  known.Add(CodeKind::kProcedure, "2.000815");
  EXPECT_THAT(Mentioned(dossier, known), ElementsAre("a/Sở Y tế"));
  known.Add(CodeKind::kAlias, "/Sở Y tế");
  EXPECT_THAT(Mentioned(dossier, known), IsEmpty());
}

TEST(AdmittedBatchTest, MentionsAUnitThatDoesNotBearItsCodeThenAndOneThatTheBatchSpeaksOf) {
  rv1::Record ret = SampleOf(rv1::RECORD_KIND_RETURN);
  ret.mutable_unit_return()->clear_unit_valid_from();
  KnownCodes known;
  known.Add(CodeKind::kUnit, "H44");
  known.units().Take({"H44", {}, false, {1, 0, ""}});
  EXPECT_THAT(Mentioned(ret, known), IsEmpty());
  known.units().Take({"H44", DayRun::Between("", "2026-07-31"), false, {2, 0, ""}});
  EXPECT_THAT(Mentioned(ret, known), ElementsAre("H44"));

  ingestion::v1::Batch batch;
  *batch.add_records() = SampleOf(rv1::RECORD_KIND_UNIT);
  *batch.add_records() = SampleOf(rv1::RECORD_KIND_UNIT, "retracted: true unit { valid_from: '2026-01-01' }");
  *batch.add_records() = SampleOf(rv1::RECORD_KIND_PETITION);
  known.Add(CodeKind::kUnit, "H44.1");
  known.units().Take({"H44.1", {}, false, {1, 0, ""}});
  const AdmittedBatch admitted = Admit(batch, batch.SerializeAsString(), Routing(), kNow, known);
  EXPECT_EQ(admitted.mentions.at(CodeKind::kUnit).count("H44.1"), 1);
  ASSERT_EQ(admitted.units.size(), 2);
  EXPECT_EQ(admitted.units[1].row, 1);
  EXPECT_TRUE(admitted.units[1].time.retracted);
}

TEST(AdmittedBatchTest, MentionsKnowTheirPlaceInTheOrderOfIndexAndField) {
  ingestion::v1::Batch batch;
  batch.set_sender("a");
  for (int i = 0; i < 50; ++i) *batch.add_records() = SampleOf(rv1::RECORD_KIND_DOSSIER);
  const AdmittedBatch admitted = Admit(batch, batch.SerializeAsString(), Routing(), kNow);
  ASSERT_EQ(admitted.mention_count, 100);
  std::vector<std::pair<int32_t, absl::string_view>> places(100);
  for (const auto& [kind, mentions] : admitted.mentions) {
    for (const auto& [code, who] : mentions) {
      for (const AdmittedBatch::Mention& mention : who)
        places[mention.place] = {mention.index, mention.field};
    }
  }
  for (int i = 0; i < 50; ++i) {
    EXPECT_EQ(places[2 * i], std::pair(i, absl::string_view("dossier.procedure_code")));
    EXPECT_EQ(places[2 * i + 1], std::pair(i, absl::string_view("dossier.unit_code")));
  }
}

}  // namespace
}  // namespace chiso
