#include "services/scoring/core/measure.h"

#include <algorithm>

namespace chiso::core {
namespace {

constexpr Measure Cases(absl::string_view name) { return {name, true, true}; }
// What stands at the end of a period: two months see the same thing.
constexpr Measure Stock(absl::string_view name) { return {name, true, false}; }
constexpr Measure Distinct(absl::string_view name) { return {name, false, false}; }

constexpr Measure kMeasures[] = {
    Stock("communes_certifying_copies"),
    Stock("communes_managed"),
    Cases("dossiers"),
    Cases("dossiers_digitised"),
    Cases("dossiers_finished"),
    Cases("dossiers_needing_result"),
    Cases("dossiers_on_time"),
    Cases("dossiers_online"),
    Cases("dossiers_paid_online"),
    // The greater of what two systems counted as received, taken where it is reported; above that it is
    // pooled.
    Cases("dossiers_received_by_either_system"),
    Cases("dossiers_reusing_data"),
    Cases("dossiers_satisfied"),
    Cases("dossiers_shared_with_storage"),
    Cases("dossiers_synchronised"),
    Cases("dossiers_using_citizen_data"),
    Cases("dossiers_with_fee"),
    Cases("dossiers_with_result_file"),
    Distinct("fee_procedures"),
    Distinct("fee_procedures_paid_online"),
    Distinct("fee_procedures_payable_online"),
    Distinct("online_services"),
    Distinct("online_services_used"),
    Cases("petitions"),
    Cases("petitions_on_time"),
    Cases("petitions_satisfied"),
    // An announcement and a publication are acts of one authority at one time.
    Cases("procedures_announced"),
    Cases("procedures_announced_on_time"),
    Cases("procedures_due_for_publication"),
    Distinct("procedures_for_persons"),
    Distinct("procedures_public"),
    Distinct("procedures_public_in_full"),
    Cases("procedures_published_on_time"),
    Distinct("procedures_under_authority"),
    Distinct("procedures_under_authority_online"),
    Distinct("procedures_using_citizen_data"),
    Cases("processing_time"),
};

}  // namespace

absl::Span<const Measure> Measures() { return kMeasures; }

const Measure* FindMeasure(absl::string_view name) {
  const auto found = std::lower_bound(std::begin(kMeasures), std::end(kMeasures), name,
                                      [](const Measure& m, absl::string_view n) { return m.name < n; });
  return found != std::end(kMeasures) && found->name == name ? found : nullptr;
}

}  // namespace chiso::core
