// Converts elements of the exchange to records: keeps what is measured, drops what identifies a person. Pure;
// thread-safe.
//
// Checks only what is needed to build the record. Ingestion judges required fields, the form of codes and the
// order of times.

#ifndef CHISO_TOOLS_CLIENT_IMPORT_EXCHANGE_RECORDS_H_
#define CHISO_TOOLS_CLIENT_IMPORT_EXCHANGE_RECORDS_H_

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "chiso/record/v1/dossier.pb.h"
#include "tools/client/import/exchange/members.h"

namespace chiso {

// Fills the message, which must be empty, and returns what is wrong with the element, with line 0.
// DATE_MALFORMED, VALUE_UNKNOWN, TYPE_MISMATCH, NUMBER_MALFORMED; CODE_MALFORMED: a code holds a character
// that nobody sees; PERSONAL_DATA: what should name the unit looks like a person's number or an e-mail
// address. Where no figure depends on the value, VALUE_UNKNOWN is a warning. After a fault the message's
// content is unspecified.
ElementFindings ToDossier(const nlohmann::json& element, record::v1::Dossier& dossier);
ElementFindings ToProgress(const nlohmann::json& element, record::v1::ProgressLine& progress);

// The kind of identity that an applicant's numbers prove; the strongest counts.
record::v1::IdentityKind ClassifyIdentity(const std::vector<std::string>& numbers);

// Whether a text may be shown as a unit's code or name: it is clean text and does not look personal.
bool LooksLikeUnit(absl::string_view text);

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_IMPORT_EXCHANGE_RECORDS_H_
