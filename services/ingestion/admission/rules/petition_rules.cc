// Petitions and answers about satisfaction.

#include "services/ingestion/admission/rules/kind_rules.h"

namespace chiso::rules {

namespace rv1 = record::v1;
using namespace ingestion::v1;  // NOLINT: the reasons are this file's vocabulary.

Finding CheckKey(const rv1::Petition& petition) { return RequiredLongCode("petition.code", petition.code()); }

Finding CheckContent(const rv1::Petition& petition, absl::Time now) {
  if (auto f = UnitOfCase("petition.unit_code", petition.unit_code())) return f;
  if (!petition.has_receive_time()) {
    return MakeVerdict(REASON_FIELD_MISSING, "petition.receive_time", "must be given");
  }
  if (auto f = PastTime("petition.receive_time", petition.has_receive_time(), petition.receive_time(), now))
    return f;
  if (auto f = KnownOrEmpty("petition.outcome", rv1::PetitionOutcome_IsValid(petition.outcome()))) return f;
  const bool has_outcome = petition.outcome() != rv1::PETITION_OUTCOME_UNSPECIFIED;
  if (has_outcome && !petition.has_outcome_time()) {
    return MakeVerdict(REASON_FIELD_MISSING, "petition.outcome_time", "must be given with an outcome");
  }
  if (!has_outcome && petition.has_outcome_time()) {
    return MakeVerdict(REASON_FIELD_MISSING, "petition.outcome", "must be given with outcome_time");
  }
  if (auto f = PastTime("petition.outcome_time", petition.has_outcome_time(), petition.outcome_time(), now))
    return f;
  if (auto f = PastTime("petition.publish_time", petition.has_publish_time(), petition.publish_time(), now))
    return f;
  if (auto f = DaysInOrder("petition.outcome_time", petition.has_outcome_time(), petition.receive_time(),
                           petition.outcome_time(), "receive_time")) {
    return f;
  }
  if (auto f =
          DaysInOrder("petition.publish_time", petition.has_outcome_time() && petition.has_publish_time(),
                      petition.outcome_time(), petition.publish_time(), "outcome_time")) {
    return f;
  }
  if (auto f = KnownOrEmpty("petition.satisfaction", rv1::Satisfaction_IsValid(petition.satisfaction())))
    return f;
  return petition.dossier_code().empty() ? Finding()
                                         : LongCode("petition.dossier_code", petition.dossier_code());
}

std::string KeyText(const rv1::Petition& petition) { return petition.code(); }

void KeepKey(rv1::Petition& petition) {
  rv1::Petition key;
  key.set_code(petition.code());
  petition = std::move(key);
}

Finding CheckKey(const rv1::SatisfactionAnswer& answer) {
  if (auto f = RequiredLongCode("satisfaction.dossier_code", answer.dossier_code())) return f;
  return answer.code().empty() ? Finding() : LongCode("satisfaction.code", answer.code());
}

Finding CheckContent(const rv1::SatisfactionAnswer& answer, absl::Time now) {
  if (!answer.has_answer_time()) {
    return MakeVerdict(REASON_FIELD_MISSING, "satisfaction.answer_time", "must be given");
  }
  if (auto f = PastTime("satisfaction.answer_time", answer.has_answer_time(), answer.answer_time(), now))
    return f;
  return Known("satisfaction.satisfaction", answer.satisfaction(),
               rv1::Satisfaction_IsValid(answer.satisfaction()));
}

std::string KeyText(const rv1::SatisfactionAnswer& answer) {
  // `/` may stand inside either code.
  return absl::StrCat(answer.dossier_code(), "@", answer.code());
}

void KeepKey(rv1::SatisfactionAnswer& answer) {
  answer.clear_answer_time();
  answer.clear_satisfaction();
}

}  // namespace chiso::rules
