// PostgreSQL's binary COPY: its format, and its transport over libpq.

#ifndef CHISO_SERVICES_INGESTION_LOG_COPY_H_
#define CHISO_SERVICES_INGESTION_LOG_COPY_H_

#include <google/protobuf/message_lite.h>

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
  // Makes room for rows to come.
  void Reserve(size_t rows, size_t bytes);

  // Appends a row of these values, in order of the columns: bool, int16_t, int32_t, int64_t; absl::Time for
  // timestamptz, cut to microseconds; text and bytea from a string, or from a message, serialised.
  template <typename... Values>
  void Add(const Values&... values) {
    char* to = Begin(sizeof...(Values), (SizeOf(values) + ...));
    ((to = Put(to, values)), ...);
  }

  int64_t row_count() const { return static_cast<int64_t>(starts_.size()); }
  absl::string_view bytes() const { return bytes_; }

  // Overwrite a number in a row already there; `offset` is that of the value from the start of the row.
  void SetInt16(int64_t row, size_t offset, int16_t value);
  void SetInt32(int64_t row, size_t offset, int32_t value);
  void SetInt64(int64_t row, size_t offset, int64_t value);

  // The text or bytea whose length stands before `offset`. Valid until the next row.
  absl::string_view BytesAt(int64_t row, size_t offset) const;

 private:
  // Of a value with its length before it.
  static size_t SizeOf(bool) { return 4 + 1; }
  static size_t SizeOf(int16_t) { return 4 + 2; }
  static size_t SizeOf(int32_t) { return 4 + 4; }
  static size_t SizeOf(int64_t) { return 4 + 8; }
  static size_t SizeOf(absl::Time) { return 4 + 8; }
  static size_t SizeOf(absl::string_view value) { return 4 + value.size(); }
  static size_t SizeOf(const google::protobuf::MessageLite& value) { return 4 + value.ByteSizeLong(); }

  // Write a value, its length before it, and return where it ends. SizeOf was asked before.
  static char* Put(char* to, bool value);
  static char* Put(char* to, int16_t value);
  static char* Put(char* to, int32_t value);
  static char* Put(char* to, int64_t value);
  static char* Put(char* to, absl::Time value);
  static char* Put(char* to, absl::string_view value);
  static char* Put(char* to, const google::protobuf::MessageLite& value);

  // Begins a row and returns where its first value goes, with room for `size` bytes.
  char* Begin(size_t fields, size_t size);

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

#endif  // CHISO_SERVICES_INGESTION_LOG_COPY_H_
