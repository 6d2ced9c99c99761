#include "tools/client/import/csv/rows.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "common/unseen.h"
#include "tools/client/import/csv/cells.h"
#include "tools/client/import/csv/columns.h"
#include "tools/client/words/times.h"

namespace chiso {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using record::v1::Record;
using reporting::v1::OfficialFigure;

Finding Fault(absl::string_view column, absl::string_view message) {
  return Finding{0, std::string(column), std::string(message), true, "VALUE_MALFORMED"};
}

template <typename Message>
std::optional<Finding> ReadRevision(const Fields& row, const Defaults& defaults, Message& message) {
  const std::string& text = row.Get("revision");
  const std::optional<int64_t> revision = text.empty() ? defaults.revision : ParseRevision(text);
  if (!revision) {
    return Fault(
        "revision",
        NamingUnseen("must be whole microseconds since 1970, at least 1, or a time like 2026-10-10T14:30",
                     text));
  }
  message.set_revision(*revision);
  message.set_revision_order(defaults.order);
  return std::nullopt;
}

// Most figures are of the subtree, so a file may leave the column out.
void SetDefault(const FieldDescriptor& field, Message& content) {
  if (field.enum_type() != record::v1::Scope_descriptor()) return;
  content.GetReflection()->SetEnumValue(&content, &field, record::v1::SCOPE_SUBTREE);
}

// The value of a figure as the contract has it. A decimal comma becomes a point. A change has the forms in
// which letters print it: "+ 1,70", "- 1,15", with a hyphen or a minus sign; no other figure has a sign, so
// that of a count, where the service refuses it, is left to be seen.
std::string FigureValue(const std::string& code, const std::string& typed) {
  std::string value = absl::StrReplaceAll(typed, {{",", "."}});
  if (code != "DELTA") return value;
  value = absl::StrReplaceAll(value, {{"\u2212", "-"}});
  if (absl::StartsWith(value, "+ ") || absl::StartsWith(value, "- ")) value.erase(1, 1);
  if (absl::StartsWith(value, "+")) value.erase(0, 1);
  return value;
}

}  // namespace

const std::string& Fields::Get(absl::string_view column) const {
  static const std::string* const kNothing = new std::string;
  const auto found = std::find(header_.begin(), header_.end(), column);
  return found == header_.end() ? *kNothing : values_[found - header_.begin()];
}

std::optional<Finding> ToRecord(FileKind kind, const Fields& row, const Defaults& defaults, Record& record) {
  Message& content = *record.GetReflection()->MutableMessage(&record, &ContentField(kind));
  std::optional<Finding> first;
  for (const ContentColumn& column : ContentColumns(kind)) {
    const std::string& text = row.Get(column.name);
    if (text.empty()) {
      SetDefault(*column.field, content);
      continue;
    }
    const std::optional<std::string> broken = SetCell(*column.field, text, column.ParentIn(content));
    if (broken && !first) first = Fault(column.name, *broken);
  }
  // The record's own columns come last.
  if (const std::string& text = row.Get("retracted"); !text.empty()) {
    const auto broken = SetCell(*Record::descriptor()->FindFieldByName("retracted"), text, record);
    if (broken && !first) first = Fault("retracted", *broken);
  }
  const std::optional<Finding> revision = ReadRevision(row, defaults, record);
  return first ? first : revision;
}

std::optional<Finding> ToFigure(const Fields& row, const Defaults& defaults, OfficialFigure& figure) {
  figure.set_unit_code(row.Get("unit_code"));
  figure.set_period(row.Get("period"));
  figure.set_code(row.Get("code"));
  figure.set_value(FigureValue(figure.code(), row.Get("value")));
  const std::string& text = row.Get("read_at");
  const std::optional<absl::Time> time = text.empty() ? defaults.read_time : ParseTime(text);
  if (!time)
    return Fault(
        "read_at",
        NamingUnseen(
            "must be a date or a time like 2026-10-10T14:30, 2026-10-10T14:30+07:00 or 10/10/2026 14:30",
            text));
  *figure.mutable_read_time() = ToTimestamp(*time);
  return ReadRevision(row, defaults, figure);
}

}  // namespace chiso
