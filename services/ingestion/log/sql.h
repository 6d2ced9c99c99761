// What the files of the log and of the dossiers write into their SQL beside common/sql/values.h.

#ifndef CHISO_SERVICES_INGESTION_LOG_SQL_H_
#define CHISO_SERVICES_INGESTION_LOG_SQL_H_

#include <google/protobuf/message_lite.h>
#include <google/protobuf/timestamp.pb.h>
#include <google/protobuf/util/time_util.h>

#include <cstdint>
#include <optional>
#include <pqxx/pqxx>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/log.h"
#include "common/period.h"
#include "common/sql/values.h"

namespace chiso::sql {

// Whether a declaration for the unit `declared` is one for `unit` too: see FeedDeclaration.unit_code.
#define CHISO_COVERS(declared, unit)                                   \
  "(" declared " IN ('', " unit ") OR starts_with(" unit ", " declared \
  " || '.')"                                                           \
  " OR right(" unit ", length(" declared ") + 1) = '.' || " declared ")"

inline google::protobuf::Timestamp ToTimestamp(int64_t micros) {
  return google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(micros);
}

// Reads a stored message; a row that does not hold one goes to the log, and is INTERNAL to callers.
inline absl::Status ParseStored(const pqxx::field& field, google::protobuf::MessageLite& message) {
  const pqxx::binarystring bytes(field);
  if (message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return absl::OkStatus();
  SPDLOG_ERROR("a stored {} cannot be read", message.GetTypeName());
  return absl::InternalError("the log is damaged");
}

// ` AND …`: the time in the column lies in the period, Asia/Ho_Chi_Minh; empty where the text is none.
inline std::string PeriodCondition(absl::string_view column, absl::string_view text) {
  const std::optional<Period> period = Period::Parse(text);
  if (!period) return "";
  const auto start = [](absl::CivilDay day) {
    return absl::StrCat("to_timestamp(", absl::ToUnixSeconds(absl::FromCivil(day, HoChiMinh())), ")");
  };
  return absl::StrCat(" AND ", column, " >= ", start(period->first_day()), " AND ", column, " < ",
                      start(period->last_day() + 1));
}

}  // namespace chiso::sql

#endif  // CHISO_SERVICES_INGESTION_LOG_SQL_H_
