#include "tools/client/view/explanation_view.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tools/client/view/dossier_list_view.h"
#include "tools/client/view/labels.h"
#include "tools/client/view/table.h"
#include "tools/client/words/explanation_words.h"
#include "tools/client/words/ingestion_words.h"
#include "tools/client/words/local_numbers.h"
#include "tools/client/words/times.h"

namespace chiso {
namespace {

using scoring::v1::DossierExplanation;
using scoring::v1::DossierPause;
using scoring::v1::DossierPeriod;
using scoring::v1::IndicatorShare;

std::string UnitText(const DossierExplanation& explanation, Language language) {
  if (!explanation.has_receive_time() || explanation.named_unit().empty()) return explanation.named_unit();
  const std::string& unit =
      explanation.unit_code().empty() ? explanation.named_unit() : explanation.unit_code();
  std::string text = absl::StrCat(unit, ", ", UnitBasisText(language, explanation.unit_basis()));
  if (unit != explanation.named_unit()) absl::StrAppend(&text, " (", explanation.named_unit(), ")");
  return text;
}

std::string PausesText(const DossierExplanation& explanation, Language language) {
  return absl::StrJoin(explanation.pauses(), "; ", [language](std::string* out, const DossierPause& pause) {
    const std::string begin = LocalMoment(language, pause.begin_time());
    out->append(pause.has_end_time()
                    ? Say(language, Text::kPause, begin, LocalMoment(language, pause.end_time()))
                    : Say(language, Text::kPauseOpen, begin));
  });
}

std::string Facts(const DossierExplanation& explanation, Language language) {
  const auto because = [language](bool given, const google::protobuf::Timestamp& time,
                                  absl::string_view why) {
    return absl::StrCat(given ? LocalMoment(language, time) : "", given ? ", " : "", why);
  };
  const bool received = explanation.has_receive_time() && !explanation.definition_id().empty() &&
                        std::find(explanation.findings().begin(), explanation.findings().end(),
                                  scoring::v1::DOSSIER_FINDING_NOT_RECEIVED) == explanation.findings().end();
  Labels labels(language);
  labels.Add(Text::kStatus, DossierStatusText(language, explanation.status()));
  labels.Add(Text::kUnitCode, UnitText(explanation, language));
  labels.Add(Text::kAuthority, explanation.authority_code());
  labels.Add(Text::kProcedure, explanation.procedure_code());
  labels.AddTime(Text::kReceiveTime, explanation.has_receive_time(), explanation.receive_time());
  if (received) {
    labels.Add(Text::kEndIs, because(explanation.has_end_time(), explanation.end_time(),
                                     EndBasisText(language, explanation.end_basis())));
    labels.Add(Text::kPauses, PausesText(explanation, language));
    labels.Add(Text::kDueTime, because(explanation.has_due_time(), explanation.due_time(),
                                       DueBasisText(language, explanation.due_basis())));
  }
  if (explanation.has_late_time()) {
    labels.Add(explanation.late() ? Text::kLateSince : Text::kLateFrom,
               because(true, explanation.late_time(), LateBasisText(language, explanation.late_basis())));
  }
  if (explanation.days_late() > 0) {
    labels.Add(Text::kDaysLate, LocalCount(language, explanation.days_late()));
  }
  if (explanation.has_points_at_risk()) {
    labels.Add(Text::kPointsAtRisk, LocalDecimal(language, MicropointsText(explanation.points_at_risk())));
  }
  labels.Add(Text::kSender, explanation.sender());
  labels.Add(Text::kDefinition, explanation.definition_id());
  return labels.ToString();
}

std::string PeriodsTable(const DossierExplanation& explanation, Language language) {
  const auto say = [language](Text text) { return std::string(Say(language, text)); };
  Table table({{say(Text::kPeriod)}, {say(Text::kPopulations)}, {say(Text::kLate)}});
  for (const DossierPeriod& period : explanation.periods()) {
    std::vector<std::string> populations;
    for (const int population : period.populations()) {
      populations.emplace_back(PopulationText(language, static_cast<index::v1::Population>(population)));
    }
    table.Add({period.period(), absl::StrJoin(populations, ", "), period.late() ? say(Text::kYes) : ""});
  }
  return table.ToString();
}

std::string SharesTable(const DossierPeriod& period, Language language) {
  const auto say = [language](Text text) { return std::string(Say(language, text)); };
  Table table({{say(Text::kIndicator)},
               {say(Text::kNumerator), Table::Align::kRight},
               {say(Text::kDenominator), Table::Align::kRight}});
  for (const IndicatorShare& share : period.shares()) {
    table.Add({share.indicator(), LocalCount(language, share.numerator()),
               LocalCount(language, share.denominator())});
  }
  return table.ToString();
}

// The period of that text; null: it counts in none.
const DossierPeriod* Chosen(const DossierExplanation& explanation, const std::string& text) {
  const DossierPeriod* chosen = nullptr;
  for (const DossierPeriod& period : explanation.periods()) {
    // Months are written `2026-08`.
    const bool is_month =
        period.period().size() == 7 && period.period()[5] != 'Q' && period.period()[5] != 'H';
    if (text.empty() ? is_month : period.period() == text) chosen = &period;
  }
  return chosen;
}

}  // namespace

std::string ExplanationText(const DossierExplanation& explanation, const std::string& period,
                            Language language) {
  std::string text = absl::StrCat(Say(language, Text::kDossierTitle, explanation.code()), "\n\n",
                                  Facts(explanation, language));
  if (!explanation.findings().empty()) absl::StrAppend(&text, "\n", Say(language, Text::kFindings), "\n");
  for (const int finding : explanation.findings()) {
    absl::StrAppend(&text, "  ", FindingText(language, static_cast<scoring::v1::DossierFinding>(finding)),
                    "\n");
  }
  if (explanation.omitted_month_count() > 0) {
    const std::string months = LocalCount(language, explanation.omitted_month_count());
    absl::StrAppend(&text, "\n", Say(language, Text::kEarlierMonths, months), "\n");
  }
  if (explanation.periods().empty()) {
    absl::StrAppend(&text, "\n", Say(language, Text::kGivesNothing), "\n");
  } else {
    absl::StrAppend(&text, "\n", PeriodsTable(explanation, language));
  }
  if (const DossierPeriod* const chosen = Chosen(explanation, period)) {
    absl::StrAppend(&text, "\n", Say(language, Text::kGivesIn, chosen->period()), "\n\n",
                    SharesTable(*chosen, language));
  } else if (!period.empty()) {
    absl::StrAppend(&text, "\n", Say(language, Text::kGivesIn, period), "\n\n",
                    Say(language, Text::kNothingFound), "\n");
  }
  absl::StrAppend(&text, "\n", Say(language, Text::kUpTo, PositionsText(explanation.positions())), "\n");
  if (explanation.has_as_of_time()) {
    absl::StrAppend(&text, Say(language, Text::kAsOf, LocalMoment(language, explanation.as_of_time())), "\n");
  }
  return text;
}

}  // namespace chiso
