#include "tools/client/view/ranking_view.h"

#include "absl/strings/str_cat.h"
#include "common/csv.h"
#include "common/fixed_point.h"
#include "tools/client/view/table.h"
#include "tools/client/words/enum_names.h"
#include "tools/client/words/local_numbers.h"

namespace chiso {
namespace {

using reporting::v1::ListRankingRequest;
using reporting::v1::ListRankingResponse;
using reporting::v1::RankingRow;

bool IsOfficial(const ListRankingRequest& asked) { return asked.basis() == reporting::v1::BASIS_OFFICIAL; }

bool IsByTotal(const ListRankingRequest& asked) {
  return asked.by_code().empty() || asked.by_code() == "TOTAL";
}

std::string Change(const RankingRow& row) { return row.has_change() ? FormatHundredths(row.change()) : ""; }

std::string Title(const ListRankingRequest& asked, Language language) {
  const std::string by = IsByTotal(asked) ? std::string(Say(language, Text::kTotal)) : asked.by_code();
  std::string title = Say(language, Text::kRankingTitle, by, asked.period());
  if (asked.level() != record::v1::LEVEL_UNSPECIFIED) {
    absl::StrAppend(&title, ", ", LevelText(language, asked.level()));
  }
  if (!asked.parent_code().empty()) {
    absl::StrAppend(&title, ", ", Say(language, Text::kRankingBelow, asked.parent_code()));
  }
  if (!IsOfficial(asked)) {
    const bool own = asked.scope() == record::v1::SCOPE_OWN_OFFICES;
    absl::StrAppend(&title, ", ", Say(language, own ? Text::kScopeOwn : Text::kRankingSubtree));
  }
  return title;
}

std::string RestsOn(const ListRankingRequest& asked, const reporting::v1::Progress& progress,
                    Language language) {
  std::string text(Say(language, IsOfficial(asked) ? Text::kOfficialHere : Text::kComputedHere));
  if (!IsOfficial(asked)) {
    if (progress.has_as_of_time()) {
      absl::StrAppend(&text, " ", Say(language, Text::kAsOf, LocalMoment(language, progress.as_of_time())));
    }
    if (!progress.positions().empty()) {
      absl::StrAppend(&text, " ", Say(language, Text::kUpTo, PositionsText(progress.positions())));
    }
  }
  return absl::StrCat(text, "\n", Say(language, Text::kTieRule), "\n");
}

}  // namespace

std::string RankingCsv(const ListRankingResponse& ranking) {
  std::string text = CsvLine(
      {"rank", "unit", "name", "value", "band", "status", "previous_total", "change", "no_change_reason"});
  for (const RankingRow& row : ranking.rows()) {
    absl::StrAppend(
        &text,
        CsvLine({row.has_rank() ? absl::StrCat(row.rank()) : "", row.unit().code(), row.name(),
                 CsvCell::Number(row.value()), row.band(), StatusName(row.status()),
                 CsvCell::Number(row.has_change() ? FormatHundredths(row.previous_total_points()) : ""),
                 CsvCell::Number(Change(row)), row.no_change_reason()}));
  }
  return text;
}

std::string RankingTable(const ListRankingRequest& asked, const ListRankingResponse& ranking,
                         const reporting::v1::Progress& progress, Language language) {
  if (ranking.rows().empty()) {
    return absl::StrCat(Title(asked, language), "\n\n", Say(language, Text::kNothingFound), "\n");
  }
  const auto say = [language](Text text) { return std::string(Say(language, text)); };
  Table table({{say(Text::kRank), Table::Align::kRight},
               {say(Text::kUnitCode)},
               {say(Text::kUnitName)},
               {say(Text::kPoints), Table::Align::kRight},
               {say(Text::kChange), Table::Align::kRight},
               {say(Text::kBand)},
               {say(Text::kStatus)},
               {say(Text::kPublishedRank), Table::Align::kRight},
               {say(Text::kReadAt)}});
  bool definition_changed = false;
  for (const RankingRow& row : ranking.rows()) {
    // Of a ranked unit the status says nothing more than the rank.
    const bool ranked = row.has_rank();
    definition_changed |= row.no_change_reason() == "DEFINITION_CHANGED";
    table.Add({ranked ? absl::StrCat(row.rank()) : kMissing, row.unit().code(), row.name(),
               LocalDecimal(language, row.value()),
               IsByTotal(asked) ? LocalChange(language, Change(row)) : "", BandText(language, row.band()),
               ranked ? "" : std::string(StatusText(language, row.status())),
               row.has_published_rank() ? absl::StrCat(row.published_rank()) : "",
               row.has_read_time() ? LocalMoment(language, row.read_time()) : ""});
  }
  const std::string note =
      definition_changed ? absl::StrCat(say(Text::kChange), ": ", say(Text::kDefinitionChanged), "\n") : "";
  return absl::StrCat(Title(asked, language), "\n\n", table.ToString(), "\n",
                      RestsOn(asked, progress, language), note);
}

}  // namespace chiso
