#include "services/ingestion/admission/published.h"

#include "absl/strings/str_cat.h"
#include "common/period.h"
#include "services/ingestion/admission/routing.h"
#include "services/ingestion/admission/rules/field_rules.h"

namespace chiso {
namespace {

using google::protobuf::Timestamp;

std::string MonthOf(const Timestamp& time) { return Period::Month(absl::CivilMonth(DayIn(time))).ToString(); }

Finding Check(const Published& published, absl::string_view field, const std::string& unit,
              const std::string& period) {
  if (!published.contains(absl::StrCat(unit, "/", period)) &&
      !published.contains(absl::StrCat(TopLevelCode(unit), "/", period))) {
    return {};
  }
  return MakeVerdict(ingestion::v1::REASON_PERIOD_PUBLISHED, field,
                     "lies in a period whose result has been published, which does not change");
}

}  // namespace

Finding TooLate(const record::v1::Record& record, const Published& published) {
  // Mostly nothing has been published lately, and this is asked of every record.
  if (published.empty() || record.retracted()) return {};
  if (record.has_dossier() && record.dossier().has_receive_time()) {
    return Check(published, "dossier.receive_time", record.dossier().unit_code(),
                 MonthOf(record.dossier().receive_time()));
  }
  if (record.has_petition()) {
    return Check(published, "petition.receive_time", record.petition().unit_code(),
                 MonthOf(record.petition().receive_time()));
  }
  if (record.has_unit_return()) {
    return Check(published, "unit_return.period", record.unit_return().unit_code(),
                 record.unit_return().period());
  }
  if (record.has_national_total()) {
    return Check(published, "national_total.period", record.national_total().unit_code(),
                 record.national_total().period());
  }
  if (record.has_certified_copy()) {
    return Check(published, "certified_copy.period", record.certified_copy().unit_code(),
                 record.certified_copy().period());
  }
  return {};
}

}  // namespace chiso
