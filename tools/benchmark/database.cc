#include "tools/benchmark/database.h"

#include <libpq-fe.h>

#include <algorithm>
#include <fstream>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/sql/copy_format.h"
#include "tools/benchmark/fail.h"

namespace chiso::bench {
namespace {

// libpq copies what it is given; larger pieces gain nothing.
constexpr size_t kSendSize = 1 << 20;

using Result = std::unique_ptr<PGresult, decltype(&PQclear)>;

bool IsFine(const Result& result) {
  const ExecStatusType status = PQresultStatus(result.get());
  return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
}

}  // namespace

Database::Database(const std::string& conninfo) : connection_(PQconnectdb(conninfo.c_str())) {
  if (PQstatus(connection_) == CONNECTION_OK) return;
  const std::string message = PQerrorMessage(connection_);
  PQfinish(connection_);
  Fail(absl::StrCat("cannot connect to the database: ", message));
}

Database::~Database() { PQfinish(connection_); }

void Database::FailWith(const std::string& what) const {
  Fail(absl::StrCat(what, ": ", absl::StripSuffix(PQerrorMessage(connection_), "\n")));
}

void Database::Run(const std::string& sql) {
  const Result result(PQexec(connection_, sql.c_str()), &PQclear);
  if (!IsFine(result)) FailWith(sql);
}

std::string Database::Value(const std::string& sql) {
  const Result result(PQexec(connection_, sql.c_str()), &PQclear);
  if (!IsFine(result)) FailWith(sql);
  if (PQntuples(result.get()) == 0) Fail(absl::StrCat("there is no row: ", sql));
  return PQgetvalue(result.get(), 0, 0);
}

int64_t Database::Number(const std::string& sql) { return std::stoll(Value(sql)); }

void Database::Prepare(const std::string& name, const std::string& sql) {
  const Result result(PQprepare(connection_, name.c_str(), sql.c_str(), 0, nullptr), &PQclear);
  if (!IsFine(result)) FailWith(sql);
}

void Database::RunPrepared(const std::string& name, const std::vector<absl::string_view>& parameters) {
  std::vector<const char*> values;
  std::vector<int> lengths;
  for (const absl::string_view parameter : parameters) {
    values.push_back(parameter.data());
    lengths.push_back(static_cast<int>(parameter.size()));
  }
  const std::vector<int> binary(parameters.size(), 1);
  const Result result(PQexecPrepared(connection_, name.c_str(), static_cast<int>(parameters.size()),
                                     values.data(), lengths.data(), binary.data(), 0),
                      &PQclear);
  if (!IsFine(result)) FailWith(name);
}

void Database::Send(absl::string_view bytes) {
  for (; !bytes.empty(); bytes.remove_prefix(std::min(bytes.size(), kSendSize))) {
    if (PQputCopyData(connection_, bytes.data(), static_cast<int>(std::min(bytes.size(), kSendSize))) != 1) {
      FailWith("COPY");
    }
  }
}

void Database::StartCopy(const std::string& sql) {
  const Result start(PQexec(connection_, sql.c_str()), &PQclear);
  if (PQresultStatus(start.get()) != PGRES_COPY_IN) FailWith(sql);
}

void Database::EndCopy(const std::string& sql) {
  if (PQputCopyEnd(connection_, nullptr) != 1) FailWith(sql);
  const Result end(PQgetResult(connection_), &PQclear);
  while (Result more{PQgetResult(connection_), &PQclear}) {
  }
  if (!IsFine(end)) FailWith(sql);
}

void Database::CopyIn(const std::string& target, absl::string_view rows) {
  const std::string sql = absl::StrCat("COPY ", target, " FROM STDIN (FORMAT binary)");
  StartCopy(sql);
  Send(CopyHeader());
  Send(rows);
  Send(CopyTrailer());
  EndCopy(sql);
}

void Database::CopyFile(const std::string& target, const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) Fail(absl::StrCat("cannot read ", path));
  const std::string sql = absl::StrCat("COPY ", target, " FROM STDIN (FORMAT csv)");
  StartCopy(sql);
  std::string piece(kSendSize, 0);
  do {
    file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    Send(absl::string_view(piece).substr(0, static_cast<size_t>(file.gcount())));
  } while (file);
  EndCopy(sql);
}

void Database::CopyOut(const std::string& query, absl::FunctionRef<void(CopyReader&)> f) {
  const std::string sql = absl::StrCat("COPY (", query, ") TO STDOUT (FORMAT binary)");
  const Result start(PQexec(connection_, sql.c_str()), &PQclear);
  if (PQresultStatus(start.get()) != PGRES_COPY_OUT) FailWith(sql);
  char* piece = nullptr;
  int size;
  while ((size = PQgetCopyData(connection_, &piece, /*async=*/0)) > 0) {
    // The server sends each row as a piece of its own, the first one together with the header.
    CopyReader row({piece, static_cast<size_t>(size)});
    if (row.NextRow()) f(row);
    PQfreemem(piece);
  }
  if (size == -2) FailWith(sql);
  const Result end(PQgetResult(connection_), &PQclear);
  while (Result more{PQgetResult(connection_), &PQclear}) {
  }
  if (!IsFine(end)) FailWith(sql);
}

}  // namespace chiso::bench
