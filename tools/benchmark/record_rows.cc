#include "tools/benchmark/record_rows.h"

#include "chiso/record/v1/kind.pb.h"

namespace chiso::bench {

void AddRow(RecordRows& rows, int16_t log_id, int32_t month, int64_t sequence,
            const record::v1::Record& record) {
  rows.Add(log_id, month, sequence, record.revision(), static_cast<int16_t>(record::v1::RECORD_KIND_DOSSIER),
           record.retracted(), record.dossier().code(), record);
}

}  // namespace chiso::bench
