// The names of the exchange: what is read of an element, and how the fields of the contracts are called
// there.

#ifndef CHISO_TOOLS_CLIENT_IMPORT_EXCHANGE_NAMES_H_
#define CHISO_TOOLS_CLIENT_IMPORT_EXCHANGE_NAMES_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace chiso {

// A key of the exchange.
struct ExchangeKey {
  // As the exchange writes it.
  absl::string_view name;
  // Whether the importer reads its values. Values of other keys are never stored in memory.
  bool read = false;
};

// The key of dossiers and lines of progress that is written here, in any case and whatever nobody sees at its
// ends; nothing where it is none.
std::optional<ExchangeKey> FindElementKey(absl::string_view key);
// The same of the keys of one list's entries.
std::optional<ExchangeKey> FindEntryKey(absl::string_view list, absl::string_view key);
// The same of all of them. Only these are shown in messages: in malformed JSON the text in the place of a key
// may be a person's name.
std::optional<ExchangeKey> FindExchangeKey(absl::string_view key);

// Whether the values of this key, written as the exchange does, are lists that are read.
bool IsReadList(absl::string_view name);

// The read key of dossiers and lines of progress, or of the list's entries where a list is given, that a key
// reads as although it is none: with characters that nobody sees, blanks or marks inside, `Ma\u200BHoSo` or
// `Mã hồ sơ`. Its value would be lost unsaid. Empty: it reads as none.
absl::string_view HiddenKey(absl::string_view list, absl::string_view key);

// Whether a record in protobuf's own JSON, or a refused one around it, has this key on its outside.
bool IsRecordKey(const std::string& key);

// What a field of the contracts is called in the exchange: `dossier.receive_time` is `NgayTiepNhan`,
// `dossier.supplements[2].request_time` is `DanhSachHoSoBoSung[2].NgayBoSung`; any other is left as it is.
std::string ExchangeName(absl::string_view field);

// The message of a verdict about the field, with the fields beside it called as in the exchange: of
// `dossier.return_time`, `lies on a day before process_end_time` ends with `NgayKetThucXuLy`.
std::string ExchangeMessage(absl::string_view field, absl::string_view message);

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_IMPORT_EXCHANGE_NAMES_H_
