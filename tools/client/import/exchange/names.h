// The names of the exchange: what is read of an element, and how the fields of the contracts are called
// there.

#ifndef CHISO_TOOLS_CLIENT_IMPORT_EXCHANGE_NAMES_H_
#define CHISO_TOOLS_CLIENT_IMPORT_EXCHANGE_NAMES_H_

#include <string>

#include "absl/strings/string_view.h"

namespace chiso {

// Whether the importer reads the values of this key. Values of other keys are never stored in memory.
bool IsReadKey(absl::string_view key);

// Whether this is a key of the exchange, read or not. Only these are shown in messages: in malformed JSON the
// text in the place of a key may be a person's name.
bool IsExchangeKey(absl::string_view key);

// What a field of the contracts is called in the exchange: `dossier.receive_time` is `NgayTiepNhan`,
// `dossier.supplements[2].request_time` is `DanhSachHoSoBoSung[2].NgayBoSung`; any other is left as it is.
std::string ExchangeName(absl::string_view field);

// The message of a verdict about the field, with the fields beside it called as in the exchange: of
// `dossier.return_time`, `lies on a day before process_end_time` ends with `NgayKetThucXuLy`.
std::string ExchangeMessage(absl::string_view field, absl::string_view message);

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_IMPORT_EXCHANGE_NAMES_H_
