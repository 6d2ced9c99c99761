// What the log keeps beside the records, and what it says about a record because of others.

#include <map>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "common/record/content_digest.h"
#include "common/testing/test_postgres.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/ingestion/log/record_log.h"
#include "services/ingestion/testing/records.h"

namespace chiso {
namespace {

namespace rv1 = record::v1;
using namespace testing;  // NOLINT: the samples are this file's vocabulary.
using ingestion::v1::Batch;
using ingestion::v1::ODDITY_CODE_LEGACY;
using ingestion::v1::Receipt;
using rv1::Record;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

absl::Time Soon() { return absl::Now() + absl::Seconds(60); }

Batch MakeBatch(const std::string& sender, const std::string& id, const std::vector<Record>& records) {
  Batch batch;
  batch.set_sender(sender);
  batch.set_batch_id(id);
  for (const Record& record : records) *batch.add_records() = record;
  return batch;
}

Record Unit(const std::string& code) {
  return Parse(absl::StrCat("revision: 1 unit { code: '", code, "' name: 'x' level: LEVEL_COMMUNE }"));
}
Record Return(const std::string& unit) {
  Record record = SampleOf(rv1::RECORD_KIND_RETURN, absl::StrCat("unit_return { unit_code: '", unit, "' }"));
  record.mutable_unit_return()->clear_unit_valid_from();
  return record;
}
Record Procedure(const std::string& change) {
  return SampleOf(rv1::RECORD_KIND_PROCEDURE, absl::StrCat("procedure { ", change, " }"));
}
Record Dossier(const std::string& code, const std::string& change = "") {
  return SampleOf(rv1::RECORD_KIND_DOSSIER, absl::StrCat("dossier { code: '", code, "' ", change, " }"));
}
Record Retracted(Record record) {
  record.set_retracted(true);
  return record;
}

// What is said, as `index REASON field`.
std::vector<std::string> Said(const Receipt& receipt) {
  std::vector<std::string> said;
  for (const auto& verdict : receipt.verdicts()) {
    said.push_back(absl::StrCat(verdict.index(), " ", ingestion::v1::Reason_Name(verdict.reason()).substr(7),
                                " ", verdict.field()));
  }
  return said;
}

class RecordLogKindsTest : public ::testing::Test {
 protected:
  RecordLogKindsTest() : postgres_({FreshDatabase()}), log_(postgres_) {
    EXPECT_TRUE(Migrate(postgres_, "ingestion", IngestionSchema()).ok());
  }

