#include "tools/client/import/csv/keys.h"

#include <algorithm>
#include <cstdint>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/fixed_point.h"
#include "common/period.h"
#include "common/personal.h"
#include "common/text.h"
#include "tools/client/import/csv/cells.h"
#include "tools/client/import/csv/columns.h"

namespace chiso {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Timestamp;
using record::v1::Record;
using reporting::v1::OfficialFigure;

// The bounds of ingestion: the bytes of the name of an office and of a procedure, counts, and the greatest
// precedence and working days.
constexpr size_t kMaxNameBytes = 300;
constexpr size_t kMaxProcedureNameBytes = 2000;
constexpr int64_t kMaxCount = 1'000'000'000'000;
constexpr int32_t kMaxSmallNumber = 1000;

bool Holds(const std::vector<absl::string_view>& columns, absl::string_view column) {
  return std::find(columns.begin(), columns.end(), column) != columns.end();
}

bool IsSet(const Message& content, const FieldDescriptor& field) {
  const google::protobuf::Reflection& reflection = *content.GetReflection();
  return field.is_repeated() ? reflection.FieldSize(content, &field) > 0
                             : reflection.HasField(content, &field);
}

bool IsSound(const Message& content, const FieldDescriptor& field) {
  const google::protobuf::Reflection& reflection = *content.GetReflection();
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_INT64) {
    return reflection.GetInt64(content, &field) <= kMaxCount;
  }
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_INT32) {
    const int32_t number = reflection.GetInt32(content, &field);
    return number >= 1 && number <= kMaxSmallNumber;
  }
  if (field.cpp_type() != FieldDescriptor::CPPTYPE_STRING) return true;
  const std::string text = reflection.GetString(content, &field);
  if (IsDay(field)) return ParseDate(text).has_value();
  if (absl::EndsWith(field.name(), "unit_code") || field.name() == "parent_code") return IsUnitCode(text);
  if (!IsName(field)) return true;
  const bool procedure = content.GetDescriptor() == record::v1::Procedure::descriptor();
  return text.size() <= (procedure ? kMaxProcedureNameBytes : kMaxNameBytes) && IsCleanText(text) &&
         !LooksPersonal(text);
}

// Days of the form YYYY-MM-DD order as text; an empty one is before all and after all.
bool InOrder(const std::string& first, const std::string& last) {
  return first.empty() || last.empty() || first <= last;
}

absl::CivilDay DayOf(const Timestamp& time) { return chiso::DayOf(absl::FromUnixSeconds(time.seconds())); }

bool InOrder(const record::v1::Petition& petition) {
  const bool handled = petition.outcome() != record::v1::PETITION_OUTCOME_UNSPECIFIED;
  if (handled != petition.has_outcome_time()) return false;
  if (!handled) return true;
  const absl::CivilDay outcome = DayOf(petition.outcome_time());
  return DayOf(petition.receive_time()) <= outcome &&
         (!petition.has_publish_time() || outcome <= DayOf(petition.publish_time()));
}

// What several fields must be together.
bool FitsTogether(const Record& record) {
  switch (record.content_case()) {
    case Record::kUnit:
      return InOrder(record.unit().valid_from(), record.unit().valid_to()) &&
             (record.unit().parent_code().empty() || record.unit().parent_code() != record.unit().code());
    case Record::kUnitAlias:
      return InOrder(record.unit_alias().valid_from(), record.unit_alias().valid_to());
    case Record::kFeed:
      return InOrder(record.feed().valid_from(), record.feed().valid_to());
    case Record::kProcedure:
      return InOrder(record.procedure().valid_from(), record.procedure().valid_to()) &&
             InOrder(record.procedure().announce_date(), record.procedure().publish_date());
    case Record::kPetition:
      return InOrder(record.petition());
    default:
      return true;
  }
}

}  // namespace

bool MayBeStored(FileKind kind, const Record& record) {
  // Of what is taken back only the key is looked at.
  if (record.retracted()) return true;
  const Message& content = record.GetReflection()->GetMessage(record, &ContentField(kind));
  const Columns& columns = ColumnsOf(kind);
  for (const ContentColumn& column : ContentColumns(kind)) {
    if (Holds(columns.key, column.name)) continue;
    const Message& parent = column.ParentIn(content);
    const bool filled = IsSet(parent, *column.field);
    if (filled ? !IsSound(parent, *column.field) : Holds(columns.filled, column.name)) return false;
  }
  return FitsTogether(record);
}

bool MayBeStored(FileKind, const OfficialFigure& figure) {
  return Decimal::Parse(figure.value()).has_value();
}

std::string KeyOf(FileKind kind, const Record& record) {
  Record key;
  key.set_revision(record.revision());
  Message& content = *key.GetReflection()->MutableMessage(&key, &ContentField(kind));
  content.CopyFrom(record.GetReflection()->GetMessage(record, &ContentField(kind)));
  for (const ContentColumn& column : ContentColumns(kind)) {
    if (Holds(ColumnsOf(kind).key, column.name)) continue;
    Message& parent = column.ParentIn(content);
    parent.GetReflection()->ClearField(&parent, column.field);
  }
  return key.SerializeAsString();
}

std::string KeyOf(FileKind, const OfficialFigure& figure) {
  return absl::StrJoin({figure.unit_code(), figure.period(), figure.code(),
                        absl::StrCat(figure.read_time().seconds(), ".", figure.read_time().nanos()),
                        absl::StrCat(figure.revision())},
                       "/");
}

}  // namespace chiso
