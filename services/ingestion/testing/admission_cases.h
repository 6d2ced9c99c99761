// The rules of admission as cases, for tests: one for each rule and field of every kind.

#ifndef CHISO_SERVICES_INGESTION_TESTING_ADMISSION_CASES_H_
#define CHISO_SERVICES_INGESTION_TESTING_ADMISSION_CASES_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "chiso/ingestion/v1/verdict.pb.h"
#include "chiso/record/v1/record.pb.h"

namespace chiso::testing {

// A record that breaks one rule at kNow, and what must be said about it.
struct Case {
  std::string rule;
  record::v1::Record record;
  ingestion::v1::Reason reason;
  std::string field;
};

// The reasons that depend on no other record, each with every field where it can stand.
std::vector<Case> Cases();

// The fields of the cases by reason, as documents give them.
std::map<ingestion::v1::Reason, std::set<std::string>> FieldsOfCases();

// Two times of which the second, which is reported, must not lie on a day before the first.
struct Order {
  record::v1::RecordKind kind;
  const char* earlier;
  const char* later;
};
const std::vector<Order>& Orders();

// The fields without which a record is refused.
const std::vector<std::string>& RequiredFields();

// The bounds of a number.
struct Bounds {
  int64_t least;
  int64_t greatest;
};
// By field; those of parts are the numbers of all in the samples.
const std::map<std::string, Bounds>& NumberBounds();

// The longest text of the field, in bytes.
size_t LongestText(const std::string& path);

record::v1::RecordKind KindOfPath(const std::string& path);

}  // namespace chiso::testing

#endif  // CHISO_SERVICES_INGESTION_TESTING_ADMISSION_CASES_H_
