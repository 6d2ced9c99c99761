// The columns of the files of CSV. Those of a kind of records are the fields of its contract.

#ifndef CHISO_TOOLS_CLIENT_IMPORT_CSV_COLUMNS_H_
#define CHISO_TOOLS_CLIENT_IMPORT_CSV_COLUMNS_H_

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

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

// A column of a record's content and its field: one of the content itself, or of a message within it.
struct ContentColumn {
  std::string name;
  const google::protobuf::FieldDescriptor* within;  // null: of the content itself
  const google::protobuf::FieldDescriptor* field;

  // The message that has the field.
  google::protobuf::Message& ParentIn(google::protobuf::Message& content) const;
  const google::protobuf::Message& ParentIn(const google::protobuf::Message& content) const;
};

// Both require that the rows are records of one kind.
// The field of Record that holds what rows of the kind say.
const google::protobuf::FieldDescriptor& ContentField(FileKind kind);
// In the order of the contract.
const std::vector<ContentColumn>& ContentColumns(FileKind kind);

// INVALID_ARGUMENT: the header lacks a column that the kind needs, or has one that it does not know.
absl::Status CheckHeader(FileKind kind, const std::vector<std::string>& header);

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_IMPORT_CSV_COLUMNS_H_
