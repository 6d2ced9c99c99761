#include "tools/client/import/csv/cells.h"

#include <algorithm>
#include <cstdint>
#include <limits>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/period.h"
#include "common/text.h"
#include "common/unseen.h"
#include "google/protobuf/timestamp.pb.h"
#include "tools/client/words/enum_names.h"
#include "tools/client/words/times.h"

namespace chiso {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr char kCountRule[] = "must be a whole number of digits alone, or empty";
constexpr char kFlagRule[] = "must be true or false, 1 or 0, có or không";
constexpr char kTimeRule[] =
    "must be a day or a time like 2026-10-09T14:30, 9/10/2026 14:30 or 14:30 9/10/2026";

// Digits alone: neither a point nor a comma is taken, for `12.000` is twelve to one reader and twelve
// thousand to another.
std::optional<int64_t> ParseCount(absl::string_view text) {
  if (text.empty() || !std::all_of(text.begin(), text.end(), absl::ascii_isdigit)) return std::nullopt;
  int64_t count = 0;
  // Beyond 64 bits it is the greatest, whose bound the service tells.
  if (!absl::SimpleAtoi(text, &count)) count = std::numeric_limits<int64_t>::max();
  return count;
}

std::optional<bool> ParseFlag(absl::string_view text) {
  const std::string upper = ToUpper(text);
  if (upper == "TRUE" || upper == "1" || upper == "CÓ") return true;
  if (upper == "FALSE" || upper == "0" || upper == "KHÔNG") return false;
  return std::nullopt;
}

std::string TextOf(const FieldDescriptor& field, const std::string& text) {
  if (IsName(field)) return ReadAsSeen(text).value_or("");
  if (!IsDay(field)) return text;
  const std::optional<absl::CivilDay> day = ParseDay(text);
  return day ? FormatDate(*day) : text;
}

std::optional<std::string> SetCount(const FieldDescriptor& field, const std::string& text, Message& content) {
  const std::optional<int64_t> count = ParseCount(text);
  if (!count) return NamingUnseen(kCountRule, text);
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_INT64) {
    content.GetReflection()->SetInt64(&content, &field, *count);
  } else {
    const int64_t greatest = std::numeric_limits<int32_t>::max();
    content.GetReflection()->SetInt32(&content, &field, static_cast<int32_t>(std::min(*count, greatest)));
  }
  return std::nullopt;
}

std::optional<std::string> SetChoice(const FieldDescriptor& field, const std::string& text,
                                     Message& content) {
  const google::protobuf::EnumDescriptor& type = *field.enum_type();
  const auto value_of = [&type](absl::string_view word) { return ParseEnum(type, TrimUnseen(word)); };
  if (!field.is_repeated()) {
    const int value = value_of(text);
    if (value == 0) return NamingUnseen(absl::StrCat("must be ", EnumWords(type)), text);
    content.GetReflection()->SetEnumValue(&content, &field, value);
    return std::nullopt;
  }
  for (const absl::string_view word : absl::StrSplit(text, kListSeparator)) {
    const int value = value_of(word);
    if (value == 0) {
      return NamingUnseen(absl::StrCat("must list ", EnumWords(type), ", with ';' between them"), text);
    }
    content.GetReflection()->AddEnumValue(&content, &field, value);
  }
  return std::nullopt;
}

}  // namespace

bool IsDay(const FieldDescriptor& field) {
  return absl::EndsWith(field.name(), "date") || absl::EndsWith(field.name(), "valid_from") ||
         absl::EndsWith(field.name(), "valid_to");
}

bool IsName(const FieldDescriptor& field) {
  return field.name() == "name" || field.name() == "alias" || field.name() == "legal_basis";
}

std::optional<std::string> SetCell(const FieldDescriptor& field, const std::string& text, Message& content) {
  const Reflection& reflection = *content.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      reflection.SetString(&content, &field, TextOf(field, text));
      return std::nullopt;
    case FieldDescriptor::CPPTYPE_ENUM:
      return SetChoice(field, text, content);
    case FieldDescriptor::CPPTYPE_BOOL: {
      const std::optional<bool> flag = ParseFlag(text);
      if (!flag) return NamingUnseen(kFlagRule, text);
      reflection.SetBool(&content, &field, *flag);
      return std::nullopt;
    }
    case FieldDescriptor::CPPTYPE_MESSAGE: {
      const std::optional<absl::Time> time = ParseTime(text);
      if (!time) return NamingUnseen(kTimeRule, text);
      static_cast<google::protobuf::Timestamp&>(*reflection.MutableMessage(&content, &field)) =
          ToTimestamp(*time);
      return std::nullopt;
    }
    default:
      return SetCount(field, text, content);
  }
}

}  // namespace chiso
