// What is personal never comes to rest: whatever a sender fills in, and wherever, neither the database nor a
// receipt nor the log may hold it.

#include <google/protobuf/descriptor.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <map>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "common/testing/test_postgres.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/ingestion/log/record_log.h"
#include "services/ingestion/testing/records.h"

namespace chiso {
namespace {

namespace rv1 = record::v1;
using namespace testing;  // NOLINT: the samples are this file's vocabulary.
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using ingestion::v1::Batch;
using ingestion::v1::Receipt;
using ::testing::HasSubstr;

constexpr char kName[] = "Nguyễn-Marked-Person";
constexpr char kPhone[] = "0912345678";
constexpr char kMail[] = "mark@example.vn";
const std::vector<std::string> kMarkers = {kName, kPhone, kMail};
// No code, no official name.
const std::string kAll = absl::StrCat(kName, " ", kPhone, " ", kMail);

absl::Time Soon() { return absl::Now() + absl::Seconds(60); }

// Everything that the log says while it lives.
class CapturedLog {
 public:
  CapturedLog() : before_(spdlog::default_logger()) {
    auto logger =
        std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::ostream_sink_mt>(text_));
    logger->set_level(spdlog::level::trace);
    spdlog::set_default_logger(std::move(logger));
  }
  ~CapturedLog() { spdlog::set_default_logger(before_); }
  std::string text() const { return text_.str(); }

 private:
  std::ostringstream text_;
  std::shared_ptr<spdlog::logger> before_;
};

class PrivacyTest : public ::testing::Test {
 protected:
  PrivacyTest() : postgres_({FreshDatabase()}), log_(postgres_) {
    EXPECT_TRUE(Migrate(postgres_, "ingestion", IngestionSchema()).ok());
  }

  // Appends the records as they come over the wire, and the receipt to what must not hold a marker.
  Receipt Append(const std::vector<rv1::Record>& records) {
    Batch sent;
    sent.set_sender("a");
    sent.set_batch_id(absl::StrCat(++batches_));
    for (const rv1::Record& record : records) *sent.add_records() = record;
    return AppendBytes(sent.SerializeAsString());
  }
  Receipt AppendBytes(const std::string& received) {
    Batch batch;
    // Text that is not UTF-8 does not get this far; no record here holds any.
    EXPECT_TRUE(batch.ParseFromString(received));
    std::vector<AdmittedBatch> batches;
    batches.push_back(Admit(batch, received, {}, kNow));
    RecordLog::Outcome outcome = log_.Append(batches, kNow, Soon())[0];
    if (!outcome.ok()) {
      kept_["statuses"] += outcome.status().ToString();
      return {};
    }
    kept_["receipts"] += outcome->SerializeAsString();
    EXPECT_EQ(outcome->accepted_count() + outcome->rejected_count(), batch.records_size());
    return *outcome;
  }

  // Adds all rows of all tables, values of bytea as they are.
  void DumpDatabase() {
    const absl::Status status = postgres_.Transact(Soon(), [&](Transaction& transaction) {
      pqxx::transaction_base& work = transaction.work();
      for (const pqxx::row& table :
           work.exec("SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) FROM"
                     " information_schema.tables WHERE table_type = 'BASE TABLE'"
                     " AND table_schema NOT IN ('pg_catalog', 'information_schema')")) {
        const std::string name = table[0].as<std::string>();
        std::string& dump = kept_[name];
        for (const pqxx::row& row : work.exec("SELECT * FROM " + name)) {
          for (const pqxx::field& field : row) {
            if (field.is_null()) continue;
            constexpr pqxx::oid kBytea = 17;
            absl::StrAppend(&dump, field.type() == kBytea ? pqxx::binarystring(field).str() : field.c_str(),
                            "\n");
          }
        }
      }
      return absl::OkStatus();
    });
    ASSERT_TRUE(status.ok()) << status;
  }
  void Execute(const std::string& sql) {
    const absl::Status status = postgres_.Transact(Soon(), [&](Transaction& transaction) {
      transaction.work().exec(sql);
      return absl::OkStatus();
    });
    ASSERT_TRUE(status.ok()) << status;
  }
  void ExpectNoMarker() {
    DumpDatabase();
    kept_["log"] = captured_.text();
    for (const auto& [where, what] : kept_) {
      for (const std::string& marker : kMarkers) {
        EXPECT_EQ(what.find(marker), std::string::npos) << marker << " is kept in " << where;
      }
    }
  }
  // What all tables hold.
  std::string Tables() const {
    std::string all;
    for (const auto& [where, what] : kept_) {
      if (where.find('.') != std::string::npos) all += what;
    }
    return all;
  }

