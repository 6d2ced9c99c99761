#include "tools/client/view/dossier_list_view.h"

#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/csv.h"
#include "tools/client/view/dossier_view.h"
#include "tools/client/view/table.h"
#include "tools/client/words/ingestion_words.h"
#include "tools/client/words/local_numbers.h"
#include "tools/client/words/times.h"

namespace chiso {
namespace {

using google::protobuf::Timestamp;
using scoring::v1::DossierSummary;
using scoring::v1::ListDossiersRequest;
using scoring::v1::ListDossiersResponse;

std::string FilterText(const ListDossiersRequest& asked, Language language) {
  switch (asked.filter()) {
    case scoring::v1::DOSSIER_FILTER_OPEN:
      return std::string(Say(language, Text::kFilterOpen));
    case scoring::v1::DOSSIER_FILTER_OVERDUE:
      return std::string(Say(language, Text::kFilterOverdue));
    case scoring::v1::DOSSIER_FILTER_DUE_SOON:
      if (asked.due_within_days() == 0) return std::string(Say(language, Text::kFilterDueToday));
      return Say(language, Text::kFilterDueSoon, DaysText(language, asked.due_within_days()));
    case scoring::v1::DOSSIER_FILTER_WITHOUT_RESULT:
      return std::string(Say(language, Text::kFilterWithoutResult));
    default:
      return "";
  }
}

std::string Title(const ListDossiersRequest& asked, Language language) {
  std::string title = Say(language, Text::kDossiersTitle, asked.unit_code());
  if (!asked.period().empty())
    absl::StrAppend(&title, ", ", Say(language, Text::kReceivedIn, asked.period()));
  const std::string filter = FilterText(asked, language);
  if (!filter.empty()) absl::StrAppend(&title, ", ", filter);
  return title;
}

std::string CsvTime(bool given, const Timestamp& time) { return given ? FormatTimestamp(time) : ""; }

}  // namespace

std::string MicropointsText(int64_t micropoints) {
  return absl::StrFormat("%d.%06d", micropoints / 1'000'000, micropoints % 1'000'000);
}

void MergePositions(ListDossiersResponse& dossiers) {
  std::map<std::string, record::v1::Position> earliest;
  for (const record::v1::Position& position : dossiers.positions()) {
    const auto [at, first] = earliest.emplace(position.log(), position);
    if (!first && position.sequence() < at->second.sequence()) at->second = position;
  }
  dossiers.clear_positions();
  for (const auto& [log, position] : earliest) *dossiers.add_positions() = position;
}

std::string DossiersCsv(const ListDossiersResponse& dossiers) {
  std::string text = CsvLine({"code", "procedure", "status", "received", "due", "ended", "days_late",
                              "has_result", "sender", "unit", "points_at_risk"});
  for (const DossierSummary& dossier : dossiers.dossiers()) {
    absl::StrAppend(
        &text,
        CsvLine({dossier.code(), dossier.procedure_code(), DossierStatusName(dossier.status()),
                 CsvTime(dossier.has_receive_time(), dossier.receive_time()),
                 CsvTime(dossier.has_due_time(), dossier.due_time()),
                 CsvTime(dossier.has_end_time(), dossier.end_time()), absl::StrCat(dossier.days_late()),
                 dossier.has_result_file() ? "true" : "false", dossier.sender(), dossier.unit_code(),
                 dossier.has_points_at_risk() ? MicropointsText(dossier.points_at_risk()) : ""}));
  }
  return text;
}

std::string DossiersTable(const ListDossiersRequest& asked, const ListDossiersResponse& dossiers,
                          Language language) {
  const std::string title = Title(asked, language);
  const std::string rests_on =
      dossiers.positions().empty()
          ? ""
          : absl::StrCat("\n", Say(language, Text::kUpTo, PositionsText(dossiers.positions())), "\n");
  if (dossiers.dossiers().empty()) {
    return absl::StrCat(title, "\n\n", Say(language, Text::kNothingFound), "\n", rests_on);
  }
  const auto say = [language](Text text) { return std::string(Say(language, text)); };
  const auto moment = [language](bool given, const Timestamp& time) {
    return given ? LocalMoment(language, time) : "";
  };
  const bool with_unit = asked.scope() == record::v1::SCOPE_SUBTREE;
  const bool with_points = std::any_of(dossiers.dossiers().begin(), dossiers.dossiers().end(),
                                       [](const DossierSummary& each) { return each.points_at_risk() > 0; });
  std::vector<Table::Column> columns = {{say(Text::kCode)},
                                        {say(Text::kProcedure)},
                                        {say(Text::kStatus)},
                                        {say(Text::kReceiveTime)},
                                        {say(Text::kDueTime)},
                                        {say(Text::kEndTime)},
                                        {say(Text::kDaysLate), Table::Align::kRight},
                                        {say(Text::kResultFile)},
                                        {say(Text::kSender)}};
  if (with_unit) columns.push_back({say(Text::kUnitCode)});
  if (with_points) columns.push_back({say(Text::kPointsAtRisk), Table::Align::kRight});
  Table table(columns);
  for (const DossierSummary& dossier : dossiers.dossiers()) {
    std::vector<std::string> cells = {
        dossier.code(),
        dossier.procedure_code(),
        std::string(DossierStatusText(language, dossier.status())),
        moment(dossier.has_receive_time(), dossier.receive_time()),
        moment(dossier.has_due_time(), dossier.due_time()),
        moment(dossier.has_end_time(), dossier.end_time()),
        dossier.days_late() > 0 ? LocalCount(language, dossier.days_late()) : "",
        say(dossier.has_result_file() ? Text::kYes : Text::kNo),
        dossier.sender()};
    if (with_unit) cells.push_back(dossier.unit_code());
    if (with_points) {
      cells.push_back(dossier.has_points_at_risk()
                          ? LocalDecimal(language, MicropointsText(dossier.points_at_risk()))
                          : "");
    }
    table.Add(cells);
  }
  return absl::StrCat(title, "\n\n", table.ToString(), rests_on);
}

}  // namespace chiso
