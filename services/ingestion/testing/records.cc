#include "services/ingestion/testing/records.h"

#include <google/protobuf/text_format.h>
#include <google/protobuf/timestamp.pb.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "common/period.h"

namespace chiso::testing {
namespace {

namespace rv1 = record::v1;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using google::protobuf::Timestamp;

// By the number of the kind, less 1.
constexpr const char* kSamples[] = {
    R"(unit { code: "H44.1" valid_from: "2025-07-01" valid_to: "2030-12-31" name: "Phường Việt Trì"
              level: LEVEL_COMMUNE parent_code: "H44" })",
    R"(unit_return { unit_code: "H44" unit_valid_from: "2025-07-01" period: "2026-08" indicator: "ON_TIME"
                     scope: SCOPE_SUBTREE numerator: 9 denominator: 10 })",
    R"(dossier { code: "H44.1-260803-0001" unit_code: "H44.1" unit_name: "Phường Việt Trì"
                 procedure_code: "2.000815" status: DOSSIER_STATUS_RETURNED channel: CHANNEL_ONLINE
                 receive_time @"2026-08-03 12:00:00" due_time @"2026-08-03 12:00:00"
                 process_end_time @"2026-08-03 12:00:00" return_time @"2026-08-03 12:00:00"
                 refuse_time @"2026-08-03 12:00:00" submit_time @"2026-08-03 12:00:00"
                 payment: PAYMENT_NATIONAL_PORTAL has_digitised_component: true account_verified: true
                 database_codes: "7"
                 components { count: 9 digitised_count: 5 reused_count: 4 reused_result_count: 2
                              storage_count: 1 }
                 results { count: 3 file_count: 2 code_count: 2 input_file_count: 1 }
                 fees { line_count: 2 zero_count: 1 amount: 50000 }
                 supplements { request_time @"2026-08-03 12:00:00" receive_time @"2026-08-03 12:00:00"
                               previous_due_time @"2026-08-03 12:00:00"
                               new_due_time @"2026-08-03 12:00:00" }
                 applicant_kind: APPLICANT_KIND_PERSON identity: IDENTITY_KIND_CITIZEN })",
    R"(progress { dossier_code: "H44.1-260803-0001" process_time @"2026-08-03 12:00:00"
                  status: DOSSIER_STATUS_PROCESSING start_time @"2026-08-03 12:00:00"
                  due_time @"2026-08-03 12:00:00" })",
    R"(petition { code: "H44.1-PA-0001" unit_code: "H44.1" receive_time @"2026-08-03 12:00:00"
                  outcome: PETITION_OUTCOME_ANSWERED outcome_time @"2026-08-03 12:00:00"
                  publish_time @"2026-08-03 12:00:00" satisfaction: SATISFACTION_NEUTRAL
                  repeated_petition: true dossier_code: "H44.1-260803-0001" })",
    R"(satisfaction { dossier_code: "H44.1-260803-0001" code: "1" answer_time @"2026-08-03 12:00:00"
                      satisfaction: SATISFACTION_SATISFIED })",
    R"(procedure { code: "2.000815" unit_code: "H44" name: "Chứng thực bản sao từ bản chính"
                   levels: LEVEL_COMMUNE online_level: ONLINE_LEVEL_FULL has_fee: true payable_online: true
                   result_required: true for_persons: true for_organisations: true
                   effective_date: "2026-01-01" announce_date: "2026-01-05" publish_date: "2026-01-08"
                   published_in_full: true max_working_days: 2
                   valid_from: "2025-07-01" valid_to: "2030-12-31" })",
    R"(national_total { unit_code: "H44" unit_valid_from: "2025-07-01" period: "2026-08"
                        source: TOTAL_SOURCE_NATIONAL_PORTAL scope: SCOPE_SUBTREE received_count: 12 })",
    R"(certified_copy { unit_code: "H44" unit_valid_from: "2025-07-01" period: "2026-08" copy_count: 3 })",
    R"(calendar_day { date: "2026-09-02" unit_code: "H44" kind: DAY_KIND_OFF })",
    R"(unit_change { change_date: "2025-07-01" from { code: "H15" valid_from: "2004-01-01" }
                     to { code: "H44" valid_from: "2025-07-01" } kind: UNIT_CHANGE_KIND_MERGE partial: true
                     legal_basis: "Nghị quyết số 202/2025/QH15 ngày 12/6/2025" })",
    R"(unit_alias { sender: "one-stop.h44" alias: "UBND phường Việt Trì" valid_from: "2025-07-01"
                    valid_to: "2030-12-31" unit_code: "H44.1" })",
    R"(feed { sender: "one-stop.h44" kind: RECORD_KIND_DOSSIER unit_code: "H44" precedence: 1
              valid_from: "2025-07-01" valid_to: "2030-12-31" })",
    R"(publication { unit_code: "H44" unit_valid_from: "2025-07-01" period: "2026-07"
                     publish_time @"2026-08-03 12:00:00" })",
};

