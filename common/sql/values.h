// Values on their way into SQL and back.

#ifndef CHISO_COMMON_SQL_VALUES_H_
#define CHISO_COMMON_SQL_VALUES_H_

#include <cstdint>
#include <pqxx/pqxx>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"

namespace chiso::sql {

// Times travel as microseconds since 1970: exact, and in no time zone. Of a timestamptz, and back.
#define CHISO_MICROS(column) "(extract(epoch FROM " column ") * 1000000)::bigint"
#define CHISO_TIME(parameter) "to_timestamp(" parameter "::numeric / 1000000)"
// The day of a timestamptz, as DayOf gives it.
#define CHISO_DAY(time) "(" time " AT TIME ZONE INTERVAL '7 hours')::date"
// Whether row `a` is in force over row `b` of the same key: the order of Version. `digest` is the column that
// holds SHA-256 of the content.
#define CHISO_IS_NEWER(a, b, digest)                                                                     \
  "(" a ".revision, " a ".revision_order, " a "." digest ") > (" b ".revision, " b ".revision_order, " b \
  "." digest ")"

// A column of an array parameter, so that any number of rows is one statement.
class ArrayColumn {
 public:
  void AddText(absl::string_view value) {
    Begin();
    absl::StrAppend(&literal_, "\"", absl::StrReplaceAll(value, {{"\\", "\\\\"}, {"\"", "\\\""}}), "\"");
  }
  // For bytea[].
  void AddBytes(absl::string_view value) {
    Begin();
    absl::StrAppend(&literal_, "\"\\\\x", absl::BytesToHexString(value), "\"");
  }
  void AddNumber(int64_t value) {
    Begin();
    absl::StrAppend(&literal_, value);
  }
  void AddBool(bool value) {
    Begin();
    absl::StrAppend(&literal_, value ? "t" : "f");
  }
  void AddNull() {
    Begin();
    absl::StrAppend(&literal_, "NULL");
  }
  bool empty() const { return literal_.empty(); }
  std::string Literal() const { return absl::StrCat("{", literal_, "}"); }

 private:
  void Begin() {
    if (!literal_.empty()) literal_.push_back(',');
  }
  std::string literal_;
};

// For text[].
template <typename Strings>
std::string TextArray(const Strings& values) {
  ArrayColumn column;
  for (const auto& value : values) column.AddText(value);
  return column.Literal();
}

inline std::string BytesOf(const pqxx::field& field) { return pqxx::binarystring(field).str(); }

}  // namespace chiso::sql

#endif  // CHISO_COMMON_SQL_VALUES_H_
