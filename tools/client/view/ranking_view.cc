#include "tools/client/view/ranking_view.h"

#include "absl/strings/str_cat.h"
#include "common/csv.h"
#include "tools/client/view/table.h"
#include "tools/client/words/enum_names.h"
#include "tools/client/words/local_numbers.h"

namespace chiso {
namespace {

using reporting::v1::ListRankingRequest;
using reporting::v1::ListRankingResponse;
using reporting::v1::RankingRow;

bool IsOfficial(const ListRankingRequest& asked) { return asked.basis() == reporting::v1::BASIS_OFFICIAL; }

std::string Title(const ListRankingRequest& asked, Language language) {
  const bool by_total = asked.by_code().empty() || asked.by_code() == "TOTAL";
  const std::string by = by_total ? std::string(Say(language, Text::kTotal)) : asked.by_code();
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
  std::string text = CsvLine({"rank", "unit", "name", "value", "band", "status"});
  for (const RankingRow& row : ranking.rows()) {
    absl::StrAppend(&text,
                    CsvLine({row.has_rank() ? absl::StrCat(row.rank()) : "", row.unit().code(), row.name(),
                             CsvCell::Number(row.value()), row.band(), StatusName(row.status())}));
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
               {say(Text::kBand)},
               {say(Text::kStatus)},
               {say(Text::kPublishedRank), Table::Align::kRight},
               {say(Text::kReadAt)}});
  for (const RankingRow& row : ranking.rows()) {
    // Of a ranked unit the status says nothing more than the rank.
    const bool ranked = row.has_rank();
    table.Add({ranked ? absl::StrCat(row.rank()) : kMissing, row.unit().code(), row.name(),
               LocalDecimal(language, row.value()), BandText(language, row.band()),
               ranked ? "" : std::string(StatusText(language, row.status())),
               row.has_published_rank() ? absl::StrCat(row.published_rank()) : "",
               row.has_read_time() ? LocalMoment(language, row.read_time()) : ""});
  }
  return absl::StrCat(Title(asked, language), "\n\n", table.ToString(), "\n",
                      RestsOn(asked, progress, language));
}

}  // namespace chiso
