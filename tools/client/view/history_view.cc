#include "tools/client/view/history_view.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/csv.h"
#include "common/fixed_point.h"
#include "tools/client/view/table.h"
#include "tools/client/words/enum_names.h"
#include "tools/client/words/local_numbers.h"
#include "tools/client/words/times.h"

namespace chiso {
namespace {

using reporting::v1::GetHistoryResponse;
using reporting::v1::HistoryEntry;
using reporting::v1::OfficialFigure;

const OfficialFigure* OfficialTotal(const HistoryEntry& entry) {
  for (const OfficialFigure& figure : entry.official_figures()) {
    if (figure.code() == "TOTAL") return &figure;
  }
  return nullptr;
}

std::string Delta(const HistoryEntry& entry) {
  return entry.has_delta_points() ? FormatHundredths(entry.delta_points()) : "";
}

std::string Total(const HistoryEntry& entry) {
  return entry.score().has_total_points() ? FormatHundredths(entry.score().total_points()) : "";
}

std::string TableStatus(const HistoryEntry& entry, Language language) {
  if (!entry.has_score()) return "";
  if (entry.score().total_status() != index::v1::STATUS_SCORED) {
    return std::string(StatusText(language, entry.score().total_status()));
  }
  const std::string complete(Say(language, Text::kComplete));
  return entry.score().band().empty()
             ? complete
             : absl::StrCat(complete, ", ", BandText(language, entry.score().band()));
}

// What scores of a day rest on: the same of all of them.
reporting::v1::Progress BasisOf(const GetHistoryResponse& history) {
  reporting::v1::Progress basis;
  for (const HistoryEntry& entry : history.entries()) {
    if (!entry.has_score()) continue;
    *basis.mutable_positions() = entry.score().positions();
    if (entry.score().has_as_of_time()) *basis.mutable_as_of_time() = entry.score().as_of_time();
    break;
  }
  return basis;
}

std::string RestsOn(const GetHistoryResponse& history, const reporting::v1::Progress& progress,
                    Language language) {
  std::string text;
  const auto& entries = history.entries();
  if (std::any_of(entries.begin(), entries.end(), [](const auto& entry) { return entry.has_score(); })) {
    absl::StrAppend(&text, Say(language, Text::kTotal), ", ", Say(language, Text::kChange), ": ",
                    Say(language, Text::kComputedHere));
    if (progress.has_as_of_time()) {
      absl::StrAppend(&text, " ", Say(language, Text::kAsOf, LocalMoment(language, progress.as_of_time())));
    }
    if (!progress.positions().empty()) {
      absl::StrAppend(&text, " ", Say(language, Text::kUpTo, PositionsText(progress.positions())));
    }
    absl::StrAppend(&text, "\n");
  }
  if (std::any_of(entries.begin(), entries.end(), OfficialTotal)) {
    absl::StrAppend(&text, Say(language, Text::kOfficialTotal), ": ", Say(language, Text::kOfficialHere),
                    "\n");
  }
  return text;
}

}  // namespace

std::string HistoryCsv(const GetHistoryResponse& history) {
  std::string text = CsvLine({"unit", "period", "status", "total", "delta", "definition", "official_total",
                              "official_read_at", "note", "known_from"});
  for (const HistoryEntry& entry : history.entries()) {
    const OfficialFigure* const official = OfficialTotal(entry);
    absl::StrAppend(
        &text,
        CsvLine({entry.unit().code(), entry.period(),
                 entry.has_score() ? StatusName(entry.score().total_status()) : "",
                 CsvCell::Number(Total(entry)), CsvCell::Number(Delta(entry)), entry.score().definition_id(),
                 CsvCell::Number(official == nullptr ? "" : official->value()),
                 official == nullptr ? "" : FormatTimestamp(official->read_time()),
                 entry.definition_changed() ? "DEFINITION_CHANGED" : "", entry.known_from()}));
  }
  return text;
}

std::string HistoryTable(const reporting::v1::GetHistoryRequest& asked, const GetHistoryResponse& history,
                         const reporting::v1::Progress& progress, Language language) {
  std::string title =
      Say(language, Text::kHistoryTitle, asked.unit_code(), ScopeText(language, asked.scope()));
  if (!asked.known_on().empty()) {
    absl::StrAppend(&title, ", ", Say(language, Text::kKnownOn, LocalDate(language, asked.known_on())));
  }
  if (history.entries().empty()) return absl::StrCat(title, "\n\n", Say(language, Text::kNothingFound), "\n");
  const auto say = [language](Text text) { return std::string(Say(language, text)); };
  Table table({{say(Text::kPeriod)},
               {say(Text::kUnitName)},
               {say(Text::kTotal), Table::Align::kRight},
               {say(Text::kChange), Table::Align::kRight},
               {say(Text::kStatus)},
               {say(Text::kDefinition)},
               {say(Text::kOfficialTotal), Table::Align::kRight},
               {say(Text::kReadAt)},
               {say(Text::kNote)}});
  for (const HistoryEntry& entry : history.entries()) {
    const OfficialFigure* const official = OfficialTotal(entry);
    table.Add({entry.period(), entry.name(), LocalDecimal(language, Total(entry)),
               LocalChange(language, Delta(entry)), TableStatus(entry, language),
               entry.score().definition_id(),
               official == nullptr ? "" : LocalDecimal(language, official->value()),
               official == nullptr ? "" : LocalMoment(language, official->read_time()),
               entry.definition_changed() ? say(Text::kDefinitionChanged) : ""});
  }
  return absl::StrCat(title, "\n\n", table.ToString(), "\n",
                      RestsOn(history, asked.known_on().empty() ? progress : BasisOf(history), language));
}

}  // namespace chiso
