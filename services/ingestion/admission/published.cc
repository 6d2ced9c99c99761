#include "services/ingestion/admission/published.h"

#include "absl/strings/str_cat.h"
#include "common/period.h"
#include "services/ingestion/admission/routing.h"
#include "services/ingestion/admission/rules/field_rules.h"

namespace chiso {
namespace {

using google::protobuf::Timestamp;

std::string MonthOf(const Timestamp& time) {
  const absl::CivilDay day = DayOf(absl::FromUnixSeconds(time.seconds()));
  return Period::Month(absl::CivilMonth(day)).ToString();
}

Finding Check(const KnownCodes& known, absl::string_view field, const std::string& unit,
              const std::string& period) {
  if (!known.Contains(CodeKind::kPublication, absl::StrCat(unit, "/", period)) &&
      !known.Contains(CodeKind::kPublication, absl::StrCat(TopLevelCode(unit), "/", period))) {
    return {};
  }
  return MakeVerdict(ingestion::v1::REASON_PERIOD_PUBLISHED, field,
                     "lies in a period whose result has been published, which does not change");
}

}  // namespace

Finding TooLate(const record::v1::Record& record, const KnownCodes& known) {
  // Mostly nothing has been published lately, and this is asked of every record.
  if (!known.HasAny(CodeKind::kPublication) || record.retracted()) return {};
  if (record.has_dossier() && record.dossier().has_receive_time()) {
    return Check(known, "dossier.receive_time", record.dossier().unit_code(),
                 MonthOf(record.dossier().receive_time()));
  }
  if (record.has_petition()) {
    return Check(known, "petition.receive_time", record.petition().unit_code(),
                 MonthOf(record.petition().receive_time()));
  }
  if (record.has_unit_return()) {
    return Check(known, "unit_return.period", record.unit_return().unit_code(),
                 record.unit_return().period());
  }
  if (record.has_national_total()) {
    return Check(known, "national_total.period", record.national_total().unit_code(),
                 record.national_total().period());
  }
  if (record.has_certified_copy()) {
    return Check(known, "certified_copy.period", record.certified_copy().unit_code(),
                 record.certified_copy().period());
  }
  return {};
}

}  // namespace chiso