  // By one process, or by one that has just started.
  std::vector<std::string> Append(const std::string& sender, const std::vector<Record>& records) {
    return Said(AppendAll(log_, {MakeBatch(sender, absl::StrCat(++batches_), records)})[0]);
  }
  std::vector<std::string> AppendElsewhere(const std::string& sender, const std::vector<Record>& records) {
    RecordLog other(postgres_);
    return Said(AppendAll(other, {MakeBatch(sender, absl::StrCat(++batches_), records)})[0]);
  }
  // In one transaction.
  static std::vector<Receipt> AppendAll(RecordLog& log, const std::vector<Batch>& batches) {
    std::vector<AdmittedBatch> admitted;
    for (Batch batch : batches) {
      admitted.push_back(Admit(batch, batch.SerializeAsString(), {}, kNow, *log.known_codes()));
    }
    std::vector<Receipt> receipts;
    for (RecordLog::Outcome& outcome : log.Append(admitted, kNow, Soon())) {
      EXPECT_TRUE(outcome.ok()) << outcome.status();
      receipts.push_back(outcome.ok() ? *std::move(outcome) : Receipt());
    }
    return receipts;
  }
  void Execute(const std::string& sql) {
    const absl::Status status = postgres_.Transact(Soon(), [&](Transaction& transaction) {
      transaction.work().exec(sql);
      return absl::OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status;
  }
  std::string Query(const std::string& sql) {
    std::string value;
    const absl::Status status = postgres_.Transact(Soon(), [&](Transaction& transaction) {
      const pqxx::field field = transaction.work().exec1(sql)[0];
      constexpr pqxx::oid kBytea = 17;
      value = field.is_null() ? "" : field.type() == kBytea ? pqxx::binarystring(field).str() : field.c_str();
      return absl::OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status;
    return value;
  }

  Postgres postgres_;
  RecordLog log_;
  int batches_ = 0;
};

TEST_F(RecordLogKindsTest, EveryKindIsStoredUnderItsSubject) {
  for (const rv1::RecordKind kind : AllKinds()) {
    const Record record = SampleOf(kind);
    std::string key;
    Append("a", {record});
    EXPECT_EQ(Query(absl::StrCat("SELECT subject FROM record WHERE kind = ", static_cast<int>(kind))),
              SubjectOf(record, key));
    EXPECT_EQ(Query(absl::StrCat("SELECT payload FROM record WHERE kind = ", static_cast<int>(kind))),
              record.SerializeAsString());
  }
}

TEST_F(RecordLogKindsTest, ProcedureIsUnknownUntilOneOfItsCodeIsRecorded) {
  const Record dossier = Dossier("H44.1-260803-0001");
  EXPECT_THAT(Append("a", {Unit("H44"), Unit("H44.1"), dossier}),
              ElementsAre("2 PROCEDURE_UNKNOWN dossier.procedure_code"));
  Append("a", {Procedure("code: '2.000816'")});
  EXPECT_THAT(Append("a", {dossier}), ElementsAre("0 PROCEDURE_UNKNOWN dossier.procedure_code"));
  // In the list of whatever authority.
  Append("b", {Unit("G01"), Procedure("unit_code: 'G01'")});
  EXPECT_THAT(Append("a", {dossier}), IsEmpty());
  EXPECT_THAT(AppendElsewhere("a", {dossier}), IsEmpty());
}

TEST_F(RecordLogKindsTest, ProcedureOfTheSameBatchIsKnown) {
  EXPECT_THAT(Append("a", {Dossier("H44.1-260803-0001"), Procedure(""), Unit("H44"), Unit("H44.1")}),
              IsEmpty());
}

TEST_F(RecordLogKindsTest, UnitNameIsKnownByAnAliasOfItsSenderOrOfAll) {
  Append("a", {Unit("H44"), Unit("H44.1"), Procedure("")});
  // Text that an array of the database must carry as it is.
  const std::string name = R"(Phòng "A", {B} / C\D)";
  const auto alias = [&](const std::string& sender) {
    Record record = SampleOf(rv1::RECORD_KIND_UNIT_ALIAS);
    record.mutable_unit_alias()->set_alias(name);
    record.mutable_unit_alias()->set_sender(sender);
    return record;
  };
  Record dossier = Dossier("H44.1-260803-0001");
  dossier.mutable_dossier()->clear_unit_code();
  dossier.mutable_dossier()->set_unit_name(name);
  const auto unknown = ElementsAre("0 UNIT_UNKNOWN dossier.unit_name");
  EXPECT_THAT(Append("a", {dossier}), unknown);
  // Whoever sends the alias, it is of the sender that it names.
  Append("c", {alias("a")});
  EXPECT_THAT(Append("a", {dossier}), IsEmpty());
  EXPECT_THAT(AppendElsewhere("a", {dossier}), IsEmpty());
  EXPECT_THAT(Append("b", {dossier}), unknown);
  EXPECT_THAT(Append("b", {dossier, alias("")}), IsEmpty());
  EXPECT_THAT(Append("d", {dossier}), IsEmpty());
  EXPECT_THAT(AppendElsewhere("e", {dossier}), IsEmpty());
}

TEST_F(RecordLogKindsTest, CodesOfOneKindAreNotThoseOfAnother) {
  EXPECT_THAT(Append("a", {Unit("2.000815"), Unit("H44"), Unit("H44.1"), Dossier("H44.1-260803-0001")}),
              ElementsAre("3 PROCEDURE_UNKNOWN dossier.procedure_code"));
}

TEST_F(RecordLogKindsTest, WhatIsRetractedOrRefusedIntroducesNothing) {
  EXPECT_THAT(Append("a", {Retracted(Unit("H44")), Return("H44")}),
              ElementsAre("1 UNIT_UNKNOWN unit_return.unit_code"));
  Record refused = Unit("H44");
  refused.set_revision(0);
  EXPECT_THAT(Append("a", {refused, Return("H44")}),
              ElementsAre("0 NUMBER_OUT_OF_RANGE revision", "1 UNIT_UNKNOWN unit_return.unit_code"));
  EXPECT_EQ(Query("SELECT count(*) FROM known_code"), "0");
}

TEST_F(RecordLogKindsTest, NewestDeclarationOfAFeedIsKeptWhateverTheOrder) {
  const auto feed = [](int64_t revision, int precedence) {
    Record record = SampleOf(rv1::RECORD_KIND_FEED);
    record.set_revision(revision);
    record.mutable_feed()->set_precedence(precedence);
    record.mutable_feed()->set_valid_to(absl::StrCat("203", precedence, "-12-31"));
    return record;
  };
  const auto kept = [&] {
    return Query(
        "SELECT string_agg(concat_ws(' ', sender, kind, unit_code, revision, coalesce(precedence, 0), "
        "retracted, nullif(valid_from || '..' || valid_to, '..')),"
        " ';') FROM feed");
  };
  Append("a", {feed(5, 1), feed(7, 2), feed(6, 3)});
  EXPECT_EQ(kept(), "one-stop.h44 3 H44 7 2 f 2025-07-01..2032-12-31");
  // Of one revision the content whose digest is greater, in either order.
  const auto of_revision_7 = [](int precedence) {
    return absl::StrCat("one-stop.h44 3 H44 7 ", precedence, " f 2025-07-01..203", precedence, "-12-31");
  };
  const int greater = ContentDigest(feed(7, 3)) > ContentDigest(feed(7, 2)) ? 3 : 2;
  Append("b", {feed(7, 3)});
  EXPECT_EQ(kept(), of_revision_7(greater));
  Append("b", {feed(7, 2)});
  EXPECT_EQ(kept(), of_revision_7(greater));
  Record later = feed(7, 5 - greater);
  later.set_revision_order(1);
  Append("b", {later, feed(7, greater)});
  EXPECT_EQ(kept(), of_revision_7(5 - greater));
  Append("a", {Retracted(feed(8, 9)), feed(4, 1)});
  EXPECT_EQ(kept(), "one-stop.h44 3 H44 8 0 t");
  Record everywhere = feed(1, 1);
  everywhere.mutable_feed()->clear_unit_code();
  Append("a", {everywhere});
  EXPECT_EQ(Query("SELECT count(*) FROM feed"), "2");
}

TEST_F(RecordLogKindsTest, DeclarationsAndCodesOfAGroupAreWrittenByOneStatementEach) {
  Execute(
      "CREATE TABLE written (what text);"
      "CREATE FUNCTION count_statement() RETURNS trigger LANGUAGE plpgsql AS"
      " $$ BEGIN INSERT INTO written VALUES (TG_TABLE_NAME); RETURN NULL; END $$;"
      "CREATE TRIGGER counted AFTER INSERT ON feed EXECUTE FUNCTION count_statement();"
      "CREATE TRIGGER counted AFTER INSERT ON known_code EXECUTE FUNCTION count_statement()");
  std::vector<Record> first, second;
  for (int i = 0; i < 200; ++i) {
    Record feed = SampleOf(rv1::RECORD_KIND_FEED);
    feed.mutable_feed()->set_unit_code(absl::StrCat("H", i));
    // Both batches declare the same, each half of it by the newer revision.
    feed.set_revision(i % 2 == 0 ? 1 : 2);
    first.push_back(feed);
    feed.set_revision(i % 2 == 0 ? 2 : 1);
    feed.mutable_feed()->set_precedence(9);
    second.push_back(feed);
    first.push_back(Unit(absl::StrCat("H", i)));
    second.push_back(Procedure(absl::StrCat("code: '2.", 100'000 + i, "'")));
  }
  AppendAll(log_, {MakeBatch("a", "first", first), MakeBatch("a", "second", second)});
  EXPECT_EQ(Query("SELECT string_agg(what, ' ' ORDER BY what) FROM written"), "feed known_code");
  EXPECT_EQ(Query("SELECT count(*) || ' ' || count(*) FILTER (WHERE precedence = 9) || ' ' || min(revision)"
                  " FROM feed"),
            "200 100 2");
  EXPECT_EQ(Query("SELECT count(*) FROM known_code"), "400");
}

TEST_F(RecordLogKindsTest, QualityChecksAddUpAndRepetitionsDoNotCount) {
  const auto legacy = [&] {
    return Query(
        absl::StrCat("SELECT count || '/' || of_count || ' ' || array_to_string(examples, ',')"
                     " FROM sender_finding JOIN sender ON id = sender_id WHERE name = 'a' AND oddity = ",
                     static_cast<int>(ODDITY_CODE_LEGACY)));
  };
  const Batch first =
      MakeBatch("a", "first", {Dossier("HS-1"), Dossier("H44.1-260803-0001"), Dossier("HS-2")});
  AppendAll(log_, {first});
  EXPECT_EQ(legacy(), "2/3 HS-1,HS-2");
  AppendAll(log_, {first, first});
  EXPECT_EQ(legacy(), "2/3 HS-1,HS-2");
  // Of two batches of one transaction, and of another sender.
  AppendAll(log_, {first, MakeBatch("a", "second", {Dossier("HS-2"), Dossier("HS-3")}),
                   MakeBatch("b", "first", {Dossier("HS-9")}), MakeBatch("a", "third", {Dossier("HS-3")})});
  EXPECT_EQ(legacy(), "5/6 HS-1,HS-2,HS-3");
  Record refused = Dossier("HS-4");
  refused.set_revision(-1);
  Append("a", {Retracted(Dossier("HS-4")), refused});
  EXPECT_EQ(legacy(), "5/6 HS-1,HS-2,HS-3");
  Append("a", {Dossier("HS-5"), Dossier("HS-6"), Dossier("HS-7")});
  EXPECT_EQ(Query("SELECT cardinality(examples) FROM sender_finding WHERE count = 8 AND of_count = 9"), "5");
}

TEST_F(RecordLogKindsTest, ExamplesOfABatchNameADossierOnce) {
  const Record one = Dossier("HS-1");
  AppendAll(log_, {MakeBatch("a", "1", {one, one}), MakeBatch("a", "2", {one, Dossier("HS-2")})});
  EXPECT_EQ(Query(absl::StrCat("SELECT array_to_string(examples, ',') FROM sender_finding WHERE oddity = ",
                               static_cast<int>(ODDITY_CODE_LEGACY))),
            "HS-1,HS-2");
}

TEST_F(RecordLogKindsTest, NewestReceptionOfASenderNeverGoesBack) {
  const auto received = [](const std::string& time) {
    Record record = Dossier("HS-1", "due_time @\"2026-12-31 00:00:00\"");
    record.mutable_dossier()->clear_submit_time();
    return Parse(record.DebugString(), "dossier { receive_time @\"" + time + "\" }");
  };
  const auto newest = [&] {
    return Query(
        "SELECT to_char(newest_receive_time AT TIME ZONE 'Asia/Ho_Chi_Minh', 'DD HH24:MI:SS') FROM sender");
  };
  Append("a", {Return("H44")});
  EXPECT_EQ(newest(), "");
  Append("a",
         {received("2026-08-01 10:00:00"), received("2026-08-03 09:30:00"), received("2026-08-02 10:00:00")});
  EXPECT_EQ(newest(), "03 09:30:00");
  Append("a", {received("2026-07-31 10:00:00"), Retracted(received("2026-08-03 11:00:00"))});
  EXPECT_EQ(newest(), "03 09:30:00");
  Append("a", {received("2026-08-03 09:30:01")});
  EXPECT_EQ(newest(), "03 09:30:01");
}

TEST_F(RecordLogKindsTest, OfARefusedRecordIsKeptWhatHasTheFormOfItsField) {
  Record refused = Dossier("H44.1-260803-0001", "unit_name: 'Nguyễn 0912345678' procedure_code: 'Nguyễn'");
  Append("a", {refused});
  refused.mutable_dossier()->clear_unit_name();
  refused.mutable_dossier()->clear_procedure_code();
  EXPECT_EQ(Query("SELECT record FROM quarantine"), refused.SerializeAsString());
}

TEST_F(RecordLogKindsTest, RecordsOfAPublishedPeriodAreToldOf) {
  Append("a", {Unit("H44"), Unit("H44.1"),
               SampleOf(rv1::RECORD_KIND_PUBLICATION, "publication { period: '2026-08' }")});
  EXPECT_THAT(Append("a", {Return("H44.1")}), ElementsAre("0 PERIOD_PUBLISHED unit_return.period"));
  // Another process learns it.
  RecordLog other(postgres_);
  EXPECT_THAT(Said(AppendAll(other, {MakeBatch("a", "before", {Return("H44.1")})})[0]), IsEmpty());
  ASSERT_TRUE(other.LoadPublished(Soon()).ok());
  EXPECT_THAT(Said(AppendAll(other, {MakeBatch("a", "after", {Return("H44.1")})})[0]),
              ElementsAre("0 PERIOD_PUBLISHED unit_return.period"));
}

TEST_F(RecordLogKindsTest, OfWhatIsPublishedOnlyWhatIsNewIsRead) {
  const auto publish = [&](const std::string& period) {
    Append("a", {SampleOf(rv1::RECORD_KIND_PUBLICATION, "publication { period: '" + period + "' }")});
  };
  RecordLog other(postgres_);
  const auto knows = [&](const std::string& period) {
    EXPECT_TRUE(other.LoadPublished(Soon()).ok());
    return other.known_codes()->Contains(CodeKind::kPublication, "H44/" + period);
  };
  publish("2026-01");
  EXPECT_TRUE(knows("2026-01"));
  // Nobody puts in a code that is older than all transactions; if it were read, so would be all others each
  // time.
  Query("INSERT INTO known_code VALUES (4, 'H44/2026-02', '3') RETURNING code");
  EXPECT_FALSE(knows("2026-02"));
  publish("2026-03");
  EXPECT_TRUE(knows("2026-03"));
}

TEST_F(RecordLogKindsTest, WhatATransactionPublishedThatEndedLaterIsReadToo) {
  RecordLog other(postgres_);
  absl::Notification begun, end;
  std::thread slow([&] {
    EXPECT_TRUE(postgres_
                    .Transact(Soon(),
                              [&](Transaction& transaction) {
                                transaction.work().exec("INSERT INTO known_code VALUES (4, 'H44/2026-01')");
                                if (!begun.HasBeenNotified()) begun.Notify();
                                end.WaitForNotification();
                                return absl::OkStatus();
                              })
                    .ok());
  });
  begun.WaitForNotification();
  Query("INSERT INTO known_code VALUES (4, 'H44/2026-02') RETURNING code");
  ASSERT_TRUE(other.LoadPublished(Soon()).ok());
  EXPECT_TRUE(other.known_codes()->Contains(CodeKind::kPublication, "H44/2026-02"));
  EXPECT_FALSE(other.known_codes()->Contains(CodeKind::kPublication, "H44/2026-01"));
  end.Notify();
  slow.join();
  ASSERT_TRUE(other.LoadPublished(Soon()).ok());
  EXPECT_TRUE(other.known_codes()->Contains(CodeKind::kPublication, "H44/2026-01"));
}

}  // namespace
}  // namespace chiso
