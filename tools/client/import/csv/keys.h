// What tells that two rows of a file speak of the same. Pure; thread-safe.

#ifndef CHISO_TOOLS_CLIENT_IMPORT_CSV_KEYS_H_
#define CHISO_TOOLS_CLIENT_IMPORT_CSV_KEYS_H_

#include <string>

#include "chiso/record/v1/record.pb.h"
#include "chiso/reporting/v1/official.pb.h"
#include "tools/client/import/chunk/file_kind.h"

namespace chiso {

// Whether the services will accept the content, as far as it can be told here; the key is not examined.
bool MayBeStored(FileKind kind, const record::v1::Record& record);
bool MayBeStored(FileKind kind, const reporting::v1::OfficialFigure& figure);

// The key and the revision as bytes: no two rows of a file may share them with different content.
std::string KeyOf(FileKind kind, const record::v1::Record& record);
std::string KeyOf(FileKind kind, const reporting::v1::OfficialFigure& figure);

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_IMPORT_CSV_KEYS_H_
