// The reasons of verdicts, each with what follows from it. One table: the contract and docs/admission.md
// agree with it by test.

#ifndef CHISO_SERVICES_INGESTION_ADMISSION_RULES_REASONS_H_
#define CHISO_SERVICES_INGESTION_ADMISSION_RULES_REASONS_H_

#include <optional>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "chiso/ingestion/v1/verdict.pb.h"

namespace chiso {

// What is said about a record; nothing where a rule holds.
using Finding = std::optional<ingestion::v1::Verdict>;

struct ReasonRule {
  ingestion::v1::Reason reason;
  ingestion::v1::Severity severity;
};

// Every reason but UNSPECIFIED, in order of its number.
absl::Span<const ReasonRule> ReasonRules();
ingestion::v1::Severity SeverityOf(ingestion::v1::Reason reason);

// A verdict with the severity of its reason.
ingestion::v1::Verdict MakeVerdict(ingestion::v1::Reason reason, absl::string_view field,
                                   absl::string_view message);

}  // namespace chiso

#endif  // CHISO_SERVICES_INGESTION_ADMISSION_RULES_REASONS_H_
