// Accepted records as rows of the table `record`.

#ifndef CHISO_SERVICES_INGESTION_LOG_RECORD_ROWS_H_
#define CHISO_SERVICES_INGESTION_LOG_RECORD_ROWS_H_

#include <cstdint>

#include "absl/strings/string_view.h"
#include "chiso/record/v1/record.pb.h"
#include "common/sql/copy_format.h"

namespace chiso {

// Rows in the form that COPY takes, so that the one thread that appends need not encode them. They get their
// log, month and sequence numbers when they are appended. Pure; not thread-safe.
class RecordRows {
 public:
  // The columns, in order.
  static constexpr char kColumns[] =
      "log_id, arrival_month, sequence, revision, kind, retracted, subject, payload";

  // Makes room for rows to come, of records of so many bytes together.
  void Reserve(size_t rows, size_t bytes);
  void Add(const record::v1::Record& record);
  // Numbers the rows from `first_sequence`; may be called again with other numbers.
  void Place(int16_t log_id, int32_t arrival_month, int64_t first_sequence);
  // What a row's record is about. Valid until the next Add.
  absl::string_view SubjectOf(int64_t row) const { return rows_.Get<kSubject>(row); }

  int64_t size() const { return rows_.row_count(); }
  // Valid until the next Add.
  absl::string_view bytes() const { return rows_.bytes(); }

 private:
  // Places in kColumns.
  enum Column { kLogId, kArrivalMonth, kSequence, kRevision, kKind, kRetracted, kSubject, kPayload };

  CopyRows<int16_t, int32_t, int64_t, int64_t, int16_t, bool, absl::string_view, record::v1::Record> rows_;
};

}  // namespace chiso

#endif  // CHISO_SERVICES_INGESTION_LOG_RECORD_ROWS_H_
