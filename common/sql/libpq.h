// What the few direct uses of libpq share, beside libpqxx.

#ifndef CHISO_COMMON_SQL_LIBPQ_H_
#define CHISO_COMMON_SQL_LIBPQ_H_

#include <libpq-fe.h>

#include <memory>
#include <string>

namespace chiso {

using LibpqResult = std::unique_ptr<PGresult, decltype(&PQclear)>;

// Throws what libpqxx would throw: pqxx::broken_connection where the connection is lost, else
// pqxx::transaction_rollback or pqxx::sql_error with the server's state. `result` may be null. `query` is for
// the program's log and must hold no values.
[[noreturn]] void ThrowLibpqError(PGconn* connection, const PGresult* result, const std::string& query);

}  // namespace chiso

#endif  // CHISO_COMMON_SQL_LIBPQ_H_
