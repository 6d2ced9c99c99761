#include "tools/benchmark/copy_rows.h"

#include "chiso/record/v1/kind.pb.h"
#include "tools/benchmark/fail.h"

namespace chiso::bench {

void AppendBytes(std::string& out, uint64_t value, int bytes) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
    out.push_back(static_cast<char>(value >> shift & 0xff));
}

void AppendValue(std::string& out, absl::string_view value) {
  Append(out, static_cast<int32_t>(value.size()));
  out.append(value.data(), value.size());
}

void AppendRow(std::string& out, int16_t log_id, int32_t month, int64_t sequence,
               const record::v1::Record& record) {
  Append(out, int16_t{8});
  AppendValue(out, log_id);
  AppendValue(out, month);
  AppendValue(out, sequence);
  AppendValue(out, record.revision());
  AppendValue(out, static_cast<int16_t>(record::v1::RECORD_KIND_DOSSIER));
  AppendValue(out, static_cast<int8_t>(record.retracted()));
  AppendValue(out, absl::string_view(record.dossier().code()));
  Append(out, static_cast<int32_t>(record.ByteSizeLong()));
  record.AppendToString(&out);
}

void AppendArrayHead(std::string& out, int32_t type, int32_t count) {
  Append(out, int32_t{1});  // dimensions
  Append(out, int32_t{0});  // without nulls
  Append(out, type);
  Append(out, count);
  Append(out, int32_t{1});  // the first index
}

uint64_t TakeNumber(absl::string_view& from, int bytes) {
  if (from.size() < static_cast<size_t>(bytes)) Fail("the database gave less than its format says");
  uint64_t value = 0;
  for (int i = 0; i < bytes; ++i) value = value << 8 | static_cast<unsigned char>(from[i]);
  from.remove_prefix(bytes);
  return value;
}

absl::string_view TakeValue(absl::string_view& from) {
  const auto size = static_cast<size_t>(TakeNumber(from, 4));
  if (from.size() < size) Fail("the database gave less than its format says");
  const absl::string_view value = from.substr(0, size);
  from.remove_prefix(size);
  return value;
}

}  // namespace chiso::bench
