#include "services/reporting/rankings.h"

#include <algorithm>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/escaping.h"
#include "common/errors.h"
#include "common/sha256.h"
#include "services/reporting/bulletin/catalogue.h"
#include "services/reporting/limits.h"
#include "services/reporting/official.h"

namespace chiso {
namespace {

namespace rv1 = reporting::v1;

int64_t SizeOf(const ScoreTable& table) {
  return static_cast<int64_t>(table.scores.size() + table.before->size() / 4);
}

std::string DigestOf(const std::vector<rv1::RankingRow>& rows) {
  std::string bytes;
  for (const rv1::RankingRow& row : rows) {
    // Rows are of different sizes: where one ends must be told.
    bytes += std::to_string(row.ByteSizeLong()) + ":";
    row.AppendToString(&bytes);
  }
  return absl::BytesToHexString(Sha256(bytes).substr(0, 8));
}

// The definition of all scores; null where they have several.
std::shared_ptr<const index::v1::IndexDefinition> DefinitionOf(const ScoreTable& table) {
  if (table.scores.empty()) return nullptr;
  const auto& first = table.scores.begin()->second->definition;
  const bool same = std::all_of(table.scores.begin(), table.scores.end(), [&](const auto& score) {
    return score.second->definition == first || score.second->definition->id() == first->id();
  });
  return same ? first : nullptr;
}

std::shared_ptr<const RankedList> MakeList(
    std::vector<rv1::RankingRow> rows, std::shared_ptr<const index::v1::IndexDefinition> definition = {}) {
  auto list = std::make_shared<RankedList>();
  list->digest = DigestOf(rows);
  list->definition = std::move(definition);
  list->rows = std::move(rows);
  return list;
}

bool IsKnownUnit(const std::vector<record::v1::Unit>& units, const std::string& code) {
  const auto unit =
      std::lower_bound(units.begin(), units.end(), code,
                       [](const auto& other, const auto& wanted) { return other.code() < wanted; });
  return unit != units.end() && unit->code() == code;
}

}  // namespace

bool Rankings::KnowsCode(const RankingQuery& query,
                         const std::vector<index::v1::IndexDefinition>& definitions) const {
  if (query.by_code == "TOTAL" || IndexCodes(definitions).contains(query.by_code)) return true;
  // Published points may be there before the first definition is.
  const rv1::FigureDefinition* const figure = FindFigure(catalogue_, query.by_code);
  return query.basis == rv1::BASIS_OFFICIAL && figure != nullptr && query.by_code != "DELTA" &&
         figure->unit() == rv1::FIGURE_UNIT_POINTS;
}

absl::StatusOr<Rankings::List> Rankings::Rank(const RankingQuery& query, absl::Time deadline) {
  return query.basis == rv1::BASIS_OFFICIAL ? RankFigures(query, deadline) : RankScores(query, deadline);
}

absl::StatusOr<Rankings::List> Rankings::RankAgain(const RankingQuery& query, const std::string& digest,
                                                   absl::Time deadline) {
  {
    absl::MutexLock lock(&mutex_);
    for (auto kept = lists_.begin(); kept != lists_.end(); ++kept) {
      if (kept->list->digest != digest || !(kept->query == query)) continue;
      lists_.splice(lists_.begin(), lists_, kept);
      return kept->list;
    }
  }
  absl::StatusOr<List> list = Rank(query, deadline);
  if (!list.ok() || (*list)->digest == digest) return list;
  return ErrorWithReason(absl::StatusCode::kAborted, "RANKING_CHANGED",
                         "page_token: the ranking is another one by now; ask for the first page again");
}

absl::StatusOr<Rankings::List> Rankings::RankScores(const RankingQuery& query, absl::Time deadline) {
  const auto table = TableOf(query, deadline);
  if (!table.ok()) return table.status();
  const Reference& reference = *(*table)->reference;
  if (!query.parent_code.empty() && !IsKnownUnit(reference.units, query.parent_code)) {
    return absl::NotFoundError("parent_code: there is no such unit");
  }
  if (!KnowsCode(query, reference.definitions)) {
    return absl::NotFoundError("by_code: there is no such indicator or group");
  }
  {
    absl::MutexLock lock(&mutex_);
    for (auto kept = lists_.begin(); kept != lists_.end(); ++kept) {
      if (kept->generations != (*table)->generations || !(kept->query == query)) continue;
      lists_.splice(lists_.begin(), lists_, kept);
      return kept->list;
    }
  }
  return Keep(
      {query, (*table)->generations, MakeList(chiso::RankScores(query, **table), DefinitionOf(**table))});
}

absl::StatusOr<Rankings::List> Rankings::RankFigures(const RankingQuery& query, absl::Time deadline) {
  const absl::StatusOr<Snapshot> snapshot = history_.ReadForRanking(query, deadline);
  if (!snapshot.ok()) return snapshot.status();
  if (!KnowsCode(query, snapshot->definitions)) {
    return absl::NotFoundError("by_code: there is no such indicator or group");
  }
  return Keep({query, {}, MakeList(chiso::RankFigures(query, *snapshot))});
}

Rankings::List Rankings::Keep(Kept kept) {
  absl::MutexLock lock(&mutex_);
  const auto same = [&](const Kept& other) {
    return other.list->digest == kept.list->digest && other.query == kept.query;
  };
  lists_.remove_if(same);
  lists_.push_front(std::move(kept));
  int64_t rows = 0;
  size_t count = 0;
  auto list = lists_.begin();
  for (; list != lists_.end(); ++list, ++count) {
    rows += static_cast<int64_t>(list->list->rows.size());
    if (count > 0 && (rows > kMaxKeptRows || count >= kMaxKeptLists)) break;
  }
  lists_.erase(list, lists_.end());
  return lists_.front().list;
}

absl::StatusOr<std::shared_ptr<const ScoreTable>> Rankings::TableOf(const RankingQuery& query,
                                                                    absl::Time deadline) {
  const Key key(query.period, query.scope);
  absl::MutexLock lock(&mutex_);
  const int64_t asked = ++clock_;
  slots_[key].used = asked;
  // Nobody forgets a slot that is busy or waited for last, but another may have taken its place.
  const auto free = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    const auto slot = slots_.find(key);
    return slot == slots_.end() || !slot->second.busy;
  };
  if (!mutex_.AwaitWithDeadline(absl::Condition(&free), deadline)) {
    return absl::DeadlineExceededError("the scores could not be read in time");
  }
  Slot& slot = slots_[key];
  if (slot.table != nullptr && slot.read > asked) return slot.table;
  slot.busy = true;
  const std::shared_ptr<const ScoreTable> known = slot.table;
  const int64_t begun = ++clock_;
  slot.used = begun;
  mutex_.Unlock();
  absl::StatusOr<std::shared_ptr<const ScoreTable>> table =
      history_.ReadScoreTable(query.period, query.scope, known, deadline);
  mutex_.Lock();
  slot.busy = false;
  if (!table.ok()) return table;
  slot.table = *table;
  slot.read = begun;
  ForgetTables(key);
  return table;
}

void Rankings::ForgetTables(const Key& but) {
  while (true) {
    int64_t size = 0;
    auto oldest = slots_.end();
    for (auto slot = slots_.begin(); slot != slots_.end(); ++slot) {
      if (slot->second.table != nullptr) size += SizeOf(*slot->second.table);
      if (slot->second.busy || slot->first == but) continue;
      if (oldest == slots_.end() || slot->second.used < oldest->second.used) oldest = slot;
    }
    if (oldest == slots_.end() || (size <= kMaxKeptScores && slots_.size() <= kMaxKeptTables)) return;
    slots_.erase(oldest);
  }
}

}  // namespace chiso