  CapturedLog captured_;
  Postgres postgres_;
  RecordLog log_;
  int batches_ = 0;
  // By table or other place.
  std::map<std::string, std::string> kept_;
};

// Puts text into fields that the contract does not know, at the record, its content and all messages in it.
void AddUnknown(Message& message, const std::string& text) {
  const auto& reflection = *message.GetReflection();
  reflection.MutableUnknownFields(&message)->AddLengthDelimited(999, text);
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* const field : fields) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (!field->is_repeated()) {
      AddUnknown(*reflection.MutableMessage(&message, field), text);
      continue;
    }
    for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
      AddUnknown(*reflection.MutableRepeatedMessage(&message, field, i), text);
    }
  }
}

TEST_F(PrivacyTest, DumpSeesWhatIsKept) {
  std::vector<rv1::Record> records;
  for (const rv1::RecordKind kind : AllKinds()) records.push_back(SampleOf(kind));
  records.push_back(SampleOf(rv1::RECORD_KIND_PETITION, "petition { code: 'PA-refused' outcome: 77 }"));
  EXPECT_EQ(Append(records).rejected_count(), 1);
  DumpDatabase();
  // In a payload, as a subject, as a known code, in quarantine, in a receipt.
  EXPECT_THAT(Tables(), HasSubstr("Phường Việt Trì"));
  EXPECT_THAT(kept_["public.known_code"], HasSubstr("one-stop.h44/UBND phường Việt Trì"));
  EXPECT_THAT(kept_["public.quarantine"], HasSubstr("H44.1-260803-0001"));
  EXPECT_THAT(kept_["public.batch"], HasSubstr("PA-refused"));
}

TEST_F(PrivacyTest, TextFieldsOfAnyKindKeepNothingPersonal) {
  for (const rv1::RecordKind kind : AllKinds()) {
    std::vector<rv1::Record> records;
    rv1::Record all = SampleOf(kind);
    for (const std::string& path : FieldsOf(kind, FieldType::kText)) {
      SetText(all, path, kAll);
      const bool name = TextClassOf(path) == TextClass::kName;
      for (const std::string& marker : kMarkers) {
        // An official name may be like a person's, and a code may consist of digits; docs/privacy.md says so.
        if (name && marker == kName) continue;
        if (TextClassOf(path) == TextClass::kCode && marker == kPhone) continue;
        SetText(records.emplace_back(SampleOf(kind)), path, marker);
        SetText(records.emplace_back(SampleOf(kind)), path, absl::StrCat("Một cửa ", marker));
      }
      SetText(records.emplace_back(SampleOf(kind)), path, kAll);
    }
    records.push_back(all);
    const Receipt receipt = Append(records);
    EXPECT_EQ(receipt.accepted_count(), 0) << receipt.ShortDebugString();
  }
  ExpectNoMarker();
}

// Nor where a record is refused for something else: then even what a code may hold is not kept.
TEST_F(PrivacyTest, RecordsThatAreRefusedForSomethingElseKeepNothingPersonal) {
  for (const rv1::RecordKind kind : AllKinds()) {
    std::vector<rv1::Record> records;
    for (const std::string& path : FieldsOf(kind, FieldType::kText)) {
      for (const std::string& marker : {kAll, std::string(kPhone), absl::StrCat("Một cửa ", kMail)}) {
        SetText(records.emplace_back(SampleOf(kind)), path, marker);
        records.back().set_revision(-1);
      }
    }
    EXPECT_EQ(Append(records).accepted_count(), 0);
  }
  ExpectNoMarker();
}

