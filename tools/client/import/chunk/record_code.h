// The codes by which findings name what they are about.

#ifndef CHISO_TOOLS_CLIENT_IMPORT_CHUNK_RECORD_CODE_H_
#define CHISO_TOOLS_CLIENT_IMPORT_CHUNK_RECORD_CODE_H_

#include <string>

#include "absl/strings/string_view.h"
#include "chiso/record/v1/record.pb.h"

namespace chiso {

// The code where it has the form of one and cannot be a person's number; else empty.
std::string ShownCode(absl::string_view code);

// The code in the record's key: that of a dossier, a petition, a unit or a procedure, or of the dossier or
// unit that it says something about. Empty where it has none that is shown. Pure; thread-safe.
std::string CodeOf(const record::v1::Record& record);

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_IMPORT_CHUNK_RECORD_CODE_H_
