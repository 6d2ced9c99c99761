#include "services/scoring/core/procedure.h"

namespace chiso::core {

bool IsAnnounced(const Procedure& procedure, const Judged& judged) {
  return procedure.announced && procedure.effective && judged.HoldsDay(*procedure.announced);
}

bool IsAnnouncedOnTime(const Procedure& procedure, AuthorityTerms terms, const Calendar& calendar,
                       absl::Span<const std::string> codes) {
  return *procedure.announced <= calendar.NthBefore(*procedure.effective, terms.announce_before, codes);
}

DayNumber PublishDeadline(const Procedure& procedure, AuthorityTerms terms, const Calendar& calendar,
                          absl::Span<const std::string> codes) {
  return calendar.NthAfter(*procedure.announced, terms.publish_within, codes);
}

}  // namespace chiso::core
