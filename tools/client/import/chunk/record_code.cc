#include "tools/client/import/chunk/record_code.h"

#include "common/personal.h"
#include "common/text.h"

namespace chiso {

std::string ShownCode(absl::string_view code) {
  return IsLongCode(code) && !LooksPersonal(code) ? std::string(code) : "";
}

std::string CodeOf(const record::v1::Record& record) {
  using record::v1::Record;
  switch (record.content_case()) {
    case Record::kUnit:
      return ShownCode(record.unit().code());
    case Record::kUnitReturn:
      return ShownCode(record.unit_return().unit_code());
    case Record::kDossier:
      return ShownCode(record.dossier().code());
    case Record::kProgress:
      return ShownCode(record.progress().dossier_code());
    case Record::kPetition:
      return ShownCode(record.petition().code());
    case Record::kSatisfaction:
      return ShownCode(record.satisfaction().dossier_code());
    case Record::kProcedure:
      return ShownCode(record.procedure().code());
    case Record::kNationalTotal:
      return ShownCode(record.national_total().unit_code());
    case Record::kCertifiedCopy:
      return ShownCode(record.certified_copy().unit_code());
    case Record::kCalendarDay:
      return ShownCode(record.calendar_day().unit_code());
    case Record::kUnitChange:
      return ShownCode(record.unit_change().from().code());
    case Record::kUnitAlias:
      return ShownCode(record.unit_alias().unit_code());
    case Record::kFeed:
      return ShownCode(record.feed().unit_code());
    case Record::kPublication:
      return ShownCode(record.publication().unit_code());
    case Record::CONTENT_NOT_SET:
      break;
  }
  return "";
}

}  // namespace chiso
