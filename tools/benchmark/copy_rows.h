// PostgreSQL's binary forms: of rows for COPY, and of arrays.

#ifndef CHISO_TOOLS_BENCHMARK_COPY_ROWS_H_
#define CHISO_TOOLS_BENCHMARK_COPY_ROWS_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "chiso/record/v1/record.pb.h"

namespace chiso::bench {

// Numbers, the highest byte first.
void AppendBytes(std::string& out, uint64_t value, int bytes);
template <typename T>
void Append(std::string& out, T value) {
  AppendBytes(out, static_cast<uint64_t>(value), sizeof(T));
}
// A value with its length before it.
template <typename T>
void AppendValue(std::string& out, T value) {
  Append(out, static_cast<int32_t>(sizeof(T)));
  Append(out, value);
}
void AppendValue(std::string& out, absl::string_view value);

// The columns of the table `record`, and one row of it. The record must be a dossier.
inline constexpr char kRecordColumns[] =
    "(log_id, arrival_month, sequence, revision, kind, retracted, subject, payload)";
void AppendRow(std::string& out, int16_t log_id, int32_t month, int64_t sequence,
               const record::v1::Record& record);

// An array of `count` values of the type, up to the values.
void AppendArrayHead(std::string& out, int32_t type, int32_t count);

// Reads numbers and values from the front of what the database gave.
uint64_t TakeNumber(absl::string_view& from, int bytes);
absl::string_view TakeValue(absl::string_view& from);

}  // namespace chiso::bench

#endif  // CHISO_TOOLS_BENCHMARK_COPY_ROWS_H_
