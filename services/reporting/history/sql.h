// Values on their way into SQL and back, for the files of History alone.

#ifndef CHISO_SERVICES_REPORTING_HISTORY_SQL_H_
#define CHISO_SERVICES_REPORTING_HISTORY_SQL_H_

#include <cstdint>
#include <pqxx/pqxx>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "chiso/index/v1/definition.pb.h"
#include "chiso/reporting/v1/reporting_service.pb.h"
#include "google/protobuf/message_lite.h"
#include "google/protobuf/timestamp.pb.h"

namespace chiso {

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
  std::string Literal() const { return absl::StrCat("{", literal_, "}"); }

 private:
  void Begin() {
    if (!literal_.empty()) literal_.push_back(',');
  }
  std::string literal_;
};

template <typename Strings>
std::string TextArray(const Strings& values) {
  ArrayColumn column;
  for (const auto& value : values) column.AddText(value);
  return column.Literal();
}

inline std::string BytesOf(const pqxx::field& field) { return pqxx::binarystring(field).str(); }

// Times travel as microseconds since 1970: exact, and in no time zone.
#define CHISO_MICROS(column) "(extract(epoch FROM " column ") * 1000000)::bigint"
#define CHISO_TIME(parameter) "to_timestamp(" parameter "::numeric / 1000000)"

inline int64_t MicrosOf(const google::protobuf::Timestamp& time) {
  return time.seconds() * 1'000'000 + time.nanos() / 1000;
}
google::protobuf::Timestamp ToTimestamp(int64_t micros);

// Reads a stored message; a row that does not hold one goes to the log, and is INTERNAL to callers.
absl::Status ParseStored(const pqxx::field& field, google::protobuf::MessageLite& message);

absl::Status AlreadyPublished();

// All pinned definitions, ordered by id.
absl::Status ReadDefinitions(pqxx::work& work, std::vector<index::v1::IndexDefinition>& definitions);

// How far the scores have come: see History::GetProgress.
reporting::v1::Progress ReadProgress(pqxx::work& work);

// Makes all statements of the transaction read one snapshot of the database. Must be its first statement.
void ReadOneSnapshot(pqxx::work& work);

}  // namespace chiso

#endif  // CHISO_SERVICES_REPORTING_HISTORY_SQL_H_
