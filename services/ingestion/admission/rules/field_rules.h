// Rules of single fields, shared by the kinds of records. Each gives what is wrong, or nothing. Pure;
// thread-safe.

#ifndef CHISO_SERVICES_INGESTION_ADMISSION_RULES_FIELD_RULES_H_
#define CHISO_SERVICES_INGESTION_ADMISSION_RULES_FIELD_RULES_H_

#include <cstdint>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"
#include "services/ingestion/admission/rules/reasons.h"

namespace chiso {

// The clocks of a sender and of this service may differ by this much, time zones mistaken for one another
// included.
inline constexpr absl::Duration kClockSkew = absl::Hours(24);
// In bytes; the longest official names of offices take about 200.
inline constexpr size_t kMaxNameBytes = 300;
// The names of procedures are sentences.
inline constexpr size_t kMaxProcedureNameBytes = 2000;
// The greatest count. It leaves sums over all units and products with points inside 64 bits, and is far above
// the dossiers of the country in a century.
inline constexpr int64_t kMaxCount = 1'000'000'000'000;
// The greatest count within one dossier: far above any list of papers.
inline constexpr int64_t kMaxItems = 10'000;

Finding Required(absl::string_view field, absl::string_view value);
// Of units and procedures: 1 to 40 characters.
Finding Code(absl::string_view field, absl::string_view value);
Finding RequiredCode(absl::string_view field, absl::string_view value);
// The unit that a person's case is with, required: a code that is no person's number.
Finding UnitOfCase(absl::string_view field, absl::string_view value);
// Of dossiers and petitions: 1 to 64 characters, `/` among them.
Finding LongCode(absl::string_view field, absl::string_view value);
Finding RequiredLongCode(absl::string_view field, absl::string_view value);
Finding SenderName(absl::string_view field, absl::string_view value);
// `YYYY-MM-DD`, or empty.
Finding Date(absl::string_view field, absl::string_view value);
// Both of them well-formed or empty; `name` is the earlier field's.
Finding DatesInOrder(absl::string_view field, absl::string_view earlier, absl::string_view later,
                     absl::string_view name);
Finding PeriodForm(absl::string_view field, absl::string_view value);
Finding Number(absl::string_view field, int64_t value, int64_t least, int64_t greatest);
inline Finding Count(absl::string_view field, int64_t value) { return Number(field, value, 0, kMaxCount); }
// A list of at most so many.
Finding Length(absl::string_view field, int64_t size, int64_t greatest);
// An official name: clean text that holds nothing that looks like a person's number or address.
Finding Name(absl::string_view field, absl::string_view value, size_t max_bytes = kMaxNameBytes);
Finding Revision(int64_t revision, absl::Time now);
Finding RevisionOrder(int64_t order);

// Of an enum: 0 means that the field is empty.
Finding Known(absl::string_view field, int value, bool valid);
Finding KnownOrEmpty(absl::string_view field, bool valid);

// A time of the years 2000 to 2199 in Asia/Ho_Chi_Minh: no one-stop system is older, and what many of them
// write for none, 1970-01-01 or 1900-01-01, lies before. An absent one is sound.
Finding Time(absl::string_view field, bool given, const google::protobuf::Timestamp& time);
// One that has happened.
Finding PastTime(absl::string_view field, bool given, const google::protobuf::Timestamp& time,
                 absl::Time now);
// Compares days in Asia/Ho_Chi_Minh, as the index does; `name` is the earlier field's. Where one of the two
// is absent there is no order.
Finding DaysInOrder(absl::string_view field, bool both_given, const google::protobuf::Timestamp& earlier,
                    const google::protobuf::Timestamp& later, absl::string_view name);

// The day in Asia/Ho_Chi_Minh, counted from 1970-01-01: of every dossier days are compared.
int64_t DayNumberIn(const google::protobuf::Timestamp& time);
// Whether a dossier's code is of the form that the national portal prescribes: a unit's code that begins with
// the top level, the day in six digits, a number of four to seven.
bool IsPrescribedDossierCode(absl::string_view code);

}  // namespace chiso

#endif  // CHISO_SERVICES_INGESTION_ADMISSION_RULES_FIELD_RULES_H_
