#include "common/sql/libpq.h"

#include <pqxx/pqxx>

#include "absl/strings/match.h"

namespace chiso {

// Of the server's error only the primary message goes on: its detail repeats values of the row.
void ThrowLibpqError(PGconn* connection, const PGresult* result, const std::string& query) {
  if (PQstatus(connection) != CONNECTION_OK) throw pqxx::broken_connection(PQerrorMessage(connection));
  const char* message = result == nullptr ? nullptr : PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  if (message == nullptr) message = "the command failed";
  const char* state = result == nullptr ? nullptr : PQresultErrorField(result, PG_DIAG_SQLSTATE);
  if (state == nullptr) state = "";
  if (absl::StartsWith(state, "40")) throw pqxx::transaction_rollback(message);
  throw pqxx::sql_error(message, query, state);
}

}  // namespace chiso
