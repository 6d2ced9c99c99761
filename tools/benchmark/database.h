// One connection to PostgreSQL, by libpq. Every error throws Failure. Not thread-safe.

#ifndef CHISO_TOOLS_BENCHMARK_DATABASE_H_
#define CHISO_TOOLS_BENCHMARK_DATABASE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "common/sql/copy_format.h"

struct pg_conn;

namespace chiso::bench {

class Database {
 public:
  // libpq's connection string.
  explicit Database(const std::string& conninfo);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // Runs one or more statements.
  void Run(const std::string& sql);
  // The first value of the first row.
  std::string Value(const std::string& sql);
  int64_t Number(const std::string& sql);

  // Prepares a statement under a name.
  void Prepare(const std::string& name, const std::string& sql);
  // Runs it; all parameters are in the binary form.
  void RunPrepared(const std::string& name, const std::vector<absl::string_view>& parameters);

  // Runs `COPY target FROM STDIN (FORMAT binary)`; `rows` are whole rows, without header and trailer.
  void CopyIn(const std::string& target, absl::string_view rows);
  // Runs `COPY target FROM STDIN (FORMAT csv)` with what the file holds.
  void CopyFile(const std::string& target, const std::string& path);
  // Runs `COPY (query) TO STDOUT (FORMAT binary)` and calls `f` with a reader at each row, which holds that
  // row alone.
  void CopyOut(const std::string& query, absl::FunctionRef<void(CopyReader& row)> f);

 private:
  void Send(absl::string_view bytes);
  void StartCopy(const std::string& sql);
  void EndCopy(const std::string& sql);
  [[noreturn]] void FailWith(const std::string& what) const;

  pg_conn* const connection_;
};

}  // namespace chiso::bench

#endif  // CHISO_TOOLS_BENCHMARK_DATABASE_H_
