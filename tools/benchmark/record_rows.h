// Dossiers as rows of the table `record`.

#ifndef CHISO_TOOLS_BENCHMARK_RECORD_ROWS_H_
#define CHISO_TOOLS_BENCHMARK_RECORD_ROWS_H_

#include <cstdint>

#include "absl/strings/string_view.h"
#include "chiso/record/v1/record.pb.h"
#include "common/sql/copy_format.h"

namespace chiso::bench {

inline constexpr char kRecordColumns[] =
    "(log_id, arrival_month, sequence, revision, kind, retracted, subject, payload)";
using RecordRows =
    CopyRows<int16_t, int32_t, int64_t, int64_t, int16_t, bool, absl::string_view, record::v1::Record>;

// Appends a row. The record must be a dossier.
void AddRow(RecordRows& rows, int16_t log_id, int32_t month, int64_t sequence,
            const record::v1::Record& record);

}  // namespace chiso::bench

#endif  // CHISO_TOOLS_BENCHMARK_RECORD_ROWS_H_
