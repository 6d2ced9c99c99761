#include "services/reporting/history/sql.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <optional>

#include "common/log.h"

namespace chiso {

namespace rv1 = reporting::v1;
using google::protobuf::util::TimeUtil;
using sql::BytesOf;

absl::Status ParseStored(const pqxx::field& field, google::protobuf::MessageLite& message) {
  const pqxx::binarystring bytes(field);
  if (message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return absl::OkStatus();
  SPDLOG_ERROR("a stored {} cannot be read", message.GetTypeName());
  return absl::InternalError("the memory of results is damaged");
}

void ReadOneSnapshot(pqxx::transaction_base& work) {
  work.exec0("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
}

rv1::Progress ReadProgress(pqxx::transaction_base& work, int64_t latest_micros) {
  rv1::Progress progress;
  const pqxx::result rows = work.exec_params(
      "SELECT log, sequence, digest, CASE WHEN as_of_time <= " CHISO_TIME("$1") " THEN " CHISO_MICROS(
          "as_of_time") " END, epoch, " CHISO_MICROS("heartbeat_time") ", " CHISO_FOLLOWED(
          "p") ", ahead FROM log_progress p ORDER BY log",
      latest_micros);
  std::optional<int64_t> as_of;
  // While one of the logs that somebody follows has recorded nothing, there is no time as of which all scores
  // hold.
  bool all = true;
  for (const pqxx::row& row : rows) {
    record::v1::Position& position = *progress.add_positions();
    position.set_log(row[0].as<std::string>());
    position.set_sequence(row[1].as<int64_t>());
    position.set_digest(BytesOf(row[2]));
    rv1::LogWriter& writer = *progress.add_writers();
    writer.set_log(position.log());
    writer.set_epoch(row[4].as<int64_t>());
    if (!row[5].is_null()) {
      *writer.mutable_heartbeat_time() = TimeUtil::MicrosecondsToTimestamp(row[5].as<int64_t>());
    }
    writer.set_followed(row[6].as<bool>());
    writer.set_ahead(row[7].as<bool>());
    if (!writer.followed()) continue;
    all = all && !row[3].is_null();
    if (!all) continue;
    as_of = as_of ? std::min(*as_of, row[3].as<int64_t>()) : row[3].as<int64_t>();
  }
  if (all && as_of) *progress.mutable_as_of_time() = TimeUtil::MicrosecondsToTimestamp(*as_of);
  return progress;
}

}  // namespace chiso
