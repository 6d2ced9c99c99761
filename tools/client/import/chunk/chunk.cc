#include "tools/client/import/chunk/chunk.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/sha256.h"

namespace chiso {

std::string BatchIdOf(FileKind kind, const ingestion::v1::Batch& batch) {
  ingestion::v1::Batch content;
  *content.mutable_records() = batch.records();
  return absl::StrCat(KindName(kind), "-", absl::BytesToHexString(Sha256(content.SerializeAsString())));
}

}  // namespace chiso
