#include "tools/client/import/csv/rows.h"

#include <algorithm>
#include <limits>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "common/fixed_point.h"
#include "common/period.h"
#include "common/personal.h"
#include "common/text.h"
#include "common/unseen.h"
#include "tools/client/words/enum_names.h"
#include "tools/client/words/times.h"

namespace chiso {
namespace {

using record::v1::Record;
using reporting::v1::OfficialFigure;

struct Columns {
  std::vector<absl::string_view> required;
  std::vector<absl::string_view> optional;
};

const Columns& ColumnsOf(FileKind kind) {
  static const auto* const kUnits =
      new Columns{{"unit_code", "name", "level", "parent_code", "valid_from", "valid_to"}, {"revision"}};
  static const auto* const kReturns =
      new Columns{{"unit_code", "period", "indicator", "numerator", "denominator"}, {"scope", "revision"}};
  static const auto* const kOfficial =
      new Columns{{"unit_code", "period", "code", "value"}, {"read_at", "revision"}};
  static const auto* const kNone = new Columns;
  switch (kind) {
    case FileKind::kUnits:
      return *kUnits;
    case FileKind::kReturns:
      return *kReturns;
    case FileKind::kOfficial:
      return *kOfficial;
    case FileKind::kRecords:
      break;
  }
  return *kNone;
}

template <typename Values>
bool Holds(const Values& values, absl::string_view value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

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

// A count: digits alone. Neither a point nor a comma is taken: `12.000` is twelve to one reader and twelve
// thousand to another.
std::optional<int64_t> ParseCount(absl::string_view text) {
  if (text.empty() || !std::all_of(text.begin(), text.end(), absl::ascii_isdigit)) return std::nullopt;
  int64_t count = 0;
  // Beyond 64 bits it is the greatest, whose bound the service tells.
  if (!absl::SimpleAtoi(text, &count)) count = std::numeric_limits<int64_t>::max();
  return count;
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

// The most bytes that ingestion takes for a name, and the greatest count.
constexpr size_t kMaxNameBytes = 300;
constexpr int64_t kMaxCount = 1'000'000'000'000;

constexpr char kCountRule[] = "must be a whole number of digits alone, or empty";

}  // namespace

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

const std::string& Fields::Get(absl::string_view column) const {
  static const std::string* const kNothing = new std::string;
  const auto found = std::find(header_.begin(), header_.end(), column);
  return found == header_.end() ? *kNothing : values_[found - header_.begin()];
}

std::optional<Finding> ToUnit(const Fields& row, const Defaults& defaults, Record& record) {
  record::v1::Unit& unit = *record.mutable_unit();
  unit.set_code(row.Get("unit_code"));
  unit.set_valid_from(row.Get("valid_from"));
  unit.set_valid_to(row.Get("valid_to"));
  // A name is what a reader sees.
  unit.set_name(ReadAsSeen(row.Get("name")).value_or(""));
  unit.set_parent_code(row.Get("parent_code"));
  unit.set_level(ParseLevel(row.Get("level")));
  if (unit.level() == record::v1::LEVEL_UNSPECIFIED) {
    return Fault("level", NamingUnseen("must be nation, ministry, province, district, department or commune",
                                       row.Get("level")));
  }
  return ReadRevision(row, defaults, record);
}

std::optional<Finding> ToReturn(const Fields& row, const Defaults& defaults, Record& record) {
  record::v1::Return& ret = *record.mutable_unit_return();
  ret.set_unit_code(row.Get("unit_code"));
  ret.set_period(row.Get("period"));
  ret.set_indicator(row.Get("indicator"));
  const std::string& scope = row.Get("scope");
  ret.set_scope(scope.empty() ? record::v1::SCOPE_SUBTREE : ParseScope(scope));
  if (ret.scope() == record::v1::SCOPE_UNSPECIFIED) {
    return Fault("scope", NamingUnseen("must be own or subtree; empty: subtree", scope));
  }
  if (const std::string& text = row.Get("numerator"); !text.empty()) {
    const std::optional<int64_t> count = ParseCount(text);
    if (!count) return Fault("numerator", NamingUnseen(kCountRule, text));
    ret.set_numerator(*count);
  }
  if (const std::string& text = row.Get("denominator"); !text.empty()) {
    const std::optional<int64_t> count = ParseCount(text);
    if (!count) return Fault("denominator", NamingUnseen(kCountRule, text));
    ret.set_denominator(*count);
  }
  return ReadRevision(row, defaults, record);
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
        NamingUnseen("must be a date or a time like 2026-10-10T14:30 or 2026-10-10T14:30+07:00", text));
  *figure.mutable_read_time() = ToTimestamp(*time);
  return ReadRevision(row, defaults, figure);
}

bool MayBeStored(const Record& record) {
  if (record.has_unit_return()) {
    return record.unit_return().numerator() <= kMaxCount && record.unit_return().denominator() <= kMaxCount;
  }
  const record::v1::Unit& unit = record.unit();
  const bool dates =
      unit.valid_to().empty() || (ParseDate(unit.valid_to()) && unit.valid_to() >= unit.valid_from());
  const bool parent =
      unit.parent_code().empty() || (IsUnitCode(unit.parent_code()) && unit.parent_code() != unit.code());
  const bool name = !unit.name().empty() && unit.name().size() <= kMaxNameBytes && IsCleanText(unit.name()) &&
                    !LooksPersonal(unit.name());
  return name && dates && parent;
}

bool MayBeStored(const OfficialFigure& figure) { return Decimal::Parse(figure.value()).has_value(); }

std::string KeyOf(const Record& record) {
  if (record.has_unit())
    return absl::StrJoin({record.unit().code(), record.unit().valid_from(), absl::StrCat(record.revision())},
                         "/");
  const record::v1::Return& ret = record.unit_return();
  return absl::StrJoin({ret.unit_code(), ret.period(), ret.indicator(), absl::StrCat(ret.scope()),
                        absl::StrCat(record.revision())},
                       "/");
}

std::string KeyOf(const OfficialFigure& figure) {
  return absl::StrJoin({figure.unit_code(), figure.period(), figure.code(),
                        absl::StrCat(figure.read_time().seconds(), ".", figure.read_time().nanos()),
                        absl::StrCat(figure.revision())},
                       "/");
}

}  // namespace chiso
