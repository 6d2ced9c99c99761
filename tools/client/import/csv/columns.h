// The columns of the files of CSV. Those of a kind of records are the fields of its contract.

#ifndef CHISO_TOOLS_CLIENT_IMPORT_CSV_COLUMNS_H_
#define CHISO_TOOLS_CLIENT_IMPORT_CSV_COLUMNS_H_

#include <google/protobuf/descriptor.h>

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "tools/client/import/chunk/file_kind.h"

namespace chiso {

struct Columns {
  // What a header must have.
  std::vector<absl::string_view> required;
  // What it may have beside that.
  std::vector<std::string> optional;
  // Of records: the columns of the key, and those that ingestion refuses where they are empty.
  std::vector<absl::string_view> key;
  std::vector<absl::string_view> filled;
};

// Requires: the kind is not kRecords.
const Columns& ColumnsOf(FileKind kind);

// The field of Record that holds what rows of the kind say. Requires: they are records of one kind.
const google::protobuf::FieldDescriptor& ContentField(FileKind kind);

// INVALID_ARGUMENT: the header lacks a column that the kind needs, or has one that it does not know.
absl::Status CheckHeader(FileKind kind, const std::vector<std::string>& header);

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_IMPORT_CSV_COLUMNS_H_
