#include "services/ingestion/log/record_rows.h"

#include <string>

#include "services/ingestion/admission/admission.h"

namespace chiso {
namespace {

constexpr size_t kUsualSubjectSize = 30;

}  // namespace

void RecordRows::Reserve(size_t rows, size_t bytes) { rows_.Reserve(rows, rows * kUsualSubjectSize + bytes); }

void RecordRows::Add(const record::v1::Record& record) {
  std::string key;
  rows_.Add(0, 0, 0, record.revision(), static_cast<int16_t>(KindOf(record)), record.retracted(),
            chiso::SubjectOf(record, key), record);
}

void RecordRows::Place(int16_t log_id, int32_t arrival_month, int64_t first_sequence) {
  for (int64_t row = 0; row < size(); ++row) {
    rows_.Set<kLogId>(row, log_id);
    rows_.Set<kArrivalMonth>(row, arrival_month);
    rows_.Set<kSequence>(row, first_sequence + row);
  }
}

}  // namespace chiso
