#include "tools/client/import/csv/columns.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "chiso/record/v1/record.pb.h"
#include "google/protobuf/timestamp.pb.h"

namespace chiso {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

template <typename Values>
bool Holds(const Values& values, absl::string_view value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

// Without the optional ones of the contract.
Columns Listed(FileKind kind) {
  switch (kind) {
    case FileKind::kUnits:
      return {.required = {"unit_code", "name", "level", "parent_code", "valid_from", "valid_to"},
              .key = {"unit_code", "valid_from"},
              .filled = {"name", "level"}};
    case FileKind::kChanges:
      return {.required = {"change_date", "from_code", "to_code", "kind"},
              .key = {"change_date", "from_code", "from_valid_from", "to_code", "to_valid_from"},
              .filled = {"kind"}};
    case FileKind::kAliases:
      return {.required = {"alias", "unit_code"},
              .key = {"sender", "alias", "valid_from"},
              .filled = {"unit_code"}};
    case FileKind::kProcedures:
      return {.required = {"code", "unit_code"}, .key = {"code", "unit_code"}};
    case FileKind::kCalendar:
      // What the day is called and what says so is for readers, and not stored.
      return {.required = {"date", "kind"},
              .optional = {"holiday", "source"},
              .key = {"date", "unit_code"},
              .filled = {"kind"}};
    case FileKind::kFeeds:
      return {.required = {"sender", "kind", "unit_code"}, .key = {"sender", "kind", "unit_code"}};
    case FileKind::kReturns:
      return {.required = {"unit_code", "period", "indicator", "numerator", "denominator"},
              .key = {"unit_code", "unit_valid_from", "period", "indicator", "scope"}};
    case FileKind::kTotals:
      return {.required = {"unit_code", "period", "source", "received_count"},
              .key = {"unit_code", "unit_valid_from", "period", "source", "scope"}};
    case FileKind::kCopies:
      return {.required = {"unit_code", "period", "copy_count"},
              .key = {"unit_code", "unit_valid_from", "period"}};
    case FileKind::kPetitions:
      return {.required = {"code", "unit_code", "receive_time", "outcome", "outcome_time"},
              .key = {"code"},
              .filled = {"unit_code", "receive_time"}};
    case FileKind::kAnswers:
      return {.required = {"dossier_code", "answer_time", "satisfaction"},
              .key = {"dossier_code", "code"},
              .filled = {"answer_time", "satisfaction"}};
    case FileKind::kPublications:
      return {.required = {"unit_code", "period", "publish_time"},
              .key = {"unit_code", "unit_valid_from", "period"},
              .filled = {"publish_time"}};
    case FileKind::kOfficial:
      return {.required = {"unit_code", "period", "code", "value"}, .optional = {"read_at"}};
    case FileKind::kRecords:
      break;
  }
  return {};
}

std::vector<ContentColumn> MakeContentColumns(FileKind kind) {
  std::vector<ContentColumn> columns;
  const FieldDescriptor& content = ContentField(kind);
  for (int i = 0; i < content.message_type()->field_count(); ++i) {
    const FieldDescriptor& field = *content.message_type()->field(i);
    const std::string path = absl::StrCat(content.name(), ".", field.name());
    const Descriptor* const inner = field.message_type();
    if (inner == nullptr || inner == google::protobuf::Timestamp::descriptor()) {
      columns.push_back({ColumnOf(kind, path), nullptr, &field});
      continue;
    }
    for (int j = 0; j < inner->field_count(); ++j) {
      columns.push_back(
          {ColumnOf(kind, absl::StrCat(path, ".", inner->field(j)->name())), &field, inner->field(j)});
    }
  }
  return columns;
}

// One value for each kind of file.
template <typename Value, typename Make>
std::vector<Value> ForEachKind(Make make) {
  std::vector<Value> values;
  for (int i = 0; i <= static_cast<int>(FileKind::kRecords); ++i) {
    values.push_back(make(static_cast<FileKind>(i)));
  }
  return values;
}

bool HoldsRecords(FileKind kind) { return ContentOf(kind) != record::v1::RECORD_KIND_UNSPECIFIED; }

Columns Complete(FileKind kind) {
  Columns columns = Listed(kind);
  if (HoldsRecords(kind)) {
    std::vector<std::string> others;
    for (const ContentColumn& column : ContentColumns(kind)) {
      if (!Holds(columns.required, column.name)) others.push_back(column.name);
    }
    columns.optional.insert(columns.optional.begin(), others.begin(), others.end());
    columns.optional.emplace_back("retracted");
  }
  columns.optional.emplace_back("revision");
  return columns;
}

}  // namespace

const Columns& ColumnsOf(FileKind kind) {
  static const auto* const kAll = new std::vector<Columns>(ForEachKind<Columns>(Complete));
  return (*kAll)[static_cast<size_t>(kind)];
}

Message& ContentColumn::ParentIn(Message& content) const {
  return within == nullptr ? content : *content.GetReflection()->MutableMessage(&content, within);
}

const Message& ContentColumn::ParentIn(const Message& content) const {
  return within == nullptr ? content : content.GetReflection()->GetMessage(content, within);
}

const FieldDescriptor& ContentField(FileKind kind) {
  // The contract: a kind is the number of its field less 10.
  return *record::v1::Record::descriptor()->FindFieldByNumber(ContentOf(kind) + 10);
}

const std::vector<ContentColumn>& ContentColumns(FileKind kind) {
  using List = std::vector<ContentColumn>;
  static const auto* const kAll = new std::vector<List>(
      ForEachKind<List>([](FileKind of) { return HoldsRecords(of) ? MakeContentColumns(of) : List(); }));
  return (*kAll)[static_cast<size_t>(kind)];
}

absl::Status CheckHeader(FileKind kind, const std::vector<std::string>& header) {
  const Columns& columns = ColumnsOf(kind);
  const std::string wanted = absl::StrCat("the columns are ", absl::StrJoin(columns.required, ","),
                                          ", and where wanted ", absl::StrJoin(columns.optional, ","));
  for (const absl::string_view column : columns.required) {
    if (!Holds(header, column)) {
      return absl::InvalidArgumentError(absl::StrCat(column, ": this column is missing; ", wanted));
    }
  }
  for (const std::string& column : header) {
    if (!Holds(columns.required, column) && !Holds(columns.optional, column)) {
      return absl::InvalidArgumentError(absl::StrCat(column, ": this column is not known; ", wanted));
    }
  }
  return absl::OkStatus();
}

}  // namespace chiso
