#include "common/bounds/message_bounds.h"

#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "chiso/bounds/v1/bounds.pb.h"
#include "chiso/ingestion/v1/ingestion_service.pb.h"
#include "chiso/reporting/v1/reporting_service.pb.h"
#include "chiso/scoring/v1/scoring_service.pb.h"
#include "common/bounds/limits.h"
#include "common/errors.h"
#include "google/protobuf/message.h"
#include "google/protobuf/stubs/logging.h"

namespace chiso {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MessageFactory;
using google::protobuf::MethodDescriptor;
using ingestion::v1::Batch;
using ingestion::v1::ReadRecordsRequest;

constexpr int64_t kAll = std::numeric_limits<int64_t>::max();

std::vector<const MethodDescriptor*> AllMethods() {
  std::vector<const MethodDescriptor*> methods;
  // By messages of theirs: without them the linker would leave the contracts out.
  for (const Descriptor* const type :
       {ReadRecordsRequest::descriptor(), scoring::v1::GetScoreRequest::descriptor(),
        reporting::v1::GetProgressRequest::descriptor()}) {
    const auto* const service = type->file()->service(0);
    for (int i = 0; i < service->method_count(); ++i) methods.push_back(service->method(i));
  }
  return methods;
}

std::unique_ptr<Message> New(const Descriptor& type) {
  return std::unique_ptr<Message>(MessageFactory::generated_factory()->GetPrototype(&type)->New());
}

using Path = std::vector<const FieldDescriptor*>;

// Calls `f` with the path to each field of a message, but for what is judged alone.
void ForEachField(const Descriptor& type, Path& path, const std::function<void(const Path&)>& f) {
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    path.push_back(&field);
    f(path);
    if (field.message_type() != nullptr && !field.options().GetExtension(bounds::v1::judged_alone)) {
      ForEachField(*field.message_type(), path, f);
    }
    path.pop_back();
  }
}
void ForEachField(const Descriptor& type, const std::function<void(const Path&)>& f) {
  Path path;
  ForEachField(type, path, f);
}

std::string NameOf(const Path& path) {
  std::string name;
  for (const FieldDescriptor* const field : path)
    absl::StrAppend(&name, name.empty() ? "" : ".", field->name());
  return name;
}

// The message at the end of the path but for its last field.
Message& Descend(Message& message, const Path& path) {
  Message* at = &message;
  for (size_t i = 0; i + 1 < path.size(); ++i) {
    at = path[i]->is_repeated() ? at->GetReflection()->AddMessage(at, path[i])
                                : at->GetReflection()->MutableMessage(at, path[i]);
  }
  return *at;
}

// Adds an element to a repeated field.
void Add(Message& message, const FieldDescriptor& field) {
  const auto& reflection = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      reflection.AddMessage(&message, &field);
      break;
    case FieldDescriptor::CPPTYPE_STRING:
      reflection.AddString(&message, &field, "");
      break;
    case FieldDescriptor::CPPTYPE_ENUM:
      reflection.AddEnumValue(&message, &field, 1);
      break;
    case FieldDescriptor::CPPTYPE_INT32:
      reflection.AddInt32(&message, &field, 1);
      break;
    case FieldDescriptor::CPPTYPE_UINT32:
      reflection.AddUInt32(&message, &field, 1);
      break;
    case FieldDescriptor::CPPTYPE_UINT64:
      reflection.AddUInt64(&message, &field, 1);
      break;
    case FieldDescriptor::CPPTYPE_BOOL:
      reflection.AddBool(&message, &field, true);
      break;
    default:
      FAIL() << "no element is known for " << field.full_name();
  }
}

TEST(CheckBounds, EveryRepeatedFieldOfEveryRequestIsRefusedBeyondItsBound) {
  for (const MethodDescriptor* const method : AllMethods()) {
    const Descriptor& type = *method->input_type();
    ForEachField(type, [&](const Path& path) {
      const FieldDescriptor& field = *path.back();
      if (!field.is_repeated()) return;
      const int32_t most = field.options().GetExtension(bounds::v1::max_items);
      ASSERT_GT(most, 0) << method->full_name() << ": " << NameOf(path) << " has no bound in its contract";
      const auto request = New(type);
      Message& message = Descend(*request, path);
      for (int i = 0; i < most; ++i) Add(message, field);
      EXPECT_TRUE(CheckBounds(type, request->SerializeAsString()).ok()) << NameOf(path);
      Add(message, field);
      const absl::Status status = CheckBounds(type, request->SerializeAsString());
      EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << NameOf(path);
      EXPECT_TRUE(absl::StartsWith(status.message(), absl::StrCat(NameOf(path), ": must be at most ", most)))
          << status;
    });
  }
}

