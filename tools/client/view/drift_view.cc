#include "tools/client/view/drift_view.h"

#include <google/protobuf/util/message_differencer.h>

#include <algorithm>
#include <cstdint>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "tools/client/view/table.h"
#include "tools/client/words/local_numbers.h"

namespace chiso {
namespace {

using google::protobuf::util::MessageDifferencer;
using index::v1::Score;
using scoring::v1::CellDifference;
using scoring::v1::TreeDrift;

std::string PointsText(Language language, bool is_missing, bool has_points, int32_t points) {
  if (is_missing) return std::string(Say(language, Text::kNoScore));
  return has_points ? LocalPoints(language, points) : kMissing;
}

// What a score says, without where it comes from.
Score Bare(Score score) {
  score.clear_positions();
  score.clear_as_of_time();
  score.clear_freshness();
  return score;
}

template <typename Parts>
void AddDiffering(const Parts& a, const Parts& b, std::vector<std::string>& codes) {
  for (const auto& part : a) {
    const auto other =
        std::find_if(b.begin(), b.end(), [&](const auto& each) { return each.code() == part.code(); });
    if (other == b.end() || !MessageDifferencer::Equals(part, *other)) codes.push_back(part.code());
  }
  for (const auto& part : b) {
    if (std::none_of(a.begin(), a.end(), [&](const auto& each) { return each.code() == part.code(); })) {
      codes.push_back(part.code());
    }
  }
}

}  // namespace

std::string DifferenceText(const CellDifference& difference, Language language) {
  std::string cell = absl::StrCat(difference.unit().code(), ", ", difference.period(), ", ",
                                  ScopeText(language, difference.scope()));
  if (!difference.indicators().empty()) {
    absl::StrAppend(&cell, ", ", absl::StrJoin(difference.indicators(), ", "));
  }
  return absl::StrCat(cell, ": ",
                      Say(language, Text::kKeptAndRecomputed,
                          PointsText(language, difference.kept_is_missing(), difference.has_kept_points(),
                                     difference.kept_points()),
                          PointsText(language, difference.recomputed_is_missing(),
                                     difference.has_recomputed_points(), difference.recomputed_points())));
}

std::string DriftTable(const std::vector<TreeDrift>& trees, Language language) {
  const auto say = [language](Text text) { return std::string(Say(language, text)); };
  Table table({{say(Text::kUnitCode)},
               {say(Text::kCompared), Table::Align::kRight},
               {say(Text::kDiffering), Table::Align::kRight},
               {say(Text::kRecords), Table::Align::kRight},
               {say(Text::kFirstDifference)}});
  int64_t differing = 0;
  for (const TreeDrift& tree : trees) {
    differing += tree.differing_count();
    table.Add({tree.unit_code(), LocalCount(language, tree.compared_count()),
               LocalCount(language, tree.differing_count()), LocalCount(language, tree.record_count()),
               tree.has_first() ? DifferenceText(tree.first(), language) : ""});
  }
  return absl::StrCat(
      table.ToString(), "\n",
      differing == 0 ? say(Text::kNoDrift) : Say(language, Text::kDrift, LocalCount(language, differing)),
      "\n");
}

bool IsSameScore(const Score& a, const Score& b) { return MessageDifferencer::Equals(Bare(a), Bare(b)); }

std::vector<std::string> DifferingCodes(const Score& a, const Score& b) {
  std::vector<std::string> codes;
  AddDiffering(a.indicators(), b.indicators(), codes);
  AddDiffering(a.groups(), b.groups(), codes);
  if (a.total_status() != b.total_status() || a.total_points() != b.total_points() ||
      a.has_total_points() != b.has_total_points()) {
    codes.emplace_back("TOTAL");
  }
  return codes;
}

std::string RecomputeCommand(const Score& score) {
  std::string command =
      absl::StrCat("chiso recompute --unit ", score.unit().code(), " --period ", score.period());
  if (score.scope() == record::v1::SCOPE_OWN_OFFICES) absl::StrAppend(&command, " --scope own");
  absl::StrAppend(&command, " --definition ", score.definition_id());
  for (const record::v1::Position& position : score.positions()) {
    absl::StrAppend(&command, " --at ", position.log(), "=", position.sequence());
  }
  // Fractions of a second do not matter.
  return absl::StrCat(
      command, " --as-of ",
      absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", absl::FromUnixSeconds(score.as_of_time().seconds()),
                       absl::UTCTimeZone()));
}

}  // namespace chiso
