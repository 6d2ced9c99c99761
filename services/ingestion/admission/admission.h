// Admission: what is said about one record on its own. Pure; thread-safe. The rules stand in rules/.
//
// What depends on other records never refuses a record here, so that the order in which records arrive cannot
// matter.

#ifndef CHISO_SERVICES_INGESTION_ADMISSION_ADMISSION_H_
#define CHISO_SERVICES_INGESTION_ADMISSION_ADMISSION_H_

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "chiso/ingestion/v1/verdict.pb.h"
#include "chiso/record/v1/record.pb.h"
#include "services/ingestion/admission/known_codes.h"
#include "services/ingestion/admission/rules/reasons.h"

namespace chiso {

// What is said about the record, indexes left at 0; nothing where it is accepted without remark. A record
// that is refused gets the first rule it breaks, those of the key first; one that is accepted gets all
// warnings. A verdict's key is empty where the key itself is at fault, and of a refused record where
// KeepWellFormed would not keep it, so that a verdict never repeats what may be personal.
//
// Of a retracted record the key, the revision and its order alone are looked at. `now` bounds revision and
// times.
std::vector<ingestion::v1::Verdict> Examine(const record::v1::Record& record, absl::Time now);

// The kind; UNSPECIFIED where the record has no content.
record::v1::RecordKind KindOf(const record::v1::Record& record);

// The natural key as text, unique among the records of its kind: `H44/2026-08/ON_TIME/subtree`,
// `H44@2025-07-01/2026-08/ON_TIME/own_offices`; for units `H44` or `H44@2025-07-01`; for dossiers the code.
// Requires: there is content, and the fields of the key are well-formed.
std::string KeyOf(const record::v1::Record& record);

// What the record is looked up by: of dossiers, their progress and answers about them the dossier's code, a
// view of the record; of all others the key, a view of `key`, which it is written to.
absl::string_view SubjectOf(const record::v1::Record& record, std::string& key);

// Puts the official names into the form in which they read (ReadAsSeen): no character that nobody sees, and
// no blank at the ends. The name of a dossier's unit that hides the unit's code stays as it is, and is
// refused.
void ReadNamesAsSeen(record::v1::Record& record);

// Empties all fields of the content but those of the key: what a retracted record says besides is not looked
// at, so it is not kept.
void KeepKeyOnly(record::v1::Record& record);

// Empties every text that has not the form of a code, a date or an official name: a refused record may hold
// anything, and what is kept of it must hold nothing personal.
void KeepWellFormed(record::v1::Record& record);

// A code that a record names and for which another record stands.
struct CodeMention {
  CodeKind kind;
  absl::string_view field;
  absl::string_view code;
  // Of a unit: when the record needs it. What is of a period needs it on one of its days, a dossier and a
  // petition on the day of reception, a day of the calendar on that day, a unit and an alias on one of the
  // days on which they hold, a step between units before it or after.
  UnitWhen when;
};
// Calls `f` for each of them; what it is given lives as long as the call.
void ForEachMention(const record::v1::Record& record, absl::string_view sender,
                    absl::FunctionRef<void(const CodeMention&)> f);
// Calls `f` for each code that the record introduces.
void ForEachIntroduced(const record::v1::Record& record,
                       absl::FunctionRef<void(CodeKind, absl::string_view code)> f);

}  // namespace chiso

#endif  // CHISO_SERVICES_INGESTION_ADMISSION_ADMISSION_H_