// Replaces the times by messages.
std::string WithTimes(const std::string& text) {
  const std::vector<std::string> parts = absl::StrSplit(text, '@');
  std::string result = parts[0];
  for (size_t i = 1; i < parts.size(); ++i) {
    // Each begins with a time between quotes.
    const size_t end = parts[i].find('"', 1);
    absl::Time time;
    std::string error;
    EXPECT_TRUE(
        absl::ParseTime("\"%Y-%m-%d %H:%M:%S\"", parts[i].substr(0, end + 1), HoChiMinh(), &time, &error))
        << error << ": " << text;
    absl::StrAppend(&result, "{ seconds: ", absl::ToUnixSeconds(time), " }", parts[i].substr(end + 1));
  }
  return result;
}

bool IsTime(const FieldDescriptor& field) { return field.message_type() == Timestamp::descriptor(); }

void Walk(const std::string& prefix, Message& message, Visit f) {
  const Reflection& reflection = *message.GetReflection();
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *message.GetDescriptor()->field(i);
    const std::string path = absl::StrCat(prefix, field.name());
    if (field.message_type() == nullptr || IsTime(field)) {
      f(path, message, field);
    } else if (!field.is_repeated()) {
      Walk(path + ".", *reflection.MutableMessage(&message, &field), f);
    } else if (reflection.FieldSize(message, &field) > 0) {
      Walk(path + "[0].", *reflection.MutableRepeatedMessage(&message, &field, 0), f);
    }
  }
}

const FieldDescriptor& ContentField(rv1::RecordKind kind) {
  return *rv1::Record::descriptor()->FindFieldByNumber(kind + 10);
}

}  // namespace

std::vector<rv1::RecordKind> AllKinds() {
  std::vector<rv1::RecordKind> kinds;
  for (int kind = rv1::RecordKind_MIN + 1; kind <= rv1::RecordKind_MAX; ++kind) {
    kinds.push_back(static_cast<rv1::RecordKind>(kind));
  }
  return kinds;
}

rv1::Record Parse(const std::string& base, const std::string& change) {
  rv1::Record record, changes;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(WithTimes(base), &record)) << base;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(WithTimes(change), &changes)) << change;
  record.MergeFrom(changes);
  return record;
}

rv1::Record SampleOf(rv1::RecordKind kind, const std::string& change) {
  return Parse(absl::StrCat("revision: 1 ", kSamples[kind - 1]), change);
}

std::string FieldOfKind(rv1::RecordKind kind) { return ContentField(kind).name(); }

std::set<std::string> KeyFieldsOf(rv1::RecordKind kind) {
  static const auto* const kKeys = new std::set<std::string>{
      "unit.code",
      "unit.valid_from",  //
      "unit_return.unit_code",
      "unit_return.unit_valid_from",
      "unit_return.period",  //
      "unit_return.indicator",
      "unit_return.scope",  //
      "dossier.code",       //
      "progress.dossier_code",
      "progress.process_time",
      "progress.status",  //
      "petition.code",    //
      "satisfaction.dossier_code",
      "satisfaction.code",  //
      "procedure.code",
      "procedure.unit_code",  //
      "national_total.unit_code",
      "national_total.unit_valid_from",
      "national_total.period",  //
      "national_total.source",
      "national_total.scope",  //
      "certified_copy.unit_code",
      "certified_copy.unit_valid_from",
      "certified_copy.period",  //
      "calendar_day.date",
      "calendar_day.unit_code",  //
      "unit_change.change_date",
      "unit_change.from.code",
      "unit_change.from.valid_from",  //
      "unit_change.to.code",
      "unit_change.to.valid_from",  //
      "unit_alias.sender",
      "unit_alias.alias",
      "unit_alias.valid_from",  //
      "feed.sender",
      "feed.kind",
      "feed.unit_code",  //
      "publication.unit_code",
      "publication.unit_valid_from",
      "publication.period",  //
  };
  std::set<std::string> fields;
  for (const std::string& path : *kKeys) {
    if (absl::StartsWith(path, FieldOfKind(kind) + ".")) fields.insert(path);
  }
  return fields;
}

TextClass TextClassOf(absl::string_view path) {
  for (const char* const name :
       {"unit.name", "unit_change.legal_basis", "unit_alias.alias", "procedure.name", "dossier.unit_name"}) {
    if (path == name) return TextClass::kName;
  }
  if (absl::EndsWith(path, ".period")) return TextClass::kPeriod;
  for (const char* const ending : {"date", "valid_from", "valid_to"}) {
    if (absl::EndsWith(path, ending)) return TextClass::kDate;
  }
  return TextClass::kCode;
}

