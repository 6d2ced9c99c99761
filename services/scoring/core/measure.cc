#include "services/scoring/core/measure.h"

#include "absl/container/flat_hash_map.h"

namespace chiso::core {
namespace {

constexpr Measure Dossiers(absl::string_view name, Trait trait) {
  return {.name = name, .subject = Subject::kDossiers, .counts = Counted::kTrait, .trait = trait};
}
constexpr Measure Cases(absl::string_view name, Subject subject, Counted counts) {
  return {.name = name, .subject = subject, .counts = counts};
}
// What stands at the end of a period: two months see the same thing.
constexpr Measure Stock(absl::string_view name, Subject subject, Counted counts) {
  return {.name = name, .subject = subject, .counts = counts, .adds_over_periods = false};
}
constexpr Measure Distinct(absl::string_view name, Subject subject, Counted counts,
                           ProcedureUse use = ProcedureUse::kOnline) {
  return {.name = name,
          .subject = subject,
          .counts = counts,
          .adds_over_units = false,
          .adds_over_periods = false,
          .use = use};
}

constexpr Measure kMeasures[] = {
    Stock("communes_certifying_copies", Subject::kCommunes, Counted::kUsed),
    Stock("communes_managed", Subject::kCommunes, Counted::kAll),
    Dossiers("dossiers", Trait::kAll),
    Dossiers("dossiers_digitised", Trait::kDigitised),
    Dossiers("dossiers_finished", Trait::kAll),
    Dossiers("dossiers_needing_result", Trait::kResultRequired),
    Cases("dossiers_on_time", Subject::kDossiers, Counted::kOnTime),
    Dossiers("dossiers_online", Trait::kOnline),
    Dossiers("dossiers_paid_online", Trait::kPaidOnline),
    // The greater of what two systems counted as received, taken where it is reported; above that it is
    // pooled.
    Cases("dossiers_received_by_either_system", Subject::kSync, Counted::kAll),
    Dossiers("dossiers_reusing_data", Trait::kReuse),
    Cases("dossiers_satisfied", Subject::kDossiers, Counted::kSatisfied),
    Dossiers("dossiers_shared_with_storage", Trait::kStorage),
    Cases("dossiers_synchronised", Subject::kSync, Counted::kAll),
    Dossiers("dossiers_using_citizen_data", Trait::kCitizenData),
    Dossiers("dossiers_with_fee", Trait::kFee),
    Dossiers("dossiers_with_result_file", Trait::kResultFile),
    Distinct("fee_procedures", Subject::kDistinct, Counted::kFeeProcedures),
    Distinct("fee_procedures_paid_online", Subject::kDistinct, Counted::kUsed, ProcedureUse::kPaidOnline),
    Distinct("fee_procedures_payable_online", Subject::kDistinct, Counted::kPayableOnline,
             ProcedureUse::kAmount),
    Distinct("online_services", Subject::kDistinct, Counted::kOnlineServices),
    Distinct("online_services_used", Subject::kDistinct, Counted::kUsed, ProcedureUse::kOnline),
    Cases("petitions", Subject::kPetitions, Counted::kAll),
    Cases("petitions_on_time", Subject::kPetitions, Counted::kOnTime),
    Cases("petitions_satisfied", Subject::kPetitions, Counted::kSatisfied),
    // An announcement and a publication are acts of one authority at one time.
    Cases("procedures_announced", Subject::kProcedures, Counted::kAnnounced),
    Cases("procedures_announced_on_time", Subject::kProcedures, Counted::kOnTime),
    Cases("procedures_due_for_publication", Subject::kProcedures, Counted::kDueForPublication),
    Distinct("procedures_for_persons", Subject::kDistinct, Counted::kForPersons),
    Stock("procedures_public", Subject::kProcedures, Counted::kPublic),
    Stock("procedures_public_in_full", Subject::kProcedures, Counted::kUsed),
    Cases("procedures_published_on_time", Subject::kProcedures, Counted::kOnTime),
    Stock("procedures_under_authority", Subject::kProcedures, Counted::kListed),
    Stock("procedures_under_authority_online", Subject::kProcedures, Counted::kUsed),
    Distinct("procedures_using_citizen_data", Subject::kDistinct, Counted::kUsed, ProcedureUse::kCitizenData),
    Cases("processing_time", Subject::kDossiers, Counted::kMinutes),
};

}  // namespace

absl::Span<const Measure> Measures() { return kMeasures; }

const Measure* FindMeasure(absl::string_view name) {
  // Asked several times for every indicator of every unit.
  static const auto* const by_name = [] {
    auto* const names = new absl::flat_hash_map<absl::string_view, const Measure*>;
    for (const Measure& measure : kMeasures) names->emplace(measure.name, &measure);
    return names;
  }();
  const auto found = by_name->find(name);
  return found == by_name->end() ? nullptr : found->second;
}

Subject SubjectOf(const Indicator& indicator) { return FindMeasure(indicator.denominator)->subject; }

}  // namespace chiso::core
