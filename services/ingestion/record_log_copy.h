// PostgreSQL's binary COPY: its format, and its transport over libpq.

#ifndef CHISO_SERVICES_INGESTION_RECORD_LOG_COPY_H_
#define CHISO_SERVICES_INGESTION_RECORD_LOG_COPY_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

struct pg_conn;

namespace chiso {

// Rows in the form in which COPY … FROM STDIN (FORMAT binary) takes them. Not thread-safe.
class CopyRows {
 public:
  // Begins a row; exactly `fields` values must follow, in order of the columns.
  void BeginRow(int16_t fields);
  void PutInt16(int16_t value);
  void PutInt32(int32_t value);
  void PutInt64(int64_t value);
  void PutBool(bool value);
  // timestamptz, cut to microseconds.
  void PutTime(absl::Time time);
  // text or bytea.
  void PutBytes(absl::string_view value);
  // Appends the length of a text or bytea and room for it, and returns where to write. Valid until the next
  // call.
  char* PutRoom(size_t size);

  int64_t row_count() const { return static_cast<int64_t>(starts_.size()); }
  absl::string_view bytes() const { return bytes_; }

  // Overwrite a number in a row already there; `offset` is that of the value from the start of the row.
  void SetInt16(int64_t row, size_t offset, int16_t value);
  void SetInt32(int64_t row, size_t offset, int32_t value);
  void SetInt64(int64_t row, size_t offset, int64_t value);

  // The text or bytea whose length stands before `offset`. Valid until the next row.
  absl::string_view BytesAt(int64_t row, size_t offset) const;

 private:
  std::string bytes_;
  std::vector<uint32_t> starts_;
};

// Runs `COPY target FROM STDIN (FORMAT binary)` with the pieces one after another, inside the transaction
// that the connection is in. `target` is a table with its columns. Throws pqxx::sql_error, or
// pqxx::broken_connection.
void CopyIn(pg_conn* connection, const std::string& target, const std::vector<const CopyRows*>& pieces);

// Runs `COPY (query) TO STDOUT (FORMAT binary)` and returns all its bytes. Throws as CopyIn.
std::string CopyOut(pg_conn* connection, const std::string& query);

// Reads what CopyOut gave. The bytes must outlive it and the views it returns.
class CopyReader {
 public:
  explicit CopyReader(absl::string_view bytes);
  // Goes to the next row; false at the end. The row before must have been read to its end.
  bool NextRow();
  int64_t Int64();
  absl::string_view Bytes();

 private:
  absl::string_view Take(size_t size);

  absl::string_view rest_;
};

}  // namespace chiso

#endif  // CHISO_SERVICES_INGESTION_RECORD_LOG_COPY_H_
