// Records for tests: one of each kind with every field set, and ways to walk over their fields by reflection.

#ifndef CHISO_SERVICES_INGESTION_TESTING_RECORDS_H_
#define CHISO_SERVICES_INGESTION_TESTING_RECORDS_H_

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <set>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "chiso/record/v1/record.pb.h"

namespace chiso::testing {

// When the records of these tests are examined: 21:13:20 on 2026-09-21 in Vietnam.
inline const absl::Time kNow = absl::FromUnixSeconds(1'790'000'000);

// All kinds but UNSPECIFIED.
std::vector<record::v1::RecordKind> AllKinds();

// The record in text form, where `@"2026-08-03 08:00:00"` stands for a time in Vietnam, with `change` merged
// into it: fields that it names are replaced, lists grow.
record::v1::Record Parse(const std::string& base, const std::string& change = "");

// A record of the kind that is accepted without remark as soon as its codes are known, with every field set
// and all times on one day, 2026-08-03.
record::v1::Record SampleOf(record::v1::RecordKind kind, const std::string& change = "");

// The name of the kind's field in Record, e.g. `unit_return`.
std::string FieldOfKind(record::v1::RecordKind kind);

// The fields of the record's key, e.g. `unit.code`, as the contracts give them.
std::set<std::string> KeyFieldsOf(record::v1::RecordKind kind);

// What a text holds.
enum class TextClass { kCode, kDate, kPeriod, kName };
TextClass TextClassOf(absl::string_view path);

using Visit = absl::FunctionRef<void(const std::string& path, google::protobuf::Message& parent,
                                     const google::protobuf::FieldDescriptor& field)>;
// Calls `f` for each field of the content that holds a value of its own; times count as values, and of lists
// of messages the first entry is walked over. A path is like `dossier.supplements[0].request_time`.
void ForEachField(record::v1::Record& record, Visit f);
// The same for one path; the field must be there.
void EditField(record::v1::Record& record, absl::string_view path, Visit f);

void Clear(record::v1::Record& record, absl::string_view path);
void SetText(record::v1::Record& record, absl::string_view path, const std::string& text);
void SetEnum(record::v1::Record& record, absl::string_view path, int value);
void SetNumber(record::v1::Record& record, absl::string_view path, int64_t value);
void SetTime(record::v1::Record& record, absl::string_view path, absl::Time time);

// The paths of all fields of the kind; those that hold what `type` names.
std::vector<std::string> FieldsOf(record::v1::RecordKind kind);
enum class FieldType { kText, kEnum, kNumber, kFlag, kTime };
FieldType TypeOf(const google::protobuf::FieldDescriptor& field);
std::vector<std::string> FieldsOf(record::v1::RecordKind kind, FieldType type);

// The path as documents give it: `dossier.supplements[].request_time`.
std::string DocumentPath(const std::string& path);

// Whether the field holds something.
bool IsSet(const google::protobuf::Message& parent, const google::protobuf::FieldDescriptor& field);

}  // namespace chiso::testing

#endif  // CHISO_SERVICES_INGESTION_TESTING_RECORDS_H_
