// Transactions whose client has died without a word: its process is frozen, or its machine is cut off. They
// hold their locks until somebody ends them. The server's own limits do not: it ends no COPY whose client is
// silent, and keeps no limit of time between the messages of a command.

#ifndef CHISO_COMMON_SQL_DEAD_CLIENTS_H_
#define CHISO_COMMON_SQL_DEAD_CLIENTS_H_

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/sql/postgres.h"

namespace chiso {

// When a client counts as dead: its transaction is older than this, and for the time below the server has
// waited for its next word. A client that lives is never that late: between two statements it does nothing
// that takes seconds, and what it sends in pieces, a COPY, ends with the deadline of its transaction, which
// must lie well below this. Who needs a lock that a dead client holds waits for this and about two seconds.
inline constexpr absl::Duration kDeadTransaction = absl::Seconds(20);
inline constexpr absl::Duration kDeadSilence = absl::Seconds(3);

// Ends the connections of dead clients: those of the same program, role and database as `postgres`. Who waits
// for a lock, or whose statement the server is working on, owes nothing. Returns how many it has ended. A
// client that comes to life again finds its connection broken, and its transaction rolled back.
absl::StatusOr<int> EndDeadClients(Postgres& postgres, absl::Time deadline,
                                   absl::Duration transaction = kDeadTransaction,
                                   absl::Duration silence = kDeadSilence);

}  // namespace chiso

#endif  // CHISO_COMMON_SQL_DEAD_CLIENTS_H_
