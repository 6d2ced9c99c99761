#include "services/ingestion/log/copy.h"

#include <algorithm>
#include <memory>

#include "absl/strings/str_cat.h"
#include "common/sql/libpq.h"

namespace chiso {
namespace {

// libpq takes an int for a length, and keeps a copy of what it was given until it is sent.
constexpr size_t kSendSize = 1 << 20;

void Start(pg_conn* connection, const std::string& query, ExecStatusType expected) {
  LibpqResult result(PQexec(connection, query.c_str()), &PQclear);
  if (PQresultStatus(result.get()) != expected) ThrowLibpqError(connection, result.get(), query);
}

// Reads to the end of the command, so that the connection can take the next one.
void Finish(pg_conn* connection, const std::string& query) {
  LibpqResult first(PQgetResult(connection), &PQclear);
  while (LibpqResult more{PQgetResult(connection), &PQclear}) {
  }
  if (PQresultStatus(first.get()) != PGRES_COMMAND_OK) ThrowLibpqError(connection, first.get(), query);
}

void Send(pg_conn* connection, absl::string_view bytes, const std::string& query) {
  for (; !bytes.empty(); bytes.remove_prefix(std::min(bytes.size(), kSendSize))) {
    const size_t size = std::min(bytes.size(), kSendSize);
    if (PQputCopyData(connection, bytes.data(), static_cast<int>(size)) != 1)
      ThrowLibpqError(connection, nullptr, query);
  }
}

}  // namespace

void CopyIn(pg_conn* connection, const std::string& target, const std::vector<absl::string_view>& pieces) {
  const std::string query = absl::StrCat("COPY ", target, " FROM STDIN (FORMAT binary)");
  Start(connection, query, PGRES_COPY_IN);
  Send(connection, CopyHeader(), query);
  for (const absl::string_view rows : pieces) Send(connection, rows, query);
  Send(connection, CopyTrailer(), query);
  if (PQputCopyEnd(connection, nullptr) != 1) ThrowLibpqError(connection, nullptr, query);
  Finish(connection, query);
}

void CopyOut(pg_conn* connection, const std::string& query, absl::FunctionRef<void(CopyReader&)> f) {
  const std::string command = absl::StrCat("COPY (", query, ") TO STDOUT (FORMAT binary)");
  Start(connection, command, PGRES_COPY_OUT);
  char* piece = nullptr;
  int size;
  while ((size = PQgetCopyData(connection, &piece, /*async=*/0)) > 0) {
    const std::unique_ptr<char, decltype(&PQfreemem)> held(piece, &PQfreemem);
    CopyReader row({piece, static_cast<size_t>(size)});
    if (row.NextRow()) f(row);
  }
  if (size == -2) ThrowLibpqError(connection, nullptr, command);
  Finish(connection, command);
}

}  // namespace chiso