void ForEachField(rv1::Record& record, Visit f) {
  ASSERT_NE(record.content_case(), rv1::Record::CONTENT_NOT_SET);
  const FieldDescriptor& content = *rv1::Record::descriptor()->FindFieldByNumber(record.content_case());
  Walk(content.name() + ".", *record.GetReflection()->MutableMessage(&record, &content), f);
}

void EditField(rv1::Record& record, absl::string_view path, Visit f) {
  int found = 0;
  ForEachField(record, [&](const std::string& at, Message& parent, const FieldDescriptor& field) {
    if (at != path) return;
    ++found;
    f(at, parent, field);
  });
  ASSERT_EQ(found, 1) << path;
}

void Clear(rv1::Record& record, absl::string_view path) {
  EditField(record, path, [](const std::string&, Message& parent, const FieldDescriptor& field) {
    parent.GetReflection()->ClearField(&parent, &field);
  });
}

void SetText(rv1::Record& record, absl::string_view path, const std::string& text) {
  EditField(record, path, [&](const std::string&, Message& parent, const FieldDescriptor& field) {
    if (field.is_repeated()) {
      parent.GetReflection()->SetRepeatedString(&parent, &field, 0, text);
    } else {
      parent.GetReflection()->SetString(&parent, &field, text);
    }
  });
}

void SetEnum(rv1::Record& record, absl::string_view path, int value) {
  EditField(record, path, [&](const std::string&, Message& parent, const FieldDescriptor& field) {
    if (field.is_repeated()) {
      parent.GetReflection()->SetRepeatedEnumValue(&parent, &field, 0, value);
    } else {
      parent.GetReflection()->SetEnumValue(&parent, &field, value);
    }
  });
}

void SetNumber(rv1::Record& record, absl::string_view path, int64_t value) {
  EditField(record, path, [&](const std::string&, Message& parent, const FieldDescriptor& field) {
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_INT32) {
      parent.GetReflection()->SetInt32(&parent, &field, static_cast<int32_t>(value));
    } else {
      parent.GetReflection()->SetInt64(&parent, &field, value);
    }
  });
}

void SetTime(rv1::Record& record, absl::string_view path, absl::Time time) {
  EditField(record, path, [&](const std::string&, Message& parent, const FieldDescriptor& field) {
    auto& timestamp = static_cast<Timestamp&>(*parent.GetReflection()->MutableMessage(&parent, &field));
    timestamp.set_seconds(absl::ToUnixSeconds(time));
    timestamp.set_nanos(
        static_cast<int32_t>((time - absl::FromUnixSeconds(timestamp.seconds())) / absl::Nanoseconds(1)));
  });
}

std::vector<std::string> FieldsOf(rv1::RecordKind kind) {
  std::vector<std::string> paths;
  rv1::Record record = SampleOf(kind);
  ForEachField(record,
               [&](const std::string& path, Message&, const FieldDescriptor&) { paths.push_back(path); });
  return paths;
}

FieldType TypeOf(const FieldDescriptor& field) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return FieldType::kText;
    case FieldDescriptor::CPPTYPE_ENUM:
      return FieldType::kEnum;
    case FieldDescriptor::CPPTYPE_BOOL:
      return FieldType::kFlag;
    case FieldDescriptor::CPPTYPE_MESSAGE:
      EXPECT_TRUE(IsTime(field)) << field.full_name();
      return FieldType::kTime;
    default:
      EXPECT_TRUE(field.cpp_type() == FieldDescriptor::CPPTYPE_INT32 ||
                  field.cpp_type() == FieldDescriptor::CPPTYPE_INT64)
          << field.full_name();
      return FieldType::kNumber;
  }
}

std::vector<std::string> FieldsOf(rv1::RecordKind kind, FieldType type) {
  std::vector<std::string> paths;
  rv1::Record record = SampleOf(kind);
  ForEachField(record, [&](const std::string& path, Message&, const FieldDescriptor& field) {
    if (TypeOf(field) == type) paths.push_back(path);
  });
  return paths;
}

std::string DocumentPath(const std::string& path) { return absl::StrReplaceAll(path, {{"[0]", "[]"}}); }

bool IsSet(const Message& parent, const FieldDescriptor& field) {
  const Reflection& reflection = *parent.GetReflection();
  return field.is_repeated() ? reflection.FieldSize(parent, &field) > 0 : reflection.HasField(parent, &field);
}

}  // namespace chiso::testing
