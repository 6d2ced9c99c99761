// What is said of records whose unit does not bear its code then.

#include "services/ingestion/log/unit_rows.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "services/ingestion/testing/log_test_base.h"

namespace chiso {
namespace {

namespace rv1 = record::v1;
using namespace testing;  // NOLINT: the samples are this file's vocabulary.
using ingestion::v1::Batch;
using rv1::Record;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Record Unit(const std::string& code, int64_t revision, const std::string& fields = "") {
  return Parse(absl::StrCat("revision: ", revision, " unit { code: '", code,
                            "' name: 'x' level: LEVEL_COMMUNE ", fields, " }"));
}
Record TakenBack(const std::string& code, int64_t revision) {
  return Parse(absl::StrCat("revision: ", revision, " retracted: true unit { code: '", code, "' }"));
}
Record Return(const std::string& unit, const std::string& period, const std::string& fields = "") {
  return Parse(absl::StrCat("revision: 1 unit_return { unit_code: '", unit, "' period: '", period,
                            "' indicator: 'ON_TIME' scope: SCOPE_SUBTREE ", fields, " }"));
}

class UnitRowsTest : public LogTest {
 protected:
  // What is said, as `index REASON field`.
  std::vector<std::string> SaidBy(RecordLog& log, const std::vector<Record>& records,
                                  bool validate_only = false) {
    Batch batch;
    batch.set_sender("a");
    batch.set_batch_id(absl::StrCat(++batches_));
    batch.set_validate_only(validate_only);
    for (const Record& record : records) *batch.add_records() = record;
    std::vector<AdmittedBatch> admitted;
    admitted.push_back(Admit(batch, batch.SerializeAsString(), Routing(), kNow, *log.known_codes()));
    const RecordLog::Outcome outcome = log.Append(admitted, kNow, Soon())[0];
    EXPECT_TRUE(outcome.ok()) << outcome.status();
    std::vector<std::string> said;
    for (const auto& verdict : outcome->verdicts()) {
      if (verdict.reason() == ingestion::v1::REASON_PROCEDURE_UNKNOWN) continue;
      said.push_back(absl::StrCat(verdict.index(), " ",
                                  ingestion::v1::Reason_Name(verdict.reason()).substr(7), " ",
                                  verdict.field()));
    }
    return said;
  }
  std::vector<std::string> Said(const std::vector<Record>& records) { return SaidBy(log_, records); }
};

TEST_F(UnitRowsTest, AUnitThatHasEndedOrNotBegunIsToldOf) {
  EXPECT_THAT(Said({Unit("H44.1", 1, "valid_from: '2004-01-01' valid_to: '2026-06-30'")}), IsEmpty());
  EXPECT_THAT(
      Said({Return("H44.1", "2026-06"), Return("H44.1", "2026"), Return("H44.1", "2026-07"),
            Return("H44.1", "2003-12")}),
      ElementsAre("2 UNIT_NOT_VALID unit_return.unit_code", "3 UNIT_NOT_VALID unit_return.unit_code"));
  EXPECT_THAT(
      Said({Parse("revision: 1 national_total { unit_code: 'H44.1' period: '2026-07'"
                  " source: TOTAL_SOURCE_NATIONAL_PORTAL scope: SCOPE_SUBTREE }"),
            Parse("revision: 1 certified_copy { unit_code: 'H44.1' period: '2026-07' }")}),
      ElementsAre("0 UNIT_NOT_VALID national_total.unit_code", "1 UNIT_NOT_VALID certified_copy.unit_code"));
  EXPECT_THAT(Said({DossierOf("H44.1-260803-0001", 1),
                    DossierOf("H44.1-260630-0001", 1, "receive_time @\"2026-06-30 23:59:59\""),
                    Parse("revision: 1 petition { code: 'P' unit_code: 'H44.1' receive_time @\"2026-07-01 "
                          "00:00:00\" }")}),
              ElementsAre("0 UNIT_NOT_VALID dossier.unit_code", "2 UNIT_NOT_VALID petition.unit_code"));
}

TEST_F(UnitRowsTest, LaterRecordsOfAUnitCountAndOlderOnesDoNot) {
  Said({Unit("H44.1", 5, "valid_to: '2026-06-30'")});
  const std::vector<Record> august = {Return("H44.1", "2026-08")};
  const auto not_valid = ElementsAre("0 UNIT_NOT_VALID unit_return.unit_code");
  EXPECT_THAT(Said(august), not_valid);
  Said({Unit("H44.1", 4)});
  EXPECT_THAT(Said(august), not_valid);
  Said({Unit("H44.1", 6)});
  EXPECT_THAT(Said(august), IsEmpty());
  Said({TakenBack("H44.1", 7)});
  EXPECT_THAT(Said(august), not_valid);
  // Another unit bears the code later.
  Said({Unit("H44.1", 1, "valid_from: '2026-08-31'")});
  EXPECT_THAT(Said(august), IsEmpty());
  EXPECT_THAT(Said({Return("H44.1", "2026-08", "unit_valid_from: '2026-08-31'"),
                    Return("H44.1", "2026-08", "unit_valid_from: '2026-08-30'")}),
              ElementsAre("1 UNIT_NOT_VALID unit_return.unit_code"));
}

TEST_F(UnitRowsTest, UnitsOfTheSameBatchCount) {
  EXPECT_THAT(Said({Return("H44.1", "2026-08"), Unit("H44.1", 1)}), IsEmpty());
  EXPECT_THAT(Said({Return("H44.1", "2026-08"), Unit("H44.1", 2, "valid_to: '2026-07-31'")}),
              ElementsAre("0 UNIT_NOT_VALID unit_return.unit_code"));
  EXPECT_THAT(Said({Return("H44.1", "2026-08"), Unit("H44.1", 3)}), IsEmpty());
  EXPECT_THAT(Said({Return("H44.1", "2026-08"), Unit("H44.1", 2)}), IsEmpty());
}

TEST_F(UnitRowsTest, WhatIsOnlyExaminedIsNotTakenForGood) {
  Said({Unit("H44.1", 1)});
  EXPECT_THAT(SaidBy(log_, {Unit("H44.1", 2, "valid_to: '2026-07-31'"), Return("H44.1", "2026-08")}, true),
              ElementsAre("1 UNIT_NOT_VALID unit_return.unit_code"));
  EXPECT_THAT(Said({Return("H44.1", "2026-08")}), IsEmpty());
}

TEST_F(UnitRowsTest, AParentIsKnownOnceTheBatchHasBeenRead) {
  EXPECT_THAT(
      Said({Unit("H44.1", 1, "parent_code: 'H44'"), Unit("H44.2", 1, "parent_code: 'H4A'"), Unit("H44", 1)}),
      ElementsAre("1 UNIT_UNKNOWN unit.parent_code"));
  EXPECT_THAT(Said({Unit("H44.3", 1, "parent_code: 'H44'")}), IsEmpty());
  // A unit that was gone before the one below it began.
  Said({Unit("H15", 1, "valid_to: '2025-06-30'")});
  EXPECT_THAT(Said({Unit("H15.1", 1, "parent_code: 'H15'"),
                    Unit("H15.2", 1, "valid_from: '2025-07-01' parent_code: 'H15'")}),
              ElementsAre("1 UNIT_NOT_VALID unit.parent_code"));
}

TEST_F(UnitRowsTest, ASenderIsKnownOnceItHasSent) {
  const std::vector<Record> records = {
      FeedOf("b", "", 1), FeedOf("a", "", 1),
      Parse("revision: 1 unit_alias { sender: 'b' alias: 'x' unit_code: 'H44' }")};
  Said({Unit("H44", 1)});
  EXPECT_THAT(Said(records),
              ElementsAre("0 SENDER_UNKNOWN feed.sender", "2 SENDER_UNKNOWN unit_alias.sender"));
  Append("b", {Unit("H44", 1)});
  EXPECT_THAT(Said(records), IsEmpty());
  RecordLog started(postgres_);
  EXPECT_THAT(SaidBy(started, {FeedOf("b", "", 1), FeedOf("c", "", 1)}, true),
              ElementsAre("1 SENDER_UNKNOWN feed.sender"));
}

TEST_F(UnitRowsTest, AProcessLearnsWhatOthersHaveAppended) {
  RecordLog other(postgres_);
  Said({Unit("H44.1", 1, "valid_to: '2026-07-31'"), Unit("H44", 1)});
  const std::vector<Record> august = {Return("H44.1", "2026-08"), Return("H44", "2026-08")};
  const auto not_valid = ElementsAre("0 UNIT_NOT_VALID unit_return.unit_code");
  EXPECT_THAT(SaidBy(other, august), not_valid);
  EXPECT_THAT(SaidBy(other, august), not_valid);
  // What has been lengthened is asked for, what has ended is learnt.
  Said({Unit("H44.1", 2), Unit("H44", 2, "valid_to: '2026-07-31'")});
  EXPECT_THAT(SaidBy(other, august), IsEmpty());
  ASSERT_TRUE(other.LoadUnits(Soon()).ok());
  EXPECT_THAT(SaidBy(other, august), ElementsAre("1 UNIT_NOT_VALID unit_return.unit_code"));
  const auto snapshot = other.known_codes();
  ASSERT_TRUE(other.LoadUnits(Soon()).ok());
  EXPECT_EQ(other.known_codes(), snapshot);
}

TEST_F(UnitRowsTest, RecordsOlderThanTheTableAreReadFromTheLog) {
  Said({Unit("H44.1", 1), Unit("H44.1", 3, "valid_to: '2026-07-31'"), Unit("H44.1", 2), Unit("H44", 1)});
  Query("WITH gone AS (DELETE FROM unit_time) SELECT true");
  RecordLog started(postgres_);
  // Nothing is said of what is not known.
  EXPECT_THAT(SaidBy(started, {Return("H44.1", "2026-08")}), IsEmpty());
  ASSERT_TRUE(started.FillUnits(Soon()).ok());
  ASSERT_TRUE(started.LoadUnits(Soon()).ok());
  EXPECT_THAT(SaidBy(started, {Return("H44.1", "2026-08"), Return("H44", "2026-08")}),
              ElementsAre("0 UNIT_NOT_VALID unit_return.unit_code"));
  EXPECT_EQ(Query("SELECT count(*) FROM unit_time"), "2");
  EXPECT_EQ(Query("SELECT sequence FROM unit_time WHERE code = 'H44.1'"), "2");
}

}  // namespace
}  // namespace chiso
