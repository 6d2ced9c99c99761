// What the transaction of a group writes besides records, in one statement.

#ifndef CHISO_SERVICES_INGESTION_LOG_GROUP_BOOKS_H_
#define CHISO_SERVICES_INGESTION_LOG_GROUP_BOOKS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/sql/postgres.h"
#include "services/ingestion/log/sql.h"

namespace chiso {

// Rows for one table and the SQL that writes them: one part of a statement, which takes the rows as an array
// for each column, so that its text is the same for any number of rows.
class Book {
 public:
  struct Column {
    const char* name;
    const char* type;
  };
  // The value of a bytea column.
  struct Bytes {
    absl::string_view value;
  };

  // `sql` reads the rows from the table `added` of its FROM clause, where it says `$added`.
  Book(const char* name, std::vector<Column> columns, const char* sql);

  // Appends a row of as many values as there are columns: int64_t, std::optional<int64_t>, absl::string_view
  // or Bytes.
  template <typename... Values>
  void Add(const Values&... values) {
    size_t column = 0;
    (AddTo(arrays_[column++], values), ...);
  }
  bool empty() const { return arrays_.front().empty(); }

  // `name AS (sql)`. Appends to `parameters` what this part takes.
  std::string Part(std::vector<std::string>& parameters) const;

 private:
  static void AddTo(sql::ArrayColumn& array, int64_t value) { array.AddNumber(value); }
  static void AddTo(sql::ArrayColumn& array, absl::string_view value) { array.AddText(value); }
  static void AddTo(sql::ArrayColumn& array, Bytes bytes) { array.AddBytes(bytes.value); }
  static void AddTo(sql::ArrayColumn& array, std::optional<int64_t> value) {
    value ? array.AddNumber(*value) : array.AddNull();
  }

  const char* const name_;
  const std::vector<Column> columns_;
  const char* const sql_;
  std::vector<sql::ArrayColumn> arrays_;
};

// The books of a group. A head, a sender and a position replace what was there, so whoever writes them holds
// the locks of the log and of the sender; findings are added to what was there.
struct GroupBooks {
  GroupBooks();

  // Writes all books and commits. `arrival_month` is e.g. 202608.
  void Write(Transaction& transaction, absl::Time arrival_time, int arrival_month) const;

  // sender_id, batch_id, number, digest, receipt
  Book batches;
  // log_id, first_sequence, last_sequence, sender_id, batch_id, log_digest
  Book parts;
  // log_id, head_sequence, head_digest
  Book heads;
  // sender_id, chain, batch_count, accepted_count, rejected_count, newest_receive_time in seconds since 1970
  Book senders;
  // sender_id, log_id, sequence, log_digest
  Book positions;
  // sender_id, oddity, count, of_count, examples with a space between them
  Book findings;
};

}  // namespace chiso

#endif  // CHISO_SERVICES_INGESTION_LOG_GROUP_BOOKS_H_
