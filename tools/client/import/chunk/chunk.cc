#include "tools/client/import/chunk/chunk.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/sha256.h"
#include "tools/client/words/times.h"

namespace chiso {

void SpeakOfFileTime(const Chunk& chunk, absl::Time value, absl::string_view remedy, Finding& finding) {
  // A dossier's revision holds more in its microseconds.
  if (!chunk.file_time || absl::ToUnixSeconds(value) != absl::ToUnixSeconds(*chunk.file_time)) return;
  finding.message = absl::StrCat("its ", finding.column, " is the time of the file, ",
                                 FormatTimestamp(ToTimestamp(*chunk.file_time)), ", which ", finding.message,
                                 "; give ", remedy);
  finding.column.clear();
}

std::string BatchIdOf(FileKind kind, const ingestion::v1::Batch& batch) {
  ingestion::v1::Batch content;
  *content.mutable_records() = batch.records();
  return absl::StrCat(KindName(kind), "-", absl::BytesToHexString(Sha256(content.SerializeAsString())));
}

}  // namespace chiso
