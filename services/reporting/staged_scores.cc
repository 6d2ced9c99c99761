#include "services/reporting/staged_scores.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/reporting/score_values.h"

namespace chiso {
namespace {

namespace rv1 = reporting::v1;

ScoreName NameOf(const auto& proto, const record::v1::UnitId& unit) {
  return {proto.period(), proto.scope(), unit.code(), unit.valid_from()};
}

StagedScore Stage(ScoreName name, const index::v1::IndexDefinition& definition,
                  const rv1::ScoreValues& values) {
  StagedScore score{
      std::move(name), definition.id(), static_cast<index::v1::Status>(values.total_status()), {}, {}};
  if (values.total_points() > 0) score.total_points = static_cast<int32_t>(values.total_points() - 1);
  values.SerializeToString(&score.values);
  return score;
}

bool ComesBefore(const StagedScore& a, const StagedScore& b) { return a.name.Key() < b.name.Key(); }

// Keeps the last of those with one name.
void SortAndKeepLast(std::vector<StagedScore>& scores) {
  std::stable_sort(scores.begin(), scores.end(), ComesBefore);
  const auto last = std::unique(scores.rbegin(), scores.rend(),
                                [](const auto& a, const auto& b) { return a.name.Key() == b.name.Key(); });
  scores.erase(scores.begin(), last.base());
}

}  // namespace

absl::StatusOr<std::vector<StagedScore>> StageScores(const rv1::ScoreUpdate& update,
                                                     const OpenedDefinitions& definitions) {
  std::vector<StagedScore> staged;
  for (int i = 0; i < update.scores_size(); ++i) {
    const index::v1::Score& score = update.scores(i);
    const auto definition = std::find_if(definitions.begin(), definitions.end(), [&](const auto& opened) {
      return opened.id() == score.definition_id();
    });
    const auto values = PackScore(absl::StrCat("update.scores[", i, "]."), score, *definition);
    if (!values.ok()) return values.status();
    staged.push_back(Stage(NameOf(score, score.unit()), *definition, *values));
  }
  for (int i = 0; i < update.packed_scores_size(); ++i) {
    const rv1::PackedScores& packed = update.packed_scores(i);
    const index::v1::IndexDefinition& definition = definitions[packed.definition()];
    for (int k = 0; k < packed.scores_size(); ++k) {
      rv1::ScoreValues values = packed.scores(k).values();
      const absl::Status tidy = TidyValues(
          absl::StrCat("update.packed_scores[", i, "].scores[", k, "].values."), definition, values);
      if (!tidy.ok()) return tidy;
      staged.push_back(Stage(NameOf(packed, packed.scores(k).unit()), definition, values));
    }
  }
  SortAndKeepLast(staged);
  return staged;
}

std::vector<ScoreName> RemovedScores(const rv1::ScoreUpdate& update) {
  std::vector<ScoreName> names;
  for (const rv1::ScoreId& removed : update.removed_scores())
    names.push_back(NameOf(removed, removed.unit()));
  std::sort(names.begin(), names.end(), [](const auto& a, const auto& b) { return a.Key() < b.Key(); });
  return names;
}

}  // namespace chiso
