// Which log holds which records. Pure; thread-safe.

#ifndef CHISO_SERVICES_INGESTION_ADMISSION_ROUTING_H_
#define CHISO_SERVICES_INGESTION_ADMISSION_ROUTING_H_

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "chiso/record/v1/record.pb.h"

namespace chiso {

// The log of units, procedures, the calendar and other reference data.
inline constexpr char kReferenceLog[] = "reference";

struct Routing {
  // By code of the top-level unit, e.g. `H44` -> `north`. Predecessors of a merged province share its log. A
  // code must stay where it is: records already written do not move.
  std::map<std::string, std::string> logs;
  // For what is not assigned.
  std::string default_log = "main";

  // Reads `H44=north,H15=south`; empty text: no assignment. INVALID_ARGUMENT otherwise.
  static absl::StatusOr<Routing> Parse(absl::string_view text);

  // The log of the top-level unit in the code of a unit, a dossier or a petition. Of nothing but the code, so
  // that all records of one key, whoever sends them, meet in one log.
  const std::string& LogOfCode(absl::string_view code) const;
};

// The log that the record belongs to. Requires: it has content, and the fields of its key are well-formed.
std::string LogOf(const record::v1::Record& record, const Routing& routing);

// The top-level part of a code: `H53` of `H53.30.20`, `000.20.30.H53` and `H53.30.20-261008-0975`.
absl::string_view TopLevelCode(absl::string_view code);

}  // namespace chiso

#endif  // CHISO_SERVICES_INGESTION_ADMISSION_ROUTING_H_
