// From a cell of CSV to a field of a record, by the type that the contract gives it. Pure; thread-safe.

#ifndef CHISO_TOOLS_CLIENT_IMPORT_CSV_CELLS_H_
#define CHISO_TOOLS_CLIENT_IMPORT_CSV_CELLS_H_

#include <google/protobuf/message.h>

#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace chiso {

// What stands between the entries of a list in one cell.
inline constexpr char kListSeparator = ';';

// Whether a text of the contract is a day, by its name.
bool IsDay(const google::protobuf::FieldDescriptor& field);
// Whether it is a name: of an office, a procedure or what a change rests on.
bool IsName(const google::protobuf::FieldDescriptor& field);

// Sets the field to what the cell says: a text as it stands, a name as a reader sees it, a day in either form
// as YYYY-MM-DD, a time of day with it in Asia/Ho_Chi_Minh, a choice by its word, a flag, a count of digits
// alone, or a list of choices. Returns which rule the cell breaks. A text that is no day is left to the
// service, which names the form. Requires: the text is not empty and in NFC; the field is of a record
// or of its content.
std::optional<std::string> SetCell(const google::protobuf::FieldDescriptor& field, const std::string& text,
                                   google::protobuf::Message& content);

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_IMPORT_CSV_CELLS_H_