TEST_F(PrivacyTest, FieldsThatTheContractDoesNotKnowAreDropped) {
  std::vector<rv1::Record> records;
  for (const rv1::RecordKind kind : AllKinds()) {
    AddUnknown(records.emplace_back(SampleOf(kind)), kAll);
    AddUnknown(records.emplace_back(SampleOf(kind, "revision: -1")), kAll);
    AddUnknown(records.emplace_back(SampleOf(kind, "retracted: true")), kAll);
  }
  const Receipt receipt = Append(records);
  EXPECT_EQ(receipt.rejected_count(), static_cast<int>(AllKinds().size()));
  ExpectNoMarker();
}

TEST_F(PrivacyTest, BytesThatTheContractDoesNotKnowAreDropped) {
  // A field 999 of bytes: its number and type, and its length.
  const std::string unknown =
      absl::StrCat(std::string("\xba\x3e"), std::string(1, static_cast<char>(kAll.size())), kAll);
  // A record of a kind that does not exist: field 99.
  const std::string kind =
      absl::StrCat(std::string("\x08\x01\x9a\x06"), std::string(1, static_cast<char>(kAll.size())), kAll);
  const auto nested = [](char tag, const std::string& bytes) {
    return absl::StrCat(std::string(1, tag), std::string(1, static_cast<char>(bytes.size())), bytes);
  };
  Batch batch;
  batch.set_sender("a");
  batch.set_batch_id("bytes");
  constexpr char kRecordsTag = 4 << 3 | 2, kUnitTag = 11 << 3 | 2;
  const std::string code = absl::StrCat("\x0a\x03", "H44");
  const std::string record = absl::StrCat("\x08\x01\x10\x01", nested(kUnitTag, absl::StrCat(code, unknown)));
  const Receipt receipt = AppendBytes(absl::StrCat(batch.SerializeAsString(), nested(kRecordsTag, record),
                                                   nested(kRecordsTag, kind), unknown));
  EXPECT_EQ(receipt.accepted_count(), 1);
  EXPECT_EQ(receipt.rejected_count(), 1);
  ExpectNoMarker();
}

TEST_F(PrivacyTest, WhatARetractedRecordSaysBesideItsKeyIsDropped) {
  std::vector<rv1::Record> records;
  for (const rv1::RecordKind kind : AllKinds()) {
    rv1::Record& record = records.emplace_back(SampleOf(kind, "retracted: true"));
    for (const std::string& path : FieldsOf(kind, FieldType::kText)) {
      if (KeyFieldsOf(kind).count(path) == 0) SetText(record, path, kAll);
    }
  }
  EXPECT_EQ(Append(records).accepted_count(), static_cast<int>(records.size()));
  ExpectNoMarker();
}

// A statement that the database refuses goes to the log, what it carried does not.
TEST_F(PrivacyTest, RefusedStatementsDoNotPutRecordsIntoTheLog) {
  const std::string name = "Phường Đánh Dấu";
  for (const char* const table : {"known_code", "quarantine", "sender_finding", "batch", "record"}) {
    Execute(absl::StrCat("ALTER TABLE ", table, " ADD CONSTRAINT refuse_all CHECK (false) NOT VALID"));
    rv1::Record refused =
        SampleOf(rv1::RECORD_KIND_PROCEDURE, "procedure { name: '" + name + "' levels: 77 }");
    rv1::Record dossier =
        SampleOf(rv1::RECORD_KIND_DOSSIER, "dossier { code: 'HS-1' unit_name: '" + name + "' }");
    Append({SampleOf(rv1::RECORD_KIND_UNIT_ALIAS, "unit_alias { alias: '" + name + "' }"), refused, dossier});
    Execute(absl::StrCat("ALTER TABLE ", table, " DROP CONSTRAINT refuse_all"));
  }
  EXPECT_THAT(kept_["statuses"], HasSubstr("refused a statement"));
  EXPECT_EQ(kept_["receipts"], "");
  EXPECT_THAT(captured_.text(), HasSubstr("refuse_all"));
  EXPECT_EQ(captured_.text().find(name), std::string::npos) << captured_.text();
  EXPECT_EQ(kept_["statuses"].find(name), std::string::npos);
}

}  // namespace
}  // namespace chiso
