#include "common/sql/dead_clients.h"

#include "common/log.h"

namespace chiso {

// Look and end are one statement, so that hardly any time is left in which a session could be another.
absl::StatusOr<int> EndDeadClients(Postgres& postgres, absl::Time deadline, absl::Duration transaction,
                                   absl::Duration silence) {
  static constexpr Statement kEnd = {
      "end_dead_clients",
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
      " WHERE datname = current_database() AND usename = current_user"
      " AND application_name = current_setting('application_name') AND pid <> pg_backend_pid()"
      " AND wait_event_type = 'Client' AND xact_start < clock_timestamp() - $1 * interval '1 millisecond'"
      " AND state_change < clock_timestamp() - $2 * interval '1 millisecond'"};
  int ended = 0;
  const absl::Status status = postgres.Transact(deadline, [&](Transaction& work) {
    ended = static_cast<int>(
        work.Run(kEnd, absl::ToInt64Milliseconds(transaction), absl::ToInt64Milliseconds(silence)).size());
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  if (ended > 0) {
    SPDLOG_WARN("ended {} transactions older than {} whose client said nothing; is another replica frozen?",
                ended, absl::FormatDuration(transaction));
  }
  return ended;
}

}  // namespace chiso
