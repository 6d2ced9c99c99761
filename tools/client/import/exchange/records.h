// From elements of the exchange to records: what is measured is taken over, what tells of a person is
// dropped. Pure; thread-safe.
//
// Only what is needed to build the record is checked here. What is required, what codes look like and in
// which order times stand is ingestion's to judge.

#ifndef CHISO_TOOLS_CLIENT_IMPORT_EXCHANGE_RECORDS_H_
#define CHISO_TOOLS_CLIENT_IMPORT_EXCHANGE_RECORDS_H_

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "chiso/record/v1/dossier.pb.h"
#include "tools/client/import/exchange/element.h"

namespace chiso {

// Fills the message, which must be empty; gives what is wrong with the element, its line left at 0.
// DATE_MALFORMED, VALUE_UNKNOWN, TYPE_MISMATCH, NUMBER_MALFORMED; PERSONAL_DATA: what should name the unit
// looks like a person's number or an e-mail address. Where no figure depends on the value, VALUE_UNKNOWN is a
// warning. After a fault the message is of no use.
ElementFindings ToDossier(const nlohmann::json& element, record::v1::Dossier& dossier);
ElementFindings ToProgress(const nlohmann::json& element, record::v1::ProgressLine& progress);

// What the numbers that identify an applicant tell about the identity: the best of them counts.
record::v1::IdentityKind ClassifyIdentity(const std::vector<std::string>& numbers);

// Whether a text may be shown as a unit's code or name: it is clean text and holds no e-mail address and no
// run of nine digits or more, as numbers of persons and telephones have. Spaces, points and hyphens do not
// interrupt a run in what is no code.
bool LooksLikeUnit(absl::string_view text);

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_IMPORT_EXCHANGE_RECORDS_H_