TEST(CheckBounds, EveryTextOfEveryRequestIsRefusedBeyondTheBoundOfTexts) {
  for (const MethodDescriptor* const method : AllMethods()) {
    const Descriptor& type = *method->input_type();
    ForEachField(type, [&](const Path& path) {
      const FieldDescriptor& field = *path.back();
      if (field.cpp_type() != FieldDescriptor::CPPTYPE_STRING) return;
      for (const int excess : {0, 1}) {
        const auto request = New(type);
        Message& message = Descend(*request, path);
        const std::string text(kMaxTextBytes + excess, 'x');
        if (field.is_repeated()) {
          message.GetReflection()->AddString(&message, &field, text);
        } else {
          message.GetReflection()->SetString(&message, &field, text);
        }
        const absl::Status status = CheckBounds(type, request->SerializeAsString());
        EXPECT_EQ(status.ok(), excess == 0) << method->full_name() << ": " << NameOf(path);
        EXPECT_TRUE(status.ok() || absl::StartsWith(status.message(), NameOf(path) + ": ")) << status;
      }
    });
  }
}

TEST(CheckBounds, WhatIsJudgedAloneIsBoundedByTheSizeOfTheRequestAlone) {
  reporting::v1::RecordOfficialFiguresRequest request;
  request.add_figures()->set_value(std::string(kMaxTextBytes + 1, '9'));
  EXPECT_TRUE(CheckBounds(*request.GetDescriptor(), request.SerializeAsString()).ok());
}

TEST(CheckBounds, MethodsTakeWhatTheirContractsSay) {
  for (const MethodDescriptor* const method : AllMethods()) {
    const int64_t most = MaxRequestBytes(*method);
    EXPECT_LE(most, kMaxMessageBytes) << method->full_name();
    const bool large = std::set<std::string>{"SubmitRecords", "SubmitBatch",           "CompareRecords",
                                             "RecordScores",  "RecordOfficialFigures", "PublishBulletin"}
                           .count(method->name()) > 0;
    EXPECT_EQ(most > kMaxRequestBytes, large) << method->full_name();
  }
}

TEST(CheckBounds, NumbersCountWhetherTheyStandInOneFieldOrInMany) {
  const Descriptor& type = *ReadRecordsRequest::descriptor();
  std::string many, packed;
  for (int i = 0; i < 33; ++i) absl::StrAppend(&many, "\x18\x03");
  packed = absl::StrCat("\x1a\x21", std::string(33, '\x03'));
  EXPECT_FALSE(CheckBounds(type, many).ok());
  EXPECT_FALSE(CheckBounds(type, packed).ok());
  EXPECT_TRUE(CheckBounds(type, many.substr(2)).ok());
}

TEST(CheckBounds, WhatIsNoMessageIsMalformed) {
  const Descriptor& type = *Batch::descriptor();
  std::string deep;
  for (int i = 0; i < 200; ++i) deep += '\x7b';
  for (const std::string& bytes :
       {std::string("\xff"), std::string("\x0a\x05zz"), std::string("\x22\x02\x08"), std::string("\x0c"),
        std::string("\x7b"), deep, std::string("\x05\x00", 2)}) {
    EXPECT_EQ(ReasonOf(CheckBounds(type, bytes)), "MESSAGE_MALFORMED");
    EXPECT_EQ(ParsedBytes(type, bytes, kAll), -1);
    EXPECT_FALSE(Batch().ParseFromString(bytes));
  }
  EXPECT_TRUE(CheckBounds(type, "").ok());
}

// Whatever parses is walked, and never counts for less than it takes.
void ExpectCounted(const Descriptor& type, const std::string& bytes) {
  const int64_t counted = ParsedBytes(type, bytes, kAll);
  const auto message = New(type);
  if (!message->ParseFromString(bytes)) return;
  EXPECT_GE(counted, static_cast<int64_t>(message->SpaceUsedLong())) << message->ShortDebugString();
}

