#include "services/ingestion/admission/routing.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "common/errors.h"
#include "common/text.h"

namespace chiso {
namespace {

namespace rv1 = record::v1;

// The code whose top-level part names the log; empty: reference data.
absl::string_view RoutedBy(const rv1::Record& record) {
  using rv1::Record;
  switch (record.content_case()) {
    case Record::kUnitReturn:
      return record.unit_return().unit_code();
    case Record::kDossier:
      return record.dossier().code();
    case Record::kProgress:
      return record.progress().dossier_code();
    case Record::kPetition:
      return record.petition().code();
    case Record::kSatisfaction:
      return record.satisfaction().dossier_code();
    case Record::kNationalTotal:
      return record.national_total().unit_code();
    case Record::kCertifiedCopy:
      return record.certified_copy().unit_code();
    case Record::kPublication:
      return record.publication().unit_code();
    case Record::kUnit:
    case Record::kProcedure:
    case Record::kCalendarDay:
    case Record::kUnitChange:
    case Record::kUnitAlias:
    case Record::kFeed:
    case Record::CONTENT_NOT_SET:
      break;
  }
  return {};
}

}  // namespace

absl::string_view TopLevelCode(absl::string_view code) {
  // A dossier's code goes on with day and number.
  code = code.substr(0, code.find('-'));
  const absl::string_view first = code.substr(0, code.find('.'));
  if (first.size() == code.size() || !std::all_of(first.begin(), first.end(), absl::ascii_isdigit))
    return first;
  // The older form writes the top level last.
  return code.substr(code.rfind('.') + 1);
}

absl::StatusOr<Routing> Routing::Parse(absl::string_view text) {
  Routing routing;
  for (absl::string_view assignment : absl::StrSplit(text, ',', absl::SkipEmpty())) {
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(assignment, absl::MaxSplits('=', 1));
    if (!IsUnitCode(parts.first) || TopLevelCode(parts.first) != parts.first || !IsSenderName(parts.second) ||
        parts.second == kReferenceLog) {
      return InvalidArgument("assign_logs",
                             "must be like H44=north,H15=south: top-level codes and names of logs");
    }
    if (!routing.logs.emplace(parts.first, parts.second).second) {
      return InvalidArgument("assign_logs", "names a code twice");
    }
  }
  return routing;
}

const std::string& Routing::LogOfCode(absl::string_view code) const {
  if (logs.empty()) return default_log;
  const auto it = logs.find(std::string(TopLevelCode(code)));
  return it == logs.end() ? default_log : it->second;
}

std::string LogOf(const rv1::Record& record, const Routing& routing) {
  const absl::string_view code = RoutedBy(record);
  return code.empty() ? kReferenceLog : routing.LogOfCode(code);
}

}  // namespace chiso
