// Admission: what is said about one record on its own, and where the record belongs. Pure; thread-safe.
//
// What depends on other records never refuses a record here, so that the order in which records arrive cannot
// matter.

#ifndef CHISO_SERVICES_INGESTION_ADMISSION_H_
#define CHISO_SERVICES_INGESTION_ADMISSION_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "chiso/ingestion/v1/ingestion_service.pb.h"
#include "chiso/record/v1/record.pb.h"

namespace chiso {

// The clocks of a sender and of this service may differ by this much, time zones mistaken for one another
// included.
inline constexpr absl::Duration kClockSkew = absl::Hours(24);
// In bytes; the longest official names of offices take about 200.
inline constexpr int kMaxNameBytes = 300;
// The greatest count of a return. It leaves sums over all units and products with points inside 64 bits, and
// is far above the dossiers of the country in a century.
inline constexpr int64_t kMaxCount = 1'000'000'000'000;

// A reason with what follows from it.
struct ReasonRule {
  ingestion::v1::Reason reason;
  ingestion::v1::Severity severity;
};

// Every reason but UNSPECIFIED, in order of its number.
const std::vector<ReasonRule>& ReasonRules();
ingestion::v1::Severity SeverityOf(ingestion::v1::Reason reason);

// What is said about the record, its index left at 0; nothing where it is accepted without remark. A record
// that is refused gets the first rule it breaks: those of the key come first. The verdict's key is empty
// where the key itself is at fault, so that a verdict never repeats text that is not a code.
//
// Of a retracted record the key and the revision alone are looked at. `now` bounds the revision.
std::optional<ingestion::v1::Verdict> Examine(const record::v1::Record& record, absl::Time now);

// A verdict with the severity of its reason.
ingestion::v1::Verdict MakeVerdict(ingestion::v1::Reason reason, absl::string_view field,
                                   absl::string_view message);

// The kind; UNSPECIFIED where the record has no content.
record::v1::RecordKind KindOf(const record::v1::Record& record);

// The natural key as text, unique among the records of its kind: `H44/2026-08/ON_TIME/subtree`,
// `H44@2025-07-01/2026-08/ON_TIME/own_offices`; for units `H44` or `H44@2025-07-01`.
// Requires: the fields of the key are well-formed.
std::string KeyOf(const record::v1::Record& record);

// Empties all fields of the content but those of the key: what a retracted record says besides is not looked
// at, so it is not kept.
void KeepKeyOnly(record::v1::Record& record);

// The log of units and other reference data.
inline constexpr char kReferenceLog[] = "reference";

// Which log holds the records of which units.
struct Routing {
  // By code of the top-level unit, e.g. `H44` -> `north`. Predecessors of a merged province share its log. A
  // code must stay where it is: records already written do not move.
  std::map<std::string, std::string> logs;
  // For what is not assigned.
  std::string default_log = "main";

  // Reads `H44=north,H15=south`; empty text: no assignment. INVALID_ARGUMENT otherwise.
  static absl::StatusOr<Routing> Parse(absl::string_view text);
};

// The name of the log that the record belongs to.
std::string LogOf(const record::v1::Record& record, const Routing& routing);

// The top-level part of a unit's code: `H53` of `H53.30.20` and of `000.20.30.H53`.
absl::string_view TopLevelCode(absl::string_view code);

}  // namespace chiso

#endif  // CHISO_SERVICES_INGESTION_ADMISSION_H_