TEST(ParsedBytes, IsNeverLessThanWhatAMessageTakes) {
  const google::protobuf::LogSilencer silencer;
  std::mt19937 random(7);
  Batch batch;
  for (int i = 0; i < 3; ++i) {
    record::v1::Dossier& dossier = *batch.add_records()->mutable_dossier();
    dossier.set_code("H15.50.05.13-261008-0975");
    for (int j = 0; j < 20; ++j) dossier.add_database_codes("7");
    for (int j = 0; j < 5; ++j) dossier.add_supplements()->mutable_request_time()->set_seconds(j);
    dossier.mutable_components()->set_count(3);
    batch.add_records()->mutable_procedure()->add_levels(record::v1::LEVEL_COMMUNE);
  }
  const std::string good = batch.SerializeAsString();
  ExpectCounted(*Batch::descriptor(), good);
  // One of a kind takes the most.
  for (const std::string& one :
       {std::string("\x22\x00", 2), std::string("\x22\x05\x6a\x03\x82\x01\x00", 7),
        std::string("\x22\x05\x6a\x03\xa2\x01\x00", 7), std::string("\x22\x05\x8a\x01\x02\x20\x01"),
        std::string("\x78\x01"), std::string("\x7a\x00", 2), std::string("\x7b\x7c")}) {
    EXPECT_TRUE(Batch().ParseFromString(one));
    ExpectCounted(*Batch::descriptor(), one);
  }
  for (int round = 0; round < 4'000; ++round) {
    std::string bytes = good;
    for (uint32_t changes = 1 + random() % 4; changes > 0; --changes) {
      bytes[random() % bytes.size()] = static_cast<char>(random());
    }
    ExpectCounted(*Batch::descriptor(), bytes.substr(random() % 2 * (random() % 40)));
  }
}

TEST(ParsedBytes, StopsCountingWhereThereIsTooMuch) {
  std::string bytes;
  for (int i = 0; i < 1'000'000; ++i) bytes += "\x22" + std::string(1, '\0');
  const int64_t counted = ParsedBytes(*Batch::descriptor(), bytes, 1 << 20);
  EXPECT_GT(counted, 1 << 20);
  EXPECT_LT(counted, 2 << 20);
}

TEST(ParsedBytes, NoTwoBytesTakeMoreThanTheMostForEach) {
  std::set<const Descriptor*> seen;
  const std::function<void(const Descriptor&)> check = [&](const Descriptor& type) {
    if (!seen.insert(&type).second) return;
    // A field of one byte of tag and one of length begins a message.
    EXPECT_LE(ParsedBytes(type, "", kAll) + 40, 2 * kMaxParsedPerByte) << type.full_name();
    for (int i = 0; i < type.field_count(); ++i) {
      if (type.field(i)->message_type() != nullptr) check(*type.field(i)->message_type());
    }
  };
  check(*Batch::descriptor());
  for (const MethodDescriptor* const method : AllMethods()) check(*method->input_type());
  // What the contract does not have, and texts.
  for (const char* const bytes : {"\x78\x01", "\x7a", "\x0a"}) {
    const std::string field(bytes);
    const std::string all = field.size() == 2 ? field : field + std::string(1, '\0');
    const int64_t beside = ParsedBytes(*Batch::descriptor(), "", kAll);
    EXPECT_LE(ParsedBytes(*Batch::descriptor(), all, kAll) - beside, 2 * kMaxParsedPerByte);
  }
}

TEST(ParsedBytes, ABatchOfFullDossiersMayBeParsed) {
  Batch batch;
  for (int i = 0; i < 10'000; ++i) {
    record::v1::Record& record = *batch.add_records();
    record.set_revision(1'790'000'000'000'000);
    record::v1::Dossier& dossier = *record.mutable_dossier();
    dossier.set_code("H15.50.05.13-261008-0975");
    dossier.set_unit_code("000.00.05.H15.50");
    dossier.set_procedure_code("2.000815.000.00.00.H15");
    for (auto* const time :
         {dossier.mutable_submit_time(), dossier.mutable_receive_time(), dossier.mutable_due_time(),
          dossier.mutable_process_end_time(), dossier.mutable_return_time(), dossier.mutable_refuse_time()}) {
      time->set_seconds(1'790'000'000);
    }
    dossier.mutable_components()->set_count(5);
    dossier.mutable_results()->set_count(1);
    dossier.mutable_fees()->set_line_count(1);
    for (int j = 0; j < 20; ++j) dossier.add_database_codes("17");
    for (int j = 0; j < 3; ++j) {
      record::v1::Supplement& supplement = *dossier.add_supplements();
      for (auto* const time : {supplement.mutable_request_time(), supplement.mutable_receive_time(),
                               supplement.mutable_previous_due_time(), supplement.mutable_new_due_time()}) {
        time->set_seconds(1'790'000'000);
      }
    }
  }
  EXPECT_LE(ParsedBytes(*Batch::descriptor(), batch.SerializeAsString(), kAll), kMaxParsedBytes);
}

}  // namespace
}  // namespace chiso
