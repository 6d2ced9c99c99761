#include "services/reporting/timeline.h"

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/errors.h"
#include "common/page.h"
#include "services/reporting/ranking.h"

namespace chiso {
namespace {

namespace rv1 = reporting::v1;

constexpr int kDefaultPageSize = 100;

// A period and the unit's first day of validity; greater ones come first.
using Key = std::pair<Period, std::string>;

std::string ToToken(const Key& key) { return absl::StrCat(key.first.ToString(), "/", key.second); }

std::optional<Key> ParseToken(const std::string& token) {
  const std::vector<std::string> parts = absl::StrSplit(token, '/');
  if (parts.size() != 2) return {};
  const std::optional<Period> period = Period::Parse(parts[0]);
  if (!period || (!parts[1].empty() && !ParseDate(parts[1]))) return {};
  return Key(*period, parts[1]);
}

std::string FirstDayOfBearer(const UnitSnapshot& snapshot, const std::string& code, const Period& period) {
  const record::v1::Unit* const bearer = BearerIn(snapshot.units, code, period);
  return bearer == nullptr ? "" : bearer->valid_from();
}

rv1::HistoryEntry MakeEntry(const rv1::GetHistoryRequest& request, const UnitSnapshot& snapshot,
                            const Key& key) {
  const auto& [period, valid_from] = key;
  rv1::HistoryEntry entry;
  entry.set_period(period.ToString());
  entry.mutable_unit()->set_code(request.unit_code());
  entry.mutable_unit()->set_valid_from(valid_from);
  for (const record::v1::Unit& unit : snapshot.units) {
    if (unit.valid_from() == valid_from) entry.set_name(unit.name());
  }
  if (const auto score = snapshot.scores.find(key); score != snapshot.scores.end()) {
    *entry.mutable_score() = score->second.score;
    entry.set_known_from(score->second.known_from);
    if (const auto before = snapshot.scores.find(Key(period.Previous(), valid_from));
        before != snapshot.scores.end()) {
      const TotalChange change = ChangeOf(score->second.score, before->second.score);
      if (change.delta) entry.set_delta_points(*change.delta);
      entry.set_definition_changed(change.definition_changed);
    }
  }
  const auto figures = snapshot.figures.find(period);
  if (figures != snapshot.figures.end() &&
      FirstDayOfBearer(snapshot, request.unit_code(), period) == valid_from) {
    for (const auto& [code, figure] : figures->second) *entry.add_official_figures() = figure;
  }
  return entry;
}

bool IsOfKind(const Period& period, rv1::PeriodKind kind) {
  switch (kind) {
    case rv1::PERIOD_KIND_MONTH:
      return period.kind() == Period::Kind::kMonth;
    case rv1::PERIOD_KIND_QUARTER:
      return period.kind() == Period::Kind::kQuarter;
    case rv1::PERIOD_KIND_HALF_YEAR:
      return period.kind() == Period::Kind::kHalfYear;
    case rv1::PERIOD_KIND_YEAR:
      return period.kind() == Period::Kind::kYear;
    default:
      return true;
  }
}

bool IsAskedFor(const rv1::GetHistoryRequest& request, const Key& key) {
  const std::optional<Period> from = Period::Parse(request.from_period()),
                              to = Period::Parse(request.to_period());
  return (request.unit_valid_from().empty() || key.second == request.unit_valid_from()) &&
         IsOfKind(key.first, request.kind()) && (!from || key.first.first_day() >= from->first_day()) &&
         (!to || key.first.last_day() <= to->last_day());
}

// The keys of a page, the first ones first, and whether there are more behind them.
struct Page {
  std::vector<Key> keys;
  bool more = false;
};

absl::StatusOr<Page> ChoosePage(const rv1::GetHistoryRequest& request, const UnitSnapshot& snapshot) {
  std::set<Key, std::greater<>> keys;
  std::set<std::string> first_days;
  for (const record::v1::Unit& unit : snapshot.units) first_days.insert(unit.valid_from());
  for (const auto& [key, score] : snapshot.scores) keys.insert(key);
  for (const auto& [period, figures] : snapshot.figures) {
    keys.insert(Key(period, FirstDayOfBearer(snapshot, request.unit_code(), period)));
  }
  for (const Key& key : keys) first_days.insert(key.second);
  if (first_days.empty()) return absl::NotFoundError("unit_code: there is no such unit");
  if (!request.unit_valid_from().empty() && !first_days.contains(request.unit_valid_from())) {
    return absl::NotFoundError("unit_valid_from: no unit of this code began on this day");
  }
  std::erase_if(keys, [&](const Key& key) { return !IsAskedFor(request, key); });
  auto next = keys.begin();
  if (!request.page_token().empty()) {
    const std::optional<Key> last = ParseToken(request.page_token());
    if (!last) return InvalidArgument("page_token", "must be the next_page_token of an answer");
    next = keys.upper_bound(*last);
  }
  const size_t page_size = request.page_size() == 0 ? kDefaultPageSize : request.page_size();
  Page page;
  for (; next != keys.end() && page.keys.size() < page_size; ++next) page.keys.push_back(*next);
  page.more = next != keys.end();
  return page;
}

}  // namespace

absl::StatusOr<std::set<Period>> PeriodsOfPage(const rv1::GetHistoryRequest& request,
                                               const UnitSnapshot& snapshot) {
  const absl::StatusOr<Page> page = ChoosePage(request, snapshot);
  if (!page.ok()) return page.status();
  std::set<Period> periods;
  for (const Key& key : page->keys) periods.insert({key.first, key.first.Previous()});
  return periods;
}

absl::StatusOr<rv1::GetHistoryResponse> MakeTimeline(const rv1::GetHistoryRequest& request,
                                                     const UnitSnapshot& snapshot) {
  const absl::StatusOr<Page> page = ChoosePage(request, snapshot);
  if (!page.ok()) return page.status();
  rv1::GetHistoryResponse response;
  PageRoom room(static_cast<int>(page->keys.size()));
  for (const Key& key : page->keys) {
    rv1::HistoryEntry entry = MakeEntry(request, snapshot, key);
    if (!room.Take(entry.ByteSizeLong())) break;
    *response.add_entries() = std::move(entry);
    const bool more = page->more || key != page->keys.back();
    response.set_next_page_token(more ? ToToken(key) : "");
  }
  return response;
}

}  // namespace chiso
