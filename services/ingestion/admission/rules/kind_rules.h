// What is said about the records of each kind, by one set of functions with an overload for each content.
// Pure; thread-safe. The fields and their rules are those of the contracts in proto/chiso/record/v1.
//
// CheckKey      the fields of the key: the first fault
// CheckContent  the others, the key being well-formed: the first fault
// AddWarnings   what is odd about a record that is accepted
// KeyText       the key as text, unique among the records of its kind
// KeepKey       empties all fields but those of the key

#ifndef CHISO_SERVICES_INGESTION_ADMISSION_RULES_KIND_RULES_H_
#define CHISO_SERVICES_INGESTION_ADMISSION_RULES_KIND_RULES_H_

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "chiso/record/v1/record.pb.h"
#include "common/csv.h"
#include "services/ingestion/admission/rules/field_rules.h"
#include "services/ingestion/admission/rules/reasons.h"

namespace chiso::rules {

using Verdicts = std::vector<ingestion::v1::Verdict>;

#define CHISO_KIND_RULES(Content)                                           \
  Finding CheckKey(const record::v1::Content& content);                     \
  Finding CheckContent(const record::v1::Content& content, absl::Time now); \
  std::string KeyText(const record::v1::Content& content);                  \
  void KeepKey(record::v1::Content& content)

CHISO_KIND_RULES(Unit);
CHISO_KIND_RULES(Return);
CHISO_KIND_RULES(Dossier);
CHISO_KIND_RULES(ProgressLine);
CHISO_KIND_RULES(Petition);
CHISO_KIND_RULES(SatisfactionAnswer);
CHISO_KIND_RULES(Procedure);
CHISO_KIND_RULES(NationalTotal);
CHISO_KIND_RULES(CertifiedCopyCount);
CHISO_KIND_RULES(CalendarDay);
CHISO_KIND_RULES(UnitChange);
CHISO_KIND_RULES(UnitAlias);
CHISO_KIND_RULES(FeedDeclaration);
CHISO_KIND_RULES(Publication);
#undef CHISO_KIND_RULES

// Of the name of an office, which spreadsheets show.
inline void AddNameWarning(absl::string_view field, const std::string& name, Verdicts& verdicts) {
  if (!LooksLikeFormula(name)) return;
  verdicts.push_back(
      MakeVerdict(ingestion::v1::REASON_NAME_LIKE_FORMULA, field,
                  "begins as a formula of a spreadsheet does; files of CSV put an apostrophe before it"));
}

#define CHISO_WARNINGS(Content) \
  void AddWarnings(const record::v1::Content& content, absl::Time now, Verdicts& verdicts)
CHISO_WARNINGS(Unit);
CHISO_WARNINGS(UnitAlias);
CHISO_WARNINGS(Return);
CHISO_WARNINGS(NationalTotal);
CHISO_WARNINGS(CertifiedCopyCount);
CHISO_WARNINGS(Publication);
CHISO_WARNINGS(Dossier);
#undef CHISO_WARNINGS
template <typename Content>
void AddWarnings(const Content&, absl::Time, Verdicts&) {}

// A unit in the text of a key.
inline std::string UnitText(const std::string& code, const std::string& valid_from) {
  return valid_from.empty() ? code : absl::StrCat(code, "@", valid_from);
}

// Calls `f` with the content of the record; requires that there is one.
template <typename F>
auto Visit(const record::v1::Record& record, F f) {
  using record::v1::Record;
  switch (record.content_case()) {
    case Record::kUnitReturn:
      return f(record.unit_return());
    case Record::kDossier:
      return f(record.dossier());
    case Record::kProgress:
      return f(record.progress());
    case Record::kPetition:
      return f(record.petition());
    case Record::kSatisfaction:
      return f(record.satisfaction());
    case Record::kProcedure:
      return f(record.procedure());
    case Record::kNationalTotal:
      return f(record.national_total());
    case Record::kCertifiedCopy:
      return f(record.certified_copy());
    case Record::kCalendarDay:
      return f(record.calendar_day());
    case Record::kUnitChange:
      return f(record.unit_change());
    case Record::kUnitAlias:
      return f(record.unit_alias());
    case Record::kFeed:
      return f(record.feed());
    case Record::kPublication:
      return f(record.publication());
    case Record::kUnit:
    case Record::CONTENT_NOT_SET:
      break;
  }
  return f(record.unit());
}

}  // namespace chiso::rules

#endif  // CHISO_SERVICES_INGESTION_ADMISSION_RULES_KIND_RULES_H_
